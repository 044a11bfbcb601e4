# A boot sector that greets on COM1 and then echoes every byte that arrives there.
# The smallest guest there is: firmware and real mode only, so it runs under any hypervisor.
# It sleeps between bytes, so that an idle one costs its host nothing.

        .code16
        .set    COM1, 0x3f8
        .set    INTERRUPT_ENABLE, COM1 + 1
        .set    FIFO_CONTROL, COM1 + 2
        .set    LINE_CONTROL, COM1 + 3
        .set    MODEM_CONTROL, COM1 + 4
        .set    LINE_STATUS, COM1 + 5
        .set    DATA_READY, 0x01
        .set    TRANSMITTER_EMPTY, 0x20

        .set    PIC1_COMMAND, 0x20
        .set    PIC1_MASK, 0x21
        .set    PIC2_MASK, 0xa1
        .set    END_OF_INTERRUPT, 0x20
        .set    IRQ4_VECTOR, 0x0c       # where the firmware leaves the first PIC's line 4

        .macro  out_byte port, value
        movw    $\port, %dx
        movb    $\value, %al
        outb    %al, %dx
        .endm

        .globl  _start
_start: cli
        ljmp    $0, $1f                 # some firmware enters at 07c0:0000
1:      xorw    %ax, %ax
        movw    %ax, %ds
        movw    %ax, %ss
        movw    $0x7c00, %sp
        cld

        movw    $received, IRQ4_VECTOR * 4
        movw    %ax, IRQ4_VECTOR * 4 + 2
        out_byte PIC1_MASK, 0xef        # line 4 alone: a timer tick would wake us for nothing
        out_byte PIC2_MASK, 0xff

        out_byte LINE_CONTROL, 0x80     # divisor latch open
        out_byte COM1, 1                # 115200 baud
        out_byte INTERRUPT_ENABLE, 0
        out_byte LINE_CONTROL, 0x03     # latch closed, 8N1
        out_byte FIFO_CONTROL, 0x01     # what came before us stays in the queue
        out_byte MODEM_CONTROL, 0x0b    # DTR, RTS, and OUT2: without it no interrupt leaves the chip
        out_byte INTERRUPT_ENABLE, 0x01 # on received data

        movw    $greeting, %si
greet:  lodsb
        testb   %al, %al
        jz      echo
        call    send
        jmp     greet

echo:   cli
        movw    $LINE_STATUS, %dx
        inb     %dx, %al
        testb   $DATA_READY, %al
        jnz     2f
        sti                             # takes effect after hlt: no wake-up is lost between the two
        hlt
        jmp     echo
2:      movw    $COM1, %dx
        inb     %dx, %al
        call    send
        jmp     echo

# Sends %al; uses %ah and %dx.
send:   movb    %al, %ah
        movw    $LINE_STATUS, %dx
3:      inb     %dx, %al
        testb   $TRANSMITTER_EMPTY, %al
        jz      3b
        movb    %ah, %al
        movw    $COM1, %dx
        outb    %al, %dx
        ret

# Only wakes: the main loop reads the byte.
received:
        pushw   %ax
        movb    $END_OF_INTERRUPT, %al
        outb    %al, $PIC1_COMMAND
        popw    %ax
        iretw

greeting:
        .asciz  "bios-echo ready\r\n"

        .org    510
        .word   0xaa55

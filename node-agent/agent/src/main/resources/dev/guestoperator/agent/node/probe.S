# A boot sector that goes the way of a kernel: protected mode, paging, 64-bit code that writes memory.
# It says "long mode" on COM1 when it has arrived, and "done" after work that takes a processor a
# fraction of a second, and a hypervisor that emulates each instruction minutes.
#
# Rebuild probe.img, here, with:
#   as --64 -o probe.o probe.S
#   ld -m elf_x86_64 -Ttext 0x7c00 --oformat binary -o probe.img probe.o

        .set    COM1, 0x3f8
        .set    SCRATCH, 0x8000
        .set    ROUNDS, 1 << 26
        .set    PML4, 0x1000
        .set    PDPT, 0x2000
        .set    PD, 0x3000
        .set    PRESENT_WRITABLE, 0x3
        .set    HUGE, 0x80
        .set    CR0_PE, 1
        .set    CR0_PG, 1 << 31
        .set    CR4_PAE, 1 << 5
        .set    EFER, 0xc0000080
        .set    EFER_LME, 1 << 8
        .set    CODE32, 0x08
        .set    CODE64, 0x10
        .set    DATA, 0x18

        .code16
        .globl  _start
_start: cli
        ljmp    $0, $1f                 # some firmware enters at 07c0:0000
1:      xorw    %ax, %ax
        movw    %ax, %ds
        lgdt    gdt_pointer
        movl    %cr0, %eax
        orl     $CR0_PE, %eax
        movl    %eax, %cr0
        ljmp    $CODE32, $protected

        .code32
protected:
        movw    $DATA, %ax
        movw    %ax, %ds
        movw    %ax, %es
        movw    %ax, %ss
        cld
        xorl    %eax, %eax
        movl    $PML4, %edi
        movl    $3 * 4096 / 4, %ecx
        rep     stosl
        movl    $PDPT + PRESENT_WRITABLE, PML4
        movl    $PD + PRESENT_WRITABLE, PDPT
        movl    $HUGE + PRESENT_WRITABLE, PD
        movl    $CR4_PAE, %eax
        movl    %eax, %cr4
        movl    $PML4, %eax
        movl    %eax, %cr3
        movl    $EFER, %ecx
        rdmsr
        orl     $EFER_LME, %eax
        wrmsr
        movl    %cr0, %eax
        orl     $CR0_PG, %eax
        movl    %eax, %cr0
        ljmp    $CODE64, $long_mode

        .code64
long_mode:
        movl    $arrived, %esi
        movl    $arrived_end - arrived, %ecx
        movw    $COM1, %dx
        rep     outsb
        movl    $ROUNDS, %ecx
2:      movl    %ecx, SCRATCH
        decl    %ecx
        jnz     2b
        movl    $done, %esi
        movl    $done_end - done, %ecx
        rep     outsb
3:      jmp     3b                      # not idle: only what uses a processor is sure to be ended

arrived:
        .ascii  "long mode\n"
arrived_end:
done:   .ascii  "done\n"
done_end:

        .balign 8
gdt:    .quad   0
        .quad   0x00cf9a000000ffff      # CODE32
        .quad   0x00af9a000000ffff      # CODE64
        .quad   0x00cf92000000ffff      # DATA
gdt_pointer:
        .word   gdt_pointer - gdt - 1
        .long   gdt

        .org    510
        .word   0xaa55

/*
 * What goes to a client: some frames at a time, so that a slow client stalls its session alone; and
 * less than 32 KiB, because there are vsock devices that lose parts of larger packets.
 */
#pragma once

#include "message.h"

struct outbox {
    size_t start;
    size_t end;
    uint8_t bytes[7 * FRAME_MAX];
};

bool outbox_is_empty(const struct outbox *outbox);

/* Room for a frame, or NULL as long as there is none. */
uint8_t *outbox_room(struct outbox *outbox);

/* Takes the frame of this length that was written to where outbox_room() said. */
void outbox_add(struct outbox *outbox, size_t length);

/* Sends what the socket takes, with the FLAGS of send(2); false if the client is gone. */
bool outbox_send(struct outbox *outbox, int socket, int flags);

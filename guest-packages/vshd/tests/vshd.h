/* The vshd under test. It ends with the test, however that ends. */
#pragma once

#include <sys/types.h>

struct vshd {
    pid_t pid;
    char socket[100];
};

/* Starts one with these further arguments, up to NULL, and points client.h to it. */
struct vshd vshd_start(const char *program, const char *directory, const char *const *arguments);

/* Waits until all of its sessions are gone; ends it, and checks that nothing else had. */
void vshd_stop(struct vshd *vshd);

/* Waits until a process is gone or, for zombies of another parent, dead. */
void await_death(pid_t pid);

/* Waits until a process is in a state of proc(5). */
void await_state(pid_t pid, char state);

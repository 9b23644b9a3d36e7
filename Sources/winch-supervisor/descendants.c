// The processes below this one, for jobs without a cgroup of their own. The supervisor is a child subreaper, so that whoever
// is orphaned below it becomes its child: setsid and double forks do not lead out.

#define _GNU_SOURCE
#include "supervisor.h"

#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

struct process {
    pid_t self, parent, group;
    /// In ticks since the system came up: with it a number that was given away again is told apart.
    unsigned long long began;
    bool is_ours;
};

/// Fills in what the kernel says of a process; false when it is gone or already dead.
static bool look_up(const char *name, struct process *process) {
    char path[64], text[1024];
    snprintf(path, sizeof path, "/proc/%.20s/stat", name);
    int file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0) return false;
    ssize_t count = read(file, text, sizeof text - 1);
    close(file);
    if (count <= 0) return false;
    text[count] = 0;
    // `pid (name) state parent group`, the time is the 22nd: the name may hold anything, its closing bracket is the last.
    char *bracket = strrchr(text, ')');
    char state;
    if (bracket == NULL) return false;
    int found = sscanf(
        bracket + 1, " %c %d %d %*d %*d %*d %*u %*u %*u %*u %*u %*u %*u %*d %*d %*d %*d %*d %*d %llu", &state,
        &process->parent, &process->group, &process->began);
    process->self = atoi(name);
    process->is_ours = false;
    return found == 4 && state != 'Z' && state != 'X';
}

static int by_number(const void *left, const void *right) {
    return ((const struct process *)left)->self - ((const struct process *)right)->self;
}

static size_t list_processes(struct process **list) {
    DIR *folder = opendir("/proc");
    size_t count = 0, room = 0;
    *list = NULL;
    if (folder == NULL) return 0;
    struct dirent *entry;
    while ((entry = readdir(folder)) != NULL) {
        struct process process;
        if (entry->d_name[0] < '0' || entry->d_name[0] > '9' || !look_up(entry->d_name, &process)) continue;
        if (count == room) {
            struct process *longer = realloc(*list, (room = room * 2 + 64) * sizeof **list);
            if (longer == NULL) break;
            *list = longer;
        }
        (*list)[count++] = process;
    }
    closedir(folder);
    if (count > 0) qsort(*list, count, sizeof **list, by_number);
    return count;
}

/// Marks the processes below this one. Returns how many there are.
static int mark_ours(struct process *list, size_t count) {
    pid_t self = getpid();
    int found = 0;
    for (bool grown = true; grown;) {
        grown = false;
        for (size_t index = 0; index < count; index++) {
            if (list[index].is_ours) continue;
            struct process key = {.self = list[index].parent};
            struct process *above = bsearch(&key, list, count, sizeof *list, by_number);
            if (list[index].parent != self && (above == NULL || !above->is_ours)) continue;
            list[index].is_ours = grown = true;
            found++;
        }
    }
    return found;
}

/// Signals this very process, not one that has got its number since.
static void signal_process(const struct process *process, int number) {
    char name[24];
    struct process now;
    int handle = (int)syscall(SYS_pidfd_open, process->self, 0);
    if (handle < 0) return;
    snprintf(name, sizeof name, "%d", process->self);
    if (look_up(name, &now) && now.began == process->began) syscall(SYS_pidfd_send_signal, handle, number, NULL, 0);
    close(handle);
}

int descendants_signal(int number, pid_t except_group) {
    struct process *list;
    size_t count = list_processes(&list);
    int found = mark_ours(list, count);
    for (size_t index = 0; index < count; index++)
        if (list[index].is_ours && list[index].group != except_group) signal_process(&list[index], number);
    free(list);
    return found;
}

void descendants_stop(void) {
    // Again until nobody new appears: a process may fork while the others are being stopped.
    for (int found = -1, round = 0; round < 32; round++) {
        int stopped = descendants_signal(SIGSTOP, 0);
        if (stopped == found) return;
        found = stopped;
    }
}

void descendants_kill(void) {
    // Stopped first: one that is killed alone leaves its place to the child that another has at that moment.
    descendants_stop();
    descendants_signal(SIGKILL, 0);
}

// The processes below this one. The supervisor is a child subreaper, so that whoever is orphaned below it becomes its child:
// setsid and double forks do not lead out.

#include "supervisor.h"

#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct process {
    pid_t self;
    pid_t parent;
    bool is_ours;
};

/// The parent of a process; 0 when it is gone or already dead.
static pid_t parent_of(const char *process) {
    char path[64], text[512];
    snprintf(path, sizeof path, "/proc/%.20s/stat", process);
    int file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0) return 0;
    ssize_t count = read(file, text, sizeof text - 1);
    close(file);
    if (count <= 0) return 0;
    text[count] = 0;
    // `pid (name) state parent`: the name may hold anything, its closing bracket is the last.
    char *bracket = strrchr(text, ')');
    char state;
    int parent;
    if (bracket == NULL || sscanf(bracket + 1, " %c %d", &state, &parent) != 2) return 0;
    return state == 'Z' || state == 'X' ? 0 : parent;
}

static size_t list_processes(struct process **list) {
    DIR *folder = opendir("/proc");
    size_t count = 0, room = 0;
    *list = NULL;
    if (folder == NULL) return 0;
    struct dirent *entry;
    while ((entry = readdir(folder)) != NULL) {
        if (entry->d_name[0] < '0' || entry->d_name[0] > '9') continue;
        pid_t parent = parent_of(entry->d_name);
        if (parent == 0) continue;
        if (count == room) {
            struct process *longer = realloc(*list, (room = room * 2 + 64) * sizeof **list);
            if (longer == NULL) break;
            *list = longer;
        }
        (*list)[count++] = (struct process){.self = atoi(entry->d_name), .parent = parent};
    }
    closedir(folder);
    return count;
}

int descendants_signal(int signal) {
    struct process *list;
    size_t count = list_processes(&list);
    pid_t self = getpid();
    int found = 0;
    for (bool grown = true; grown;) {
        grown = false;
        for (size_t index = 0; index < count; index++) {
            if (list[index].is_ours) continue;
            bool below = list[index].parent == self;
            for (size_t other = 0; !below && other < count; other++)
                below = list[other].is_ours && list[other].self == list[index].parent;
            if (!below) continue;
            list[index].is_ours = grown = true;
            found++;
            kill(list[index].self, signal);
        }
    }
    free(list);
    return found;
}

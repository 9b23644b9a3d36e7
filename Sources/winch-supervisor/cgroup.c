// A cgroup of version 2 for each job, where the host lets us have one: who is born in it stays in it, and all in it are
// frozen or killed by one write, however fast they fork (Documentation/admin-guide/cgroup-v2.rst of the kernel).
//
// The leaves lie below the cgroup that winch-supervisor was started in, and only if that is ours to divide. Without one a
// job's processes are found by their parents (descendants.c).

#define _GNU_SOURCE
#include "supervisor.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/xattr.h>
#include <unistd.h>

#define LEAF_PREFIX "winch-job-"

/// The cgroup that the leaves are made in; -1 is none.
static int parent = -1;

// MARK: Finding it

/// This process's path in the hierarchy of version 2, which hybrid hosts have beside those of version 1.
static bool own_path(char path[4096]) {
    char line[4200];
    FILE *file = fopen("/proc/self/cgroup", "re");
    bool is_found = false;
    while (file != NULL && !is_found && fgets(line, sizeof line, file) != NULL) {
        if (strncmp(line, "0::/", 4) != 0) continue;
        line[strcspn(line, "\n")] = 0;
        snprintf(path, 4096, "%s", line + 3);
        // One that lies outside of our namespace is shown with `..`.
        is_found = strncmp(path, "/..", 3) != 0;
    }
    if (file != NULL) fclose(file);
    return is_found;
}

/// Blanks in the paths of mountinfo are written as `\040`.
static void unescape(char *text) {
    char *end = text;
    for (; *text != 0; text++) {
        if (text[0] == '\\' && text[1] != 0 && text[2] != 0 && text[3] != 0) {
            *end++ = (char)((text[1] - '0') << 6 | (text[2] - '0') << 3 | (text[3] - '0'));
            text += 3;
        } else {
            *end++ = *text;
        }
    }
    *end = 0;
}

/// Opens the folder of the cgroup `path` where a line of mountinfo shows it; -1 when it shows something else.
static int open_below(char *line, const char *path) {
    char root[2048], place[2048], folder[8192];
    char *dash = strstr(line, " - ");
    if (dash == NULL || strncmp(dash, " - cgroup2 ", 11) != 0) return -1;
    if (sscanf(line, "%*d %*d %*s %2047s %2047s", root, place) != 2) return -1;
    unescape(root);
    unescape(place);
    // A mount may show a part of the hierarchy only.
    size_t above = strcmp(root, "/") == 0 ? 0 : strlen(root);
    if (strncmp(path, root, above) != 0 || (path[above] != '/' && path[above] != 0)) return -1;
    snprintf(folder, sizeof folder, "%s%s", place, path + above);
    return open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
}

static bool is_marked(int folder) {
    static const char *const marks[] = {"trusted.delegate", "user.delegate"};
    for (size_t index = 0; index < 2; index++) {
        char value;
        if (fgetxattr(folder, marks[index], &value, 1) == 1 && value == '1') return true;
    }
    return false;
}

/// Whether the cgroup is ours to divide: it is all there is, it was given to our user, or systemd has marked it or one above
/// it as delegated. A cgroup that a service manager looks after is nobody else's to change, not even root's.
static bool is_delegated(int folder, const char *path) {
    struct stat status;
    if (strcmp(path, "/") == 0 || is_marked(folder)) return true;
    if (geteuid() != 0 && fstat(folder, &status) == 0 && status.st_uid == geteuid()) return true;
    bool is_ours = false;
    int above = fcntl(folder, F_DUPFD_CLOEXEC, 0);
    for (const char *name = path; !is_ours && above >= 0 && (name = strchr(name + 1, '/')) != NULL;) {
        int next = openat(above, "..", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        close(above);
        above = next;
        is_ours = above >= 0 && is_marked(above);
    }
    if (above >= 0) close(above);
    return is_ours;
}

/// Leaves whose supervisor was killed go once nobody is in them; the kernel keeps the others.
static void remove_abandoned(void) {
    int copy = fcntl(parent, F_DUPFD_CLOEXEC, 0);
    DIR *folder = copy < 0 ? NULL : fdopendir(copy);
    struct dirent *entry;
    while (folder != NULL && (entry = readdir(folder)) != NULL)
        if (strncmp(entry->d_name, LEAF_PREFIX, strlen(LEAF_PREFIX)) == 0)
            unlinkat(parent, entry->d_name, AT_REMOVEDIR);
    if (folder != NULL) closedir(folder);
}

void cgroup_find(void) {
    char path[4096], line[8192];
    FILE *file = own_path(path) ? fopen("/proc/self/mountinfo", "re") : NULL;
    while (file != NULL && parent < 0 && fgets(line, sizeof line, file) != NULL) parent = open_below(line, path);
    if (file != NULL) fclose(file);
    if (parent >= 0 && !is_delegated(parent, path)) {
        close(parent);
        parent = -1;
    }
    if (parent >= 0) remove_abandoned();
}

// MARK: A job's leaf

void leaf_make(struct leaf *leaf) {
    leaf->folder = -1;
    if (parent < 0) return;
    snprintf(leaf->name, sizeof leaf->name, LEAF_PREFIX "%d", getpid());
    if (mkdirat(parent, leaf->name, 0755) != 0) return;
    leaf->folder = openat(parent, leaf->name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    // Kernels before 5.14 cannot kill all in it at once, which is what it is for.
    if (leaf->folder < 0 || faccessat(leaf->folder, "cgroup.kill", W_OK, 0) != 0) leaf_remove(leaf);
}

pid_t leaf_fork(struct leaf *leaf) {
    if (leaf->folder >= 0) {
        // Born in it: moving a process there later makes the kernel wait for all others.
        struct clone_args arguments = {
            .flags = CLONE_INTO_CGROUP, .exit_signal = SIGCHLD, .cgroup = (uint64_t)leaf->folder};
        long child = syscall(SYS_clone3, &arguments, sizeof arguments);
        if (child >= 0) return (pid_t)child;
        leaf_remove(leaf);
    }
    return fork();
}

static bool write_word(const struct leaf *leaf, const char *name, const char *word) {
    if (leaf->folder < 0) return false;
    int file = openat(leaf->folder, name, O_WRONLY | O_CLOEXEC);
    if (file < 0) return false;
    ssize_t count = write(file, word, strlen(word));
    close(file);
    return count > 0;
}

bool leaf_freeze(const struct leaf *leaf) { return write_word(leaf, "cgroup.freeze", "1"); }
bool leaf_thaw(const struct leaf *leaf) { return write_word(leaf, "cgroup.freeze", "0"); }
bool leaf_kill(const struct leaf *leaf) { return write_word(leaf, "cgroup.kill", "1"); }

void leaf_remove(struct leaf *leaf) {
    if (parent < 0 || leaf->name[0] == 0) return;
    if (leaf->folder >= 0) close(leaf->folder);
    leaf->folder = -1;
    unlinkat(parent, leaf->name, AT_REMOVEDIR);
}

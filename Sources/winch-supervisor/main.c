// winch-supervisor: started once by winchd; forks one supervisor for each job, which outlives winchd.
//
// Forking from this small process is quicker than starting a program per job, and a supervisor that dies takes only its own
// job with it. Even then the job's program goes on and may print: the pipes are open here as well, and a fork that keeps what
// comes takes the place of the supervisor that was killed. It stays until the last supervisor has gone, winchd or not.

#define _GNU_SOURCE
#include "CSupervision.h"
#include "supervisor.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

/// Jobs at a time whose output outlives their supervisor; of further ones it does not.
#define STREAMS_LIMIT 4096

/// A supervisor that lives, and the reading ends of its program's pipes; or who keeps the output for one that was killed.
struct held {
    pid_t process;
    struct streams *streams;
    /// -1 of an heir.
    int output, errors;
};

static struct held *held;
static size_t held_count, held_room;
/// Shared with the supervisors, and which of them are free.
static struct streams *all_streams;
static unsigned short free_streams[STREAMS_LIMIT];
static size_t free_count;

// MARK: Links

/// The link of the next job; -1 when there is none now, -2 when winchd is gone.
static int next_link(void) {
    char byte;
    struct iovec part = {.iov_base = &byte, .iov_len = 1};
    union {
        struct cmsghdr header;
        char space[CMSG_SPACE(sizeof(int))];
    } control;
    struct msghdr message = {
        .msg_iov = &part, .msg_iovlen = 1, .msg_control = &control, .msg_controllen = sizeof control.space};
    ssize_t count = recvmsg(WINCH_SERVER_DESCRIPTOR, &message, MSG_CMSG_CLOEXEC | MSG_DONTWAIT);
    if (count < 0 && (errno == EINTR || errno == EAGAIN)) return -1;
    if (count <= 0) return -2;
    struct cmsghdr *header = CMSG_FIRSTHDR(&message);
    if (header == NULL || header->cmsg_type != SCM_RIGHTS) return -1;
    int link;
    memcpy(&link, CMSG_DATA(header), sizeof link);
    return link;
}

static void refuse(int link, int error, const char *what) {
    char text[64];
    int count = snprintf(text, sizeof text, "refused %d %s", error, what);
    send(link, text, (size_t)count, MSG_NOSIGNAL | MSG_DONTWAIT);
}

// MARK: Supervisors

static void find_memory(void) {
    void *memory = mmap(
        NULL, STREAMS_LIMIT * sizeof(struct streams), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (memory == MAP_FAILED) return;
    all_streams = memory;
    while (free_count < STREAMS_LIMIT) {
        free_streams[free_count] = (unsigned short)(STREAMS_LIMIT - 1 - free_count);
        free_count++;
    }
}

/// Keeps a job's descriptors alone: its link, the reading ends, and the ends that the program gets.
static void keep_only(int descriptors[5]) {
    for (int index = 0; index < 5; index++) {
        // Out of the way first: one of them may have the number that another is to get.
        int copy = fcntl(descriptors[index], F_DUPFD_CLOEXEC, WINCH_SERVER_DESCRIPTOR + 5);
        if (copy < 0) _exit(1);
        if (descriptors[index] >= WINCH_SERVER_DESCRIPTOR + 5) close(descriptors[index]);
        descriptors[index] = copy;
    }
    for (int index = 0; index < 5; index++) {
        int number = WINCH_SERVER_DESCRIPTOR + index;
        dup3(descriptors[index], number, O_CLOEXEC);
        descriptors[index] = number;
    }
    close_range(WINCH_SERVER_DESCRIPTOR + 5, ~0U, 0);
}

static void serve(int link, struct streams *streams, const int output[2], const int errors[2]) __attribute__((noreturn));
static void serve(int link, struct streams *streams, const int output[2], const int errors[2]) {
    static struct streams own;
    int descriptors[] = {link, output[0], errors[0], output[1], errors[1]};
    keep_only(descriptors);
    if (streams == NULL) streams = &own;
    streams->output = (struct output){.pipe = descriptors[1], .file = -1, .name = "stdout"};
    streams->errors = (struct output){.pipe = descriptors[2], .file = -1, .name = "stderr"};
    job_serve(descriptors[0], streams, descriptors[3], descriptors[4]);
}

/// Keeps what a program prints whose supervisor was killed. Returns who does; -1 when nobody can.
static pid_t inherit(const struct held *lost) {
    struct streams *streams = lost->streams;
    if (streams == NULL || streams->directory[0] == 0) return -1;
    pid_t heir = fork();
    if (heir != 0) return heir;
    int output = fcntl(lost->output, F_DUPFD_CLOEXEC, WINCH_SERVER_DESCRIPTOR + 2);
    int errors = fcntl(lost->errors, F_DUPFD_CLOEXEC, WINCH_SERVER_DESCRIPTOR + 2);
    streams->output.pipe = dup3(output, WINCH_SERVER_DESCRIPTOR, O_CLOEXEC);
    streams->errors.pipe = dup3(errors, WINCH_SERVER_DESCRIPTOR + 1, O_CLOEXEC);
    close_range(WINCH_SERVER_DESCRIPTOR + 2, ~0U, 0);
    setsid();
    prctl(PR_SET_NAME, "winch-heir");
    if (chdir(streams->directory) != 0) streams->output.limit = streams->errors.limit = 0;
    streams_drain(streams);
    _exit(0);
}

static void let_go(size_t index, bool was_killed) {
    struct held *gone = &held[index];
    pid_t heir = was_killed && gone->output >= 0 ? inherit(gone) : -1;
    if (gone->output >= 0) close(gone->output);
    if (gone->errors >= 0) close(gone->errors);
    if (heir > 0) {
        *gone = (struct held){heir, gone->streams, -1, -1};
        return;
    }
    if (gone->streams != NULL) free_streams[free_count++] = (unsigned short)(gone->streams - all_streams);
    held[index] = held[--held_count];
}

/// Forks the supervisor of the job behind a link.
static void supervise(int link) {
    int output[2], errors[2];
    if (held_count == held_room) {
        struct held *longer = realloc(held, (held_room + 64) * sizeof *held);
        if (longer == NULL) return refuse(link, ENOMEM, "supervisor");
        held = longer;
        held_room += 64;
    }
    if (pipe2(output, O_CLOEXEC) != 0) return refuse(link, errno, "pipe");
    if (pipe2(errors, O_CLOEXEC) != 0) {
        refuse(link, errno, "pipe");
        close(output[0]);
        close(output[1]);
        return;
    }
    struct streams *streams = free_count == 0 ? NULL : &all_streams[free_streams[--free_count]];
    // What the last one has left there must not be taken for this one's.
    if (streams != NULL) streams->directory[0] = 0;
    pid_t child = fork();
    if (child == 0) serve(link, streams, output, errors);
    if (child < 0) refuse(link, errno, "fork");
    close(output[1]);
    close(errors[1]);
    held[held_count++] = (struct held){child, streams, output[0], errors[0]};
    if (child < 0) let_go(held_count - 1, false);
}

static void reap(void) {
    int status;
    pid_t child;
    while ((child = waitpid(-1, &status, WNOHANG)) > 0)
        for (size_t index = 0; index < held_count; index++)
            if (held[index].process == child) {
                let_go(index, WIFSIGNALED(status));
                break;
            }
}

// MARK: Life

static int prepare(void) {
    fcntl(WINCH_SERVER_DESCRIPTOR, F_SETFD, FD_CLOEXEC);
    umask(077);
    signal(SIGPIPE, SIG_IGN);
    // Two for each job; the programs get what this one was given.
    if (getrlimit(RLIMIT_NOFILE, &program_files) == 0) {
        const struct rlimit most = {program_files.rlim_max, program_files.rlim_max};
        setrlimit(RLIMIT_NOFILE, &most);
    }
    find_memory();
    sigset_t children;
    sigemptyset(&children);
    sigaddset(&children, SIGCHLD);
    sigprocmask(SIG_BLOCK, &children, NULL);
    return signalfd(-1, &children, SFD_CLOEXEC | SFD_NONBLOCK);
}

int main(int count, char **arguments) {
    struct stat status;
    if (fstat(WINCH_SERVER_DESCRIPTOR, &status) != 0 || !S_ISSOCK(status.st_mode)) {
        fputs("winch-supervisor is started by winchd and is of no use by itself.\n", stderr);
        return 64;
    }
    int children = prepare();
    if (children < 0) return 71;
    if (count < 2 || strcmp(arguments[1], WINCH_WITHOUT_CGROUPS) != 0) cgroup_find();
    struct pollfd set[] = {{WINCH_SERVER_DESCRIPTOR, POLLIN, 0}, {children, POLLIN, 0}};
    while (set[0].fd >= 0 || held_count > 0) {
        if (poll(set, 2, -1) < 0) continue;
        if (set[1].revents != 0) {
            struct signalfd_siginfo signal;
            while (read(children, &signal, sizeof signal) > 0) continue;
            reap();
        }
        if (set[0].revents == 0) continue;
        int link = next_link();
        if (link == -2) {
            close(WINCH_SERVER_DESCRIPTOR);
            set[0].fd = -1;
        } else if (link >= 0) {
            supervise(link);
            close(link);
        }
    }
    return 0;
}

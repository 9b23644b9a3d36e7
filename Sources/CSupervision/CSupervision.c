#define _GNU_SOURCE
#include "CSupervision.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

static int spawn(const char *program, int uses_cgroups, int socket, pid_t *process) {
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    sigset_t all, none;
    char *const arguments[] = {"winch-supervisor", uses_cgroups ? NULL : WINCH_WITHOUT_CGROUPS, NULL};
    char *const environment[] = {NULL};
    sigfillset(&all);
    sigemptyset(&none);
    posix_spawn_file_actions_init(&actions);
    posix_spawnattr_init(&attributes);
    // Standard error too: whoever reads winchd's must not wait for supervisors that outlive it.
    for (int descriptor = 0; descriptor < 3; descriptor++)
        posix_spawn_file_actions_addopen(&actions, descriptor, "/dev/null", O_RDWR, 0);
    posix_spawn_file_actions_adddup2(&actions, socket, WINCH_SERVER_DESCRIPTOR);
    posix_spawn_file_actions_addclosefrom_np(&actions, WINCH_SERVER_DESCRIPTOR + 1);
    posix_spawn_file_actions_addchdir_np(&actions, "/");
    posix_spawnattr_setsigdefault(&attributes, &all);
    posix_spawnattr_setsigmask(&attributes, &none);
    posix_spawnattr_setflags(
        &attributes, POSIX_SPAWN_SETSID | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK);
    int error = posix_spawn(process, program, &actions, &attributes, arguments, environment);
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&actions);
    return error;
}

int winch_supervisor_start(const char *program, int uses_cgroups, int *server, pid_t *process) {
    int ends[2];
    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0) return errno;
    // dup2 of a descriptor onto itself would keep its close-on-exec mark.
    int other = fcntl(ends[1], F_DUPFD_CLOEXEC, WINCH_SERVER_DESCRIPTOR + 1);
    int error = other < 0 ? errno : spawn(program, uses_cgroups, other, process);
    if (other >= 0) close(other);
    close(ends[1]);
    if (error != 0) {
        close(ends[0]);
        return error;
    }
    *server = ends[0];
    return 0;
}

int winch_supervisor_has_ended(pid_t process) { return waitpid(process, NULL, WNOHANG) != 0; }

int winch_link_make(int ends[2]) {
    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0) return errno;
    fcntl(ends[0], F_SETFL, O_NONBLOCK);
    return 0;
}

int winch_link_hand_over(int server, int link) {
    char byte = 'j';
    struct iovec part = {.iov_base = &byte, .iov_len = 1};
    union {
        struct cmsghdr header;
        char space[CMSG_SPACE(sizeof(int))];
    } control;
    memset(&control, 0, sizeof control);
    struct msghdr message = {
        .msg_iov = &part, .msg_iovlen = 1, .msg_control = &control, .msg_controllen = sizeof control.space};
    struct cmsghdr *header = CMSG_FIRSTHDR(&message);
    header->cmsg_level = SOL_SOCKET;
    header->cmsg_type = SCM_RIGHTS;
    header->cmsg_len = CMSG_LEN(sizeof(int));
    memcpy(CMSG_DATA(header), &link, sizeof(int));
    while (sendmsg(server, &message, MSG_NOSIGNAL) < 0)
        if (errno != EINTR) return errno;
    return 0;
}

int winch_door_open(const char *directory) {
    int folder = open(directory, O_PATH | O_DIRECTORY | O_CLOEXEC);
    if (folder < 0) return -errno;
    int door = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    int error = door < 0 ? errno : 0;
    if (error == 0) {
        // Through /proc, because a socket's address holds 107 bytes and a data directory may lie deeper.
        struct sockaddr_un address = {.sun_family = AF_UNIX};
        snprintf(address.sun_path, sizeof address.sun_path, "/proc/self/fd/%d/" WINCH_DOOR_NAME ".new", folder);
        unlink(address.sun_path);
        // It gets its name when it listens: who sees it come may knock at once.
        if (bind(door, (struct sockaddr *)&address, sizeof address) != 0 || listen(door, 4096) != 0
            || renameat(folder, WINCH_DOOR_NAME ".new", folder, WINCH_DOOR_NAME) != 0)
            error = errno;
    }
    close(folder);
    if (error == 0) return door;
    if (door >= 0) close(door);
    return -error;
}

int winch_door_accept(int door) {
    int link = accept4(door, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
    return link < 0 ? -errno : link;
}

int winch_link_send(int link, const void *bytes, size_t count) {
    while (send(link, bytes, count, MSG_NOSIGNAL | MSG_DONTWAIT) < 0)
        if (errno != EINTR) return errno;
    return 0;
}

ssize_t winch_link_receive(int link, void *bytes, size_t capacity) {
    while (1) {
        ssize_t count = recv(link, bytes, capacity, MSG_DONTWAIT);
        if (count >= 0) return count;
        if (errno != EINTR) return -errno;
    }
}

int winch_wait_make(void) {
    int wait = epoll_create1(EPOLL_CLOEXEC);
    return wait < 0 ? -errno : wait;
}

int winch_event_make(void) {
    int event = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    return event < 0 ? -errno : event;
}

int winch_wait_add(int wait, int descriptor, uint64_t identity) {
    struct epoll_event event = {.events = EPOLLIN, .data.u64 = identity};
    return epoll_ctl(wait, EPOLL_CTL_ADD, descriptor, &event) == 0 ? 0 : errno;
}

void winch_wait_remove(int wait, int descriptor) { epoll_ctl(wait, EPOLL_CTL_DEL, descriptor, NULL); }

void winch_wait_rename(int wait, int descriptor, uint64_t identity) {
    struct epoll_event event = {.events = EPOLLIN, .data.u64 = identity};
    epoll_ctl(wait, EPOLL_CTL_MOD, descriptor, &event);
}

int winch_wait(int wait, uint64_t *identities, int capacity, int milliseconds) {
    struct epoll_event events[64];
    int count = epoll_wait(wait, events, capacity < 64 ? capacity : 64, milliseconds);
    for (int index = 0; index < count; index++) identities[index] = events[index].data.u64;
    return count < 0 ? 0 : count;
}

void winch_event_set(int event) { eventfd_write(event, 1); }

void winch_event_clear(int event) {
    eventfd_t value;
    eventfd_read(event, &value);
}

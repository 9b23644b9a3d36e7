// winch-supervisor: started once by winchd; forks one supervisor for each job, which outlives winchd.
//
// Forking from this small process is quicker than starting a program per job, and a supervisor that dies takes only its own
// job with it.

#define _GNU_SOURCE
#include "CSupervision.h"
#include "supervisor.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

/// The link of the next job; -1 when winchd is gone.
static int next_link(void) {
    while (1) {
        char byte;
        struct iovec part = {.iov_base = &byte, .iov_len = 1};
        union {
            struct cmsghdr header;
            char space[CMSG_SPACE(sizeof(int))];
        } control;
        struct msghdr message = {
            .msg_iov = &part, .msg_iovlen = 1, .msg_control = &control, .msg_controllen = sizeof control.space};
        ssize_t count = recvmsg(WINCH_SERVER_DESCRIPTOR, &message, MSG_CMSG_CLOEXEC);
        if (count < 0 && errno == EINTR) continue;
        if (count <= 0) return -1;
        struct cmsghdr *header = CMSG_FIRSTHDR(&message);
        if (header == NULL || header->cmsg_type != SCM_RIGHTS) continue;
        int link;
        memcpy(&link, CMSG_DATA(header), sizeof link);
        return link;
    }
}

int main(int count, char **arguments) {
    struct stat status;
    if (fstat(WINCH_SERVER_DESCRIPTOR, &status) != 0 || !S_ISSOCK(status.st_mode)) {
        fputs("winch-supervisor is started by winchd and is of no use by itself.\n", stderr);
        return 64;
    }
    fcntl(WINCH_SERVER_DESCRIPTOR, F_SETFD, FD_CLOEXEC);
    umask(077);
    // Nobody here waits for the supervisors: the kernel clears them away.
    signal(SIGCHLD, SIG_IGN);
    signal(SIGPIPE, SIG_IGN);
    if (count < 2 || strcmp(arguments[1], WINCH_WITHOUT_CGROUPS) != 0) cgroup_find();
    int link;
    while ((link = next_link()) >= 0) {
        pid_t child = fork();
        if (child == 0) {
            close(WINCH_SERVER_DESCRIPTOR);
            job_serve(link);
        }
        if (child < 0) {
            char text[64];
            int count = snprintf(text, sizeof text, "refused %d fork", errno);
            send(link, text, (size_t)count, MSG_NOSIGNAL | MSG_DONTWAIT);
        }
        close(link);
    }
    return 0;
}

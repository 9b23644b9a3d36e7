#define _GNU_SOURCE
#include "CSupervision.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

/// Milliseconds from the polite signal to the forced end.
static const int GRACE = 2000;

/// What the program reads, whole before it starts: nobody waits for its reading.
static int file_of(const char *input, size_t count) {
    int file = memfd_create("input", MFD_CLOEXEC);
    if (file < 0) return -1;
    while (count > 0) {
        ssize_t written = write(file, input, count);
        if (written < 0 && errno == EINTR) continue;
        if (written <= 0) {
            close(file);
            return -1;
        }
        input += written;
        count -= (size_t)written;
    }
    lseek(file, 0, SEEK_SET);
    return file;
}

static int spawn(char *const argv[], char *const envp[], int input, pid_t *process) {
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    sigset_t all, none;
    sigfillset(&all);
    sigemptyset(&none);
    posix_spawn_file_actions_init(&actions);
    posix_spawnattr_init(&attributes);
    posix_spawn_file_actions_adddup2(&actions, input, 0);
    posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0);
    posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0);
    posix_spawn_file_actions_addclosefrom_np(&actions, 3);
    posix_spawn_file_actions_addchdir_np(&actions, "/");
    posix_spawnattr_setsigdefault(&attributes, &all);
    posix_spawnattr_setsigmask(&attributes, &none);
    posix_spawnattr_setflags(
        &attributes, POSIX_SPAWN_SETSID | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK);
    int error = posix_spawn(process, argv[0], &actions, &attributes, argv, envp);
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&actions);
    return error;
}

/// 1 when the process has ended, 0 when the time has passed, -1 when `cancel` was set.
static int wait_for(int process, int cancel, int milliseconds) {
    struct pollfd set[] = {{process, POLLIN, 0}, {cancel, POLLIN, 0}};
    int count;
    do count = poll(set, 2, milliseconds);
    while (count < 0 && errno == EINTR);
    if (set[0].revents != 0) return 1;
    return set[1].revents != 0 ? -1 : 0;
}

int winch_run(
    char *const argv[], char *const envp[], const char *input, size_t count, int milliseconds, int cancel, int *status) {
    int file = file_of(input, count);
    if (file < 0) return errno;
    pid_t process;
    int error = spawn(argv, envp, file, &process);
    close(file);
    if (error != 0) return error;
    int handle = (int)syscall(SYS_pidfd_open, process, 0);
    // Without a handle there is no time limit: the kernel is older than any that winchd is made for.
    int ended = handle < 0 ? 1 : wait_for(handle, cancel, milliseconds);
    if (ended == 0) {
        error = ETIMEDOUT;
        kill(-process, SIGTERM);
        ended = wait_for(handle, cancel, GRACE);
    }
    if (handle >= 0) close(handle);
    if (ended < 0) return ECANCELED;
    // With what it has left behind; as long as nobody has waited for it, no other has its number.
    if (handle >= 0) kill(-process, SIGKILL);
    int result = 0;
    while (waitpid(process, &result, 0) < 0 && errno == EINTR) continue;
    *status = WIFEXITED(result) ? WEXITSTATUS(result) : 128 + WTERMSIG(result);
    return error;
}

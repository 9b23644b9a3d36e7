// The way from a supervisor's fork to the job's program.

#define _GNU_SOURCE
#include "supervisor.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <pwd.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

struct rlimit program_files;

bool program_find_user(struct description *description) {
    errno = 0;
    if (description->user == NULL) return true;
    struct passwd *entry = getpwnam(description->user);
    if (entry == NULL) return false;
    description->user_number = entry->pw_uid;
    description->group_number = entry->pw_gid;
    return true;
}

/// Takes on the identity that the description names: its groups first, because that takes privileges.
static bool become_user(const struct description *description) {
    return description->user == NULL || description->user_number == geteuid()
        || (initgroups(description->user, description->group_number) == 0 && setgid(description->group_number) == 0
            && setuid(description->user_number) == 0);
}

static void become_program(const struct description *description, int output, int errors, int report)
    __attribute__((noreturn));
static void become_program(const struct description *description, int output, int errors, int report) {
    sigset_t none;
    sigemptyset(&none);
    setsid();
    signal(SIGPIPE, SIG_DFL);
    signal(SIGCHLD, SIG_DFL);
    sigprocmask(SIG_SETMASK, &none, NULL);
    // The report moves out of the way of 0, 1 and 2; everything above it is closed.
    int kept = fcntl(report, F_DUPFD_CLOEXEC, 3);
    int nothing = open("/dev/null", O_RDONLY);
    if (kept >= 0 && become_user(description) && dup2(nothing, 0) >= 0 && dup2(output, 1) >= 0
        && dup2(errors, 2) >= 0) {
        if (kept > 3) close_range(3, (unsigned)kept - 1, 0);
        close_range((unsigned)kept + 1, ~0U, 0);
        umask(022);
        if (program_files.rlim_max > 0) setrlimit(RLIMIT_NOFILE, &program_files);
        const char *folder = description->working_directory;
        if (chdir(folder == NULL ? "/" : folder) == 0)
            execve(description->program, description->arguments, description->environment);
    }
    int error = errno;
    if (kept >= 0 && write(kept, &error, sizeof error) < 0) _exit(126);
    _exit(127);
}

int program_start(const struct description *description, struct leaf *leaf, int output, int errors, pid_t *process) {
    int report[2], error = 0;
    if (pipe2(report, O_CLOEXEC) != 0) return errno;
    *process = leaf_fork(leaf);
    if (*process == 0) become_program(description, output, errors, report[1]);
    error = *process < 0 ? errno : 0;
    close(output);
    close(errors);
    close(report[1]);
    // The report closes without a word when the program runs.
    int word;
    if (error == 0 && read(report[0], &word, sizeof word) == sizeof word) error = word;
    close(report[0]);
    return error;
}

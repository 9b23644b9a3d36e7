// One job: starts the program, keeps its output, does what winchd asks, and records how it ended.
//
// From winchd come the description first, then the words terminate, kill, suspend, resume. To winchd go
//     refused ERRNO WHAT    nothing was started
//     started TIME          microseconds since 1970
//     progress LINE
//     ended                 the record is in the ledger
// winchd may go and come back: a supervisor comes to the door of the next one, says whose it is, and tells everything again:
//     job ROW ATTEMPT

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
#include <sys/inotify.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/// Milliseconds between two tellings of progress: a program may print as fast as it likes.
static const int64_t PROGRESS_INTERVAL = 200;
/// Milliseconds between two looks for the next winchd.
static const int64_t DOOR_INTERVAL = 500;
/// Milliseconds to wait for killed processes that the kernel does not let go.
static const int64_t LAST_WAIT = 60000;
/// Milliseconds until those are looked for that a cgroup did not hold.
static const int64_t CGROUP_WAIT = 200;

struct job {
    struct description description;
    struct streams *streams;
    struct progress progress;
    struct ending ending;
    struct leaf leaf;
    int link, ledger, children;
    /// Tells when there is a new door; -1 while there is a link, or when nothing can tell.
    int knocker;
    pid_t main;
    bool has_ended, started_is_new, suspended;
    /// On the monotonic clock, in milliseconds; 0 is never.
    int64_t deadline, kill_at, progress_at;
    /// Since when it has worked, on the monotonic clock in microseconds; 0 while it does not.
    int64_t working_since;
    /// What was left of the time limit when the job was suspended.
    int64_t remaining;
};

static int64_t microseconds(clockid_t clock) {
    struct timespec time;
    clock_gettime(clock, &time);
    return (int64_t)time.tv_sec * 1000000 + time.tv_nsec / 1000;
}

static int64_t monotonic(void) { return microseconds(CLOCK_MONOTONIC) / 1000; }
static int64_t monotonic_microseconds(void) { return microseconds(CLOCK_MONOTONIC); }
static int64_t wall_clock(void) { return microseconds(CLOCK_REALTIME); }

// MARK: Telling winchd

static bool tell(struct job *job, const char *word, const char *text) {
    if (job->link < 0) return false;
    struct iovec parts[2] = {{(void *)word, strlen(word)}, {(void *)text, strlen(text)}};
    struct msghdr message = {.msg_iov = parts, .msg_iovlen = 2};
    if (sendmsg(job->link, &message, MSG_NOSIGNAL | MSG_DONTWAIT) >= 0) return true;
    // A full socket is tried again; one whose other end is gone is let go.
    if (errno != EAGAIN && errno != EINTR && errno != ENOBUFS) {
        close(job->link);
        job->link = -1;
    }
    return false;
}

static void refuse(int link, int error, const char *what) __attribute__((noreturn));
static void refuse(int link, int error, const char *what) {
    char text[128];
    int count = snprintf(text, sizeof text, "refused %d %s", error, what);
    send(link, text, (size_t)count, MSG_NOSIGNAL);
    _exit(1);
}

static void tell_progress(struct job *job) {
    struct progress *progress = &job->progress;
    if (job->started_is_new) {
        char time[32];
        snprintf(time, sizeof time, "%lld", (long long)job->ending.started);
        if (!tell(job, "started ", time)) return;
        job->started_is_new = false;
    }
    if (!progress_is_new(progress) || monotonic() < job->progress_at) return;
    job->progress_at = monotonic() + PROGRESS_INTERVAL;
    char percent[32];
    snprintf(percent, sizeof percent, "percent %d", progress->percent);
    if (progress->percent_is_new && !tell(job, "progress ", percent)) return;
    progress->percent_is_new = false;
    if (progress->status_is_new) {
        char status[4096];
        snprintf(status, sizeof status, "status %s", progress->status);
        if (!tell(job, "progress ", status)) return;
        progress->status_is_new = false;
    }
    for (; progress->lines_told < progress->line_count; progress->lines_told++)
        if (!tell(job, "progress ", progress->lines[progress->lines_told])) return;
}

static int knock(void) {
    const struct sockaddr_un address = {.sun_family = AF_UNIX, .sun_path = WINCH_DOOR_NAME};
    int link = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (link < 0 || connect(link, (const struct sockaddr *)&address, sizeof address) == 0) return link;
    close(link);
    return -1;
}

/// Looks for the winchd that comes after the one that has gone.
static void look_for_door(struct job *job) {
    if (job->knocker < 0) {
        job->knocker = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
        // A door is put in its place when somebody is behind it.
        if (job->knocker >= 0) inotify_add_watch(job->knocker, ".", IN_MOVED_TO);
    }
    char names[4096];
    while (job->knocker >= 0 && read(job->knocker, names, sizeof names) > 0) continue;
    job->link = knock();
    if (job->link < 0) return;
    close(job->knocker);
    job->knocker = -1;
    char name[64];
    snprintf(name, sizeof name, "%lld %lld", (long long)job->description.row, (long long)job->description.attempt);
    tell(job, "job ", name);
    job->started_is_new = job->main > 0;
    job->progress_at = 0;
    progress_repeat(&job->progress);
}

// MARK: Starting

/// Takes the job, for good, or not at all because nobody wants it any more. Returns 0 or an errno.
static int claim(struct job *job) {
    const struct description *description = &job->description;
    if (chdir(description->directory) != 0) return errno;
    job->ledger = open(WINCH_LEDGER_NAME, O_RDWR | O_CLOEXEC);
    if (job->ledger < 0) return errno;
    return winch_ledger_claim(
        job->ledger, description->epoch, description->place, description->row, description->attempt);
}

// MARK: Going on

static void read_pipe(struct job *job, struct output *output) {
    char bytes[65536];
    while (output->pipe >= 0) {
        ssize_t count = read(output->pipe, bytes, sizeof bytes);
        if (count < 0 && errno == EINTR) continue;
        if (count < 0 && errno == EAGAIN) return;
        if (count <= 0) {
            close(output->pipe);
            output->pipe = -1;
            return;
        }
        output_keep(job->streams->folder, output, bytes, (size_t)count);
        if (output == &job->streams->output) progress_read(&job->progress, bytes, (size_t)count);
        // One piece at a time, so that a program that never stops writing does not keep words from winchd waiting.
        if (!job->has_ended) return;
    }
}

/// Suspensions do not count, and nobody can set the clock that this is measured on.
static void stop_counting(struct job *job) {
    if (job->working_since != 0) job->ending.worked += monotonic_microseconds() - job->working_since;
    job->working_since = 0;
}

static void reap(struct job *job) {
    int status;
    pid_t child;
    while ((child = waitpid(-1, &status, WNOHANG)) > 0) {
        if (child != job->main) continue;
        job->has_ended = true;
        job->ending.at = wall_clock();
        stop_counting(job);
        job->ending.kind = WIFSIGNALED(status) ? ENDED_BY_SIGNAL : ENDED_BY_EXIT;
        job->ending.number = WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status);
    }
}

static void thaw(struct job *job) {
    if (!leaf_thaw(&job->leaf)) descendants_signal(SIGCONT, 0);
    if (job->suspended) job->working_since = monotonic_microseconds();
    job->suspended = false;
}

static void terminate(struct job *job) {
    // The group at once, then who has left it. What is stopped or frozen acts on it only when it goes on.
    kill(-job->main, SIGTERM);
    descendants_signal(SIGTERM, job->main);
    kill(-job->main, SIGCONT);
    thaw(job);
    if (job->kill_at == 0) job->kill_at = monotonic() + job->description.grace;
}

static void suspend(struct job *job, int64_t now) {
    if (!leaf_freeze(&job->leaf)) descendants_stop();
    stop_counting(job);
    job->suspended = true;
    job->remaining = job->deadline == 0 ? 0 : job->deadline - now;
    job->deadline = 0;
}

static void resume(struct job *job, int64_t now) {
    thaw(job);
    job->deadline = job->remaining == 0 ? 0 : now + (job->remaining > 0 ? job->remaining : 1);
}

static void obey(struct job *job, const char *word) {
    int64_t now = monotonic();
    if (strcmp(word, "terminate") == 0) {
        job->deadline = 0;
        // Who returns says it again; the program is asked once.
        if (job->kill_at == 0) terminate(job);
    } else if (strcmp(word, "kill") == 0) {
        job->deadline = 0;
        job->kill_at = now;
    } else if (strcmp(word, "suspend") == 0 && !job->suspended) {
        suspend(job, now);
    } else if (strcmp(word, "resume") == 0 && job->suspended) {
        resume(job, now);
    }
}

static void read_link(struct job *job) {
    char word[64];
    ssize_t count = recv(job->link, word, sizeof word - 1, MSG_DONTWAIT);
    if (count > 0) {
        word[count] = 0;
        obey(job, word);
    } else if (count == 0 || (errno != EAGAIN && errno != EINTR)) {
        close(job->link);
        job->link = -1;
        look_for_door(job);
    }
}

static void look_at_clock(struct job *job) {
    int64_t now = monotonic();
    if (job->deadline != 0 && now >= job->deadline) {
        job->deadline = 0;
        job->ending.timed_out = true;
        terminate(job);
    }
    if (job->kill_at != 0 && now >= job->kill_at) {
        if (!leaf_kill(&job->leaf)) descendants_kill();
        // Once more soon, for whoever was being born meanwhile.
        job->kill_at = now + 50;
    }
}

/// Milliseconds until something is due; -1 when nothing is.
static int patience(const struct job *job) {
    int64_t next = 0;
    bool tells = job->link >= 0 && (progress_is_new(&job->progress) || job->started_is_new);
    // A socket that was full is tried again after the same interval.
    int64_t progress = tells ? (job->progress_at == 0 ? 1 : job->progress_at) : 0;
    // A door with too many before it is passed by, and where nothing tells of a new one it is looked for.
    int64_t door = job->link >= 0 ? 0 : monotonic() + (job->knocker < 0 ? 1 : 10) * DOOR_INTERVAL;
    const int64_t times[] = {job->deadline, job->kill_at, progress, door};
    for (size_t index = 0; index < 4; index++)
        if (times[index] != 0 && (next == 0 || times[index] < next)) next = times[index];
    if (next == 0) return -1;
    int64_t wait = next - monotonic();
    if (wait <= 0) return progress == next ? 10 : 0;
    return wait > 3600000 ? 3600000 : (int)wait;
}

static void watch(struct job *job) {
    while (!job->has_ended) {
        // poll passes over negative descriptors.
        struct pollfd set[] = {
            {job->link, POLLIN, 0}, {job->knocker, POLLIN, 0}, {job->children, POLLIN, 0},
            {job->streams->output.pipe, POLLIN, 0}, {job->streams->errors.pipe, POLLIN, 0},
        };
        if (poll(set, 5, patience(job)) < 0 && errno != EINTR) usleep(10000);
        if (set[3].revents != 0) read_pipe(job, &job->streams->output);
        if (set[4].revents != 0) read_pipe(job, &job->streams->errors);
        if (set[0].revents != 0) read_link(job);
        if (job->link < 0) look_for_door(job);
        if (set[2].revents != 0) {
            struct signalfd_siginfo signal;
            while (read(job->children, &signal, sizeof signal) > 0) continue;
            reap(job);
        }
        look_at_clock(job);
        tell_progress(job);
    }
}

// MARK: The end

/// Ends whatever the program has left running: a job that is over has no processes.
static void clear_away(struct job *job) {
    int64_t now = monotonic(), patience = now + CGROUP_WAIT, until = now + LAST_WAIT;
    for (;; now = monotonic()) {
        pid_t child = waitpid(-1, NULL, WNOHANG);
        if (child > 0) continue;
        if (child < 0 && errno != EINTR) break;
        // With privileges a process can leave its cgroup, but not its parents.
        if (!leaf_kill(&job->leaf) || now > patience) descendants_kill();
        if (now > until) break;
        usleep(2000);
    }
    leaf_remove(&job->leaf);
}

static void conclude(struct job *job) __attribute__((noreturn));
static void conclude(struct job *job) {
    clear_away(job);
    read_pipe(job, &job->streams->output);
    read_pipe(job, &job->streams->errors);
    // Without its last line end, a last word still counts.
    progress_read(&job->progress, "\n", 1);
    // With a full disk the record waits here until there is room: it is all that is left of the job.
    // Where nobody hears of the end, it has to outlast a loss of power too.
    while (!record_write(
        &job->description, job->ledger, &job->ending, &job->progress, job->streams, job->link < 0))
        sleep(1);
    // Before winchd hears of the end: it gives the place to another job.
    winch_ledger_leave(job->ledger, job->description.place);
    if (job->link >= 0) {
        fcntl(job->link, F_SETFL, 0);
        struct timeval limit = {.tv_sec = 1};
        setsockopt(job->link, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
        send(job->link, "ended", 5, MSG_NOSIGNAL);
    }
    _exit(0);
}

static void prepare(struct job *job, int link) {
    static char bytes[WINCH_MESSAGE_LIMIT];
    ssize_t count;
    while ((count = recv(link, bytes, sizeof bytes, 0)) < 0 && errno == EINTR) continue;
    if (count <= 0 || !description_read(&job->description, bytes, (size_t)count)) refuse(link, EINVAL, "description");
    if (!program_find_user(&job->description)) refuse(link, errno == 0 ? EINVAL : errno, "no such user");
    int error = claim(job);
    if (error != 0) refuse(link, error, "ledger");
    sigset_t children;
    sigemptyset(&children);
    sigaddset(&children, SIGCHLD);
    sigprocmask(SIG_BLOCK, &children, NULL);
    job->children = signalfd(-1, &children, SFD_CLOEXEC | SFD_NONBLOCK);
    if (job->children < 0 || prctl(PR_SET_CHILD_SUBREAPER, 1) != 0) refuse(link, errno, "subreaper");
    prctl(PR_SET_NAME, "winch-job");
    leaf_make(&job->leaf);
    job->link = link;
    job->knocker = -1;
    job->progress.percent = -1;
}

static void prepare_streams(struct job *job, struct streams *streams) {
    const struct description *description = &job->description;
    job->streams = streams;
    streams->output.limit = streams->errors.limit = description->output_limit;
    fcntl(streams->output.pipe, F_SETFL, O_NONBLOCK);
    fcntl(streams->errors.pipe, F_SETFL, O_NONBLOCK);
    snprintf(
        streams->folder, sizeof streams->folder, "%lld-%lld", (long long)description->row,
        (long long)description->attempt);
    if (strlen(description->directory) < sizeof streams->directory)
        strcpy(streams->directory, description->directory);
}

void job_serve(int link, struct streams *streams, int output, int errors) {
    static struct job job;
    prepare(&job, link);
    prepare_streams(&job, streams);
    // A session of its own: signals to the fork server's do not come here.
    setsid();
    int error = program_start(&job.description, &job.leaf, output, errors, &job.main);
    if (error != 0) {
        job.ending = (struct ending){.kind = NOT_STARTED, .number = error, .at = wall_clock()};
        job.has_ended = true;
        conclude(&job);
    }
    job.ending.started = wall_clock();
    job.working_since = monotonic_microseconds();
    job.started_is_new = true;
    if (job.description.timeout > 0) job.deadline = monotonic() + job.description.timeout;
    tell_progress(&job);
    watch(&job);
    conclude(&job);
}

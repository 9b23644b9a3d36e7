// The parts of winch-supervisor.

#ifndef SUPERVISOR_H
#define SUPERVISOR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/resource.h>
#include <sys/types.h>

// MARK: Output (output.c)

/// One stream of the program, kept in a file of bounded size: the first half and the last.
struct output {
    /// The pipe's end; -1 when it has ended.
    int pipe;
    /// -1 before the first byte.
    int file;
    const char *name;
    uint64_t limit;
    uint64_t total;
    /// The end of the stream, for the error's description.
    char tail[2048];
    size_t tail_count;
};

/// What one job prints, and the folder, below that of the jobs, that it is kept in.
struct streams {
    /// The path of that of the jobs; empty when it is too long for its place.
    char directory[1024];
    char folder[48];
    struct output output, errors;
};

void output_keep(const char *folder, struct output *output, const char *bytes, size_t count);
/// Keeps what comes until both streams have ended, for a supervisor that was killed; the current directory is that of the
/// jobs.
void streams_drain(struct streams *streams);

// MARK: One job (job.c)

/// Serves one job over `link` and never returns.
///
/// - Parameters:
///   - streams: what it prints; in memory that winch-supervisor sees too.
///   - output, errors: the ends of the pipes that the program gets.
void job_serve(int link, struct streams *streams, int output, int errors) __attribute__((noreturn));

// MARK: What to run (description.c)

/// A job's description: texts in pairs, each ended by a NUL, `name` then `value`.
struct description {
    char *bytes;
    /// That of the jobs.
    const char *directory;
    /// The job's number and that of this attempt; where in the ledger it is claimed, and in which epoch.
    int64_t row, attempt;
    unsigned place;
    uint64_t epoch;
    const char *program;
    const char *working_directory;
    /// Whom the program runs as; NULL is the supervisor's own user.
    const char *user;
    uid_t user_number;
    gid_t group_number;
    char **arguments;
    char **environment;
    uint64_t output_limit;
    /// Milliseconds; 0 is no limit.
    int64_t timeout;
    int64_t grace;
};

/// Takes the message apart. Returns false when something is missing.
bool description_read(struct description *description, char *bytes, size_t count);

// MARK: Progress (progress.c)

/// What the program has said about itself in lines that begin with `winch: `.
struct progress {
    int percent;
    char *status;
    /// out, warning and error lines in their order.
    char **lines;
    size_t line_count;
    size_t line_bytes;
    /// What the link has not been told yet.
    bool percent_is_new;
    bool status_is_new;
    size_t lines_told;
    /// The line being read, and whether it has grown too long to be one of ours.
    char line[4096];
    size_t count;
    bool too_long;
};

void progress_read(struct progress *progress, const char *bytes, size_t count);
bool progress_is_new(const struct progress *progress);
/// Marks everything as not told: someone new listens.
void progress_repeat(struct progress *progress);

// MARK: Processes (cgroup.c, descendants.c)

/// A job's own cgroup.
struct leaf {
    /// -1 when the job has none.
    int folder;
    char name[32];
};

/// Finds where leaves may be made; called once, by the process that forks the supervisors.
void cgroup_find(void);
void leaf_make(struct leaf *leaf);
/// Forks; the child is born in the leaf. One that cannot be used is given up.
pid_t leaf_fork(struct leaf *leaf);
/// Each returns false when there is no leaf.
bool leaf_freeze(const struct leaf *leaf);
bool leaf_thaw(const struct leaf *leaf);
bool leaf_kill(const struct leaf *leaf);
void leaf_remove(struct leaf *leaf);

/// Sends a signal to every process below this one, in whatever session, but not to those of `except_group` (0 is none).
/// Returns how many there are.
int descendants_signal(int number, pid_t except_group);
/// Stops all of them, those included that are born meanwhile.
void descendants_stop(void);
/// Kills all of them.
void descendants_kill(void);

// MARK: The program (program.c)

/// How many descriptors programs may have.
extern struct rlimit program_files;

/// Fills in the numbers of the description's user. Returns false when there is none of that name; errno is then 0, or says
/// why it could not be looked up.
bool program_find_user(struct description *description);
/// Starts the program, which gets the two ends of pipes, and sets its number; the ends are closed here. Returns 0, or the
/// errno that kept it from running.
int program_start(const struct description *description, struct leaf *leaf, int output, int errors, pid_t *process);

// MARK: Record (record.c)

/// How the job's process ended.
struct ending {
    enum { ENDED_BY_EXIT, ENDED_BY_SIGNAL, NOT_STARTED } kind;
    /// Exit code, signal, or errno.
    int number;
    bool timed_out;
    /// Microseconds since 1970; `started` is 0 when it never was.
    int64_t started, at;
    /// Microseconds that it ran, suspensions not counted.
    int64_t worked;
};

/// Writes the record into the ledger, whole or not at all.
///
/// - Parameter survives_power_loss: waits for the disk.
bool record_write(
    const struct description *description, int ledger, const struct ending *ending, const struct progress *progress,
    const struct streams *streams, bool survives_power_loss);

#endif

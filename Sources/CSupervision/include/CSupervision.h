// What winchd needs of the kernel to start supervisors and talk to them, and what both sides call things.
//
// winchd starts winch-supervisor once and keeps a socket to it. For each job it makes a pair of sockets and hands one end
// over; winch-supervisor forks, and the fork serves that job: it reads the job's description from its end, runs the program,
// and tells how it goes. A fork outlives winchd; it listens in the job's directory for the next one.
// All sockets are SOCK_SEQPACKET: one message a packet.

#ifndef CSUPERVISION_H
#define CSUPERVISION_H

#include <stdint.h>
#include <sys/types.h>

/// The descriptor under which winch-supervisor finds its socket.
#define WINCH_SERVER_DESCRIPTOR 3

/// Its argument that leaves jobs in the cgroup of the service.
#define WINCH_WITHOUT_CGROUPS "without-cgroups"

/// Bytes of a job's description at most.
#define WINCH_MESSAGE_LIMIT 196608

/// Names in a job's directory.
#define WINCH_CONTROL_NAME "control"
#define WINCH_RECORD_NAME "record"
/// Ends, before a number, the name of the directory of a supervisor that has not claimed its job yet.
#define WINCH_DRAFT_SUFFIX ".claim-"

/// A file of output: two 8-byte numbers in the machine's order (limit, bytes written in all), the first half of the limit as
/// it came, and the rest as a ring of what came last.
#define WINCH_OUTPUT_HEADER 16

/// Starts winch-supervisor in a session of its own, with nothing inherited but its socket. It gives each job a cgroup where
/// the host allows it, if it is to. Returns 0 and sets `socket` and `process`, or an errno.
int winch_supervisor_start(const char *program, int uses_cgroups, int *socket, pid_t *process);

/// Whether the process has ended; takes its exit status from the kernel when it has.
int winch_supervisor_has_ended(pid_t process);

/// Makes the two ends of a job's link: the first is for winchd, non-blocking. Returns 0 or an errno.
int winch_link_make(int ends[2]);

/// Sends a descriptor to winch-supervisor, which forks for it. Returns 0 or an errno.
int winch_link_hand_over(int server, int link);

/// Connects to the supervisor that listens in `directory`. Returns a descriptor, or a negative errno.
int winch_link_connect(const char *directory);

/// Sends one message without waiting. Returns 0 or an errno.
int winch_link_send(int link, const void *bytes, size_t count);

/// Receives one message without waiting. Returns its length, 0 at the end, or a negative errno.
ssize_t winch_link_receive(int link, void *bytes, size_t capacity);

/// A set of descriptors to wait for, and a way to interrupt the wait. Returns a descriptor, or a negative errno.
int winch_wait_make(void);
int winch_event_make(void);
/// Adds a descriptor; `identity` comes back when it is readable. Returns 0 or an errno.
int winch_wait_add(int wait, int descriptor, uint64_t identity);
void winch_wait_remove(int wait, int descriptor);
/// Waits for one of them, without limit when `milliseconds` is negative. Fills `identities`; returns how many.
int winch_wait(int wait, uint64_t *identities, int capacity, int milliseconds);
void winch_event_set(int event);
void winch_event_clear(int event);

/// Runs a program of this host to its end, with `input` to read and nothing else inherited, in a session of its own.
/// After `milliseconds` it and its group are ended; when `cancel`, an event, is set it is left alone.
/// Returns 0 and sets `status` to its exit code (128 + the signal), or an errno: ETIMEDOUT, ECANCELED, or why not started.
int winch_run(
    char *const argv[], char *const envp[], const char *input, size_t count, int milliseconds, int cancel, int *status);

#endif

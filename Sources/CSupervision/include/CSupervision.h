// What winchd needs of the kernel to start supervisors and talk to them, and what both sides call things.
//
// winchd starts winch-supervisor once and keeps a socket to it. For each job it makes a pair of sockets and hands one end
// over; winch-supervisor forks, and the fork serves that job: it reads the job's description from its end, claims the job in
// the ledger, runs the program, and tells how it goes. A fork outlives winchd; it comes to the door of the next one.
// All sockets are SOCK_SEQPACKET: one message a packet.

#ifndef CSUPERVISION_H
#define CSUPERVISION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/// The descriptor under which winch-supervisor finds its socket.
#define WINCH_SERVER_DESCRIPTOR 3

/// Its argument that leaves jobs in the cgroup of the service.
#define WINCH_WITHOUT_CGROUPS "without-cgroups"

/// Bytes of a job's description at most.
#define WINCH_MESSAGE_LIMIT 196608

/// Names in the directory of the jobs: the socket at which winchd listens for supervisors that it does not know yet, and the
/// ledger. What a job has printed lies in a directory of its own, ROW-ATTEMPT, that comes with the first byte.
#define WINCH_DOOR_NAME "door"
#define WINCH_LEDGER_NAME "ledger"

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

/// Listens in `directory` for supervisors, in place of whoever did before. Returns a descriptor, or a negative errno.
int winch_door_open(const char *directory);

/// The next link that has come to the door, non-blocking. Returns a descriptor, or a negative errno.
int winch_door_accept(int door);

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
/// Gives one of them another identity.
void winch_wait_rename(int wait, int descriptor, uint64_t identity);
/// Waits for one of them, without limit when `milliseconds` is negative. Fills `identities`; returns how many.
int winch_wait(int wait, uint64_t *identities, int capacity, int milliseconds);
void winch_event_set(int event);
void winch_event_clear(int event);

// MARK: The ledger
//
// One file holds a place for each job that has a supervisor. There the supervisor claims its job, before it starts anything,
// and records how it ended, for a winchd that was not there to be told. It has the place's lock as long as it lives. A place
// is used again when winchd has stored the end: files of their own would have to be made and removed for each job, which
// costs more than a short program does (on ext4 without a journal the kernel passes over all that were removed lately).
//
// Each winchd begins an epoch. A supervisor that was on its way when the last winchd ended finds that its epoch is over and
// starts nothing, so that what is not claimed when the epoch begins never will be.

/// Bytes of a place: a claim, then the record's text, which is shorter.
#define WINCH_PLACE_SIZE 262144

/// Whose a place is. Nobody's when `row` is 0.
struct winch_claim {
    int64_t row, attempt;
    /// Of the record; 0 is no record.
    uint32_t length, sum;
};

/// Opens the ledger, made where there is none (`is_new`), and begins an epoch. Returns a descriptor, or a negative errno.
int winch_ledger_open(const char *path, uint64_t *epoch, bool *is_new);
/// How many places it has.
unsigned winch_ledger_places(int ledger);
/// Reads a place's claim. Returns false when it is nobody's.
bool winch_ledger_look(int ledger, unsigned place, struct winch_claim *claim);
/// Whether a supervisor lives that has the place.
bool winch_ledger_is_held(int ledger, unsigned place);
/// Reads a place's record. Returns its length, or -1 when there is none or it is not whole.
ssize_t winch_ledger_read(int ledger, unsigned place, char *text, size_t capacity);
/// Makes a place nobody's.
void winch_ledger_clear(int ledger, unsigned place);

/// Takes a place for a job; `ledger` is opened by the caller alone. Returns 0, ESTALE when the epoch is over, or an errno.
int winch_ledger_claim(int ledger, uint64_t epoch, unsigned place, int64_t row, int64_t attempt);
/// Writes the record of a claimed job, whole or not at all; waits for the disk if it is to survive a loss of power.
bool winch_ledger_record(
    int ledger, unsigned place, int64_t row, int64_t attempt, const char *text, size_t count, bool survives_power_loss);
/// Lets go of a place.
void winch_ledger_leave(int ledger, unsigned place);

/// Runs a program of this host to its end, with `input` to read and nothing else inherited, in a session of its own.
/// After `milliseconds` it and its group are ended; when `cancel`, an event, is set it is left alone.
/// Returns 0 and sets `status` to its exit code (128 + the signal), or an errno: ETIMEDOUT, ECANCELED, or why not started.
int winch_run(
    char *const argv[], char *const envp[], const char *input, size_t count, int milliseconds, int cancel, int *status);

#endif

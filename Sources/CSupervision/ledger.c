#define _GNU_SOURCE
#include "CSupervision.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

struct head {
    char name[8];
    uint64_t epoch;
};

static const char NAME[8] = {'w', 'i', 'n', 'c', 'h', ' ', '1', '\n'};

/// Milliseconds for a supervisor that has ended, but still has its place, to go.
static const int PATIENCE = 5000;

static off_t offset_of(unsigned place) { return ((off_t)place + 1) * WINCH_PLACE_SIZE; }

// Locks of the open file description: they go with the process that has it, however that ends. The first byte is that of
// the epoch, then comes one for each place.
static int set_lock(int ledger, int command, short kind, off_t byte) {
    struct flock lock = {.l_type = kind, .l_whence = SEEK_SET, .l_start = byte, .l_len = 1};
    while (fcntl(ledger, command, &lock) != 0)
        if (errno != EINTR) return errno;
    return 0;
}

static int write_all(int file, const void *bytes, size_t count, off_t offset) {
    while (count > 0) {
        ssize_t written = pwrite(file, bytes, count, offset);
        if (written < 0 && errno == EINTR) continue;
        if (written <= 0) return written < 0 ? errno : ENOSPC;
        bytes = (const char *)bytes + written;
        offset += written;
        count -= (size_t)written;
    }
    return 0;
}

static bool read_all(int file, void *bytes, size_t count, off_t offset) {
    while (count > 0) {
        ssize_t found = pread(file, bytes, count, offset);
        if (found < 0 && errno == EINTR) continue;
        if (found <= 0) return false;
        bytes = (char *)bytes + found;
        offset += found;
        count -= (size_t)found;
    }
    return true;
}

static uint32_t sum_of(const struct winch_claim *claim, const char *text) {
    // FNV-1a: it tells a record that a loss of power has torn, nothing more.
    uint32_t sum = 2166136261;
    const unsigned char *key = (const unsigned char *)claim;
    for (size_t index = 0; index < 2 * sizeof(int64_t); index++) sum = (sum ^ key[index]) * 16777619;
    for (uint32_t index = 0; index < claim->length; index++) sum = (sum ^ (unsigned char)text[index]) * 16777619;
    return sum;
}

// MARK: winchd

int winch_ledger_open(const char *path, uint64_t *epoch, bool *is_new) {
    int ledger = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (ledger < 0) return -errno;
    struct head head;
    int error = set_lock(ledger, F_OFD_SETLKW, F_WRLCK, 0);
    if (error == 0) {
        *is_new = !read_all(ledger, &head, sizeof head, 0) || memcmp(head.name, NAME, sizeof NAME) != 0;
        if (*is_new) {
            if (ftruncate(ledger, 0) != 0) error = errno;
            memcpy(head.name, NAME, sizeof NAME);
            // A supervisor of the file that was here before must not take this one for its own.
            head.epoch = (uint64_t)time(NULL) << 20;
        }
        *epoch = ++head.epoch;
        if (error == 0) error = write_all(ledger, &head, sizeof head, 0);
        if (error == 0) error = set_lock(ledger, F_OFD_SETLK, F_UNLCK, 0);
    }
    if (error == 0) return ledger;
    close(ledger);
    return -error;
}

unsigned winch_ledger_places(int ledger) {
    struct stat status;
    if (fstat(ledger, &status) != 0 || status.st_size <= WINCH_PLACE_SIZE) return 0;
    return (unsigned)((status.st_size - 1) / WINCH_PLACE_SIZE);
}

bool winch_ledger_look(int ledger, unsigned place, struct winch_claim *claim) {
    return read_all(ledger, claim, sizeof *claim, offset_of(place)) && claim->row != 0;
}

bool winch_ledger_is_held(int ledger, unsigned place) {
    struct flock lock = {.l_type = F_WRLCK, .l_whence = SEEK_SET, .l_start = (off_t)place + 1, .l_len = 1};
    return fcntl(ledger, F_OFD_GETLK, &lock) != 0 || lock.l_type != F_UNLCK;
}

ssize_t winch_ledger_read(int ledger, unsigned place, char *text, size_t capacity) {
    struct winch_claim claim;
    if (!winch_ledger_look(ledger, place, &claim) || claim.length == 0 || claim.length > capacity) return -1;
    if (!read_all(ledger, text, claim.length, offset_of(place) + (off_t)sizeof claim)) return -1;
    return sum_of(&claim, text) == claim.sum ? (ssize_t)claim.length : -1;
}

void winch_ledger_clear(int ledger, unsigned place) {
    const struct winch_claim nobody = {0};
    // A place that keeps its old claim does no harm: no job has that number again.
    (void)write_all(ledger, &nobody, sizeof nobody, offset_of(place));
}

// MARK: Supervisors

int winch_ledger_claim(int ledger, uint64_t epoch, unsigned place, int64_t row, int64_t attempt) {
    const struct timespec while_it_goes = {.tv_nsec = 1000000};
    int error;
    for (int wait = 0; (error = set_lock(ledger, F_OFD_SETLK, F_WRLCK, (off_t)place + 1)) == EAGAIN && wait < PATIENCE; wait++)
        nanosleep(&while_it_goes, NULL);
    if (error == 0) error = set_lock(ledger, F_OFD_SETLKW, F_RDLCK, 0);
    if (error != 0) return error;
    struct head head;
    const struct winch_claim claim = {.row = row, .attempt = attempt};
    if (!read_all(ledger, &head, sizeof head, 0) || head.epoch != epoch) error = ESTALE;
    if (error == 0) error = write_all(ledger, &claim, sizeof claim, offset_of(place));
    set_lock(ledger, F_OFD_SETLK, F_UNLCK, 0);
    return error;
}

bool winch_ledger_record(
    int ledger, unsigned place, int64_t row, int64_t attempt, const char *text, size_t count, bool survives_power_loss) {
    struct winch_claim claim = {.row = row, .attempt = attempt, .length = (uint32_t)count};
    if (count > WINCH_PLACE_SIZE - sizeof claim) return false;
    claim.sum = sum_of(&claim, text);
    // The claim last: with it the record is there.
    if (write_all(ledger, text, count, offset_of(place) + (off_t)sizeof claim) != 0) return false;
    if (write_all(ledger, &claim, sizeof claim, offset_of(place)) != 0) return false;
    return !survives_power_loss || fdatasync(ledger) == 0;
}

void winch_ledger_leave(int ledger, unsigned place) { set_lock(ledger, F_OFD_SETLK, F_UNLCK, (off_t)place + 1); }

// A disk that fails when a test says so, below SQLite: a VFS (https://sqlite.org/vfs.html) that hands everything to the
// usual one and counts what is written on the way.

#ifndef CFAULTYDISK_H
#define CFAULTYDISK_H

/// How a disk fails.
enum {
    FAULTY_DISK_IS_FULL = 1,
    FAULTY_DISK_CANNOT_WRITE,
    FAULTY_DISK_CANNOT_SYNC,
    FAULTY_DISK_IS_READ_ONLY,
    /// Half of what is written arrives, and nothing after it: the power is gone.
    FAULTY_DISK_TEARS,
};

/// Makes this the VFS of all connections opened from now on. May be called again.
void faulty_disk_install(void);

/// Lets the files whose paths begin with `prefix` fail in this way, after `good` more of the operations concerned have
/// succeeded (syncs, or else writes), and until `faulty_disk_mend`.
void faulty_disk_break(const char *prefix, int failure, long good);
void faulty_disk_mend(const char *prefix);

/// How many operations have failed since `faulty_disk_break`.
long faulty_disk_failures(const char *prefix);

#endif

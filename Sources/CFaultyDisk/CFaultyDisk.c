#include "CFaultyDisk.h"

#include <pthread.h>
#include <sqlite3.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

// MARK: What fails

struct breakage {
    char prefix[512];
    int failure;
    long good, failures;
    struct breakage *next;
};

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static struct breakage *breakages;

static struct breakage *find(const char *path) {
    struct breakage *each = breakages;
    while (each != NULL && (path == NULL || strncmp(path, each->prefix, strlen(each->prefix)) != 0)) each = each->next;
    return each;
}

/// The failure that this operation is to have; 0 is none.
static int failure_of(const char *path, bool is_sync) {
    int failure = 0;
    pthread_mutex_lock(&mutex);
    struct breakage *found = find(path);
    if (found != NULL && found->failure != 0 && is_sync == (found->failure == FAULTY_DISK_CANNOT_SYNC)) {
        if (found->good > 0) {
            found->good--;
        } else {
            found->failures++;
            failure = found->failure;
        }
    }
    pthread_mutex_unlock(&mutex);
    return failure;
}

void faulty_disk_break(const char *prefix, int failure, long good) {
    pthread_mutex_lock(&mutex);
    struct breakage *found = find(prefix);
    if (found == NULL) {
        found = calloc(1, sizeof *found);
        strncpy(found->prefix, prefix, sizeof found->prefix - 1);
        found->next = breakages;
        breakages = found;
    }
    found->failure = failure;
    found->good = good;
    found->failures = 0;
    pthread_mutex_unlock(&mutex);
}

void faulty_disk_mend(const char *prefix) {
    pthread_mutex_lock(&mutex);
    struct breakage *found = find(prefix);
    if (found != NULL) found->failure = 0;
    pthread_mutex_unlock(&mutex);
}

long faulty_disk_failures(const char *prefix) {
    pthread_mutex_lock(&mutex);
    struct breakage *found = find(prefix);
    long failures = found == NULL ? 0 : found->failures;
    pthread_mutex_unlock(&mutex);
    return failures;
}

// MARK: Files

struct file {
    sqlite3_file base;
    const char *path;
    bool is_dead;
    /// The usual VFS's file follows.
};

static sqlite3_file *usual(sqlite3_file *file) { return (sqlite3_file *)((struct file *)file + 1); }

static int file_write(sqlite3_file *base, const void *bytes, int count, sqlite3_int64 offset) {
    struct file *file = (struct file *)base;
    if (file->is_dead) return SQLITE_IOERR_WRITE;
    switch (failure_of(file->path, false)) {
    case FAULTY_DISK_IS_FULL: return SQLITE_FULL;
    case FAULTY_DISK_CANNOT_WRITE: return SQLITE_IOERR_WRITE;
    case FAULTY_DISK_IS_READ_ONLY: return SQLITE_READONLY;
    case FAULTY_DISK_TEARS:
        file->is_dead = true;
        usual(base)->pMethods->xWrite(usual(base), bytes, count / 2, offset);
        return SQLITE_IOERR_WRITE;
    default: return usual(base)->pMethods->xWrite(usual(base), bytes, count, offset);
    }
}

static int file_sync(sqlite3_file *base, int flags) {
    struct file *file = (struct file *)base;
    if (file->is_dead || failure_of(file->path, true) != 0) return SQLITE_IOERR_FSYNC;
    return usual(base)->pMethods->xSync(usual(base), flags);
}

static int file_read(sqlite3_file *base, void *bytes, int count, sqlite3_int64 offset) {
    return usual(base)->pMethods->xRead(usual(base), bytes, count, offset);
}
static int file_close(sqlite3_file *base) { return usual(base)->pMethods->xClose(usual(base)); }
static int file_truncate(sqlite3_file *base, sqlite3_int64 size) {
    return usual(base)->pMethods->xTruncate(usual(base), size);
}
static int file_size(sqlite3_file *base, sqlite3_int64 *size) {
    return usual(base)->pMethods->xFileSize(usual(base), size);
}
static int file_lock(sqlite3_file *base, int level) { return usual(base)->pMethods->xLock(usual(base), level); }
static int file_unlock(sqlite3_file *base, int level) { return usual(base)->pMethods->xUnlock(usual(base), level); }
static int file_check_lock(sqlite3_file *base, int *is_reserved) {
    return usual(base)->pMethods->xCheckReservedLock(usual(base), is_reserved);
}
static int file_control(sqlite3_file *base, int operation, void *argument) {
    return usual(base)->pMethods->xFileControl(usual(base), operation, argument);
}
static int file_sector(sqlite3_file *base) { return usual(base)->pMethods->xSectorSize(usual(base)); }
static int file_traits(sqlite3_file *base) { return usual(base)->pMethods->xDeviceCharacteristics(usual(base)); }
static int file_map(sqlite3_file *base, int page, int size, int extend, void volatile **memory) {
    return usual(base)->pMethods->xShmMap(usual(base), page, size, extend, memory);
}
static int file_shm_lock(sqlite3_file *base, int offset, int count, int flags) {
    return usual(base)->pMethods->xShmLock(usual(base), offset, count, flags);
}
static void file_barrier(sqlite3_file *base) { usual(base)->pMethods->xShmBarrier(usual(base)); }
static int file_unmap(sqlite3_file *base, int remove) { return usual(base)->pMethods->xShmUnmap(usual(base), remove); }

static const sqlite3_io_methods methods = {
    .iVersion = 2,
    .xClose = file_close,
    .xRead = file_read,
    .xWrite = file_write,
    .xTruncate = file_truncate,
    .xSync = file_sync,
    .xFileSize = file_size,
    .xLock = file_lock,
    .xUnlock = file_unlock,
    .xCheckReservedLock = file_check_lock,
    .xFileControl = file_control,
    .xSectorSize = file_sector,
    .xDeviceCharacteristics = file_traits,
    .xShmMap = file_map,
    .xShmLock = file_shm_lock,
    .xShmBarrier = file_barrier,
    .xShmUnmap = file_unmap,
};

// MARK: The VFS

static sqlite3_vfs *below;
static sqlite3_vfs faulty;

static int open_file(sqlite3_vfs *vfs, sqlite3_filename path, sqlite3_file *base, int flags, int *granted) {
    (void)vfs;
    struct file *file = (struct file *)base;
    file->path = path;
    file->is_dead = false;
    int code = below->xOpen(below, path, usual(base), flags, granted);
    // Without methods SQLite does not close it.
    file->base.pMethods = usual(base)->pMethods == NULL ? NULL : &methods;
    return code;
}

static void install(void) {
    below = sqlite3_vfs_find(NULL);
    faulty = *below;
    faulty.zName = "faulty";
    faulty.szOsFile = (int)sizeof(struct file) + below->szOsFile;
    faulty.xOpen = open_file;
    sqlite3_vfs_register(&faulty, 1);
}

void faulty_disk_install(void) {
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, install);
}

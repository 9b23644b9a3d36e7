#define _GNU_SOURCE
#include "CSupervision.h"
#include "supervisor.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static void write_at(int file, const char *bytes, size_t count, uint64_t offset) {
    // A full disk loses output, never the job: what cannot be written is dropped, and counted as written.
    while (count > 0) {
        ssize_t written = pwrite(file, bytes, count, (off_t)offset);
        if (written < 0 && errno == EINTR) continue;
        if (written <= 0) return;
        bytes += written;
        count -= (size_t)written;
        offset += (uint64_t)written;
    }
}

static void remember_tail(struct output *output, const char *bytes, size_t count) {
    size_t room = sizeof output->tail;
    if (count >= room) {
        memcpy(output->tail, bytes + count - room, room);
        output->tail_count = room;
        return;
    }
    if (output->tail_count + count > room) {
        size_t drop = output->tail_count + count - room;
        memmove(output->tail, output->tail + drop, output->tail_count - drop);
        output->tail_count -= drop;
    }
    memcpy(output->tail + output->tail_count, bytes, count);
    output->tail_count += count;
}

static void open_file(const char *folder, struct output *output) {
    char path[96];
    snprintf(path, sizeof path, "%s/%s", folder, output->name);
    int flags = O_WRONLY | O_CREAT | O_CLOEXEC | (output->total == 0 ? O_TRUNC : 0);
    output->file = open(path, flags, 0600);
    if (output->file >= 0 || errno != ENOENT || mkdir(folder, 0700) != 0) return;
    output->file = open(path, flags, 0600);
}

void output_keep(const char *folder, struct output *output, const char *bytes, size_t count) {
    remember_tail(output, bytes, count);
    // The file comes with the first byte: most short jobs say nothing, and files cost time.
    if (output->file < 0 && output->limit > 0) open_file(folder, output);
    if (output->file < 0) return;
    uint64_t head = output->limit / 2, ring = output->limit - head;
    while (count > 0) {
        uint64_t place, room;
        if (output->total < head) {
            place = output->total;
            room = head - output->total;
        } else {
            uint64_t inside = (output->total - head) % ring;
            place = head + inside;
            room = ring - inside;
        }
        size_t piece = count < room ? count : (size_t)room;
        write_at(output->file, bytes, piece, WINCH_OUTPUT_HEADER + place);
        bytes += piece;
        count -= piece;
        output->total += piece;
    }
    // After the bytes, so that a reader never counts on what is not there yet.
    uint64_t header[2] = {output->limit, output->total};
    write_at(output->file, (const char *)header, sizeof header, 0);
}

void streams_drain(struct streams *streams) {
    struct output *both[] = {&streams->output, &streams->errors};
    // The numbers are those of a process that is gone.
    for (size_t index = 0; index < 2; index++) both[index]->file = -1;
    while (both[0]->pipe >= 0 || both[1]->pipe >= 0) {
        struct pollfd set[] = {{both[0]->pipe, POLLIN, 0}, {both[1]->pipe, POLLIN, 0}};
        if (poll(set, 2, -1) < 0) continue;
        for (size_t index = 0; index < 2; index++) {
            char bytes[65536];
            if (set[index].revents == 0) continue;
            ssize_t count = read(both[index]->pipe, bytes, sizeof bytes);
            if (count > 0) {
                output_keep(streams->folder, both[index], bytes, (size_t)count);
            } else if (count == 0 || (errno != EINTR && errno != EAGAIN)) {
                close(both[index]->pipe);
                both[index]->pipe = -1;
            }
        }
    }
}

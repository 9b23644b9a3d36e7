// The record that a supervisor leaves when its job has ended, for a winchd that was not there to be told:
//
//     exit 3                      or: signal 9, unstartable 2 (an errno)
//     timeout                     when it ran too long
//     started 1790000000000000    microseconds since 1970; not when it could not be started
//     ended 1790000000000000
//     worked 3000000              microseconds that it ran, suspensions not counted
//     cut                         when it printed more than is kept
//     progress percent 40         each thing it said last
//     error cannot open disk      the last lines of standard error

#define _GNU_SOURCE
#include "CSupervision.h"
#include "supervisor.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void write_errors(FILE *file, const struct output *errors) {
    const char *text = errors->tail, *end = errors->tail + errors->tail_count;
    // A full tail begins somewhere within a line.
    if (errors->tail_count == sizeof errors->tail) {
        const char *newline = memchr(text, '\n', errors->tail_count);
        if (newline != NULL && newline + 1 < end) text = newline + 1;
    }
    while (text < end) {
        const char *newline = memchr(text, '\n', (size_t)(end - text));
        size_t count = (size_t)((newline == NULL ? end : newline) - text);
        fputs("error ", file);
        fwrite(text, 1, count, file);
        fputc('\n', file);
        text += count + 1;
    }
}

static bool is_cut(const struct output *output) { return output->total > output->limit; }

static void write_text(
    FILE *file, const struct ending *ending, const struct progress *progress, const struct streams *streams) {
    static const char *const kinds[] = {"exit", "signal", "unstartable"};
    fprintf(file, "%s %d\n", kinds[ending->kind], ending->number);
    if (ending->timed_out) fputs("timeout\n", file);
    if (ending->started != 0) fprintf(file, "started %lld\n", (long long)ending->started);
    fprintf(file, "ended %lld\n", (long long)ending->at);
    if (ending->started != 0) fprintf(file, "worked %lld\n", (long long)ending->worked);
    if (is_cut(&streams->output) || is_cut(&streams->errors)) fputs("cut\n", file);
    if (progress->percent >= 0) fprintf(file, "progress percent %d\n", progress->percent);
    if (progress->status != NULL) fprintf(file, "progress status %s\n", progress->status);
    for (size_t index = 0; index < progress->line_count; index++) fprintf(file, "progress %s\n", progress->lines[index]);
}

bool record_write(
    const struct description *description, int ledger, const struct ending *ending, const struct progress *progress,
    const struct streams *streams, bool survives_power_loss) {
    char *text = NULL;
    size_t count = 0;
    FILE *file = open_memstream(&text, &count);
    if (file == NULL) return false;
    write_text(file, ending, progress, streams);
    write_errors(file, &streams->errors);
    bool is_whole = ferror(file) == 0;
    is_whole = fclose(file) == 0 && is_whole;
    bool is_written = is_whole
        && winch_ledger_record(
            ledger, description->place, description->row, description->attempt, text, count, survives_power_loss);
    free(text);
    return is_written;
}

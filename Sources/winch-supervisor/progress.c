// Lines of standard output by which a program tells how far it is (Documentation/ProcessJobs.md). Everything that is not
// exactly of that form is ordinary output.

#include "supervisor.h"

#include <stdlib.h>
#include <string.h>

static const char PREFIX[] = "winch: ";
/// Of all out, warning and error lines together; later ones are ordinary output.
static const size_t LINES_LIMIT = 65536;

static const char *after(const char *text, const char *word) {
    size_t count = strlen(word);
    return strncmp(text, word, count) == 0 && text[count] != 0 ? text + count : NULL;
}

/// The number at the beginning of `text`, which ends there or at a space; -1 when there is none up to `highest`.
static long number(const char *text, long highest) {
    long value = 0;
    const char *digit = text;
    for (; *digit >= '0' && *digit <= '9'; digit++) {
        value = value * 10 + (*digit - '0');
        if (value > highest) return -1;
    }
    return digit == text || (*digit != 0 && *digit != ' ') ? -1 : value;
}

static bool is_assignment(const char *text) {
    const char *letter = text;
    for (; *letter != 0 && *letter != '='; letter++) {
        bool is_letter = (*letter | 32) >= 'a' && (*letter | 32) <= 'z';
        bool is_digit = *letter >= '0' && *letter <= '9';
        if (!is_letter && *letter != '_' && !(is_digit && letter > text)) return false;
    }
    return letter > text && *letter == '=';
}

static void add_line(struct progress *progress, const char *text) {
    size_t count = strlen(text) + 1;
    if (progress->line_bytes + count > LINES_LIMIT) return;
    char **longer = realloc(progress->lines, (progress->line_count + 1) * sizeof(char *));
    char *copy = strdup(text);
    if (longer != NULL) progress->lines = longer;
    if (longer == NULL || copy == NULL) {
        free(copy);
        return;
    }
    longer[progress->line_count++] = copy;
    progress->line_bytes += count;
}

static void take(struct progress *progress, const char *line) {
    const char *text = after(line, PREFIX), *rest;
    if (text == NULL) return;
    if ((rest = after(text, "percent ")) != NULL) {
        long percent = strchr(rest, ' ') == NULL ? number(rest, 100) : -1;
        if (percent < 0) return;
        progress->percent = (int)percent;
        progress->percent_is_new = true;
    } else if ((rest = after(text, "status ")) != NULL) {
        char *copy = strdup(rest);
        if (copy == NULL) return;
        free(progress->status);
        progress->status = copy;
        progress->status_is_new = true;
    } else if ((rest = after(text, "out ")) != NULL) {
        if (is_assignment(rest)) add_line(progress, text);
    } else if ((rest = after(text, "error ")) != NULL) {
        if (number(rest, 65535) > 0) add_line(progress, text);
    } else if (after(text, "warning ") != NULL) {
        add_line(progress, text);
    }
}

void progress_read(struct progress *progress, const char *bytes, size_t count) {
    while (count > 0) {
        const char *end = memchr(bytes, '\n', count);
        size_t piece = end == NULL ? count : (size_t)(end - bytes);
        if (progress->too_long || progress->count + piece >= sizeof progress->line) {
            progress->too_long = true;
        } else {
            memcpy(progress->line + progress->count, bytes, piece);
            progress->count += piece;
        }
        if (end == NULL) return;
        // A NUL would cut the text short: such a line is not one of ours.
        if (!progress->too_long && memchr(progress->line, 0, progress->count) == NULL) {
            if (progress->count > 0 && progress->line[progress->count - 1] == '\r') progress->count--;
            progress->line[progress->count] = 0;
            take(progress, progress->line);
        }
        progress->count = 0;
        progress->too_long = false;
        bytes += piece + 1;
        count -= piece + 1;
    }
}

bool progress_is_new(const struct progress *progress) {
    return progress->percent_is_new || progress->status_is_new || progress->lines_told < progress->line_count;
}

void progress_repeat(struct progress *progress) {
    progress->percent_is_new = progress->percent >= 0;
    progress->status_is_new = progress->status != NULL;
    progress->lines_told = 0;
}

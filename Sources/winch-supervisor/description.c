#include "supervisor.h"

#include <stdlib.h>
#include <string.h>

static bool append(char ***list, size_t *count, char *value) {
    // One place stays free for the NULL that ends the list.
    char **longer = realloc(*list, (*count + 2) * sizeof(char *));
    if (longer == NULL) return false;
    longer[(*count)++] = value;
    longer[*count] = NULL;
    *list = longer;
    return true;
}

bool description_read(struct description *description, char *bytes, size_t count) {
    size_t arguments = 0, variables = 0;
    memset(description, 0, sizeof *description);
    if (count == 0 || bytes[count - 1] != 0) return false;
    description->bytes = bytes;
    description->environment = calloc(1, sizeof(char *));
    char *end = bytes + count;
    for (char *name = bytes; name < end;) {
        char *value = name + strlen(name) + 1;
        if (value >= end) return false;
        if (strcmp(name, "directory") == 0) description->directory = value;
        else if (strcmp(name, "row") == 0) description->row = strtoll(value, NULL, 10);
        else if (strcmp(name, "attempt") == 0) description->attempt = strtoll(value, NULL, 10);
        else if (strcmp(name, "place") == 0) description->place = (unsigned)strtoul(value, NULL, 10);
        else if (strcmp(name, "epoch") == 0) description->epoch = strtoull(value, NULL, 10);
        else if (strcmp(name, "program") == 0) description->program = value;
        else if (strcmp(name, "working-directory") == 0) description->working_directory = value;
        else if (strcmp(name, "user") == 0) description->user = value;
        else if (strcmp(name, "output-limit") == 0) description->output_limit = strtoull(value, NULL, 10);
        else if (strcmp(name, "timeout") == 0) description->timeout = strtoll(value, NULL, 10);
        else if (strcmp(name, "grace") == 0) description->grace = strtoll(value, NULL, 10);
        else if (strcmp(name, "argument") == 0) {
            if (!append(&description->arguments, &arguments, value)) return false;
        } else if (strcmp(name, "environment") == 0) {
            if (!append(&description->environment, &variables, value)) return false;
        }
        name = value + strlen(value) + 1;
    }
    return description->row > 0 && description->directory && description->program && description->arguments && description->environment;
}

// A job of the chaos test: says in the ledger that it has begun, and that it has ended; its exit code is what it was told.
//
//     worker LEDGER NONCE MILLISECONDS CODE
//
// Each line is one write of O_APPEND, so that no two mix. A child in a session of its own stays behind until somebody
// ends it.

#define _GNU_SOURCE
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

int main(int count, char **arguments) {
    if (count != 5) return 64;
    char line[256];
    int ledger = open(arguments[1], O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
    int length = snprintf(line, sizeof line, "begin %s\n", arguments[2]);
    if (ledger < 0 || write(ledger, line, (size_t)length) != length) return 65;
    printf("%s\n", arguments[2]);
    fflush(stdout);
    if (fork() == 0) {
        setsid();
        pause();
        _exit(0);
    }
    long rest = strtol(arguments[3], NULL, 10);
    struct timespec time = {rest / 1000, rest % 1000 * 1000000};
    while (nanosleep(&time, &time) != 0) continue;
    length = snprintf(line, sizeof line, "end %s\n", arguments[2]);
    if (write(ledger, line, (size_t)length) != length) return 65;
    return atoi(arguments[4]);
}

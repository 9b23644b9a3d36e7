// The bare loop that jobs are compared with: posix_spawn and wait of /bin/true, one after the other.
//
// usage: spawn COUNT        prints the microseconds that it took

#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>

int main(int count, char **arguments) {
    long times = count > 1 ? strtol(arguments[1], NULL, 10) : 1000;
    char *const words[] = {"true", NULL}, *const environment[] = {NULL};
    struct timespec begun, ended;
    clock_gettime(CLOCK_MONOTONIC, &begun);
    for (long each = 0; each < times; each++) {
        pid_t process;
        int status;
        if (posix_spawn(&process, "/bin/true", NULL, NULL, words, environment) != 0) return 1;
        if (waitpid(process, &status, 0) != process || status != 0) return 1;
    }
    clock_gettime(CLOCK_MONOTONIC, &ended);
    printf("%ld\n", (ended.tv_sec - begun.tv_sec) * 1000000 + (ended.tv_nsec - begun.tv_nsec) / 1000);
    return 0;
}

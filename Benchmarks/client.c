// What wrk cannot do: post a request a given number of times, and walk an enumeration to its end.
//
// usage: client post PORT CREDENTIALS REQUEST MARKER COUNT CONNECTIONS
//        client walk PORT CREDENTIALS ENUMERATE PULL MARKER
//
// CREDENTIALS are the base64 text of Basic. Every reply must have status 200 and hold MARKER at least once (walk: once an
// item). In PULL, @Context@ stands for the enumeration context. Prints "COUNT MICROSECONDS"; a reply that is wrong is
// printed to standard error and ends the program with 1.

#define _GNU_SOURCE
#include <pthread.h>
#include <stdatomic.h>

#include "line.h"

static const char *credentials;
static int port;

static char *post(struct line *line, const char *text) {
    char head[1024];
    size_t size = strlen(text);
    int length = snprintf(head, sizeof head,
        "POST /wsman HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Basic %s\r\n"
        "Content-Type: application/soap+xml;charset=UTF-8\r\nContent-Length: %zu\r\n\r\n", credentials, size);
    char *all = malloc((size_t)length + size);
    memcpy(all, head, (size_t)length);
    memcpy(all + length, text, size);
    send_all(line, all, (size_t)length + size);
    free(all);
    int status;
    char *body = receive(line, &status);
    if (status != 200) fail("a reply with another status than 200", body, strlen(body));
    return body;
}

static const char *request, *marker;
static atomic_long left;

static void *post_until_none_is_left(void *unused) {
    struct line line = connect_line(port);
    while (atomic_fetch_sub(&left, 1) > 0) {
        char *body = post(&line, request);
        if (strstr(body, marker) == NULL) fail("a reply without the marker", body, strlen(body));
    }
    close(line.socket);
    free(line.bytes);
    return unused;
}

static void post_many(long count, int connections) {
    pthread_t threads[1024];
    left = count;
    double start = now();
    for (int index = 0; index < connections; index++) pthread_create(&threads[index], NULL, post_until_none_is_left, NULL);
    for (int index = 0; index < connections; index++) pthread_join(threads[index], NULL);
    printf("%ld %.0f\n", count, now() - start);
}

static long occurrences(const char *text) {
    long found = 0;
    size_t size = strlen(marker);
    for (const char *at = text; (at = strstr(at, marker)) != NULL; at += size) found++;
    return found;
}

static char *pull_of(const char *pull, const char *body) {
    const char *context = strstr(body, "<n:EnumerationContext>"), *place = strstr(pull, "@Context@");
    const char *end = context == NULL ? NULL : strstr(context, "</n:EnumerationContext>");
    if (end == NULL || place == NULL) fail("a page without a context", body, strlen(body));
    context += strlen("<n:EnumerationContext>");
    char *text = NULL;
    if (asprintf(&text, "%.*s%.*s%s", (int)(place - pull), pull, (int)(end - context), context, place + 9) < 0) exit(1);
    return text;
}

static void walk(const char *enumerate, const char *pull) {
    struct line line = connect_line(port);
    double start = now();
    long items = 0;
    char *body = post(&line, enumerate);
    for (;;) {
        long found = occurrences(body);
        if (found == 0) fail("a page without items", body, strlen(body));
        items += found;
        if (strstr(body, "EndOfSequence") != NULL) break;
        char *next = pull_of(pull, body);
        body = post(&line, next);
        free(next);
    }
    printf("%ld %.0f\n", items, now() - start);
    close(line.socket);
    free(line.bytes);
}

int main(int count, char **arguments) {
    if (count != 7 && count != 8) {
        fprintf(stderr, "usage: client post PORT CREDENTIALS REQUEST MARKER COUNT CONNECTIONS\n"
                        "       client walk PORT CREDENTIALS ENUMERATE PULL MARKER\n");
        return 2;
    }
    port = atoi(arguments[2]);
    credentials = arguments[3];
    if (count == 8 && strcmp(arguments[1], "post") == 0) {
        request = contents(arguments[4]);
        marker = arguments[5];
        post_many(atol(arguments[6]), atoi(arguments[7]));
    } else {
        marker = arguments[6];
        walk(contents(arguments[4]), contents(arguments[5]));
    }
    return 0;
}

// What wrk cannot do: post a request a given number of times, and walk an enumeration to its end.
//
// usage: client post PORT CREDENTIALS REQUEST MARKER COUNT CONNECTIONS
//        client walk PORT CREDENTIALS ENUMERATE PULL MARKER
//
// CREDENTIALS are the base64 text of Basic. Every reply must have status 200 and hold MARKER at least once (walk: once an
// item). In PULL, @Context@ stands for the enumeration context. Prints "COUNT MICROSECONDS"; a reply that is wrong is
// printed to standard error and ends the program with 1.

#define _GNU_SOURCE
#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

static const char *credentials;
static int port;

static void fail(const char *what, const char *text, size_t size) {
    fprintf(stderr, "client: %s\n%.*s\n", what, (int)(size < 4000 ? size : 4000), text);
    exit(1);
}

static double now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec * 1e6 + (double)time.tv_nsec / 1e3;
}

static char *contents(const char *path) {
    FILE *file = fopen(path, "rb");
    if (file == NULL) fail("cannot open", path, strlen(path));
    fseek(file, 0, SEEK_END);
    size_t size = (size_t)ftell(file);
    rewind(file);
    char *text = calloc(1, size + 1);
    if (text == NULL || fread(text, 1, size, file) != size) fail("cannot read", path, strlen(path));
    fclose(file);
    return text;
}

// One keep-alive connection and the room for its reply.
struct line {
    int socket;
    char *bytes;
    size_t size, room;
};

static struct line connect_line(void) {
    struct line line = {.socket = socket(AF_INET, SOCK_STREAM, 0), .bytes = malloc(1 << 16), .room = 1 << 16};
    struct sockaddr_in address = {
        .sin_family = AF_INET, .sin_port = htons((uint16_t)port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int on = 1;
    setsockopt(line.socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    if (connect(line.socket, (struct sockaddr *)&address, sizeof address) != 0) fail("cannot connect", "", 0);
    return line;
}

static void send_all(struct line *line, const char *bytes, size_t size) {
    while (size > 0) {
        ssize_t sent = send(line->socket, bytes, size, MSG_NOSIGNAL);
        if (sent <= 0) fail("cannot send", "", 0);
        bytes += sent;
        size -= (size_t)sent;
    }
}

static void receive_some(struct line *line) {
    if (line->size + 1 >= line->room) {
        line->room *= 2;
        line->bytes = realloc(line->bytes, line->room);
        if (line->bytes == NULL) fail("out of memory", "", 0);
    }
    ssize_t got = recv(line->socket, line->bytes + line->size, line->room - line->size - 1, 0);
    if (got <= 0) fail("the server closed the connection", line->bytes, line->size);
    line->size += (size_t)got;
    line->bytes[line->size] = 0;
}

// Reads one reply; returns its body, which ends with a zero byte.
static char *receive(struct line *line) {
    char *end = NULL;
    line->size = 0;
    do receive_some(line);
    while ((end = memmem(line->bytes, line->size, "\r\n\r\n", 4)) == NULL);
    *end = 0;
    char *length = strcasestr(line->bytes, "\r\nContent-Length:");
    if (length == NULL) fail("a reply without Content-Length", line->bytes, line->size);
    int is_good = strncmp(line->bytes, "HTTP/1.1 200", 12) == 0;
    size_t head = (size_t)(end - line->bytes) + 4, body = strtoul(length + 17, NULL, 10);
    while (line->size < head + body) receive_some(line);
    if (!is_good) fail("a reply with another status than 200", line->bytes + head, body);
    return line->bytes + head;
}

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
    return receive(line);
}

static const char *request, *marker;
static atomic_long left;

static void *post_until_none_is_left(void *unused) {
    struct line line = connect_line();
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
    struct line line = connect_line();
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

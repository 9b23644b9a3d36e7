// What the programs here that send requests share: a connection that is kept, and how a reply is read from it.

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

static void fail(const char *what, const char *text, size_t size) {
    fprintf(stderr, "client: %s\n%.*s\n", what, (int)(size < 4000 ? size : 4000), text);
    exit(1);
}

__attribute__((unused)) static double now(void) {
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

static struct line connect_line(int port) {
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

// Reads one reply; returns its body, which ends with a zero byte. Its header stays before it, cut at its end.
static char *receive(struct line *line, int *status) {
    char *end = NULL;
    line->size = 0;
    do receive_some(line);
    while ((end = memmem(line->bytes, line->size, "\r\n\r\n", 4)) == NULL);
    *end = 0;
    char *length = strcasestr(line->bytes, "\r\nContent-Length:");
    if (length == NULL) fail("a reply without Content-Length", line->bytes, line->size);
    *status = strncmp(line->bytes, "HTTP/1.1 ", 9) == 0 ? atoi(line->bytes + 9) : 0;
    size_t head = (size_t)(end - line->bytes) + 4, body = strtoul(length + 17, NULL, 10);
    while (line->size < head + body) receive_some(line);
    return line->bytes + head;
}

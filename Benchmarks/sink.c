#define _GNU_SOURCE
/* Event sinks on the loopback: COUNT ports, one thread, every message acknowledged.
 *
 * usage: sink COUNT
 *
 * Prints the ports, one a line. For each line that comes on standard input, prints how many events have arrived at all of
 * them, and how many at the one that has the least. Ends with standard input. */

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

enum { LARGEST = 4 << 20 };

struct connection {
    int descriptor, sink;
    size_t have, room;
    char *bytes;
};

static long *events;

static void fail(const char *what) {
    perror(what);
    exit(1);
}

static int listener(void) {
    int descriptor = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t length = sizeof address;
    if (bind(descriptor, (struct sockaddr *)&address, length) || listen(descriptor, 64)) fail("listen");
    if (getsockname(descriptor, (struct sockaddr *)&address, &length)) fail("getsockname");
    printf("%d\n", ntohs(address.sin_port));
    return descriptor;
}

static size_t count(const char *text, size_t length, const char *word) {
    size_t found = 0, size = strlen(word);
    const char *end = text + length;
    for (const char *at = text; (at = memmem(at, (size_t)(end - at), word, size)); at += size) found++;
    return found;
}

static void answer(struct connection *to, const char *body, size_t length) {
    static const char start[] = "<a:MessageID>", wish[] = "<w:AckRequested";
    char ack[1024], reply[2048];
    int size = 0;
    if (memmem(body, length, wish, sizeof wish - 1)) {
        const char *identifier = memmem(body, length, start, sizeof start - 1);
        if (!identifier) fail("a message without identifier");
        identifier += sizeof start - 1;
        size = snprintf(ack, sizeof ack,
            "<s:Envelope xmlns:s=\"http://www.w3.org/2003/05/soap-envelope\" "
            "xmlns:a=\"http://schemas.xmlsoap.org/ws/2004/08/addressing\"><s:Header>"
            "<a:Action>http://schemas.dmtf.org/wbem/wsman/1/wsman/Ack</a:Action><a:RelatesTo>%.*s</a:RelatesTo>"
            "</s:Header><s:Body/></s:Envelope>",
            (int)strcspn(identifier, "<"), identifier);
    }
    int whole = snprintf(reply, sizeof reply,
        "HTTP/1.1 200 OK\r\nContent-Type: application/soap+xml;charset=UTF-8\r\nContent-Length: %d\r\n\r\n%.*s", size,
        size, ack);
    if (send(to->descriptor, reply, (size_t)whole, MSG_NOSIGNAL) != whole) fail("send");
}

/* Answers what is complete; false when the other side has closed. */
static int serve(struct connection *from) {
    if (from->room - from->have < 65536) {
        from->room = from->room ? 2 * from->room : 131072;
        if (from->room > LARGEST || !(from->bytes = realloc(from->bytes, from->room))) fail("a message too large");
    }
    ssize_t got = recv(from->descriptor, from->bytes + from->have, from->room - from->have - 1, 0);
    if (got <= 0) return 0;
    from->have += (size_t)got;
    from->bytes[from->have] = 0;
    char *end;
    while ((end = memmem(from->bytes, from->have, "\r\n\r\n", 4))) {
        char *field = strcasestr(from->bytes, "content-length:");
        if (!field || field > end) fail("no length");
        size_t head = (size_t)(end - from->bytes) + 4, length = strtoul(field + 15, NULL, 10);
        if (from->have < head + length) break;
        events[from->sink] += (long)count(from->bytes + head, length, "</p:TargetInstance>");
        answer(from, from->bytes + head, length);
        from->have -= head + length;
        memmove(from->bytes, from->bytes + head + length, from->have + 1);
    }
    return 1;
}

static void report(int sinks) {
    long all = 0, least = events[0];
    for (int sink = 0; sink < sinks; sink++) {
        all += events[sink];
        if (events[sink] < least) least = events[sink];
    }
    printf("%ld %ld\n", all, least);
    fflush(stdout);
}

int main(int arguments, char **argument) {
    int sinks = arguments == 2 ? atoi(argument[1]) : 0;
    if (sinks < 1) {
        fputs("usage: sink COUNT\n", stderr);
        return 2;
    }
    events = calloc((size_t)sinks, sizeof *events);
    int loop = epoll_create1(EPOLL_CLOEXEC);
    struct connection *listeners = calloc((size_t)sinks + 1, sizeof *listeners);
    for (int sink = 0; sink <= sinks; sink++) {
        listeners[sink] = (struct connection){.descriptor = sink < sinks ? listener() : STDIN_FILENO, .sink = sink};
        struct epoll_event wish = {.events = EPOLLIN, .data.ptr = &listeners[sink]};
        if (epoll_ctl(loop, EPOLL_CTL_ADD, listeners[sink].descriptor, &wish)) fail("epoll_ctl");
    }
    fflush(stdout);
    for (;;) {
        struct epoll_event ready[64];
        int found = epoll_wait(loop, ready, 64, -1);
        for (int index = 0; index < found; index++) {
            struct connection *from = ready[index].data.ptr;
            if (from == &listeners[sinks]) {
                char line[64];
                if (read(STDIN_FILENO, line, sizeof line) <= 0) return 0;
                report(sinks);
            } else if (from >= listeners && from < listeners + sinks) {
                int one = 1;
                struct connection *made = calloc(1, sizeof *made);
                made->descriptor = accept4(from->descriptor, NULL, NULL, SOCK_CLOEXEC);
                made->sink = from->sink;
                setsockopt(made->descriptor, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
                struct epoll_event wish = {.events = EPOLLIN, .data.ptr = made};
                if (epoll_ctl(loop, EPOLL_CTL_ADD, made->descriptor, &wish)) fail("epoll_ctl");
            } else if (!serve(from)) {
                close(from->descriptor);
                free(from->bytes);
                free(from);
            }
        }
    }
}

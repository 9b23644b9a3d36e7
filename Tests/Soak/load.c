// All kinds of requests, over and over, on connections that are kept; every reply is checked.
//
// usage: load PORT CREDENTIALS DIRECTORY COUNT CONNECTIONS
//
// CREDENTIALS are the base64 text of Basic. DIRECTORY holds a file for each request below, in which @InstanceID@, @Context@ and
// @Identifier@ stand for what earlier replies have told. Each connection goes through the same round: a job is made, read, asked
// for, changed and deleted, a second one is started, jobs are enumerated in pages, events pulled, and what is wrong is asked. Prints
// "REQUESTS JOBS" ten times a second and at the end; a reply that is wrong is printed to standard error and ends the program with 1.

#define _GNU_SOURCE
#include <pthread.h>
#include <stdatomic.h>

#include "../../Benchmarks/line.h"

enum kind { CREATE, GET, POLL, PUT, DELETE, START, ENUMERATE, PULL, RELEASE, SUBSCRIBE, EVENTS, UNSUBSCRIBE, IDENTIFY, MISSING, STRANGE, KINDS };

// The file of each, what its reply must hold, and the placeholder that is filled in.
static const struct { const char *file, *marker, *place; } kinds[KINDS] = {
    [CREATE] = {"create.xml", "<x:ResourceCreated", NULL},
    [GET] = {"get.xml", "<p:Msvm_ConcreteJob ", "@InstanceID@"},
    [POLL] = {"poll.xml", "<p:Msvm_ConcreteJob ", "@InstanceID@"},
    [PUT] = {"put.xml", "<p:Notify>bob</p:Notify>", "@InstanceID@"},
    [DELETE] = {"delete.xml", "transfer/DeleteResponse<", "@InstanceID@"},
    [START] = {"start.xml", "<p:ReturnValue>4096</p:ReturnValue>", NULL},
    [ENUMERATE] = {"enumerate.xml", "<n:EnumerateResponse>", NULL},
    [PULL] = {"pull.xml", "<n:PullResponse>", "@Context@"},
    [RELEASE] = {"release.xml", "enumeration/ReleaseResponse<", "@Context@"},
    [SUBSCRIBE] = {"subscribe.xml", "<e:SubscribeResponse>", NULL},
    [EVENTS] = {"pull-events.xml", "<n:PullResponse>", "@Identifier@"},
    [UNSUBSCRIBE] = {"unsubscribe.xml", "eventing/UnsubscribeResponse<", "@Identifier@"},
    [IDENTIFY] = {"identify.xml", "IdentifyResponse>", NULL},
    [MISSING] = {"missing.xml", "<s:Fault>", NULL},
    [STRANGE] = {"strange.xml", "<s:Fault>", NULL},
};

static char *texts[KINDS];
static const char *credentials;
static int port;
static long wanted;
static atomic_long requests, jobs;

static char *filled(const char *text, const char *place, const char *value) {
    char *result = strdup(""), *at;
    while (place != NULL && (at = strstr(text, place)) != NULL) {
        char *longer;
        if (asprintf(&longer, "%s%.*s%s", result, (int)(at - text), text, value) < 0) exit(1);
        free(result);
        result = longer;
        text = at + strlen(place);
    }
    char *whole;
    if (asprintf(&whole, "%s%s", result, text) < 0) exit(1);
    free(result);
    return whole;
}

static char *ask(struct line *line, enum kind kind, const char *value) {
    char *body = filled(texts[kind], value == NULL ? NULL : kinds[kind].place, value), *all;
    int size = asprintf(&all,
        "POST /wsman HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Basic %s\r\n"
        "Content-Type: application/soap+xml;charset=UTF-8\r\nContent-Length: %zu\r\n\r\n%s", credentials, strlen(body), body);
    if (size < 0) exit(1);
    send_all(line, all, (size_t)size);
    free(all);
    int status, is_fault = kind == MISSING || kind == STRANGE;
    char *reply = receive(line, &status);
    if ((status == 200) == is_fault || strstr(reply, kinds[kind].marker) == NULL) {
        fprintf(stderr, "%s was answered with %d\n%s\n", kinds[kind].file, status, body);
        fail("a wrong reply", reply, strlen(reply));
    }
    free(body);
    atomic_fetch_add(&requests, 1);
    if (kind == CREATE || kind == START) atomic_fetch_add(&jobs, 1);
    return reply;
}

// A copy of what stands between two texts; NULL when they are not there.
static char *between(const char *reply, const char *before, const char *after) {
    const char *start = strstr(reply, before);
    if (start == NULL) return NULL;
    start += strlen(before);
    const char *end = strstr(start, after);
    return end == NULL ? NULL : strndup(start, (size_t)(end - start));
}

static void pages(struct line *line) {
    char *context = between(ask(line, ENUMERATE, NULL), "<n:EnumerationContext>", "</n:EnumerationContext>");
    for (int page = 0; page < 2 && context != NULL; page++) {
        char *reply = ask(line, PULL, context);
        free(context);
        context = between(reply, "<n:EnumerationContext>", "</n:EnumerationContext>");
    }
    if (context == NULL) return;
    ask(line, RELEASE, context);
    free(context);
}

static void events(struct line *line) {
    char *reply = ask(line, SUBSCRIBE, NULL);
    char *identifier = between(reply, "Identifier>", "<");
    if (identifier == NULL) fail("a subscription without an identifier", reply, strlen(reply));
    for (int page = 0; page < 2; page++) ask(line, EVENTS, identifier);
    ask(line, UNSUBSCRIBE, identifier);
    free(identifier);
}

static void *rounds(void *unused) {
    struct line line = connect_line(port);
    for (int number = 0; requests < wanted; number++) {
        // As many connections as a client makes that comes now and then.
        if (number % 20 == 19) {
            close(line.socket);
            free(line.bytes);
            line = connect_line(port);
        }
        char *reply = ask(&line, CREATE, NULL);
        char *job = between(reply, "Name=\"InstanceID\">", "<");
        if (job == NULL) fail("a job without its name", reply, strlen(reply));
        for (int count = 0; count < 15; count++) ask(&line, GET, job);
        for (int count = 0; count < 7; count++) ask(&line, POLL, job);
        for (int count = 0; count < 3; count++) ask(&line, PUT, job);
        pages(&line);
        ask(&line, START, NULL);
        if (number % 4 == 0) events(&line);
        ask(&line, IDENTIFY, NULL);
        ask(&line, MISSING, NULL);
        ask(&line, STRANGE, NULL);
        // Only a job that has ended can be deleted; a busy server takes its time over that.
        for (useconds_t pause = 5000; strstr(ask(&line, GET, job), "<p:JobState>7</p:JobState>") == NULL; pause *= 2) usleep(pause);
        ask(&line, DELETE, job);
        free(job);
    }
    close(line.socket);
    free(line.bytes);
    return unused;
}

int main(int count, char **arguments) {
    if (count != 6) {
        fprintf(stderr, "usage: load PORT CREDENTIALS DIRECTORY COUNT CONNECTIONS\n");
        return 2;
    }
    port = atoi(arguments[1]);
    credentials = arguments[2];
    wanted = atol(arguments[4]);
    for (int kind = 0; kind < KINDS; kind++) {
        char *path;
        if (asprintf(&path, "%s/%s", arguments[3], kinds[kind].file) < 0) return 1;
        texts[kind] = contents(path);
        free(path);
    }
    pthread_t threads[256];
    int connections = atoi(arguments[5]);
    if (connections < 1 || connections > 256) return 2;
    for (int index = 0; index < connections; index++) pthread_create(&threads[index], NULL, rounds, NULL);
    setvbuf(stdout, NULL, _IOLBF, 0);
    while (requests < wanted) {
        usleep(100000);
        printf("%ld %ld\n", (long)requests, (long)jobs);
    }
    for (int index = 0; index < connections; index++) pthread_join(threads[index], NULL);
    printf("%ld %ld\n", (long)requests, (long)jobs);
    return 0;
}

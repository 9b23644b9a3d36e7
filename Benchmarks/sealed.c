// Posts a request over and over in messages that a GSS-API context seals ([MS-WSMV] 2.2.9.1): NTLM or Kerberos.
//
// usage: sealed PORT MECHANISM USER PASSWORD TARGET REQUEST MARKER COUNT CONNECTIONS
//
// MECHANISM is ntlm or kerberos; TARGET is the service's name, HTTP@localhost. Each connection signs in once and then sends
// sealed requests without an Authorization field. NTLM's seals are made and opened here: gss-ntlmssp takes more time for one
// than a request takes in all, and what is to be measured is the server. Every reply must have status 200 and hold MARKER once it is opened. Prints
// "COUNT MICROSECONDS" of the requests alone; what is wrong is printed to standard error and ends the program with 1.

#define _GNU_SOURCE
#include <gssapi/gssapi.h>
#include <gssapi/gssapi_ext.h>
#include <nettle/arcfour.h>
#include <nettle/hmac.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>

#include "line.h"

#define BOUNDARY "--Encrypted Boundary"

static gss_OID_desc ntlm = {10, "\x2b\x06\x01\x04\x01\x82\x37\x02\x02\x0a"}, kerberos = {9, "\x2a\x86\x48\x86\xf7\x12\x01\x02\x02"};
static gss_OID mechanism;
static gss_cred_id_t credential = GSS_C_NO_CREDENTIAL;
static gss_name_t target;
static int port;
static const char *request, *marker;
static atomic_long left;
static pthread_barrier_t signed_in;

static int is_kerberos(void) { return mechanism == &kerberos; }

static void check(OM_uint32 major, const OM_uint32 *minor, const char *what) {
    if (!GSS_ERROR(major)) return;
    OM_uint32 more = 0, ignored;
    gss_buffer_desc text = GSS_C_EMPTY_BUFFER;
    gss_display_status(&ignored, *minor, GSS_C_MECH_CODE, mechanism, &more, &text);
    fail(what, text.value == NULL ? "" : text.value, text.length);
}

static gss_name_t name(const char *text, gss_OID kind) {
    OM_uint32 minor;
    gss_name_t result;
    gss_buffer_desc buffer = {strlen(text), (void *)text};
    check(gss_import_name(&minor, &buffer, kind, &result), &minor, "a name cannot be read");
    return result;
}

static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

static char *encoded(const unsigned char *bytes, size_t size) {
    char *text = calloc(1, size / 3 * 4 + 5), *next = text;
    for (size_t at = 0; at < size; at += 3) {
        uint32_t bits = (uint32_t)bytes[at] << 16 | (at + 1 < size ? (uint32_t)bytes[at + 1] << 8 : 0) | (at + 2 < size ? bytes[at + 2] : 0);
        for (int digit = 0; digit < 4; digit++) *next++ = at + (size_t)digit <= size ? alphabet[bits >> (18 - 6 * digit) & 63] : '=';
    }
    return text;
}

static size_t decode(const char *text, unsigned char *bytes) {
    uint32_t bits = 0;
    size_t size = 0;
    for (int count = 0; *text != 0 && strchr(alphabet, *text) != NULL; text++) {
        bits = bits << 6 | (uint32_t)(strchr(alphabet, *text) - alphabet);
        if ((count += 6) >= 8) bytes[size++] = (unsigned char)(bits >> (count -= 8));
    }
    return size;
}

// Sends tokens until both sides know each other; the context belongs to the connection from then on.
static gss_ctx_id_t sign_in(struct line *line) {
    gss_ctx_id_t context = GSS_C_NO_CONTEXT;
    unsigned char *challenge = malloc(1 << 16);
    gss_buffer_desc input = GSS_C_EMPTY_BUFFER;
    const char *scheme = is_kerberos() ? "Kerberos" : "Negotiate";
    for (;;) {
        OM_uint32 minor;
        gss_buffer_desc output = GSS_C_EMPTY_BUFFER;
        OM_uint32 major = gss_init_sec_context(
            &minor, credential, &context, target, mechanism,
            GSS_C_MUTUAL_FLAG | GSS_C_CONF_FLAG | GSS_C_INTEG_FLAG | GSS_C_REPLAY_FLAG | GSS_C_SEQUENCE_FLAG, 0,
            GSS_C_NO_CHANNEL_BINDINGS, &input, NULL, &output, NULL, NULL);
        check(major, &minor, "no token can be made");
        if (output.length == 0) break;
        char *text = encoded(output.value, output.length), *all;
        int size = asprintf(&all,
            "POST /wsman HTTP/1.1\r\nHost: localhost\r\nAuthorization: %s %s\r\n"
            "Content-Type: application/soap+xml;charset=UTF-8\r\nContent-Length: 0\r\n\r\n", scheme, text);
        send_all(line, all, (size_t)size);
        gss_release_buffer(&minor, &output);
        free(text);
        free(all);
        int status;
        receive(line, &status);
        char *field = strcasestr(line->bytes, "\r\nWWW-Authenticate:");
        field = field == NULL ? NULL : strcasestr(field, scheme);
        if (status == 401 && major == GSS_S_COMPLETE) fail("signing in was refused", line->bytes, line->size);
        if (major == GSS_S_COMPLETE) break;
        if (field == NULL) fail("an answer without a token", line->bytes, line->size);
        input = (gss_buffer_desc){decode(field + strlen(scheme) + 1, challenge), challenge};
    }
    free(challenge);
    return context;
}

// One direction of a connection that NTLM seals ([MS-NLMP] 3.4.4.2, 3.4.5.2, 3.4.5.3), with extended session security, 128 bits and
// key exchange, which both sides have agreed on.
struct direction {
    struct arcfour_ctx seal;
    struct hmac_md5_ctx sign;
    uint32_t number;
};

// A connection that is signed in; only NTLM has directions.
struct channel {
    struct line line;
    gss_ctx_id_t context;
    struct direction out, in;
};

static void derive(struct direction *direction, gss_buffer_t key, const char *way) {
    for (int part = 0; part < 2; part++) {
        char magic[80];
        uint8_t digest[MD5_DIGEST_SIZE];
        struct md5_ctx hash;
        int size = snprintf(magic, sizeof magic, "session key to %s %s key magic constant", way, part == 0 ? "sealing" : "signing");
        md5_init(&hash);
        md5_update(&hash, key->length, key->value);
        md5_update(&hash, (size_t)size + 1, (const uint8_t *)magic);
        md5_digest(&hash, sizeof digest, digest);
        if (part == 0) arcfour_set_key(&direction->seal, sizeof digest, digest);
        else hmac_md5_set_key(&direction->sign, sizeof digest, digest);
    }
    direction->number = 0;
}

static void derive_both(struct channel *channel) {
    gss_OID_desc session_key = {11, "\x2a\x86\x48\x86\xf7\x12\x01\x02\x02\x05\x05"};
    gss_buffer_set_t found = GSS_C_NO_BUFFER_SET;
    OM_uint32 minor, major = gss_inquire_sec_context_by_oid(&minor, channel->context, &session_key, &found);
    check(major, &minor, "there is no session key");
    derive(&channel->out, &found->elements[0], "client-to-server");
    derive(&channel->in, &found->elements[0], "server-to-client");
    gss_release_buffer_set(&minor, &found);
}

// Turns bytes into sealed ones, or back, and makes their signature.
static void pass(struct direction *direction, int is_sealing, uint8_t *bytes, size_t size, uint8_t signature[16]) {
    uint8_t number[4], checksum[MD5_DIGEST_SIZE];
    for (int index = 0; index < 4; index++) number[index] = (uint8_t)(direction->number >> (8 * index));
    hmac_md5_update(&direction->sign, 4, number);
    if (is_sealing) hmac_md5_update(&direction->sign, size, bytes);
    arcfour_crypt(&direction->seal, size, bytes, bytes);
    if (!is_sealing) hmac_md5_update(&direction->sign, size, bytes);
    hmac_md5_digest(&direction->sign, sizeof checksum, checksum);
    arcfour_crypt(&direction->seal, 8, signature + 4, checksum);
    memcpy(signature, "\1\0\0\0", 4);
    memcpy(signature + 12, number, 4);
    direction->number++;
}

// The signature (or token header) and what it covers, in one piece; the caller frees it.
static unsigned char *seal(struct channel *channel, const char *text, size_t size, size_t *header, size_t *whole) {
    OM_uint32 minor;
    unsigned char *result;
    if (!is_kerberos()) {
        *header = 16;
        *whole = 16 + size;
        result = malloc(*whole);
        memcpy(result + 16, text, size);
        pass(&channel->out, 1, result + 16, size, result);
        return result;
    }
    char *data = malloc(size);
    memcpy(data, text, size);
    gss_iov_buffer_desc pieces[3] = {
        {GSS_IOV_BUFFER_TYPE_HEADER | GSS_IOV_BUFFER_FLAG_ALLOCATE, GSS_C_EMPTY_BUFFER},
        {GSS_IOV_BUFFER_TYPE_DATA, {size, data}},
        {GSS_IOV_BUFFER_TYPE_PADDING | GSS_IOV_BUFFER_FLAG_ALLOCATE, GSS_C_EMPTY_BUFFER}};
    check(gss_wrap_iov(&minor, channel->context, 1, 0, NULL, pieces, 3), &minor, "a message cannot be sealed");
    *header = pieces[0].buffer.length;
    *whole = *header + size + pieces[2].buffer.length;
    result = malloc(*whole);
    memcpy(result, pieces[0].buffer.value, *header);
    memcpy(result + *header, data, size);
    if (pieces[2].buffer.length > 0) memcpy(result + *header + size, pieces[2].buffer.value, pieces[2].buffer.length);
    gss_release_iov_buffer(&minor, pieces, 3);
    free(data);
    return result;
}

// What was sealed, opened in place.
static gss_buffer_desc opened(struct channel *channel, char *content, size_t size) {
    OM_uint32 minor;
    if (is_kerberos()) {
        gss_iov_buffer_desc pieces[2] = {{GSS_IOV_BUFFER_TYPE_STREAM, {size, content}}, {GSS_IOV_BUFFER_TYPE_DATA, GSS_C_EMPTY_BUFFER}};
        check(gss_unwrap_iov(&minor, channel->context, NULL, NULL, pieces, 2), &minor, "a reply cannot be opened");
        return pieces[1].buffer;
    }
    uint8_t signature[16];
    if (size < 16) fail("a reply without a signature", content, size);
    pass(&channel->in, 0, (uint8_t *)content + 16, size - 16, signature);
    if (memcmp(signature, content, 16) != 0) fail("a reply with a broken seal", content, size);
    return (gss_buffer_desc){size - 16, content + 16};
}

static void post(struct channel *channel) {
    struct line *line = &channel->line;
    const char *protocol = is_kerberos() ? "application/HTTP-Kerberos-session-encrypted" : "application/HTTP-SPNEGO-session-encrypted";
    size_t header, whole, size = strlen(request);
    unsigned char *sealed = seal(channel, request, size, &header, &whole);
    char start[600];
    int part = snprintf(start, sizeof start,
        BOUNDARY "\r\n\tContent-Type: %s\r\n\tOriginalContent: type=application/soap+xml;charset=UTF-8;Length=%zu\r\n"
        BOUNDARY "\r\n\tContent-Type: application/octet-stream\r\n", protocol, size + whole - header - size);
    static const char closing[] = BOUNDARY "--\r\n";
    char *all = malloc(2000 + whole), *next;
    next = all + sprintf(all,
        "POST /wsman HTTP/1.1\r\nHost: localhost\r\nContent-Type: multipart/encrypted;protocol=\"%s\";"
        "boundary=\"Encrypted Boundary\"\r\nContent-Length: %zu\r\n\r\n", protocol, (size_t)part + 4 + whole + strlen(closing));
    memcpy(next, start, (size_t)part);
    next += part;
    for (int shift = 0; shift < 32; shift += 8) *next++ = (char)(header >> shift);
    memcpy(next, sealed, whole);
    memcpy(next + whole, closing, strlen(closing));
    send_all(line, all, (size_t)(next - all) + whole + strlen(closing));
    free(all);
    free(sealed);

    int status;
    char *body = receive(line, &status), *end = line->bytes + line->size;
    static const char octets[] = "application/octet-stream\r\n";
    char *content = memmem(body, (size_t)(end - body), octets, strlen(octets));
    if (status != 200 || content == NULL) fail("a reply that is not sealed", body, (size_t)(end - body));
    content += strlen(octets) + 4;
    gss_buffer_desc output = opened(channel, content, (size_t)(end - content) - strlen(closing));
    if (memmem(output.value, output.length, marker, strlen(marker)) == NULL) fail("a reply without the marker", output.value, output.length);
}

static void *post_until_none_is_left(void *unused) {
    struct channel channel = {.line = connect_line(port)};
    channel.context = sign_in(&channel.line);
    if (!is_kerberos()) derive_both(&channel);
    pthread_barrier_wait(&signed_in);
    while (atomic_fetch_sub(&left, 1) > 0) post(&channel);
    close(channel.line.socket);
    free(channel.line.bytes);
    return unused;
}

int main(int count, char **arguments) {
    if (count != 10) {
        fprintf(stderr, "usage: sealed PORT MECHANISM USER PASSWORD TARGET REQUEST MARKER COUNT CONNECTIONS\n");
        return 2;
    }
    port = atoi(arguments[1]);
    mechanism = strcmp(arguments[2], "kerberos") == 0 ? &kerberos : &ntlm;
    gss_OID_set_desc mechanisms = {1, mechanism};
    gss_buffer_desc password = {strlen(arguments[4]), arguments[4]};
    OM_uint32 minor;
    check(gss_acquire_cred_with_password(
        &minor, name(arguments[3], GSS_C_NT_USER_NAME), &password, GSS_C_INDEFINITE, &mechanisms, GSS_C_INITIATE,
        &credential, NULL, NULL), &minor, "there is no credential");
    target = name(arguments[5], GSS_C_NT_HOSTBASED_SERVICE);
    request = contents(arguments[6]);
    marker = arguments[7];
    left = atol(arguments[8]);
    long wanted = left;
    int connections = atoi(arguments[9]);
    pthread_t threads[256];
    if (connections < 1 || connections > 256) return 2;
    pthread_barrier_init(&signed_in, NULL, (unsigned)connections + 1);
    for (int index = 0; index < connections; index++) pthread_create(&threads[index], NULL, post_until_none_is_left, NULL);
    pthread_barrier_wait(&signed_in);
    double start = now();
    for (int index = 0; index < connections; index++) pthread_join(threads[index], NULL);
    printf("%ld %.0f\n", wanted, now() - start);
    return 0;
}

#ifndef WINCH_CCURL_SHIM_H
#define WINCH_CCURL_SHIM_H

/* The type checks of curl's macros ask for constant options; the wrappers below pass theirs on. */
#define CURL_DISABLE_TYPECHECK
#include <curl/curl.h>
#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

/* Swift cannot call variadic functions: one wrapper for each type of value. */

static inline CURLcode winch_easy_set_long(CURL *easy, CURLoption option, long value) {
    return curl_easy_setopt(easy, option, value);
}

static inline CURLcode winch_easy_set_size(CURL *easy, CURLoption option, curl_off_t value) {
    return curl_easy_setopt(easy, option, value);
}

/* Copies as many octets as CURLOPT_POSTFIELDSIZE_LARGE says; NULL lets libcurl ask the read function for them. */
static inline CURLcode winch_easy_copy_body(CURL *easy, const void *body) {
    return curl_easy_setopt(easy, body ? CURLOPT_COPYPOSTFIELDS : CURLOPT_POSTFIELDS, body);
}

static inline CURLcode winch_easy_set_string(CURL *easy, CURLoption option, const char *value) {
    return curl_easy_setopt(easy, option, value);
}

static inline CURLcode winch_easy_set_pointer(CURL *easy, CURLoption option, void *value) {
    return curl_easy_setopt(easy, option, value);
}

static inline CURLcode winch_easy_set_list(CURL *easy, CURLoption option, struct curl_slist *value) {
    return curl_easy_setopt(easy, option, value);
}

/* For CURLOPT_WRITEFUNCTION, CURLOPT_HEADERFUNCTION and CURLOPT_READFUNCTION, which have one signature. */
typedef size_t (*winch_data_function)(char *bytes, size_t size, size_t count, void *context);

static inline CURLcode winch_easy_set_data_function(CURL *easy, CURLoption option, winch_data_function value) {
    return curl_easy_setopt(easy, option, value);
}

/* For CURLOPT_SEEKFUNCTION. */
typedef int (*winch_seek_function)(void *context, curl_off_t offset, int origin);

static inline CURLcode winch_easy_set_seek_function(CURL *easy, winch_seek_function value) {
    return curl_easy_setopt(easy, CURLOPT_SEEKFUNCTION, value);
}

/* Connections that no child process inherits; libcurl 7.88 does not see to that. */
static inline curl_socket_t winch_open_socket(void *context, curlsocktype purpose, struct curl_sockaddr *address) {
    (void)context;
    (void)purpose;
    return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

static inline CURLcode winch_easy_close_on_exec(CURL *easy) {
    return curl_easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, winch_open_socket);
}

/* Addresses of this link, of nobody and of many: 169.254.169.254 hands out the secrets of a machine in a cloud. */
static inline int winch_is_beyond_link(const struct curl_sockaddr *address) {
    uint32_t v4;
    if (address->family == AF_INET) {
        v4 = ntohl(((const struct sockaddr_in *)&address->addr)->sin_addr.s_addr);
    } else if (address->family == AF_INET6) {
        const struct in6_addr *v6 = &((const struct sockaddr_in6 *)&address->addr)->sin6_addr;
        if (IN6_IS_ADDR_LINKLOCAL(v6) || IN6_IS_ADDR_MULTICAST(v6) || IN6_IS_ADDR_UNSPECIFIED(v6)) return 0;
        if (!IN6_IS_ADDR_V4MAPPED(v6)) return 1;
        v4 = (uint32_t)v6->s6_addr[12] << 24 | (uint32_t)v6->s6_addr[13] << 16 | (uint32_t)v6->s6_addr[14] << 8
            | (uint32_t)v6->s6_addr[15];
    } else {
        return 0;
    }
    return v4 >> 24 != 0 && v4 >> 16 != 0xA9FE && v4 >> 28 < 0xE;
}

/* For addresses that clients choose: looked at when the name is resolved, so that no name leads elsewhere later. */
static inline curl_socket_t winch_open_socket_beyond_link(
    void *context, curlsocktype purpose, struct curl_sockaddr *address) {
    if (!winch_is_beyond_link(address)) return CURL_SOCKET_BAD;
    return winch_open_socket(context, purpose, address);
}

static inline CURLcode winch_easy_stay_beyond_link(CURL *easy) {
    return curl_easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, winch_open_socket_beyond_link);
}

static inline CURLcode winch_easy_get_long(CURL *easy, CURLINFO info, long *value) {
    return curl_easy_getinfo(easy, info, value);
}

static inline CURLMcode winch_multi_set_long(CURLM *multi, CURLMoption option, long value) {
    return curl_multi_setopt(multi, option, value);
}

/* Macros with casts and shifts, which Swift does not import. */
static const unsigned long winch_auth_basic = CURLAUTH_BASIC;
static const unsigned long winch_auth_digest = CURLAUTH_DIGEST;
static const unsigned long winch_auth_negotiate = CURLAUTH_NEGOTIATE;
static const unsigned long winch_auth_ntlm = CURLAUTH_NTLM;

#endif

#include <microhttpd.h>
#include <pthread.h>
#include <stdio.h>
#include <sys/eventfd.h>
#include <sys/socket.h>

// The headers show these under _GNU_SOURCE only, which a module cannot define for its importer.
extern int accept4 (int, struct sockaddr *, socklen_t *, int);
extern int pthread_setname_np (pthread_t, const char *);

/// What the daemon calls: every one of them with the same first argument.
struct MHD_Callbacks {
  void *context;
  void *(*request_line) (void *context, const char *target, struct MHD_Connection *connection);
  MHD_AccessHandlerCallback access;
  MHD_RequestCompletedCallback completed;
  MHD_NotifyConnectionCallback connection;
  /// One formatted line of the library's own log.
  void (*log) (void *context, const char *line);
};

static inline void
MHD_log_line (void *callbacks, const char *format, va_list arguments)
{
  const struct MHD_Callbacks *known = (const struct MHD_Callbacks *) callbacks;
  char line[512];
  vsnprintf (line, sizeof (line), format, arguments);
  known->log (known->context, line);
}

/// MHD_start_daemon takes its options as variable arguments, which Swift cannot pass. The daemon has no listening
/// socket: connections come through MHD_add_connection. `callbacks` must outlive the daemon. With `certificate`, a
/// gnutls_certificate_retrieve_function3, every connection is TLS under GnuTLS's `priorities`.
static inline struct MHD_Daemon *
MHD_start_thread_per_connection (const struct MHD_Callbacks *callbacks, size_t memory_per_connection,
                                 unsigned int connections, void *certificate, const char *priorities)
{
  const unsigned int flags = MHD_USE_THREAD_PER_CONNECTION | MHD_USE_INTERNAL_POLLING_THREAD | MHD_USE_POLL
                             | MHD_USE_ITC | MHD_USE_NO_LISTEN_SOCKET | MHD_USE_ERROR_LOG;
  return MHD_start_daemon (
    certificate ? flags | MHD_USE_TLS : flags,
    0, NULL, NULL, callbacks->access, callbacks->context,
    MHD_OPTION_EXTERNAL_LOGGER, &MHD_log_line, (void *) callbacks,
    MHD_OPTION_URI_LOG_CALLBACK, callbacks->request_line, callbacks->context,
    MHD_OPTION_NOTIFY_COMPLETED, callbacks->completed, callbacks->context,
    MHD_OPTION_NOTIFY_CONNECTION, callbacks->connection, callbacks->context,
    MHD_OPTION_CONNECTION_MEMORY_LIMIT, memory_per_connection,
    MHD_OPTION_CONNECTION_LIMIT, connections,
    // The library ends its reading of the options here for a daemon without TLS.
    certificate ? MHD_OPTION_HTTPS_CERT_CALLBACK2 : MHD_OPTION_END, certificate,
    MHD_OPTION_HTTPS_PRIORITIES, priorities,
    MHD_OPTION_END);
}

/// The connection's gnutls_session_t; NULL without TLS.
static inline void *
MHD_connection_tls_session (struct MHD_Connection *connection)
{
  const union MHD_ConnectionInfo *info
    = MHD_get_connection_info (connection, MHD_CONNECTION_INFO_GNUTLS_SESSION);
  return info ? info->tls_session : NULL;
}

static inline void *
MHD_connection_context (struct MHD_Connection *connection)
{
  return MHD_get_connection_info (connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT)->socket_context;
}

static inline int
MHD_connection_descriptor (struct MHD_Connection *connection)
{
  return MHD_get_connection_info (connection, MHD_CONNECTION_INFO_CONNECTION_FD)->connect_fd;
}

static inline size_t
MHD_connection_header_size (struct MHD_Connection *connection)
{
  return MHD_get_connection_info (connection, MHD_CONNECTION_INFO_REQUEST_HEADER_SIZE)->header_size;
}

#include <gnutls/abstract.h>
#include <gnutls/crypto.h>
#include <gnutls/gnutls.h>
#include <gnutls/x509.h>

/// gnutls_free is a variable, which Swift 6 takes for shared mutable state.
static inline void
gnutls_release (void *memory)
{
  gnutls_free (memory);
}

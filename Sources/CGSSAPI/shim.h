#include <gssapi/gssapi.h>
#include <gssapi/gssapi_ext.h>

// The header shows it under _GNU_SOURCE only, which a module cannot define for its importer.
extern int memfd_create (const char *name, unsigned int flags);

/// Kerberos 5, 1.2.840.113554.1.2.2.
static inline gss_OID
gss_oid_kerberos (void)
{
  static gss_OID_desc oid = { 9, (void *) "\x2a\x86\x48\x86\xf7\x12\x01\x02\x02" };
  return &oid;
}

/// NTLMSSP, 1.3.6.1.4.1.311.2.2.10.
static inline gss_OID
gss_oid_ntlmssp (void)
{
  static gss_OID_desc oid = { 10, (void *) "\x2b\x06\x01\x04\x01\x82\x37\x02\x02\x0a" };
  return &oid;
}

/// GSS_C_INQ_SSPI_SESSION_KEY, 1.2.840.113554.1.2.2.5.5.
static inline gss_OID
gss_oid_session_key (void)
{
  static gss_OID_desc oid = { 11, (void *) "\x2a\x86\x48\x86\xf7\x12\x01\x02\x02\x05\x05" };
  return &oid;
}

static inline int
gss_oid_is (gss_const_OID left, gss_const_OID right)
{
  return left && right && gss_oid_equal (left, right);
}

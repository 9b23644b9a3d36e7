#pragma once

/// What PAM says to a name and a password.
enum winch_pam_verdict {
    WINCH_PAM_VERIFIED = 0,
    /// Wrong, unknown, locked or expired: PAM does not tell which, and nobody should.
    WINCH_PAM_REFUSED = 1,
    /// The service cannot be asked: no such service, or a module failed.
    WINCH_PAM_BROKEN = 2,
};

/// Loads libpam into the process; a host without it, and a server that does not ask for it, need none.
///
/// Returns NULL when it is there, else a text that says why it is not. To be called before `winch_pam_verify`, once.
const char *winch_pam_load(void);

/// Asks whether the password is the user's and the account is in order. Blocks for as long as the modules take.
///
/// `directory` is where the service's file lies; NULL for the system's /etc/pam.d. `host` is where the user comes from.
enum winch_pam_verdict winch_pam_verify(
    const char *service, const char *directory, const char *user, const char *password, const char *host);

// Winchd tests.

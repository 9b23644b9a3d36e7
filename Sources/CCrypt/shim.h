#include <crypt.h>

// For explicit_bzero: the compiler must not drop the wiping of a password.
#include <string.h>

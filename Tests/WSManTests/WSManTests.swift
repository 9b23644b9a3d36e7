// WSMan tests.

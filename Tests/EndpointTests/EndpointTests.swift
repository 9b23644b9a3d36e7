// Endpoint tests.

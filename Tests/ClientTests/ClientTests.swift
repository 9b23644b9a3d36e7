// Client tests.

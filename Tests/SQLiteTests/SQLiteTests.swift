// SQLite tests.

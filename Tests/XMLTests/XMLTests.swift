// XML tests.

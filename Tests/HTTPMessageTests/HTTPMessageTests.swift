// HTTPMessage tests.

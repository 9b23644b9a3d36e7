// HTTPServer tests.

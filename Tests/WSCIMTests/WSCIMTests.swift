// WSCIM tests.

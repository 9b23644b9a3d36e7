// Soundness tests.

// Jobs tests.

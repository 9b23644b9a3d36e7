// libFuzzer brings the main function and calls this one, which FuzzTargets has. A program needs a source file of its own:
// Swift would put a main function into it.
#include <stddef.h>
#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count);

int (*const fuzz_target)(const uint8_t *, size_t) = LLVMFuzzerTestOneInput;

#ifndef WINCH_CDESCRIPTIONS_H
#define WINCH_CDESCRIPTIONS_H

#include <stddef.h>

// One schema of the folder wsdl that was written by hand.
struct description_text {
    // "addressing.xsd"
    const char *_Nonnull file;
    // UTF-8, not ended by a zero.
    const unsigned char *_Nonnull bytes;
    size_t length;
};

const struct description_text *_Nonnull description_texts(size_t *_Nonnull count);

#endif

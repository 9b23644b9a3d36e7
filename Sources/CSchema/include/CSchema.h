#ifndef WINCH_CSCHEMA_H
#define WINCH_CSCHEMA_H

#include <stddef.h>

// One MOF text of the schema.
struct schema_text {
    // "root/virtualization/v2"
    const char *_Nonnull name_space;
    // "CIM_Job.mof"
    const char *_Nonnull file;
    // UTF-8, not ended by a zero.
    const unsigned char *_Nonnull bytes;
    size_t length;
};

// Every text there is; those of one namespace stand together.
const struct schema_text *_Nonnull schema_texts(size_t *_Nonnull count);

#endif

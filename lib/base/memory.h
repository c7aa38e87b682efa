/* The allocator as the core uses it: one copy in each object, growth in one
 * place, sizes checked before they are multiplied. */
#ifndef BASE_MEMORY_H
#define BASE_MEMORY_H

#include "kefu/base.h"

/* The host's allocator, or malloc and free when NULL or incomplete is given.
 * A half-filled allocator (one function NULL) is KEFU_E_NULL. */
int32_t memory_resolve(const kefu_allocator *wanted, kefu_allocator *out);

/* NULL when the allocator gives none. Size 0 is allowed and asks for 1. */
void *memory_get(const kefu_allocator *allocator, size_t size);
/* As memory_get, filled with zero bytes. */
void *memory_get_zeroed(const kefu_allocator *allocator, size_t size);
/* NULL is a no-op. */
void memory_put(const kefu_allocator *allocator, void *memory, size_t size);

/* Makes room for `need` elements in an array that has room for `*capacity`.
 * Grows by half at least. On KEFU_E_NOMEM nothing has changed. */
int32_t memory_reserve(const kefu_allocator *allocator, void **array,
                       size_t *capacity, size_t need, size_t element_size);

#endif

/* Interned text ids: each distinct text once, numbered in order of arrival.
 * A kefu_id with the top bit set is such a number; without it the host's own
 * number; 0 is none. The numbering never leaves the process. */
#ifndef BASE_TEXT_H
#define BASE_TEXT_H

#include "base/memory.h"

#define TEXT_ID_BIT (UINT64_C(1) << 63)

struct text_table {
	kefu_allocator allocator;
	char *bytes;            /* all texts, one after the other */
	size_t bytes_used, bytes_capacity;
	size_t *ends;           /* ends[i]: where text i ends */
	size_t count, ends_capacity;
	uint32_t *slots;        /* open addressing: index + 1, 0 is free */
	size_t slot_count;      /* a power of two, or 0 */
};

void text_table_init(struct text_table *table, const kefu_allocator *allocator);
void text_table_release(struct text_table *table);
/* The same texts under the same ids. KEFU_E_NOMEM leaves `out` empty. */
int32_t text_table_copy(const struct text_table *table, const kefu_allocator *allocator,
                        struct text_table *out);

/* KEFU_E_MISSING, KEFU_E_ID_LONG, KEFU_E_UTF8, KEFU_E_NOMEM. */
int32_t text_intern(struct text_table *table, const char *text, size_t length,
                    uint64_t *id);
/* The id of a text already interned, or 0. */
uint64_t text_find(const struct text_table *table, const char *text,
                   size_t length);
/* 0 is valid (none), a number is, a text id is when this table made it. */
int text_id_known(const struct text_table *table, uint64_t id);
/* The text of an id made by this table; digits are the caller's business. */
const char *text_of(const struct text_table *table, uint64_t id,
                    size_t *length);
/* The text of any id: what was interned, or the digits of a number. At most
 * `capacity` bytes; *length is written also with KEFU_E_SIZE. KEFU_E_NULL,
 * KEFU_E_ID. */
int32_t text_write(const struct text_table *table, uint64_t id, char *text,
                   size_t capacity, size_t *length);
/* The one order of ids: none, numbers by value, texts as bytes. */
int text_compare(const struct text_table *table, uint64_t a, uint64_t b);

size_t text_table_bytes(const struct text_table *table);

/* Valid UTF-8 without control characters. */
int text_is_clean(const char *text, size_t length);

#endif

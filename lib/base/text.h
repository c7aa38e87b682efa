/* Interned text ids: each distinct text once, numbered in order of arrival.
 * A kefu_id with the top bit set is such a number; without it the host's own
 * number; 0 is none. The numbering never leaves the process.
 *
 * Texts that nothing names any more can be forgotten. The place of one that
 * went is taken by another text in time, but as another generation, which the
 * id has in its upper half: an id that is stale is never one of another text.
 * The first text of a place has generation 0, so that most ids are short. */
#ifndef BASE_TEXT_H
#define BASE_TEXT_H

#include "base/memory.h"

#define TEXT_ID_BIT (UINT64_C(1) << 63)

/* In the generation of a slot without a text: of no id. */
#define TEXT_NONE (UINT32_C(1) << 31)

/* What is known of a slot's text. */
enum {
	TEXT_OFFERED = 1, /* goes if nothing names it */
	TEXT_NAMED = 2    /* something does */
};

struct text_slot {
	uint32_t start;      /* in the bytes, low half; of a free slot: the next free
	                        one, counted from 1 */
	uint32_t generation;
	uint16_t start_high;
	uint8_t length;      /* 0: no text */
	uint8_t flags;
};

struct text_table {
	kefu_allocator allocator;
	char *bytes;            /* texts, one after the other; zeros where some went */
	size_t bytes_used, bytes_capacity;
	size_t bytes_dead;      /* of those used */
	struct text_slot *slots;
	size_t count, capacity; /* slots, those without a text included */
	size_t held;            /* texts */
	int forgets;            /* 1: some went; 0: all generations are 0 */
	size_t offered;         /* texts with that flag */
	uint32_t free;          /* a slot that can be taken, counted from 1; 0: none */
	uint32_t *index;        /* open addressing: slot + 1, 0 is free */
	size_t index_size;      /* a power of two, or 0 */
};

/* The slot of a text's id: places in arrays of `count`. */
static inline size_t text_slot(uint64_t id)
{
	return (size_t)(uint32_t)id - 1;
}

/* The id of the text in a slot now; 0: there is none. */
static inline uint64_t text_id_at(const struct text_table *table, size_t slot)
{
	uint32_t generation = table->slots[slot].generation;

	return generation < TEXT_NONE
		? TEXT_ID_BIT | (uint64_t)generation << 32 | (slot + 1) : 0;
}

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
/* 0 is valid (none), a number is, a text id is when this table made it and has
 * not forgotten the text. */
static inline int text_id_known(const struct text_table *table, uint64_t id)
{
	uint32_t slot = (uint32_t)id - 1;

	return (id & TEXT_ID_BIT) == 0 ||
	       (slot < table->count &&
	        (table->forgets ? table->slots[slot].generation : 0) ==
	        (uint32_t)((id & ~TEXT_ID_BIT) >> 32));
}
/* Asks the processor for what text_id_known() looks at. */
static inline void text_id_soon(const struct text_table *table, uint64_t id)
{
	uint32_t slot = (uint32_t)id - 1;

	if ((id & TEXT_ID_BIT) != 0 && slot < table->count)
		__builtin_prefetch(&table->slots[slot].generation);
}
/* The text of an id made by this table, empty if the slot has none any more;
 * digits are the caller's business. */
const char *text_of(const struct text_table *table, uint64_t id,
                    size_t *length);
/* The text of any id: what was interned, or the digits of a number. At most
 * `capacity` bytes; *length is written also with KEFU_E_SIZE. KEFU_E_NULL,
 * KEFU_E_ID. */
int32_t text_write(const struct text_table *table, uint64_t id, char *text,
                   size_t capacity, size_t *length);
/* The one order of ids: none, numbers by value, texts as bytes. */
int text_compare(const struct text_table *table, uint64_t a, uint64_t b);

/* Forgetting: texts are offered one by one; once they are worth a look at
 * everything, all that is named is said to be; what was offered and is not
 * named goes, and what is named is offered no more. None of it can fail. Ids
 * that are numbers, 0 or stale are ignored. */
void text_offer(struct text_table *table, uint64_t id);
int text_offers_are_many(const struct text_table *table);
static inline void text_name(struct text_table *table, uint64_t id)
{
	if ((id & TEXT_ID_BIT) != 0 && text_id_known(table, id))
		table->slots[text_slot(id)].flags |= TEXT_NAMED;
}
void text_forget_unnamed(struct text_table *table);

size_t text_table_bytes(const struct text_table *table);

/* Valid UTF-8 without control characters. */
int text_is_clean(const char *text, size_t length);

#endif

#include "base/text.h"

#include <string.h>

#define TEXT_LARGEST 255
/* The last generation; a slot that had it is not taken again. */
#define GENERATION_LAST (TEXT_NONE - 1)
/* How few offers, and how few dead bytes, are let be. */
#define OFFERS_FEW 64
#define DEAD_FEW 4096
/* Where a text can start. */
#define BYTES_MOST ((UINT64_C(1) << 48) - 1)

void text_table_init(struct text_table *table, const kefu_allocator *allocator)
{
	memset(table, 0, sizeof *table);
	table->allocator = *allocator;
}

void text_table_release(struct text_table *table)
{
	memory_put(&table->allocator, table->bytes, table->bytes_capacity);
	memory_put(&table->allocator, table->slots, table->capacity * sizeof *table->slots);
	memory_put(&table->allocator, table->index,
	           table->index_size * sizeof *table->index);
	text_table_init(table, &table->allocator);
}

/* A copy of the part of an array that is used; NULL for nothing, or no memory. */
static void *copy_of(const kefu_allocator *allocator, const void *array, size_t bytes)
{
	void *copy = bytes != 0 ? memory_get(allocator, bytes) : NULL;

	if (copy != NULL)
		memcpy(copy, array, bytes);
	return copy;
}

int32_t text_table_copy(const struct text_table *table, const kefu_allocator *allocator,
                        struct text_table *out)
{
	text_table_init(out, allocator);
	if (table->count == 0)
		return KEFU_OK;
	out->bytes = copy_of(allocator, table->bytes, table->bytes_used);
	out->bytes_capacity = out->bytes != NULL ? table->bytes_used : 0;
	out->slots = copy_of(allocator, table->slots, table->count * sizeof *table->slots);
	out->capacity = out->slots != NULL ? table->count : 0;
	out->index = copy_of(allocator, table->index, table->index_size * sizeof *table->index);
	out->index_size = out->index != NULL ? table->index_size : 0;
	if ((out->bytes == NULL && table->bytes_used != 0) || out->slots == NULL ||
	    out->index == NULL) {
		text_table_release(out);
		return KEFU_E_NOMEM;
	}
	out->bytes_used = table->bytes_used;
	out->bytes_dead = table->bytes_dead;
	out->count = table->count;
	out->held = table->held;
	out->forgets = table->forgets;
	out->offered = table->offered;
	out->free = table->free;
	return KEFU_OK;
}

size_t text_table_bytes(const struct text_table *table)
{
	return table->bytes_capacity + table->capacity * sizeof *table->slots +
	       table->index_size * sizeof *table->index;
}

int text_is_clean(const char *text, size_t length)
{
	const unsigned char *byte = (const unsigned char *)text;
	size_t i = 0;

	while (i < length) {
		uint32_t point = byte[i];
		uint32_t smallest;
		size_t more, k;

		if (point < 0x80) {
			if (point < 0x20 || point == 0x7F)
				return 0;
			i++;
			continue;
		}
		if (point >= 0xC2 && point < 0xE0) {
			more = 1;
			smallest = 0xA0; /* below: control characters */
			point &= 0x1F;
		} else if (point >= 0xE0 && point < 0xF0) {
			more = 2;
			smallest = 0x800;
			point &= 0x0F;
		} else if (point >= 0xF0 && point < 0xF5) {
			more = 3;
			smallest = 0x10000;
			point &= 0x07;
		} else {
			return 0;
		}
		if (more >= length - i)
			return 0;
		for (k = 1; k <= more; k++) {
			if ((byte[i + k] & 0xC0) != 0x80)
				return 0;
			point = point << 6 | (byte[i + k] & 0x3F);
		}
		if (point < smallest || point > 0x10FFFF || (point >= 0xD800 && point < 0xE000))
			return 0;
		i += more + 1;
	}
	return 1;
}

static uint64_t mix(uint64_t hash)
{
	hash ^= hash >> 32;
	hash *= UINT64_C(0xD6E8FEB86659FD93);
	hash ^= hash >> 32;
	return hash;
}

static uint64_t text_hash(const char *text, size_t length)
{
	uint64_t hash = length * UINT64_C(0x9E3779B97F4A7C15);

	while (length > 0) {
		uint64_t word = 0;
		size_t part = length < sizeof word ? length : sizeof word;

		memcpy(&word, text, part);
		hash = mix(hash ^ word) * UINT64_C(0x9E3779B97F4A7C15);
		text += part;
		length -= part;
	}
	return mix(hash);
}

static size_t start_of(const struct text_slot *slot)
{
	return (size_t)((uint64_t)slot->start_high << 32 | slot->start);
}

static void set_start(struct text_slot *slot, size_t start)
{
	slot->start = (uint32_t)start;
	slot->start_high = (uint16_t)((uint64_t)start >> 32);
}

/* Where the text is in the index, or the free place where it would go. */
static size_t index_place(const struct text_table *table, const char *text, size_t length)
{
	size_t mask = table->index_size - 1;
	size_t at = (size_t)text_hash(text, length) & mask;

	for (; table->index[at] != 0; at = (at + 1) & mask) {
		const struct text_slot *slot = &table->slots[table->index[at] - 1];

		if (slot->length == length &&
		    memcmp(table->bytes + start_of(slot), text, length) == 0)
			break;
	}
	return at;
}

uint64_t text_find(const struct text_table *table, const char *text, size_t length)
{
	uint32_t found;

	if (table->index_size == 0 || length == 0 || length > TEXT_LARGEST)
		return 0;
	found = table->index[index_place(table, text, length)];
	return found != 0 ? text_id_at(table, found - 1) : 0;
}

/* Puts all texts into an index that is all zeros. */
static void fill_index(struct text_table *table)
{
	size_t i;

	for (i = 0; i < table->count; i++) {
		const struct text_slot *slot = &table->slots[i];

		if (slot->length != 0)
			table->index[index_place(table, table->bytes + start_of(slot),
			                         slot->length)] = (uint32_t)i + 1;
	}
}

/* Keeps at least a quarter of the index free. */
static int32_t reserve_index(struct text_table *table)
{
	size_t size = table->index_size != 0 ? table->index_size * 2 : 16;
	uint32_t *index;

	if ((table->held + 1) * 4 <= table->index_size * 3)
		return KEFU_OK;
	index = memory_get_zeroed(&table->allocator, size * sizeof *index);
	if (index == NULL)
		return KEFU_E_NOMEM;
	memory_put(&table->allocator, table->index, table->index_size * sizeof *index);
	table->index = index;
	table->index_size = size;
	fill_index(table);
	return KEFU_OK;
}

static int32_t reserve(struct text_table *table, size_t length)
{
	void *bytes = table->bytes, *slots = table->slots;
	int32_t status;

	if (table->count >= UINT32_MAX - 1 && table->free == 0)
		return KEFU_E_NOMEM;
	if ((uint64_t)table->bytes_used + length > BYTES_MOST)
		return KEFU_E_NOMEM;
	status = memory_reserve(&table->allocator, &bytes, &table->bytes_capacity,
	                        table->bytes_used + length, 1);
	table->bytes = bytes;
	if (status == KEFU_OK && table->free == 0) {
		status = memory_reserve(&table->allocator, &slots, &table->capacity,
		                        table->count + 1, sizeof *table->slots);
		table->slots = slots;
	}
	return status == KEFU_OK ? reserve_index(table) : status;
}

/* A slot for a text, there being room for it. */
static size_t take_slot(struct text_table *table)
{
	size_t number = table->free != 0 ? table->free - 1 : table->count;
	struct text_slot *slot = &table->slots[number];

	if (table->free != 0) {
		table->free = slot->start;
		slot->generation &= ~TEXT_NONE;
	} else {
		table->count++;
		slot->generation = 0;
	}
	slot->flags = 0;
	return number;
}

int32_t text_intern(struct text_table *table, const char *text, size_t length,
                    uint64_t *id)
{
	uint64_t found;
	size_t place, number;
	int32_t status;

	if (length == 0)
		return KEFU_E_MISSING;
	if (length > TEXT_LARGEST)
		return KEFU_E_ID_LONG;
	found = text_find(table, text, length);
	if (found != 0) {
		*id = found;
		return KEFU_OK;
	}
	if (!text_is_clean(text, length))
		return KEFU_E_UTF8;
	status = reserve(table, length);
	if (status != KEFU_OK)
		return status;
	place = index_place(table, text, length);
	number = take_slot(table);
	memcpy(table->bytes + table->bytes_used, text, length);
	set_start(&table->slots[number], table->bytes_used);
	table->slots[number].length = (uint8_t)length;
	table->bytes_used += length;
	table->index[place] = (uint32_t)number + 1;
	table->held++;
	*id = text_id_at(table, number);
	return KEFU_OK;
}

const char *text_of(const struct text_table *table, uint64_t id, size_t *length)
{
	const struct text_slot *slot = &table->slots[text_slot(id)];

	*length = slot->length;
	return slot->length != 0 ? table->bytes + start_of(slot) : "";
}

/* ---- forgetting ---- */

void text_offer(struct text_table *table, uint64_t id)
{
	struct text_slot *slot;

	if ((id & TEXT_ID_BIT) == 0 || !text_id_known(table, id))
		return;
	slot = &table->slots[text_slot(id)];
	table->offered += (slot->flags & TEXT_OFFERED) == 0;
	slot->flags |= TEXT_OFFERED;
}

int text_offers_are_many(const struct text_table *table)
{
	return table->offered > OFFERS_FEW && table->offered > table->held / 4;
}

static void forget(struct text_table *table, size_t number)
{
	struct text_slot *slot = &table->slots[number];

	memset(table->bytes + start_of(slot), 0, slot->length);
	table->bytes_dead += slot->length;
	table->held--;
	table->forgets = 1;
	set_start(slot, 0);
	slot->length = 0;
	if (slot->generation == GENERATION_LAST) {
		slot->generation = TEXT_NONE;
		return;
	}
	slot->generation = (slot->generation + 1) | TEXT_NONE;
	slot->start = table->free;
	table->free = (uint32_t)number + 1;
}

/* Without memory the dead bytes stay. */
static void close_ranks(struct text_table *table)
{
	size_t left = table->bytes_used - table->bytes_dead, used = 0, i;
	char *bytes;

	if (table->bytes_dead < DEAD_FEW || table->bytes_dead < left)
		return;
	bytes = left != 0 ? memory_get(&table->allocator, left) : NULL;
	if (bytes == NULL && left != 0)
		return;
	for (i = 0; i < table->count; i++) {
		struct text_slot *slot = &table->slots[i];

		if (slot->length == 0)
			continue;
		memcpy(bytes + used, table->bytes + start_of(slot), slot->length);
		set_start(slot, used);
		used += slot->length;
	}
	memory_put(&table->allocator, table->bytes, table->bytes_capacity);
	table->bytes = bytes;
	table->bytes_used = table->bytes_capacity = left;
	table->bytes_dead = 0;
}

void text_forget_unnamed(struct text_table *table)
{
	size_t before = table->held, i;

	for (i = 0; i < table->count; i++) {
		struct text_slot *slot = &table->slots[i];

		if (slot->flags == TEXT_OFFERED)
			forget(table, i);
		slot->flags = 0;
	}
	table->offered = 0;
	if (table->held == before)
		return;
	close_ranks(table);
	memset(table->index, 0, table->index_size * sizeof *table->index);
	fill_index(table);
}

int text_compare(const struct text_table *table, uint64_t a, uint64_t b)
{
	const char *text_a, *text_b;
	size_t length_a, length_b;
	int order;

	if (a == b)
		return 0;
	if ((a & b & TEXT_ID_BIT) == 0)
		return a < b ? -1 : 1;
	text_a = text_of(table, a, &length_a);
	text_b = text_of(table, b, &length_b);
	order = memcmp(text_a, text_b, length_a < length_b ? length_a : length_b);
	if (order == 0)
		return length_a < length_b ? -1 : 1;
	return order;
}

int32_t text_write(const struct text_table *table, uint64_t id, char *text,
                   size_t capacity, size_t *length)
{
	char digits[20];
	const char *found;
	size_t at = sizeof digits;

	if (length == NULL || (text == NULL && capacity != 0))
		return KEFU_E_NULL;
	if (id == 0 || !text_id_known(table, id))
		return KEFU_E_ID;
	if ((id & TEXT_ID_BIT) != 0) {
		found = text_of(table, id, length);
	} else {
		for (; id != 0; id /= 10)
			digits[--at] = (char)('0' + id % 10);
		found = digits + at;
		*length = sizeof digits - at;
	}
	if (*length > capacity)
		return KEFU_E_SIZE;
	memcpy(text, found, *length);
	return KEFU_OK;
}

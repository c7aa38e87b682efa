#include "base/text.h"

#include <string.h>

#define TEXT_LARGEST 255
#define NUMBER_OF(id) ((size_t)((id) & ~TEXT_ID_BIT) - 1)

void text_table_init(struct text_table *table, const kefu_allocator *allocator)
{
	memset(table, 0, sizeof *table);
	table->allocator = *allocator;
}

void text_table_release(struct text_table *table)
{
	memory_put(&table->allocator, table->bytes, table->bytes_capacity);
	memory_put(&table->allocator, table->ends,
	           table->ends_capacity * sizeof *table->ends);
	memory_put(&table->allocator, table->slots,
	           table->slot_count * sizeof *table->slots);
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
	out->ends = copy_of(allocator, table->ends, table->count * sizeof *table->ends);
	out->ends_capacity = out->ends != NULL ? table->count : 0;
	out->slots = copy_of(allocator, table->slots, table->slot_count * sizeof *table->slots);
	out->slot_count = out->slots != NULL ? table->slot_count : 0;
	if (out->bytes == NULL || out->ends == NULL || out->slots == NULL) {
		text_table_release(out);
		return KEFU_E_NOMEM;
	}
	out->bytes_used = table->bytes_used;
	out->count = table->count;
	return KEFU_OK;
}

size_t text_table_bytes(const struct text_table *table)
{
	return table->bytes_capacity + table->ends_capacity * sizeof *table->ends +
	       table->slot_count * sizeof *table->slots;
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

static const char *text_at(const struct text_table *table, size_t number, size_t *length)
{
	size_t start = number != 0 ? table->ends[number - 1] : 0;

	*length = table->ends[number] - start;
	return table->bytes + start;
}

/* The slot that holds the text, or the free one where it would go. */
static size_t text_slot(const struct text_table *table, const char *text, size_t length)
{
	size_t mask = table->slot_count - 1;
	size_t at = (size_t)text_hash(text, length) & mask;

	while (table->slots[at] != 0) {
		size_t held;
		const char *candidate = text_at(table, table->slots[at] - 1, &held);

		if (held == length && memcmp(candidate, text, length) == 0)
			break;
		at = (at + 1) & mask;
	}
	return at;
}

uint64_t text_find(const struct text_table *table, const char *text, size_t length)
{
	uint32_t found;

	if (table->slot_count == 0 || length == 0)
		return 0;
	found = table->slots[text_slot(table, text, length)];
	return found != 0 ? TEXT_ID_BIT | found : 0;
}

/* Keeps at least a quarter of the slots free. */
static int32_t reserve_slots(struct text_table *table)
{
	size_t count = table->slot_count != 0 ? table->slot_count * 2 : 16;
	size_t i;
	uint32_t *slots, *old = table->slots;
	size_t old_count = table->slot_count;

	if ((table->count + 1) * 4 <= old_count * 3)
		return KEFU_OK;
	slots = memory_get_zeroed(&table->allocator, count * sizeof *slots);
	if (slots == NULL)
		return KEFU_E_NOMEM;
	table->slots = slots;
	table->slot_count = count;
	for (i = 0; i < old_count; i++) {
		if (old[i] != 0) {
			size_t length;
			const char *text = text_at(table, old[i] - 1, &length);

			slots[text_slot(table, text, length)] = old[i];
		}
	}
	memory_put(&table->allocator, old, old_count * sizeof *old);
	return KEFU_OK;
}

int32_t text_intern(struct text_table *table, const char *text, size_t length,
                    uint64_t *id)
{
	void *bytes = table->bytes, *ends = table->ends;
	uint64_t found;
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
	if (table->count >= UINT32_MAX - 1)
		return KEFU_E_NOMEM;
	status = memory_reserve(&table->allocator, &bytes, &table->bytes_capacity,
	                        table->bytes_used + length, 1);
	table->bytes = bytes;
	if (status != KEFU_OK)
		return status;
	status = memory_reserve(&table->allocator, &ends, &table->ends_capacity,
	                        table->count + 1, sizeof *table->ends);
	table->ends = ends;
	if (status == KEFU_OK)
		status = reserve_slots(table);
	if (status != KEFU_OK)
		return status;
	memcpy(table->bytes + table->bytes_used, text, length);
	table->bytes_used += length;
	/* The slot is looked for while the text is not yet among those held. */
	table->slots[text_slot(table, text, length)] = (uint32_t)table->count + 1;
	table->ends[table->count++] = table->bytes_used;
	*id = TEXT_ID_BIT | table->count;
	return KEFU_OK;
}

int text_id_known(const struct text_table *table, uint64_t id)
{
	if ((id & TEXT_ID_BIT) == 0)
		return 1;
	return (id & ~TEXT_ID_BIT) != 0 && (id & ~TEXT_ID_BIT) <= table->count;
}

const char *text_of(const struct text_table *table, uint64_t id, size_t *length)
{
	return text_at(table, NUMBER_OF(id), length);
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

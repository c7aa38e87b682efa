/* Records with other ids in place of theirs. */
#include "history/kinds.h"
#include "history/record.h"

static unsigned char *put_id(unsigned char *out, kefu_id id)
{
	uint64_t value = id << 1 | id >> 63;

	for (; value >= 0x80; value >>= 7)
		*out++ = (unsigned char)(value | 0x80);
	*out++ = (unsigned char)value;
	return out;
}

static const unsigned char *get_number(const unsigned char *at, uint64_t *value)
{
	uint64_t result = *at & 0x7F;
	unsigned shift = 7;

	for (; (*at++ & 0x80) != 0; shift += 7)
		result |= (uint64_t)(*at & 0x7F) << shift;
	*value = result;
	return at;
}

struct mapping {
	record_mapper *map;
	void *context;
	unsigned char *out; /* NULL: nothing is written */
	size_t length;
};

static inline const unsigned char *map_copy(struct mapping *mapping, const unsigned char *from,
                                            const unsigned char *to)
{
	if (mapping->out != NULL)
		memcpy(mapping->out + mapping->length, from, (size_t)(to - from));
	mapping->length += (size_t)(to - from);
	return to;
}

static inline const unsigned char *map_id(struct mapping *mapping, const unsigned char *at)
{
	uint64_t value;
	kefu_id id;

	at = get_number(at, &value);
	id = mapping->map(mapping->context, value >> 1 | value << 63);
	if (mapping->out != NULL)
		mapping->length = (size_t)(put_id(mapping->out + mapping->length, id) - mapping->out);
	return at;
}

static const unsigned char *after_number(const unsigned char *at)
{
	while ((*at++ & 0x80) != 0)
		continue;
	return at;
}

/* From the kind on. */
static const unsigned char *map_general(struct mapping *mapping, const unsigned char *at,
                                        enum record_numbering numbering)
{
	const unsigned char *start = at;
	uint64_t mask;
	int retraction = *at++ == KEFU_EVENT_RETRACT;

	if (!retraction && numbering == NUMBERING_EXPLICIT)
		at = after_number(at);
	at = get_number(at, &mask);
	if ((mask & 1) != 0)
		at = after_number(at);
	if (retraction)
		return map_copy(mapping, start, after_number(at));
	for (mask &= ~UINT64_C(1); mask != 0; mask &= mask - 1) {
		unsigned number = record_mask_fields[__builtin_ctzll(mask)];
		const struct field *field = field_of((int32_t)number);

		if (field->sort == FIELD_ID) {
			map_copy(mapping, start, at);
			at = map_id(mapping, at);
			start = at;
		} else if (number == KEFU_FIELD_CURRENCY) {
			at += 3;
		} else {
			at = field->width == 1 ? at + 1 : after_number(at);
		}
	}
	return map_copy(mapping, start, at);
}

size_t record_map(const unsigned char *at, uint32_t count, enum record_numbering numbering,
                  record_mapper *map, void *context, unsigned char *out)
{
	static const uint8_t more[16] = {
		[SHAPE_PLAIN] = 1, [SHAPE_MESSAGE] = 1, [SHAPE_ANSWER] = 2, [SHAPE_SEND] = 1,
		[SHAPE_ESCALATE] = 1,
	};
	struct mapping mapping = {map, context, out, 0};

	for (; count != 0; count--) {
		unsigned head = *at, shape = head & 15;

		at = map_copy(&mapping, at, at + 2 + (head >> 4 & 3));
		if (head >> 6 == AGENT_NEW)
			at = map_id(&mapping, at);
		if (shape == SHAPE_GENERAL) {
			at = map_general(&mapping, at, numbering);
			continue;
		}
		if (numbering == NUMBERING_EXPLICIT)
			at = map_copy(&mapping, at, after_number(at));
		if (shape == SHAPE_OPEN || shape == SHAPE_TRANSFER)
			at = map_id(&mapping, at);
		else
			at = map_copy(&mapping, at, at + more[shape]);
	}
	return mapping.length;
}

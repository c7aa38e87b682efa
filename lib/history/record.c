#include "history/record.h"

#include <stddef.h>
#include <string.h>

#include "history/kinds.h"

_Static_assert(SHAPE_ESCALATE == 15, "a shape has four bits");

const uint8_t record_shape_bytes[16][8] = {
	[SHAPE_CUSTOMER_TEXT] = {KEFU_EVENT_MESSAGE, KEFU_PARTY_CUSTOMER, 0, KEFU_CONTENT_TEXT},
	[SHAPE_AGENT_HUMAN] = {KEFU_EVENT_MESSAGE, KEFU_PARTY_AGENT, KEFU_MODE_HUMAN, KEFU_CONTENT_TEXT},
	[SHAPE_AGENT_QUICK] = {KEFU_EVENT_MESSAGE, KEFU_PARTY_AGENT, KEFU_MODE_QUICK, KEFU_CONTENT_TEXT},
	[SHAPE_AGENT_ASSIST] = {KEFU_EVENT_MESSAGE, KEFU_PARTY_AGENT, KEFU_MODE_ASSIST, KEFU_CONTENT_TEXT},
	[SHAPE_BOT] = {KEFU_EVENT_MESSAGE, KEFU_PARTY_BOT, KEFU_MODE_BOT, KEFU_CONTENT_TEXT},
	[SHAPE_ASSIGN] = {KEFU_EVENT_SESSION_ASSIGN},
	[SHAPE_RESOLVE] = {KEFU_EVENT_SESSION_RESOLVE},
	[SHAPE_CLOSE] = {KEFU_EVENT_SESSION_CLOSE},
	[SHAPE_OPEN] = {KEFU_EVENT_SESSION_OPEN},
	[SHAPE_MESSAGE] = {KEFU_EVENT_MESSAGE},
	[SHAPE_ANSWER] = {KEFU_EVENT_SURVEY_ANSWER},
	[SHAPE_SEND] = {KEFU_EVENT_SURVEY_SEND},
	[SHAPE_TRANSFER] = {KEFU_EVENT_SESSION_TRANSFER},
	[SHAPE_ESCALATE] = {KEFU_EVENT_SESSION_ESCALATE},
};

const uint8_t record_text_shapes[64] = {
	[KEFU_PARTY_CUSTOMER] = SHAPE_CUSTOMER_TEXT,
	[KEFU_PARTY_AGENT] = SHAPE_AGENT_HUMAN,
	[KEFU_PARTY_AGENT | KEFU_MODE_HUMAN << 3] = SHAPE_AGENT_HUMAN,
	[KEFU_PARTY_AGENT | KEFU_MODE_QUICK << 3] = SHAPE_AGENT_QUICK,
	[KEFU_PARTY_AGENT | KEFU_MODE_ASSIST << 3] = SHAPE_AGENT_ASSIST,
	[KEFU_PARTY_BOT] = SHAPE_BOT,
	[KEFU_PARTY_BOT | KEFU_MODE_BOT << 3] = SHAPE_BOT,
};

const uint8_t record_kind_shapes[KEFU_EVENT_RETRACT + 1] = {
	[KEFU_EVENT_SESSION_ASSIGN] = SHAPE_ASSIGN,
	[KEFU_EVENT_SESSION_RESOLVE] = SHAPE_RESOLVE,
	[KEFU_EVENT_SESSION_CLOSE] = SHAPE_CLOSE,
};

const uint8_t record_default_modes[8] = {
	[KEFU_PARTY_AGENT] = KEFU_MODE_HUMAN,
	[KEFU_PARTY_BOT] = KEFU_MODE_BOT,
	[KEFU_PARTY_SYSTEM] = KEFU_MODE_AUTO,
};

/* Scales that fit SHAPE_ANSWER; the first 0 ends them. */
static const uint8_t scales[16][2] = {
	{1, 5}, {0, 10}, {1, 7}, {1, 3}, {0, 1}, {1, 2}, {1, 4}, {1, 10}, {0, 5}, {0, 100}, {1, 100},
};

/* Which fields shape 0 may spell out, where an entry has them. */
#define STORED (FIELD_BIT(TEAM) | FIELD_BIT(ORDER) | FIELD_BIT(ITEM) | FIELD_BIT(REFUND) | \
	FIELD_BIT(TO) | FIELD_BIT(TO_TEAM) | FIELD_BIT(CHANNEL) | FIELD_BIT(TOPIC) | \
	FIELD_BIT(COMPLAINT) | FIELD_BIT(NAME) | FIELD_BIT(VALUE) | FIELD_BIT(AMOUNT) | \
	FIELD_BIT(POSTAGE) | FIELD_BIT(UNITS) | FIELD_BIT(MIN) | FIELD_BIT(MAX) | \
	FIELD_BIT(CURRENCY) | FIELD_BIT(FROM) | FIELD_BIT(MODE) | FIELD_BIT(CONTENT) | \
	FIELD_BIT(PRIVATE) | FIELD_BIT(INITIATOR) | FIELD_BIT(PHASE) | FIELD_BIT(SURVEY) | \
	FIELD_BIT(PRIORITY) | FIELD_BIT(TYPE) | FIELD_BIT(LIABLE) | FIELD_BIT(CORRECT))

/* The bits of its mask; bit 0: the difference goes on above 32 bits. Those
 * that come often are low. Files have them: they never change. */
const uint8_t record_mask_fields[RECORD_MASK_BITS] = {
	0, KEFU_FIELD_AMOUNT, KEFU_FIELD_CURRENCY, KEFU_FIELD_ITEM, KEFU_FIELD_UNITS,
	KEFU_FIELD_ORDER, KEFU_FIELD_NAME, KEFU_FIELD_TYPE, KEFU_FIELD_VALUE,
	KEFU_FIELD_POSTAGE, KEFU_FIELD_TEAM, KEFU_FIELD_TOPIC, KEFU_FIELD_TO,
	KEFU_FIELD_PHASE, KEFU_FIELD_INITIATOR, KEFU_FIELD_CHANNEL, KEFU_FIELD_FROM,
	KEFU_FIELD_MODE, KEFU_FIELD_CONTENT, KEFU_FIELD_PRIVATE, KEFU_FIELD_SURVEY,
	KEFU_FIELD_MIN, KEFU_FIELD_MAX, KEFU_FIELD_REFUND, KEFU_FIELD_TO_TEAM,
	KEFU_FIELD_PRIORITY, KEFU_FIELD_LIABLE, KEFU_FIELD_COMPLAINT, KEFU_FIELD_CORRECT,
};

/* The other way round. */
static const uint8_t mask_bits[FIELD_LAST + 1] = {
	[KEFU_FIELD_AMOUNT] = 1, [KEFU_FIELD_CURRENCY] = 2, [KEFU_FIELD_ITEM] = 3,
	[KEFU_FIELD_UNITS] = 4, [KEFU_FIELD_ORDER] = 5, [KEFU_FIELD_NAME] = 6,
	[KEFU_FIELD_TYPE] = 7, [KEFU_FIELD_VALUE] = 8, [KEFU_FIELD_POSTAGE] = 9,
	[KEFU_FIELD_TEAM] = 10, [KEFU_FIELD_TOPIC] = 11, [KEFU_FIELD_TO] = 12,
	[KEFU_FIELD_PHASE] = 13, [KEFU_FIELD_INITIATOR] = 14, [KEFU_FIELD_CHANNEL] = 15,
	[KEFU_FIELD_FROM] = 16, [KEFU_FIELD_MODE] = 17, [KEFU_FIELD_CONTENT] = 18,
	[KEFU_FIELD_PRIVATE] = 19, [KEFU_FIELD_SURVEY] = 20, [KEFU_FIELD_MIN] = 21,
	[KEFU_FIELD_MAX] = 22, [KEFU_FIELD_REFUND] = 23, [KEFU_FIELD_TO_TEAM] = 24,
	[KEFU_FIELD_PRIORITY] = 25, [KEFU_FIELD_LIABLE] = 26, [KEFU_FIELD_COMPLAINT] = 27,
	[KEFU_FIELD_CORRECT] = 28,
};

static const uint8_t entry_offsets[FIELD_LAST + 1] = {
	[KEFU_FIELD_TEAM] = offsetof(struct entry, team),
	[KEFU_FIELD_ORDER] = offsetof(struct entry, order),
	[KEFU_FIELD_ITEM] = offsetof(struct entry, item),
	[KEFU_FIELD_REFUND] = offsetof(struct entry, refund),
	[KEFU_FIELD_TO] = offsetof(struct entry, to),
	[KEFU_FIELD_TO_TEAM] = offsetof(struct entry, to_team),
	[KEFU_FIELD_CHANNEL] = offsetof(struct entry, channel),
	[KEFU_FIELD_TOPIC] = offsetof(struct entry, topic),
	[KEFU_FIELD_COMPLAINT] = offsetof(struct entry, complaint),
	[KEFU_FIELD_NAME] = offsetof(struct entry, name),
	[KEFU_FIELD_VALUE] = offsetof(struct entry, value),
	[KEFU_FIELD_AMOUNT] = offsetof(struct entry, amount),
	[KEFU_FIELD_POSTAGE] = offsetof(struct entry, postage),
	[KEFU_FIELD_UNITS] = offsetof(struct entry, units),
	[KEFU_FIELD_MIN] = offsetof(struct entry, min),
	[KEFU_FIELD_MAX] = offsetof(struct entry, max),
	[KEFU_FIELD_CURRENCY] = offsetof(struct entry, currency),
	[KEFU_FIELD_FROM] = offsetof(struct entry, from),
	[KEFU_FIELD_MODE] = offsetof(struct entry, mode),
	[KEFU_FIELD_CONTENT] = offsetof(struct entry, content),
	[KEFU_FIELD_PRIVATE] = offsetof(struct entry, is_private),
	[KEFU_FIELD_INITIATOR] = offsetof(struct entry, initiator),
	[KEFU_FIELD_PHASE] = offsetof(struct entry, phase),
	[KEFU_FIELD_SURVEY] = offsetof(struct entry, survey),
	[KEFU_FIELD_PRIORITY] = offsetof(struct entry, priority),
	[KEFU_FIELD_TYPE] = offsetof(struct entry, type),
	[KEFU_FIELD_LIABLE] = offsetof(struct entry, liable),
	[KEFU_FIELD_CORRECT] = offsetof(struct entry, correct),
};

_Static_assert(offsetof(struct entry, survey) == offsetof(struct entry, kind) + 7,
               "record_shape_bytes are copied over the entry's bytes from kind to survey");

static unsigned char *put_number(unsigned char *out, uint64_t value)
{
	while (value >= 0x80) {
		*out++ = (unsigned char)(value | 0x80);
		value >>= 7;
	}
	*out++ = (unsigned char)value;
	return out;
}

static const unsigned char *get_number(const unsigned char *at, uint64_t *value)
{
	uint64_t result = *at & 0x7F;
	unsigned shift = 7;

	/* Records from a file may be anything: never more than ten bytes. */
	while ((*at++ & 0x80) != 0 && shift < 64) {
		result |= (uint64_t)(*at & 0x7F) << shift;
		shift += 7;
	}
	*value = result;
	return at;
}

static unsigned char *put_id(unsigned char *out, kefu_id id)
{
	return put_number(out, id << 1 | id >> 63);
}

static const unsigned char *get_id(const unsigned char *at, kefu_id *id)
{
	uint64_t value;

	at = get_number(at, &value);
	*id = value >> 1 | value << 63;
	return at;
}

static uint64_t zigzag(int64_t value)
{
	return (uint64_t)value << 1 ^ (uint64_t)(value >> 63);
}

static int64_t unzigzag(uint64_t value)
{
	return (int64_t)(value >> 1 ^ (~(value & 1) + 1));
}

/* The head, the difference and the agent. */
static inline unsigned char *put_head(kefu_id agent, unsigned shape, uint32_t delta,
                                      struct record_state *state, unsigned char *out)
{
	unsigned length = record_delta_length(delta);

	*out = (unsigned char)(shape | length << 4);
	record_put_delta(out + 1, delta);
	if (agent == 0)
		return out + 2 + length;
	if (agent == state->agent) {
		*out |= AGENT_SAME << 6;
		return out + 2 + length;
	}
	*out |= AGENT_NEW << 6;
	state->agent = agent;
	return put_id(out + 2 + length, agent);
}

static unsigned char *put_seq(int64_t seq, enum record_numbering numbering,
                              struct record_state *state, unsigned char *out)
{
	if (numbering == NUMBERING_EXPLICIT) {
		if (seq == 0) {
			*out++ = 0;
			return out;
		}
		out = put_number(out, zigzag(seq - state->seq) + 1);
	}
	if (seq != 0)
		state->seq = seq;
	return out;
}

static uint8_t mode_of(const kefu_event *event)
{
	return event->mode != 0 ? event->mode : record_default_modes[event->from];
}

/* The fields that shape 0 must spell out for this event. */
static uint64_t given_fields(const kefu_event *event, uint64_t stored)
{
	uint64_t given = 0;

	for (; stored != 0; stored &= stored - 1) {
		int32_t field = (int32_t)__builtin_ctzll(stored);

		if (field == KEFU_FIELD_VALUE ? event->value != 0 : field_is_given(event, field))
			given |= stored & (~stored + 1);
	}
	if (event->kind == KEFU_EVENT_MESSAGE) {
		if (event->mode == record_default_modes[event->from])
			given &= ~FIELD_BIT(MODE);
		if (event->content == KEFU_CONTENT_TEXT)
			given &= ~FIELD_BIT(CONTENT);
		if (event->is_private != KEFU_YES)
			given &= ~FIELD_BIT(PRIVATE);
	}
	return given;
}

static uint64_t stored_fields(int32_t kind)
{
	return kind == KEFU_EVENT_RETRACT ? 0 : kind_of(kind)->uses & STORED;
}

static unsigned char *put_field(const kefu_event *event, int32_t number, unsigned char *out)
{
	const struct field *field = field_of(number);
	const char *bytes = (const char *)event + field->offset;
	uint64_t wide;
	int32_t narrow;

	if (number == KEFU_FIELD_CURRENCY) {
		memcpy(out, bytes, 3);
		return out + 3;
	}
	if (field->width == 1) {
		*out = (unsigned char)*bytes;
		return out + 1;
	}
	if (field->width == 4) {
		memcpy(&narrow, bytes, sizeof narrow);
		return put_number(out, zigzag(narrow));
	}
	memcpy(&wide, bytes, sizeof wide);
	return field->sort == FIELD_ID ? put_id(out, wide) : put_number(out, zigzag((int64_t)wide));
}

__attribute__((noinline))
static size_t encode_general(const kefu_event *event, enum track_kind home,
                             enum record_numbering numbering, uint64_t delta,
                             struct record_state *state, unsigned char *out)
{
	unsigned char *start = out;
	int retraction = event->kind == KEFU_EVENT_RETRACT;
	uint64_t stored = stored_fields(event->kind);
	uint64_t given, mask = delta >> 32 != 0;

	given = given_fields(event, stored);
	if (home == TRACK_ORDER)
		given &= ~FIELD_BIT(ORDER);
	if (home == TRACK_REFUND)
		given &= ~FIELD_BIT(REFUND);
	if (given == 0 && mask == 0 && !retraction) {
		out = put_head(event->agent, SHAPE_PLAIN, (uint32_t)delta, state, out);
		out = put_seq(home != TRACK_NONE ? event->seq : 0, numbering, state, out);
		*out++ = (unsigned char)event->kind;
		return (size_t)(out - start);
	}
	if (retraction) { /* its agent names the entity, nobody who acts */
		out = put_head(0, SHAPE_GENERAL, (uint32_t)delta, state, out);
		*out++ = (unsigned char)event->kind;
		*out++ = (unsigned char)mask;
		if (mask != 0)
			out = put_number(out, delta >> 32);
		out = put_number(out, (uint64_t)event->seq);
		return (size_t)(out - start);
	}
	out = put_head(event->agent, SHAPE_GENERAL, (uint32_t)delta, state, out);
	*out++ = (unsigned char)event->kind;
	out = put_seq(home != TRACK_NONE ? event->seq : 0, numbering, state, out);
	for (; given != 0; given &= given - 1)
		mask |= UINT64_C(1) << mask_bits[__builtin_ctzll(given)];
	out = put_number(out, mask);
	if ((mask & 1) != 0)
		out = put_number(out, delta >> 32);
	for (mask &= ~UINT64_C(1); mask != 0; mask &= mask - 1)
		out = put_field(event, record_mask_fields[__builtin_ctzll(mask)], out);
	return (size_t)(out - start);
}

static int scale_of(int32_t min, int32_t max)
{
	int i;

	for (i = 0; scales[i][1] != 0; i++)
		if (min == scales[i][0] && max == scales[i][1])
			return i;
	return -1;
}

static unsigned message_shape(const kefu_event *event)
{
	unsigned shape;

	if (event->is_private == KEFU_YES)
		return SHAPE_GENERAL;
	if (event->content > KEFU_CONTENT_TEXT)
		return SHAPE_MESSAGE;
	shape = record_text_shapes[event->from | mode_of(event) << 3];
	return shape != 0 ? shape : SHAPE_MESSAGE;
}

/* The short shape of what is no message, 0 when it has none. */
static unsigned other_shape(const kefu_event *event)
{
	switch (event->kind) {
	case KEFU_EVENT_SESSION_OPEN:
		return event->topic == 0 && event->phase == 0 && event->initiator == 0 ?
		       SHAPE_OPEN : SHAPE_GENERAL;
	case KEFU_EVENT_SESSION_TRANSFER:
		return event->to_team == 0 && event->correct == 0 ? SHAPE_TRANSFER : SHAPE_GENERAL;
	case KEFU_EVENT_SESSION_ESCALATE:
		return event->value <= 0xFF ? SHAPE_ESCALATE : SHAPE_GENERAL;
	case KEFU_EVENT_SURVEY_SEND:
		return event->order == 0 && event->refund == 0 ? SHAPE_SEND : SHAPE_GENERAL;
	case KEFU_EVENT_SURVEY_ANSWER:
		return event->order == 0 && event->refund == 0 && scale_of(event->min, event->max) >= 0 ?
		       SHAPE_ANSWER : SHAPE_GENERAL;
	default:
		return record_kind_shapes[event->kind];
	}
}

static unsigned char *put_more(const kefu_event *event, unsigned shape, unsigned char *out)
{
	switch (shape) {
	case SHAPE_OPEN:
		return put_id(out, event->channel);
	case SHAPE_MESSAGE:
		*out++ = (unsigned char)((event->from - 1) | mode_of(event) << 2 |
		                         (event->content > 0 ? event->content - 1 : 0) << 5);
		return out;
	case SHAPE_ANSWER:
		*out++ = (unsigned char)(event->survey | scale_of(event->min, event->max) << 4);
		*out++ = (unsigned char)(event->value - event->min);
		return out;
	case SHAPE_SEND:
		*out++ = event->survey;
		return out;
	case SHAPE_TRANSFER:
		return put_id(out, event->to);
	case SHAPE_ESCALATE:
		*out++ = (unsigned char)event->value;
		return out;
	default:
		return out;
	}
}

size_t record_encode(const kefu_event *event, enum track_kind home,
                     enum record_numbering numbering,
                     struct record_state *state, unsigned char *out, size_t room)
{
	uint64_t delta = (uint64_t)event->t - (uint64_t)state->t;
	unsigned shape = event->kind == KEFU_EVENT_MESSAGE ? message_shape(event) : other_shape(event);
	unsigned char *start = out;
	size_t bound = 5;

	if (shape == SHAPE_GENERAL || delta >> 32 != 0 || event->team != 0) {
		if (room < RECORD_LARGEST)
			return 0;
		state->t = event->t;
		return encode_general(event, home, numbering, delta, state, out);
	}
	if (event->agent != 0 && event->agent != state->agent)
		bound += 10;
	if (numbering == NUMBERING_EXPLICIT || shape >= SHAPES_WITH_MORE)
		bound += 20;
	if (room < bound)
		return 0;
	state->t = event->t;
	out = put_head(event->agent, shape, (uint32_t)delta, state, out);
	if (numbering != NUMBERING_NONE)
		out = put_seq(event->seq, numbering, state, out);
	if (shape >= SHAPES_WITH_MORE)
		out = put_more(event, shape, out);
	return (size_t)(out - start);
}

static const unsigned char *get_field(const unsigned char *at, int32_t number, struct entry *out)
{
	const struct field *field = field_of(number);
	char *bytes = (char *)out + entry_offsets[number];
	uint64_t wide;
	int32_t narrow;

	if (number == KEFU_FIELD_CURRENCY) {
		memcpy(bytes, at, 3);
		return at + 3;
	}
	if (number == KEFU_FIELD_PRIVATE) {
		*bytes = 1;
		return at + 1;
	}
	if (field->width == 1) {
		*bytes = (char)*at;
		return at + 1;
	}
	if (field->sort == FIELD_ID) {
		at = get_id(at, &wide);
		memcpy(bytes, &wide, sizeof wide);
		return at;
	}
	at = get_number(at, &wide);
	wide = (uint64_t)unzigzag(wide);
	if (field->width == 4) {
		narrow = (int32_t)(int64_t)wide;
		memcpy(bytes, &narrow, sizeof narrow);
	} else {
		memcpy(bytes, &wide, sizeof wide);
	}
	return at;
}

static const unsigned char *get_seq(const unsigned char *at, enum record_numbering numbering,
                                    struct record_state *state, struct entry *out)
{
	uint64_t value;

	if (numbering == NUMBERING_NONE) {
		out->seq = 0;
		return at;
	}
	if (numbering == NUMBERING_CONSECUTIVE) {
		out->seq = ++state->seq;
		return at;
	}
	at = get_number(at, &value);
	if (value != 0)
		state->seq = (int64_t)((uint64_t)state->seq + (uint64_t)unzigzag(value - 1));
	out->seq = value != 0 ? state->seq : 0;
	return at;
}

static const unsigned char *decode_general(const unsigned char *at,
                                           enum record_numbering numbering,
                                           struct record_state *state, struct entry *out)
{
	uint64_t mask, wide;

	out->kind = *at++;
	if (out->kind != KEFU_EVENT_RETRACT)
		at = get_seq(at, numbering, state, out);
	at = get_number(at, &mask);
	if ((mask & 1) != 0) {
		at = get_number(at, &wide);
		state->t = (int64_t)((uint64_t)state->t + (wide << 32));
		out->t = state->t;
	}
	if (out->kind == KEFU_EVENT_RETRACT) {
		at = get_number(at, &wide);
		out->seq = (int64_t)wide;
		return at;
	}
	out->from = out->mode = out->content = 0; /* the entry may be a blank of any kind */
	mask &= (UINT64_C(1) << RECORD_MASK_BITS) - 2;
	for (; mask != 0; mask &= mask - 1)
		at = get_field(at, record_mask_fields[__builtin_ctzll(mask)], out);
	if (out->kind == KEFU_EVENT_MESSAGE) {
		if (out->mode == 0)
			out->mode = record_default_modes[out->from & 7];
		if (out->content == 0)
			out->content = KEFU_CONTENT_TEXT;
	}
	return at;
}

static const unsigned char *get_more(const unsigned char *at, unsigned shape, struct entry *out)
{
	unsigned byte;

	switch (shape) {
	case SHAPE_OPEN:
		return get_id(at, &out->channel);
	case SHAPE_MESSAGE:
		byte = *at++;
		out->from = (uint8_t)((byte & 3) + 1);
		out->mode = (uint8_t)(byte >> 2 & 7);
		out->content = (uint8_t)((byte >> 5) + 1);
		return at;
	case SHAPE_ANSWER:
		byte = *at++;
		out->survey = (uint8_t)(byte & 15);
		out->min = scales[byte >> 4][0];
		out->max = scales[byte >> 4][1];
		out->value = out->min + *at++;
		return at;
	case SHAPE_SEND:
		out->survey = *at++;
		return at;
	case SHAPE_TRANSFER:
		return get_id(at, &out->to);
	case SHAPE_ESCALATE:
		out->value = *at++;
		return at;
	default: /* SHAPE_PLAIN */
		out->kind = *at++;
		return at;
	}
}

const unsigned char *record_decode_rest(const unsigned char *at, unsigned head,
                                        enum record_numbering numbering,
                                        struct record_state *state,
                                        struct entry *out)
{
	unsigned shape = head & 15, agent = head >> 6;

	if (agent == AGENT_NEW)
		at = get_id(at, &state->agent);
	out->agent = agent != AGENT_NONE ? state->agent : 0;
	if (shape == SHAPE_GENERAL)
		return decode_general(at, numbering, state, out);
	at = get_seq(at, numbering, state, out);
	memcpy(&out->kind, record_shape_bytes[shape], sizeof record_shape_bytes[shape]);
	if (shape >= SHAPES_WITH_MORE)
		at = get_more(at, shape, out);
	return at;
}

void record_event(const struct entry *entry, kefu_event *out)
{
	uint64_t left = stored_fields(entry->kind);

	memset(out, 0, sizeof *out);
	out->size = sizeof *out;
	out->kind = entry->kind;
	out->t = entry->t;
	out->seq = entry->seq;
	out->agent = entry->agent;
	for (; left != 0; left &= left - 1) {
		int32_t number = (int32_t)__builtin_ctzll(left);
		const struct field *field = field_of(number);

		memcpy((char *)out + field->offset, (const char *)entry + entry_offsets[number],
		       field->width);
	}
	if (entry->is_private != 0)
		out->is_private = KEFU_YES;
}

int record_scale(unsigned scale)
{
	return scales[scale][1] != 0 ? scales[scale][1] - scales[scale][0] : 0;
}

static int64_t number_at(const unsigned char *place, unsigned width)
{
	int64_t wide;
	int32_t narrow;

	if (width == 8) {
		memcpy(&wide, place, sizeof wide);
		return wide;
	}
	if (width == 1)
		return *place;
	memcpy(&narrow, place, sizeof narrow);
	return narrow;
}

int record_compare(const struct text_table *texts, const struct entry *a,
                   const struct entry *b)
{
	unsigned bit;
	int order = (a->kind > b->kind) - (a->kind < b->kind);

	if (order == 0)
		order = text_compare(texts, a->agent, b->agent);
	for (bit = 1; bit < RECORD_MASK_BITS && order == 0; bit++) {
		const struct field *field = field_of(record_mask_fields[bit]);
		const unsigned char *of_a = (const unsigned char *)a + entry_offsets[record_mask_fields[bit]];
		const unsigned char *of_b = (const unsigned char *)b + entry_offsets[record_mask_fields[bit]];

		if (field->sort == FIELD_OTHER) { /* a currency */
			order = memcmp(of_a, of_b, field->width);
		} else {
			int64_t value_a = number_at(of_a, field->width);
			int64_t value_b = number_at(of_b, field->width);

			order = field->sort == FIELD_ID
				? text_compare(texts, (kefu_id)value_a, (kefu_id)value_b)
				: (value_a > value_b) - (value_a < value_b);
		}
	}
	return order;
}

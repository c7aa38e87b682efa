/* Whether records of unknown origin are good. */
#include "history/packed.h"

#include <string.h>

#include "base/memory.h"
#include "base/sort.h"
#include "history/kinds.h"
#include "history/tracks.h"
#include "kefu/base.h"

/* ---- what is looked up ---- */

/* Whether a session's event with these bytes is good and has this shape: 1
 * without an agent, 2 with one. */
static uint8_t goodness(kefu_event *event, unsigned shape)
{
	unsigned char bytes[RECORD_LARGEST];
	uint8_t good = 0;
	kefu_id agent;

	for (agent = 0; agent <= 1; agent++) {
		struct record_state state = {0, 0, 0};

		event->agent = agent;
		if (kefu_event_check(event, NULL) == KEFU_OK &&
		    record_encode(event, TRACK_SESSION, NUMBERING_NONE, &state, bytes,
		                  sizeof bytes) != 0 &&
		    (bytes[0] & 15) == shape)
			good |= (uint8_t)(1u << agent);
	}
	return good;
}

static void event_init(kefu_event *event, int32_t kind)
{
	memset(event, 0, sizeof *event);
	event->size = sizeof *event;
	event->kind = kind;
	event->session = 1;
}

void packed_rules(struct packed_rules *rules, const struct text_table *texts, uint8_t *named,
                  size_t count)
{
	uint8_t shapes[16] = {0}; /* 1 good without agent, 2 with one */
	kefu_event event;
	unsigned i;

	memset(rules, 0, sizeof *rules);
	rules->texts = texts;
	rules->text_count = count;
	rules->named = named;
	rules->latest = kefu_time_max();
	for (i = 0; i < 4; i++) {
		rules->delta_bytes[i] = UINT32_MAX >> (24 - 8 * i);
		rules->delta_least[i] = i != 0 ? rules->delta_bytes[i - 1] + 1 : 0;
	}
	for (i = SHAPE_GENERAL + 1; i < SHAPES_WITH_MORE; i++) {
		event_init(&event, record_shape_bytes[i][0]);
		event.from = record_shape_bytes[i][1];
		event.mode = record_shape_bytes[i][2];
		event.content = record_shape_bytes[i][3];
		shapes[i] = goodness(&event, i);
	}
	for (; i < 16; i++)
		shapes[i] = 3;
	for (i = 0; i < 192; i++) {
		unsigned how = i >> 6;

		if ((shapes[i & 15] >> (how != AGENT_NONE) & 1) == 0)
			continue;
		rules->heads[i] = HEAD_SHORT;
		if ((i & 15) < SHAPES_WITH_MORE && how != AGENT_NEW)
			rules->heads[i] |= (uint8_t)(1u << how);
	}
	for (i = 1; i <= KEFU_EVENT_RETRACT; i++) {
		event_init(&event, (int32_t)i);
		/* Some events of a session only name it. */
		if (kind_homes[i] != 0 && kind_homes[i] <= HOME_COST)
			rules->plain[i] = goodness(&event, SHAPE_PLAIN);
	}
	for (i = 0; i < 256; i++) {
		event_init(&event, KEFU_EVENT_MESSAGE);
		event.from = (uint8_t)((i & 3) + 1);
		event.mode = (uint8_t)(i >> 2 & 7);
		event.content = (uint8_t)((i >> 5) + 1);
		/* What is not said is the sender's. */
		rules->answers[i] = (i & 15) - 1u < KEFU_SURVEY_SPEED && record_scale(i >> 4) != 0
			? (uint8_t)(record_scale(i >> 4) + 1) : 0;
		rules->messages[i] = (event.mode != 0 || record_default_modes[event.from] == 0) &&
		                     goodness(&event, SHAPE_MESSAGE) == 3;
	}
}

/* ---- one record ---- */

/* How far records were looked at. */
struct place {
	const unsigned char *at, *end;
	struct record_state state;
	uint32_t left; /* records */
};

/* What is known when a record is looked at. */
struct checking {
	const struct packed_rules *rules;
	const struct packed *packed;
	struct place place;
	struct entry last, entry; /* of events in no one's track only */
	int64_t last_t, last_number; /* in the order of its rank */
	enum record_rank last_rank;
	uint32_t done, numbered, retractions;
	bool consecutive, falls;
};

static inline bool is_known(const struct packed_rules *rules, kefu_id id)
{
	uint64_t number = id & ~TEXT_ID_BIT;

	if ((id & TEXT_ID_BIT) == 0)
		return true;
	if (number == 0 || number > rules->text_count)
		return false;
	rules->named[number - 1] = 1;
	return true;
}

/* A number in its shortest form; NULL when it is none. */
static __attribute__((noinline)) const unsigned char *get_long(const unsigned char *at,
                                                               const unsigned char *end,
                                                               uint64_t *value)
{
	uint64_t result = 0;
	unsigned shift;

	for (shift = 0; shift < 64 && at < end; shift += 7) {
		uint8_t byte = *at++;

		if ((shift == 63 && byte > 1) || (shift != 0 && byte == 0))
			return NULL;
		result |= (uint64_t)(byte & 127) << shift;
		if (byte < 128) {
			*value = result;
			return at;
		}
	}
	return NULL;
}

/* At the end at most, where a few bytes more can be read. Whether a number has one
 * byte or two nobody could foresee. */
static inline const unsigned char *get_number(const unsigned char *at, const unsigned char *end,
                                              uint64_t *value)
{
	unsigned two = at[0] >> 7;

	if ((two & (at[1] - 1u >= 127)) != 0)
		return get_long(at, end, value);
	*value = (at[0] & 127u) | (at[1] & (0u - two)) << 7;
	at += 1 + two;
	return at <= end ? at : NULL;
}

static inline const unsigned char *get_id(const struct packed_rules *rules,
                                          const unsigned char *at, const unsigned char *end,
                                          kefu_id *id)
{
	uint64_t value;

	at = get_number(at, end, &value);
	if (at == NULL)
		return NULL;
	*id = value >> 1 | value << 63;
	return is_known(rules, *id) ? at : NULL;
}

/* Whether the record's place is behind the one before. */
static inline bool follows(struct checking *checking, int64_t t, enum record_rank rank,
                           int64_t number)
{
	bool good = true;

	if (checking->done != 0 && t == checking->last_t) {
		if (rank != checking->last_rank)
			good = rank > checking->last_rank;
		else if (rank != RANK_UNNUMBERED)
			good = number > checking->last_number;
	}
	checking->last_t = t;
	checking->last_rank = rank;
	checking->last_number = number;
	return good;
}

/* `before`: the number given last. */
static inline bool count_number(struct checking *checking, int64_t before, int64_t seq)
{
	if (seq == 0) {
		checking->consecutive = false;
		return true;
	}
	checking->consecutive &= seq == (int64_t)checking->done - checking->retractions + 1;
	checking->falls |= seq < before;
	checking->numbered++;
	return seq > 0 && (seq != before || checking->numbered == 1);
}

static bool entry_is_known(const struct packed_rules *rules, const struct entry *entry)
{
	return is_known(rules, entry->agent) && is_known(rules, entry->to) &&
	       is_known(rules, entry->to_team) && is_known(rules, entry->team) &&
	       is_known(rules, entry->channel) && is_known(rules, entry->topic) &&
	       is_known(rules, entry->name) && is_known(rules, entry->complaint) &&
	       is_known(rules, entry->order) && is_known(rules, entry->refund) &&
	       is_known(rules, entry->item);
}

/* Any record: read, judged as an event and written once more, which must come
 * to the same. */
static __attribute__((noinline)) bool check_any(struct checking *checking)
{
	/* Zeros end whatever runs over: 28 fields, all as long as can be. */
	unsigned char padded[RECORD_LARGEST + 320], again[RECORD_LARGEST];
	const struct packed *packed = checking->packed;
	struct place *place = &checking->place;
	size_t left = (size_t)(place->end - place->at), length;
	struct record_state state = place->state;
	struct entry *entry = &checking->entry;
	enum track_kind kind;
	enum record_rank rank;
	kefu_id id, agent;
	kefu_event event;

	left = left < RECORD_LARGEST ? left : RECORD_LARGEST;
	memcpy(padded, place->at, left);
	memset(padded + left, 0, sizeof padded - left);
	memset(entry, 0, sizeof *entry);
	length = (size_t)(record_decode(padded, packed->numbering, &state, entry) - padded);
	if (length > left || entry->t < place->state.t || entry->kind > KEFU_EVENT_RETRACT ||
	    kind_homes[entry->kind] == 0 || !entry_is_known(checking->rules, entry))
		return false;
	record_event(entry, &event);
	packed_name_entity(packed->kind, packed->id, packed->agent, &event);
	event.has_value = kind_has_value(entry->kind);
	if (kefu_event_check(&event, NULL) != KEFU_OK)
		return false;
	timelines_entity(&event, &kind, &id, &agent);
	if (kind != packed->kind || id != packed->id || agent != packed->agent)
		return false;
	rank = record_rank(event.kind, event.seq);
	if (rank == RANK_RETRACTION)
		checking->retractions++;
	else if (!count_number(checking, place->state.seq, event.seq))
		return false;
	if (packed->kind == TRACK_NONE && checking->done != 0 && entry->t == checking->last.t &&
	    record_compare(checking->rules->texts, &checking->last, entry) > 0)
		return false;
	checking->last = *entry;
	if (!follows(checking, entry->t, rank, entry->seq) ||
	    record_encode(&event, packed->kind, packed->numbering, &place->state, again,
	                  sizeof again) != length ||
	    memcmp(again, padded, length) != 0)
		return false;
	place->at += length;
	place->left--;
	checking->done++;
	return true;
}

/* The bytes of a shape, of a session's record; NULL when they are not good. */
static inline const unsigned char *check_more(const struct packed_rules *rules,
                                              const unsigned char *at, const unsigned char *end,
                                              unsigned shape, unsigned agent)
{
	kefu_id id;

	switch (shape) {
	case SHAPE_PLAIN:
		return (rules->plain[*at] >> agent & 1) != 0 ? at + 1 : NULL;
	case SHAPE_MESSAGE:
		return rules->messages[*at] != 0 ? at + 1 : NULL;
	case SHAPE_ANSWER:
		return at[1] < rules->answers[*at] ? at + 2 : NULL;
	case SHAPE_SEND:
		return *at - 1u < KEFU_SURVEY_SPEED ? at + 1 : NULL;
	case SHAPE_ESCALATE:
		return at + 1;
	default: /* SHAPE_OPEN, SHAPE_TRANSFER */
		return get_id(rules, at, end, &id);
	}
}

/* The number of a record, if it has one, and whether that may stand here; NULL
 * if not. */
static inline const unsigned char *check_number(struct checking *checking,
                                                const unsigned char *at, int64_t t)
{
	int64_t before = checking->place.state.seq, seq = (int64_t)((uint64_t)before + 1);
	uint64_t step;

	if (checking->packed->numbering == NUMBERING_EXPLICIT) {
		at = get_number(at, checking->place.end, &step);
		if (at == NULL)
			return NULL;
		seq = 0;
		if (step != 0) {
			step--;
			seq = (int64_t)((uint64_t)before + (step >> 1 ^ (~(step & 1) + 1)));
			if (seq == 0)
				return NULL;
		}
	}
	if (!count_number(checking, before, seq) ||
	    !follows(checking, t, seq != 0 ? RANK_NUMBERED : RANK_UNNUMBERED, seq))
		return NULL;
	checking->place.state.seq = seq != 0 ? seq : before;
	checking->done++;
	return at;
}

/* What stands behind the difference of a session's short record; NULL: nothing
 * good. `numbers` is NULL if the track has none. */
static inline __attribute__((always_inline)) const unsigned char *
check_tail(const struct packed_rules *rules, struct checking *numbers, const unsigned char *at,
           const unsigned char *end, unsigned head, int64_t t, kefu_id *agent)
{
	unsigned shape = head & 15, how = head >> 6;
	kefu_id named = *agent;

	if (how == AGENT_NEW) {
		at = get_id(rules, at, end, &named);
		if (at == NULL || named == 0 || named == *agent)
			return NULL;
	} else if (how == AGENT_SAME && named == 0) {
		return NULL;
	}
	if (numbers != NULL)
		at = check_number(numbers, at, t);
	if (at != NULL && shape >= SHAPES_WITH_MORE)
		at = check_more(rules, at, end, shape, how != AGENT_NONE);
	*agent = named;
	return at;
}

/* Goes over a session's records to the first that is better left to check_any(),
 * because it is not short; false: that one is not good. */
static inline __attribute__((always_inline)) bool check_short(const struct packed_rules *rules,
                                                              struct checking *numbers,
                                                              struct place *place)
{
	const unsigned char *at = place->at, *end = place->end;
	uint32_t left = place->left;
	kefu_id agent = place->state.agent;
	int64_t t = place->state.t;
	uint32_t head = *at; /* in the low byte: to be waited for by the next one without a mask */
	/* Which of the most frequent records are good: none, those without an agent or
	 * also those of the agent named last. */
	unsigned may = numbers != NULL ? 0 : agent != 0 ? HEAD_ALONE | HEAD_SAME : HEAD_ALONE;

	while (left != 0 && at < end) {
		unsigned length = head >> 4 & 3;
		uint32_t delta = record_get_delta(at + 1, 3) & rules->delta_bytes[length];
		const unsigned char *next = at + 2 + length;
		uint32_t ahead = record_get_delta(at + 2, 3) >> (head >> 1 & 24);

		if (delta < rules->delta_least[length])
			break;
		if ((rules->heads[head & 255] & may) == 0) {
			if ((rules->heads[head & 255] & HEAD_SHORT) == 0 || next > end)
				break;
			next = check_tail(rules, numbers, next, end, head & 255, t + delta, &agent);
			if (next == NULL)
				return false;
			if (numbers == NULL && agent != 0)
				may = HEAD_ALONE | HEAD_SAME;
			ahead = *next;
		}
		at = next;
		head = ahead;
		t += delta;
		left--;
	}
	place->at = at;
	place->left = left;
	place->state.t = t;
	place->state.agent = agent;
	return at <= end;
}

/* Apart, so that what either does not need is not in its way. */
static __attribute__((noinline)) bool check_unnumbered(const struct packed_rules *rules,
                                                       struct place *place)
{
	return check_short(rules, NULL, place);
}

static __attribute__((noinline)) bool check_numbered(struct checking *checking)
{
	return check_short(checking->rules, checking, &checking->place);
}

/* ---- all records ---- */

static int number_later(const void *context, const void *a, const void *b)
{
	int64_t of_a, of_b;

	(void)context;
	memcpy(&of_a, a, sizeof of_a);
	memcpy(&of_b, b, sizeof of_b);
	return of_a > of_b;
}

/* KEFU_E_CORRUPT when a number comes twice. */
static int32_t check_numbers(const struct packed *packed, struct record_state state,
                             const kefu_allocator *allocator)
{
	size_t bytes = 2 * (size_t)packed->events * sizeof(int64_t), count = 0, i;
	int64_t *numbers = memory_get(allocator, bytes);
	const unsigned char *at = packed->records;
	int32_t status = KEFU_OK;
	struct entry entry;

	if (numbers == NULL)
		return KEFU_E_NOMEM;
	for (i = 0; i < packed->events; i++) {
		at = record_decode(at, packed->numbering, &state, &entry);
		if (record_rank(entry.kind, entry.seq) == RANK_NUMBERED)
			numbers[count++] = entry.seq;
	}
	sort_items(numbers, numbers + packed->events, count, sizeof *numbers, number_later, NULL);
	for (i = 1; i < count; i++)
		if (numbers[i] == numbers[i - 1])
			status = KEFU_E_CORRUPT;
	memory_put(allocator, numbers, bytes);
	return status;
}

static bool numbering_is_narrowest(const struct checking *checking)
{
	switch (checking->packed->numbering) {
	case NUMBERING_NONE:
		return true;
	case NUMBERING_CONSECUTIVE:
		return checking->numbered != 0;
	default:
		return checking->numbered != 0 && !checking->consecutive;
	}
}

/* All that check_short() can look at now. */
static bool check_shorts(struct checking *checking)
{
	struct place *place = &checking->place;
	uint32_t left = place->left;

	if (checking->packed->numbering != NUMBERING_NONE)
		return check_numbered(checking);
	if (!check_unnumbered(checking->rules, place))
		return false;
	if (left != place->left) {
		checking->last_t = place->state.t;
		checking->last_rank = RANK_UNNUMBERED;
		checking->done += left - place->left;
	}
	return true;
}

static bool place_is_end(const struct packed_rules *rules, const struct place *place)
{
	return place->left == 0 && place->at == place->end && place->state.t <= rules->latest;
}

static void fill_in(struct packed *packed, const struct record_state *last, unsigned flags)
{
	/* One by one, as they were stored last: a wider load would wait for that. */
	packed->last.t = last->t;
	packed->last.agent = last->agent;
	packed->last.seq = last->seq;
	packed->flags = (uint8_t)flags;
}

/* Records of any kind, behind those that were looked at. */
static __attribute__((noinline)) int32_t check_rest(const struct packed_rules *rules,
                                                    const kefu_allocator *allocator,
                                                    struct packed *packed, struct place start)
{
	struct checking checking;
	struct place *place = &checking.place;

	checking.rules = rules;
	checking.packed = packed;
	checking.place = start;
	checking.last_t = start.state.t;
	checking.last_rank = packed->events != start.left ? RANK_UNNUMBERED : RANK_NUMBERED;
	checking.last_number = 0;
	checking.done = packed->events - start.left;
	checking.numbered = 0;
	checking.retractions = 0;
	checking.consecutive = true;
	checking.falls = false;
	if (packed->kind == TRACK_NONE && packed->numbering != NUMBERING_NONE)
		return KEFU_E_CORRUPT;
	for (;;) {
		/* Little may stand behind a retraction. */
		if (packed->kind == TRACK_SESSION && checking.last_rank != RANK_RETRACTION &&
		    !check_shorts(&checking))
			return KEFU_E_CORRUPT;
		if (place->left == 0)
			break;
		if (place->at >= place->end || !check_any(&checking) ||
		    (checking.done == 1 && place->state.t >> 32 != packed->base))
			return KEFU_E_CORRUPT;
	}
	if (!place_is_end(rules, place) || !numbering_is_narrowest(&checking) ||
	    (checking.retractions == packed->events && packed->customer != 0))
		return KEFU_E_CORRUPT;
	fill_in(packed, &place->state,
	        (unsigned)checking.last_rank << TRACK_RANK_SHIFT |
	        (checking.falls ? TRACK_UNSORTED : 0u) |
	        (checking.retractions != 0 ? TRACK_RETRACTS : 0u));
	return checking.falls ? check_numbers(packed, start.state, allocator) : KEFU_OK;
}

int32_t packed_check(const struct packed_rules *rules, const kefu_allocator *allocator,
                     struct packed *packed)
{
	struct place place = {packed->records, packed->records + packed->used,
	                      {(int64_t)packed->base << 32, 0, 0}, packed->events};

	if (packed->events == 0)
		return KEFU_E_CORRUPT;
	if (packed->kind == TRACK_SESSION && packed->numbering == NUMBERING_NONE) {
		if (!check_short(rules, NULL, &place))
			return KEFU_E_CORRUPT;
		if (place_is_end(rules, &place)) {
			fill_in(packed, &place.state, RANK_UNNUMBERED << TRACK_RANK_SHIFT);
			return KEFU_OK;
		}
	} else if (packed->kind == TRACK_AGENT) {
		place.state.agent = packed->id;
	} else if (packed->kind == TRACK_THREAD) {
		place.state.agent = packed->agent;
	}
	return check_rest(rules, allocator, packed, place);
}

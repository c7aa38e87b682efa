/* The bytes of timelines: tracks in order of their entities, events in the
 * one order. */
#include <string.h>

#include "base/sort.h"
#include "desk/state.h"
#include "history/kinds.h"
#include "history/record.h"

/* Every field that an event can have beside its kind and time, by the bit that
 * announces it: those that come often have the low ones. */
enum { BIT_SEQ, BIT_AGENT, BIT_FROM, BIT_MODE, BIT_CONTENT, BIT_PRIVATE, BITS = 30 };

static const struct state_field {
	int32_t number;
	uint8_t at; /* in struct entry */
} fields[BITS] = {
#define FIELD(name, member) {KEFU_FIELD_##name, offsetof(struct entry, member)}
	FIELD(SEQ, seq), FIELD(AGENT, agent), FIELD(FROM, from), FIELD(MODE, mode),
	FIELD(CONTENT, content), FIELD(PRIVATE, is_private), FIELD(TEAM, team),
	FIELD(CHANNEL, channel), FIELD(TOPIC, topic), FIELD(PHASE, phase),
	FIELD(INITIATOR, initiator), FIELD(TO, to), FIELD(TO_TEAM, to_team),
	FIELD(SURVEY, survey), FIELD(VALUE, value), FIELD(MIN, min), FIELD(MAX, max),
	FIELD(PRIORITY, priority), FIELD(ORDER, order), FIELD(ITEM, item),
	FIELD(REFUND, refund), FIELD(COMPLAINT, complaint), FIELD(NAME, name),
	FIELD(AMOUNT, amount), FIELD(POSTAGE, postage), FIELD(UNITS, units),
	FIELD(CURRENCY, currency), FIELD(TYPE, type), FIELD(LIABLE, liable),
	FIELD(CORRECT, correct),
#undef FIELD
};

/* Which bits an event of a kind in a track may have. */
static uint32_t bits_of(int32_t kind, enum track_kind home)
{
	uint32_t bits = 0;
	uint64_t uses;
	unsigned i;

	if (kind == KEFU_EVENT_RETRACT)
		return UINT32_C(1) << BIT_SEQ;
	uses = kind_of(kind)->uses;
	if (home == TRACK_NONE)
		uses &= ~FIELD_BIT(SEQ);
	if (home == TRACK_AGENT || home == TRACK_THREAD)
		uses &= ~FIELD_BIT(AGENT);
	if (home == TRACK_ORDER)
		uses &= ~FIELD_BIT(ORDER);
	if (home == TRACK_REFUND)
		uses &= ~FIELD_BIT(REFUND);
	for (i = 0; i < BITS; i++)
		if ((uses >> fields[i].number & 1) != 0)
			bits |= UINT32_C(1) << i;
	return bits;
}

/* bits_of(), asked once for each kind. */
struct bit_table {
	uint32_t bits[TRACK_NONE + 1][KEFU_EVENT_RETRACT + 1];
};

static void bit_table_fill(struct bit_table *table)
{
	int32_t kind, home;

	memset(table, 0, sizeof *table);
	for (kind = 1; kind <= KEFU_EVENT_RETRACT; kind++)
		for (home = TRACK_SHOP; home <= TRACK_NONE && kind_homes[kind] != 0; home++)
			table->bits[home][kind] = bits_of(kind, (enum track_kind)home);
}

static inline uint64_t zigzag(int64_t value)
{
	return (uint64_t)value << 1 ^ (uint64_t)(value >> 63);
}

static inline int64_t unzigzag(uint64_t value)
{
	return (int64_t)(value >> 1 ^ (~(value & 1) + 1));
}

static inline int64_t wide_at(const void *place)
{
	int64_t value;

	memcpy(&value, place, sizeof value);
	return value;
}

static inline int32_t narrow_at(const void *place)
{
	int32_t value;

	memcpy(&value, place, sizeof value);
	return value;
}

/* Whether an entry says anything in a field that could not be told without. */
static inline int is_said(const struct entry *entry, unsigned bit)
{
	const unsigned char *place = (const unsigned char *)entry + fields[bit].at;

	switch (field_of(fields[bit].number)->width) {
	case 8:
		return wide_at(place) != 0;
	case 4:
		return narrow_at(place) != 0;
	default:
		return *place != 0;
	}
}

static uint32_t said(const struct entry *entry, uint32_t may)
{
	uint32_t left = may, bits = 0;

	if (entry->kind == KEFU_EVENT_MESSAGE) {
		bits = (uint32_t)(entry->seq != 0) << BIT_SEQ |
		       (uint32_t)(entry->agent != 0) << BIT_AGENT | UINT32_C(1) << BIT_FROM |
		       (uint32_t)(entry->mode != record_default_modes[entry->from]) << BIT_MODE |
		       (uint32_t)(entry->content != KEFU_CONTENT_TEXT) << BIT_CONTENT |
		       (uint32_t)(entry->is_private != 0) << BIT_PRIVATE |
		       (uint32_t)(entry->team != 0) << 6;
		return bits & may;
	}
	for (; left != 0; left &= left - 1) {
		unsigned bit = (unsigned)__builtin_ctz(left);

		if (is_said(entry, bit))
			bits |= UINT32_C(1) << bit;
	}
	return bits;
}

static void put_field(struct codec_writer *writer, const struct state_ids *ids,
                      const struct entry *entry, unsigned bit)
{
	const struct field *field = field_of(fields[bit].number);
	const unsigned char *place = (const unsigned char *)entry + fields[bit].at;

	if (field->sort == FIELD_ID)
		state_put_id(writer, ids, (kefu_id)wide_at(place));
	else if (fields[bit].number == KEFU_FIELD_CURRENCY)
		codec_put_bytes(writer, place, 3);
	else if (field->width == 8)
		codec_put_u64(writer, zigzag(wide_at(place)));
	else if (field->width == 4)
		codec_put_u64(writer, zigzag(narrow_at(place)));
	else if (bit != BIT_PRIVATE)
		codec_put_u8(writer, *place);
}

static void put_entries(struct codec_writer *writer, const struct state_ids *ids,
                        const uint32_t *table, const struct entry *entries, size_t count)
{
	int64_t t = 0, seq = 0;
	size_t i;

	codec_put_u64(writer, count);
	for (i = 0; i < count; i++) {
		const struct entry *entry = &entries[i];
		uint32_t bits = said(entry, table[entry->kind]), left = bits;

		codec_put_u64(writer, (uint64_t)(entry->t - t));
		codec_put_u8(writer, entry->kind);
		codec_put_u64(writer, bits);
		t = entry->t;
		if ((bits & 1) != 0) {
			codec_put_u64(writer, zigzag(entry->seq - seq));
			seq = entry->seq;
			left &= left - 1;
		}
		for (; left != 0; left &= left - 1)
			put_field(writer, ids, entry, (unsigned)__builtin_ctz(left));
	}
}

int state_compare(const struct text_table *texts, const struct entry *a,
                  const struct entry *b)
{
	unsigned bit;

	if (a->kind != b->kind)
		return a->kind < b->kind ? -1 : 1;
	for (bit = BIT_AGENT; bit < BITS; bit++) {
		const struct field *field = field_of(fields[bit].number);
		const unsigned char *of_a = (const unsigned char *)a + fields[bit].at;
		const unsigned char *of_b = (const unsigned char *)b + fields[bit].at;
		int order;

		if (field->sort == FIELD_ID)
			order = text_compare(texts, (kefu_id)wide_at(of_a), (kefu_id)wide_at(of_b));
		else if (field->width == 8)
			order = (wide_at(of_a) > wide_at(of_b)) - (wide_at(of_a) < wide_at(of_b));
		else if (fields[bit].number != KEFU_FIELD_CURRENCY && field->width == 4)
			order = (narrow_at(of_a) > narrow_at(of_b)) - (narrow_at(of_a) < narrow_at(of_b));
		else
			order = memcmp(of_a, of_b, field->width);
		if (order != 0)
			return order;
	}
	return 0;
}

kefu_id *state_entry_id(struct entry *entry, size_t index)
{
	static const uint8_t places[] = {
		offsetof(struct entry, agent), offsetof(struct entry, to),
		offsetof(struct entry, to_team), offsetof(struct entry, team),
		offsetof(struct entry, channel), offsetof(struct entry, topic),
		offsetof(struct entry, name), offsetof(struct entry, complaint),
		offsetof(struct entry, order), offsetof(struct entry, refund),
		offsetof(struct entry, item),
	};

	return index < sizeof places
		? (kefu_id *)(void *)((unsigned char *)entry + places[index]) : NULL;
}

/* The entity's own ids, which its records leave out. */
static void name_entity(const struct track_info *info, kefu_event *event)
{
	switch (info->kind) {
	case TRACK_SESSION:
		event->session = info->id;
		break;
	case TRACK_ORDER:
		event->order = info->id;
		break;
	case TRACK_REFUND:
		event->refund = info->id;
		break;
	case TRACK_THREAD:
		event->customer = info->id;
		event->agent = info->agent;
		break;
	case TRACK_AGENT:
		event->agent = info->id;
		break;
	default:
		break;
	}
}

void state_event(const struct track_info *info, const struct entry *entry, kefu_event *out)
{
	record_event(entry, out);
	name_entity(info, out);
}

/* ---- writing ---- */

struct sorted_track {
	uint64_t id, agent; /* keys */
	uint32_t number, kind;
};

static int track_later(const void *context, const void *left, const void *right)
{
	const struct sorted_track *a = left, *b = right;

	(void)context;
	if (a->kind != b->kind)
		return a->kind > b->kind;
	return a->id != b->id ? a->id > b->id : a->agent > b->agent;
}

/* Counted events have no order of their own within a millisecond. */
static int counted_later(const void *texts, const void *left, const void *right)
{
	const struct entry *a = left, *b = right;

	return a->t != b->t ? a->t > b->t : state_compare(texts, a, b) > 0;
}

static int32_t sort_counted(const kefu_desk *desk, struct entries *entries)
{
	size_t bytes = entries->count * sizeof *entries->at;
	void *spare = memory_get(&desk->allocator, bytes);

	if (spare == NULL)
		return KEFU_E_NOMEM;
	sort_items(entries->at, spare, entries->count, sizeof *entries->at, counted_later,
	           &desk->texts);
	memory_put(&desk->allocator, spare, bytes);
	return KEFU_OK;
}

static int32_t put_track(struct codec_writer *writer, const struct state_ids *ids,
                         const struct bit_table *table, const struct sorted_track *sorted,
                         struct entries *entries)
{
	const kefu_desk *desk = ids->desk;
	struct track_info info;
	int32_t status;

	timelines_info(desk->timelines, sorted->number, &info);
	entries->count = 0;
	status = timelines_read_held(desk->timelines, sorted->number, &desk->allocator, entries);
	if (status == KEFU_OK && info.kind == TRACK_NONE)
		status = sort_counted(desk, entries);
	if (status != KEFU_OK)
		return status;
	codec_put_u8(writer, (uint8_t)info.kind);
	state_put_id(writer, ids, info.id);
	if (info.kind == TRACK_THREAD)
		state_put_id(writer, ids, info.agent);
	else if (info.kind >= TRACK_SESSION && info.kind <= TRACK_REFUND)
		state_put_id(writer, ids, timelines_bound(desk->timelines, sorted->number));
	put_entries(writer, ids, table->bits[info.kind], entries->at, entries->count);
	return KEFU_OK;
}

static int32_t put_tracks(struct codec_writer *writer, const struct state_ids *ids,
                          struct sorted_track *tracks, struct sorted_track *spare)
{
	const kefu_desk *desk = ids->desk;
	struct entries entries = {NULL, 0, 0};
	struct bit_table table;
	uint32_t numbers = timelines_track_count(desk->timelines), count = 0, i;
	int32_t status = KEFU_OK;

	for (i = 0; i < numbers; i++) {
		struct track_info info;

		timelines_info(desk->timelines, i, &info);
		if (info.kind == 0)
			continue;
		tracks[count].id = state_key(ids, info.id);
		tracks[count].agent = state_key(ids, info.agent);
		tracks[count].number = i;
		tracks[count++].kind = (uint32_t)info.kind;
	}
	sort_items(tracks, spare, count, sizeof *tracks, track_later, NULL);
	bit_table_fill(&table);
	codec_put_u64(writer, count);
	for (i = 0; i < count && status == KEFU_OK; i++)
		status = put_track(writer, ids, &table, &tracks[i], &entries);
	memory_put(&desk->allocator, entries.at, entries.capacity * sizeof *entries.at);
	return status;
}

int32_t state_put_events(struct codec_writer *writer, const struct state_ids *ids)
{
	const kefu_desk *desk = ids->desk;
	uint32_t count = timelines_track_count(desk->timelines);
	size_t bytes = 2 * (size_t)count * sizeof(struct sorted_track);
	struct sorted_track *tracks = memory_get(&desk->allocator, bytes);
	int32_t status;

	if (tracks == NULL)
		return KEFU_E_NOMEM;
	status = put_tracks(writer, ids, tracks, tracks + count);
	memory_put(&desk->allocator, tracks, bytes);
	return status;
}

/* ---- reading ---- */

/* Numbers of a track, to see that none comes twice. */
struct numbers {
	int64_t *at;
	size_t count, capacity;
	int grows; /* they rose all the way: none can have come twice */
};

static int number_later(const void *context, const void *a, const void *b)
{
	(void)context;
	return wide_at(a) > wide_at(b);
}

static int32_t numbers_add(struct numbers *numbers, const kefu_allocator *allocator,
                           int64_t number)
{
	void *array = numbers->at;
	int32_t status = memory_reserve(allocator, &array, &numbers->capacity,
	                                numbers->count + 1, sizeof *numbers->at);

	numbers->at = array;
	if (status != KEFU_OK)
		return status;
	if (numbers->count != 0 && numbers->at[numbers->count - 1] >= number)
		numbers->grows = 0;
	numbers->at[numbers->count++] = number;
	return KEFU_OK;
}

/* KEFU_E_CORRUPT when one came twice. */
static int32_t numbers_check(struct numbers *numbers, const kefu_allocator *allocator)
{
	size_t bytes = numbers->count * sizeof *numbers->at, i;
	void *spare;

	if (numbers->grows)
		return KEFU_OK;
	spare = memory_get(allocator, bytes);
	if (spare == NULL)
		return KEFU_E_NOMEM;
	sort_items(numbers->at, spare, numbers->count, sizeof *numbers->at, number_later, NULL);
	memory_put(allocator, spare, bytes);
	for (i = 1; i < numbers->count; i++)
		if (numbers->at[i] == numbers->at[i - 1])
			return KEFU_E_CORRUPT;
	return KEFU_OK;
}

static void get_field(struct codec_reader *reader, struct state_source *source, unsigned bit,
                      struct entry *entry)
{
	const struct field *field = field_of(fields[bit].number);
	unsigned char *place = (unsigned char *)entry + fields[bit].at;
	const uint8_t *code;
	kefu_id id;
	int64_t wide;
	int32_t narrow;

	if (field->sort == FIELD_ID) {
		id = state_get_id(reader, source);
		memcpy(place, &id, sizeof id);
	} else if (fields[bit].number == KEFU_FIELD_CURRENCY) {
		code = codec_get_bytes(reader, 3);
		if (code != NULL)
			memcpy(place, code, 3);
	} else if (field->width == 8) {
		wide = unzigzag(codec_get_u64(reader));
		memcpy(place, &wide, sizeof wide);
	} else if (field->width == 4) {
		wide = unzigzag(codec_get_u64(reader));
		if (wide < INT32_MIN || wide > INT32_MAX)
			codec_fail(reader, KEFU_E_CORRUPT);
		narrow = (int32_t)wide;
		memcpy(place, &narrow, sizeof narrow);
	} else if (bit == BIT_PRIVATE) {
		*place = 1;
	} else {
		*place = codec_get_u8(reader);
	}
}

static void get_entry(struct codec_reader *reader, struct state_source *source,
                      const uint32_t *table, struct entry *last, struct entry *entry)
{
	uint32_t bits, left;
	uint64_t step;

	memset(entry, 0, sizeof *entry);
	step = codec_get_bounded(reader, (uint64_t)(kefu_time_max() - last->t));
	entry->t = last->t + (int64_t)step;
	entry->kind = codec_get_u8(reader);
	bits = (uint32_t)codec_get_bounded(reader, UINT32_MAX);
	if (entry->kind > KEFU_EVENT_RETRACT || (bits & ~table[entry->kind]) != 0 ||
	    table[entry->kind] == 0)
		codec_fail(reader, KEFU_E_CORRUPT);
	if (reader->status != KEFU_OK)
		return;
	left = bits;
	if ((bits & 1) != 0) {
		entry->seq = (int64_t)((uint64_t)last->seq +
		                       (uint64_t)unzigzag(codec_get_u64(reader)));
		left &= left - 1;
	}
	for (; left != 0; left &= left - 1)
		get_field(reader, source, (unsigned)__builtin_ctz(left), entry);
	if (entry->kind == KEFU_EVENT_MESSAGE && entry->from < 8) {
		if (((bits >> BIT_MODE & 1) != 0 && entry->mode == 0) ||
		    ((bits >> BIT_CONTENT & 1) != 0 && entry->content == 0))
			codec_fail(reader, KEFU_E_CORRUPT);
		if ((bits >> BIT_MODE & 1) == 0)
			entry->mode = record_default_modes[entry->from];
		if ((bits >> BIT_CONTENT & 1) == 0)
			entry->content = KEFU_CONTENT_TEXT;
	}
	/* A field that is announced says something. */
	if (reader->status == KEFU_OK &&
	    ((entry->kind == KEFU_EVENT_MESSAGE && entry->from >= 8) ||
	     said(entry, table[entry->kind]) != bits))
		codec_fail(reader, KEFU_E_CORRUPT);
}

/* Whether an entry comes after the one before in the one order. */
static int follows(const kefu_desk *desk, enum track_kind kind, const struct entry *last,
                   enum record_rank last_rank, const struct entry *entry,
                   enum record_rank rank)
{
	if (entry->t != last->t)
		return 1; /* later: the difference has no sign */
	if (kind == TRACK_NONE)
		return state_compare(&desk->texts, last, entry) <= 0;
	if (rank != last_rank)
		return rank > last_rank;
	return rank == RANK_UNNUMBERED || entry->seq > last->seq;
}

/* An event must be good by itself and one of this entity. */
static int is_sound(const struct track_info *info, const struct entry *entry,
                    kefu_event *event)
{
	enum track_kind kind;
	kefu_id id, agent;

	if (entry->kind == KEFU_EVENT_RETRACT) {
		memset(event, 0, sizeof *event);
		event->size = sizeof *event;
		event->kind = entry->kind;
		event->t = entry->t;
		event->seq = entry->seq;
		name_entity(info, event);
	} else {
		state_event(info, entry, event);
		event->has_value = (kind_of(entry->kind)->requires & FIELD_BIT(VALUE)) != 0;
	}
	if (kefu_event_check(event, NULL) != KEFU_OK)
		return 0;
	timelines_entity(event, &kind, &id, &agent);
	return kind == info->kind && id == info->id && agent == info->agent;
}

static int32_t get_entries(struct codec_reader *reader, struct state_source *source,
                           const struct track_info *info, const uint32_t *table,
                           struct numbers *numbers)
{
	kefu_desk *desk = source->desk;
	size_t count = codec_get_count(reader, 3), i;
	struct entry last, entry;
	enum record_rank last_rank = RANK_NUMBERED;
	uint32_t track = NO_TRACK;
	int only_retractions = 1;
	int64_t seq = 0;

	memset(&last, 0, sizeof last);
	numbers->count = 0;
	numbers->grows = 1;
	if (count == 0)
		codec_fail(reader, KEFU_E_CORRUPT);
	for (i = 0; i < count; i++) {
		enum record_rank rank;
		kefu_event event;
		int32_t status = KEFU_OK;

		last.seq = seq;
		get_entry(reader, source, table, &last, &entry);
		if (reader->status != KEFU_OK)
			return reader->status;
		rank = record_rank(entry.kind, entry.seq);
		if (!is_sound(info, &entry, &event) ||
		    (i != 0 && !follows(desk, info->kind, &last, last_rank, &entry, rank)))
			return KEFU_E_CORRUPT;
		if (rank == RANK_NUMBERED)
			status = numbers_add(numbers, &desk->allocator, entry.seq);
		if (status == KEFU_OK)
			status = timelines_restore(desk->timelines, info, &event, &track);
		if (status != KEFU_OK)
			return status;
		only_retractions &= rank == RANK_RETRACTION;
		seq = entry.seq != 0 ? entry.seq : seq;
		last = entry;
		last_rank = rank;
	}
	if (reader->status == KEFU_OK && only_retractions && info->customer != 0)
		return KEFU_E_CORRUPT;
	return reader->status == KEFU_OK ? numbers_check(numbers, &desk->allocator)
	                                 : reader->status;
}

static int32_t get_track(struct codec_reader *reader, struct state_source *source,
                         const struct bit_table *table, struct sorted_track *last,
                         struct numbers *numbers)
{
	struct sorted_track sorted = {0, 0, 0, 0};
	struct track_info info;

	memset(&info, 0, sizeof info);
	info.kind = (enum track_kind)codec_get_bounded(reader, TRACK_NONE);
	info.id = state_get_id(reader, source);
	if (info.kind == TRACK_THREAD)
		info.agent = state_get_id(reader, source);
	else if (info.kind >= TRACK_SESSION && info.kind <= TRACK_REFUND)
		info.customer = state_get_id(reader, source);
	if (reader->status != KEFU_OK)
		return reader->status;
	/* Texts were put in order before anything named them. */
	sorted.kind = (uint32_t)info.kind;
	sorted.id = info.id;
	sorted.agent = info.agent;
	if (info.kind == 0 || (info.id == 0) != (info.kind == TRACK_SHOP) ||
	    (last->kind != 0 && !track_later(NULL, &sorted, last)))
		return KEFU_E_CORRUPT;
	*last = sorted;
	return get_entries(reader, source, &info, table->bits[info.kind], numbers);
}

int32_t state_get_events(struct codec_reader *reader, struct state_source *source)
{
	struct numbers numbers = {NULL, 0, 0, 1};
	struct sorted_track last = {0, 0, 0, 0};
	struct bit_table table;
	size_t count = codec_get_count(reader, 6), i;
	int32_t status = reader->status;

	bit_table_fill(&table);
	for (i = 0; i < count && status == KEFU_OK; i++)
		status = get_track(reader, source, &table, &last, &numbers);
	memory_put(&source->desk->allocator, numbers.at, numbers.capacity * sizeof *numbers.at);
	return status;
}

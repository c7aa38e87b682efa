/* The bytes of timelines: tracks in order of their entities, each with its
 * records as the timelines hold them. */
#include <string.h>

#include "base/hash.h"
#include "base/sort.h"
#include "desk/state.h"
#include "history/packed.h"

/* The most bytes in front of a track's records: flags, two ids, three numbers. */
#define HEAD_LARGEST 64
/* So many bytes of records most tracks have at most. */
#define FEW_BYTES 64

/* How far ahead memory is asked for. */
#define AHEAD 16

/* The first byte of a track: its kind, its numbering, and whether it settled. */
#define KIND_BITS 3
#define NUMBERING_BITS 2
#define FIRST_SETTLED (1u << (KIND_BITS + NUMBERING_BITS))

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

int state_compare(const struct text_table *texts, const struct entry *a,
                  const struct entry *b)
{
	return record_compare(texts, a, b);
}

/* ---- texts in use ---- */

static kefu_id mark_id(void *context, kefu_id id)
{
	state_ids_mark(context, id);
	return id;
}

void state_mark_events(struct state_ids *ids)
{
	const struct timelines *timelines = ids->desk->timelines;
	uint32_t count = timelines_track_count(timelines), track;
	unsigned char scratch[PACKED_SCRATCH];

	for (track = 0; track < count; track++) {
		struct packed packed;

		if (timelines_kind(timelines, track) == 0)
			continue;
		(void)timelines_pack(timelines, track, scratch, &packed); /* in any order */
		state_ids_mark(ids, packed.id);
		state_ids_mark(ids, packed.agent);
		state_ids_mark(ids, packed.customer);
		(void)record_map(packed.records, packed.events, packed.numbering, mark_id, ids,
		                 NULL);
	}
}

/* ---- the order of tracks ---- */

struct entity {
	uint64_t id, agent; /* keys */
	uint32_t kind;      /* 0: a hole */
};

static int entity_later(const struct entity *a, const struct entity *b)
{
	if (a->kind != b->kind)
		return a->kind > b->kind;
	return a->id != b->id ? a->id > b->id : a->agent > b->agent;
}

#define KEY_BYTES 17 /* of the agent, the id, the kind, the lowest first */
#define KEY_PART 4   /* so many are sorted by at once */

static inline unsigned key_byte(const struct entity *entity, unsigned byte)
{
	if (byte == KEY_BYTES - 1)
		return entity->kind;
	return (unsigned)((byte < 8 ? entity->agent : entity->id) >> byte % 8 * 8) & 255;
}

/* Which bytes of their keys are not alike in all; how many. */
static unsigned find_key(const struct entity *entities, const uint64_t *items, uint32_t count,
                         uint8_t *bytes)
{
	const struct entity *first = &entities[items[0]];
	struct entity differs = {0, 0, 0};
	unsigned found = 0, byte;
	uint32_t i;

	for (i = 1; i < count; i++) {
		const struct entity *entity = &entities[items[i]];

		differs.id |= entity->id ^ first->id;
		differs.agent |= entity->agent ^ first->agent;
		differs.kind |= entity->kind ^ first->kind;
	}
	for (byte = 0; byte < KEY_BYTES; byte++) {
		bytes[found] = (uint8_t)byte;
		found += key_byte(&differs, byte) != 0;
	}
	return found;
}

/* Sorts the numbers of tracks, which `items` are at first, by their entities. Returns
 * where they are then: the lower halves of what is in `items` or in `spare`. */
static uint64_t *sort_tracks(const struct entity *entities, uint64_t *items, uint64_t *spare,
                             uint32_t count)
{
	uint8_t bytes[KEY_BYTES + 1];
	unsigned found, done, part, k;
	uint32_t i;

	for (i = 1; i < count; i++)
		if (!entity_later(&entities[items[i]], &entities[items[i - 1]]))
			break;
	if (i >= count)
		return items; /* they came in order */
	found = find_key(entities, items, count, bytes);
	for (done = 0; done < found; done += part) {
		uint64_t *sorted;

		part = found - done < KEY_PART ? found - done : KEY_PART;
		for (i = 0; i < count; i++) {
			uint32_t number = (uint32_t)items[i], key = 0;

			for (k = part; k-- > 0; )
				key = key << 8 | key_byte(&entities[number], bytes[done + k]);
			items[i] = (uint64_t)key << (64 - 8 * part) | number;
		}
		sorted = hash_sort(items, spare, count, 8 * part);
		spare = sorted == items ? spare : items;
		items = sorted;
	}
	return items;
}

static int64_t begins(const struct timelines *timelines, uint32_t track)
{
	unsigned char scratch[PACKED_SCRATCH];
	struct packed packed;

	(void)timelines_pack(timelines, track, scratch, &packed); /* in any order */
	return packed_begins(&packed);
}

/* Of one entity the live track comes first, then those that settled, by the
 * time of their first events; at one instant of those that are no retractions. */
static bool stands_behind(const struct timelines *timelines, const struct entity *entities,
                          uint32_t a, uint32_t b)
{
	struct track_info of_a, of_b;

	if (entity_later(&entities[a], &entities[b]) || entity_later(&entities[b], &entities[a]))
		return false;
	timelines_info(timelines, a, &of_a);
	timelines_info(timelines, b, &of_b);
	if (of_a.settled != of_b.settled)
		return of_a.settled > of_b.settled;
	return of_a.first != of_b.first
		? of_a.first > of_b.first
		: begins(timelines, a) > begins(timelines, b);
}

static void sort_settled(const struct timelines *timelines, const struct entity *entities,
                         uint64_t *items, uint32_t count)
{
	struct timelines_counts counts;
	uint32_t i, k;

	timelines_count(timelines, &counts);
	if (counts.settled == 0)
		return;
	for (i = 1; i < count; i++) {
		uint64_t moving = items[i];

		for (k = i; k > 0; k--) {
			if (!stands_behind(timelines, entities, (uint32_t)items[k - 1], (uint32_t)moving))
				break;
			items[k] = items[k - 1];
		}
		items[k] = moving;
	}
}

/* ---- writing ---- */

struct putting {
	struct codec_writer *writer;
	const struct state_ids *ids;
	struct entries entries;
	unsigned char *room; /* for records written anew */
	size_t capacity;
};

/* Every id the place of its text; numbers stay. */
static kefu_id rank_id(void *context, kefu_id id)
{
	return state_key(context, id);
}

static int32_t putting_reserve(struct putting *putting, size_t bytes)
{
	void *room = putting->room;
	int32_t status = memory_reserve(&putting->ids->desk->allocator, &room, &putting->capacity,
	                                bytes, 1);

	putting->room = room;
	return status;
}

/* Counted events have no order of their own within a millisecond. */
static int counted_later(const void *texts, const void *left, const void *right)
{
	const struct entry *a = left, *b = right;

	return a->t != b->t ? a->t > b->t : record_compare(texts, a, b) > 0;
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

/* Records that are not in the one form: read and written anew. */
static int32_t rewrite(struct putting *putting, uint32_t number, struct packed *packed)
{
	const kefu_desk *desk = putting->ids->desk;
	struct entries *entries = &putting->entries;
	int32_t status;
	size_t i, k;

	entries->count = 0;
	status = timelines_read_held(desk->timelines, number, &desk->allocator, entries);
	if (status == KEFU_OK && packed->kind == TRACK_NONE)
		status = sort_counted(desk, entries);
	if (status == KEFU_OK)
		status = putting_reserve(putting, entries->count * RECORD_LARGEST);
	if (status != KEFU_OK)
		return status;
	for (i = 0; i < entries->count; i++) {
		kefu_id *id;

		for (k = 0; (id = state_entry_id(&entries->at[i], k)) != NULL; k++)
			*id = state_key(putting->ids, *id);
	}
	packed_write(packed, entries->at, entries->count, putting->room);
	return KEFU_OK;
}

static inline unsigned char *put_number(unsigned char *at, uint64_t value)
{
	for (; value >= 128; value >>= 7)
		*at++ = (unsigned char)(value | 128);
	*at++ = (unsigned char)value;
	return at;
}

/* Rather too many than just so many bytes, if there is room: it is seldom foreseen how
 * many they are. */
static inline void put_records(struct codec_writer *writer, const struct packed *packed)
{
	if (packed->used <= FEW_BYTES && packed->readable >= FEW_BYTES &&
	    writer->size <= writer->capacity && writer->capacity - writer->size >= FEW_BYTES) {
		memcpy(writer->bytes + writer->size, packed->records, FEW_BYTES);
		writer->size += packed->used;
	} else {
		codec_put_bytes(writer, packed->records, packed->used);
	}
}

static int32_t put_track(struct putting *putting, uint32_t number, unsigned char *scratch)
{
	const struct state_ids *ids = putting->ids;
	struct codec_writer *writer = putting->writer;
	unsigned char bytes[HEAD_LARGEST], *head = bytes, *at;
	struct packed packed;
	bool as_is = timelines_pack(ids->desk->timelines, number, scratch, &packed);
	int32_t status = KEFU_OK;

	packed.id = state_key(ids, packed.id);
	packed.agent = state_key(ids, packed.agent);
	if (!as_is || packed.kind == TRACK_NONE || packed_numbering(&packed) != packed.numbering) {
		status = rewrite(putting, number, &packed);
	} else if (!ids->in_place) {
		status = putting_reserve(putting, 5 * (size_t)packed.used);
		if (status == KEFU_OK) {
			packed.used = (uint32_t)record_map(packed.records, packed.events, packed.numbering,
			                                   rank_id, (void *)(uintptr_t)ids, putting->room);
			packed.records = putting->room;
			packed.readable = putting->capacity;
		}
	}
	if (status != KEFU_OK)
		return status;
	if (writer->size <= writer->capacity && writer->capacity - writer->size >= HEAD_LARGEST)
		head = writer->bytes + writer->size;
	at = head;
	*at++ = (unsigned char)(packed.kind | packed.numbering << KIND_BITS |
	                        (packed.settled ? FIRST_SETTLED : 0));
	at = put_number(at, packed.id << 1 | packed.id >> 63);
	if (track_kind_settles(packed.kind)) {
		uint64_t other = packed.kind == TRACK_THREAD ? packed.agent
		                                             : state_key(ids, packed.customer);

		at = put_number(at, other << 1 | other >> 63);
	}
	at = put_number(at, packed.base);
	at = put_number(at, packed.events);
	at = put_number(at, packed.used);
	if (head == bytes)
		codec_put_bytes(writer, bytes, (size_t)(at - bytes));
	else
		writer->size += (size_t)(at - head);
	put_records(writer, &packed);
	return KEFU_OK;
}

static int32_t put_tracks(struct putting *putting, struct entity *entities, uint64_t *items,
                          uint64_t *spare, uint32_t numbers)
{
	const struct state_ids *ids = putting->ids;
	const struct timelines *timelines = ids->desk->timelines;
	unsigned char scratch[PACKED_SCRATCH];
	int32_t status = KEFU_OK;
	uint32_t count = 0, i;

	for (i = 0; i < numbers; i++) {
		kefu_id id, agent;

		entities[i].kind = (uint32_t)timelines_entity_of(timelines, i, &id, &agent);
		entities[i].id = state_key(ids, id);
		entities[i].agent = state_key(ids, agent);
		items[count] = i;
		count += entities[i].kind != 0;
	}
	items = sort_tracks(entities, items, spare, count);
	sort_settled(timelines, entities, items, count);
	codec_put_u64(putting->writer, count);
	for (i = 0; i < count && status == KEFU_OK; i++) {
		if (count - i > AHEAD)
			timelines_pack_soon(timelines, (uint32_t)items[i + AHEAD]);
		if (count - i > AHEAD / 2)
			timelines_pack_next(timelines, (uint32_t)items[i + AHEAD / 2]);
		status = put_track(putting, (uint32_t)items[i], scratch);
	}
	return status;
}

int32_t state_put_events(struct codec_writer *writer, const struct state_ids *ids)
{
	struct putting putting = {writer, ids, {NULL, 0, 0}, NULL, 0};
	const kefu_allocator *allocator = &ids->desk->allocator;
	uint32_t count = timelines_track_count(ids->desk->timelines);
	size_t bytes = count * (2 * sizeof(uint64_t) + sizeof(struct entity));
	uint64_t *items = memory_get(allocator, bytes);
	int32_t status;

	if (items == NULL)
		return KEFU_E_NOMEM;
	status = put_tracks(&putting, (struct entity *)(void *)(items + 2 * (size_t)count), items,
	                    items + count, count);
	memory_put(allocator, items, bytes);
	memory_put(allocator, putting.entries.at,
	           putting.entries.capacity * sizeof *putting.entries.at);
	memory_put(allocator, putting.room, putting.capacity);
	return status;
}

/* ---- reading ---- */

/* A track's head as it stands there. */
struct head {
	unsigned first;
	uint64_t id, other, base, events, used; /* `other`: the agent or the customer */
};

#define BASE_MOST UINT16_MAX
#define EVENTS_MOST (UINT32_MAX / 4) /* numbers of four bytes are less */
#define USED_MOST (UINT32_MAX / 2)

static inline bool names_other(unsigned first)
{
	return track_kind_settles((enum track_kind)(first & ((1u << KIND_BITS) - 1)));
}

/* A number of up to four bytes; NULL: something else. Numbers of heads are mostly as
 * long as in the head before, which the processor foresees. */
static inline const uint8_t *get_steady(const uint8_t *at, uint64_t *value)
{
	uint32_t number = at[0];

	if (number >= 128) {
		number = (number & 127) | (uint32_t)*++at << 7;
		if (*at >= 128) {
			number = (number & 0x3FFF) | (uint32_t)*++at << 14;
			if (*at >= 128)
				number = (number & 0x1FFFFF) | (uint32_t)*++at << 21;
		}
		if (*at - 1u >= 127)
			return NULL;
	}
	*value = number;
	return at + 1;
}

/* Where a head of any length can be read; false: it needs a closer look. */
static inline bool get_head_quick(struct codec_reader *reader, struct head *head)
{
	const uint8_t *at = reader->at;

	if (codec_left(reader) < HEAD_LARGEST)
		return false;
	head->first = *at++;
	head->other = 0;
	at = get_steady(at, &head->id);
	if (at != NULL && names_other(head->first))
		at = get_steady(at, &head->other);
	if (at != NULL)
		at = get_steady(at, &head->base);
	if (at != NULL)
		at = get_steady(at, &head->events);
	if (at != NULL)
		at = get_steady(at, &head->used);
	if (at == NULL || head->base > BASE_MOST)
		return false;
	reader->at = at;
	return true;
}

static void get_head(struct codec_reader *reader, struct head *head)
{
	head->first = codec_get_u8(reader);
	head->id = codec_get_u64(reader);
	head->other = names_other(head->first) ? codec_get_u64(reader) : 0;
	head->base = codec_get_bounded(reader, BASE_MOST);
	head->events = codec_get_bounded(reader, EVENTS_MOST);
	head->used = codec_get_bounded(reader, USED_MOST);
}

static bool first_is_good(unsigned first)
{
	enum track_kind kind = (enum track_kind)(first & ((1u << KIND_BITS) - 1));

	return kind != 0 && first < 2 * FIRST_SETTLED &&
	       (first >> KIND_BITS & ((1u << NUMBERING_BITS) - 1)) <= NUMBERING_EXPLICIT &&
	       ((first & FIRST_SETTLED) == 0 || track_kind_settles(kind));
}

/* A track but for what its records say. */
static void get_track(struct codec_reader *reader, struct state_source *source,
                      struct packed *packed)
{
	struct head head;
	kefu_id other;

	if (!get_head_quick(reader, &head))
		get_head(reader, &head);
	packed->kind = (enum track_kind)(head.first & ((1u << KIND_BITS) - 1));
	packed->numbering = (enum record_numbering)(head.first >> KIND_BITS &
	                                            ((1u << NUMBERING_BITS) - 1));
	packed->settled = (head.first & FIRST_SETTLED) != 0;
	packed->id = state_id(reader, source, head.id);
	other = state_id(reader, source, head.other);
	packed->agent = packed->kind == TRACK_THREAD ? other : 0;
	packed->customer = packed->kind == TRACK_THREAD ? 0 : other;
	packed->base = (uint16_t)head.base;
	packed->events = (uint32_t)head.events;
	packed->used = (uint32_t)head.used;
	packed->records = reader->at;
	packed->readable = codec_left(reader);
	if (!first_is_good(head.first) || (packed->id == 0) != (packed->kind == TRACK_SHOP) ||
	    packed->used > packed->readable)
		codec_fail(reader, KEFU_E_CORRUPT);
	else
		reader->at += packed->used;
}

static struct entity entity_of(const struct packed *packed)
{
	return (struct entity){packed->id, packed->agent, (uint32_t)packed->kind};
}

/* Texts were put in order before anything named them; the records are good. */
static bool comes_next(const struct packed *last, const struct packed *next)
{
	struct entity before = entity_of(last), entity = entity_of(next);
	int64_t first;

	if (entity_later(&entity, &before))
		return true;
	if (entity_later(&before, &entity) || !next->settled)
		return false;
	first = packed_first(next) - packed_first(last);
	return !last->settled || first > 0 ||
	       (first == 0 && packed_begins(next) > packed_begins(last));
}

int32_t state_get_events(struct codec_reader *reader, struct state_source *source)
{
	struct timelines *timelines = source->desk->timelines;
	struct packed two[2], *packed = two, *last = NULL; /* this one and the last */
	struct packed_rules rules;
	size_t count = codec_get_count(reader, 7);
	int32_t status = reader->status;

	if (status == KEFU_OK)
		status = timelines_adopting(timelines, count);
	if (count != 0)
		packed_rules(&rules, &source->desk->texts, source->named, source->texts);
	for (; count != 0 && status == KEFU_OK; count--) {
		get_track(reader, source, packed);
		if (reader->status != KEFU_OK)
			return reader->status;
		status = packed_check(&rules, &source->desk->allocator, packed);
		if (status == KEFU_OK && last != NULL && !comes_next(last, packed))
			status = KEFU_E_CORRUPT;
		if (status == KEFU_OK)
			status = timelines_adopt(timelines, packed);
		last = packed;
		packed = packed == two ? two + 1 : two;
	}
	return status == KEFU_OK ? timelines_adopted(timelines) : status;
}

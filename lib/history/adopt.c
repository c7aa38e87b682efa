/* Tracks out of timelines and into others as their records stand. */
#include <string.h>

#include "history/packed.h"
#include "history/tracks.h"

#define CELLS_AHEAD 32

_Static_assert(PACKED_SCRATCH >= TRACK_SMALL + RECORD_SLACK, "room to join records");

bool timelines_pack(const struct timelines *timelines, uint32_t number, unsigned char *scratch,
                    struct packed *out)
{
	const struct track *track = track_at(timelines, number);

	out->kind = track_kind_of(track);
	out->settled = track_is_settled(track);
	out->numbering = track_numbering(track);
	out->id = track->id;
	out->agent = track_agent(track);
	out->customer = track_is_bindable(out->kind) && (track->flags & TRACK_BOUND) != 0
		? track->customer : 0;
	out->used = track->used;
	out->events = track->events;
	out->base = track->base;
	out->flags = track->flags & (TRACK_RANK | TRACK_RETRACTS | TRACK_UNSORTED);
	out->last = track->last;
	out->records = track_records(timelines, track, scratch);
	out->readable = out->records == track->bytes ? TRACK_INLINE : out->used;
	return track_unordered(timelines, track) == NULL;
}

static struct record_state start_of(const struct packed *packed)
{
	struct record_state state = {(int64_t)packed->base << 32, 0, 0};

	if (packed->kind == TRACK_AGENT)
		state.agent = packed->id;
	else if (packed->kind == TRACK_THREAD)
		state.agent = packed->agent;
	return state;
}

static kefu_id name_text(void *texts, kefu_id id)
{
	text_name(texts, id);
	return id;
}

void timelines_name_texts(const struct timelines *timelines, uint32_t number)
{
	unsigned char scratch[PACKED_SCRATCH];
	struct packed packed;

	(void)timelines_pack(timelines, number, scratch, &packed); /* in any order */
	text_name(timelines->texts, packed.id);
	text_name(timelines->texts, packed.agent);
	text_name(timelines->texts, packed.customer);
	(void)record_map(packed.records, packed.events, packed.numbering, name_text,
	                 timelines->texts, NULL);
}

void timelines_offer_texts(const struct timelines *timelines, uint32_t number)
{
	struct text_table *texts = timelines->texts;
	unsigned char scratch[PACKED_SCRATCH];
	struct record_state state;
	const unsigned char *at;
	struct packed packed;
	uint32_t i;

	if (texts->held == 0)
		return;
	(void)timelines_pack(timelines, number, scratch, &packed);
	if (track_kind_settles(packed.kind))
		text_offer(texts, packed.id);
	text_offer(texts, packed.customer);
	state = start_of(&packed);
	at = packed.records;
	for (i = 0; i < packed.events; i++) {
		struct entry entry;

		if ((*at & 15) != SHAPE_GENERAL) { /* names none of these */
			at = record_decode(at, packed.numbering, &state, &entry);
			continue;
		}
		memset(&entry, 0, sizeof entry);
		at = record_decode(at, packed.numbering, &state, &entry);
		text_offer(texts, entry.order);
		text_offer(texts, entry.item);
		text_offer(texts, entry.refund);
		text_offer(texts, entry.complaint);
		if (entry.kind == KEFU_EVENT_SESSION_MERGE)
			text_offer(texts, entry.to);
	}
}

int64_t packed_first(const struct packed *packed)
{
	const unsigned char *record = packed->records;

	return ((int64_t)packed->base << 32) + record_get_delta(record + 1, *record >> 4 & 3);
}

int64_t packed_begins(const struct packed *packed)
{
	struct record_state state = start_of(packed);
	const unsigned char *at = packed->records;
	int64_t begins = INT64_MAX;
	struct entry entry;
	uint32_t i;

	for (i = 0; i < packed->events; i++) {
		at = record_decode(at, packed->numbering, &state, &entry);
		if (entry.kind != KEFU_EVENT_RETRACT && entry.t < begins)
			begins = entry.t;
	}
	return begins;
}

void timelines_pack_soon(const struct timelines *timelines, uint32_t number)
{
	const char *track = (const char *)track_at(timelines, number);

	__builtin_prefetch(track);
	__builtin_prefetch(track + PAGE_ALIGN);
}

void timelines_pack_next(const struct timelines *timelines, uint32_t number)
{
	const struct track *track = track_at(timelines, number);

	if (track->used > TRACK_INLINE && (track->flags & TRACK_LARGE) == 0)
		__builtin_prefetch(block_at(timelines, track->block));
}

enum record_numbering packed_numbering(const struct packed *packed)
{
	const unsigned char *at = packed->records;
	struct record_state state = start_of(packed);
	int64_t expected = 1;
	struct entry entry;
	uint32_t i;

	if (packed->numbering != NUMBERING_EXPLICIT)
		return packed->numbering;
	for (i = 0; i < packed->events; i++) {
		at = record_decode(at, NUMBERING_EXPLICIT, &state, &entry);
		if (entry.kind != KEFU_EVENT_RETRACT && entry.seq != expected++)
			return NUMBERING_EXPLICIT;
	}
	return NUMBERING_CONSECUTIVE;
}

static enum record_numbering narrowest(const struct entry *entries, size_t count)
{
	int64_t expected = 1;
	bool numbered = false, consecutive = true;
	size_t i;

	for (i = 0; i < count; i++) {
		if (entries[i].kind == KEFU_EVENT_RETRACT)
			continue;
		consecutive &= entries[i].seq == expected++;
		numbered |= entries[i].seq != 0;
	}
	if (!numbered)
		return NUMBERING_NONE;
	return consecutive ? NUMBERING_CONSECUTIVE : NUMBERING_EXPLICIT;
}

void packed_write(struct packed *packed, const struct entry *entries, size_t count,
                  unsigned char *out)
{
	enum record_rank rank = RANK_NUMBERED;
	size_t length = 0, i;

	packed->numbering = narrowest(entries, count);
	packed->base = (uint16_t)(entries[0].t >> 32);
	packed->last = start_of(packed);
	packed->flags = 0;
	for (i = 0; i < count; i++) {
		int64_t before = packed->last.seq;
		kefu_event event;

		record_event(&entries[i], &event);
		length += record_encode(&event, packed->kind, packed->numbering, &packed->last,
		                        out + length, RECORD_LARGEST);
		rank = record_rank(event.kind, event.seq);
		if (rank == RANK_NUMBERED && event.seq < before)
			packed->flags |= TRACK_UNSORTED;
		if (rank == RANK_RETRACTION)
			packed->flags |= TRACK_RETRACTS;
	}
	packed->flags |= (uint8_t)((unsigned)rank << TRACK_RANK_SHIFT);
	packed->records = out;
	packed->used = (uint32_t)length;
	packed->readable = length;
	packed->events = (uint32_t)count;
}

/* Rather too much than just so many, which nobody could foresee. */
static inline void copy_inline(struct track *track, const struct packed *packed)
{
	if (packed->readable >= TRACK_INLINE)
		memcpy(track->bytes, packed->records, TRACK_INLINE);
	else
		memcpy(track->bytes, packed->records, packed->used);
}

/* Asks the processor for a cell some tracks further on, if there is one. */
static inline void cell_soon(const struct track *track)
{
	uintptr_t ahead = (uintptr_t)track + CELLS_AHEAD * sizeof *track;

	__builtin_prefetch((const void *)ahead, 1);
	__builtin_prefetch((const void *)(ahead + PAGE_ALIGN), 1);
}

int32_t timelines_adopting(struct timelines *timelines, size_t most)
{
	struct adopted *adopted = &timelines->adopted;

	if (most == 0)
		return KEFU_OK;
	adopted->tracks = memory_get(&timelines->allocator, 3 * most * sizeof *adopted->tracks);
	if (adopted->tracks == NULL)
		return KEFU_E_NOMEM;
	adopted->room = most;
	adopted->customers = adopted->tracks + most;
	adopted->indexed = 0;
	return KEFU_OK;
}

/* For a sort: a tag above a number. */
static inline uint64_t item_of(uint32_t tag, uint32_t number)
{
	return (uint64_t)tag << 32 | number;
}

int32_t timelines_adopt(struct timelines *timelines, const struct packed *packed)
{
	kefu_id customer = packed->kind == TRACK_THREAD ? packed->id : packed->customer;
	uint32_t number = (uint32_t)timelines->tracks.count;
	struct adopted *adopted = &timelines->adopted;
	struct track *track;

	if (paged_reserve(&timelines->tracks, &timelines->allocator) != KEFU_OK)
		return KEFU_E_NOMEM;
	track = track_at(timelines, number);
	cell_soon(track);
	track->flags = (uint8_t)(packed->flags | (unsigned)packed->numbering |
	                         (customer != 0 ? TRACK_BOUND : 0u));
	track->block = 0;
	track->used = packed->used;
	if (packed->used <= TRACK_INLINE) {
		copy_inline(track, packed);
	} else {
		track->used = 0;
		if (track_resize(timelines, track, packed->used) != KEFU_OK)
			return KEFU_E_NOMEM;
		track_write(timelines, track, 0, packed->records, packed->used);
	}
	track->id = packed->id;
	track->customer = packed->kind == TRACK_THREAD ? packed->agent : customer;
	track->last.t = packed->last.t;
	track->last.agent = packed->last.agent;
	track->last.seq = packed->last.seq;
	track->events = packed->events;
	track->next = NO_TRACK;
	track->base = packed->base;
	track->kind = (uint8_t)(packed->kind | (packed->settled ? TRACK_SETTLED : 0));
	timelines->tracks.count++;
	if (customer == 0)
		track_link(timelines, number, NOBODY);
	track_count(timelines, track, 1);
	if (packed->last.t > timelines->last)
		timelines->last = packed->last.t;
	adopted->customers[number] = customer;
	adopted->tracks[adopted->indexed] =
		item_of(track_tag(track->kind, packed->id, packed->agent), number);
	adopted->indexed += track_is_indexed(track->kind) != 0;
	return KEFU_OK;
}

/* ---- indexes of all tracks and customers at once ---- */

/* So many entries' slots stay in the cache. */
#define NEAR_BITS 11u

/* By how many first bits of their tags items are sorted so that the slots of those
 * that follow one another are near. */
static unsigned near_bits(size_t count)
{
	unsigned bits = 1;

	while (count >> (bits + NEAR_BITS) != 0)
		bits++;
	return bits;
}

static int32_t index_tracks(struct timelines *timelines, uint64_t *spare)
{
	const struct adopted *adopted = &timelines->adopted;
	size_t count = adopted->indexed;

	return hash_fill(&timelines->track_index, &timelines->allocator,
	                 hash_sort(adopted->tracks, spare, count, near_bits(count)), count);
}

/* Empty, with room for so many. */
static int32_t seen_reset(struct hash_index *seen, const kefu_allocator *allocator, size_t count)
{
	if (count > seen->slot_count / 4 * 3) {
		hash_release(seen, allocator);
		*seen = (struct hash_index){NULL, 0, 0, 0};
		if (hash_get(seen, allocator, count) != KEFU_OK)
			return KEFU_E_NOMEM;
	}
	memset(seen->slots, 0, seen->slot_count * sizeof *seen->slots);
	seen->used = 0;
	return KEFU_OK;
}

/* Of items alike in the first `bits` of their tags: keeps each customer's first, in
 * `out`; by track, which that is; the tracks of the others, in `others`. How many are
 * kept. `seen` has room for them. Whether a customer was seen nobody could foresee: no
 * branch, but where tags are alike by accident. */
static size_t find_part(struct hash_index *seen, const uint64_t *items, size_t count,
                        unsigned bits, const kefu_id *customers, uint32_t *firsts,
                        uint32_t *others, uint64_t *out)
{
	size_t mask = seen->slot_count - 1, found = 0, i;

	for (i = 0; i < count; i++) {
		uint32_t tag = (uint32_t)(items[i] >> (32 - bits)); /* the other bits */
		uint32_t number = (uint32_t)items[i], first;
		uint64_t own = item_of(tag, number + 1), slot;
		size_t at = hash_home(seen, tag);

		for (;; at = (at + 1) & mask) {
			slot = seen->slots[at];
			slot = slot != 0 ? slot : own;
			first = (uint32_t)slot - 1;
			if ((uint32_t)(slot >> 32) == tag && customers[first] == customers[number])
				break;
		}
		seen->slots[at] = slot;
		firsts[number] = first;
		out[found] = items[i];
		others[i - found] = number;
		found += first == number;
	}
	return found;
}

/* Leaves of each customer's items the first; by track, which that is; the tracks of the
 * others. The items are sorted by the first `bits` of their tags: what is looked up in is
 * never large. */
static int32_t find_firsts(const kefu_allocator *allocator, uint64_t *items, size_t *count,
                           unsigned bits, const kefu_id *customers, uint32_t *firsts,
                           uint32_t *others)
{
	struct hash_index seen = {NULL, 0, 0, 0};
	size_t found = 0, start, end;
	int32_t status = KEFU_OK;

	for (start = 0; start < *count && status == KEFU_OK; start = end) {
		for (end = start + 1; end < *count; end++)
			if (items[end] >> (64 - bits) != items[start] >> (64 - bits))
				break;
		status = seen_reset(&seen, allocator, end - start);
		if (status == KEFU_OK)
			found += find_part(&seen, items + start, end - start, bits, customers, firsts,
			                   others + (start - found), items + found);
	}
	hash_release(&seen, allocator);
	*count = found;
	return status;
}

/* Customers behind one another as their first tracks come; `firsts` says instead of a
 * first one which customer begins with it, then. */
static int32_t add_customers(struct timelines *timelines, uint32_t *firsts)
{
	const kefu_id *customers = timelines->adopted.customers;
	uint32_t count = (uint32_t)timelines->tracks.count, made = 0, number;
	size_t room = 0;

	for (number = 0; number < count; number++) {
		uint32_t first = firsts[number];
		struct customer *customer;

		if (customers[number] == 0 || (made == room && first != number))
			continue;
		if (made == room) {
			timelines->customers.count = made;
			if (paged_reserve(&timelines->customers, &timelines->allocator) != KEFU_OK)
				return KEFU_E_NOMEM;
			room = paged_room(&timelines->customers);
		}
		/* Written over by the next one unless it is new: no branch. */
		customer = customer_at(timelines, made);
		customer->id = customers[number];
		customer->first = number;
		customer->hole = NOBODY;
		firsts[number] = first == number ? made : first;
		made += first == number;
	}
	timelines->customers.count = made;
	return KEFU_OK;
}

/* Puts tracks into the lists of their customers, which have their first ones. */
static void link_tracks(struct timelines *timelines, const uint32_t *firsts,
                        const uint32_t *others, size_t count)
{
	size_t i;

	for (i = 0; i < count; i++) {
		struct customer *customer = customer_at(timelines, firsts[firsts[others[i]]]);

		if (count - i > CELLS_AHEAD) {
			uint32_t ahead = others[i + CELLS_AHEAD];

			__builtin_prefetch(track_at(timelines, ahead), 1);
			__builtin_prefetch(customer_at(timelines, firsts[firsts[ahead]]), 1);
		}
		track_at(timelines, others[i])->next = customer->first;
		customer->first = others[i];
	}
}

static int32_t index_customers(struct timelines *timelines, uint64_t *items, uint64_t *spare)
{
	const kefu_allocator *allocator = &timelines->allocator;
	const kefu_id *customers = timelines->adopted.customers;
	uint32_t tracks = (uint32_t)timelines->tracks.count, number, *firsts, *others;
	unsigned bits = near_bits(tracks);
	size_t count = 0, bound, i;
	uint64_t *sorted;

	for (number = 0; number < tracks; number++) {
		items[count] = item_of(customer_tag(customers[number]), number);
		count += customers[number] != 0;
	}
	if (count == 0)
		return KEFU_OK;
	bound = count;
	sorted = hash_sort(items, spare, count, bits);
	firsts = (uint32_t *)(void *)(sorted == items ? spare : items);
	others = firsts + timelines->adopted.room;
	if (find_firsts(allocator, sorted, &count, bits, customers, firsts, others) != KEFU_OK ||
	    add_customers(timelines, firsts) != KEFU_OK)
		return KEFU_E_NOMEM;
	link_tracks(timelines, firsts, others, bound - count);
	for (i = 0; i < count; i++)
		sorted[i] = item_of((uint32_t)(sorted[i] >> 32), firsts[(uint32_t)sorted[i]]);
	return hash_fill(&timelines->customer_index, allocator, sorted, count);
}

int32_t timelines_adopted(struct timelines *timelines)
{
	struct adopted *adopted = &timelines->adopted;
	uint64_t *spare;
	int32_t status;

	if (adopted->room == 0)
		return KEFU_OK;
	spare = adopted->tracks + 2 * adopted->room;
	status = adopted->indexed != 0 ? index_tracks(timelines, spare) : KEFU_OK;
	if (status == KEFU_OK)
		status = index_customers(timelines, adopted->tracks, spare);
	adopted_release(timelines);
	return status;
}

void adopted_release(struct timelines *timelines)
{
	struct adopted *adopted = &timelines->adopted;

	memory_put(&timelines->allocator, adopted->tracks,
	           3 * adopted->room * sizeof *adopted->tracks);
	adopted->tracks = NULL;
	adopted->room = 0;
}

void packed_name_entity(enum track_kind kind, kefu_id id, kefu_id agent, kefu_event *event)
{
	switch (kind) {
	case TRACK_SESSION:
		event->session = id;
		break;
	case TRACK_ORDER:
		event->order = id;
		break;
	case TRACK_REFUND:
		event->refund = id;
		break;
	case TRACK_THREAD:
		event->customer = id;
		event->agent = agent;
		break;
	case TRACK_AGENT:
		event->agent = id;
		break;
	default:
		break;
	}
}

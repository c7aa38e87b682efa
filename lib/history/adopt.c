/* Tracks out of timelines and into others as their records stand. */
#include <string.h>

#include "history/packed.h"
#include "history/tracks.h"

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
	if (packed.kind >= TRACK_SESSION && packed.kind <= TRACK_REFUND)
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
	packed->events = (uint32_t)count;
}

static kefu_id customer_of(const struct packed *packed)
{
	return packed->kind == TRACK_THREAD ? packed->id : packed->customer;
}

int32_t timelines_expect(struct timelines *timelines, size_t tracks)
{
	return hash_expect(&timelines->track_index, &timelines->allocator, tracks);
}

void timelines_adopt_soon(const struct timelines *timelines, const struct packed *packed)
{
	const struct hash_index *tracks = &timelines->track_index;
	const struct hash_index *customers = &timelines->customer_index;

	if (tracks->slot_count != 0)
		__builtin_prefetch(hash_slot(tracks, track_tag(packed->kind, packed->id,
		                                               packed->agent)), 1);
	if (customer_of(packed) != 0 && customers->slot_count != 0)
		__builtin_prefetch(hash_slot(customers, customer_tag(customer_of(packed))), 1);
}

void timelines_adopt_next(const struct timelines *timelines, const struct packed *packed)
{
	const struct hash_index *customers = &timelines->customer_index;
	uint32_t number;

	if (customer_of(packed) == 0 || customers->slot_count == 0)
		return;
	number = hash_first(customers, customer_tag(customer_of(packed)));
	if (number != HASH_NONE)
		__builtin_prefetch(customer_at(timelines, number), 1);
}

/* Without a call, and without what takes long to begin. */
static inline void copy_few(unsigned char *to, const unsigned char *from, size_t length)
{
	size_t at = 0;

	for (; length - at >= 16; at += 16)
		memcpy(to + at, from + at, 16);
	if (length >= 16 && at != length)
		memcpy(to + length - 16, from + length - 16, 16);
	else
		for (; at < length; at++)
			to[at] = from[at];
}

int32_t timelines_adopt(struct timelines *timelines, const struct packed *packed)
{
	uint32_t number = timelines->track_hole, next_hole = NO_TRACK;
	struct owner owner;
	struct track *track;

	if ((number == NO_TRACK &&
	     paged_reserve(&timelines->tracks, &timelines->allocator) != KEFU_OK) ||
	    hash_reserve(&timelines->track_index, &timelines->allocator) != KEFU_OK ||
	    owner_reserve(timelines, customer_of(packed), &owner) != KEFU_OK)
		return KEFU_E_NOMEM;
	if (number == NO_TRACK)
		number = (uint32_t)timelines->tracks.count;
	else
		next_hole = track_at(timelines, number)->next;
	track = track_at(timelines, number);
	memset(track, 0, offsetof(struct track, bytes));
	track->flags = (uint8_t)(packed->flags | (unsigned)packed->numbering);
	if (track_resize(timelines, track, packed->used) != KEFU_OK) {
		track->flags = 0;
		track->next = next_hole; /* if it was one */
		return KEFU_E_NOMEM;
	}
	track->id = packed->id;
	track->kind = (uint8_t)(packed->kind | (packed->settled ? TRACK_SETTLED : 0));
	track->customer = packed->agent;
	track->base = packed->base;
	track->last.t = packed->last.t;
	track->last.agent = packed->last.agent;
	track->last.seq = packed->last.seq;
	track->events = packed->events;
	if (packed->used <= TRACK_INLINE)
		copy_few(track->bytes, packed->records, packed->used);
	else
		track_write(timelines, track, 0, packed->records, packed->used);
	if (number == timelines->tracks.count)
		timelines->tracks.count++;
	else
		timelines->track_hole = next_hole;
	track_place(timelines, number, &owner);
	track_index(timelines, number);
	track_count(timelines, track, 1);
	if (packed->last.t > timelines->last)
		timelines->last = packed->last.t;
	return KEFU_OK;
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

#include "history/timelines.h"

#include <string.h>

#include "history/kinds.h"
#include "history/tracks.h"

#define DAY_MS INT64_C(86400000)

/* An event's entity, and where it was found. */
struct target {
	enum track_kind kind;
	kefu_id id;
	kefu_id agent;
	uint32_t tag;
	uint32_t number; /* NO_TRACK: not there, or not yet */
	size_t at;       /* where a search that found nothing ended */
};

static inline void target_set(struct target *target, enum track_kind kind, kefu_id id,
                              kefu_id agent)
{
	target->kind = kind;
	target->id = id;
	target->agent = agent;
}

/* What a retraction names: the most special entity given. */
static void target_named(const kefu_event *event, struct target *target)
{
	if (event->refund != 0)
		target_set(target, TRACK_REFUND, event->refund, 0);
	else if (event->session != 0)
		target_set(target, TRACK_SESSION, event->session, 0);
	else if (event->order != 0)
		target_set(target, TRACK_ORDER, event->order, 0);
	else if (event->customer != 0)
		target_set(target, TRACK_THREAD, event->customer, event->agent);
	else if (event->agent != 0)
		target_set(target, TRACK_AGENT, event->agent, 0);
	else
		target_set(target, TRACK_SHOP, 0, 0);
}

/* Events that name no session, or may not belong to the one they name. */
static __attribute__((noinline)) void target_other(const kefu_event *event,
                                                   struct target *target, enum kind_home home)
{
	switch (home) {
	case HOME_ORDER:
		target_set(target, TRACK_ORDER, event->order, 0);
		return;
	case HOME_REFUND:
		target_set(target, TRACK_REFUND, event->refund, 0);
		return;
	case HOME_AGENT:
		target_set(target, TRACK_AGENT, event->agent, 0);
		return;
	case HOME_SHOP:
		target_set(target, TRACK_SHOP, 0, 0);
		return;
	case HOME_NAMED:
		target_named(event, target);
		return;
	case HOME_SESSION:
		target_set(target, TRACK_THREAD, event->customer, event->agent);
		return;
	case HOME_ABOUT:
	case HOME_COST:
		if (event->order != 0)
			target_set(target, TRACK_ORDER, event->order, 0);
		else if (home == HOME_COST)
			break;
		else if (event->refund != 0)
			target_set(target, TRACK_REFUND, event->refund, 0);
		else
			target_set(target, TRACK_THREAD, event->customer, event->agent);
		return;
	case HOME_NONE:
		break;
	}
	target_set(target, TRACK_NONE, (kefu_id)(event->t / DAY_MS) + 1, 0);
}

static inline void target_of(const kefu_event *event, struct target *target)
{
	enum kind_home home = (enum kind_home)kind_homes[event->kind];

	if (event->session != 0 && home <= HOME_COST)
		target_set(target, TRACK_SESSION, event->session, 0);
	else
		target_other(event, target, home);
}

void timelines_entity(const kefu_event *event, enum track_kind *kind,
                      kefu_id *id, kefu_id *agent)
{
	struct target target;

	target_of(event, &target);
	*kind = target.kind;
	*id = target.id;
	*agent = target.agent;
}

/* The customer that the event binds its track to; 0: none. A retraction only
 * names, it binds nothing. */
static kefu_id customer_named(const kefu_event *event, const struct target *target)
{
	if (target->kind == TRACK_THREAD)
		return target->id;
	if (!track_is_bindable(target->kind) || event->kind == KEFU_EVENT_RETRACT)
		return 0;
	return event->customer;
}

/* Whether the track holds this number, or this very retraction. */
static int track_holds(const struct timelines *timelines, const struct track *track,
                       const kefu_event *event, int64_t seq)
{
	unsigned char scratch[TRACK_SMALL + RECORD_SLACK];
	const unsigned char *at = track_records(timelines, track, scratch);
	struct record_state state = track_start(track);
	int retraction = event->kind == KEFU_EVENT_RETRACT;
	struct entry entry;
	uint32_t i;

	for (i = 0; i < track->events; i++) {
		at = record_decode(at, track_numbering(track), &state, &entry);
		if (entry.seq != seq || (entry.kind == KEFU_EVENT_RETRACT) != retraction)
			continue;
		if (!retraction || entry.t == event->t)
			return 1;
	}
	return 0;
}

/* Whether an event comes after all records that the track has. */
static inline int goes_last(const struct track *track, const kefu_event *event, int64_t seq,
                            enum record_rank rank)
{
	enum record_rank last = (enum record_rank)((track->flags & TRACK_RANK) >> TRACK_RANK_SHIFT);

	if (event->t != track->last.t)
		return event->t > track->last.t;
	if (rank != last)
		return rank > last;
	return rank == RANK_UNNUMBERED || (rank == RANK_NUMBERED && seq > track->last.seq);
}

/* The record did not surely fit into the cell: its length decides. */
static int32_t append_elsewhere(struct timelines *timelines, struct track *track,
                                const kefu_event *event)
{
	unsigned char bytes[RECORD_LARGEST];
	struct record_state state = track->last;
	size_t used = track->used;
	size_t length = record_encode(event, track_kind_of(track), track_numbering(track),
	                              &state, bytes, sizeof bytes);

	if (track_resize(timelines, track, used + length) != KEFU_OK)
		return KEFU_E_NOMEM;
	track_write(timelines, track, used, bytes, length);
	track->last = state;
	return KEFU_OK;
}

/* From now on the records are not in order. */
static struct large *track_disorder(struct timelines *timelines, struct track *track)
{
	struct large *large = &timelines->large[track->block];

	if (!large->unordered) {
		large->first = track_first_time(timelines, track);
		large->last = track->last.t;
		large->unordered = 1;
		track->flags |= TRACK_UNSORTED;
	}
	return large;
}

static int32_t track_append(struct timelines *timelines, struct track *track,
                            const kefu_event *event, int64_t seq, enum record_rank rank)
{
	int64_t before = track->last.seq;
	unsigned char *end = NULL;
	size_t room = track_room(timelines, track, &end);
	size_t length = record_encode(event, track_kind_of(track), track_numbering(track),
	                              &track->last, end, room);
	unsigned flags;

	if (length != 0)
		track->used += (uint32_t)length;
	else if (append_elsewhere(timelines, track, event) != KEFU_OK)
		return KEFU_E_NOMEM;
	flags = (track->flags & ~(unsigned)TRACK_RANK) | (unsigned)rank << TRACK_RANK_SHIFT;
	if (rank == RANK_NUMBERED && seq < before)
		flags |= TRACK_UNSORTED;
	if (rank == RANK_RETRACTION)
		flags |= TRACK_RETRACTS;
	track->flags = (uint8_t)flags;
	track->events++;
	return KEFU_OK;
}

/* At the end, in between, or at the end of a track that is too long for
 * anything in between. */
int32_t track_add(struct timelines *timelines, struct track *track,
                  const kefu_event *event, int64_t seq, enum record_rank rank)
{
	int fits = rank == RANK_RETRACTION || record_fits(track_numbering(track), &track->last, seq);
	struct large *unordered = track_unordered(timelines, track);
	int32_t status;

	if (unordered == NULL && (track->flags & TRACK_LARGE) != 0 && !goes_last(track, event, seq, rank))
		unordered = track_disorder(timelines, track);
	if (fits && (unordered != NULL || goes_last(track, event, seq, rank)))
		status = track_append(timelines, track, event, seq, rank);
	else
		status = track_insert(timelines, track, event, seq);
	if (unordered != NULL && status == KEFU_OK) {
		unordered = &timelines->large[track->block];
		if (event->t < unordered->first)
			unordered->first = event->t;
		if (event->t > unordered->last)
			unordered->last = event->t;
	}
	return status;
}

static inline void target_look_up(const struct timelines *timelines, struct target *target)
{
	target->number = track_lookup(timelines, target->tag, target->kind, target->id,
	                              target->agent, &target->at);
}

/* In a hole, if there is one. */
int32_t track_begin(struct timelines *timelines, unsigned kind, kefu_id id, kefu_id agent,
                    const kefu_event *event, enum record_rank rank, uint32_t *number)
{
	uint32_t next_hole = NO_TRACK;
	struct track *track;

	*number = timelines->track_hole;
	if (*number != NO_TRACK)
		next_hole = track_at(timelines, *number)->next;
	else if (paged_reserve(&timelines->tracks, &timelines->allocator) == KEFU_OK)
		*number = (uint32_t)timelines->tracks.count;
	else
		return KEFU_E_NOMEM;
	track = track_at(timelines, *number);
	memset(track, 0, offsetof(struct track, bytes));
	track->id = id;
	track->kind = (uint8_t)kind;
	track->customer = agent;
	track->base = (uint16_t)(event->t >> 32);
	track->last = track_start(track);
	if (rank == RANK_NUMBERED)
		track->flags = event->seq == 1 ? NUMBERING_CONSECUTIVE : NUMBERING_EXPLICIT;
	if (track_append(timelines, track, event, event->seq, rank) != KEFU_OK) {
		memset(track, 0, offsetof(struct track, bytes));
		track->next = next_hole; /* if it was one */
		return KEFU_E_NOMEM;
	}
	if (*number == timelines->tracks.count)
		timelines->tracks.count++;
	else
		timelines->track_hole = next_hole;
	return KEFU_OK;
}

/* The first event of an entity, which was looked up and is not there. */
static int32_t apply_first(struct timelines *timelines, const kefu_event *event,
                           struct target *target, enum record_rank rank)
{
	size_t slots = timelines->track_index.slot_count;
	struct owner owner;
	uint32_t number;

	if (hash_reserve(&timelines->track_index, &timelines->allocator) != KEFU_OK ||
	    owner_reserve(timelines, customer_named(event, target), &owner) != KEFU_OK ||
	    track_begin(timelines, target->kind, target->id, target->agent, event, rank,
	                &number) != KEFU_OK)
		return KEFU_E_NOMEM;
	if (timelines->track_index.slot_count != slots)
		target_look_up(timelines, target);
	hash_put(&timelines->track_index, target->tag, number, target->at);
	target->number = number;
	track_place(timelines, number, &owner);
	timelines->orphans += owner.number == NOBODY && track_is_bindable(target->kind);
	timelines->sessions += target->kind == TRACK_SESSION;
	return KEFU_OK;
}

static inline int32_t apply_again(struct timelines *timelines, const kefu_event *event,
                                  const struct target *target, int64_t seq,
                                  enum record_rank rank, enum applied *applied)
{
	struct track *track = track_at(timelines, target->number);
	kefu_id customer = target->kind == TRACK_THREAD ? 0 : customer_named(event, target);
	kefu_id before = 0; /* the larger customer: the track does not name it */
	struct owner owner;
	int32_t status;

	if (rank == RANK_RETRACTION ||
	    (rank == RANK_NUMBERED &&
	     (seq <= track->last.seq || (track->flags & TRACK_UNSORTED) != 0))) {
		if (track_holds(timelines, track, event, seq)) {
			*applied = APPLIED_DUPLICATE;
			return KEFU_OK;
		}
	}
	if (customer != 0 && (track->flags & TRACK_BOUND) != 0) {
		before = track->customer;
		if (customer == before || text_compare(timelines->texts, before, customer) < 0) {
			before = customer != before ? customer : 0;
			customer = 0;
		}
	}
	if (customer != 0 && owner_reserve(timelines, customer, &owner) != KEFU_OK)
		return KEFU_E_NOMEM;
	status = track_add(timelines, track, event, seq, rank);
	if (status == KEFU_OK && customer != 0)
		track_bind(timelines, target->number, &owner);
	if (before != 0)
		text_offer(timelines->texts, before);
	return status;
}

/* To a target that was looked up. */
static int32_t apply_to(struct timelines *timelines, const kefu_event *event,
                        struct target *target, enum applied *applied)
{
	int64_t seq = target->kind != TRACK_NONE ? event->seq : 0;
	enum record_rank rank = record_rank(event->kind, seq);
	int32_t status;

	*applied = APPLIED_NEW;
	if (target->number != NO_TRACK)
		status = apply_again(timelines, event, target, seq, rank, applied);
	else
		status = apply_first(timelines, event, target, rank);
	if (status == KEFU_OK && *applied == APPLIED_NEW) {
		timelines->events++;
		if (event->t > timelines->last)
			timelines->last = event->t;
	}
	return status;
}

int32_t timelines_apply(struct timelines *timelines, const kefu_event *event,
                        enum applied *applied)
{
	struct target target;

	target_of(event, &target);
	target.tag = track_tag(target.kind, target.id, target.agent);
	target_look_up(timelines, &target);
	return apply_to(timelines, event, &target, applied);
}

void timelines_move_texts(struct timelines *timelines, struct text_table *texts)
{
	timelines->texts = texts;
}

/* How many events are dealt with at once, in passes: each pass asks for the
 * memory that the next one needs, and by then it is there. */
#define BATCH 64

static void batch_look_up(const struct timelines *timelines, const char *events, size_t stride,
                          size_t count, struct target *targets)
{
	const struct hash_index *tracks = &timelines->track_index;
	const struct hash_index *customers = &timelines->customer_index;
	size_t i;

	for (i = 0; i < count; i++) {
		struct target *target = &targets[i];

		target_of((const kefu_event *)(const void *)(events + i * stride), target);
		target->tag = track_tag(target->kind, target->id, target->agent);
		target->number = NO_TRACK;
		if (tracks->slot_count != 0)
			__builtin_prefetch(hash_slot(tracks, target->tag));
	}
	for (i = 0; i < count && tracks->slot_count != 0; i++) {
		const kefu_event *event = (const kefu_event *)(const void *)(events + i * stride);
		struct target *target = &targets[i];

		target->number = hash_first(tracks, target->tag);
		if (target->number != NO_TRACK) {
			const char *track = (const char *)track_at(timelines, target->number);

			__builtin_prefetch(track, 1);
			__builtin_prefetch(track + PAGE_ALIGN, 1);
		} else if (event->customer != 0 && customers->slot_count != 0) {
			__builtin_prefetch(hash_slot(customers, customer_tag(event->customer)), 1);
		}
	}
	for (i = 0; i < count; i++) {
		const kefu_event *event = (const kefu_event *)(const void *)(events + i * stride);
		const struct target *target = &targets[i];

		if (target->number != NO_TRACK) {
			const struct track *track = track_at(timelines, target->number);

			if (track->used > TRACK_INLINE && (track->flags & TRACK_LARGE) == 0)
				__builtin_prefetch(block_at(timelines, track->block) +
				                   (track->used - TRACK_INLINE), 1);
		} else if (event->customer != 0 && customers->slot_count != 0) {
			uint32_t number = hash_first(customers, customer_tag(event->customer));

			if (number != HASH_NONE)
				__builtin_prefetch(customer_at(timelines, number), 1);
		}
	}
}

static inline int target_is(const struct target *target, const struct track *track)
{
	return (track->id == target->id) & (track->kind == target->kind) &&
	       track_agent(track) == target->agent;
}

/* The batch was looked up before any of it was applied: a track found then is
 * looked at again, and one not found may have come since, most likely by the
 * event before. */
static inline void target_settle(const struct timelines *timelines, struct target *target,
                                 const struct target *before)
{
	if (target->number == NO_TRACK && before != NULL && before->tag == target->tag)
		target->number = before->number;
	if (target->number == NO_TRACK || !target_is(target, track_at(timelines, target->number)))
		target_look_up(timelines, target);
}

/* What most events are: of a session that nothing was taken back from, none of
 * them numbered, none later than this one, naming no customer or the session's
 * own, with room where the last record ends. 1 when that was all there was to
 * do. */
static inline int apply_quick(struct timelines *timelines, const kefu_event *event,
                              const struct target *target)
{
	struct track *track;
	unsigned char *end = NULL;
	size_t room, length;

	if (target->number == NO_TRACK)
		return 0;
	track = track_at(timelines, target->number);
	room = track_room(timelines, track, &end);
	if ((target->kind != TRACK_SESSION) | (event->seq != 0) | (event->t < track->last.t) |
	    ((track->flags & (TRACK_NUMBERING | TRACK_BOUND | TRACK_RETRACTS)) != TRACK_BOUND) |
	    ((event->customer != 0) & (event->customer != track->customer)))
		return 0;
	length = record_encode_quick(event, &track->last, end, room);
	if (length == 0)
		return 0;
	track->used += (uint32_t)length;
	track->events++;
	timelines->events++;
	timelines->last = event->t > timelines->last ? event->t : timelines->last;
	return 1;
}

int32_t timelines_apply_many(struct timelines *timelines,
                             const kefu_event *events, size_t stride,
                             size_t count, size_t *done, int64_t *fresh,
                             int64_t *duplicates)
{
	struct target targets[BATCH];
	size_t start, i;

	for (start = 0; start < count; start += BATCH) {
		const char *first = (const char *)events + start * stride;
		size_t size = count - start < BATCH ? count - start : BATCH;

		batch_look_up(timelines, first, stride, size, targets);
		for (i = 0; i < size; i++) {
			const kefu_event *event = (const kefu_event *)(const void *)(first + i * stride);
			enum applied applied = APPLIED_NEW;
			int32_t status;

			target_settle(timelines, &targets[i], i != 0 ? &targets[i - 1] : NULL);
			if (!apply_quick(timelines, event, &targets[i])) {
				status = apply_to(timelines, event, &targets[i], &applied);
				if (status != KEFU_OK) {
					*done = start + i;
					return status;
				}
			}
			if (applied == APPLIED_NEW)
				++*fresh;
			else
				++*duplicates;
		}
	}
	*done = count;
	return KEFU_OK;
}

void timelines_saw(struct timelines *timelines, int64_t t)
{
	if (t > timelines->last)
		timelines->last = t;
}

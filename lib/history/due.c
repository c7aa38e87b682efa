#include "history/due.h"

#include <string.h>

#include "history/tracks.h"

/* How many tracks ahead memory is asked for. */
#define AHEAD 24
/* How many customers are looked up at once, in passes: each pass asks for the
 * memory that the next one needs. */
#define BATCH 32

struct batch {
	size_t count;
	struct {
		kefu_id customer;
		uint32_t tag;
		unsigned flag;
	} at[BATCH];
};

static int32_t list_add(struct due_list *list, uint32_t customer,
                        const kefu_allocator *allocator)
{
	void *array = list->customers;
	int32_t status = memory_reserve(allocator, &array, &list->capacity, list->count + 1,
	                                sizeof *list->customers);

	list->customers = array;
	if (status == KEFU_OK)
		list->customers[list->count++] = customer;
	return status;
}

int32_t due_add(struct due *due, uint32_t customer, unsigned flag,
                const kefu_allocator *allocator)
{
	const unsigned settling = DUE_SETTLES | DUE_MAYBE;
	unsigned before = due->flags[customer];

	due->flags[customer] = (uint8_t)(before | flag);
	if ((flag & settling) != 0)
		return (before & settling) == 0
			? list_add(&due->settling, customer, allocator) : KEFU_OK;
	return (before & flag) == 0 ? list_add(&due->going, customer, allocator) : KEFU_OK;
}

static int32_t batch_end(struct due *due, const struct timelines *timelines,
                         const kefu_allocator *allocator, struct batch *batch)
{
	const struct hash_index *index = &timelines->customer_index;
	int32_t status = KEFU_OK;
	size_t i, at;

	for (i = 0; i < batch->count; i++) {
		batch->at[i].tag = customer_tag(batch->at[i].customer);
		__builtin_prefetch(hash_slot(index, batch->at[i].tag));
	}
	for (i = 0; i < batch->count; i++) {
		uint32_t number = hash_first(index, batch->at[i].tag);

		__builtin_prefetch(customer_at(timelines, number));
		__builtin_prefetch(&due->flags[number], 1);
	}
	for (i = 0; i < batch->count && status == KEFU_OK; i++)
		status = due_add(due, customer_lookup(timelines, batch->at[i].customer, &at),
		                 batch->at[i].flag, allocator);
	batch->count = 0;
	return status;
}

/* Whether a session's first record does not show that it opened one: what is
 * read from the track may then settle in part. */
static int may_open_none(const struct timelines *timelines, const struct track *track)
{
	const unsigned char *first = (track->flags & TRACK_LARGE) != 0
		? timelines->large[track->block].bytes : track->bytes;
	unsigned shape = *first & 15;

	return shape == SHAPE_GENERAL || shape == SHAPE_PLAIN || shape == SHAPE_ANSWER ||
	       shape == SHAPE_SEND;
}

/* What the last event says of the rest of a track: not when that can be taken
 * back. */
static int is_odd(const struct timelines *timelines, const struct track *track)
{
	return (track->flags & (TRACK_RETRACTS | TRACK_LARGE)) != 0 ||
	       (track_kind_of(track) == TRACK_SESSION && may_open_none(timelines, track));
}

/* Of a live track of a session, thread, order or refund case. */
static unsigned live_flags(const struct due *due, const struct timelines *timelines,
                           uint32_t number, const struct track *track)
{
	int64_t latest = due->mark - due->ahead, last = track_last(timelines, track);
	enum track_kind kind = track_kind_of(track);

	if (kind == TRACK_THREAD) /* settles in part */
		return track_first(timelines, track) <= latest ? DUE_SETTLES : 0;
	if (last > latest)
		return is_odd(timelines, track) && track_first(timelines, track) <= latest
			? DUE_MAYBE : 0;
	/* more is expected of orders, and of what nobody ended, for a while */
	if (last > latest - due->idle_end &&
	    (kind != TRACK_SESSION || track_is_noted_open(timelines, number)) &&
	    !is_odd(timelines, track))
		return 0;
	return DUE_SETTLES;
}

static unsigned flags_of(const struct due *due, const struct timelines *timelines,
                         uint32_t number, const struct track *track)
{
	switch (track->kind) {
	case TRACK_SESSION:
	case TRACK_THREAD:
	case TRACK_ORDER:
	case TRACK_REFUND:
		return live_flags(due, timelines, number, track);
	case 0:
		return 0;
	case TRACK_SHOP:
	case TRACK_AGENT:
	case TRACK_NONE:
		return DUE_PLAIN;
	default:
		return track_last(timelines, track) <= due->goes ? DUE_GOES : 0;
	}
}

static int32_t note_nobodys(struct due *due, const kefu_allocator *allocator, uint32_t number,
                            unsigned flags)
{
	void *array = due->nobody;
	int32_t status = memory_reserve(allocator, &array, &due->nobody_capacity,
	                                due->nobody_count + 1, sizeof *due->nobody);

	due->nobody = array;
	if (status != KEFU_OK)
		return status;
	due->nobody[due->nobody_count].number = number;
	due->nobody[due->nobody_count++].flags = flags;
	return KEFU_OK;
}

int32_t due_find(struct due *due, const struct timelines *timelines,
                 const kefu_allocator *allocator)
{
	uint32_t number, count = timelines_track_count(timelines);
	struct batch batch;
	int32_t status = KEFU_OK;

	batch.count = 0;
	due->customer_count = timelines_customer_count(timelines);
	due->flags = memory_get_zeroed(allocator, due->customer_count);
	if (due->flags == NULL)
		return KEFU_E_NOMEM;
	for (number = 0; number < count && status == KEFU_OK; number++) {
		const struct track *track = track_at(timelines, number);
		unsigned flags;

		if (number + AHEAD < count)
			__builtin_prefetch(track_at(timelines, number + AHEAD));
		flags = flags_of(due, timelines, number, track);
		if (track->kind == TRACK_REFUND && (track->flags & TRACK_BOUND) == 0)
			flags |= DUE_PLAIN;
		if (flags == 0)
			continue;
		if ((track->flags & TRACK_BOUND) == 0) {
			status = note_nobodys(due, allocator, number, flags);
			continue;
		}
		batch.at[batch.count].customer = track_customer(track);
		batch.at[batch.count].flag = flags;
		if (++batch.count == BATCH)
			status = batch_end(due, timelines, allocator, &batch);
	}
	return status == KEFU_OK ? batch_end(due, timelines, allocator, &batch) : status;
}

void due_release(struct due *due, const kefu_allocator *allocator)
{
	memory_put(allocator, due->flags, due->customer_count);
	memory_put(allocator, due->settling.customers,
	           due->settling.capacity * sizeof *due->settling.customers);
	memory_put(allocator, due->going.customers,
	           due->going.capacity * sizeof *due->going.customers);
	memory_put(allocator, due->nobody, due->nobody_capacity * sizeof *due->nobody);
	memset(due, 0, sizeof *due);
}

void due_ask_ahead(const struct due_list *list, const struct timelines *timelines, size_t at)
{
	const uint32_t *customers = &list->customers[at];
	size_t left = list->count - at;
	const struct track *track;

	if (left > 24)
		__builtin_prefetch(customer_at(timelines, customers[24]));
	if (left > 12)
		timelines_prefetch(timelines, customers[12]);
	if (left <= 6)
		return;
	track = track_at(timelines, customer_at(timelines, customers[6])->first);
	if (track->used > TRACK_INLINE && (track->flags & TRACK_LARGE) == 0)
		__builtin_prefetch(block_at(timelines, track->block));
	if (track->next != NO_TRACK) {
		track = track_at(timelines, track->next);
		__builtin_prefetch(track);
		__builtin_prefetch((const char *)track + PAGE_ALIGN);
	}
}

int due_is_silent(const struct due *due, const struct timelines *timelines, uint32_t number)
{
	const struct track *track = track_at(timelines, number);
	int64_t latest = due->mark - due->ahead;

	switch (track->kind) {
	case TRACK_SESSION:
	case TRACK_ORDER:
	case TRACK_REFUND:
		return track_last(timelines, track) <= latest;
	case TRACK_THREAD:
		return track_first(timelines, track) <= latest;
	default:
		return 0;
	}
}

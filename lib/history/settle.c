/* Tracks that come and go as a whole: settled, forgotten, put back, replaced. */
#include <string.h>

#include "history/tracks.h"

static uint32_t tag_of(const struct track *track)
{
	return track_tag(track->kind, track->id, track_agent(track));
}

void track_index(struct timelines *timelines, uint32_t number)
{
	const struct track *track = track_at(timelines, number);
	uint32_t tag = tag_of(track);
	size_t at;

	if (!track_is_indexed(track->kind))
		return;
	at = hash_home(&timelines->track_index, tag);
	while (hash_next(&timelines->track_index, tag, &at) != HASH_NONE)
		;
	hash_put(&timelines->track_index, tag, number, at);
}

static void index_take(struct timelines *timelines, uint32_t number)
{
	const struct track *track = track_at(timelines, number);

	if (track_is_indexed(track->kind))
		hash_remove(&timelines->track_index, tag_of(track), number);
}

void timelines_settle(struct timelines *timelines, uint32_t number)
{
	struct track *track = track_at(timelines, number);

	if (track->kind == 0 || track_is_settled(track))
		return;
	track_count(timelines, track, -1);
	index_take(timelines, number);
	track->kind |= TRACK_SETTLED;
	track_index(timelines, number);
	track_count(timelines, track, 1);
}

int32_t timelines_note_open(struct timelines *timelines, uint32_t number)
{
	size_t count = timelines->tracks.count;
	uint32_t *larger;

	if (number >= timelines->open_count) {
		count += count / 8;
		larger = memory_get_zeroed(&timelines->allocator, count * sizeof *larger);
		if (larger == NULL)
			return KEFU_E_NOMEM;
		if (timelines->open_count != 0)
			memcpy(larger, timelines->open, timelines->open_count * sizeof *larger);
		memory_put(&timelines->allocator, timelines->open,
		           timelines->open_count * sizeof *larger);
		timelines->open = larger;
		timelines->open_count = count;
	}
	timelines->open[number] = track_at(timelines, number)->events;
	return KEFU_OK;
}

void timelines_forget(struct timelines *timelines, uint32_t number)
{
	const struct track *track = track_at(timelines, number);

	if (track->kind == 0)
		return;
	track_count(timelines, track, -1);
	index_take(timelines, number);
	track_unlink(timelines, number);
	track_drop(timelines, number);
}

void timelines_settle_soon(const struct timelines *timelines, uint32_t number)
{
	__builtin_prefetch(hash_slot(&timelines->track_index,
	                             tag_of(track_at(timelines, number))), 1);
}

void timelines_forget_soon(const struct timelines *timelines, uint32_t number)
{
	const struct track *track = track_at(timelines, number);

	if ((track->flags & TRACK_BOUND) != 0)
		__builtin_prefetch(hash_slot(&timelines->customer_index,
		                             customer_tag(track_customer(track))), 1);
}

void timelines_forget_next(const struct timelines *timelines, uint32_t number)
{
	const struct track *track = track_at(timelines, number);
	uint32_t customer = NOBODY;

	if ((track->flags & TRACK_BOUND) != 0)
		customer = hash_first(&timelines->customer_index,
		                      customer_tag(track_customer(track)));
	if (customer != NOBODY)
		__builtin_prefetch(customer_at(timelines, customer), 1);
}

int32_t timelines_detached(struct timelines *timelines, const struct track_info *info,
                           const struct entry *entries, size_t count, uint32_t *number)
{
	uint32_t made = NO_TRACK;
	int32_t status;
	size_t i;

	/* An order leaves one more in the index when it is cut. */
	status = hash_reserve(&timelines->track_index, &timelines->allocator);
	for (i = 0; i < count && status == KEFU_OK; i++) {
		enum record_rank rank = record_rank(entries[i].kind, entries[i].seq);
		kefu_event event;

		record_event(&entries[i], &event);
		status = i == 0
			? track_begin(timelines, info->kind, info->id, info->agent, &event,
			              rank, &made)
			: track_add(timelines, track_at(timelines, made), &event, event.seq, rank);
	}
	if (status == KEFU_OK)
		*number = made;
	else if (i > 1)
		track_drop(timelines, made);
	return status;
}

void timelines_discard(struct timelines *timelines, uint32_t number)
{
	if (number != NO_TRACK)
		track_drop(timelines, number);
}

/* Puts a detached track where another one is. */
static void stand_in(struct timelines *timelines, uint32_t number, const struct track *old)
{
	struct track *track = track_at(timelines, number);
	uint32_t owner = NOBODY;
	size_t at;

	if ((old->flags & TRACK_BOUND) != 0) {
		owner = customer_lookup(timelines, track_customer(old), &at);
		track->flags |= TRACK_BOUND;
		track->customer = old->customer; /* a thread's agent */
	}
	track_link(timelines, number, owner);
}

void timelines_replace(struct timelines *timelines, uint32_t number,
                       uint32_t earlier, uint32_t later)
{
	const struct track *old = track_at(timelines, number);
	unsigned settled = old->kind & TRACK_SETTLED;

	/* Before the old one goes, and maybe its customer. */
	if (earlier != NO_TRACK) {
		stand_in(timelines, earlier, old);
		track_at(timelines, earlier)->kind |= TRACK_SETTLED;
	}
	if (later != NO_TRACK) {
		stand_in(timelines, later, old);
		track_at(timelines, later)->kind |= (uint8_t)settled;
	}
	timelines_forget(timelines, number);
	if (earlier != NO_TRACK) {
		track_index(timelines, earlier);
		track_count(timelines, track_at(timelines, earlier), 1);
	}
	if (later != NO_TRACK) {
		track_index(timelines, later);
		track_count(timelines, track_at(timelines, later), 1);
	}
}

/* Tracks that come and go as a whole: settled, forgotten, put back, replaced. */
#include "history/tracks.h"

/* Orders are found after they settled by the refund cases that name them. */
static int is_indexed(unsigned kind)
{
	return (kind & TRACK_SETTLED) == 0 || kind == (TRACK_ORDER | TRACK_SETTLED);
}

static uint32_t tag_of(const struct track *track)
{
	return track_tag(track->kind, track->id, track_agent(track));
}

void track_index(struct timelines *timelines, uint32_t number)
{
	const struct track *track = track_at(timelines, number);
	uint32_t tag = tag_of(track);
	size_t at;

	if (!is_indexed(track->kind))
		return;
	at = hash_home(&timelines->track_index, tag);
	while (hash_next(&timelines->track_index, tag, &at) != HASH_NONE)
		;
	hash_put(&timelines->track_index, tag, number, at);
}

static void index_take(struct timelines *timelines, uint32_t number)
{
	const struct track *track = track_at(timelines, number);

	if (is_indexed(track->kind))
		hash_remove(&timelines->track_index, tag_of(track), number);
}

/* `sign` 1 or -1. */
void track_count(struct timelines *timelines, const struct track *track, int sign)
{
	if (track_is_settled(track)) {
		timelines->settled += sign * (int64_t)track->events;
		return;
	}
	timelines->events += sign * (int64_t)track->events;
	timelines->sessions += sign * (track->kind == TRACK_SESSION);
	timelines->orphans += sign * (track_is_bindable(track_kind_of(track)) &&
	                              (track->flags & TRACK_BOUND) == 0);
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

static unsigned kind_in(const struct track_info *info)
{
	return (unsigned)info->kind | (info->settled != 0 ? TRACK_SETTLED : 0);
}

static int32_t restore_first(struct timelines *timelines, const struct track_info *info,
                             const kefu_event *event, uint32_t *number)
{
	kefu_id customer = info->kind == TRACK_THREAD ? info->id
		: track_is_bindable(info->kind) ? info->customer : 0;
	struct owner owner;

	if (hash_reserve(&timelines->track_index, &timelines->allocator) != KEFU_OK ||
	    owner_reserve(timelines, customer, &owner) != KEFU_OK ||
	    track_begin(timelines, kind_in(info), info->id, info->agent, event,
	                record_rank(event->kind, event->seq), number) != KEFU_OK)
		return KEFU_E_NOMEM;
	track_place(timelines, *number, &owner);
	track_index(timelines, *number);
	track_count(timelines, track_at(timelines, *number), 1);
	return KEFU_OK;
}

static int32_t restore_next(struct timelines *timelines, const kefu_event *event,
                            uint32_t number)
{
	struct track *track = track_at(timelines, number);
	int32_t status = track_add(timelines, track, event, event->seq,
	                           record_rank(event->kind, event->seq));

	if (status == KEFU_OK)
		*(track_is_settled(track) ? &timelines->settled : &timelines->events) += 1;
	return status;
}

int32_t timelines_restore(struct timelines *timelines, const struct track_info *info,
                          const kefu_event *event, uint32_t *number)
{
	uint32_t made = *number;
	int32_t status = made == NO_TRACK
		? restore_first(timelines, info, event, &made)
		: restore_next(timelines, event, made);

	if (status != KEFU_OK)
		return status;
	*number = made;
	if (event->t > timelines->last)
		timelines->last = event->t;
	return KEFU_OK;
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

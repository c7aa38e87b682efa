/* Customers, and the lists that tracks are in. */
#include "history/tracks.h"

int32_t owner_reserve(struct timelines *timelines, kefu_id id, struct owner *owner)
{
	size_t slots = timelines->customer_index.slot_count;

	owner->id = id;
	owner->is_new = 0;
	owner->number = NOBODY;
	if (id == 0)
		return KEFU_OK;
	owner->number = customer_lookup(timelines, id, &owner->at);
	if (owner->number != HASH_NONE)
		return KEFU_OK;
	if ((timelines->customer_hole == NOBODY &&
	     paged_reserve(&timelines->customers, &timelines->allocator) != KEFU_OK) ||
	    hash_reserve(&timelines->customer_index, &timelines->allocator) != KEFU_OK)
		return KEFU_E_NOMEM;
	if (timelines->customer_index.slot_count != slots)
		customer_lookup(timelines, id, &owner->at);
	owner->is_new = 1;
	owner->number = timelines->customer_hole != NOBODY
		? timelines->customer_hole : (uint32_t)timelines->customers.count;
	return KEFU_OK;
}

static void owner_commit(struct timelines *timelines, const struct owner *owner)
{
	struct customer *customer;

	if (!owner->is_new)
		return;
	if (owner->number == timelines->customers.count) {
		timelines->customers.count++;
	} else {
		timelines->customer_hole = customer_at(timelines, owner->number)->hole;
		timelines->customer_holes--;
	}
	customer = customer_at(timelines, owner->number);
	customer->id = owner->id;
	customer->first = NO_TRACK;
	customer->hole = NOBODY;
	hash_put(&timelines->customer_index, customer_tag(owner->id), owner->number, owner->at);
}

static void customer_drop(struct timelines *timelines, uint32_t number)
{
	struct customer *customer = customer_at(timelines, number);

	hash_remove(&timelines->customer_index, customer_tag(customer->id), number);
	customer->id = 0;
	customer->hole = timelines->customer_hole;
	timelines->customer_hole = number;
	timelines->customer_holes++;
}

void track_link(struct timelines *timelines, uint32_t number, uint32_t owner)
{
	struct track *track = track_at(timelines, number);
	uint32_t *first = owner == NOBODY ? &timelines->nobody : &customer_at(timelines, owner)->first;

	track->next = *first;
	if (owner == NOBODY) {
		track->customer = NO_TRACK;
		if (*first != NO_TRACK)
			track_at(timelines, *first)->customer = number;
	}
	*first = number;
}

void track_place(struct timelines *timelines, uint32_t number, const struct owner *owner)
{
	struct track *track = track_at(timelines, number);

	if (owner->number != NOBODY) {
		owner_commit(timelines, owner);
		track->flags |= TRACK_BOUND;
		if (track_kind_of(track) != TRACK_THREAD)
			track->customer = owner->id;
	}
	track_link(timelines, number, owner->number);
}

/* The track before this one in a customer's list. Whoever goes through a list
 * and takes out some of it does not walk it anew for each: the search begins
 * where the last one ended, if it can be there. */
static uint32_t track_before(const struct timelines *timelines, uint32_t number, uint32_t owner)
{
	kefu_id customer = customer_at(timelines, owner)->id;
	uint32_t at = timelines->unlinked;

	if (at != NO_TRACK && at != number && track_customer(track_at(timelines, at)) == customer) {
		while (at != NO_TRACK && track_at(timelines, at)->next != number)
			at = track_at(timelines, at)->next;
		if (at != NO_TRACK)
			return at;
	}
	at = customer_at(timelines, owner)->first;
	while (track_at(timelines, at)->next != number)
		at = track_at(timelines, at)->next;
	return at;
}

static void unlink_from(struct timelines *timelines, uint32_t number, uint32_t owner)
{
	struct customer *customer = customer_at(timelines, owner);
	uint32_t next = track_at(timelines, number)->next, before = NO_TRACK;

	if (customer->first == number) {
		customer->first = next;
		/* A search that may begin at what left the list must not. */
		if (timelines->unlinked == number)
			timelines->unlinked = NO_TRACK;
	} else {
		before = track_before(timelines, number, owner);
		track_at(timelines, before)->next = next;
		timelines->unlinked = before;
	}
	if (customer->first == NO_TRACK)
		customer_drop(timelines, owner);
}

void track_unlink(struct timelines *timelines, uint32_t number)
{
	struct track *track = track_at(timelines, number);

	if ((track->flags & TRACK_BOUND) != 0) {
		size_t at;

		unlink_from(timelines, number,
		            customer_lookup(timelines, track_customer(track), &at));
		return;
	}
	if (track->customer == NO_TRACK)
		timelines->nobody = track->next;
	else
		track_at(timelines, (uint32_t)track->customer)->next = track->next;
	if (track->next != NO_TRACK)
		track_at(timelines, track->next)->customer = track->customer;
}

void track_bind(struct timelines *timelines, uint32_t number, const struct owner *owner)
{
	struct owner there = *owner;

	timelines->orphans -= (track_at(timelines, number)->flags & TRACK_BOUND) == 0;
	/* First, because its place was looked up before another customer goes. */
	owner_commit(timelines, owner);
	there.is_new = 0;
	track_unlink(timelines, number);
	track_place(timelines, number, &there);
}

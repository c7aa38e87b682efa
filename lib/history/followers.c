/* Refund cases that name no customer, and the orders that they follow. */
#include "history/followers.h"

#include <stdlib.h>

#include "history/dossiers.h"

/* Notes a refund case without customer under the order it names. */
static int32_t note_follower(struct fold *fold, uint32_t track,
                             struct entries *entries)
{
	void *array = fold->followers;
	kefu_id order;
	int32_t status;

	entries->count = 0;
	status = timelines_read(fold->timelines, track, fold->as_of,
	                        &fold->allocator, entries);
	if (status != KEFU_OK)
		return status;
	order = dossier_order(entries->at, entries->count);
	if (order == 0)
		return KEFU_OK;
	status = memory_reserve(&fold->allocator, &array,
	                        &fold->follower_capacity,
	                        fold->follower_count + 1,
	                        sizeof *fold->followers);
	fold->followers = array;
	if (status != KEFU_OK)
		return status;
	fold->followers[fold->follower_count].order = order;
	fold->followers[fold->follower_count++].track = track;
	return KEFU_OK;
}

static int compare_followers(const void *a, const void *b)
{
	const struct follower *x = a, *y = b;

	if (x->order != y->order)
		return x->order < y->order ? -1 : 1;
	return (x->track > y->track) - (x->track < y->track);
}

/* Whether a case leads before another: by what they are, because track numbers
 * differ from desk to desk. */
static int leads_before(const struct fold *fold, uint32_t one, uint32_t other)
{
	struct track_info a, b;

	timelines_info(fold->timelines, one, &a);
	timelines_info(fold->timelines, other, &b);
	if (a.id != b.id)
		return text_compare(fold->texts, a.id, b.id) < 0;
	if (a.settled != b.settled)
		return a.settled;
	return a.first != b.first ? a.first < b.first : a.last < b.last;
}

/* Cases whose order is not held stay together: one leads. */
static void find_leaders(struct fold *fold)
{
	struct follower *at = fold->followers;
	size_t first, next, i;

	for (first = 0; first < fold->follower_count; first = next) {
		uint32_t leader = at[first].track;

		for (next = first + 1; next < fold->follower_count &&
		     at[next].order == at[first].order; next++)
			if (leads_before(fold, at[next].track, leader))
				leader = at[next].track;
		for (i = first; i < next; i++) {
			at[i].leader = timelines_find_order(fold->timelines, at[i].order,
				timelines_settled(fold->timelines, at[i].track));
			if (at[i].leader == NO_TRACK)
				at[i].leader = leader;
		}
	}
}

/* Once a fold, and only if it comes to orders. */
static int32_t note_followers(struct fold *fold)
{
	uint32_t track = timelines_first_track(fold->timelines, NOBODY);
	struct entries entries = {0};
	int32_t status = KEFU_OK;

	if (fold->knows_followers)
		return KEFU_OK;
	for (; track != NO_TRACK && status == KEFU_OK;
	     track = timelines_next_track(fold->timelines, track))
		if (timelines_kind(fold->timelines, track) == TRACK_REFUND)
			status = note_follower(fold, track, &entries);
	if (fold->follower_count > 1)
		qsort(fold->followers, fold->follower_count,
		      sizeof *fold->followers, compare_followers);
	find_leaders(fold);
	memory_put(&fold->allocator, entries.at,
	           entries.capacity * sizeof *entries.at);
	fold->knows_followers = status == KEFU_OK;
	return status;
}

/* Where the followers of an order begin, or those from a track on. */
static size_t followers_of(const struct fold *fold, kefu_id order, uint32_t track)
{
	size_t low = 0, high = fold->follower_count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (fold->followers[middle].order < order ||
		    (fold->followers[middle].order == order &&
		     fold->followers[middle].track < track))
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* Reads what a track leads, but for itself. */
static int32_t read_led(struct fold *fold, kefu_id order, uint32_t track)
{
	int32_t status = KEFU_OK;
	size_t i;

	for (i = followers_of(fold, order, 0); status == KEFU_OK &&
	     i < fold->follower_count && fold->followers[i].order == order; i++)
		if (fold->followers[i].leader == track &&
		    fold->followers[i].track != track)
			status = fold_read_track(fold, fold->followers[i].track);
	return status;
}

int32_t followers_read(struct fold *fold, uint32_t track)
{
	struct track_info info;
	int32_t status;

	if (timelines_kind(fold->timelines, track) != TRACK_ORDER)
		return KEFU_OK;
	status = note_followers(fold);
	if (status != KEFU_OK || fold->follower_count == 0)
		return status;
	timelines_info(fold->timelines, track, &info);
	return read_led(fold, info.id, track);
}

int32_t followers_join(struct fold *fold, uint32_t track, int *follows)
{
	const struct entries *entries = &fold->history.entries;
	kefu_id order = dossier_order(entries->at, entries->count);
	int32_t status = KEFU_OK;
	size_t i;

	*follows = 0;
	if (order == 0)
		return KEFU_OK;
	status = note_followers(fold);
	if (status != KEFU_OK)
		return status;
	i = followers_of(fold, order, track);
	*follows = fold->followers[i].leader != track;
	return *follows ? KEFU_OK : read_led(fold, order, track);
}

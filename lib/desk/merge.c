/* Merging: what two desks know, as one. Everything is built aside; the desk
 * changes at the end or not at all. */
#include <string.h>

#include "base/sort.h"
#include "desk/board.h"
#include "desk/handover.h"
#include "desk/merge_check.h"
#include "desk/merge_order.h"

/* What the desk will be. */
struct whole {
	kefu_desk *desk;
	const kefu_desk *other;
	struct text_table texts;
	kefu_id *ids; /* of the other's texts, by text_slot() */
	struct roster roster;
	struct timelines *timelines;
	struct entries here, there, both;
	struct sealed_change sealed;
};

static int32_t join_texts(struct whole *whole)
{
	const struct text_table *there = &whole->other->texts;
	int32_t status = text_table_copy(&whole->desk->texts, &whole->desk->allocator,
	                                 &whole->texts);
	size_t i;

	if (status != KEFU_OK || there->count == 0)
		return status;
	whole->ids = memory_get(&whole->desk->allocator, there->count * sizeof *whole->ids);
	if (whole->ids == NULL)
		return KEFU_E_NOMEM;
	for (i = 0; i < there->count && status == KEFU_OK; i++) {
		kefu_id id = text_id_at(there, i);
		size_t length, held = whole->texts.held;
		const char *text;

		whole->ids[i] = 0;
		if (id == 0)
			continue;
		text = text_of(there, id, &length);
		status = text_intern(&whole->texts, text, length, &whole->ids[i]);
		if (whole->texts.held != held && (there->slots[i].flags & TEXT_OFFERED) != 0)
			text_offer(&whole->texts, whole->ids[i]);
	}
	return status;
}

/* What the other desk's id is here. */
static inline kefu_id id_here(const struct whole *whole, kefu_id id)
{
	return (id & TEXT_ID_BIT) != 0 ? whole->ids[text_slot(id)] : id;
}

/* What it is there: an id that the other desk does not know either, for an id
 * that it does not. 0 stays 0. */
static kefu_id id_there(const struct whole *whole, kefu_id id)
{
	const char *text;
	size_t length;
	kefu_id found;

	if ((id & TEXT_ID_BIT) == 0)
		return id;
	text = text_of(&whole->texts, id, &length);
	found = text_find(&whole->other->texts, text, length);
	return found != 0 ? found : UINT64_MAX;
}

static int entry_later(const void *context, const void *left, const void *right)
{
	const struct roster_entry *a = left, *b = right;

	(void)context;
	return a->agent != b->agent ? a->agent > b->agent : a->from > b->from;
}

static const struct roster_entry *roster_find(const struct roster *roster, kefu_id agent,
                                              int64_t from)
{
	size_t low = 0, high = roster->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		const struct roster_entry *entry = &roster->entries[middle];

		if (entry->agent == agent && entry->from == from)
			return entry;
		if (entry->agent < agent || (entry->agent == agent && entry->from < from))
			low = middle + 1;
		else
			high = middle;
	}
	return NULL;
}

static int32_t join_rosters(struct whole *whole)
{
	const struct roster *here = &whole->desk->roster, *there = &whole->other->roster;
	struct roster *out = &whole->roster;
	size_t most = 2 * (here->count + there->count), i;
	void *array = NULL;
	int32_t status = memory_reserve(&whole->desk->allocator, &array, &out->capacity, most,
	                                sizeof *out->entries);

	out->entries = array;
	if (status != KEFU_OK)
		return status;
	if (here->count != 0)
		memcpy(out->entries, here->entries, here->count * sizeof *out->entries);
	out->count = here->count;
	for (i = 0; i < there->count; i++) {
		struct roster_entry entry = there->entries[i];
		const struct roster_entry *same;

		entry.agent = id_here(whole, entry.agent);
		entry.team = id_here(whole, entry.team);
		same = roster_find(here, entry.agent, entry.from);
		if (same == NULL)
			out->entries[out->count++] = entry;
		else if (same->team != entry.team)
			return merge_refuse_roster(whole->desk, whole->other, same,
			                           &there->entries[i]);
	}
	if (out->count != 0)
		sort_items(out->entries, out->entries + most / 2, out->count,
		           sizeof *out->entries, entry_later, NULL);
	return KEFU_OK;
}

static int32_t read_there(struct whole *whole, uint32_t track)
{
	int32_t status;
	size_t i, k;

	whole->there.count = 0;
	status = timelines_read_held(whole->other->timelines, track, &whole->desk->allocator,
	                             &whole->there);
	for (i = 0; i < whole->there.count && status == KEFU_OK; i++) {
		kefu_id *id;

		for (k = 0; (id = state_entry_id(&whole->there.at[i], k)) != NULL; k++)
			*id = id_here(whole, *id);
	}
	return status;
}

/* The smaller one; none is none. */
static kefu_id smaller_customer(const struct whole *whole, kefu_id a, kefu_id b)
{
	if (a == 0 || b == 0)
		return a != 0 ? a : b;
	return text_compare(&whole->texts, a, b) <= 0 ? a : b;
}

/* What both have, as one. */
static int32_t join_tracks(struct whole *whole, struct handover *handover, uint32_t here,
                           uint32_t there)
{
	const struct timelines *ours = whole->desk->timelines;
	const struct timelines *theirs = whole->other->timelines;
	const kefu_allocator *allocator = &whole->desk->allocator;
	struct packed packed;
	int32_t status;

	packed.kind = timelines_entity_of(ours, here, &packed.id, &packed.agent);
	packed.settled = false;
	packed.customer = smaller_customer(whole, timelines_bound(ours, here),
	                                   id_here(whole, timelines_bound(theirs, there)));
	whole->here.count = 0;
	whole->both.count = 0;
	status = timelines_read_held(ours, here, allocator, &whole->here);
	if (status == KEFU_OK)
		status = read_there(whole, there);
	if (status == KEFU_OK)
		status = merge_entries(allocator, &whole->texts, &whole->here, &whole->there,
		                       &whole->both);
	if (status != KEFU_OK)
		return status;
	return handover_entries(handover, &packed, whole->both.at, whole->both.count);
}

static int32_t join_own_track(struct whole *whole, struct handover *handover, uint32_t number)
{
	const struct timelines *theirs = whole->other->timelines;
	kefu_id id, agent;
	enum track_kind kind;
	uint32_t there = NO_TRACK;

	handover_soon(handover, number);
	kind = timelines_entity_of(whole->desk->timelines, number, &id, &agent);
	if (kind == 0)
		return KEFU_OK;
	if (!timelines_settled(whole->desk->timelines, number))
		there = timelines_find(theirs, kind, id_there(whole, id), id_there(whole, agent));
	return there == NO_TRACK ? handover_track(handover, number)
	                         : join_tracks(whole, handover, number, there);
}

static int32_t join_other_track(struct whole *whole, struct handover *handover, uint32_t number)
{
	const struct timelines *theirs = whole->other->timelines;
	kefu_id id, agent;
	enum track_kind kind;

	handover_soon(handover, number);
	kind = timelines_entity_of(theirs, number, &id, &agent);
	if (kind == 0)
		return KEFU_OK;
	if (!timelines_settled(theirs, number) &&
	    timelines_find(whole->desk->timelines, kind, id_here(whole, id),
	                   id_here(whole, agent)) != NO_TRACK)
		return KEFU_OK; /* is in already */
	return handover_track(handover, number);
}

static kefu_id map_here(void *whole, kefu_id id)
{
	return id_here(whole, id);
}

static int32_t check_sealed(struct whole *whole)
{
	return merge_check_sealed(whole->desk, whole->other, map_here, whole);
}

static int32_t join_timelines(struct whole *whole)
{
	const struct timelines *ours = whole->desk->timelines, *theirs = whole->other->timelines;
	const kefu_allocator *allocator = &whole->desk->allocator;
	uint32_t here = timelines_track_count(ours), there = timelines_track_count(theirs), i;
	struct handover handover;
	int32_t status = timelines_new(allocator, &whole->texts, &whole->timelines);

	if (status == KEFU_OK)
		status = timelines_adopting(whole->timelines, (size_t)here + there);
	if (status != KEFU_OK)
		return status;
	handover_begin(&handover, allocator, ours, whole->timelines, NULL, NULL);
	for (i = 0; i < here && status == KEFU_OK; i++)
		status = join_own_track(whole, &handover, i);
	handover_end(&handover);
	handover_begin(&handover, allocator, theirs, whole->timelines,
	               whole->ids != NULL ? map_here : NULL, whole);
	for (i = 0; i < there && status == KEFU_OK; i++)
		status = join_other_track(whole, &handover, i);
	handover_end(&handover);
	return status == KEFU_OK ? timelines_adopted(whole->timelines) : status;
}

static void drop_entries(struct whole *whole, struct entries *entries)
{
	memory_put(&whole->desk->allocator, entries->at, entries->capacity * sizeof *entries->at);
}

static kefu_id sealed_id_here(const void *whole, kefu_id id)
{
	return id_here(whole, id);
}

/* The latest event may be forgotten in both. */
static void join_instants(struct whole *whole)
{
	struct timelines_counts counts;

	if (whole->desk->mark < 0)
		return;
	timelines_count(whole->desk->timelines, &counts);
	timelines_saw(whole->timelines, counts.last);
	timelines_count(whole->other->timelines, &counts);
	timelines_saw(whole->timelines, counts.last);
}

/* Takes the whole's parts over, or drops them. */
static void settle(struct whole *whole, int32_t status)
{
	kefu_desk *desk = whole->desk;
	const kefu_allocator *allocator = &desk->allocator;
	struct roster *old = status == KEFU_OK ? &desk->roster : &whole->roster;

	if (whole->ids != NULL)
		memory_put(allocator, whole->ids, whole->other->texts.count * sizeof *whole->ids);
	drop_entries(whole, &whole->here);
	drop_entries(whole, &whole->there);
	drop_entries(whole, &whole->both);
	memory_put(allocator, old->entries, old->capacity * sizeof *old->entries);
	if (status == KEFU_OK) {
		desk->roster = whole->roster;
		sealed_commit(&desk->sealed, &whole->sealed);
		if (whole->other->forgotten_to > desk->forgotten_to)
			desk->forgotten_to = whole->other->forgotten_to;
		state_replace(desk, whole->timelines, &whole->texts);
	} else {
		sealed_drop(&desk->sealed, &whole->sealed);
		timelines_free(whole->timelines);
		text_table_release(&whole->texts);
	}
}

int32_t kefu_desk_merge(kefu_desk *desk, const kefu_desk *other)
{
	struct whole whole;
	int32_t status;

	if (desk == NULL || other == NULL)
		return KEFU_E_NULL;
	status = merge_check(desk, other);
	if (status != KEFU_OK)
		return status;
	memset(&whole, 0, sizeof whole);
	whole.desk = desk;
	whole.other = other;
	status = join_texts(&whole);
	if (status == KEFU_OK)
		status = check_sealed(&whole);
	if (status == KEFU_OK)
		status = join_rosters(&whole);
	if (status == KEFU_OK)
		status = join_timelines(&whole);
	if (status == KEFU_OK)
		status = sealed_stage_merge(&desk->sealed, &other->sealed, sealed_id_here, &whole,
		                            &whole.sealed);
	if (status == KEFU_OK)
		join_instants(&whole);
	settle(&whole, status);
	return status;
}

const char *kefu_desk_mismatch(const kefu_desk *desk)
{
	return desk != NULL ? desk->mismatch : "";
}

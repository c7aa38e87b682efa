/* Whether something is sealed in one of two desks that the other has as well.
 * Events that are sealed are in cells: merging cannot tell that they are the
 * same, and what they added would count twice. */

#include "base/sort.h"
#include "desk/merge_check.h"

/* The events of an entity, as it is named in the desk that takes them. */
struct held {
	kefu_id id, agent;
	int64_t first;
	uint32_t kind;
};

static struct held held_of(const struct track_info *info)
{
	return (struct held){info->id, info->agent, info->first, (uint32_t)info->kind};
}

static int held_later(const void *context, const void *left, const void *right)
{
	const struct held *a = left, *b = right;

	(void)context;
	if (a->kind != b->kind)
		return a->kind > b->kind;
	if (a->id != b->id)
		return a->id > b->id;
	return a->agent != b->agent ? a->agent > b->agent : a->first > b->first;
}

/* In order, with room for as many again. */
struct sealed_list {
	struct held *at;
	size_t count, room;
};

static int32_t list_sealed(const kefu_desk *desk, struct sealed_list *list)
{
	uint32_t tracks = timelines_track_count(desk->timelines), i;
	struct track_info info;

	for (i = 0; i < tracks; i++)
		list->room += timelines_settled(desk->timelines, i) ? 2 : 0;
	list->at = memory_get(&desk->allocator, list->room * sizeof *list->at);
	if (list->at == NULL)
		return KEFU_E_NOMEM;
	for (i = 0; i < tracks; i++) {
		if (!timelines_settled(desk->timelines, i))
			continue;
		timelines_info(desk->timelines, i, &info);
		list->at[list->count++] = held_of(&info);
	}
	sort_items(list->at, list->at + list->count, list->count, sizeof *list->at, held_later,
	           NULL);
	return KEFU_OK;
}

static int is_listed(const struct sealed_list *list, const struct held *held)
{
	size_t low = 0, high = list->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (held_later(NULL, held, &list->at[middle]))
			low = middle + 1;
		else
			high = middle;
	}
	return low < list->count && !held_later(NULL, &list->at[low], held);
}

static int is_live(const kefu_desk *desk, const struct held *held)
{
	uint32_t track = timelines_find(desk->timelines, (enum track_kind)held->kind, held->id,
	                                held->agent);
	struct track_info info;

	if (track == NO_TRACK)
		return 0;
	timelines_info(desk->timelines, track, &info);
	return info.first == held->first;
}

int32_t merge_check_sealed(kefu_desk *desk, const kefu_desk *other, merge_map *here,
                           void *context)
{
	uint32_t tracks = timelines_track_count(other->timelines), i;
	struct sealed_list list = {NULL, 0, 0};
	struct track_info info;
	int32_t status = desk->mark >= 0 ? list_sealed(desk, &list) : KEFU_OK;

	for (i = 0; i < tracks && desk->mark >= 0 && status == KEFU_OK; i++) {
		int settled = timelines_settled(other->timelines, i);
		struct held held;

		if (!settled && list.count == 0)
			continue;
		timelines_info(other->timelines, i, &info);
		held = held_of(&info);
		held.id = here(context, held.id);
		held.agent = here(context, held.agent);
		if (is_listed(&list, &held) || (settled && is_live(desk, &held)))
			status = merge_refuse_sealed(desk, other, &info);
	}
	memory_put(&desk->allocator, list.at, list.room * sizeof *list.at);
	return status;
}

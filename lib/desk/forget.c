#include "desk/forget.h"

#include "desk/event_list.h"
#include "history/packed.h"
#include "history/session.h"

static int32_t give_up(struct forgetting *forgetting, uint32_t track)
{
	void *array = forgetting->tracks;
	int32_t status;

	status = memory_reserve(&forgetting->desk->allocator, &array, &forgetting->track_capacity,
	                        forgetting->track_count + 1, sizeof *forgetting->tracks);
	forgetting->tracks = array;
	if (status == KEFU_OK)
		forgetting->tracks[forgetting->track_count++] = track;
	return status;
}

/* Hands an event to the host, if it asks. */
static int32_t hand_over(struct forgetting *forgetting, const struct track_info *info,
                         const struct entry *entry)
{
	kefu_event event;

	if (forgetting->list == NULL)
		return KEFU_OK;
	timelines_event(info, entry, &event);
	return event_list_add(forgetting->list, &forgetting->desk->texts, &event);
}

static int32_t hand_over_track(struct forgetting *forgetting, uint32_t track)
{
	const kefu_desk *desk = forgetting->desk;
	struct track_info info;
	int32_t status = KEFU_OK;
	size_t i;

	if (forgetting->list == NULL)
		return KEFU_OK;
	timelines_info(desk->timelines, track, &info);
	info.customer = timelines_bound(desk->timelines, track);
	forgetting->entries.count = 0;
	status = timelines_read_held(desk->timelines, track, &desk->allocator,
	                             &forgetting->entries);
	for (i = 0; i < forgetting->entries.count && status == KEFU_OK; i++)
		status = hand_over(forgetting, &info, &forgetting->entries.at[i]);
	return status;
}

static void note_forgotten(struct forgetting *forgetting, int64_t t)
{
	int32_t day = zone_day(forgetting->desk->zone, &forgetting->segment, t);

	if (day > forgetting->forgotten_to)
		forgetting->forgotten_to = day;
}

/* Until when what is silent may be read as open, in figures over time: of a
 * session that nobody ended, until silence ends it. KEFU_E_NOMEM. */
static int32_t open_until(struct forgetting *forgetting, uint32_t track,
                          const struct track_info *info, int64_t *until)
{
	const kefu_desk *desk = forgetting->desk;
	struct entries *entries = &forgetting->entries;
	int64_t silence = forgetting->idle_end;
	uint8_t state = STATE_OPEN;
	int32_t status;
	size_t i;

	*until = info->last;
	if (silence == 0 || (info->kind != TRACK_SESSION && info->kind != TRACK_THREAD))
		return KEFU_OK;
	entries->count = 0;
	status = timelines_read(desk->timelines, track, INT64_MAX, &desk->allocator, entries);
	for (i = 0; i < entries->count && status == KEFU_OK; i++)
		state = session_next_state(&entries->at[i], state);
	if (info->kind == TRACK_THREAD && desk->session_gap != 0 && desk->session_gap < silence)
		silence = desk->session_gap;
	if (!state_is_ended(state))
		*until += silence;
	return status;
}

/* A settled track goes once nothing unsettled, which begins at `live` at the
 * earliest, looks back at it and no figure is read from it any more. */
static int32_t plan_track(struct forgetting *forgetting, uint32_t track, int64_t live)
{
	struct track_info info;
	int64_t until, open;
	int32_t status;
	zone_segment *segment = &forgetting->segment;
	const kefu_zone *zone = forgetting->desk->zone;

	timelines_info(forgetting->desk->timelines, track, &info);
	until = info.last + forgetting->reach;
	if (!info.settled || until >= live || until > forgetting->mark ||
	    zone_day(zone, segment, until) >= forgetting->kept_from)
		return KEFU_OK;
	status = open_until(forgetting, track, &info, &open);
	if (status != KEFU_OK || zone_day(zone, segment, open) >= forgetting->kept_from)
		return status;
	note_forgotten(forgetting, open);
	status = give_up(forgetting, track);
	return status == KEFU_OK ? hand_over_track(forgetting, track) : status;
}

static int32_t plan_customer(struct forgetting *forgetting, uint32_t first)
{
	const struct timelines *timelines = forgetting->desk->timelines;
	int64_t live = INT64_MAX; /* what is unsettled begins */
	struct track_info info;
	int32_t status = KEFU_OK;
	uint32_t track;
	int any = 0;

	for (track = first; track != NO_TRACK; track = timelines_next_track(timelines, track)) {
		timelines_info(timelines, track, &info);
		any |= info.settled;
		if (!info.settled && info.first < live)
			live = info.first;
	}
	for (track = first; any && track != NO_TRACK && status == KEFU_OK;
	     track = timelines_next_track(timelines, track))
		status = plan_track(forgetting, track, live);
	return status;
}

/* A track without its first `count` events, but for one of them (or count). */
static int32_t trim(struct forgetting *forgetting, uint32_t track,
                    const struct track_info *info, size_t count, size_t but)
{
	const kefu_allocator *allocator = &forgetting->desk->allocator;
	struct entries *entries = &forgetting->entries;
	struct trim *made;
	void *array = forgetting->trims;
	int32_t status = KEFU_OK;
	size_t i;

	for (i = 0; i < count && status == KEFU_OK; i++)
		if (i != but)
			status = hand_over(forgetting, info, &entries->at[i]);
	if (status != KEFU_OK)
		return status;
	status = memory_reserve(allocator, &array, &forgetting->trim_capacity,
	                        forgetting->trim_count + 1, sizeof *forgetting->trims);
	forgetting->trims = array;
	if (status != KEFU_OK)
		return status;
	made = &forgetting->trims[forgetting->trim_count];
	made->track = track;
	made->later = NO_TRACK;
	if (but < count)
		entries->at[--count] = entries->at[but];
	if (count < entries->count)
		status = timelines_detached(forgetting->desk->timelines, info, &entries->at[count],
		                            entries->count - count, &made->later);
	forgetting->trim_count += status == KEFU_OK;
	return status;
}

static int is_presence(const struct entry *entry)
{
	return entry->kind >= KEFU_EVENT_AGENT_ONLINE && entry->kind <= KEFU_EVENT_AGENT_OFFLINE;
}

static int is_retracted(const struct entries *entries, const struct entry *entry)
{
	size_t i;

	for (i = 0; i < entries->count && entry->seq != 0; i++)
		if (entries->at[i].kind == KEFU_EVENT_RETRACT &&
		    entries->at[i].seq == entry->seq)
			return 1;
	return 0;
}

/* How many of the entries come before an instant, and the last of these that
 * says in which state things stand from then on; `*state` = count: none. */
static size_t entries_before(const struct entries *entries, int64_t before,
                             int (*is_state)(const struct entry *), size_t *state)
{
	size_t i, count = 0;

	while (count < entries->count && entries->at[count].t < before)
		count++;
	*state = count;
	for (i = count; i-- > 0 && *state == count;)
		if (entries->at[i].kind != KEFU_EVENT_RETRACT &&
		    (is_state == NULL || is_state(&entries->at[i])) &&
		    !is_retracted(entries, &entries->at[i]))
			*state = i;
	return count;
}

static int32_t trim_before(struct forgetting *forgetting, uint32_t track, int64_t before,
                           int (*is_state)(const struct entry *))
{
	const kefu_desk *desk = forgetting->desk;
	struct track_info info;
	size_t count, state;
	int32_t status;

	timelines_info(desk->timelines, track, &info);
	if (info.first >= before)
		return KEFU_OK;
	forgetting->entries.count = 0;
	status = timelines_read_held(desk->timelines, track, &desk->allocator,
	                             &forgetting->entries);
	if (status != KEFU_OK)
		return status;
	count = entries_before(&forgetting->entries, before, is_state, &state);
	if (count == 0 || (count == 1 && state == 0))
		return KEFU_OK;
	if (info.kind == TRACK_AGENT)
		note_forgotten(forgetting, forgetting->entries.at[count - 1].t);
	return trim(forgetting, track, &info, count, state);
}

/* The first event held of anybody's session: when it opened, whether the shop
 * was expected to serve matters. */
static int64_t first_held(const struct forgetting *forgetting)
{
	const struct timelines *timelines = forgetting->desk->timelines;
	uint32_t count = timelines_track_count(timelines), track;
	int64_t first = forgetting->mark + 1;
	struct track_info info;

	for (track = 0; track < count; track++) {
		enum track_kind kind = timelines_kind(timelines, track);

		if (kind != TRACK_SESSION && kind != TRACK_THREAD)
			continue;
		timelines_info(timelines, track, &info);
		if (info.first < first)
			first = info.first;
	}
	return first;
}

/* Agents' and the shop's tracks are cut; counted events go a day at a time. */
static int32_t plan_rest(struct forgetting *forgetting)
{
	const kefu_desk *desk = forgetting->desk;
	const struct timelines *timelines = desk->timelines;
	const struct due *due = forgetting->due;
	int64_t before = zone_day_start(desk->zone, forgetting->kept_from - forgetting->mature);
	struct track_info info;
	int32_t status = KEFU_OK;
	size_t i;

	for (i = 0; i < due->nobody_count && status == KEFU_OK; i++) {
		uint32_t track = due->nobody[i].number;

		switch (timelines_kind(timelines, track)) {
		case TRACK_AGENT:
			status = trim_before(forgetting, track, before, is_presence);
			break;
		case TRACK_SHOP:
			status = trim_before(forgetting, track, first_held(forgetting) + 1, NULL);
			break;
		case TRACK_NONE:
			timelines_info(timelines, track, &info);
			if (info.last >= before)
				break;
			note_forgotten(forgetting, info.last);
			status = give_up(forgetting, track);
			if (status == KEFU_OK)
				status = hand_over_track(forgetting, track);
			break;
		default:
			break;
		}
	}
	return status;
}

int32_t forgetting_plan(struct forgetting *forgetting)
{
	const struct timelines *timelines = forgetting->desk->timelines;
	const struct due *due = forgetting->due;
	int32_t status = KEFU_OK;
	size_t i;

	forgetting->forgotten_to = forgetting->desk->forgotten_to;
	for (i = 0; i < due->going.count && status == KEFU_OK; i++) {
		due_ask_ahead(&due->going, timelines, i);
		status = plan_customer(forgetting, timelines_first_track(timelines,
		                       due->going.customers[i]));
	}
	for (i = 0; i < due->nobody_count && status == KEFU_OK; i++)
		if ((due->nobody[i].flags & DUE_GOES) != 0)
			status = plan_track(forgetting, due->nobody[i].number, INT64_MAX);
	if (status == KEFU_OK)
		status = plan_rest(forgetting);
	if (status == KEFU_OK && forgetting->list != NULL)
		status = event_list_sort(forgetting->list);
	return status;
}

/* So many tracks before they go, memory is asked for. */
#define TRACKS_AHEAD 8

static void ask_ahead(const struct forgetting *forgetting, size_t at)
{
	const struct timelines *timelines = forgetting->desk->timelines;
	const uint32_t *tracks = forgetting->tracks;
	size_t count = forgetting->track_count;

	if (at + 3 * TRACKS_AHEAD < count)
		timelines_pack_soon(timelines, tracks[at + 3 * TRACKS_AHEAD]);
	if (at + 2 * TRACKS_AHEAD < count)
		timelines_forget_soon(timelines, tracks[at + 2 * TRACKS_AHEAD]);
	if (at + TRACKS_AHEAD < count)
		timelines_forget_next(timelines, tracks[at + TRACKS_AHEAD]);
}

void forgetting_commit(struct forgetting *forgetting)
{
	struct timelines *timelines = forgetting->desk->timelines;
	size_t i;

	for (i = 0; i < forgetting->track_count; i++) {
		ask_ahead(forgetting, i);
		timelines_offer_texts(timelines, forgetting->tracks[i]);
		timelines_forget(timelines, forgetting->tracks[i]);
	}
	for (i = 0; i < forgetting->trim_count; i++)
		timelines_replace(timelines, forgetting->trims[i].track, NO_TRACK,
		                  forgetting->trims[i].later);
	forgetting->trim_count = 0;
	forgetting->desk->forgotten_to = forgetting->forgotten_to;
}

void forgetting_end(struct forgetting *forgetting)
{
	const kefu_allocator *allocator = &forgetting->desk->allocator;
	size_t i;

	for (i = 0; i < forgetting->trim_count; i++)
		if (forgetting->trims[i].later != NO_TRACK)
			timelines_discard(forgetting->desk->timelines, forgetting->trims[i].later);
	memory_put(allocator, forgetting->tracks,
	           forgetting->track_capacity * sizeof *forgetting->tracks);
	memory_put(allocator, forgetting->trims,
	           forgetting->trim_capacity * sizeof *forgetting->trims);
	memory_put(allocator, forgetting->entries.at,
	           forgetting->entries.capacity * sizeof *forgetting->entries.at);
}

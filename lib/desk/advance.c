/* Sealing: what is settled enters cells for good.
 *
 * Everything that can fail comes first and changes nothing: what may be
 * forgotten, what settles, its observations in three layers of cells, and the
 * threads that settle in part. Then all of it takes effect at once. */
#include <string.h>

#include "desk/board.h"
#include "desk/event_list.h"
#include "desk/forget.h"
#include "desk/seal.h"
#include "history/due.h"
#include "history/packed.h"
#include "history/settling.h"
#include "measure/reach.h"
#include "time/civil.h"

/* A track that settles: whole, or cut in two. */
struct settled_track {
	uint32_t track;
	int64_t before;          /* INT64_MAX: whole */
	uint32_t earlier, later; /* what takes the place of one that is cut */
};

struct advance {
	kefu_desk *desk;
	int64_t now, mark;
	struct settling settling;
	int keeps; /* definitions in use need events to be kept */
	struct due due;

	struct fold fold;
	struct sla_scratch scratch; /* for timers that outlive the end */
	struct observer observer;
	/* Readings that count alike in all layers go to the agents' cells, from
	 * which the others follow; those that do not are kept apart until then. */
	struct cube cubes[SEALED_LAYERS], apart[SEALED_LAYERS];
	struct layer layers[1 + SEALED_LAYERS];
	struct column *columns; /* versions of definitions whose figures add up */
	int32_t column_count;
	size_t column_room;
	int32_t *used;          /* of each cube column, the definition in use */
	int32_t cube_columns;

	struct settled_track *settled;
	size_t settled_count, settled_capacity;
	struct forgetting forgetting;
	struct sealed_change change;
};

/* How many tracks ahead memory is asked for. */
#define TRACKS_AHEAD 8

static const int32_t dimensions[] = {
	KEFU_BY_DAY, KEFU_BY_CHANNEL, KEFU_BY_TOPIC, KEFU_BY_PHASE, KEFU_BY_CURRENCY,
	KEFU_BY_TEAM, KEFU_BY_AGENT,
};

int used_adds_up(const struct used *used)
{
	size_t i;

	for (i = 0; i < used->version_count; i++)
		if (!definition_reach(&used->versions[i].definition->rule).adds_up)
			return 0;
	return 1;
}

static int64_t larger(int64_t a, int64_t b)
{
	return a > b ? a : b;
}

/* How far definitions look. What does not add up is not sealed: it does not
 * wait for what it looks ahead to, but looks back like all others. A day is
 * added, because some count in local days. */
static void find_reach(struct advance *advance)
{
	const kefu_desk *desk = advance->desk;
	int64_t ahead = 0, back = 0;
	size_t i, k;

	for (i = 0; i < desk->used_count; i++) {
		const struct used *used = &desk->used[i];
		int adds_up = used_adds_up(used);

		advance->keeps |= !adds_up;
		for (k = 0; k < used->version_count; k++) {
			struct reach reach = definition_reach(&used->versions[k].definition->rule);

			back = larger(back, reach.back_ms);
			if (used->versions[k].definition->rule.mature_days > advance->forgetting.mature)
				advance->forgetting.mature = used->versions[k].definition->rule.mature_days;
			if (adds_up)
				ahead = larger(ahead, reach.ahead_ms);
			advance->settling.awaits_orders |= adds_up && reach.awaits_orders;
		}
	}
	advance->settling.zone = desk->zone;
	advance->settling.mark = advance->mark;
	advance->settling.ahead = ahead + CIVIL_DAY_MS;
	advance->settling.idle_end = desk->keeping.idle_end;
	advance->forgetting.reach = larger(ahead, back) + CIVIL_DAY_MS;
	advance->forgetting.idle_end = advance->keeps ? desk->keeping.idle_end : 0;
}

/* A column for each version of a definition whose figures add up. */
static int32_t choose_columns(struct advance *advance)
{
	const kefu_desk *desk = advance->desk;
	size_t i, k, versions = 0;

	for (i = 0; i < desk->used_count; i++)
		versions += desk->used[i].version_count;
	advance->column_room = versions + 1;
	advance->columns = memory_get_zeroed(&desk->allocator,
		advance->column_room * sizeof *advance->columns);
	advance->used = memory_get_zeroed(&desk->allocator,
		advance->column_room * sizeof *advance->used);
	if (advance->columns == NULL || advance->used == NULL)
		return KEFU_E_NOMEM;
	for (i = 0; i < desk->used_count; i++) {
		const struct used *used = &desk->used[i];

		if (!used_adds_up(used))
			continue;
		for (k = 0; k < used->version_count; k++) {
			struct column *column = &advance->columns[advance->column_count++];

			column->definition = &used->versions[k].definition->rule;
			column->from_day = used->versions[k].from_day;
			column->to_day = used->versions[k].to_day;
			column->cube_column = advance->cube_columns;
			column->level = LEVEL_NOW;
			column->standings = 1u << STANDING_SETTLING;
		}
		advance->used[advance->cube_columns++] = (int32_t)i;
	}
	return KEFU_OK;
}

/* The layers of sealed cells: everything; teams; teams and agents. */
static int32_t lay_out(struct advance *advance)
{
	const kefu_desk *desk = advance->desk;
	int32_t i, status = KEFU_OK;

	for (i = 0; i < SEALED_LAYERS && status == KEFU_OK; i++) {
		status = cube_init(&advance->cubes[i], &desk->allocator,
		                   advance->cube_columns, 0);
		if (status == KEFU_OK)
			status = cube_init(&advance->apart[i], &desk->allocator,
			                   advance->cube_columns, 0);
		advance->layers[1 + i].cube = &advance->apart[i];
		advance->layers[1 + i].by = dimensions;
		advance->layers[1 + i].by_count = 5 + i;
	}
	advance->layers[0] = advance->layers[1 + SEALED_AGENT];
	advance->layers[0].cube = &advance->cubes[SEALED_AGENT];
	if (status == KEFU_OK)
		status = observer_begin(&advance->observer, &desk->allocator, &advance->fold,
		                        desk->zone, &desk->roster, desk->currency,
		                        advance->layers, 1 + SEALED_LAYERS, advance->columns,
		                        advance->column_count);
	advance->observer.sealed_to = desk->mark;
	advance->observer.sealing_to = advance->mark;
	return status;
}

/* What was taken back whole: nothing to read, but to be forgotten. */
static int settle_void(struct advance *advance)
{
	struct customer_history *history = &advance->fold.history;
	int any = 0;
	size_t i;

	for (i = 0; i < history->run_count; i++) {
		struct run *run = &history->runs[i];
		struct track_info info;

		if (run->standing != STANDING_LIVE ||
		    run->first != (i + 1 < history->run_count ? history->runs[i + 1].first
		                                              : history->read_count))
			continue;
		timelines_info(advance->desk->timelines, run->track, &info);
		if (info.last + advance->settling.ahead + advance->settling.idle_end > advance->mark)
			continue;
		run->standing = STANDING_SETTLING;
		run->settles_before = INT64_MAX;
		any = 1;
	}
	return any;
}

/* Which sessions need no look until silence ends them. */
static int32_t note_open(struct advance *advance)
{
	const struct customer_history *history = &advance->fold.history;
	int32_t status = KEFU_OK;
	size_t i;

	for (i = 0; i < history->session_count && status == KEFU_OK; i++) {
		const struct session *session = &history->sessions[i];

		if (session->standing == STANDING_LIVE && session->id != 0 &&
		    session->ended < 0)
			status = timelines_note_open(advance->desk->timelines,
			                             session->track);
	}
	return status;
}

static int32_t note_awaited(void *context, const struct timer_cycle *cycle)
{
	struct session *session = context;

	session->awaited |= cycle->stopped_at < 0;
	return KEFU_OK;
}

/* Finds the sessions whose end does not stop a timer of theirs that runs. */
static int32_t find_awaited(struct advance *advance)
{
	const struct sla_book *book = &advance->desk->sla;
	struct customer_history *history = &advance->fold.history;
	int32_t status = KEFU_OK;
	size_t i, k;

	for (i = 0; i < book->promise_count; i++)
		for (k = 0; k < history->session_count && status == KEFU_OK &&
		     sla_outlives_end(&book->promises[i]); k++)
			if (history->sessions[k].standing == STANDING_LIVE)
				status = sla_session(book, i, &history->sessions[k],
				                     advance->fold.as_of,
				                     &advance->desk->allocator,
				                     &advance->scratch, note_awaited,
				                     &history->sessions[k]);
	return status;
}

/* What settles of the history just read, and what is read from it. */
static int32_t settle_history(struct advance *advance)
{
	struct customer_history *history = &advance->fold.history;
	void *array;
	size_t i;
	int32_t status = find_awaited(advance);
	int settles;

	if (status != KEFU_OK)
		return status;
	settles = settling_find(&advance->settling, history);
	settles |= settle_void(advance);
	status = note_open(advance);
	if (status != KEFU_OK || !settles)
		return status;
	array = advance->settled;
	status = memory_reserve(&advance->desk->allocator, &array, &advance->settled_capacity,
	                        advance->settled_count + history->run_count,
	                        sizeof *advance->settled);
	advance->settled = array;
	if (status != KEFU_OK)
		return status;
	for (i = 0; i < history->run_count; i++) {
		const struct run *run = &history->runs[i];
		struct settled_track *settled = &advance->settled[advance->settled_count];

		if (run->standing != STANDING_SETTLING)
			continue;
		settled->track = run->track;
		settled->before = run->settles_before;
		settled->earlier = settled->later = NO_TRACK;
		advance->settled_count++;
	}
	return observe_customer(&advance->observer);
}

/* Whether what may settle only with something silent may do so. */
static int has_silent(const struct advance *advance, uint32_t customer)
{
	const struct timelines *timelines = advance->desk->timelines;
	uint32_t track = timelines_first_track(timelines, customer);

	while (track != NO_TRACK && !due_is_silent(&advance->due, timelines, track))
		track = timelines_next_track(timelines, track);
	return track != NO_TRACK;
}

/* The customers whose orders lead cases that may settle are due, too: the
 * orders themselves may have settled before. */
static int32_t find_led(struct advance *advance)
{
	const struct timelines *timelines = advance->desk->timelines;
	struct due *due = &advance->due;
	int32_t status = KEFU_OK;
	uint32_t customer;
	size_t i;

	for (i = 0; i < due->nobody_count && status == KEFU_OK; i++) {
		uint32_t track = due->nobody[i].number;
		struct track_info info;

		if (timelines_kind(timelines, track) != TRACK_REFUND ||
		    !due_is_silent(due, timelines, track))
			continue;
		timelines_info(timelines, track, &info);
		customer = info.customer != 0
			? timelines_find_customer(timelines, info.customer) : NOBODY;
		if (customer != NOBODY)
			status = due_add(due, customer, DUE_SETTLES,
			                 &advance->desk->allocator);
	}
	return status;
}

static int32_t settle_customers(struct advance *advance)
{
	const struct due *due = &advance->due;
	const struct due_list *list = &due->settling;
	int32_t status = find_led(advance);
	size_t i;

	for (i = 0; i < list->count && status == KEFU_OK; i++) {
		uint32_t customer = list->customers[i];

		due_ask_ahead(list, advance->desk->timelines, i);
		if ((due->flags[customer] & DUE_SETTLES) == 0 &&
		    !has_silent(advance, customer))
			continue;
		status = fold_customer(&advance->fold, customer);
		if (status == KEFU_OK)
			status = settle_history(advance);
	}
	return status;
}

/* What belongs to no customer. Of agents and counts, all that the mark passes
 * is sealed. */
static int32_t settle_unbound(struct advance *advance, const struct due_track *due)
{
	uint32_t track = due->number;
	struct track_info info;
	int32_t status;

	timelines_info(advance->desk->timelines, track, &info);
	switch (info.kind) {
	case TRACK_SHOP:
		return KEFU_OK;
	case TRACK_AGENT:
	case TRACK_NONE:
		if (info.first > advance->mark || info.last <= advance->desk->mark -
		    (advance->forgetting.mature + 1) * CIVIL_DAY_MS)
			return KEFU_OK;
		status = fold_plain(&advance->fold, track);
		if (status != KEFU_OK)
			return status;
		return info.kind == TRACK_NONE ? observe_unowned(&advance->observer)
		                               : observe_agent(&advance->observer, info.id);
	default:
		if ((due->flags & DUE_SETTLES) == 0)
			return KEFU_OK;
		status = fold_orphan(&advance->fold, track);
		return status == KEFU_OK ? settle_history(advance) : status;
	}
}

static int32_t settle_everyone(struct advance *advance)
{
	const struct due *due = &advance->due;
	int32_t status = settle_customers(advance);
	size_t i;

	for (i = 0; i < due->nobody_count && status == KEFU_OK; i++)
		status = settle_unbound(advance, &due->nobody[i]);
	return status;
}

static int is_earlier(const struct entries *entries, size_t at, int64_t before)
{
	const struct entry *entry = &entries->at[at];
	size_t i;

	/* a retraction stays with what it takes back */
	for (i = 0; i < entries->count && entry->kind == KEFU_EVENT_RETRACT; i++)
		if (entries->at[i].kind != KEFU_EVENT_RETRACT && entries->at[i].seq == entry->seq)
			return entries->at[i].t < before;
	return entry->t < before;
}

/* Puts what comes before an instant first; says how much it is. Only
 * retractions change their places. */
static size_t part(struct entries *entries, int64_t before)
{
	size_t count = 0, i, k;

	for (i = 0; i < entries->count; i++) {
		struct entry moved = entries->at[i];

		if (!is_earlier(entries, i, before))
			continue;
		for (k = i; k > count; k--)
			entries->at[k] = entries->at[k - 1];
		entries->at[count++] = moved;
	}
	return count;
}

/* A thread that settles in part becomes two. */
static int32_t cut(struct advance *advance, struct settled_track *settled)
{
	kefu_desk *desk = advance->desk;
	struct entries *entries = &advance->fold.history.entries;
	struct track_info info;
	size_t count = 0;
	int32_t status;

	timelines_info(desk->timelines, settled->track, &info);
	entries->count = 0;
	status = timelines_read_held(desk->timelines, settled->track, &desk->allocator, entries);
	if (status != KEFU_OK)
		return status;
	count = part(entries, settled->before);
	info.settled = 1;
	status = timelines_detached(desk->timelines, &info, entries->at, count,
	                            &settled->earlier);
	info.settled = 0;
	if (status == KEFU_OK)
		status = timelines_detached(desk->timelines, &info, entries->at + count,
		                            entries->count - count, &settled->later);
	return status;
}

static int32_t cut_threads(struct advance *advance)
{
	int32_t status = KEFU_OK;
	size_t i;

	for (i = 0; i < advance->settled_count && status == KEFU_OK; i++)
		if (advance->settled[i].before != INT64_MAX)
			status = cut(advance, &advance->settled[i]);
	return status;
}

/* Every layer whole, for the store. */
static int32_t stage(struct advance *advance)
{
	struct cube *cubes = advance->cubes;
	const struct cube *whole[SEALED_LAYERS];
	int32_t i, status;

	status = batches_flush(&advance->observer);
	if (status == KEFU_OK)
		status = cube_pour(&cubes[SEALED_TEAM], &cubes[SEALED_AGENT], 0, 1);
	if (status == KEFU_OK)
		status = cube_pour(&cubes[SEALED_TOTAL], &cubes[SEALED_TEAM], 0, 0);
	for (i = 0; i < SEALED_LAYERS && status == KEFU_OK; i++) {
		status = cube_pour(&cubes[i], &advance->apart[i], 1, 1);
		whole[i] = &cubes[i];
	}
	return status == KEFU_OK ? sealed_stage(&advance->desk->sealed, whole, advance->used,
	                                        &advance->change) : status;
}

static int32_t find_due(struct advance *advance)
{
	const kefu_desk *desk = advance->desk;
	const struct forgetting *forgetting = &advance->forgetting;
	int64_t kept = zone_day_start(desk->zone, forgetting->kept_from) + CIVIL_DAY_MS;
	struct due *due = &advance->due;

	due->mark = advance->mark;
	due->ahead = advance->settling.ahead;
	due->idle_end = desk->keeping.idle_end;
	due->goes = (kept < advance->mark ? kept : advance->mark) - forgetting->reach;
	advance->forgetting.due = due;
	return due_find(due, desk->timelines, &desk->allocator);
}

static int32_t plan(struct advance *advance)
{
	kefu_desk *desk = advance->desk;
	zone_segment segment = {0};
	struct timelines_counts counts;
	int32_t status;

	find_reach(advance);
	advance->forgetting.kept_from = zone_day(desk->zone, &segment, advance->mark) + 1 -
	                                (advance->keeps ? desk->keeping.keep_days : 0);
	/* events from the future must not settle unread */
	timelines_count(desk->timelines, &counts);
	status = find_due(advance);
	if (status == KEFU_OK)
		status = forgetting_plan(&advance->forgetting);
	if (status == KEFU_OK)
		status = choose_columns(advance);
	if (status == KEFU_OK)
		status = desk_fold_begin(desk, larger(advance->now, counts.last),
		                         &advance->fold);
	if (status == KEFU_OK)
		status = lay_out(advance);
	if (status == KEFU_OK)
		status = settle_everyone(advance);
	if (status == KEFU_OK)
		status = cut_threads(advance);
	return status == KEFU_OK ? stage(advance) : status;
}

static void commit(struct advance *advance)
{
	kefu_desk *desk = advance->desk;
	size_t i;

	for (i = 0; i < advance->settled_count; i++) {
		struct settled_track *settled = &advance->settled[i];

		if (i + 2 * TRACKS_AHEAD < advance->settled_count)
			timelines_pack_soon(desk->timelines,
			                    settled[2 * TRACKS_AHEAD].track);
		if (i + TRACKS_AHEAD < advance->settled_count)
			timelines_settle_soon(desk->timelines,
			                      settled[TRACKS_AHEAD].track);
		if (settled->before == INT64_MAX)
			timelines_settle(desk->timelines, settled->track);
		else
			timelines_replace(desk->timelines, settled->track, settled->earlier,
			                  settled->later);
	}
	advance->settled_count = 0;
	forgetting_commit(&advance->forgetting);
	sealed_commit(&desk->sealed, &advance->change);
	desk->mark = advance->mark;
	board_drop(desk);
	if (text_offers_are_many(&desk->texts))
		desk_forget_texts(desk);
}

static void release(struct advance *advance)
{
	kefu_desk *desk = advance->desk;
	const kefu_allocator *allocator = &desk->allocator;
	size_t i;

	for (i = 0; i < advance->settled_count; i++) {
		if (advance->settled[i].earlier != NO_TRACK)
			timelines_discard(desk->timelines, advance->settled[i].earlier);
		if (advance->settled[i].later != NO_TRACK)
			timelines_discard(desk->timelines, advance->settled[i].later);
	}
	due_release(&advance->due, allocator);
	memory_put(allocator, advance->settled,
	           advance->settled_capacity * sizeof *advance->settled);
	sealed_drop(&desk->sealed, &advance->change);
	forgetting_end(&advance->forgetting);
	if (advance->observer.columns != NULL)
		observer_end(&advance->observer);
	if (advance->fold.timelines != NULL)
		fold_end(&advance->fold);
	sla_scratch_release(&advance->scratch, allocator);
	for (i = 0; i < SEALED_LAYERS; i++) {
		cube_release(&advance->cubes[i]);
		cube_release(&advance->apart[i]);
	}
	memory_put(allocator, advance->columns, advance->column_room * sizeof *advance->columns);
	memory_put(allocator, advance->used, advance->column_room * sizeof *advance->used);
}

/* The end of the last local day that ended `retention` ago; -1: none did. */
static int64_t mark_at(const kefu_desk *desk, int64_t now)
{
	zone_segment segment = {0};
	int64_t latest = now - desk->keeping.retention;

	if (latest < 0)
		return -1;
	return zone_day_start(desk->zone, zone_day(desk->zone, &segment, latest)) - 1;
}

int32_t kefu_desk_advance(kefu_desk *desk, int64_t now, kefu_event_list **forgotten)
{
	struct advance advance;
	kefu_event_list *list = NULL;
	int32_t status = KEFU_OK;

	if (desk == NULL)
		return KEFU_E_NULL;
	if (now < 0 || now > kefu_time_max())
		return KEFU_E_TIME;
	if (desk->keeping.size == 0)
		return KEFU_E_MISSING;
	if (forgotten != NULL)
		status = event_list_new(&desk->allocator, &list);
	if (status != KEFU_OK)
		return status;
	memset(&advance, 0, sizeof advance);
	advance.desk = advance.forgetting.desk = desk;
	advance.now = now;
	advance.mark = advance.forgetting.mark = mark_at(desk, now);
	advance.forgetting.list = list;
	if (advance.mark > desk->mark) {
		status = plan(&advance);
		if (status == KEFU_OK)
			commit(&advance);
		release(&advance);
	}
	if (status != KEFU_OK)
		kefu_event_list_free(list);
	else if (forgotten != NULL)
		*forgotten = list;
	return status;
}

/* From tracks to the history of a customer. */
#include "history/fold.h"

#include <stdlib.h>
#include <string.h>

#include "base/sort.h"
#include "history/dossiers.h"
#include "history/session.h"

static struct session *new_session(struct fold *fold,
                                   const struct track_info *track)
{
	struct customer_history *history = &fold->history;
	struct session *session = &history->sessions[history->session_count++];
	/* copied: memset of so few bytes becomes a slow string instruction */
	static const struct session blank;

	*session = blank;
	session->customer = track->customer;
	session->steps = &history->steps[history->step_count];
	return session;
}

static void push_step(struct customer_history *history,
                      struct session *session, const struct entry *event,
                      uint8_t effect)
{
	struct step *step = &history->steps[history->step_count++];

	step->event = event;
	step->effect = effect;
	session->count++;
}

static void finish_session(struct fold *fold, struct session *session)
{
	session_run(session, &fold->history.ignored);
	session->shop_closed =
		(uint8_t)shop_is_closed(fold, session->opened);
}

static void push_loose(struct customer_history *history,
                       const struct track_info *track,
                       const struct entry *event)
{
	struct loose *loose = &history->loose[history->loose_count++];

	loose->event = event;
	loose->customer = track->customer;
	loose->track = track->kind;
	loose->standing = STANDING_LIVE;
}

/* A track with a session id is one session; what came before anything opened
 * it counts alone. */
static void fold_session_track(struct fold *fold,
                               const struct track_info *track,
                               const struct entry *events, size_t count)
{
	struct session *session;
	size_t i;

	for (i = 0; i < count && !session_opens_with(events[i].kind); i++)
		push_loose(&fold->history, track, &events[i]);
	if (i == count)
		return;
	session = new_session(fold, track);
	session->id = track->id;
	for (; i < count; i++)
		push_step(&fold->history, session, &events[i], 0);
	finish_session(fold, session);
}

/* The end that silence gives: last sign of life plus the gap. */
static void close_idle(struct fold *fold, struct session *session,
                       int64_t at)
{
	struct entries *entries = &fold->history.entries;
	struct entry *closing = &entries->at[entries->count++];

	memset(closing, 0, sizeof *closing);
	closing->t = at;
	closing->kind = KEFU_EVENT_SESSION_CLOSE;
	push_step(&fold->history, session, closing, EFFECT_SYNTHETIC);
}

/* Besides what begins a session. A second session.open is none. */
static int is_sign_of_life(const struct entry *event)
{
	return event->kind == KEFU_EVENT_MESSAGE ||
	       event->kind == KEFU_EVENT_SESSION_CLOSE;
}

/* A thread is cut into sessions where it was silent for longer than the gap:
 * no message, opening or close. What opens no session belongs to the latest,
 * however long silent. */
static void fold_thread(struct fold *fold, const struct track_info *track,
                        const struct entry *events, size_t count)
{
	struct session *session = NULL;
	int64_t idle_at = INT64_MAX;
	int silent = 0;
	size_t i;

	for (i = 0; i < count; i++) {
		const struct entry *event = &events[i];
		int begins;

		if (session != NULL && !silent && event->t > idle_at) {
			close_idle(fold, session, idle_at);
			silent = 1;
		}
		begins = session_opens_with(event->kind) && (session == NULL || silent);
		if (begins) {
			if (session != NULL)
				finish_session(fold, session);
			session = new_session(fold, track);
			session->thread_agent = track->agent;
			silent = 0;
		}
		if (session == NULL) {
			push_loose(&fold->history, track, event);
			continue;
		}
		push_step(&fold->history, session, event, 0);
		if (fold->session_gap != 0 && (begins || is_sign_of_life(event)))
			idle_at = event->t + fold->session_gap;
	}
	if (session == NULL)
		return;
	if (!silent && fold->as_of > idle_at)
		close_idle(fold, session, idle_at);
	finish_session(fold, session);
}

/* Room for everything the events just read can become: each a step or loose,
 * each at most the start of a session that silence closes. */
static int32_t reserve(struct fold *fold)
{
	struct customer_history *history = &fold->history;
	const kefu_allocator *allocator = &fold->allocator;
	size_t count = history->entries.count;
	void *array;
	int32_t status;

	array = history->entries.at;
	status = memory_reserve(allocator, &array, &history->entries.capacity,
	                        2 * count, sizeof(struct entry));
	history->entries.at = array;
	if (status == KEFU_OK) {
		array = history->steps;
		status = memory_reserve(allocator, &array,
		                        &history->step_capacity, 2 * count,
		                        sizeof(struct step));
		history->steps = array;
	}
	if (status == KEFU_OK) {
		array = history->sessions;
		status = memory_reserve(allocator, &array,
		                        &history->session_capacity, count,
		                        sizeof(struct session));
		history->sessions = array;
	}
	if (status == KEFU_OK) {
		array = history->loose;
		status = memory_reserve(allocator, &array,
		                        &history->loose_capacity, count,
		                        sizeof(struct loose));
		history->loose = array;
	}
	if (status == KEFU_OK) {
		array = history->orders;
		status = memory_reserve(allocator, &array,
		                        &history->order_capacity,
		                        history->run_count,
		                        sizeof(struct dossier));
		history->orders = array;
	}
	if (status == KEFU_OK) {
		array = history->refunds;
		status = memory_reserve(allocator, &array,
		                        &history->refund_capacity,
		                        history->run_count,
		                        sizeof(struct dossier));
		history->refunds = array;
	}
	return status;
}

static int opened_later(const void *context, const void *a, const void *b)
{
	const struct fold *fold = context;
	const struct session *one = a, *other = b;

	if (one->opened != other->opened)
		return one->opened > other->opened;
	return text_compare(fold->texts, one->id, other->id) > 0;
}

static void push_dossier(struct customer_history *history,
                         const struct track_info *info,
                         const struct entry *events, size_t count)
{
	int is_order = info->kind == TRACK_ORDER;
	struct dossier *dossier = is_order
		? &history->orders[history->order_count++]
		: &history->refunds[history->refund_count++];

	dossier->id = info->id;
	dossier->customer = info->customer;
	dossier->order = is_order ? info->id : dossier_order(events, count);
	dossier->events = events;
	dossier->count = count;
	dossier->parent = NULL;
	dossier->cases = NULL;
	dossier->case_count = 0;
	dossier->standing = STANDING_LIVE;
}

static void fold_track(struct fold *fold, uint32_t track,
                       const struct entry *events, size_t count)
{
	struct track_info info;
	size_t i;

	if (count == 0)
		return;
	timelines_info(fold->timelines, track, &info);
	switch (info.kind) {
	case TRACK_SESSION:
		fold_session_track(fold, &info, events, count);
		break;
	case TRACK_THREAD:
		fold_thread(fold, &info, events, count);
		break;
	case TRACK_ORDER:
	case TRACK_REFUND:
		push_dossier(&fold->history, &info, events, count);
		for (i = 0; i < count; i++)
			if (events[i].kind < KEFU_EVENT_ORDER_PLACE)
				push_loose(&fold->history, &info, &events[i]);
		break;
	default:
		break;
	}
}

static int32_t read_track(struct fold *fold, uint32_t track)
{
	struct customer_history *history = &fold->history;
	void *array = history->runs;
	struct run *run;
	int32_t status;

	status = memory_reserve(&fold->allocator, &array,
	                        &history->run_capacity, history->run_count + 1,
	                        sizeof *history->runs);
	history->runs = array;
	if (status != KEFU_OK)
		return status;
	run = &history->runs[history->run_count++];
	run->track = track;
	run->kind = (uint8_t)timelines_kind(fold->timelines, track);
	run->standing = STANDING_LIVE;
	run->settles_before = INT64_MAX;
	run->first = history->entries.count;
	return timelines_read(fold->timelines, track, fold->as_of,
	                      &fold->allocator, &history->entries);
}

/* Few are the rule; a customer with very many (one id for all visitors, say)
 * gets spare room to sort them in. */
static int32_t sort_sessions(struct fold *fold)
{
	struct customer_history *history = &fold->history;
	void *array = history->spare;
	int32_t status = KEFU_OK;

	if (history->session_count > SORT_FEW)
		status = memory_reserve(&fold->allocator, &array,
		                        &history->spare_capacity,
		                        history->session_count *
		                        sizeof *history->sessions, 1);
	history->spare = array;
	if (status == KEFU_OK)
		sort_items(history->sessions, history->spare,
		           history->session_count,
		           sizeof *history->sessions, opened_later, fold);
	return status;
}

/* After all tracks have been read, because entries move while they grow. */
static int32_t fold_runs(struct fold *fold)
{
	struct customer_history *history = &fold->history;
	size_t i, end = history->entries.count;
	int32_t status = reserve(fold);

	history->read_count = end;
	if (status != KEFU_OK)
		return status;
	for (i = 0; i < history->run_count; i++) {
		size_t first = history->runs[i].first;
		size_t next = i + 1 < history->run_count
			? history->runs[i + 1].first : end;

		fold_track(fold, history->runs[i].track,
		           &history->entries.at[first], next - first);
	}
	status = sort_sessions(fold);
	return status == KEFU_OK ? dossiers_join(fold) : status;
}

static void clear_history(struct customer_history *history, kefu_id customer)
{
	history->customer = customer;
	history->session_count = history->loose_count = 0;
	history->step_count = history->entries.count = history->run_count = 0;
	history->order_count = history->refund_count = 0;
	history->read_count = 0;
}

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

/* Once a fold, and only if it comes to orders. */
static int32_t note_followers(struct fold *fold)
{
	uint32_t track = timelines_first_track(fold->timelines, NOBODY);
	struct entries entries = {0};
	int32_t status = KEFU_OK;

	if (fold->knows_followers)
		return KEFU_OK;
	for (; track != NO_TRACK && status == KEFU_OK;
	     track = timelines_next_track(fold->timelines, track)) {
		struct track_info info;

		timelines_info(fold->timelines, track, &info);
		if (info.kind == TRACK_REFUND)
			status = note_follower(fold, track, &entries);
	}
	if (fold->follower_count > 1)
		qsort(fold->followers, fold->follower_count,
		      sizeof *fold->followers, compare_followers);
	memory_put(&fold->allocator, entries.at,
	           entries.capacity * sizeof *entries.at);
	fold->knows_followers = status == KEFU_OK;
	return status;
}

/* Where the followers of an order begin. */
static size_t followers_of(const struct fold *fold, kefu_id order)
{
	size_t low = 0, high = fold->follower_count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (fold->followers[middle].order < order)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static int32_t read_followers(struct fold *fold, uint32_t track)
{
	struct track_info info;
	int32_t status;
	size_t i;

	if (timelines_kind(fold->timelines, track) != TRACK_ORDER)
		return KEFU_OK;
	status = note_followers(fold);
	if (status != KEFU_OK || fold->follower_count == 0)
		return status;
	timelines_info(fold->timelines, track, &info);
	for (i = followers_of(fold, info.id); status == KEFU_OK &&
	     i < fold->follower_count && fold->followers[i].order == info.id; i++)
		status = read_track(fold, fold->followers[i].track);
	return status;
}

int32_t fold_customer(struct fold *fold, uint32_t customer)
{
	uint32_t track = timelines_first_track(fold->timelines, customer);

	clear_history(&fold->history,
	              timelines_customer_id(fold->timelines, customer));
	for (; track != NO_TRACK;
	     track = timelines_next_track(fold->timelines, track)) {
		int32_t status = read_track(fold, track);

		if (status == KEFU_OK)
			status = read_followers(fold, track);
		if (status != KEFU_OK)
			return status;
	}
	return fold_runs(fold);
}

/* Refund cases without a customer whose order is not held stay together: the
 * first of them brings the others. Nothing is left to fold where the case
 * follows another track. */
static int32_t join_followers(struct fold *fold, uint32_t track, int *follows)
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
	i = followers_of(fold, order);
	*follows = timelines_find(fold->timelines, TRACK_ORDER, order, 0) !=
	           NO_TRACK || fold->followers[i].track != track;
	for (i++; !*follows && status == KEFU_OK &&
	     i < fold->follower_count && fold->followers[i].order == order; i++)
		status = read_track(fold, fold->followers[i].track);
	return status;
}

int32_t fold_orphan(struct fold *fold, uint32_t track)
{
	struct track_info info;
	int follows = 0;
	int32_t status;

	clear_history(&fold->history, 0);
	status = read_track(fold, track);
	if (status == KEFU_OK)
		status = read_followers(fold, track);
	timelines_info(fold->timelines, track, &info);
	if (status == KEFU_OK && info.kind == TRACK_REFUND)
		status = join_followers(fold, track, &follows);
	if (follows)
		clear_history(&fold->history, 0);
	return status == KEFU_OK ? fold_runs(fold) : status;
}

int32_t fold_around(struct fold *fold, uint32_t track)
{
	struct track_info info;
	uint32_t customer = NOBODY;

	timelines_info(fold->timelines, track, &info);
	if (info.customer != 0)
		customer = timelines_find_customer(fold->timelines,
		                                   info.customer);
	return customer != NOBODY ? fold_customer(fold, customer)
	                          : fold_orphan(fold, track);
}

int32_t fold_plain(struct fold *fold, uint32_t track)
{
	clear_history(&fold->history, 0);
	return timelines_read(fold->timelines, track, fold->as_of,
	                      &fold->allocator, &fold->history.entries);
}

int32_t fold_begin(struct fold *fold, const kefu_allocator *allocator,
                   const struct timelines *timelines,
                   const struct text_table *texts, int64_t as_of,
                   int64_t session_gap)
{
	uint32_t shop = timelines_find(timelines, TRACK_SHOP, 0, 0);

	memset(fold, 0, sizeof *fold);
	fold->allocator = *allocator;
	fold->timelines = timelines;
	fold->texts = texts;
	fold->as_of = as_of;
	fold->session_gap = session_gap;
	if (shop != NO_TRACK) {
		int32_t status = timelines_read(timelines, shop, as_of,
		                                allocator, &fold->shop);

		if (status != KEFU_OK)
			return status;
	}
	return KEFU_OK;
}

void fold_end(struct fold *fold)
{
	const kefu_allocator *allocator = &fold->allocator;
	struct customer_history *history = &fold->history;

	memory_put(allocator, fold->shop.at,
	           fold->shop.capacity * sizeof *fold->shop.at);
	memory_put(allocator, history->entries.at,
	           history->entries.capacity * sizeof *history->entries.at);
	memory_put(allocator, history->steps,
	           history->step_capacity * sizeof *history->steps);
	memory_put(allocator, history->sessions,
	           history->session_capacity * sizeof *history->sessions);
	memory_put(allocator, fold->followers,
	           fold->follower_capacity * sizeof *fold->followers);
	memory_put(allocator, history->orders,
	           history->order_capacity * sizeof *history->orders);
	memory_put(allocator, history->refunds,
	           history->refund_capacity * sizeof *history->refunds);
	memory_put(allocator, history->links,
	           history->link_capacity * sizeof *history->links);
	memory_put(allocator, history->spare, history->spare_capacity);
	memory_put(allocator, history->loose,
	           history->loose_capacity * sizeof *history->loose);
	memory_put(allocator, history->runs,
	           history->run_capacity * sizeof *history->runs);
}

int shop_is_closed(const struct fold *fold, int64_t t)
{
	size_t low = 0, high = fold->shop.count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (fold->shop.at[middle].t <= t)
			low = middle + 1;
		else
			high = middle;
	}
	return low != 0 && fold->shop.at[low - 1].kind != KEFU_EVENT_SHOP_OPEN;
}

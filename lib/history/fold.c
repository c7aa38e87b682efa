/* From tracks to the history of a customer. */
#include "history/fold.h"

#include <string.h>

#include "base/sort.h"
#include "history/dossiers.h"
#include "history/followers.h"
#include "history/session.h"

/* The track at hand. */
struct source {
	struct track_info info;
	uint32_t number;
};

static uint8_t standing_of(const struct track_info *info)
{
	return info->settled ? STANDING_SETTLED : STANDING_LIVE;
}

static struct session *new_session(struct fold *fold,
                                   const struct source *source)
{
	struct customer_history *history = &fold->history;
	struct session *session = &history->sessions[history->session_count++];
	/* copied: memset of so few bytes becomes a slow string instruction */
	static const struct session blank;

	*session = blank;
	session->customer = source->info.customer;
	session->standing = standing_of(&source->info);
	session->track = source->number;
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
                       const struct source *source,
                       const struct entry *event)
{
	struct loose *loose = &history->loose[history->loose_count++];

	loose->event = event;
	loose->customer = source->info.customer;
	loose->home = source->info.kind;
	loose->track = source->number;
	loose->standing = standing_of(&source->info);
}

/* The end that silence gives: the last event, or sign of life, plus the time
 * allowed. */
static void close_silent(struct fold *fold, struct session *session,
                         int64_t at)
{
	struct entries *entries = &fold->history.entries;
	struct entry *closing = &entries->at[entries->count++];

	memset(closing, 0, sizeof *closing);
	closing->t = at;
	closing->kind = KEFU_EVENT_SESSION_CLOSE;
	push_step(&fold->history, session, closing, EFFECT_SYNTHETIC);
}

/* When a session ends by itself, were nothing to come after this event. */
static int64_t idle_end_after(const struct fold *fold,
                              const struct entry *event)
{
	return fold->rules.idle_end != 0
		? event->t + fold->rules.idle_end : INT64_MAX;
}

/* A track with a session id is one session; what came before anything opened
 * it counts alone. */
static void fold_session_track(struct fold *fold, const struct source *source,
                               const struct entry *events, size_t count)
{
	struct session *session;
	int64_t end_at = INT64_MAX;
	uint8_t state = STATE_OPEN;
	size_t i;

	for (i = 0; i < count && !session_opens_with(events[i].kind); i++)
		push_loose(&fold->history, source, &events[i]);
	if (i == count)
		return;
	session = new_session(fold, source);
	session->id = source->info.id;
	/* nothing was silent for long enough since the first event */
	if (idle_end_after(fold, &events[i]) >= fold->as_of) {
		for (; i < count; i++)
			push_step(&fold->history, session, &events[i], 0);
		finish_session(fold, session);
		return;
	}
	for (; i < count; i++) {
		if (events[i].t > end_at && !state_is_ended(state)) {
			close_silent(fold, session, end_at);
			state = STATE_CLOSED;
		}
		push_step(&fold->history, session, &events[i], 0);
		if (fold->rules.idle_end != 0)
			state = session_next_state(&events[i], state);
		end_at = idle_end_after(fold, &events[i]);
	}
	if (fold->as_of > end_at && !state_is_ended(state))
		close_silent(fold, session, end_at);
	finish_session(fold, session);
}

/* Besides what begins a session. A second session.open is none. */
static int is_sign_of_life(const struct entry *event)
{
	return event->kind == KEFU_EVENT_MESSAGE ||
	       event->kind == KEFU_EVENT_SESSION_CLOSE;
}

/* Silence in a thread: how long it may last yet, and how the session stands. */
struct silence {
	int64_t gap_at, end_at; /* INT64_MAX: never */
	uint8_t state;
	int is_over; /* the session was cut off */
};

/* Cuts the session off if it was silent for too long before `t`. */
static void break_silence(struct fold *fold, struct session *session,
                          struct silence *silence, int64_t t)
{
	int by_gap = silence->gap_at <= silence->end_at;
	int64_t at = by_gap ? silence->gap_at : silence->end_at;

	if (silence->is_over || t <= at)
		return;
	silence->is_over = 1;
	if (by_gap || !state_is_ended(silence->state))
		close_silent(fold, session, at);
}

static void keep_silence(const struct fold *fold, const struct entry *event,
                         int begins, struct silence *silence)
{
	if (fold->rules.session_gap != 0 &&
	    (begins || is_sign_of_life(event)))
		silence->gap_at = event->t + fold->rules.session_gap;
	if (fold->rules.idle_end != 0)
		silence->state = session_next_state(event, silence->state);
	silence->end_at = idle_end_after(fold, event);
}

/* A thread is cut into sessions where it was silent for longer than the gap
 * (no message, opening or close), or than the time that ends every session (no
 * event at all). What opens no session belongs to the latest, however long
 * silent. */
static void fold_thread(struct fold *fold, const struct source *source,
                        const struct entry *events, size_t count)
{
	static const struct silence none = {INT64_MAX, INT64_MAX, STATE_OPEN, 0};
	struct session *session = NULL;
	struct silence silence = none;
	size_t i;

	for (i = 0; i < count; i++) {
		const struct entry *event = &events[i];
		int begins;

		if (session != NULL)
			break_silence(fold, session, &silence, event->t);
		begins = session_opens_with(event->kind) &&
			(session == NULL || silence.is_over);
		if (begins) {
			if (session != NULL)
				finish_session(fold, session);
			session = new_session(fold, source);
			session->thread_agent = source->info.agent;
			silence = none;
		}
		if (session == NULL) {
			push_loose(&fold->history, source, event);
			continue;
		}
		push_step(&fold->history, session, event, 0);
		keep_silence(fold, event, begins, &silence);
	}
	if (session == NULL)
		return;
	break_silence(fold, session, &silence, fold->as_of);
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

int session_entity_order(const struct text_table *texts, const struct session *one,
                         const struct session *other)
{
	if ((one->id == 0) != (other->id == 0))
		return one->id == 0 ? 1 : -1; /* threads behind sessions */
	return one->id != other->id
		? text_compare(texts, one->id, other->id)
		: text_compare(texts, one->thread_agent, other->thread_agent);
}

static int opened_later(const void *context, const void *a, const void *b)
{
	const struct fold *fold = context;
	const struct session *one = a, *other = b;
	int order;

	if (one->opened != other->opened)
		return one->opened > other->opened;
	order = session_entity_order(fold->texts, one, other);
	if (order != 0)
		return order > 0;
	return one->standing < other->standing; /* what settled came first */
}

static void push_dossier(struct customer_history *history,
                         const struct source *source,
                         const struct entry *events, size_t count)
{
	int is_order = source->info.kind == TRACK_ORDER;
	struct dossier *dossier = is_order
		? &history->orders[history->order_count++]
		: &history->refunds[history->refund_count++];

	dossier->id = source->info.id;
	dossier->customer = source->info.customer;
	dossier->order = is_order ? dossier->id : dossier_order(events, count);
	dossier->events = events;
	dossier->count = count;
	dossier->parent = NULL;
	dossier->cases = NULL;
	dossier->case_count = 0;
	dossier->track = source->number;
	dossier->standing = standing_of(&source->info);
}

static void fold_track(struct fold *fold, uint32_t track,
                       const struct entry *events, size_t count)
{
	struct source source;
	size_t i;

	if (count == 0)
		return;
	source.number = track;
	timelines_info(fold->timelines, track, &source.info);
	switch (source.info.kind) {
	case TRACK_SESSION:
		fold_session_track(fold, &source, events, count);
		break;
	case TRACK_THREAD:
		fold_thread(fold, &source, events, count);
		break;
	case TRACK_ORDER:
	case TRACK_REFUND:
		push_dossier(&fold->history, &source, events, count);
		for (i = 0; i < count; i++)
			if (events[i].kind < KEFU_EVENT_ORDER_PLACE)
				push_loose(&fold->history, &source, &events[i]);
		break;
	default:
		break;
	}
}

int32_t fold_read_track(struct fold *fold, uint32_t track)
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
	run->standing = timelines_settled(fold->timelines, track)
		? STANDING_SETTLED : STANDING_LIVE;
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

	if (history->session_count < 2)
		return KEFU_OK;
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

int32_t fold_customer(struct fold *fold, uint32_t customer)
{
	uint32_t track = timelines_first_track(fold->timelines, customer);

	clear_history(&fold->history,
	              timelines_customer_id(fold->timelines, customer));
	for (; track != NO_TRACK;
	     track = timelines_next_track(fold->timelines, track)) {
		int32_t status = fold_read_track(fold, track);

		if (status == KEFU_OK)
			status = followers_read(fold, track);
		if (status != KEFU_OK)
			return status;
	}
	return fold_runs(fold);
}

int32_t fold_orphan(struct fold *fold, uint32_t track)
{
	struct track_info info;
	int follows = 0;
	int32_t status;

	clear_history(&fold->history, 0);
	status = fold_read_track(fold, track);
	if (status == KEFU_OK)
		status = followers_read(fold, track);
	timelines_info(fold->timelines, track, &info);
	if (status == KEFU_OK && info.kind == TRACK_REFUND)
		status = followers_join(fold, track, &follows);
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
                   const struct fold_rules *rules)
{
	uint32_t shop = timelines_find(timelines, TRACK_SHOP, 0, 0);

	memset(fold, 0, sizeof *fold);
	fold->allocator = *allocator;
	fold->timelines = timelines;
	fold->texts = texts;
	fold->as_of = as_of;
	fold->rules = *rules;
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

#include "history/fold.h"

#include <string.h>

/* What a session does in each state (columns) with each event (rows). Events
 * that are not listed act in every state alike and leave it as it is. */
enum { STAY, IGNORE = 8, REOPEN = 9 };
#define TO(state) ((state) + 1)
#define PENDING TO(STATE_PENDING)
#define HOLD TO(STATE_HOLD)
#define OPENED TO(STATE_OPEN)
#define RESOLVED TO(STATE_RESOLVED)
#define CLOSED TO(STATE_CLOSED)
#define ABANDONED TO(STATE_ABANDONED)

static const uint8_t transitions[KEFU_EVENT_SESSION_MERGE + 1][6] = {
	/*                             open       pending    hold       resolved  closed  abandoned */
	[KEFU_EVENT_SESSION_PEND] = {PENDING, PENDING, PENDING, IGNORE, IGNORE, IGNORE},
	[KEFU_EVENT_SESSION_HOLD] = {HOLD, HOLD, HOLD, IGNORE, IGNORE, IGNORE},
	[KEFU_EVENT_SESSION_RESUME] = {OPENED, OPENED, OPENED, IGNORE, IGNORE, IGNORE},
	[KEFU_EVENT_SESSION_RESOLVE] = {RESOLVED, RESOLVED, RESOLVED, IGNORE, IGNORE, IGNORE},
	[KEFU_EVENT_SESSION_ABANDON] = {ABANDONED, ABANDONED, ABANDONED, IGNORE, IGNORE, IGNORE},
	[KEFU_EVENT_SESSION_CLOSE] = {CLOSED, CLOSED, CLOSED, CLOSED, IGNORE, IGNORE},
	[KEFU_EVENT_SESSION_REOPEN] = {IGNORE, IGNORE, IGNORE, REOPEN, REOPEN, REOPEN},
	/* a public customer message; other messages change no state */
	[KEFU_EVENT_MESSAGE] = {STAY, OPENED, STAY, REOPEN, REOPEN, REOPEN},
};

static uint8_t next_state(const struct entry *event, uint8_t state)
{
	if (event->kind > KEFU_EVENT_SESSION_MERGE)
		return STAY;
	if (event->kind == KEFU_EVENT_MESSAGE && !entry_is_question(event))
		return STAY;
	return transitions[event->kind][state];
}

/* Survey, knowledge-base, complaint and quality events open no session. */
static int opens_session(uint8_t kind)
{
	return kind <= KEFU_EVENT_SESSION_MERGE;
}

static kefu_id next_owner(const struct entry *event, kefu_id owner)
{
	switch (event->kind) {
	case KEFU_EVENT_SESSION_OPEN:
	case KEFU_EVENT_SESSION_JOIN:
		return owner != 0 ? owner : event->agent;
	case KEFU_EVENT_MESSAGE:
		if (owner == 0 && (event->from == KEFU_PARTY_AGENT ||
		                   event->from == KEFU_PARTY_CUSTOMER))
			return event->agent;
		return owner;
	case KEFU_EVENT_SESSION_ASSIGN:
		return event->agent;
	case KEFU_EVENT_SESSION_TRANSFER:
		return event->to;
	case KEFU_EVENT_SESSION_LEAVE:
		return event->agent == owner ? 0 : owner;
	default:
		return owner;
	}
}

/* Fills what the opening said, or what a second one adds. */
static void note_opening(struct session *session, const struct entry *event)
{
	if (session->channel == 0)
		session->channel = event->channel;
	if (session->topic == 0)
		session->topic = event->topic;
	if (session->phase == 0)
		session->phase = event->phase;
	if (session->priority == 0)
		session->priority = event->priority;
	if (session->team == 0)
		session->team = event->team;
}

/* Who began a session that an opening opened: whom the first opening names
 * that names one, else the customer. Of any other: who sent the first message,
 * bots and the system alike, else the customer. */
static uint8_t initiator_of(const struct session *session)
{
	int by_opening =
		session->steps[0].event->kind == KEFU_EVENT_SESSION_OPEN;
	size_t i;

	for (i = 0; i < session->count; i++) {
		const struct entry *event = session->steps[i].event;

		if (by_opening && event->kind == KEFU_EVENT_SESSION_OPEN &&
		    event->initiator != 0)
			return event->initiator;
		if (!by_opening && event->kind == KEFU_EVENT_MESSAGE)
			return event->from == KEFU_PARTY_BOT
				? KEFU_PARTY_SYSTEM : event->from;
	}
	return KEFU_PARTY_CUSTOMER;
}

/* Walks the steps of a session, whose events are known, and fills the rest of
 * them and the session. */
static void run_session(struct session *session, int64_t *ignored)
{
	uint8_t state = STATE_OPEN;
	kefu_id owner = 0, topic = 0;
	uint8_t phase = 0, priority = 0;
	int merged = 0;
	size_t i;

	session->opened = session->steps[0].event->t;
	session->ended = session->resolved = -1;
	for (i = 0; i < session->count; i++) {
		struct step *step = &session->steps[i];
		const struct entry *event = step->event;
		uint8_t next = next_state(event, state);

		step->state_before = state;
		step->owner_before = owner;
		if (next == IGNORE) {
			step->effect |= EFFECT_IGNORED;
			++*ignored;
		} else if (next == REOPEN) {
			step->effect |= EFFECT_REOPENED;
			if (session->resolved >= 0)
				step->effect |= EFFECT_UNRESOLVED;
			session->ended = session->resolved = -1;
			state = STATE_OPEN;
		} else if (next != STAY) {
			next = (uint8_t)(next - 1);
			if (state_is_ended(next) && !state_is_ended(state)) {
				step->effect |= EFFECT_ENDED;
				session->ended = event->t;
			}
			if (next == STATE_RESOLVED) {
				step->effect |= EFFECT_RESOLVED;
				session->resolved = event->t;
				session->resolve_step = i;
			}
			state = next;
		}
		owner = next_owner(event, owner);
		step->state = state;
		step->owner = owner;

		switch (event->kind) {
		case KEFU_EVENT_SESSION_OPEN:
			note_opening(session, event);
			break;
		case KEFU_EVENT_SESSION_TAG:
			if (event->topic != 0)
				topic = event->topic;
			if (event->phase != 0)
				phase = event->phase;
			if (event->priority != 0)
				priority = event->priority;
			break;
		case KEFU_EVENT_SESSION_EXCLUDE:
			session->excluded = 1;
			break;
		case KEFU_EVENT_SESSION_INCLUDE:
			session->excluded = 0;
			break;
		case KEFU_EVENT_SESSION_MERGE:
			merged = 1;
			break;
		case KEFU_EVENT_SESSION_LEAVE_MESSAGE:
			session->left_message = 1;
			break;
		default:
			break;
		}
	}
	/* A tag wins over the opening wherever it stands. */
	if (topic != 0)
		session->topic = topic;
	if (phase != 0)
		session->phase = phase;
	if (priority != 0)
		session->priority = priority;
	if (merged)
		session->excluded = 1;
	session->state = state;
	session->owner = owner;
	session->initiator = initiator_of(session);
}

static struct session *new_session(struct fold *fold,
                                   const struct track_info *track)
{
	struct customer_history *history = &fold->history;
	struct session *session = &history->sessions[history->session_count++];

	memset(session, 0, sizeof *session);
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
	run_session(session, &fold->history.ignored);
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
}

/* A track with a session id is one session; what came before anything opened
 * it counts alone. */
static void fold_session_track(struct fold *fold,
                               const struct track_info *track,
                               const struct entry *events, size_t count)
{
	struct session *session;
	size_t i;

	for (i = 0; i < count && !opens_session(events[i].kind); i++)
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
		begins = opens_session(event->kind) && (session == NULL || silent);
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
	return status;
}

static int comes_later(const struct fold *fold, const struct session *a,
                       const struct session *b)
{
	if (a->opened != b->opened)
		return a->opened > b->opened;
	return text_compare(fold->texts, a->id, b->id) > 0;
}

static void sort_sessions(struct fold *fold)
{
	struct session *sessions = fold->history.sessions;
	size_t i, j;

	for (i = 1; i < fold->history.session_count; i++) {
		struct session moved = sessions[i];

		for (j = i; j > 0 && comes_later(fold, &sessions[j - 1], &moved); j--)
			sessions[j] = sessions[j - 1];
		sessions[j] = moved;
	}
}

static void fold_track(struct fold *fold, uint32_t track,
                       const struct entry *events, size_t count)
{
	struct track_info info;
	size_t i;

	timelines_info(fold->timelines, track, &info);
	if (info.kind == TRACK_SESSION)
		fold_session_track(fold, &info, events, count);
	else if (info.kind == TRACK_THREAD)
		fold_thread(fold, &info, events, count);
	else
		for (i = 0; i < count; i++)
			if (events[i].kind < KEFU_EVENT_ORDER_PLACE)
				push_loose(&fold->history, &info, &events[i]);
}

static int32_t read_track(struct fold *fold, uint32_t track)
{
	struct customer_history *history = &fold->history;
	void *array = history->runs;
	int32_t status;

	status = memory_reserve(&fold->allocator, &array,
	                        &history->run_capacity, history->run_count + 1,
	                        sizeof *history->runs);
	history->runs = array;
	if (status != KEFU_OK)
		return status;
	history->runs[history->run_count].track = track;
	history->runs[history->run_count++].first = history->entries.count;
	return timelines_read(fold->timelines, track, fold->as_of,
	                      &fold->allocator, &history->entries);
}

/* After all tracks have been read, because entries move while they grow. */
static int32_t fold_runs(struct fold *fold)
{
	struct customer_history *history = &fold->history;
	size_t i, end = history->entries.count;
	int32_t status = reserve(fold);

	if (status != KEFU_OK)
		return status;
	for (i = 0; i < history->run_count; i++) {
		size_t first = history->runs[i].first;
		size_t next = i + 1 < history->run_count
			? history->runs[i + 1].first : end;

		fold_track(fold, history->runs[i].track,
		           &history->entries.at[first], next - first);
	}
	sort_sessions(fold);
	return KEFU_OK;
}

static void clear_history(struct customer_history *history, kefu_id customer)
{
	history->customer = customer;
	history->session_count = history->loose_count = 0;
	history->step_count = history->entries.count = history->run_count = 0;
}

int32_t fold_customer(struct fold *fold, uint32_t customer)
{
	uint32_t track = timelines_first_track(fold->timelines, customer);

	clear_history(&fold->history,
	              timelines_customer_id(fold->timelines, customer));
	for (; track != NO_TRACK;
	     track = timelines_next_track(fold->timelines, track)) {
		int32_t status = read_track(fold, track);

		if (status != KEFU_OK)
			return status;
	}
	return fold_runs(fold);
}

int32_t fold_orphan(struct fold *fold, uint32_t track)
{
	int32_t status;

	clear_history(&fold->history, 0);
	status = read_track(fold, track);
	return status == KEFU_OK ? fold_runs(fold) : status;
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
	if (shop == NO_TRACK)
		return KEFU_OK;
	return timelines_read(timelines, shop, as_of, allocator, &fold->shop);
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

#include "history/settling.h"

#include "time/civil.h"

struct run *history_run(const struct customer_history *history, const struct entry *entry)
{
	size_t at = (size_t)(entry - history->entries.at);
	size_t low = 0, high = history->run_count;

	while (high - low > 1) {
		size_t middle = low + (high - low) / 2;

		if (history->runs[middle].first <= at)
			low = middle;
		else
			high = middle;
	}
	return &history->runs[low];
}

enum standing history_standing(const struct customer_history *history,
                               const struct entry *entry)
{
	const struct run *run = history_run(history, entry);

	if (run->standing == STANDING_SETTLING && entry->t >= run->settles_before)
		return STANDING_LIVE;
	return (enum standing)run->standing;
}

/* A session with an id has its track for itself: what came before anything
 * opened it begins it. */
static int64_t start_of(const struct customer_history *history, const struct session *session)
{
	const struct entry *first = session->steps[0].event;

	if (session->id != 0)
		first = &history->entries.at[history_run(history, first)->first];
	return first->t;
}

static int64_t last_of(const struct session *session)
{
	return session->steps[session->count - 1].event->t;
}

static int is_of_sessions(const struct loose *loose)
{
	return loose->home == TRACK_SESSION || loose->home == TRACK_THREAD;
}

static int64_t last_event(const struct dossier *dossier)
{
	return dossier->events[dossier->count - 1].t;
}

/* When the first order began that is not silent yet, where sessions wait. */
static int64_t find_order_going_on(const struct settling *settling,
                                   const struct customer_history *history)
{
	int64_t first = INT64_MAX;
	size_t i;

	for (i = 0; i < history->order_count && settling->awaits_orders; i++) {
		const struct dossier *order = &history->orders[i];

		if (order->standing == STANDING_LIVE && order->events[0].t < first &&
		    last_event(order) > settling->mark - settling->idle_end)
			first = order->events[0].t;
	}
	return first;
}

/* Whether it still changes: what looked at it must not settle before. */
static int is_going_on(const struct settling *settling, const struct session *session)
{
	int64_t latest = settling->mark - settling->ahead;

	if (session->awaited)
		latest -= settling->idle_end;
	return session->standing == STANDING_LIVE &&
	       (session->ended < 0 || last_of(session) > latest ||
	        settling->order_going_on <= last_of(session) + settling->ahead);
}

/* The first local day on which the customer has something unsettled among the
 * sessions, or shares a day with it. What is not settled blocks the days from
 * its start on, and those from which it is looked at, and with them the
 * sessions that reach into these. */
static int32_t first_day_blocked(const struct settling *settling,
                                 const struct customer_history *history)
{
	zone_segment segment = {0};
	int32_t blocked = INT32_MAX, day;
	size_t i;

	for (i = 0; i < history->loose_count; i++) {
		const struct loose *loose = &history->loose[i];

		if (loose->standing != STANDING_LIVE || !is_of_sessions(loose) ||
		    loose->event->t <= settling->mark - settling->ahead)
			continue;
		day = zone_day(settling->zone, &segment, loose->event->t);
		blocked = day < blocked ? day : blocked;
	}
	for (i = 0; i < history->session_count; i++) {
		const struct session *session = &history->sessions[i];

		if (!is_going_on(settling, session))
			continue;
		day = zone_day(settling->zone, &segment,
		               start_of(history, session) - settling->ahead + CIVIL_DAY_MS);
		blocked = day < blocked ? day : blocked;
	}
	/* from the last opened on: one that opened later than the day blocked
	 * cannot move it any more */
	for (i = history->session_count; i-- > 0 && blocked != INT32_MAX;) {
		const struct session *session = &history->sessions[i];

		if (session->standing != STANDING_LIVE ||
		    zone_day(settling->zone, &segment, last_of(session)) < blocked)
			continue;
		day = zone_day(settling->zone, &segment, start_of(history, session));
		blocked = day < blocked ? day : blocked;
	}
	return blocked;
}

/* Settles what the sessions' tracks have before an instant. */
static int settle_sessions(struct customer_history *history, int64_t before)
{
	int any = 0;
	size_t i;

	for (i = 0; i < history->run_count; i++) {
		struct run *run = &history->runs[i];
		size_t end = i + 1 < history->run_count ? history->runs[i + 1].first
		                                        : history->read_count;

		if (run->standing != STANDING_LIVE || run->first == end ||
		    (run->kind != TRACK_SESSION && run->kind != TRACK_THREAD) ||
		    history->entries.at[run->first].t >= before)
			continue;
		run->standing = STANDING_SETTLING;
		run->settles_before = history->entries.at[end - 1].t < before ? INT64_MAX : before;
		any = 1;
	}
	return any;
}

/* When the first session begins that goes on. */
static int64_t first_going_on(const struct settling *settling,
                              const struct customer_history *history)
{
	int64_t first = INT64_MAX;
	size_t i;

	for (i = 0; i < history->session_count; i++)
		if (is_going_on(settling, &history->sessions[i]) &&
		    start_of(history, &history->sessions[i]) < first)
			first = start_of(history, &history->sessions[i]);
	return first;
}

static void settle_dossier(struct customer_history *history, struct dossier *dossier)
{
	struct run *run = history_run(history, dossier->events);

	if (dossier->standing != STANDING_LIVE)
		return;
	dossier->standing = run->standing = STANDING_SETTLING;
	run->settles_before = INT64_MAX;
}

static int is_orphan(const struct dossier *refund)
{
	return refund->standing == STANDING_LIVE &&
	       (refund->parent == NULL || refund->parent->standing != STANDING_LIVE);
}

/* Cases whose order is not there or was sealed before: those of one order
 * together, because the first of them may be the one that counts. */
static int settle_orphans(struct customer_history *history, int64_t latest)
{
	const struct dossier *const *cases = history->links;
	size_t i, k, next;
	int any = 0;

	for (i = 0; i < history->refund_count; i = next) {
		int64_t last = INT64_MIN;

		for (next = i; next < history->refund_count &&
		     (next == i || (cases[i]->order != 0 &&
		                    cases[next]->order == cases[i]->order)); next++)
			if (is_orphan(cases[next]) && last_event(cases[next]) > last)
				last = last_event(cases[next]);
		for (k = i; k < next && last <= latest; k++)
			if (is_orphan(cases[k])) {
				settle_dossier(history,
				               &history->refunds[cases[k] - history->refunds]);
				any = 1;
			}
	}
	return any;
}

/* Orders with their cases, once no session that may earn them goes on. */
static int settle_dossiers(const struct settling *settling, struct customer_history *history)
{
	int64_t latest = settling->mark - settling->ahead - settling->idle_end;
	int64_t going_on = first_going_on(settling, history);
	int any = 0;
	size_t i, k;

	any = settle_orphans(history, latest);
	for (i = 0; i < history->order_count; i++) {
		struct dossier *order = &history->orders[i];
		int64_t last = last_event(order);

		for (k = 0; k < order->case_count; k++)
			if (last_event(order->cases[k]) > last)
				last = last_event(order->cases[k]);
		if (order->standing != STANDING_LIVE || last > latest ||
		    going_on <= last + settling->ahead)
			continue;
		settle_dossier(history, order);
		for (k = 0; k < order->case_count; k++)
			settle_dossier(history, &history->refunds[order->cases[k] - history->refunds]);
		any = 1;
	}
	return any;
}

int settling_find(struct settling *settling, struct customer_history *history)
{
	int32_t blocked;
	int64_t before;
	size_t i;
	int any;

	settling->order_going_on = find_order_going_on(settling, history);
	blocked = first_day_blocked(settling, history);
	before = blocked == INT32_MAX ? INT64_MAX : zone_day_start(settling->zone, blocked);
	any = settle_sessions(history, before);

	any |= settle_dossiers(settling, history);
	for (i = 0; i < history->session_count && any; i++) {
		struct session *session = &history->sessions[i];

		session->standing = (uint8_t)history_standing(history, session->steps[0].event);
	}
	for (i = 0; i < history->loose_count && any; i++)
		history->loose[i].standing =
			(uint8_t)history_standing(history, history->loose[i].event);
	return any;
}

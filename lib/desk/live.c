#include "desk/live.h"

#include <string.h>

int32_t live_begin(struct live *live, const kefu_desk *desk, int64_t as_of,
                   live_taker *take, void *context)
{
	memset(live, 0, sizeof *live);
	live->desk = desk;
	live->take = take;
	live->context = context;
	return desk_fold_begin(desk, as_of, &live->fold);
}

void live_end(struct live *live)
{
	fold_end(&live->fold);
	sla_scratch_release(&live->scratch, &live->desk->allocator);
}

static kefu_id agent_named(const struct dossier *refund)
{
	size_t i = refund->count;

	while (i > 0 && refund->events[i - 1].agent == 0)
		i--;
	return i > 0 ? refund->events[i - 1].agent : 0;
}

static int32_t take_cycle(void *context, const struct timer_cycle *cycle)
{
	struct live *live = context;
	const struct sla_promise *promise = &live->desk->sla.promises[live->promise];
	struct live_timer made;
	kefu_timer *timer = &made.timer;

	if (cycle->stopped_at >= 0 && !live->is_history)
		return KEFU_OK;
	memset(&made, 0, sizeof made);
	timer->size = sizeof *timer;
	timer->kind = promise->timer.kind;
	timer->name = promise->name;
	timer->state = cycle->state;
	if (live->session != NULL) {
		timer->session = live->session->id;
		timer->customer = live->session->customer;
		timer->agent = live->session->owner;
	} else {
		timer->refund = live->refund->id;
		timer->customer = live->refund->customer;
		timer->agent = agent_named(live->refund);
	}
	timer->start = cycle->start;
	timer->target = cycle->target;
	timer->elapsed = cycle->elapsed;
	timer->remaining = cycle->target - cycle->elapsed;
	timer->due = cycle->due;
	timer->breach_at = cycle->breach_at;
	timer->breached_at = cycle->breached_at;
	timer->stopped_at = cycle->stopped_at;
	made.schedule = cycle->schedule;
	made.goes_on = cycle->goes_on;
	made.until = live->silent_at;
	if (cycle->state == KEFU_TIMER_RUNNING && cycle->breach_at < made.until)
		made.until = cycle->breach_at;
	return live->take(live->context, &made);
}

/* When silence will have ended a session: the rules are fold.c's. */
static int64_t silence_of(const kefu_desk *desk, const struct session *session)
{
	int64_t sign_of_life = session->opened, last = session->opened, at = INT64_MAX;
	size_t i;

	for (i = 0; i < session->count; i++) {
		const struct step *step = &session->steps[i];

		if ((step->effect & EFFECT_SYNTHETIC) != 0)
			continue;
		last = step->event->t;
		if (step->event->kind == KEFU_EVENT_MESSAGE ||
		    step->event->kind == KEFU_EVENT_SESSION_CLOSE)
			sign_of_life = last;
	}
	if (session->id == 0 && desk->session_gap != 0)
		at = sign_of_life + desk->session_gap;
	if (desk->keeping.idle_end != 0 && last + desk->keeping.idle_end < at)
		at = last + desk->keeping.idle_end;
	return at;
}

static int32_t live_session(struct live *live, const struct session *session)
{
	const struct sla_book *book = &live->desk->sla;
	int32_t status = KEFU_OK;

	if (!live->is_history &&
	    (state_is_ended(session->state) || session->excluded))
		return KEFU_OK;
	live->session = session;
	live->refund = NULL;
	live->silent_at = silence_of(live->desk, session);
	for (live->promise = 0; status == KEFU_OK &&
	     live->promise < book->promise_count; live->promise++)
		if (book->promises[live->promise].timer.kind != KEFU_SLA_REFUND)
			status = sla_session(book, live->promise, session,
			                     live->fold.as_of,
			                     &live->desk->allocator,
			                     &live->scratch, take_cycle, live);
	return status;
}

static int32_t live_refund(struct live *live, const struct dossier *refund)
{
	const struct sla_book *book = &live->desk->sla;
	int32_t status = KEFU_OK;

	live->session = NULL;
	live->refund = refund;
	live->silent_at = INT64_MAX;
	/* nothing more is expected of it: no work, though no end */
	if (live->desk->keeping.idle_end != 0)
		live->silent_at = refund->events[refund->count - 1].t +
		                  live->desk->keeping.idle_end;
	if (!live->is_history && live->silent_at < live->fold.as_of)
		return KEFU_OK;
	for (live->promise = 0; status == KEFU_OK &&
	     live->promise < book->promise_count; live->promise++)
		if (book->promises[live->promise].timer.kind == KEFU_SLA_REFUND)
			status = sla_refund(book, live->promise, refund,
			                    live->fold.as_of,
			                    &live->desk->allocator,
			                    &live->scratch, take_cycle, live);
	return status;
}

static int32_t live_sessions(struct live *live, uint32_t track, int *begun)
{
	const struct customer_history *history = &live->fold.history;
	int32_t status = fold_orphan(&live->fold, track);
	size_t i;

	for (i = 0; status == KEFU_OK && i < history->session_count; i++)
		status = live_session(live, &history->sessions[i]);
	*begun = history->session_count != 0;
	return status;
}

static int32_t live_case(struct live *live, const struct track_info *info,
                         uint32_t track, int *begun)
{
	const struct entries *entries = &live->fold.history.entries;
	struct dossier refund;
	int32_t status = fold_plain(&live->fold, track);

	*begun = entries->count != 0;
	if (status != KEFU_OK || entries->count == 0)
		return status;
	memset(&refund, 0, sizeof refund);
	refund.id = info->id;
	refund.customer = info->customer;
	refund.events = entries->at;
	refund.count = entries->count;
	return live_refund(live, &refund);
}

int32_t live_track(struct live *live, uint32_t track, int *begun)
{
	struct track_info info;
	int there = 0;
	int32_t status = KEFU_OK;

	timelines_info(live->desk->timelines, track, &info);
	if (begun != NULL)
		*begun = 0;
	if (info.settled)
		return KEFU_OK;
	if (info.kind == TRACK_SESSION || info.kind == TRACK_THREAD)
		status = live_sessions(live, track, &there);
	else if (info.kind == TRACK_REFUND)
		status = live_case(live, &info, track, &there);
	if (begun != NULL)
		*begun = there;
	return status;
}

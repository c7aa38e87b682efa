/* Targets of a desk, and how its open work stands against them. */
#include "desk/desk.h"

#include <string.h>

#include "report/timers.h"

int32_t kefu_desk_target(kefu_desk *desk, const kefu_target *target)
{
	if (desk == NULL || target == NULL)
		return KEFU_E_NULL;
	return sla_book_add(&desk->sla, &desk->allocator, &desk->texts, target);
}

int32_t kefu_desk_schedule(kefu_desk *desk, kefu_id name,
                           const kefu_schedule *schedule)
{
	if (desk == NULL)
		return KEFU_E_NULL;
	if (name == 0)
		return KEFU_E_MISSING;
	if (!text_id_known(&desk->texts, name))
		return KEFU_E_ID;
	return sla_book_name(&desk->sla, &desk->allocator, name, schedule);
}

/* Everything that one list needs. */
struct listing {
	const kefu_desk *desk;
	struct fold fold;
	struct sla_scratch scratch;
	kefu_timers *timers;
	uint32_t states; /* bits 1 << KEFU_TIMER_…; 0: everything, as it comes */
	/* of the session or refund case at hand */
	size_t promise;
	const struct session *session;
	const struct dossier *refund;
};

static kefu_id agent_named(const struct dossier *refund)
{
	size_t i = refund->count;

	while (i > 0 && refund->events[i - 1].agent == 0)
		i--;
	return i > 0 ? refund->events[i - 1].agent : 0;
}

static int32_t take_cycle(void *context, const struct timer_cycle *cycle)
{
	struct listing *listing = context;
	const struct sla_promise *promise =
		&listing->desk->sla.promises[listing->promise];
	kefu_timer timer;

	if (listing->states != 0 &&
	    ((listing->states >> cycle->state & 1) == 0 ||
	     cycle->stopped_at >= 0))
		return KEFU_OK;
	memset(&timer, 0, sizeof timer);
	timer.kind = promise->timer.kind;
	timer.name = promise->name;
	timer.state = cycle->state;
	if (listing->session != NULL) {
		timer.session = listing->session->id;
		timer.customer = listing->session->customer;
		timer.agent = listing->session->owner;
	} else {
		timer.refund = listing->refund->id;
		timer.customer = listing->refund->customer;
		timer.agent = agent_named(listing->refund);
	}
	timer.start = cycle->start;
	timer.target = cycle->target;
	timer.elapsed = cycle->elapsed;
	timer.remaining = cycle->target - cycle->elapsed;
	timer.due = cycle->due;
	timer.breach_at = cycle->breach_at;
	timer.breached_at = cycle->breached_at;
	timer.stopped_at = cycle->stopped_at;
	return listing->states != 0 ? timers_offer(listing->timers, &timer)
	                            : timers_append(listing->timers, &timer);
}

static int32_t list_session(struct listing *listing, const struct session *session)
{
	const kefu_desk *desk = listing->desk;
	int32_t status = KEFU_OK;

	listing->session = session;
	listing->refund = NULL;
	for (listing->promise = 0; status == KEFU_OK &&
	     listing->promise < desk->sla.promise_count; listing->promise++)
		if (desk->sla.promises[listing->promise].timer.kind != KEFU_SLA_REFUND)
			status = sla_session(&desk->sla, listing->promise, session,
			                     listing->fold.as_of, &desk->allocator,
			                     &listing->scratch, take_cycle, listing);
	return status;
}

static int32_t list_refund(struct listing *listing, const struct dossier *refund)
{
	const kefu_desk *desk = listing->desk;
	int32_t status = KEFU_OK;

	listing->session = NULL;
	listing->refund = refund;
	for (listing->promise = 0; status == KEFU_OK &&
	     listing->promise < desk->sla.promise_count; listing->promise++)
		if (desk->sla.promises[listing->promise].timer.kind == KEFU_SLA_REFUND)
			status = sla_refund(&desk->sla, listing->promise, refund,
			                    listing->fold.as_of, &desk->allocator,
			                    &listing->scratch, take_cycle, listing);
	return status;
}

/* The open work in the history just folded. */
static int32_t list_history(struct listing *listing)
{
	const struct customer_history *history = &listing->fold.history;
	int32_t status = KEFU_OK;
	size_t i;

	for (i = 0; i < history->session_count && status == KEFU_OK; i++) {
		const struct session *session = &history->sessions[i];

		if (!state_is_ended(session->state) && !session->excluded)
			status = list_session(listing, session);
	}
	for (i = 0; i < history->refund_count && status == KEFU_OK; i++)
		status = list_refund(listing, &history->refunds[i]);
	return status;
}

static int32_t list_everyone(struct listing *listing)
{
	enum { AHEAD = 8 };
	const struct timelines *timelines = listing->desk->timelines;
	uint32_t customers = timelines_customer_count(timelines), i;
	uint32_t track = timelines_first_track(timelines, NOBODY);
	int32_t status = KEFU_OK;

	for (i = 0; i < customers && status == KEFU_OK; i++) {
		if (i + AHEAD < customers)
			timelines_prefetch(timelines, i + AHEAD);
		status = fold_customer(&listing->fold, i);
		if (status == KEFU_OK)
			status = list_history(listing);
	}
	for (; track != NO_TRACK && status == KEFU_OK;
	     track = timelines_next_track(timelines, track)) {
		status = fold_orphan(&listing->fold, track);
		if (status == KEFU_OK)
			status = list_history(listing);
	}
	return status;
}

static int32_t instant_of(const kefu_desk *desk, int64_t *as_of)
{
	struct timelines_counts counts;

	if (*as_of == KEFU_AS_OF_LAST) {
		timelines_count(desk->timelines, &counts);
		*as_of = counts.last >= 0 ? counts.last : 0;
	}
	return *as_of >= 0 && *as_of <= kefu_time_max() ? KEFU_OK : KEFU_E_TIME;
}

static int32_t listing_begin(struct listing *listing, const kefu_desk *desk,
                             int64_t as_of, size_t limit)
{
	int32_t status;

	memset(listing, 0, sizeof *listing);
	listing->desk = desk;
	listing->fold.allocator = desk->allocator; /* for an end without beginning */
	status = timers_new(&desk->allocator, &desk->texts, as_of, limit,
	                    &listing->timers);
	if (status == KEFU_OK)
		status = fold_begin(&listing->fold, &desk->allocator,
		                    desk->timelines, &desk->texts, as_of,
		                    desk->session_gap);
	return status;
}

static int32_t listing_end(struct listing *listing, int32_t status, kefu_timers **out)
{
	fold_end(&listing->fold);
	sla_scratch_release(&listing->scratch, &listing->desk->allocator);
	if (status != KEFU_OK) {
		kefu_timers_free(listing->timers);
		return status;
	}
	if (listing->states != 0)
		timers_sort(listing->timers);
	listing->timers->texts = NULL;
	*out = listing->timers;
	return KEFU_OK;
}

static uint32_t states_of(int32_t which)
{
	uint32_t states = 0;

	if (which == 0)
		which = KEFU_DUE_BREACHED | KEFU_DUE_RUNNING;
	if ((which & KEFU_DUE_BREACHED) != 0)
		states |= 1u << KEFU_TIMER_BREACHED;
	if ((which & KEFU_DUE_RUNNING) != 0)
		states |= 1u << KEFU_TIMER_RUNNING;
	if ((which & KEFU_DUE_PAUSED) != 0)
		states |= 1u << KEFU_TIMER_PAUSED;
	return states;
}

int32_t kefu_desk_due(const kefu_desk *desk, int64_t as_of, int32_t which,
                      int64_t limit, kefu_timers **out)
{
	struct listing listing;
	int32_t status;

	if (desk == NULL || out == NULL)
		return KEFU_E_NULL;
	if (which < 0 || which > (KEFU_DUE_BREACHED | KEFU_DUE_RUNNING | KEFU_DUE_PAUSED))
		return KEFU_E_ENUM;
	if (limit < 0)
		return KEFU_E_RANGE;
	status = instant_of(desk, &as_of);
	if (status != KEFU_OK)
		return status;
	status = listing_begin(&listing, desk, as_of,
	                       limit != 0 && (uint64_t)limit < SIZE_MAX
	                       ? (size_t)limit : SIZE_MAX);
	listing.states = states_of(which);
	if (status == KEFU_OK)
		status = list_everyone(&listing);
	return listing_end(&listing, status, out);
}

static int32_t list_one_session(struct listing *listing, uint32_t track)
{
	const struct customer_history *history = &listing->fold.history;
	int32_t status = fold_orphan(&listing->fold, track);

	if (status != KEFU_OK)
		return status;
	if (history->session_count == 0)
		return KEFU_E_NOT_FOUND;
	return listing->states != 0 ? list_history(listing)
	                            : list_session(listing, &history->sessions[0]);
}

static int32_t list_one_refund(struct listing *listing, uint32_t track)
{
	const struct entries *entries = &listing->fold.history.entries;
	struct track_info info;
	struct dossier refund;
	int32_t status = fold_plain(&listing->fold, track);

	if (status != KEFU_OK)
		return status;
	if (entries->count == 0)
		return KEFU_E_NOT_FOUND;
	timelines_info(listing->desk->timelines, track, &info);
	memset(&refund, 0, sizeof refund);
	refund.id = info.id;
	refund.customer = info.customer;
	refund.events = entries->at;
	refund.count = entries->count;
	return list_refund(listing, &refund);
}

/* One session or refund case, found by its id. */
static int32_t list_one(const kefu_desk *desk, enum track_kind kind, kefu_id id,
                        int64_t as_of, uint32_t states, size_t limit,
                        kefu_timers **out)
{
	struct listing listing;
	uint32_t track;
	int32_t status;

	if (desk == NULL || out == NULL)
		return KEFU_E_NULL;
	if (id == 0)
		return KEFU_E_MISSING;
	if (!text_id_known(&desk->texts, id))
		return KEFU_E_ID;
	status = instant_of(desk, &as_of);
	if (status != KEFU_OK)
		return status;
	track = timelines_find(desk->timelines, kind, id, 0);
	if (track == NO_TRACK)
		return KEFU_E_NOT_FOUND;
	status = listing_begin(&listing, desk, as_of, limit);
	listing.states = states;
	if (status == KEFU_OK)
		status = kind == TRACK_SESSION
			? list_one_session(&listing, track)
			: list_one_refund(&listing, track);
	return listing_end(&listing, status, out);
}

int32_t kefu_desk_timers(const kefu_desk *desk, kefu_id session, int64_t as_of,
                         kefu_timers **out)
{
	return list_one(desk, TRACK_SESSION, session, as_of, 0, SIZE_MAX, out);
}

int32_t kefu_desk_refund_timers(const kefu_desk *desk, kefu_id refund,
                                int64_t as_of, kefu_timers **out)
{
	return list_one(desk, TRACK_REFUND, refund, as_of, 0, SIZE_MAX, out);
}

int32_t desk_session_due(const kefu_desk *desk, kefu_id session, int64_t as_of,
                         kefu_timer *out)
{
	kefu_timers *timers;
	int32_t status;

	status = list_one(desk, TRACK_SESSION, session, as_of, states_of(0), 1,
	                  &timers);
	if (status != KEFU_OK)
		return status;
	status = kefu_timers_at(timers, 0, out);
	kefu_timers_free(timers);
	return status == KEFU_E_NOT_FOUND ? KEFU_E_EMPTY : status;
}

/* Readers of the family Resolution. */
#include "measure/clock.h"
#include "measure/observe.h"

static const struct step *first_resolve(const struct session *session)
{
	size_t i;

	for (i = 0; i < session->count; i++)
		if ((session->steps[i].effect & EFFECT_RESOLVED) != 0)
			return &session->steps[i];
	return NULL;
}

/* The step of the resolution in force, or NULL. */
static const struct step *resolve_in_force(const struct session *session)
{
	return session->resolved >= 0 ? &session->steps[session->resolve_step]
	                              : NULL;
}

int32_t credit_resolve(struct observer *observer,
                       const struct session *session,
                       const struct step *resolve)
{
	enum credit_rule rule = observer->definition->credit;

	if (rule == CREDIT_DEFAULT)
		return credit_agent(observer, resolve->event->agent != 0
			? resolve->event->agent : resolve->owner);
	return credit_session(observer, session, rule, resolve);
}

/* An observation dated at and credited to a resolve. */
static int32_t observe_resolve(struct observer *observer,
                               const struct session *session,
                               const struct step *resolve,
                               struct observation *made)
{
	observation_of(made, session, resolve->event->t);
	if (resolve->event->team != 0)
		made->team = resolve->event->team;
	return credit_resolve(observer, session, resolve);
}

/* resolution_time, first_resolution_time */

/* Where the clock of a resolution starts: the opening or the first question. */
static int64_t resolution_start(const struct observer *observer,
                                const struct session *session)
{
	const struct round_rule *rule =
		&observer->round_sets[observer->column->rounds].rule;
	size_t i;

	if (observer->definition->clock_start == CLOCK_START_FIRST_MESSAGE)
		for (i = 0; i < session->count; i++)
			if (rule_takes_question(rule, session->steps[i].event))
				return session->steps[i].event->t;
	return session->opened;
}

static int32_t time_to(struct observer *observer, const struct session *session,
                       const struct step *resolve)
{
	const struct definition *definition = observer->definition;
	struct observation made;
	int32_t status = observe_resolve(observer, session, resolve, &made);

	if (status != KEFU_OK)
		return status;
	if (definition->date_by == DATE_BY_START)
		made.t = session->opened;
	make_duration(&made, clock_reading(definition, session,
	                                   resolution_start(observer, session),
	                                   resolve->event->t));
	return observe(observer, &made);
}

/* Every resolution ever made, undone or not. */
static int32_t each_resolve(struct observer *observer,
                            const struct session *session,
                            int32_t (*take)(struct observer *,
                                            const struct session *,
                                            const struct step *))
{
	int32_t status = KEFU_OK;
	size_t i;

	for (i = 0; i < session->count && status == KEFU_OK; i++)
		if ((session->steps[i].effect & EFFECT_RESOLVED) != 0)
			status = take(observer, session, &session->steps[i]);
	return status;
}

static int32_t resolution_time(struct observer *observer,
                               const struct session *session)
{
	const struct definition *definition = observer->definition;
	int first = definition->metric->variant == VARIANT_FIRST ||
	            definition->samples == SAMPLES_FIRST;
	const struct step *resolve = first ? first_resolve(session)
	                                   : resolve_in_force(session);

	if (definition->samples == SAMPLES_EVERY)
		return each_resolve(observer, session, time_to);
	return resolve != NULL ? time_to(observer, session, resolve) : KEFU_OK;
}

int32_t read_resolution_time(struct observer *observer)
{
	return sessions_read(observer, resolution_time);
}

/* resolution_rate, resolution_within_rate: of the sessions opened */

static int32_t resolved_of_opened(struct observer *observer,
                                  const struct session *session)
{
	const struct definition *definition = observer->definition;
	const struct step *resolve = definition->samples == SAMPLES_FIRST
		? first_resolve(session) : resolve_in_force(session);
	struct observation made;
	int32_t status;

	observation_of(&made, session, session->opened);
	make_share(&made, resolve != NULL);
	if (definition->metric->variant == VARIANT_WITHIN) {
		int64_t end = resolve != NULL ? resolve->event->t
			: observer->fold->as_of;
		int within = within_limit(definition,
			clock_reading(definition, session, session->opened, end));

		make_share(&made, resolve != NULL && within);
		made.undecided = resolve == NULL && within &&
		                 !state_is_ended(session->state);
	}
	status = credit_session(observer, session, CREDIT_OWNER, resolve);
	return status == KEFU_OK ? observe(observer, &made) : status;
}

/* one_touch_rate, resolved_count: of the resolutions in force */

static int32_t replies_before(const struct observer *observer,
                              const struct session *session)
{
	const struct round_rule *rule =
		&observer->round_sets[observer->column->rounds].rule;
	int32_t replies = 0;
	size_t i;

	for (i = 0; i < session->count; i++)
		replies += rule_takes_reply(rule, session->steps[i].event);
	return replies;
}

static int32_t count_resolve(struct observer *observer,
                             const struct session *session,
                             const struct step *resolve)
{
	struct observation made;
	int32_t status = observe_resolve(observer, session, resolve, &made);

	if (status != KEFU_OK)
		return status;
	if (observer->definition->date_by == DATE_BY_START)
		made.t = session->opened;
	made.num = made.den = made.reading = 1;
	return observe(observer, &made);
}

/* Never pending, on hold or reopened. */
static int is_unbroken(const struct session *session)
{
	size_t i;

	for (i = 0; i < session->count; i++)
		if (session->steps[i].state == STATE_PENDING ||
		    session->steps[i].state == STATE_HOLD ||
		    (session->steps[i].effect & EFFECT_REOPENED) != 0)
			return 0;
	return 1;
}

/* Resolved once, and by the only agent who replied. */
static int is_of_one_agent(const struct session *session)
{
	kefu_id agent = 0;
	int resolves = 0;
	size_t i;

	for (i = 0; i < session->count; i++) {
		const struct step *step = &session->steps[i];

		resolves += (step->effect & EFFECT_RESOLVED) != 0;
		if (!entry_is_human_reply(step->event) || step->event->agent == 0)
			continue;
		if (agent != 0 && agent != step->event->agent)
			return 0;
		agent = step->event->agent;
	}
	return resolves == 1;
}

static int is_touched_once(const struct observer *observer,
                           const struct session *session)
{
	int32_t replies = replies_before(observer, session);

	switch (observer->definition->touch) {
	case TOUCH_EXACTLY_ONE:
		return replies == 1;
	case TOUCH_UNBROKEN:
		return replies > 0 && is_unbroken(session);
	case TOUCH_ONE_AGENT:
		return is_of_one_agent(session);
	default:
		return replies <= 1;
	}
}

static int32_t of_resolved(struct observer *observer,
                           const struct session *session)
{
	const struct step *resolve = resolve_in_force(session);
	struct observation made;
	int32_t status;

	if (observer->definition->metric->variant == VARIANT_COUNT) {
		if (observer->definition->samples == SAMPLES_EVERY)
			return each_resolve(observer, session, count_resolve);
		if (observer->definition->samples == SAMPLES_FIRST)
			resolve = first_resolve(session);
		return resolve != NULL
			? count_resolve(observer, session, resolve) : KEFU_OK;
	}
	if (resolve == NULL)
		return KEFU_OK;
	status = observe_resolve(observer, session, resolve, &made);
	if (status != KEFU_OK)
		return status;
	make_share(&made, is_touched_once(observer, session));
	made.reading = replies_before(observer, session);
	return observe(observer, &made);
}

int32_t read_resolution(struct observer *observer)
{
	int32_t variant = (int32_t)observer->definition->metric->variant;

	return sessions_read(observer,
		variant == VARIANT_COUNT || variant == VARIANT_ONE_TOUCH
		? of_resolved : resolved_of_opened);
}

/* reopen_rate, reopen_count */

static int32_t reopens(struct observer *observer, const struct session *session)
{
	const struct step *resolve = NULL;
	struct observation made;
	int32_t status = KEFU_OK;
	size_t i;

	for (i = 0; i < session->count && status == KEFU_OK; i++) {
		const struct step *step = &session->steps[i];

		if ((step->effect & EFFECT_RESOLVED) != 0)
			resolve = step;
		if ((step->effect & EFFECT_UNRESOLVED) == 0 || resolve == NULL)
			continue;
		status = observe_resolve(observer, session, resolve, &made);
		if (status != KEFU_OK)
			break;
		made.t = step->event->t;
		made.num = made.den = made.reading = 1;
		status = observe(observer, &made);
	}
	return status;
}

static int is_reopened(const struct session *session, int64_t until)
{
	size_t i;

	for (i = 0; i < session->count; i++)
		if ((session->steps[i].effect & EFFECT_UNRESOLVED) != 0 &&
		    session->steps[i].event->t <= until)
			return 1;
	return 0;
}

static int32_t reopened(struct observer *observer,
                        const struct session *session)
{
	const struct step *resolve = first_resolve(session);
	struct observation made;
	int32_t status;

	if (resolve == NULL)
		return KEFU_OK;
	status = observe_resolve(observer, session, resolve, &made);
	if (status != KEFU_OK)
		return status;
	make_share(&made, is_reopened(session, INT64_MAX));
	return observe(observer, &made);
}

int32_t read_reopen(struct observer *observer)
{
	return sessions_read(observer,
		observer->definition->metric->variant == VARIANT_COUNT
		? reopens : reopened);
}

/* first_contact_resolution_rate, repeat_contact_rate */

/* Did the customer open another session on the same topic in (t, until]. */
static int is_followed(const struct observer *observer,
                       const struct session *session, int64_t t, int64_t until)
{
	const struct customer_history *history = &observer->fold->history;
	size_t low = 0, high = history->session_count, i;

	if (session->customer == 0)
		return 0;
	while (low < high) { /* they are in order of opening */
		size_t middle = low + (high - low) / 2;

		if (history->sessions[middle].opened <= t)
			low = middle + 1;
		else
			high = middle;
	}
	for (i = low; i < history->session_count; i++) {
		const struct session *other = &history->sessions[i];

		if (other->opened > until)
			break;
		if (other != session && !other->excluded &&
		    other->topic == session->topic)
			return 1;
	}
	return 0;
}

static int32_t follow_up(struct observer *observer,
                         const struct session *session)
{
	const struct definition *definition = observer->definition;
	int repeat = definition->metric->variant == VARIANT_REPEAT;
	const struct step *resolve = first_resolve(session);
	int64_t t = session->ended, until;
	struct observation made;
	int followed;
	int32_t status;

	if (repeat ? t < 0 : resolve == NULL)
		return KEFU_OK;
	if (!repeat)
		t = resolve->event->t;
	until = t + definition->horizon_ms;
	followed = is_followed(observer, session, t, until) ||
	           (!repeat && is_reopened(session, until));
	if (repeat) {
		observation_of(&made, session, t);
		status = credit_session(observer, session, CREDIT_LAST_AGENT,
		                        NULL);
	} else {
		status = observe_resolve(observer, session, resolve, &made);
	}
	if (status != KEFU_OK)
		return status;
	make_share(&made, repeat ? followed : !followed);
	made.immature = !followed && observer->fold->as_of <= until;
	return observe(observer, &made);
}

int32_t read_follow_up(struct observer *observer)
{
	return sessions_read(observer, follow_up);
}

/* requester_wait_time, pending_time, hold_time: up to the resolution */

static int32_t waiting(struct observer *observer, const struct session *session)
{
	const struct definition *definition = observer->definition;
	const struct step *resolve = resolve_in_force(session);
	struct observation made;
	uint32_t states = 1u << STATE_OPEN | 1u << STATE_HOLD;
	int32_t status;

	if (resolve == NULL)
		return KEFU_OK;
	if (definition->metric->variant == VARIANT_PENDING)
		states = 1u << STATE_PENDING;
	else if (definition->metric->variant == VARIANT_HOLD)
		states = 1u << STATE_HOLD;
	else if ((definition->pause & PAUSE_HOLD) != 0)
		states = 1u << STATE_OPEN;
	observation_of(&made, session, resolve->event->t);
	make_duration(&made, clock_in_states(session, definition->clock, states,
	                                     session->opened,
	                                     resolve->event->t));
	status = credit_session(observer, session, CREDIT_OWNER, resolve);
	return status == KEFU_OK ? observe(observer, &made) : status;
}

int32_t read_waiting(struct observer *observer)
{
	return sessions_read(observer, waiting);
}

/* queue_time */

/* The assignment that ends the queue: the first after it began, or the last
 * before the first reply of a person. */
static const struct step *queue_end(const struct observer *observer,
                                    const struct session *session,
                                    int64_t *queued)
{
	const struct definition *definition = observer->definition;
	const struct round_rule *rule =
		&observer->round_sets[observer->column->rounds].rule;
	int asked = definition->clock_start == CLOCK_START_FIRST_MESSAGE;
	const struct step *end = NULL;
	int begun = definition->clock_start == CLOCK_START_OPEN;
	size_t i;

	*queued = session->opened;
	for (i = 0; i < session->count; i++) {
		const struct entry *event = session->steps[i].event;

		if (!begun) {
			begun = asked ? rule_takes_question(rule, event)
			      : event->kind == KEFU_EVENT_SESSION_QUEUE ||
			        event->kind == KEFU_EVENT_SESSION_HANDOFF;
			*queued = event->t;
			continue;
		}
		if (definition->samples == SAMPLES_LAST &&
		    entry_is_human_reply(event))
			break;
		if (event->kind != KEFU_EVENT_SESSION_ASSIGN &&
		    event->kind != KEFU_EVENT_SESSION_JOIN)
			continue;
		end = &session->steps[i];
		if (definition->samples != SAMPLES_LAST)
			break;
	}
	return end;
}

static int32_t queue_time(struct observer *observer,
                          const struct session *session)
{
	int64_t queued;
	const struct step *end = queue_end(observer, session, &queued);
	struct observation made;
	int32_t status;

	if (end == NULL)
		return KEFU_OK;
	observation_of(&made, session, end->event->t);
	if (end->event->team != 0)
		made.team = end->event->team;
	make_duration(&made, clock_reading(observer->definition, session, queued,
	                                   end->event->t));
	status = observer->definition->credit == CREDIT_DEFAULT
		? credit_agent(observer, end->event->agent)
		: credit_session(observer, session, CREDIT_OWNER, end);
	return status == KEFU_OK ? observe(observer, &made) : status;
}

int32_t read_queue_time(struct observer *observer)
{
	return sessions_read(observer, queue_time);
}

/* handle_time: each owner's time with the session open, once it has ended */

static int32_t handle_time(struct observer *observer,
                           const struct session *session)
{
	const struct definition *definition = observer->definition;
	struct observation made;
	int64_t total = 0;
	size_t i;
	int32_t status = KEFU_OK;

	if (session->ended < 0)
		return KEFU_OK;
	credit_nobody(observer);
	for (i = 0; i < session->count && status == KEFU_OK; i++) {
		const struct step *step = &session->steps[i];
		int64_t part = 0;

		if (step->owner == 0)
			continue;
		if (step->state == STATE_OPEN && i + 1 < session->count)
			part = clock_between(definition->clock, step->event->t,
			                     session->steps[i + 1].event->t);
		total += part;
		status = credit_also(observer, step->owner, part);
	}
	if (status != KEFU_OK || observer->credit.count == 0)
		return status;
	observation_of(&made, session, session->ended);
	make_duration(&made, total);
	made.has_shares = 1;
	return observe(observer, &made);
}

int32_t read_handle_time(struct observer *observer)
{
	return sessions_read(observer, handle_time);
}

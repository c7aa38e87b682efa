/* sla_compliance_rate, sla_overrun_time: targets met of targets decided. */
#include "measure/clock.h"
#include "measure/judgement.h"
#include "measure/units.h"

struct target_case {
	const struct session *session;
	int64_t elapsed;
	int64_t stopped;    /* or -1 */
	kefu_id stopper;    /* who stopped it, or 0 */
	kefu_id team;
};

static int is_met(const struct definition *definition,
                  const struct target_case *one)
{
	return within_limit(definition, one->elapsed);
}

static int32_t credit_target(struct observer *observer,
                             const struct target_case *one)
{
	return observer->definition->credit == CREDIT_DEFAULT &&
	       is_met(observer->definition, one) && one->stopped >= 0
		? credit_agent(observer, one->stopper)
		: credit_session(observer, one->session, CREDIT_OWNER, NULL);
}

static int32_t decide(struct observer *observer, const struct target_case *one)
{
	const struct definition *definition = observer->definition;
	int is_overrun = definition->metric->variant == VARIANT_OVERRUN;
	int met = is_met(definition, one);
	struct observation made;
	int32_t status;

	observation_of(&made, one->session,
	               definition->date_by == DATE_BY_START
	               ? one->session->opened
	               : one->stopped >= 0 ? one->stopped
	                                   : observer->fold->as_of);
	if (one->team != 0)
		made.team = one->team;
	if (one->stopped < 0 && met) {
		made.undecided = 1;
		made.reading = one->elapsed;
		if (!is_overrun && definition->open_units != OPEN_UNITS_LEAVE_OUT)
			make_share(&made, definition->open_units ==
			                  OPEN_UNITS_PASS);
	} else if (!is_overrun) {
		make_share(&made, met);
		made.reading = one->elapsed;
	} else if (met) {
		return KEFU_OK;
	} else {
		make_duration(&made, one->elapsed - definition->limit_ms);
	}
	if (definition->denominator == DENOMINATOR_RESOLVED)
		made.den = 0;
	status = credit_target(observer, one);
	return status == KEFU_OK ? observe(observer, &made) : status;
}

/* unit session: of several targets the worst decides: breached before
 * undecided before met, then the one most used up. */
struct worst {
	struct target_case one;
	int rank; /* 0: none yet */
};

static int rank_of(const struct definition *definition,
                   const struct target_case *one)
{
	if (!is_met(definition, one))
		return 3;
	return one->stopped < 0 ? 2 : 1;
}

/* Takes one target of several that a session may have. */
static int32_t take(struct observer *observer, struct worst *worst,
                    const struct target_case *one)
{
	int rank = rank_of(observer->definition, one);

	if (observer->definition->unit != UNIT_SESSION)
		return decide(observer, one);
	if (rank > worst->rank || (rank == worst->rank &&
	                           one->elapsed > worst->one.elapsed)) {
		worst->one = *one;
		worst->rank = rank;
	}
	return KEFU_OK;
}

static int32_t take_worst(struct observer *observer, const struct worst *worst)
{
	return worst->rank != 0 ? decide(observer, &worst->one) : KEFU_OK;
}

static int32_t first_reply_target(struct observer *observer,
                                  const struct session *session)
{
	struct target_case one = {session, 0, -1, 0, 0};
	int64_t start, end = observer->fold->as_of;
	const struct step *reply = first_reply(observer, session, &start);

	if (reply != NULL) {
		one.stopped = reply->event->t;
		one.stopper = reply->event->agent;
		one.team = reply->event->team;
	} else if (session->ended >= 0) {
		one.stopped = session->ended;
		one.stopper = session->owner;
	}
	if (one.stopped >= 0)
		end = one.stopped;
	one.elapsed = clock_reading(observer->definition, session, start, end);
	return decide(observer, &one);
}

static int32_t resolution_target(struct observer *observer,
                                 const struct session *session)
{
	struct target_case one = {session, 0, -1, 0, 0};
	int64_t end = observer->fold->as_of;

	if (session->resolved >= 0) {
		const struct step *step = &session->steps[session->resolve_step];

		one.stopped = session->resolved;
		one.stopper = step->event->agent != 0 ? step->event->agent
		                                      : step->owner;
		one.team = step->event->team;
	} else if (session->ended >= 0) {
		one.stopped = session->ended;
		one.stopper = session->owner;
	}
	if (one.stopped >= 0)
		end = one.stopped;
	one.elapsed = clock_reading(observer->definition, session,
	                            session->opened, end);
	return decide(observer, &one);
}

static int32_t round_target(struct observer *observer, struct worst *worst,
                            const struct round *round)
{
	struct target_case one = {round->session, 0, -1, 0, 0};

	if (round->is_first)
		return KEFU_OK;
	if (round->reply != NULL) {
		one.stopped = round->closed;
		one.stopper = round->replier;
		one.team = round->reply->team;
	} else if (round->ended) {
		one.stopped = round->closed;
		one.stopper = round->session->owner;
	}
	one.elapsed = round_wait(observer->definition, round);
	return take(observer, worst, &one);
}

static int32_t next_reply_target(struct observer *observer,
                                 const struct unit_case *unit)
{
	struct worst worst = {{0}, 0};
	int32_t status = KEFU_OK;
	size_t i;

	for (i = 0; i < unit->count && status == KEFU_OK; i++)
		status = round_target(observer, &worst, unit->rounds[i]);
	return status == KEFU_OK ? take_worst(observer, &worst) : status;
}

static int32_t update_target(struct observer *observer,
                             const struct session *session, int64_t from,
                             const struct step *stop, void *context)
{
	struct target_case one = {session, 0, -1, 0, 0};
	int64_t end = observer->fold->as_of;

	if (stop != NULL) {
		one.stopped = end = stop->event->t;
		one.stopper = stop->event->agent != 0 ? stop->event->agent
		                                      : stop->owner;
		one.team = stop->event->team;
	}
	one.elapsed = clock_reading(observer->definition, session, from, end);
	return take(observer, context, &one);
}

static int32_t periodic_target(struct observer *observer,
                               const struct session *session)
{
	struct worst worst = {{0}, 0};
	int32_t status = updates_each(observer, session, update_target, &worst);

	return status == KEFU_OK ? take_worst(observer, &worst) : status;
}

static int32_t next_reply_targets(struct observer *observer)
{
	struct unit_walk walk;
	struct unit_case kept;
	const struct unit_case *unit;
	int32_t status = units_begin(observer, &walk);

	while (status == KEFU_OK && (unit = units_next(observer, &walk, &kept)) != NULL)
		status = next_reply_target(observer, unit);
	return status;
}

/* denominator resolved: over the sessions with a resolution in force. */
static int32_t resolved(struct observer *observer, const struct session *session)
{
	struct observation made;
	int32_t status;

	if (session->resolved < 0)
		return KEFU_OK;
	observation_of(&made, session,
	               observer->definition->date_by == DATE_BY_START
	               ? session->opened : session->resolved);
	made.den = made.reading = made.is_repeat = 1;
	status = credit_session(observer, session, CREDIT_OWNER, NULL);
	return status == KEFU_OK ? observe(observer, &made) : status;
}

int32_t read_target(struct observer *observer)
{
	const struct definition *definition = observer->definition;
	int32_t status = KEFU_OK;

	if (definition->denominator == DENOMINATOR_RESOLVED)
		status = sessions_read(observer, resolved);
	if (status != KEFU_OK)
		return status;
	switch (definition->target) {
	case TARGET_NEXT_REPLY:
		return next_reply_targets(observer);
	case TARGET_RESOLUTION:
		return sessions_read(observer, resolution_target);
	case TARGET_PERIODIC_UPDATE:
		return sessions_read(observer, periodic_target);
	default:
		return sessions_read(observer, first_reply_target);
	}
}

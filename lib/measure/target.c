/* sla_compliance_rate, sla_overrun_time: targets met of targets decided. */
#include "measure/clock.h"
#include "measure/judgement.h"

struct target_case {
	const struct session *session;
	int64_t elapsed;
	int64_t stopped;    /* or -1 */
	kefu_id stopper;    /* who stopped it, or 0 */
	kefu_id team;
};

static int32_t decide(struct observer *observer, const struct target_case *one)
{
	const struct definition *definition = observer->definition;
	int is_overrun = definition->metric->variant == VARIANT_OVERRUN;
	int met = within_limit(definition, one->elapsed);
	struct observation made;
	int32_t status;

	observation_of(&made, one->session, one->stopped >= 0
		? one->stopped : observer->fold->as_of);
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
	if (definition->credit == CREDIT_DEFAULT && met && one->stopped >= 0)
		status = credit_agent(observer, one->stopper);
	else
		status = credit_session(observer, one->session, CREDIT_OWNER,
		                        NULL);
	return status == KEFU_OK ? observe(observer, &made) : status;
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

static int32_t next_reply_target(struct observer *observer,
                                 const struct unit_case *unit)
{
	const struct round *round = unit->rounds[0].round;
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
	return decide(observer, &one);
}

int32_t read_target(struct observer *observer)
{
	switch (observer->definition->target) {
	case TARGET_NEXT_REPLY:
		return units_read(observer, UNIT_ROUND, next_reply_target);
	case TARGET_RESOLUTION:
		return sessions_read(observer, resolution_target);
	default:
		return sessions_read(observer, first_reply_target);
	}
}

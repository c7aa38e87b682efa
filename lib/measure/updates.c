/* Agents' updates: from one reply to the next, whatever the customer does. */
#include "measure/clock.h"
#include "measure/observe.h"

static int32_t observe_gap(struct observer *observer,
                           const struct session *session, int64_t from,
                           const struct step *step)
{
	const struct definition *definition = observer->definition;
	const struct entry *event = step->event;
	int64_t gap = clock_reading(definition, session, from, event->t);
	struct observation made;
	int32_t status;

	if (definition->only_within_ms >= 0 && gap > definition->only_within_ms)
		return KEFU_OK;
	observation_of(&made, session, definition->date_by == DATE_BY_START
	               ? from : event->t);
	if (event->team != 0)
		made.team = event->team;
	make_duration(&made, gap);
	status = definition->credit == CREDIT_DEFAULT ||
	         definition->credit == CREDIT_REPLIER
		? credit_agent(observer, event->agent != 0 ? event->agent
		                                           : step->owner)
		: credit_session(observer, session, CREDIT_OWNER, step);
	return status == KEFU_OK ? observe(observer, &made) : status;
}

/* span reply>reply, reply>reply|resolve: an open stretch does not count. */
static int32_t gaps(struct observer *observer, const struct session *session)
{
	const struct round_rule *rule =
		&observer->round_sets[observer->column->rounds].rule;
	int to_resolve = observer->definition->span.pairs[0].or_to != 0;
	/* what pauses while resolved goes on when reopened */
	int across = (observer->definition->pause & PAUSE_RESOLVED) != 0;
	int64_t from = -1;
	int32_t status = KEFU_OK;
	size_t i;

	for (i = 0; i < session->count && status == KEFU_OK; i++) {
		const struct step *step = &session->steps[i];
		int replies = rule_takes_reply(rule, step->event);

		if (from >= 0 && (replies || (to_resolve &&
		    (step->effect & EFFECT_RESOLVED) != 0)))
			status = observe_gap(observer, session, from, step);
		if (replies)
			from = step->event->t;
		if ((step->effect & EFFECT_ENDED) != 0 && !across)
			from = -1;
	}
	return status;
}

int32_t read_updates(struct observer *observer)
{
	return sessions_read(observer, gaps);
}

int32_t updates_each(struct observer *observer, const struct session *session,
                     update_reader *each, void *context)
{
	const struct round_rule *rule =
		&observer->round_sets[observer->column->rounds].rule;
	int64_t from = -1;
	int replied = 0;
	int32_t status = KEFU_OK;
	size_t i;

	for (i = 0; i < session->count && status == KEFU_OK; i++) {
		const struct step *step = &session->steps[i];
		int replies = rule_takes_reply(rule, step->event);

		if (from >= 0 && (replies || state_is_ended(step->state))) {
			status = each(observer, session, from, step, context);
			from = -1;
		}
		replied |= replies;
		if (state_is_ended(step->state))
			continue;
		if (replies || (replied && (step->effect & EFFECT_REOPENED) != 0))
			from = step->event->t;
	}
	return status == KEFU_OK && from >= 0
		? each(observer, session, from, NULL, context) : status;
}

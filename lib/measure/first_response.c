/* first_response_time: from the start of the clock to the first valid reply. */
#include "measure/clock.h"
#include "measure/observe.h"

/* Where the clock starts: the step it starts at, or the session's opening
 * (count of steps: it cannot start yet). */
static size_t response_start(const struct observer *observer,
                             const struct session *session,
                             const struct round_rule *rule, int64_t *start)
{
	enum clock_start rule_start = observer->definition->clock_start;
	int needs_question = session->initiator == KEFU_PARTY_AGENT ||
	                     rule_start == CLOCK_START_FIRST_MESSAGE ||
	                     rule_start == CLOCK_START_LAST_MESSAGE;
	size_t i, at = 0;

	*start = session->opened;
	if (rule_start == CLOCK_START_HANDOFF || rule_start == CLOCK_START_ASSIGN)
		for (i = at; i < session->count; i++) {
			uint8_t kind = session->steps[i].event->kind;

			if (rule_start == CLOCK_START_HANDOFF
			    ? kind == KEFU_EVENT_SESSION_HANDOFF
			    : kind == KEFU_EVENT_SESSION_ASSIGN ||
			      kind == KEFU_EVENT_SESSION_JOIN) {
				at = i;
				*start = session->steps[i].event->t;
				break;
			}
		}
	if (!needs_question)
		return at;
	for (i = 0; i < session->count; i++)
		if (rule_takes_question(rule, session->steps[i].event))
			break;
	if (rule_start == CLOCK_START_FIRST_MESSAGE ||
	    rule_start == CLOCK_START_LAST_MESSAGE) {
		if (i < session->count)
			*start = session->steps[i].event->t;
		return i;
	}
	return i > at ? i : at;
}

/* The first valid reply from a step on; moves the start to the last question
 * before it where the definition says so. */
const struct step *first_reply(const struct observer *observer,
                               const struct session *session, int64_t *start)
{
	const struct round_rule *rule =
		&observer->round_sets[observer->column->rounds].rule;
	enum clock_start rule_start = observer->definition->clock_start;
	size_t i = response_start(observer, session, rule, start);

	for (; i < session->count; i++) {
		const struct step *step = &session->steps[i];

		if (rule_start == CLOCK_START_LAST_MESSAGE &&
		    rule_takes_question(rule, step->event))
			*start = step->event->t;
		if (rule_takes_reply(rule, step->event))
			return step;
	}
	return NULL;
}

static int32_t observe_first_response(struct observer *observer,
                                      const struct session *session)
{
	const struct definition *definition = observer->definition;
	int64_t start, now = observer->fold->as_of, reading;
	const struct step *reply = first_reply(observer, session, &start);
	struct observation made;
	int32_t status;

	if (reply == NULL) {
		if (definition->unanswered != UNANSWERED_CAP)
			return KEFU_OK;
		reading = clock_reading(definition, session, start,
		                        session->ended >= 0 ? session->ended
		                                            : now);
		observation_of(&made, session, start);
		if (session->ended < 0 && reading < definition->cap_ms) {
			made.undecided = 1;
			made.reading = reading;
		} else {
			make_duration(&made, definition->cap_ms);
		}
		status = credit_session(observer, session, CREDIT_OWNER, NULL);
	} else {
		if ((definition->exclude & EXCLUDE_CROSS_DAY) != 0 &&
		    local_day(observer, start) !=
		    local_day(observer, reply->event->t))
			return KEFU_OK;
		reading = clock_reading(definition, session, start,
		                        reply->event->t);
		if (definition->cap_ms >= 0 && reading > definition->cap_ms)
			reading = definition->cap_ms;
		observation_of(&made, session,
		               definition->date_by == DATE_BY_START
		               ? start : reply->event->t);
		make_duration(&made, reading);
		if (reply->event->team != 0)
			made.team = reply->event->team;
		status = definition->credit == CREDIT_DEFAULT ||
		         definition->credit == CREDIT_REPLIER
			? credit_agent(observer, reply->event->agent)
			: credit_session(observer, session, CREDIT_OWNER, reply);
	}
	return status == KEFU_OK ? observe(observer, &made) : status;
}

int32_t read_first_response(struct observer *observer)
{
	return sessions_read(observer, observe_first_response);
}

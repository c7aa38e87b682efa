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
	int needs_question = (session->initiator == KEFU_PARTY_AGENT &&
	                      observer->definition->agent_started !=
	                      AGENT_STARTED_COUNTS &&
	                      observer->definition->agent_started !=
	                      AGENT_STARTED_SECOND_REPLY) ||
	                     rule_start == CLOCK_START_FIRST_MESSAGE ||
	                     rule_start == CLOCK_START_LAST_MESSAGE;
	size_t i, at = 0;

	*start = session->opened;
	if ((rule_start == CLOCK_START_HANDOFF &&
	     session_has(session, KEFU_EVENT_SESSION_HANDOFF)) ||
	    rule_start == CLOCK_START_ASSIGN)
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
	if (observer->definition->agent_started ==
	    AGENT_STARTED_FROM_FIRST_INBOUND && i < session->count &&
	    session->initiator == KEFU_PARTY_AGENT && i > at)
		*start = session->steps[i].event->t;
	return i > at ? i : at;
}

/* restart_on: after a resolution that no human had replied before, the first
 * question begins anew. */
static size_t restarted(const struct session *session,
                        const struct round_rule *rule, size_t at,
                        int64_t *start)
{
	size_t i, resolved = 0;

	for (i = 0; i < session->count; i++) {
		if (entry_is_human_reply(session->steps[i].event))
			break;
		if ((session->steps[i].effect & EFFECT_RESOLVED) != 0)
			resolved = i + 1;
	}
	for (i = resolved; resolved != 0 && i < session->count; i++)
		if (rule_takes_question(rule, session->steps[i].event)) {
			*start = session->steps[i].event->t;
			return i;
		}
	return at;
}

/* What stops the clock besides a reply. */
static int stops_also(uint32_t stops, const struct step *step)
{
	const struct entry *event = step->event;

	if (event->kind == KEFU_EVENT_MESSAGE)
		return !event->is_private && event->from == KEFU_PARTY_AGENT &&
		       (((stops & STOP_ALSO_PUBLIC_NOTE) != 0 &&
		         event->content == KEFU_CONTENT_NOTICE) ||
		        ((stops & STOP_ALSO_EXTERNAL_ECHO) != 0 &&
		         event->agent == 0));
	return ((stops & STOP_ALSO_RESOLVE) != 0 &&
	        (step->effect & EFFECT_RESOLVED) != 0) ||
	       ((stops & STOP_ALSO_PENDING) != 0 &&
	        step->state == STATE_PENDING && step->state_before != STATE_PENDING);
}

/* The first valid reply from a step on; moves the start to the last question
 * before it where the definition says so. */
const struct step *first_reply(const struct observer *observer,
                               const struct session *session, int64_t *start)
{
	const struct round_rule *rule =
		&observer->round_sets[observer->column->rounds].rule;
	enum clock_start rule_start = observer->definition->clock_start;
	const struct definition *definition = observer->definition;
	size_t i = response_start(observer, session, rule, start);
	int skips = definition->agent_started == AGENT_STARTED_SECOND_REPLY &&
	            session->initiator == KEFU_PARTY_AGENT;

	if ((definition->restart_on & RESTART_BOT_ONLY_RESOLUTION) != 0)
		i = restarted(session, rule, i, start);

	for (; i < session->count; i++) {
		const struct step *step = &session->steps[i];

		if (rule_start == CLOCK_START_LAST_MESSAGE &&
		    rule_takes_question(rule, step->event))
			*start = step->event->t;
		if ((definition->restart_on & RESTART_HANDOFF) != 0 &&
		    step->event->kind == KEFU_EVENT_SESSION_HANDOFF)
			*start = step->event->t;
		if (rule_takes_reply(rule, step->event)) {
			if (!skips)
				return step;
			skips = 0;
			continue;
		}
		if (definition->stop_also != 0 &&
		    stops_also(definition->stop_also, step))
			return step;
	}
	return NULL;
}

/* A session that nobody has answered yet: unanswered=cap. */
static int32_t observe_unanswered(struct observer *observer,
                                  const struct session *session, int64_t start)
{
	const struct definition *definition = observer->definition;
	struct session_case one = {session, start, session->owner, 0};
	struct finding found = {.verdict = VERDICT_COUNTED};
	int32_t status;

	found.reading = clock_reading(definition, session, start,
		session->ended >= 0 ? session->ended : observer->fold->as_of);
	if (session->ended < 0 && found.reading < definition->cap_ms)
		found.undecided = 1;
	else
		find_time(&found, definition->cap_ms);
	if (definition->credit == CREDIT_DEFAULT)
		return observe_found(observer, &one, &found);
	status = credit_session(observer, session, CREDIT_OWNER, NULL);
	return status == KEFU_OK ? observe_credited(observer, &one, &found) : status;
}

/* Of the team that the replier was in, if any: never of the session's. */
static int32_t observe_for_roster(struct observer *observer,
                                  const struct session_case *one,
                                  int64_t replied, int64_t reading)
{
	struct observation made;
	int32_t status = credit_agent(observer, one->agent);

	observation_of(&made, one->session, one->t);
	make_duration(&made, reading);
	made.team = roster_team(observer->roster, one->agent, replied);
	return status == KEFU_OK ? observe(observer, &made) : status;
}

static int32_t observe_first_response(struct observer *observer,
                                      const struct session *session)
{
	const struct definition *definition = observer->definition;
	int64_t start, reading;
	const struct step *reply = first_reply(observer, session, &start);
	struct finding found = {.verdict = VERDICT_COUNTED};
	struct session_case one;
	int32_t status;

	if (reply == NULL)
		return definition->unanswered == UNANSWERED_CAP
			? observe_unanswered(observer, session, start) : KEFU_OK;
	if ((definition->exclude & EXCLUDE_CROSS_DAY) != 0 &&
	    local_day(observer, start) != local_day(observer, reply->event->t))
		return KEFU_OK;
	reading = clock_reading(definition, session, start, reply->event->t);
	if (definition->cap_ms >= 0 && reading > definition->cap_ms)
		reading = definition->cap_ms;
	if (definition->only_within_ms >= 0 &&
	    reading > definition->only_within_ms)
		return KEFU_OK;
	if (definition->due_rule != DUE_RULE_LIMIT &&
	    reply->event->t > due_instant(observer, definition, start))
		return KEFU_OK;
	find_time(&found, reading);
	one.session = session;
	one.t = definition->date_by == DATE_BY_START ? start : reply->event->t;
	one.agent = reply->event->agent;
	one.team = reply->event->team;
	if (one.team == 0 && definition->credit == CREDIT_TEAM_AT_REPLY)
		return observe_for_roster(observer, &one, reply->event->t, reading);
	if (definition->credit == CREDIT_DEFAULT ||
	    definition->credit == CREDIT_REPLIER ||
	    definition->credit == CREDIT_TEAM_AT_REPLY)
		return observe_found(observer, &one, &found);
	status = credit_session(observer, session, CREDIT_OWNER, reply);
	return status == KEFU_OK ? observe_credited(observer, &one, &found) : status;
}

int32_t read_first_response(struct observer *observer)
{
	return sessions_read(observer, observe_first_response);
}

int reads_together(const struct observer *observer, const struct column *column)
{
	const struct definition *definition = column->definition;

	return column->read == read_first_response && observer->cube != NULL &&
	       column->is_plain && !column->asks_more &&
	       definition->clock_start != CLOCK_START_FIRST_MESSAGE &&
	       definition->clock_start != CLOCK_START_LAST_MESSAGE &&
	       definition->restart_on == 0 && definition->stop_also == 0 &&
	       definition->clock == NULL && definition->pause == 0 &&
	       definition->cap_ms < 0 /* nor unanswered=cap */ &&
	       definition->only_within_ms < 0 &&
	       definition->due_rule == DUE_RULE_LIMIT &&
	       definition->date_by != DATE_BY_START &&
	       (definition->exclude & EXCLUDE_CROSS_DAY) == 0 &&
	       (definition->credit == CREDIT_DEFAULT ||
	        definition->credit == CREDIT_REPLIER);
}

/* What any of the columns takes for a reply; what one does not take of them is not
 * its first. */
static const struct entry *first_taken(const struct round_rule *rule,
                                       const struct session *session)
{
	size_t i;

	for (i = 0; i < session->count; i++)
		if (rule_takes_reply(rule, session->steps[i].event))
			return session->steps[i].event;
	return NULL;
}

static int32_t read_session(struct observer *observer, const struct session *session,
                            uint64_t facts)
{
	const struct entry *reply = first_taken(&observer->together_rule, session);
	struct session_case one;
	int64_t wait;
	size_t row;
	int32_t i, status = KEFU_OK;

	if (reply == NULL)
		return KEFU_OK;
	wait = reply->t - session->opened; /* which was its first event */
	one = (struct session_case){session, reply->t, reply->agent, reply->team};
	row = observe_find_row(observer, &one);
	for (i = 0; i < observer->together_count && status == KEFU_OK; i++) {
		const struct column *column = observer->alone[i];

		if ((facts & column->session_out) != 0 || !stands(column, session))
			continue;
		if ((facts & column->session_special) != 0 ||
		    !rule_takes_reply(&observer->round_sets[column->rounds].rule, reply)) {
			observer_turn_to(observer, column);
			status = observe_first_response(observer, session);
			continue;
		}
		if (column->asked != ASKED_ALL &&
		    !day_is_asked(column, local_day(observer, reply->t)))
			continue;
		if (row == CUBE_NO_ROW)
			status = observe_row(observer, &one, &row);
		if (status == KEFU_OK)
			status = observer_add_time(observer, column,
			                           (struct cell_time){wait, 0, (uint32_t)row});
	}
	return status;
}

int32_t read_together(struct observer *observer)
{
	const struct customer_history *history = &observer->fold->history;
	int32_t i, asks = 0, status = KEFU_OK;
	size_t k;

	for (i = 0; i < observer->together_count; i++)
		asks |= observer_asks(observer, observer->alone[i]);
	if (asks && observer->sessions_known == 0)
		sessions_learn_all(observer);
	for (k = 0; asks && k < history->session_count && status == KEFU_OK; k++)
		status = read_session(observer, &history->sessions[k],
		                      observer->sessions[k].facts);
	return status;
}

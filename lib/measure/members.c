/* The members clause: which sessions and rounds count. */
#include "measure/clock.h"
#include "measure/judgement.h"
#include "measure/observe.h"

int session_is_bot_only(const struct session *session)
{
	return session->bot_message && !session->human_reply;
}

int session_is_begun_by_bot(const struct session *session)
{
	size_t i;

	if (session_has(session, KEFU_EVENT_SESSION_HANDOFF))
		return 1;
	for (i = 0; i < session->count; i++) {
		const struct entry *event = session->steps[i].event;

		if (event->kind != KEFU_EVENT_MESSAGE || event->is_private)
			continue;
		if (event->from == KEFU_PARTY_BOT)
			return 1;
		if (event->from == KEFU_PARTY_AGENT)
			return 0;
	}
	return 0;
}

int session_is_handled(const struct observer *observer,
                       const struct session *session)
{
	struct round_rule rule = round_rule_of(observer->definition);
	size_t i;

	for (i = 0; i < session->count; i++)
		if (rule_takes_reply(&rule, session->steps[i].event))
			return 1;
	return 0;
}

/* Measures over rounds leave these members of the set to rounds. */
#define ROUND_MEMBERS (EXCLUDE_BOT_ONLY | EXCLUDE_UNANSWERED | \
	EXCLUDE_CROSS_DAY | EXCLUDE_SHOP_CLOSED | EXCLUDE_WEEKEND | \
	EXCLUDE_PUBLIC_HOLIDAY)

static int is_over_rounds(const struct definition *definition)
{
	switch (definition->metric->reader) {
	case READER_RESPONSE_TIME:
	case READER_REPLY_WITHIN:
	case READER_REPLY_RATE:
	case READER_SLOW_RESPONSE:
		return 1;
	default:
		return 0;
	}
}

static int is_within_hours(const struct definition *definition,
                           const struct session *session)
{
	int64_t t;

	switch (definition->hours_by) {
	case HOURS_BY_HANDOFF:
		t = session_first(session, KEFU_EVENT_SESSION_HANDOFF);
		break;
	case HOURS_BY_SURVEY_SEND:
		t = session_first(session, KEFU_EVENT_SURVEY_SEND);
		break;
	case HOURS_BY_ROUND_OPEN:
	case HOURS_BY_REPLY:
		return 1;
	default:
		t = session->opened;
		break;
	}
	return t >= 0 && hours_are_open(definition->hours, t);
}

/* What the shop last said before an instant: a public holiday? */
static int is_holiday(const struct observer *observer, int64_t t)
{
	const struct entries *shop = &observer->fold->shop;
	int holiday = 0;
	size_t i;

	for (i = 0; i < shop->count && shop->at[i].t <= t; i++)
		holiday = shop->at[i].kind == KEFU_EVENT_SHOP_HOLIDAY;
	return holiday;
}

#define DAYS_OUT (EXCLUDE_WEEKEND | EXCLUDE_PUBLIC_HOLIDAY)

static int is_on_day_out(struct observer *observer, uint32_t exclude, int64_t t)
{
	if ((exclude & EXCLUDE_WEEKEND) != 0 &&
	    weekday_of(local_day(observer, t)) >= 5)
		return 1;
	return (exclude & EXCLUDE_PUBLIC_HOLIDAY) != 0 && is_holiday(observer, t);
}

int session_is_member(struct observer *observer,
                      const struct session *session)
{
	const struct definition *definition = observer->definition;
	uint32_t exclude = definition->exclude;

	if (session->excluded)
		return 0;
	if (is_over_rounds(definition))
		exclude &= ~(uint32_t)ROUND_MEMBERS;
	if ((exclude & EXCLUDE_BOT_ONLY) != 0 && session_is_bot_only(session))
		return 0;
	if ((exclude & EXCLUDE_UNANSWERED) != 0 &&
	    !session_is_handled(observer, session))
		return 0;
	if ((exclude & DAYS_OUT) != 0 &&
	    is_on_day_out(observer, exclude, session->opened))
		return 0;
	if (definition->agent_started == AGENT_STARTED_SKIP &&
	    session->initiator == KEFU_PARTY_AGENT)
		return 0;
	if ((exclude & EXCLUDE_SHOP_CLOSED) != 0 && session->shop_closed)
		return 0;
	if ((exclude & EXCLUDE_AGENT_INITIATED) != 0 &&
	    session->initiator == KEFU_PARTY_AGENT)
		return 0;
	if ((exclude & EXCLUDE_ABANDONED) != 0 &&
	    session->state == STATE_ABANDONED)
		return 0;
	if ((exclude & EXCLUDE_LEAVE_MESSAGE) != 0 && session->left_message)
		return 0;
	return definition->hours == NULL || is_within_hours(definition, session);
}

static int session_has_agent(const struct session *session)
{
	size_t i;

	for (i = 0; i < session->count; i++)
		if (session->steps[i].owner != 0)
			return 1;
	return session->human_reply;
}

/* A round that the day's end cut: was it still in time? Then nobody knows. */
static int is_within_when_cut(const struct definition *definition,
                              const struct round *round)
{
	int64_t wait = round_wait(definition, round);

	return definition->unanswered == UNANSWERED_CAP
		? wait < definition->cap_ms : within_limit(definition, wait);
}

/* The hours of several definitions are often the same, and asked once. */
static int question_is_within(const struct observer *observer,
                              struct round *round)
{
	const struct kefu_schedule *hours = observer->definition->hours;
	uint32_t bit = observer->column->hours_bit;

	if (bit == 0)
		return hours_are_open(hours, round->opened);
	if ((round->hours_known & bit) == 0) {
		round->hours_known |= bit;
		if (hours_are_open(hours, round->opened))
			round->hours_open |= bit;
	}
	return (round->hours_open & bit) != 0;
}

int round_is_member(struct observer *observer, struct round *round)
{
	const struct definition *definition = observer->definition;
	uint32_t exclude = is_over_rounds(definition) ? definition->exclude : 0;
	int answered = round->reply != NULL;

	if (definition->samples == SAMPLES_FIRST && !round->is_first)
		return 0;
	if (definition->samples == SAMPLES_NOT_FIRST && round->is_first)
		return 0;
	if (definition->no_agent == NO_AGENT_LEAVE_OUT && !answered &&
	    !session_has_agent(round->session))
		return 0;
	if (round->is_cut && is_within_when_cut(definition, round))
		return 0;
	if ((exclude & DAYS_OUT) != 0 &&
	    is_on_day_out(observer, exclude, round->opened))
		return 0;
	if ((exclude & EXCLUDE_BOT_ONLY) != 0 && !answered && round->bot_spoke)
		return 0;
	if ((exclude & EXCLUDE_UNANSWERED) != 0 && !answered)
		return 0;
	if ((exclude & EXCLUDE_CROSS_DAY) != 0 && answered &&
	    local_day(observer, round->opened) !=
	    local_day(observer, round->closed))
		return 0;
	if ((exclude & EXCLUDE_SHOP_CLOSED) != 0 &&
	    shop_is_closed(observer->fold, round->opened))
		return 0;
	if (definition->hours == NULL)
		return 1;
	if (definition->hours_by == HOURS_BY_ROUND_OPEN)
		return question_is_within(observer, round);
	if (definition->hours_by == HOURS_BY_REPLY)
		return answered &&
		       hours_are_open(definition->hours, round->closed);
	return 1;
}

int32_t sessions_read(struct observer *observer, session_reader *each)
{
	const struct customer_history *history = &observer->fold->history;
	int32_t status = KEFU_OK;
	size_t i;

	for (i = 0; i < history->session_count && status == KEFU_OK; i++)
		if (session_is_member(observer, &history->sessions[i]))
			status = each(observer, &history->sessions[i]);
	return status;
}

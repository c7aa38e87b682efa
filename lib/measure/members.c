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

int is_over_rounds(const struct definition *definition)
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

/* The facts, below the bits of hours. A session is dated by its opening, a
 * round by its question. */
enum fact {
	FACT_EXCLUDED = 1 << 0,
	FACT_BY_AGENT = 1 << 1, /* an agent began */
	FACT_ABANDONED = 1 << 2,
	FACT_LEFT_MESSAGE = 1 << 3,
	FACT_BOT_ONLY = 1 << 4, /* of a round: unanswered, and a bot spoke */
	FACT_UNANSWERED = 1 << 5,
	FACT_FIRST = 1 << 6, /* round of its session */
	FACT_LATER = 1 << 7,
	FACT_SHOP_CLOSED = 1 << 8,
	FACT_WEEKEND = 1 << 9,
	FACT_HOLIDAY = 1 << 10,
	FACT_OF_INSTANT = 7 << 8, /* the three of them */
	FACT_CROSS_DAY = 1 << 11,
	FACT_NO_AGENT = 1 << 12,
	FACT_HANDED_OFF = 1 << 13, /* of sessions */
	FACT_ASSIGNED = 1 << 14,
	FACT_OUTLASTED = 1 << 15,  /* of rounds: open as the day of the question ended */
	FACT_HOURS = 16,           /* not within hours: the first bit of them */
	/* these cost nothing to find out */
	FACT_AT_ONCE = ((1 << 8) - 1) | FACT_HANDED_OFF | FACT_ASSIGNED | FACT_OUTLASTED
};

/* What members of the exclude set leave out, in measures over sessions and in
 * those over rounds. */
static const struct {
	uint32_t exclude;
	uint64_t session, rounds_session, round;
} exclusions[] = {
	{EXCLUDE_BOT_ONLY, FACT_BOT_ONLY, 0, FACT_BOT_ONLY},
	{EXCLUDE_UNANSWERED, 0 /* asks the rule */, 0, FACT_UNANSWERED},
	{EXCLUDE_CROSS_DAY, 0, 0, FACT_CROSS_DAY},
	{EXCLUDE_SHOP_CLOSED, FACT_SHOP_CLOSED, 0, FACT_SHOP_CLOSED},
	{EXCLUDE_WEEKEND, FACT_WEEKEND, 0, FACT_WEEKEND},
	{EXCLUDE_PUBLIC_HOLIDAY, FACT_HOLIDAY, 0, FACT_HOLIDAY},
	{EXCLUDE_AGENT_INITIATED, FACT_BY_AGENT, FACT_BY_AGENT, 0},
	{EXCLUDE_ABANDONED, FACT_ABANDONED, FACT_ABANDONED, 0},
	{EXCLUDE_LEAVE_MESSAGE, FACT_LEFT_MESSAGE, FACT_LEFT_MESSAGE, 0},
};

/* The fact that something is not within hours; 0: none is left. */
static uint64_t hours_fact(struct observer *observer, const struct definition *definition)
{
	size_t at = opening_add(&observer->opening, definition->hours, definition->hours_by);
	uint64_t fact = at < OPENING_MOST ? (uint64_t)1 << (FACT_HOURS + at) : 0;

	observer->opening_by[definition->hours_by] |= fact;
	return fact;
}

static int is_by_round(enum hours_by by)
{
	return by == HOURS_BY_ROUND_OPEN || by == HOURS_BY_REPLY;
}

void members_begin(struct observer *observer, struct column *column)
{
	const struct definition *definition = column->definition;
	int over_rounds = is_over_rounds(definition);
	uint64_t hours = 0;
	size_t i;

	column->session_out = FACT_EXCLUDED;
	column->round_out = 0;
	column->hours = NULL;
	column->session_special = definition->clock_start == CLOCK_START_HANDOFF ? FACT_HANDED_OFF
		: definition->clock_start == CLOCK_START_ASSIGN ? FACT_ASSIGNED : 0;
	if (definition->metric->reader == READER_FIRST_RESPONSE_TIME &&
	    definition->agent_started != AGENT_STARTED_COUNTS)
		column->session_special |= FACT_BY_AGENT;
	column->round_special = definition->due_rule != DUE_RULE_LIMIT ? FACT_OUTLASTED : 0;
	column->asks_more = !over_rounds &&
		(definition->exclude & EXCLUDE_UNANSWERED) != 0;
	for (i = 0; i < sizeof exclusions / sizeof *exclusions; i++) {
		if ((definition->exclude & exclusions[i].exclude) == 0)
			continue;
		column->session_out |= over_rounds
			? exclusions[i].rounds_session : exclusions[i].session;
		if (over_rounds)
			column->round_out |= exclusions[i].round;
	}
	if (definition->agent_started == AGENT_STARTED_SKIP)
		column->session_out |= FACT_BY_AGENT;
	if (definition->samples == SAMPLES_FIRST)
		column->round_out |= FACT_LATER;
	if (definition->samples == SAMPLES_NOT_FIRST)
		column->round_out |= FACT_FIRST;
	if (definition->no_agent == NO_AGENT_LEAVE_OUT)
		column->round_out |= FACT_NO_AGENT;
	if (definition->hours == NULL)
		return;
	hours = hours_fact(observer, definition);
	if (hours == 0) {
		column->hours = definition->hours;
		column->asks_more = 1;
	} else if (is_by_round(definition->hours_by)) {
		column->round_out |= hours;
	} else {
		column->session_out |= hours;
	}
}

/* The instant that hours are asked for, or -1. */
static int64_t session_instant(const struct session *session, enum hours_by by)
{
	if (by == HOURS_BY_HANDOFF)
		return session_first(session, KEFU_EVENT_SESSION_HANDOFF);
	if (by == HOURS_BY_SURVEY_SEND)
		return session_first(session, KEFU_EVENT_SURVEY_SEND);
	return session->opened;
}

static int64_t round_instant(const struct round *round, enum hours_by by)
{
	if (by == HOURS_BY_REPLY)
		return round->reply != NULL ? round->closed : -1;
	return round->opened;
}

/* Those of the asked facts that may hold of anything. */
static uint64_t find_possible(const struct observer *observer, uint64_t asked)
{
	return observer->fold->shop.count == 0
		? asked & ~(uint64_t)(FACT_SHOP_CLOSED | FACT_HOLIDAY) : asked;
}

/* Which of the asked facts hold of an instant of a local day. */
static inline uint64_t facts_at(const struct observer *observer, uint64_t asked, int64_t t,
                                int32_t day)
{
	uint64_t hold = 0;

	if ((asked & FACT_SHOP_CLOSED) != 0 && shop_is_closed(observer->fold, t))
		hold |= FACT_SHOP_CLOSED;
	if ((asked & FACT_WEEKEND) != 0)
		hold |= weekday_of(day) >= 5 ? FACT_WEEKEND : 0;
	if ((asked & FACT_HOLIDAY) != 0 && is_holiday(observer, t))
		hold |= FACT_HOLIDAY;
	return hold;
}

/* Which facts of hours, of some, hold of an instant; all, if it never came. */
static inline uint64_t hours_at(const struct observer *observer, uint64_t asked, int64_t t)
{
	return t >= 0 ? asked & opening_closed(&observer->opening, t) << FACT_HOURS : asked;
}

static uint64_t session_facts(const struct session *session)
{
	return (session->excluded ? FACT_EXCLUDED : 0) |
	       (session->initiator == KEFU_PARTY_AGENT ? FACT_BY_AGENT : 0) |
	       (session->state == STATE_ABANDONED ? FACT_ABANDONED : 0) |
	       (session->left_message ? FACT_LEFT_MESSAGE : 0) |
	       (session_is_bot_only(session) ? FACT_BOT_ONLY : 0) |
	       (session_has(session, KEFU_EVENT_SESSION_HANDOFF) ? FACT_HANDED_OFF : 0) |
	       (session_has(session, KEFU_EVENT_SESSION_ASSIGN) ||
	        session_has(session, KEFU_EVENT_SESSION_JOIN) ? FACT_ASSIGNED : 0);
}

static inline uint64_t learn_session(struct observer *observer,
                                     const struct session *session, uint64_t asked)
{
	static const enum hours_by bys[] = {HOURS_BY_DEFAULT, HOURS_BY_SESSION_OPEN,
	                                    HOURS_BY_HANDOFF, HOURS_BY_SURVEY_SEND};
	uint64_t hold = session_facts(session);
	size_t i;

	if ((asked & FACT_OF_INSTANT) != 0)
		hold |= facts_at(observer, asked, session->opened,
		                 local_day(observer, session->opened));
	for (i = 0; i < sizeof bys / sizeof *bys; i++) {
		uint64_t hours = asked & observer->opening_by[bys[i]];

		if (hours != 0)
			hold |= hours_at(observer, hours, session_instant(session, bys[i]));
	}
	return hold;
}

void sessions_learn_all(struct observer *observer)
{
	const struct customer_history *history = &observer->fold->history;
	uint64_t unknown = (observer->sessions_asked |
	                    observer->column->session_out) &
	                   ~observer->sessions_known;
	uint64_t possible = find_possible(observer, unknown);
	size_t i;

	for (i = 0; i < history->session_count; i++) {
		struct met_session *met = &observer->sessions[i];

		met->facts |= learn_session(observer, &history->sessions[i], possible);
		observer->sessions_facts |= met->facts;
	}
	observer->sessions_known |= unknown | FACT_AT_ONCE;
}

int session_is_member(struct observer *observer,
                      const struct session *session)
{
	const struct column *column = observer->column;
	const struct definition *definition = observer->definition;
	ptrdiff_t at = session - observer->fold->history.sessions;
	int64_t t;

	if (sessions_learn(observer) != 0 &&
	    (observer->sessions[at].facts & column->session_out) != 0)
		return 0;
	if (!column->asks_more)
		return 1;
	if ((definition->exclude & EXCLUDE_UNANSWERED) != 0 &&
	    !is_over_rounds(definition) &&
	    !session_is_handled(observer, session))
		return 0;
	if (column->hours == NULL || is_by_round(definition->hours_by))
		return 1;
	t = session_instant(session, definition->hours_by);
	return t >= 0 && hours_are_open(column->hours, t);
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

/* Without branches: nobody could foresee them. */
static inline uint64_t round_facts(const struct round *round)
{
	uint64_t unanswered = round->reply == NULL;

	return (round->is_first ? FACT_FIRST : FACT_LATER) |
	       (round->outlasts_day ? FACT_OUTLASTED : 0) |
	       unanswered * FACT_UNANSWERED |
	       (unanswered & round->bot_spoke) * FACT_BOT_ONLY;
}

static inline uint64_t learn_round(struct observer *observer, const struct round *round,
                                   uint64_t asked)
{
	uint64_t hold = round_facts(round);
	uint64_t by_opening = asked & observer->opening_by[HOURS_BY_ROUND_OPEN];
	uint64_t by_reply = asked & observer->opening_by[HOURS_BY_REPLY];

	if ((asked & FACT_OF_INSTANT) != 0)
		hold |= facts_at(observer, asked, round->opened, round->day);
	if ((asked & FACT_CROSS_DAY) != 0 && round->reply != NULL)
		hold |= round->day != local_day(observer, round->closed) ? FACT_CROSS_DAY : 0;
	if ((asked & FACT_NO_AGENT) != 0 && round->reply == NULL &&
	    !session_has_agent(round->session))
		hold |= FACT_NO_AGENT;
	if (by_opening != 0)
		hold |= hours_at(observer, by_opening, round_instant(round, HOURS_BY_ROUND_OPEN));
	if (by_reply != 0)
		hold |= hours_at(observer, by_reply, round_instant(round, HOURS_BY_REPLY));
	return hold;
}

void rounds_learn_all(struct observer *observer, struct round_set *set)
{
	uint64_t unknown = (observer->rounds_asked |
	                    observer->column->round_out) & ~set->known;
	uint64_t possible = find_possible(observer, unknown);
	uint64_t facts = 0;
	size_t i;

	for (i = 0; i < set->count; i++) {
		struct round *round = &set->rounds[i];

		round->facts |= learn_round(observer, round, possible);
		facts |= round->facts;
	}
	set->facts = facts;
	set->known |= unknown | FACT_AT_ONCE;
}

int round_is_member(const struct observer *observer, const struct round *round)
{
	const struct column *column = observer->column;
	const struct definition *definition = observer->definition;
	int64_t t;

	if ((round->facts & column->round_out) != 0)
		return 0;
	if (round->is_cut && is_within_when_cut(definition, round))
		return 0;
	if (column->hours == NULL || !is_by_round(definition->hours_by))
		return 1;
	t = round_instant(round, definition->hours_by);
	return t >= 0 && hours_are_open(column->hours, t);
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

/* The rules of a session: what each event does to it. */
#include "history/session.h"

/* What a session does in each state (columns) with each event (rows). Events
 * that are not listed act in every state alike and leave it as it is. */
enum { STAY, IGNORE = 8, REOPEN = 9 };
#define TO(state) ((state) + 1)
#define PENDING TO(STATE_PENDING)
#define HOLD TO(STATE_HOLD)
#define OPENED TO(STATE_OPEN)
#define RESOLVED TO(STATE_RESOLVED)
#define CLOSED TO(STATE_CLOSED)
#define ABANDONED TO(STATE_ABANDONED)

static const uint8_t transitions[KEFU_EVENT_SESSION_MERGE + 1][6] = {
	/*                             open       pending    hold       resolved  closed  abandoned */
	[KEFU_EVENT_SESSION_PEND] = {PENDING, PENDING, PENDING, IGNORE, IGNORE, IGNORE},
	[KEFU_EVENT_SESSION_HOLD] = {HOLD, HOLD, HOLD, IGNORE, IGNORE, IGNORE},
	[KEFU_EVENT_SESSION_RESUME] = {OPENED, OPENED, OPENED, IGNORE, IGNORE, IGNORE},
	[KEFU_EVENT_SESSION_RESOLVE] = {RESOLVED, RESOLVED, RESOLVED, IGNORE, IGNORE, IGNORE},
	[KEFU_EVENT_SESSION_ABANDON] = {ABANDONED, ABANDONED, ABANDONED, IGNORE, IGNORE, IGNORE},
	[KEFU_EVENT_SESSION_CLOSE] = {CLOSED, CLOSED, CLOSED, CLOSED, IGNORE, IGNORE},
	[KEFU_EVENT_SESSION_REOPEN] = {IGNORE, IGNORE, IGNORE, REOPEN, REOPEN, REOPEN},
	/* a public customer message; other messages change no state */
	[KEFU_EVENT_MESSAGE] = {STAY, OPENED, STAY, REOPEN, REOPEN, REOPEN},
};

/* Who speaks nobody can foresee: no branch on it. Kind 0 does nothing. */
static inline uint8_t next_state(const struct entry *event, uint8_t state)
{
	unsigned acts = (unsigned)(event->kind != KEFU_EVENT_MESSAGE) |
	                (unsigned)entry_is_question(event);
	unsigned kind = event->kind <= KEFU_EVENT_SESSION_MERGE ? event->kind : 0;

	return transitions[kind & (0u - acts)][state];
}

uint8_t session_next_state(const struct entry *event, uint8_t state)
{
	uint8_t next = next_state(event, state);

	if (next == STAY || next == IGNORE)
		return state;
	return next == REOPEN ? STATE_OPEN : (uint8_t)(next - 1);
}

/* Survey, knowledge-base, complaint and quality events open no session. */
int session_opens_with(uint8_t kind)
{
	return kind <= KEFU_EVENT_SESSION_SLA;
}

static kefu_id next_owner(const struct entry *event, kefu_id owner)
{
	switch (event->kind) {
	case KEFU_EVENT_SESSION_OPEN:
	case KEFU_EVENT_SESSION_JOIN:
		return owner != 0 ? owner : event->agent;
	case KEFU_EVENT_MESSAGE:
		if (owner == 0 && (event->from == KEFU_PARTY_AGENT ||
		                   event->from == KEFU_PARTY_CUSTOMER))
			return event->agent;
		return owner;
	case KEFU_EVENT_SESSION_ASSIGN:
		return event->agent;
	case KEFU_EVENT_SESSION_TRANSFER:
		return event->to;
	case KEFU_EVENT_SESSION_LEAVE:
		return event->agent == owner ? 0 : owner;
	default:
		return owner;
	}
}

/* Fills what the opening said, or what a second one adds. */
static void note_opening(struct session *session, const struct entry *event)
{
	if (session->channel == 0)
		session->channel = event->channel;
	if (session->topic == 0)
		session->topic = event->topic;
	if (session->phase == 0)
		session->phase = event->phase;
	if (session->priority == 0)
		session->priority = event->priority;
	if (session->team == 0)
		session->team = event->team;
}

/* Who began a session that an opening opened: whom the first opening names
 * that names one, else the customer. Of any other: who sent the first message,
 * bots and the system alike; without one as of those that an opening opened. */
static uint8_t initiator_of(const struct session *session, uint8_t named)
{
	size_t i = 0;

	if (session->steps[0].event->kind != KEFU_EVENT_SESSION_OPEN &&
	    session_has(session, KEFU_EVENT_MESSAGE)) {
		while (session->steps[i].event->kind != KEFU_EVENT_MESSAGE)
			i++;
		return session->steps[i].event->from == KEFU_PARTY_BOT
			? KEFU_PARTY_SYSTEM : session->steps[i].event->from;
	}
	return named != 0 ? named : KEFU_PARTY_CUSTOMER;
}

/* Walks the steps of a session, whose events are known, and fills the rest of
 * them and the session. */
void session_run(struct session *session, int64_t *ignored)
{
	uint8_t state = STATE_OPEN;
	kefu_id owner = 0, topic = 0;
	uint8_t phase = 0, priority = 0, initiator = 0;
	int merged = 0;
	size_t i;

	session->opened = session->steps[0].event->t;
	session->ended = session->resolved = -1;
	for (i = 0; i < session->count; i++) {
		struct step *step = &session->steps[i];
		const struct entry *event = step->event;
		uint8_t next = next_state(event, state);

		if (event->kind < 64)
			session->kinds |= UINT64_C(1) << event->kind;
		session->human_reply |= (uint8_t)entry_is_human_reply(event);
		session->bot_message |= (uint8_t)entry_is_bot_message(event);
		step->state_before = state;
		step->owner_before = owner;
		if (next == IGNORE) {
			step->effect |= EFFECT_IGNORED;
			++*ignored;
		} else if (next == REOPEN) {
			step->effect |= EFFECT_REOPENED;
			if (session->resolved >= 0)
				step->effect |= EFFECT_UNRESOLVED;
			session->ended = session->resolved = -1;
			state = STATE_OPEN;
		} else if (next != STAY) {
			next = (uint8_t)(next - 1);
			if (state_is_ended(next) && !state_is_ended(state)) {
				step->effect |= EFFECT_ENDED;
				session->ended = event->t;
			}
			if (next == STATE_RESOLVED) {
				step->effect |= EFFECT_RESOLVED;
				session->resolved = event->t;
				session->resolve_step = i;
			}
			state = next;
		}
		owner = next_owner(event, owner);
		step->state = state;
		step->owner = owner;

		switch (event->kind) {
		case KEFU_EVENT_SESSION_OPEN:
			note_opening(session, event);
			if (initiator == 0)
				initiator = event->initiator;
			break;
		case KEFU_EVENT_SESSION_TAG:
			if (event->topic != 0)
				topic = event->topic;
			if (event->phase != 0)
				phase = event->phase;
			if (event->priority != 0)
				priority = event->priority;
			break;
		case KEFU_EVENT_SESSION_EXCLUDE:
			session->excluded = 1;
			break;
		case KEFU_EVENT_SESSION_INCLUDE:
			session->excluded = 0;
			break;
		case KEFU_EVENT_SESSION_MERGE:
			merged = 1;
			break;
		case KEFU_EVENT_SESSION_LEAVE_MESSAGE:
			session->left_message = 1;
			break;
		default:
			break;
		}
	}
	/* A tag wins over the opening wherever it stands. */
	if (topic != 0)
		session->topic = topic;
	if (phase != 0)
		session->phase = phase;
	if (priority != 0)
		session->priority = priority;
	if (merged)
		session->excluded = 1;
	session->state = state;
	session->owner = owner;
	session->initiator = initiator_of(session, initiator);
}

const struct step *session_step(const struct session *session, uint8_t kind)
{
	const struct step *step = session->steps;

	if (!session_has(session, kind))
		return NULL;
	while (step->event->kind != kind)
		step++;
	return step;
}

int64_t session_first(const struct session *session, uint8_t kind)
{
	const struct step *step = session_step(session, kind);

	return step != NULL ? step->event->t : -1;
}

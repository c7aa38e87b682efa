#include "measure/rounds.h"

#include "measure/clock.h"

struct round_rule round_rule_of(const struct definition *definition)
{
	static const struct {
		uint32_t exclude;
		int content;
	} classes[] = {
		{EXCLUDE_CARD, KEFU_CONTENT_CARD},
		{EXCLUDE_SMALL_TALK, KEFU_CONTENT_SMALL_TALK},
		{EXCLUDE_AD, KEFU_CONTENT_AD},
		{EXCLUDE_NOTICE, KEFU_CONTENT_NOTICE},
	};
	struct round_rule rule = {definition->valid_reply, 0, 0,
	                          definition->cleared_by,
	                          (definition->exclude &
	                           EXCLUDE_EXTERNAL_ECHO) != 0,
	                          definition->judged_at};
	size_t i;

	if (rule.valid_reply == 0)
		rule.valid_reply = 1u << KEFU_MODE_HUMAN |
		                   1u << KEFU_MODE_QUICK |
		                   1u << KEFU_MODE_ASSIST;
	for (i = 0; i < sizeof classes / sizeof *classes; i++)
		if ((definition->exclude & classes[i].exclude) != 0)
			rule.classes_out |= 1u << classes[i].content;
	rule.replies_out = rule.classes_out;
	if (definition->opens_round != 0)
		rule.classes_out |= ~definition->opens_round;
	if (definition->valid_content != 0)
		rule.replies_out |= ~definition->valid_content;
	return rule;
}

int round_rules_equal(const struct round_rule *a, const struct round_rule *b)
{
	return a->valid_reply == b->valid_reply &&
	       a->classes_out == b->classes_out &&
	       a->replies_out == b->replies_out &&
	       a->cleared_by == b->cleared_by &&
	       a->needs_agent == b->needs_agent &&
	       a->judged_at == b->judged_at;
}

void spoken_read(struct spoken *spoken, const struct fold *fold)
{
	const struct customer_history *history = &fold->history;
	uint32_t modes = 0, questions = 0, others = 0;
	size_t i;

	for (i = 0; i < history->step_count; i++) {
		/* nobody could foresee a branch on what comes; of other kinds the rest
		 * may be anything */
		const struct entry *event = history->steps[i].event;
		uint32_t is_public = (event->kind == KEFU_EVENT_MESSAGE) & !event->is_private;
		uint32_t is_question = (uint32_t)entry_is_question(event);

		modes |= is_public << (event->mode & 31);
		questions |= is_question << (event->content & 31);
		others |= (is_public ^ is_question) << (event->content & 31);
	}
	spoken->modes = modes;
	spoken->questions = questions;
	spoken->others = others;
}

void rules_differ(struct rule_difference *difference, const struct round_rule *a,
                  const struct round_rule *b)
{
	difference->valid_reply |= a->valid_reply ^ b->valid_reply;
	difference->classes_out |= a->classes_out ^ b->classes_out;
	difference->replies_out |= a->replies_out ^ b->replies_out;
	difference->cleared_by |= a->cleared_by ^ b->cleared_by;
	difference->needs_agent |= a->needs_agent ^ b->needs_agent;
	difference->judged_at |= a->judged_at != b->judged_at;
}

int rounds_agree(const struct round_set *set,
                 const struct rule_difference *difference,
                 const struct spoken *spoken)
{
	return (difference->valid_reply & spoken->modes) == 0 &&
	       (difference->cleared_by & set->met) == 0 &&
	       difference->needs_agent == 0 &&
	       (difference->classes_out & spoken->questions) == 0 &&
	       (difference->replies_out & spoken->others) == 0 &&
	       (difference->judged_at == 0 || !set->outlasts_day);
}

/* Which bit of cleared_by an event is, or 0. */
static uint32_t clearing(const struct step *step)
{
	const struct entry *event = step->event;

	if ((step->effect & EFFECT_RESOLVED) != 0)
		return CLEARED_BY_RESOLVE;
	if (event->kind != KEFU_EVENT_MESSAGE)
		return 0;
	return event->is_private ? CLEARED_BY_NOTE : 1u << event->mode;
}

static void open_round(struct round *round, const struct session *session,
                       size_t session_at, const struct step *step, int is_first)
{
	static const struct round blank;

	*round = blank;
	round->session = session;
	round->session_at = session_at;
	round->opened = round->last_question = step->event->t;
	round->owner = step->owner;
	round->open_step = (size_t)(step - session->steps);
	round->is_first = (uint8_t)is_first;
}

static void read_session(struct round_set *set, const struct session *session,
                         size_t session_at, int64_t as_of)
{
	const struct round_rule *rule = &set->rule;
	struct round *open = NULL;
	int is_first = 1;
	size_t i;

	for (i = 0; i < session->count; i++) {
		const struct step *step = &session->steps[i];
		const struct entry *event = step->event;
		uint32_t clears;

		if (rule_takes_question(rule, event)) {
			if (open == NULL) {
				open = &set->rounds[set->count++];
				open_round(open, session, session_at, step,
				           is_first);
			}
			open->last_question = event->t;
			continue;
		}
		if (open == NULL)
			continue;
		clears = clearing(step);
		set->met |= clears;
		if ((rule->cleared_by & clears) != 0) {
			set->count--;
			open = NULL;
			continue;
		}
		if (rule_takes_reply(rule, event)) {
			open->reply = event;
			open->replier = event->agent;
			open->closed = event->t;
		} else if ((step->effect & EFFECT_ENDED) != 0) {
			open->ended = 1;
			open->closed = event->t;
		} else {
			open->bot_spoke |= (uint8_t)entry_is_bot_message(event);
			continue;
		}
		open = NULL;
		is_first = 0;
	}
	if (open != NULL)
		open->closed = as_of;
}

int32_t rounds_read(struct round_set *set, const struct fold *fold,
                    const kefu_allocator *allocator)
{
	const struct customer_history *history = &fold->history;
	void *array = set->rounds;
	size_t i;
	int32_t status;

	/* A round has at least one event of its own. */
	status = memory_reserve(allocator, &array, &set->capacity,
	                        history->step_count, sizeof *set->rounds);
	set->rounds = array;
	if (status != KEFU_OK)
		return status;
	set->count = 0;
	set->met = 0;
	for (i = 0; i < history->session_count; i++)
		if (!history->sessions[i].excluded)
			read_session(set, &history->sessions[i], i, fold->as_of);
	return KEFU_OK;
}

/* The session's first hand-off, or first assign or join. */
static int64_t handed_at(const struct session *session, enum clock_start start)
{
	int64_t assigned, joined;

	if (start == CLOCK_START_HANDOFF)
		return session_first(session, KEFU_EVENT_SESSION_HANDOFF);
	assigned = session_first(session, KEFU_EVENT_SESSION_ASSIGN);
	joined = session_first(session, KEFU_EVENT_SESSION_JOIN);
	return assigned < 0 || (joined >= 0 && joined < assigned) ? joined
	                                                          : assigned;
}

int64_t round_wait_read(const struct definition *definition,
                        const struct round *round)
{
	int64_t start = round->opened, handed;

	switch (definition->clock_start) {
	case CLOCK_START_LAST_MESSAGE:
		start = round->last_question;
		break;
	case CLOCK_START_HANDOFF:
	case CLOCK_START_ASSIGN:
		handed = handed_at(round->session, definition->clock_start);
		if (handed >= round->opened && handed <= round->closed)
			start = handed;
		break;
	default:
		break;
	}
	return clock_reading(definition, round->session, start, round->closed);
}

/* Rounds: a customer's question and what became of it. The reading clause of
 * every measure of response. */
#ifndef MEASURE_ROUNDS_H
#define MEASURE_ROUNDS_H

#include "history/fold.h"
#include "measure/definition.h"

/* What opens, closes and clears a round. Definitions with equal rules share
 * the rounds. */
struct round_rule {
	uint32_t valid_reply; /* bit(mode) */
	uint32_t classes_out; /* of questions, bit(content) */
	uint32_t replies_out; /* of replies, bit(content) */
	uint32_t cleared_by;  /* bit(mode), enum cleared_by */
	uint32_t needs_agent; /* 1: an agent's reply that names none is no reply */
	enum judged_at judged_at;
};

/* What became of it, as far as is known. */
enum round_fate { FATE_ANSWERED, FATE_LOST /* its session ended */, FATE_OPEN,
	ROUND_FATES };

struct round {
	const struct session *session;
	size_t session_at; /* among the customer's */
	int64_t opened;
	int64_t last_question;
	int64_t closed;  /* the reply, the end, or the instant of the query */
	int64_t wait;    /* until then, by a clock that never stops */
	kefu_id replier; /* 0: unanswered, or nobody named */
	kefu_id owner;   /* at the opening */
	const struct entry *reply; /* NULL: unanswered */
	int32_t day;     /* local, of the opening */
	uint8_t ended;   /* the session ended with the round open */
	uint8_t bot_spoke;
	uint8_t is_first; /* of its session */
	uint8_t outlasts_day; /* open as the day of its opening ended */
	uint8_t is_cut;  /* so it does, and the rule minds */
	uint8_t fate;    /* enum round_fate */
	size_t open_step; /* of its session: the question that opened it */
	uint64_t facts; /* that hold of it, of those the set knows */
	/* The first of its run: rounds in a row of one session and day that
	 * credit the same agent, owner and team. */
	struct round *run;
	/* Of the first: the row of the cube for cases that begin in the run and
	 * do not go by the owner, and that do. */
	size_t row[2];
};

/* The rounds of one case, in order of opening. */
struct unit_case {
	struct round *const *rounds;
	uint32_t count, answered;
	/* What they come to, by a clock that never stops: enough for most
	 * definitions, however many rounds there are. */
	int64_t sum; /* of the waits that were answered */
	int64_t least_wait, most_wait; /* of all */
	/* Facts that hold of any round, and of any's session; of all. */
	uint64_t facts, session_facts, common_facts, common_session_facts;
	int32_t first_day, last_day; /* of the questions */
};

static inline int unit_is_answered(const struct unit_case *unit)
{
	return unit->answered == unit->count;
}

/* By what rounds are put together. No definition asks for runs, but other cases
 * are made of them. */
enum unit_shape { SHAPE_ROUND, SHAPE_RUN, SHAPE_SESSION, SHAPE_CUSTOMER, SHAPE_CUSTOMER_DAY,
	SHAPE_AGENT_DAY, SHAPE_OWNER_DAY, UNIT_SHAPES };

/* All rounds of a set in one shape. */
struct unit_list {
	struct unit_case *cases;
	struct round **rounds; /* case after case, where they are not in order */
	size_t count, case_capacity, round_capacity;
};

/* The rounds of all sessions of one customer under one rule. */
struct round_set {
	struct round_rule rule;
	struct round *rounds;
	size_t count, capacity;
	/* Whose rounds these are for the customer at hand: its own, those of
	 * a set before it, or not read yet (NULL). */
	struct round_set *read;
	struct round_set *read_before; /* the last set before it with its own */
	/* What happened while a round was open, as bits of cleared_by, whether
	 * the rule has them or not. */
	uint32_t met;
	int outlasts_day; /* a round was open as the day of its opening ended */
	int is_cut;       /* and the rule minds */
	/* What definitions leave rounds out for (members.c): the facts found
	 * out so far, and those that hold of any round. */
	uint64_t known, facts;
	struct round **in_order; /* all of them */
	size_t in_order_capacity;
	/* Cut into cases (units.c): bit(SHAPE_…) of the shapes that share the
	 * list of `whole_shape`, since all rounds are one case, of runs, or of
	 * sessions; and of those in which rounds of several cases mingle. */
	uint32_t whole, as_runs, as_sessions, mingles;
	enum unit_shape whole_shape;
	uint32_t made; /* bit(SHAPE_…) of those that are there for the customer at hand */
	struct unit_list units[UNIT_SHAPES];
};

/* What was said in public, as bits, so that rules which differ in nothing of
 * it can share their rounds. */
struct spoken {
	uint32_t modes;     /* of all messages */
	uint32_t questions; /* their content */
	uint32_t others;    /* likewise of what is no question */
};

struct round_rule round_rule_of(const struct definition *definition);
int round_rules_equal(const struct round_rule *a, const struct round_rule *b);

/* In what rules differ: bits as in the rules. */
struct rule_difference {
	uint32_t valid_reply, classes_out, replies_out, cleared_by;
	uint32_t needs_agent, judged_at; /* not 0: they do */
};
/* Adds in what two rules differ. Rules that differ from one in nothing that
 * matters differ from each other in nothing that does. */
void rules_differ(struct rule_difference *difference, const struct round_rule *a,
                  const struct round_rule *b);

void spoken_read(struct spoken *spoken, const struct fold *fold);
/* Whether rules that differ so would have found the same rounds in what was
 * said. */
int rounds_agree(const struct round_set *set,
                 const struct rule_difference *difference,
                 const struct spoken *spoken);

/* Sessions that left every measure have no rounds. */
int32_t rounds_read(struct round_set *set, const struct fold *fold,
                    const kefu_allocator *allocator);

/* A round's wait up to its reply, its end or the instant of the query. */
int64_t round_wait_read(const struct definition *definition,
                        const struct round *round);
/* Whether it is just `wait`. */
static inline int waits_plainly(const struct definition *definition)
{
	return definition->clock_start <= CLOCK_START_OPEN &&
	       definition->clock == NULL && definition->pause == 0;
}
static inline int64_t round_wait(const struct definition *definition,
                                 const struct round *round)
{
	return waits_plainly(definition) ? round->wait
	                                 : round_wait_read(definition, round);
}

/* Whom a round credits: its replier, unanswered its owner at the opening;
 * always the latter where a definition says owner. */
static inline kefu_id round_agent(const struct round *round, int to_owner)
{
	return round->reply == NULL || to_owner ? round->owner : round->replier;
}

/* Of the deciding event; 0: none, or it names none. */
static inline kefu_id round_team(const struct round *round)
{
	return round->reply != NULL ? round->reply->team : 0;
}

static inline int rule_takes_question(const struct round_rule *rule,
                                      const struct entry *event)
{
	return entry_is_question(event) &&
	       (rule->classes_out >> event->content & 1) == 0;
}

static inline int rule_takes_reply(const struct round_rule *rule,
                                   const struct entry *event)
{
	return event->kind == KEFU_EVENT_MESSAGE && !event->is_private &&
	       (event->from == KEFU_PARTY_AGENT ||
	        event->from == KEFU_PARTY_BOT) &&
	       (rule->valid_reply >> event->mode & 1) != 0 &&
	       (rule->replies_out >> event->content & 1) == 0 &&
	       (!rule->needs_agent || event->agent != 0 ||
	        event->from == KEFU_PARTY_BOT);
}

#endif

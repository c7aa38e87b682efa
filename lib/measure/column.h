/* A definition at work: what its readers need to know of it again and again,
 * found out once (observer.c). */
#ifndef MEASURE_COLUMN_H
#define MEASURE_COLUMN_H

#include "measure/rounds.h"

struct kefu_schedule;
struct observer;
struct gather;

/* What of a level a column shows: as it is, or over the queried days. */
enum level { LEVEL_NOW, LEVEL_MEAN, LEVEL_MAX };

/* OUTCOME_NONE: not judged at all. */
enum outcome { OUTCOME_NONE, OUTCOME_PASS, OUTCOME_FAIL, OUTCOME_UNDECIDED,
	OUTCOMES };

/* How many of a customer's days a column asks for. */
enum asked { ASKED_NONE, ASKED_SOME, ASKED_ALL };

/* What an observation of a unit is dated by. */
enum unit_date { DATED_BY_QUESTION, DATED_BY_REPLY, DATED_BY_LAST_REPLY };

/* Which wait decides about a case, if all its rounds were answered. */
enum judged_wait { WAIT_FIRST, WAIT_LEAST, WAIT_MOST, JUDGED_WAITS };

/* What is read of a unit (unit_readings.c). */
enum unit_reading { READS_OTHERWISE, READS_JUDGEMENT, READS_ANSWER, READS_SILENCE,
	READS_WAIT };

/* How a column over rounds makes cases of them. */
struct unit_rule {
	enum unit_shape shape;
	enum unit_date date;
	enum unit_reading reading;
	enum credit_rule credit; /* CREDIT_DEFAULT: the round's agent */
	int to_owner;            /* which is never its replier */
};

/* A definition at work in a query. What every customer needs comes first. */
struct column {
	const struct definition *definition;
	int32_t (*read)(struct observer *observer); /* read_metric(), or all of it */
	int32_t first_asked, last_asked; /* days; INT32_MIN and INT32_MAX: open, or
	                                    what it reads is not dated inside */
	enum asked asked;         /* of the days of the customer at hand */
	int is_dated_inside;      /* what it reads, by events of sessions */
	int exempts;              /* days, by the definition */
	int32_t cube_column;      /* versions of one definition share one */
	uint32_t standings;       /* bit(STANDING_…) of what it reads */
	uint64_t session_out, round_out; /* facts that leave them out */
	int asks_more;            /* and something else may, too */
	/* facts of a session whose clock may not start with the question (of first
	 * responses, as it opens), and of a round that may outlast the day on which
	 * an answer is due */
	uint64_t session_special, round_special;
	struct gather *gather;    /* what waits to be put into its cells */
	int is_plain;             /* nothing but observe_found() has to be done */
	size_t rounds;            /* its round set */
	/* If it is over rounds: */
	struct unit_rule units;
	int goes_by_run;          /* cases that begin in a run go into one row */
	int is_batched;           /* read for many customers at once (batch.c) */
	enum judged_wait judged_wait; /* if so, this of each case, up to */
	int64_t batch_limit;
	/* Of these (judgement.c): the longest wait that passes, and what an enum
	 * round_fate comes to, in time and late. */
	int64_t limit;
	uint8_t outcomes[ROUND_FATES][2];
	uint8_t reduced[1 << OUTCOMES]; /* what all that rounds come to comes to */
	enum outcome undecided_is;
	int limits_wait;    /* as the clock on the wall has it: nothing else decides */
	int reduces_by_fate; /* whatever rounds of a fate waited between */
	int reads_wait;     /* readings are that of every reply, and no other */
	int reads_means;    /* definition_reads_means() */

	int32_t from_day, to_day; /* inclusive; KEFU_DAY_ANY: open */
	const struct kefu_schedule *hours; /* to be asked besides; NULL: none */
	enum level level;         /* of `backlog` */
	int finishes;             /* definition_finishes() */
	int keeps_recent;         /* what is shown weighs the latest cases, of
	                           * whatever version */
	int64_t first_opened;     /* by the sessions read so far, or -1 */
};

#endif

/* A definition at work: what its readers need to know of it again and again,
 * found out once (observer.c). */
#ifndef MEASURE_COLUMN_H
#define MEASURE_COLUMN_H

#include "measure/rounds.h"

struct kefu_schedule;
struct observer;

/* What of a level a column shows: as it is, or over the queried days. */
enum level { LEVEL_NOW, LEVEL_MEAN, LEVEL_MAX };

/* How many of a customer's days a column asks for. */
enum asked { ASKED_NONE, ASKED_SOME, ASKED_ALL, ASKED_NEVER };

/* What an observation of a unit is dated by. */
enum unit_date { DATED_BY_QUESTION, DATED_BY_REPLY, DATED_BY_LAST_REPLY };

/* How a column over rounds makes cases of them. */
struct unit_rule {
	enum unit_shape shape;
	enum unit_date date;
	enum credit_rule credit; /* CREDIT_DEFAULT: the round's agent */
	int to_owner;            /* which is never its replier */
};

/* A definition at work in a query. What every customer needs comes first. */
struct column {
	const struct definition *definition;
	int32_t (*read)(struct observer *observer); /* read_metric(), or all of it */
	int32_t first_asked, last_asked; /* days; INT32_MIN and INT32_MAX: open */
	enum asked asked;         /* of the days of the customer at hand */
	int is_dated_inside;      /* what it reads, by events of sessions */
	int32_t cube_column;      /* versions of one definition share one */
	uint32_t standings;       /* bit(STANDING_…) of what it reads */
	uint64_t session_out, round_out; /* facts that leave them out */
	int asks_more;            /* and something else may, too */
	int is_plain;             /* nothing but observe_found() has to be done */
	struct unit_rule units;   /* if it is over rounds */
	enum asked by_run_when;   /* it goes run by run (units.h) when it asks for
	                             so many days; ASKED_NEVER: not at all */
	size_t rounds;            /* its round set */
	/* Of columns over rounds (judgement.c): the longest wait that passes,
	 * and what an enum round_fate comes to, in time and late. */
	int64_t limit;
	int limits_wait; /* as the clock on the wall has it: nothing else decides */
	uint8_t outcomes[ROUND_FATES][2];

	int32_t from_day, to_day; /* inclusive; KEFU_DAY_ANY: open */
	const struct kefu_schedule *hours; /* to be asked besides; NULL: none */
	enum level level;         /* of `backlog` */
	int finishes;             /* definition_finishes() */
	int keeps_recent;         /* what is shown weighs the latest cases, of
	                           * whatever version */
	int64_t first_opened;     /* by the sessions read so far, or -1 */
};

#endif

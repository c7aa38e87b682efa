/* Batches: cases made of rounds, of many customers, that wait to be put into the
 * cube, so that each definition goes through all of them with nothing else to
 * think of. Only of cases and definitions about which nothing is special; what
 * is, is read one by one (unit_readings.c). */
#ifndef MEASURE_BATCH_H
#define MEASURE_BATCH_H

#include "measure/column.h"

struct observer;

/* All that definitions ask of a case. */
struct batch_case {
	uint64_t facts, session_facts; /* that hold of all its rounds */
	int64_t waits[JUDGED_WAITS];
	int64_t sum;           /* of the answered */
	uint32_t rows[2];      /* of the cube: not by the owner, and by the owner */
	uint32_t sets;         /* bit of each round set whose rounds these are */
	uint32_t answered;
	int32_t days[2];       /* DATED_BY_QUESTION, DATED_BY_REPLY */
	uint8_t fate;          /* of all its rounds: enum round_fate */
	uint8_t standing;
};

/* Those of one shape, and the columns that have such. */
struct batch {
	enum unit_shape shape;
	struct column **columns;
	int32_t column_count;
	int credits[2];        /* which rows any of them goes by */
	int dates_by_reply;    /* any of them does */
	/* of any of them: what leaves out, what has to be looked at */
	uint64_t round_out, session_out, round_special, session_special;
	struct batch_case *cases;
	size_t count;
	int32_t first_day, last_day; /* that any of them is dated by */
	uint32_t standings;          /* bit(STANDING_…) of any */
};

struct batches {
	struct batch *list;
	int32_t count;
	struct column **columns; /* of all */
	uint32_t standings;      /* bit(STANDING_…) of what any of them reads */
	uint32_t sets;           /* bits of their round sets */
};

/* KEFU_E_NOMEM. */
int32_t batches_begin(struct observer *observer);
void batches_release(struct observer *observer);
/* The cases of the customer at hand. */
int32_t batches_take(struct observer *observer);
/* Puts all that wait into the cube: after the last customer. */
int32_t batches_flush(struct observer *observer);

#endif

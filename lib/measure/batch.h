/* Batches: cases made of rounds, of many customers, that wait to be put into the
 * cube, so that each definition goes through all of them with nothing else to
 * think of. Only of cases and definitions about which nothing is special; what
 * is, is read one by one (unit_readings.c). */
#ifndef MEASURE_BATCH_H
#define MEASURE_BATCH_H

#include "measure/column.h"

struct observer;

/* What decides whether a case counts, days aside: few differ in it, and what a
 * column makes of each kind is found out once. */
struct case_kind {
	uint64_t facts; /* of all its rounds, and of their sessions, that leave any out */
	uint64_t rest;  /* kind_rest() */
};

/* Bits of the round sets whose rounds these are; enum round_fate of all of them;
 * enum standing. */
static inline uint64_t kind_rest(uint32_t sets, unsigned fate, unsigned standing)
{
	return sets | (uint64_t)fate << 32 | (uint64_t)standing << 40;
}
static inline uint32_t kind_sets(const struct case_kind *kind)
{
	return (uint32_t)kind->rest;
}
static inline unsigned kind_fate(const struct case_kind *kind)
{
	return (unsigned)(kind->rest >> 32 & 0xFF);
}
static inline unsigned kind_standing(const struct case_kind *kind)
{
	return (unsigned)(kind->rest >> 40);
}

/* The rest of what definitions ask of a case. */
struct batch_case {
	int64_t waits[JUDGED_WAITS];
	int64_t sum;       /* of the answered */
	uint32_t rows[2];  /* of the cube: not by the owner, and by the owner */
	int32_t days[2];   /* DATED_BY_QUESTION, DATED_BY_REPLY */
	uint32_t answered;
	uint8_t kind;
};

#define BATCH_MOST 256 /* cases: with what columns have of 500 agents they fit near caches */
#define KINDS_MOST 128
#define KIND_SLOTS 1024

/* What a case of a kind adds to its row's tally: in time, or late. */
struct kind_adds {
	uint64_t by_lateness[2];
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
	uint8_t open[BATCH_MOST];    /* which cases may be undecided */
	size_t open_count;
	struct case_kind kinds[KINDS_MOST];
	uint8_t kind_slots[KIND_SLOTS]; /* number of the kind + 1; 0: free */
	uint32_t kind_count;
	struct kind_adds *adds; /* column by column, KINDS_MOST each */
};

struct batches {
	struct batch *list;
	int32_t count;
	struct column **columns; /* of all */
	uint32_t standings;      /* bit(STANDING_…) of what any of them reads */
	uint32_t sets;           /* bits of their round sets */
	uint32_t tallied;        /* cases that any row's tally may have */
};

/* KEFU_E_NOMEM. */
int32_t batches_begin(struct observer *observer);
void batches_release(struct observer *observer);
/* The cases of the customer at hand. */
int32_t batches_take(struct observer *observer);
/* Puts all that wait into the cube: after the last customer. */
int32_t batches_flush(struct observer *observer);

#endif

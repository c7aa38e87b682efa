/* A cell: what one group has of one definition, in integers only, so that
 * cells add up in any order to the same figures. All bytes zero is an empty
 * one. */
#ifndef MEASURE_CELL_H
#define MEASURE_CELL_H

#include "base/codec.h"
#include "base/int128.h"
#include "base/memory.h"
#include "stat/duration.h"

/* How fine means of times are: a quantile of short ones is to be as good as
 * that of long ones. Part of the encoding: never changes. */
#define MEAN_BITS 8

/* How often each score was given, ascending. */
struct score_count {
	int64_t score;
	int64_t count;
};

struct cell {
	/* what every reading touches comes first */
	int64_t num, den;
	uint128 squares;   /* of the readings, for the interval of a mean */
	struct duration duration;
	struct score_count *scores;
	uint32_t score_count, score_capacity;

	int64_t undecided; /* would count, but nothing is certain yet */
	int64_t immature;  /* counted, but may still change */
	/* Of readings that are means the duration has them in 2^-MEAN_BITS ms;
	 * this is what that leaves of them, in 2^-32 of it: in total, and of
	 * the least and the greatest reading. */
	uint64_t parts;
	uint32_t min_parts, max_parts;
	uint32_t currency; /* of the money in it; 0: none yet */
	uint8_t mixed;     /* 1: more than one, so there is no figure */
	uint8_t shared;    /* 1: its denominator went to others (totals.c) */
	uint8_t touched;   /* 1: something was observed, if only nothing */
	struct cell_extra *extra; /* NULL: the definition needs none */
};

/* What few definitions need. */
struct cell_extra {
	int64_t sessions; /* behind a gate */
	struct recent {
		int64_t t, num;
	} *recent;
	size_t recent_count, recent_capacity;
	int64_t recent_num, recent_den; /* of the latest share, once settled */
};

/* KEFU_E_OVERFLOW; the cell is as it was. */
static inline int32_t cell_add(struct cell *cell, int64_t num, int64_t den)
{
	if (num == INT64_MAX || den == INT64_MAX || /* SUM_OVERFLOW */
	    (num > 0 && cell->num > INT64_MAX - num) ||
	    (num < 0 && cell->num < INT64_MIN - num) ||
	    cell->den > INT64_MAX - den)
		return KEFU_E_OVERFLOW;
	cell->num += num;
	cell->den += den;
	cell->squares += (uint128)((int128)num * num);
	return KEFU_OK;
}
/* Several cases, of which some count one and the others nothing. */
static inline int32_t cell_add_tally(struct cell *cell, int64_t num, int64_t den)
{
	if (cell->num > INT64_MAX - num || cell->den > INT64_MAX - den)
		return KEFU_E_OVERFLOW;
	cell->num += num;
	cell->den += den;
	cell->squares += (uint64_t)num;
	return KEFU_OK;
}

/* A wait, or what else lasts. */
struct cell_time {
	int64_t ms;     /* from 0 on */
	uint32_t parts; /* of a mean: the rest of a ms, in 2^-32 */
	uint32_t row;   /* for those who sort them */
};

/* KEFU_E_OVERFLOW, KEFU_E_NOMEM; the cell is as it was. */
/* Times, as its num, its den and its durations. Means are written over. */
int32_t cell_add_times(struct cell *cell, const kefu_allocator *allocator,
                       struct cell_time *times, size_t count, int are_means);
/* Means, as its durations alone; written over. From 2^40 ms on, 34 years, one
 * counts as that. */
int32_t cell_add_means(struct cell *cell, const kefu_allocator *allocator,
                       struct cell_time *times, size_t count);
static inline int32_t cell_add_mean(struct cell *cell, const kefu_allocator *allocator,
                                    int64_t ms, uint32_t parts)
{
	struct cell_time one = {ms, parts, 0};

	return cell_add_means(cell, allocator, &one, 1);
}
int32_t cell_add_gate(struct cell *cell, const kefu_allocator *allocator);
int32_t cell_add_recent(struct cell *cell, const kefu_allocator *allocator,
                        int64_t t, int64_t num);
int32_t cell_add_score(struct cell *cell, const kefu_allocator *allocator,
                       int64_t score);
/* Finds the latest share of the cell's cases, at least so many. KEFU_E_NOMEM. */
int32_t cell_settle_recency(struct cell *cell, const kefu_allocator *allocator,
                            double share, int32_t least);

void cell_release(struct cell *cell, const kefu_allocator *allocator);
/* Whether nothing was added, not even nothing. */
int cell_is_blank(const struct cell *cell);
/* As if everything had been added to one cell. Peaks, and the latest of which
 * a definition takes a share, do not add up: these stay out. KEFU_E_OVERFLOW,
 * KEFU_E_NOMEM; `into` is as it was. */
int32_t cell_merge(struct cell *into, const struct cell *from,
                   const kefu_allocator *allocator);

/* Packed cells (cell_packed.c): equal cells have equal bytes, and what is at
 * its default takes none. Peaks and the latest are not in them, nor is the
 * currency of mixed money, which is that of whatever came last. */
void cell_put(const struct cell *cell, struct codec_writer *writer);
/* Into an empty cell, which stays empty on failure: KEFU_E_NOMEM, or the
 * reader's status. */
int32_t cell_get(struct cell *cell, const kefu_allocator *allocator,
                 struct codec_reader *reader);
/* Passes one over. */
void cell_skip(struct codec_reader *reader);
/* Passes one over that somebody else wrote: the reader fails unless it is what
 * cell_put() writes. */
void cell_check(struct codec_reader *reader);
/* Reads two and writes their sum, all packed. KEFU_E_OVERFLOW, or a reader's
 * status. */
int32_t cell_join(struct codec_reader *a, struct codec_reader *b,
                  struct codec_writer *writer);

#endif

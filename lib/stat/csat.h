#ifndef STAT_CSAT_H
#define STAT_CSAT_H

#include "kefu/csat.h"
#include "base/int128.h"

#define CSAT_POINTS_MAX 101

struct kefu_csat {
	kefu_allocator allocator;
	int64_t total;
	int32_t min;
	int32_t points; /* scores min … min + points - 1 */
	int64_t counts[]; /* by score */
};

/* How many of the highest scores are good ones by custom; 0 where there is
 * none. The rule of the vectors, for whoever judges scores. */
int32_t csat_usual_top(int32_t points);
/* How many of the lowest are bad ones; likewise. */
int32_t csat_usual_bottom(int32_t min, int32_t points);

/* Sum and sum of squares of the scores. */
void csat_sums(const struct kefu_csat *csat, int128 *sum, uint128 *sum_squares);

#endif

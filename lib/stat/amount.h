#ifndef STAT_AMOUNT_H
#define STAT_AMOUNT_H

#include <stdbool.h>

#include "base/int128.h"
#include "kefu/amount.h"

/* Wider than what is promised: a batch is added as it comes, and only what
 * stands at its end must fit. Between calls count, units and sum are within
 * int64. */
struct amount_sums {
	int128 sum;
	uint128 squares;
	int128 units;
	uint64_t count;
	int64_t min; /* INT64_MAX while empty, 0 when not known */
	int64_t max; /* INT64_MIN while empty, 0 when not known */
	bool min_known;
	bool max_known;
};

struct kefu_amount {
	struct amount_sums sums;
	kefu_allocator allocator;
	char currency[4];
};

/* Three capital letters, as a currency code is. */
bool amount_is_currency(const char *code, size_t length);

#endif

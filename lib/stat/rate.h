#ifndef STAT_RATE_H
#define STAT_RATE_H

#include "kefu/rate.h"

struct kefu_rate {
	int64_t hits;
	kefu_allocator allocator; /* between the two counters, so that they are
	                             not updated by one wide store */
	int64_t total;
};

#endif

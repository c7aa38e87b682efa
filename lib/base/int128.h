/* 128-bit integers, for sums and sums of squares that never wrap. */
#ifndef BASE_INT128_H
#define BASE_INT128_H

#include <stdint.h>

__extension__ typedef unsigned __int128 uint128;
__extension__ typedef __int128 int128;

#define UINT128_MAX_VALUE (~(uint128)0)
#define INT128_MAX_VALUE ((int128)(~(uint128)0 >> 1))
#define INT128_MIN_VALUE (-INT128_MAX_VALUE - 1)

/* The nearest int64, where a result struct has no room for more. */
static inline int64_t int128_saturated(int128 value)
{
	if (value > INT64_MAX)
		return INT64_MAX;
	return value < INT64_MIN ? INT64_MIN : (int64_t)value;
}

static inline int64_t uint128_saturated(uint128 value)
{
	return value > INT64_MAX ? INT64_MAX : (int64_t)value;
}

#endif

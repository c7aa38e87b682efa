/* Checked integer arithmetic: each returns true and writes the result, or
 * returns false and writes nothing when the result would not fit. */
#ifndef BASE_INTEGER_H
#define BASE_INTEGER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/int128.h"

#define INTEGER_CHECKED(name, type, builtin) \
	static inline bool name(type a, type b, type *out) \
	{ \
		type result; \
		if (builtin(a, b, &result)) \
			return false; \
		*out = result; \
		return true; \
	}

INTEGER_CHECKED(int64_add, int64_t, __builtin_add_overflow)
INTEGER_CHECKED(uint128_mul, uint128, __builtin_mul_overflow)

#undef INTEGER_CHECKED

#endif

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
INTEGER_CHECKED(int64_sub, int64_t, __builtin_sub_overflow)
INTEGER_CHECKED(int64_mul, int64_t, __builtin_mul_overflow)
INTEGER_CHECKED(uint64_add, uint64_t, __builtin_add_overflow)
INTEGER_CHECKED(uint64_sub, uint64_t, __builtin_sub_overflow)
INTEGER_CHECKED(uint64_mul, uint64_t, __builtin_mul_overflow)
INTEGER_CHECKED(int128_add, int128, __builtin_add_overflow)
INTEGER_CHECKED(int128_sub, int128, __builtin_sub_overflow)
INTEGER_CHECKED(int128_mul, int128, __builtin_mul_overflow)
INTEGER_CHECKED(uint128_add, uint128, __builtin_add_overflow)
INTEGER_CHECKED(uint128_sub, uint128, __builtin_sub_overflow)
INTEGER_CHECKED(uint128_mul, uint128, __builtin_mul_overflow)
INTEGER_CHECKED(size_add, size_t, __builtin_add_overflow)
INTEGER_CHECKED(size_mul, size_t, __builtin_mul_overflow)

#undef INTEGER_CHECKED

#endif

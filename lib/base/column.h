/* Columns as callers give them: a first element and a stride in bytes. */
#ifndef BASE_COLUMN_H
#define BASE_COLUMN_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* The element `index` steps of `stride` bytes away; columns come like this.
 * Elements need no alignment, so they are copied out. */
static inline const void *column_at(const void *column, ptrdiff_t stride, size_t index)
{
	return (const char *)column + stride * (ptrdiff_t)index;
}

static inline int64_t column_int64(const void *column, ptrdiff_t stride, size_t index)
{
	int64_t value;

	memcpy(&value, column_at(column, stride, index), sizeof value);
	return value;
}

static inline uint64_t column_uint64(const void *column, ptrdiff_t stride, size_t index)
{
	uint64_t value;

	memcpy(&value, column_at(column, stride, index), sizeof value);
	return value;
}

static inline uint32_t column_uint32(const void *column, ptrdiff_t stride, size_t index)
{
	uint32_t value;

	memcpy(&value, column_at(column, stride, index), sizeof value);
	return value;
}

#endif

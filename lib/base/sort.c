#include "base/sort.h"

#include <string.h>

/* Swaps by bytes: items are small and runs short. */
static void swap(char *a, char *b, size_t size)
{
	char part[64];

	while (size != 0) {
		size_t some = size < sizeof part ? size : sizeof part;

		memcpy(part, a, some);
		memcpy(a, b, some);
		memcpy(b, part, some);
		a += some;
		b += some;
		size -= some;
	}
}

static void sort_run(char *items, size_t count, size_t size, sort_later *later,
                     const void *context)
{
	size_t i, j;

	for (i = 1; i < count; i++)
		for (j = i; j > 0 && later(context, items + (j - 1) * size,
		                           items + j * size); j--)
			swap(items + (j - 1) * size, items + j * size, size);
}

/* Merges two neighbouring runs; the left one goes first among equals. */
static void merge(const char *left, const char *middle, const char *end,
                  char *to, size_t size, sort_later *later,
                  const void *context)
{
	const char *right = middle;

	while (left < middle && right < end)
		if (later(context, left, right)) {
			memcpy(to, right, size);
			right += size;
			to += size;
		} else {
			memcpy(to, left, size);
			left += size;
			to += size;
		}
	memcpy(to, left, (size_t)(middle - left));
	to += middle - left;
	memcpy(to, right, (size_t)(end - right));
}

void sort_items(void *items, void *spare, size_t count, size_t size,
                sort_later *later, const void *context)
{
	char *from = items;
	char *to = spare;
	size_t at, width;

	for (at = 0; at < count; at += SORT_FEW)
		sort_run(from + at * size,
		         count - at < SORT_FEW ? count - at : SORT_FEW, size,
		         later, context);
	for (width = SORT_FEW; width < count; width *= 2) {
		char *other = from;

		for (at = 0; at < count; at += 2 * width) {
			size_t middle = count - at < width ? count - at : width;
			size_t end = count - at < 2 * width ? count - at
			                                    : 2 * width;

			merge(from + at * size, from + (at + middle) * size,
			      from + (at + end) * size, to + at * size, size,
			      later, context);
		}
		from = to;
		to = other;
	}
	if (from != (char *)items)
		memcpy(items, from, count * size);
}

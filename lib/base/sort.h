/* Sorting without recursion and without surprises: stable, quick for what is
 * few or nearly in order, n log n for whatever comes. */
#ifndef BASE_SORT_H
#define BASE_SORT_H

#include <stddef.h>

/* Whether item `a` stands behind item `b`. */
typedef int sort_later(const void *context, const void *a, const void *b);

/* So few items need no spare room. */
#define SORT_FEW 16

/* Sorts `count` items of `size` bytes. `spare` has room for as many, and may
 * be NULL when they are no more than SORT_FEW. */
void sort_items(void *items, void *spare, size_t count, size_t size,
                sort_later *later, const void *context);

#endif

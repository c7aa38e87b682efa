/* Scratch of readers that look for what belongs together: numbers under two
 * keys, sorted once, so that many of them cost no square. */
#include <stdlib.h>

#include "measure/observe.h"

int32_t keyed_add(struct observer *observer, kefu_id key, kefu_id other,
                  size_t at)
{
	void *array = observer->keyed;
	struct keyed *keyed;
	int32_t status;

	status = memory_reserve(&observer->allocator, &array,
	                        &observer->keyed_capacity,
	                        observer->keyed_count + 1,
	                        sizeof *observer->keyed);
	observer->keyed = array;
	if (status != KEFU_OK)
		return status;
	keyed = &observer->keyed[observer->keyed_count++];
	keyed->key = key;
	keyed->other = other;
	keyed->at = at;
	return KEFU_OK;
}

static int compare(const void *a, const void *b)
{
	const struct keyed *x = a, *y = b;

	if (x->key != y->key)
		return x->key < y->key ? -1 : 1;
	if (x->other != y->other)
		return x->other < y->other ? -1 : 1;
	return (x->at > y->at) - (x->at < y->at);
}

void keyed_sort(struct observer *observer)
{
	if (observer->keyed_count > 1)
		qsort(observer->keyed, observer->keyed_count,
		      sizeof *observer->keyed, compare);
}

size_t keyed_from(const struct observer *observer, kefu_id key)
{
	size_t low = 0, high = observer->keyed_count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (observer->keyed[middle].key < key)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

int keyed_has(const struct observer *observer, kefu_id key)
{
	size_t at = keyed_from(observer, key);

	return at < observer->keyed_count && observer->keyed[at].key == key;
}

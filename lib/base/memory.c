#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

static void *libc_allocate(void *context, size_t size)
{
	(void)context;
	return malloc(size);
}

static void libc_release(void *context, void *memory, size_t size)
{
	(void)context;
	(void)size;
	free(memory);
}

int32_t memory_resolve(const kefu_allocator *wanted, kefu_allocator *out)
{
	static const kefu_allocator libc = {NULL, libc_allocate, libc_release};

	if (wanted == NULL) {
		*out = libc;
		return KEFU_OK;
	}
	if (wanted->allocate == NULL || wanted->release == NULL)
		return KEFU_E_NULL;
	*out = *wanted;
	return KEFU_OK;
}

void *memory_get(const kefu_allocator *allocator, size_t size)
{
	return allocator->allocate(allocator->context, size != 0 ? size : 1);
}

void *memory_get_zeroed(const kefu_allocator *allocator, size_t size)
{
	void *memory = memory_get(allocator, size);

	if (memory != NULL)
		memset(memory, 0, size);
	return memory;
}

void memory_put(const kefu_allocator *allocator, void *memory, size_t size)
{
	if (memory != NULL)
		allocator->release(allocator->context, memory, size != 0 ? size : 1);
}

int32_t memory_reserve(const kefu_allocator *allocator, void **array,
                       size_t *capacity, size_t need, size_t element_size)
{
	size_t grown = *capacity + *capacity / 2 + 8;
	void *larger;

	if (need <= *capacity)
		return KEFU_OK;
	if (grown < need)
		grown = need;
	if (grown > SIZE_MAX / 2 / element_size)
		return KEFU_E_NOMEM;
	larger = memory_get(allocator, grown * element_size);
	if (larger == NULL)
		return KEFU_E_NOMEM;
	if (*capacity != 0)
		memcpy(larger, *array, *capacity * element_size);
	memory_put(allocator, *array, *capacity * element_size);
	*array = larger;
	*capacity = grown;
	return KEFU_OK;
}

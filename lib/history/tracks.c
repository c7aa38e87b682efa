#include "history/tracks.h"

#include <string.h>

/* Two cache lines, on whose borders the pages put it. */
_Static_assert(sizeof(struct track) == 128, "a track has two cache lines");

static size_t page_bytes(const struct paged *paged, size_t room)
{
	return room * paged->element_size + PAGE_ALIGN + RECORD_SLACK;
}

static size_t page_room(const struct paged *paged, size_t page)
{
	return page == 0 ? paged->first_room : PAGE_ELEMENTS;
}

static int32_t page_get(const struct paged *paged, const kefu_allocator *allocator,
                        size_t room, struct page *out)
{
	out->memory = memory_get(allocator, page_bytes(paged, room));
	if (out->memory == NULL)
		return KEFU_E_NOMEM;
	out->elements = (unsigned char *)out->memory +
	                (size_t)(-(uintptr_t)out->memory % PAGE_ALIGN);
	return KEFU_OK;
}

static int32_t first_page_grow(struct paged *paged, const kefu_allocator *allocator)
{
	size_t room = paged->first_room * 4; /* 16, 64 … PAGE_ELEMENTS */
	struct page page;

	if (page_get(paged, allocator, room, &page) != KEFU_OK)
		return KEFU_E_NOMEM;
	memcpy(page.elements, paged->pages[0].elements, paged->count * paged->element_size);
	memory_put(allocator, paged->pages[0].memory, page_bytes(paged, paged->first_room));
	paged->pages[0] = page;
	paged->first_room = room;
	return KEFU_OK;
}

int32_t paged_grow(struct paged *paged, const kefu_allocator *allocator)
{
	void *pages = paged->pages;
	size_t room = paged->page_count != 0 ? PAGE_ELEMENTS : 16;
	int32_t status;

	if (paged->page_count == 1 && paged->first_room < PAGE_ELEMENTS)
		return first_page_grow(paged, allocator);
	if (paged->page_count >= (UINT32_MAX >> PAGE_SHIFT) - 1)
		return KEFU_E_NOMEM;
	status = memory_reserve(allocator, &pages, &paged->page_capacity,
	                        paged->page_count + 1, sizeof *paged->pages);
	paged->pages = pages;
	if (status == KEFU_OK)
		status = page_get(paged, allocator, room, &paged->pages[paged->page_count]);
	if (status != KEFU_OK)
		return status;
	if (paged->page_count++ == 0)
		paged->first_room = room;
	return KEFU_OK;
}

void paged_release(struct paged *paged, const kefu_allocator *allocator)
{
	size_t i;

	for (i = 0; i < paged->page_count; i++)
		memory_put(allocator, paged->pages[i].memory, page_bytes(paged, page_room(paged, i)));
	memory_put(allocator, paged->pages, paged->page_capacity * sizeof *paged->pages);
}

uint32_t track_lookup(const struct timelines *timelines, uint32_t tag,
                      unsigned kind, kefu_id id, kefu_id agent, size_t *at)
{
	uint32_t number;

	if (timelines->track_index.slot_count == 0)
		return HASH_NONE;
	*at = hash_home(&timelines->track_index, tag);
	while ((number = hash_next(&timelines->track_index, tag, at)) != HASH_NONE) {
		const struct track *track = track_at(timelines, number);

		if (track->id == id && track->kind == kind && track_agent(track) == agent)
			break;
	}
	return number;
}

uint32_t customer_lookup(const struct timelines *timelines, kefu_id id, size_t *at)
{
	uint32_t tag = customer_tag(id);
	uint32_t number;

	if (timelines->customer_index.slot_count == 0)
		return HASH_NONE;
	*at = hash_home(&timelines->customer_index, tag);
	while ((number = hash_next(&timelines->customer_index, tag, at)) != HASH_NONE)
		if (customer_at(timelines, number)->id == id)
			break;
	return number;
}

/* Blocks: BLOCK_UNIT bytes times their class, carved from pages of units, reused
 * through a stack for each class; links through freed memory would miss the
 * cache at each reuse. */

static uint32_t class_of(size_t used)
{
	return used <= TRACK_INLINE ? 0 : (uint32_t)((used - TRACK_INLINE + BLOCK_UNIT - 1) / BLOCK_UNIT);
}

static void block_put(struct timelines *timelines, uint32_t class_number, uint32_t block)
{
	struct block_class *class = &timelines->classes[class_number];

	class->free[class->count++] = block;
}

static int32_t class_reserve(struct timelines *timelines, uint32_t class_number)
{
	struct block_class *class = &timelines->classes[class_number];
	void *free_blocks = class->free;
	int32_t status = memory_reserve(&timelines->allocator, &free_blocks, &class->capacity,
	                                class->carved + 1, sizeof *class->free);

	class->free = free_blocks;
	return status;
}

/* No block lies across two pages. */
static int32_t units_reserve(struct timelines *timelines, uint32_t class_number)
{
	struct paged *units = &timelines->units;
	uint32_t left = PAGE_ELEMENTS - (uint32_t)(units->count & (PAGE_ELEMENTS - 1));

	if (left < class_number) { /* the rest of the page serves a smaller class */
		if (class_reserve(timelines, left) != KEFU_OK)
			return KEFU_E_NOMEM;
		timelines->classes[left].carved++;
		block_put(timelines, left, (uint32_t)units->count);
		units->count += left;
	}
	while (units->count + class_number > paged_room(units))
		if (paged_grow(units, &timelines->allocator) != KEFU_OK)
			return KEFU_E_NOMEM;
	return KEFU_OK;
}

static int32_t block_get(struct timelines *timelines, uint32_t class_number, uint32_t *block)
{
	struct block_class *class = &timelines->classes[class_number];

	if (class->count == 0) {
		if (class_reserve(timelines, class_number) != KEFU_OK ||
		    units_reserve(timelines, class_number) != KEFU_OK)
			return KEFU_E_NOMEM;
		class->carved++;
		*block = (uint32_t)timelines->units.count;
		timelines->units.count += class_number;
		return KEFU_OK;
	}
	*block = class->free[--class->count];
	return KEFU_OK;
}

static int32_t large_get(struct timelines *timelines, size_t capacity, uint32_t *number)
{
	void *large = timelines->large;
	unsigned char *bytes;
	int32_t status = KEFU_OK;

	if (timelines->large_free == NO_TRACK)
		status = memory_reserve(&timelines->allocator, &large, &timelines->large_capacity,
		                        timelines->large_count + 1, sizeof *timelines->large);
	timelines->large = large;
	if (status != KEFU_OK)
		return status;
	bytes = memory_get(&timelines->allocator, capacity + RECORD_SLACK);
	if (bytes == NULL)
		return KEFU_E_NOMEM;
	*number = timelines->large_free;
	if (*number != NO_TRACK)
		timelines->large_free = (uint32_t)timelines->large[*number].capacity;
	else
		*number = (uint32_t)timelines->large_count++;
	timelines->large[*number].bytes = bytes;
	timelines->large[*number].capacity = capacity;
	timelines->large[*number].unordered = 0;
	return KEFU_OK;
}

const unsigned char *track_records(const struct timelines *timelines,
                                   const struct track *track,
                                   unsigned char *scratch)
{
	if ((track->flags & TRACK_LARGE) != 0)
		return timelines->large[track->block].bytes;
	if (track->used <= TRACK_INLINE)
		return track->bytes;
	memcpy(scratch, track->bytes, TRACK_INLINE);
	memcpy(scratch + TRACK_INLINE, block_at(timelines, track->block), track->used - TRACK_INLINE);
	return scratch;
}

int64_t track_first_time(const struct timelines *timelines, const struct track *track)
{
	const unsigned char *record = track->bytes;

	if ((track->flags & TRACK_LARGE) != 0)
		record = timelines->large[track->block].bytes;
	/* Never further from the base than four bytes say. */
	return track_start(track).t + record_get_delta(record + 1, *record >> 4 & 3);
}

static int32_t large_resize(struct timelines *timelines, struct track *track, size_t used)
{
	struct large *large = &timelines->large[track->block];
	size_t capacity = large->capacity;
	unsigned char *bytes;

	if (used <= capacity) {
		track->used = (uint32_t)used;
		return KEFU_OK;
	}
	capacity += capacity / 2;
	if (capacity < used)
		capacity = used;
	bytes = memory_get(&timelines->allocator, capacity + RECORD_SLACK);
	if (bytes == NULL)
		return KEFU_E_NOMEM;
	memcpy(bytes, large->bytes, track->used);
	memory_put(&timelines->allocator, large->bytes, large->capacity + RECORD_SLACK);
	large->bytes = bytes;
	large->capacity = capacity;
	track->used = (uint32_t)used;
	return KEFU_OK;
}

/* From cell and block to an allocation of its own; it never goes back. */
static int32_t track_enlarge(struct timelines *timelines, struct track *track, size_t used)
{
	uint32_t class_number = class_of(track->used);
	unsigned char *bytes;
	uint32_t number;

	if (large_get(timelines, used + used / 2, &number) != KEFU_OK)
		return KEFU_E_NOMEM;
	bytes = timelines->large[number].bytes;
	memcpy(bytes, track->bytes, track->used < TRACK_INLINE ? track->used : TRACK_INLINE);
	if (class_number != 0) {
		memcpy(bytes + TRACK_INLINE, block_at(timelines, track->block), track->used - TRACK_INLINE);
		block_put(timelines, class_number, track->block);
	}
	track->block = number;
	track->flags |= TRACK_LARGE;
	track->used = (uint32_t)used;
	return KEFU_OK;
}

int32_t track_resize(struct timelines *timelines, struct track *track, size_t used)
{
	uint32_t from, to, block = 0;

	if (used > UINT32_MAX / 2)
		return KEFU_E_NOMEM;
	if ((track->flags & TRACK_LARGE) != 0)
		return large_resize(timelines, track, used);
	if (used > TRACK_SMALL)
		return track_enlarge(timelines, track, used);
	from = class_of(track->used);
	to = class_of(used);
	if (from != to) {
		if (to != 0 && block_get(timelines, to, &block) != KEFU_OK)
			return KEFU_E_NOMEM;
		if (from != 0 && to != 0)
			memcpy(block_at(timelines, block), block_at(timelines, track->block),
			       (from < to ? from : to) * BLOCK_UNIT);
		if (from != 0)
			block_put(timelines, from, track->block);
		track->block = block;
	}
	track->used = (uint32_t)used;
	return KEFU_OK;
}

static void large_put(struct timelines *timelines, uint32_t number)
{
	struct large *large = &timelines->large[number];

	memory_put(&timelines->allocator, large->bytes, large->capacity + RECORD_SLACK);
	large->bytes = NULL;
	large->capacity = timelines->large_free;
	timelines->large_free = number;
}

void track_drop(struct timelines *timelines, uint32_t number)
{
	struct track *track = track_at(timelines, number);
	uint32_t class_number = class_of(track->used);

	if ((track->flags & TRACK_LARGE) != 0)
		large_put(timelines, track->block);
	else if (class_number != 0)
		block_put(timelines, class_number, track->block);
	memset(track, 0, offsetof(struct track, bytes));
	track->next = timelines->track_hole;
	timelines->track_hole = number;
	if (number < timelines->open_count)
		timelines->open[number] = 0;
}

void track_write(const struct timelines *timelines, struct track *track,
                 size_t offset, const unsigned char *bytes, size_t length)
{
	size_t here = 0;

	if ((track->flags & TRACK_LARGE) != 0) {
		memcpy(timelines->large[track->block].bytes + offset, bytes, length);
		return;
	}
	if (offset < TRACK_INLINE) {
		here = TRACK_INLINE - offset;
		if (here > length)
			here = length;
		memcpy(track->bytes + offset, bytes, here);
	}
	if (here < length)
		memcpy(block_at(timelines, track->block) + (offset + here - TRACK_INLINE),
		       bytes + here, length - here);
}

/* Every allocation goes through here, so that memory in use is a sum. */
static void *counting_allocate(void *context, size_t size)
{
	struct timelines *timelines = context;
	void *memory = timelines->host.allocate(timelines->host.context, size);

	if (memory != NULL)
		timelines->bytes += (int64_t)size;
	return memory;
}

static void counting_release(void *context, void *memory, size_t size)
{
	struct timelines *timelines = context;

	timelines->bytes -= (int64_t)size;
	timelines->host.release(timelines->host.context, memory, size);
}

int32_t timelines_new(const kefu_allocator *allocator,
                      struct text_table *texts, struct timelines **out)
{
	struct timelines *made = memory_get_zeroed(allocator, sizeof *made);

	if (made == NULL)
		return KEFU_E_NOMEM;
	made->host = *allocator;
	made->allocator.context = made;
	made->allocator.allocate = counting_allocate;
	made->allocator.release = counting_release;
	made->texts = texts;
	made->bytes = sizeof *made;
	made->tracks.element_size = sizeof(struct track);
	made->customers.element_size = sizeof(struct customer);
	made->units.element_size = BLOCK_UNIT;
	made->nobody = made->track_hole = made->unlinked = NO_TRACK;
	made->customer_hole = NOBODY;
	made->large_free = NO_TRACK;
	made->last = -1;
	*out = made;
	return KEFU_OK;
}

void timelines_free(struct timelines *timelines)
{
	const kefu_allocator *counting;
	kefu_allocator host;
	size_t i;

	if (timelines == NULL)
		return;
	counting = &timelines->allocator;
	host = timelines->host;
	adopted_release(timelines);
	paged_release(&timelines->tracks, counting);
	paged_release(&timelines->customers, counting);
	paged_release(&timelines->units, counting);
	hash_release(&timelines->track_index, counting);
	hash_release(&timelines->customer_index, counting);
	for (i = 0; i <= BLOCK_CLASSES; i++)
		memory_put(counting, timelines->classes[i].free,
		           timelines->classes[i].capacity * sizeof(uint32_t));
	for (i = 0; i < timelines->large_count; i++)
		memory_put(counting, timelines->large[i].bytes,
		           timelines->large[i].capacity + RECORD_SLACK);
	memory_put(counting, timelines->large, timelines->large_capacity * sizeof(struct large));
	memory_put(counting, timelines->open, timelines->open_count * sizeof *timelines->open);
	memory_put(&host, timelines, sizeof *timelines);
}

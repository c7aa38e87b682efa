/* Tracks from one desk's timelines into another's. */
#include "desk/handover.h"

void handover_begin(struct handover *handover, const kefu_allocator *allocator,
                    const struct timelines *from, struct timelines *to,
                    record_mapper *map, void *context)
{
	static const struct entries none;

	handover->allocator = *allocator;
	handover->from = from;
	handover->to = to;
	handover->map = map;
	handover->context = context;
	handover->entries = none;
	handover->room = NULL;
	handover->capacity = 0;
}

void handover_end(struct handover *handover)
{
	const struct entries *entries = &handover->entries;

	memory_put(&handover->allocator, entries->at, entries->capacity * sizeof *entries->at);
	memory_put(&handover->allocator, handover->room, handover->capacity);
}

static int32_t reserve(struct handover *handover, size_t bytes)
{
	void *room = handover->room;
	int32_t status = memory_reserve(&handover->allocator, &room, &handover->capacity, bytes, 1);

	handover->room = room;
	return status;
}

static kefu_id mapped(const struct handover *handover, kefu_id id)
{
	return handover->map != NULL ? handover->map(handover->context, id) : id;
}

int32_t handover_entries(struct handover *handover, struct packed *packed,
                         const struct entry *entries, size_t count)
{
	int32_t status = reserve(handover, count * RECORD_LARGEST);

	if (status != KEFU_OK)
		return status;
	packed_write(packed, entries, count, handover->room);
	return timelines_adopt(handover->to, packed);
}

/* A track whose records are not in order. */
static int32_t hand_over_read(struct handover *handover, uint32_t number, struct packed *packed)
{
	struct entries *entries = &handover->entries;
	int32_t status;
	size_t i, k;

	entries->count = 0;
	status = timelines_read_held(handover->from, number, &handover->allocator, entries);
	if (status != KEFU_OK)
		return status;
	for (i = 0; i < entries->count && handover->map != NULL; i++) {
		kefu_id *id;

		for (k = 0; (id = state_entry_id(&entries->at[i], k)) != NULL; k++)
			*id = mapped(handover, *id);
	}
	return handover_entries(handover, packed, entries->at, entries->count);
}

int32_t handover_track(struct handover *handover, uint32_t number)
{
	unsigned char scratch[PACKED_SCRATCH];
	struct packed packed;
	bool ordered = timelines_pack(handover->from, number, scratch, &packed);
	int32_t status;

	packed.id = mapped(handover, packed.id);
	packed.agent = mapped(handover, packed.agent);
	packed.customer = mapped(handover, packed.customer);
	if (!ordered)
		return hand_over_read(handover, number, &packed);
	if (handover->map != NULL) {
		status = reserve(handover, 10 * (size_t)packed.used);
		if (status != KEFU_OK)
			return status;
		packed.used = (uint32_t)record_map(packed.records, packed.events, packed.numbering,
		                                   handover->map, handover->context, handover->room);
		packed.records = handover->room;
		packed.readable = handover->capacity;
		packed.last.agent = mapped(handover, packed.last.agent);
	}
	return timelines_adopt(handover->to, &packed);
}

void handover_soon(const struct handover *handover, uint32_t number)
{
	uint32_t count = timelines_track_count(handover->from);

	if (number < count && count - number > HANDOVER_AHEAD)
		timelines_pack_soon(handover->from, number + HANDOVER_AHEAD);
}

/* Tracks from one desk's timelines into another's, as their records stand. */
#ifndef DESK_HANDOVER_H
#define DESK_HANDOVER_H

#include "desk/state.h"
#include "history/packed.h"

#define HANDOVER_AHEAD 16

struct handover {
	kefu_allocator allocator;
	const struct timelines *from;
	struct timelines *to;
	record_mapper *map; /* what ids become, or NULL: they stay; 0 stays 0 */
	void *context;
	struct entries entries;
	unsigned char *room;
	size_t capacity;
};

/* handover_end() in any case. */
void handover_begin(struct handover *handover, const kefu_allocator *allocator,
                    const struct timelines *from, struct timelines *to,
                    record_mapper *map, void *context);
void handover_end(struct handover *handover);

/* A track, no hole. No live one of its entity is there yet. KEFU_E_NOMEM. */
int32_t handover_track(struct handover *handover, uint32_t number);
/* Entries in order instead, with ids that are good there; `packed` says of what
 * entity. KEFU_E_NOMEM. */
int32_t handover_entries(struct handover *handover, struct packed *packed,
                         const struct entry *entries, size_t count);
/* Asks the processor for a track some numbers ahead. */
void handover_soon(const struct handover *handover, uint32_t number);

#endif

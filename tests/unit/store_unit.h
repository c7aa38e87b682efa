/* A store of timelines alone, whose memory is counted: what the tests of the
 * history share. */
#ifndef STORE_UNIT_H
#define STORE_UNIT_H

#include "base/text.h"
#include "history/timelines.h"
#include "unit.h"

#define T0 INT64_C(1700000000000)

struct store {
	unit_fuse fuse;
	kefu_allocator allocator;
	struct text_table texts;
	struct timelines *timelines;
	struct entries entries;
};

static inline void store_open(struct store *store)
{
	memset(store, 0, sizeof *store);
	store->fuse.nth = -1;
	store->allocator = unit_allocator(&store->fuse);
	text_table_init(&store->texts, &store->allocator);
	unit_ok(timelines_new(&store->allocator, &store->texts, &store->timelines));
}

/* Nothing may be left over. */
static inline void store_close(struct store *store)
{
	timelines_free(store->timelines);
	text_table_release(&store->texts);
	memory_put(&store->allocator, store->entries.at,
	           store->entries.capacity * sizeof *store->entries.at);
	ck_assert_int_eq(store->fuse.live, 0);
}

static inline enum applied apply(struct store *store, const kefu_event *event)
{
	enum applied applied;

	unit_ok(kefu_event_check(event, NULL));
	unit_ok(timelines_apply(store->timelines, event, &applied));
	return applied;
}

#endif

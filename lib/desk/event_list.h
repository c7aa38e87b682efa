/* Events that leave the desk, with texts of their own. */
#ifndef DESK_EVENT_LIST_H
#define DESK_EVENT_LIST_H

#include "base/text.h"
#include "kefu/seal.h"

struct kefu_event_list {
	kefu_allocator allocator;
	struct text_table texts;
	kefu_event *events;
	size_t count, capacity;
};

int32_t event_list_new(const kefu_allocator *allocator, kefu_event_list **out);
/* Takes an event whose ids are texts of another table. */
int32_t event_list_add(kefu_event_list *list, const struct text_table *texts,
                       const kefu_event *event);
/* In the one order of events, once all of an entity have come in it. */
int32_t event_list_sort(kefu_event_list *list);

#endif

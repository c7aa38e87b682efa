#include "desk/event_list.h"

#include <string.h>

#include "base/sort.h"
#include "history/kinds.h"
#include "history/timelines.h"

int32_t event_list_new(const kefu_allocator *allocator, kefu_event_list **out)
{
	kefu_event_list *list = memory_get_zeroed(allocator, sizeof *list);

	if (list == NULL)
		return KEFU_E_NOMEM;
	list->allocator = *allocator;
	text_table_init(&list->texts, allocator);
	*out = list;
	return KEFU_OK;
}

void kefu_event_list_free(kefu_event_list *list)
{
	kefu_allocator allocator;

	if (list == NULL)
		return;
	allocator = list->allocator;
	text_table_release(&list->texts);
	memory_put(&allocator, list->events, list->capacity * sizeof *list->events);
	memory_put(&allocator, list, sizeof *list);
}

/* The same text as an id of the list. */
static int32_t adopt(kefu_event_list *list, const struct text_table *texts, void *at)
{
	const char *text;
	kefu_id id;
	size_t length;
	int32_t status;

	memcpy(&id, at, sizeof id);
	if ((id & TEXT_ID_BIT) == 0)
		return KEFU_OK;
	text = text_of(texts, id, &length);
	status = text_intern(&list->texts, text, length, &id);
	if (status == KEFU_OK)
		memcpy(at, &id, sizeof id);
	return status;
}

int32_t event_list_add(kefu_event_list *list, const struct text_table *texts,
                       const kefu_event *event)
{
	void *array = list->events;
	kefu_event *added;
	int32_t field, status;

	status = memory_reserve(&list->allocator, &array, &list->capacity, list->count + 1,
	                        sizeof *list->events);
	list->events = array;
	if (status != KEFU_OK)
		return status;
	added = &list->events[list->count];
	*added = *event;
	for (field = 1; field <= KEFU_FIELD_CORRECT && status == KEFU_OK; field++)
		if (field_of(field)->sort == FIELD_ID)
			status = adopt(list, texts, (char *)added + field_of(field)->offset);
	list->count += status == KEFU_OK;
	return status;
}

/* The one order of events (docs/rules.md); of one entity at one instant they
 * come in it already. */
static int is_later(const void *context, const void *left, const void *right)
{
	const struct text_table *texts = context;
	const kefu_event *a = left, *b = right;
	enum track_kind kind_a, kind_b;
	kefu_id id_a, id_b, agent_a, agent_b;
	int order;

	if (a->t != b->t)
		return a->t > b->t;
	timelines_entity(a, &kind_a, &id_a, &agent_a);
	timelines_entity(b, &kind_b, &id_b, &agent_b);
	if (kind_a != kind_b)
		return kind_a > kind_b;
	order = text_compare(texts, id_a, id_b);
	return order != 0 ? order > 0 : text_compare(texts, agent_a, agent_b) > 0;
}

int32_t event_list_sort(kefu_event_list *list)
{
	size_t bytes = list->count * sizeof *list->events;
	void *spare = memory_get(&list->allocator, bytes);

	if (spare == NULL)
		return KEFU_E_NOMEM;
	sort_items(list->events, spare, list->count, sizeof *list->events, is_later,
	           &list->texts);
	memory_put(&list->allocator, spare, bytes);
	return KEFU_OK;
}

int64_t kefu_event_list_count(const kefu_event_list *list)
{
	return list != NULL ? (int64_t)list->count : 0;
}

int32_t kefu_event_list_get(const kefu_event_list *list, int64_t index, kefu_event *out)
{
	if (list == NULL || out == NULL)
		return KEFU_E_NULL;
	if (out->size != sizeof *out)
		return KEFU_E_SIZE;
	if (index < 0 || index >= (int64_t)list->count)
		return KEFU_E_NOT_FOUND;
	*out = list->events[index];
	return KEFU_OK;
}

int32_t kefu_event_list_id_text(const kefu_event_list *list, kefu_id id, char *text,
                                size_t capacity, size_t *length)
{
	if (list == NULL)
		return KEFU_E_NULL;
	return text_write(&list->texts, id, text, capacity, length);
}

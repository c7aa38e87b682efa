#include "desk/handle.h"

#include <string.h>

static uint8_t is_found(const struct handle *handle)
{
	return timelines_find(handle->link->desk->timelines, (enum track_kind)handle->kind,
	                      handle->id, 0) != NO_TRACK;
}

int32_t handle_new(kefu_desk *desk, enum track_kind kind, kefu_id id, size_t size,
                   void **out)
{
	struct handle *handle;

	if (desk == NULL || out == NULL)
		return KEFU_E_NULL;
	if (id == 0)
		return KEFU_E_MISSING;
	if (!text_id_known(&desk->texts, id))
		return KEFU_E_ID;
	handle = memory_get_zeroed(&desk->allocator, size);
	if (handle == NULL)
		return KEFU_E_NOMEM;
	handle->link = desk->link;
	handle->link->holders++;
	handle->id = id;
	handle->kind = (uint8_t)kind;
	handle->known = is_found(handle);
	*out = handle;
	return KEFU_OK;
}

void handle_free(struct handle *handle, size_t size)
{
	struct desk_link *link;
	kefu_allocator allocator;

	if (handle == NULL)
		return;
	link = handle->link;
	allocator = link->allocator;
	if (link->desk != NULL && handle->kind != TRACK_AGENT)
		text_offer(&link->desk->texts, handle->id); /* nothing may be held of it */
	memory_put(&allocator, handle, size);
	desk_link_drop(link);
}

int32_t handle_check(const struct handle *handle)
{
	if (handle == NULL)
		return KEFU_E_NULL;
	return handle->link->desk != NULL ? KEFU_OK : KEFU_E_HANDLE;
}

int32_t handle_number(struct handle *handle, int64_t seq)
{
	int32_t status = handle_check(handle);

	if (status != KEFU_OK)
		return status;
	if (seq < 0)
		return KEFU_E_NEGATIVE;
	handle->seq = seq;
	return KEFU_OK;
}

kefu_event handle_event(int32_t kind, int64_t t)
{
	kefu_event event;

	memset(&event, 0, sizeof event);
	event.size = sizeof event;
	event.kind = kind;
	event.t = t;
	return event;
}

int32_t handle_tell_as_is(struct handle *handle, const kefu_event *event)
{
	int32_t status = handle_check(handle);

	if (status == KEFU_OK)
		status = kefu_desk_apply(handle->link->desk, event, 1, NULL);
	if (status == KEFU_OK)
		handle->known = 1;
	return status;
}

int32_t handle_tell(struct handle *handle, kefu_event *event)
{
	int32_t status;

	if (handle == NULL)
		return KEFU_E_NULL;
	event->seq = handle->seq;
	status = handle_tell_as_is(handle, event);
	if (status == KEFU_OK)
		handle->seq = 0;
	return status;
}

int32_t handle_instant(const struct handle *handle, int64_t as_of,
                       int64_t *out)
{
	return desk_instant(handle->link->desk, as_of, out);
}

int32_t handle_answer(const struct handle *handle, int32_t status)
{
	return status == KEFU_E_NOT_FOUND && handle->known &&
	       handle->link->desk->mark >= 0 && !is_found(handle)
		? KEFU_E_SEALED : status;
}

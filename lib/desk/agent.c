/* What an agent does, each a thin spelling of an event, and where it stands. */
#include "kefu/agent.h"

#include <string.h>

#include "desk/handle.h"

struct kefu_agent {
	struct handle handle;
};

int32_t kefu_desk_agent(kefu_desk *desk, kefu_id id, kefu_agent **out)
{
	void *made;
	int32_t status;

	if (out == NULL)
		return KEFU_E_NULL;
	status = handle_new(desk, TRACK_AGENT, id, sizeof **out, &made);
	if (status == KEFU_OK)
		*out = made;
	return status;
}

void kefu_agent_free(kefu_agent *agent)
{
	handle_free((struct handle *)agent, sizeof *agent);
}

kefu_id kefu_agent_id(const kefu_agent *agent)
{
	return agent != NULL ? agent->handle.id : 0;
}

int32_t kefu_agent_number(kefu_agent *agent, int64_t seq)
{
	return handle_number((struct handle *)agent, seq);
}

static int32_t tell(kefu_agent *agent, kefu_event *event)
{
	if (agent == NULL)
		return KEFU_E_NULL;
	event->agent = agent->handle.id;
	return handle_tell(&agent->handle, event);
}

static int32_t tell_kind(kefu_agent *agent, int64_t t, int32_t kind)
{
	kefu_event event = handle_event(kind, t);

	return tell(agent, &event);
}

int32_t kefu_agent_online(kefu_agent *agent, int64_t t)
{
	return tell_kind(agent, t, KEFU_EVENT_AGENT_ONLINE);
}

int32_t kefu_agent_suspend(kefu_agent *agent, int64_t t)
{
	return tell_kind(agent, t, KEFU_EVENT_AGENT_SUSPEND);
}

int32_t kefu_agent_offline(kefu_agent *agent, int64_t t)
{
	return tell_kind(agent, t, KEFU_EVENT_AGENT_OFFLINE);
}

int32_t kefu_agent_training(kefu_agent *agent, int64_t t)
{
	return tell_kind(agent, t, KEFU_EVENT_AGENT_TRAINING);
}

int32_t kefu_agent_target(kefu_agent *agent, int64_t t, kefu_id metric,
                          int64_t value)
{
	kefu_event event = handle_event(KEFU_EVENT_AGENT_TARGET, t);

	event.name = metric;
	event.value = value;
	event.has_value = 1;
	return tell(agent, &event);
}

int32_t kefu_agent_retract(kefu_agent *agent, int64_t t, int64_t seq)
{
	kefu_event event = handle_event(KEFU_EVENT_RETRACT, t);

	if (agent == NULL)
		return KEFU_E_NULL;
	event.agent = agent->handle.id;
	event.seq = seq;
	return handle_tell_as_is(&agent->handle, &event);
}

/* The reader */

const char *kefu_agent_presence_name(int32_t presence)
{
	switch (presence) {
	case KEFU_AGENT_UNKNOWN:
		return "unknown";
	case KEFU_AGENT_ONLINE:
		return "online";
	case KEFU_AGENT_SUSPENDED:
		return "suspended";
	case KEFU_AGENT_OFFLINE:
		return "offline";
	default:
		return NULL;
	}
}

static int32_t presence_after(const struct entry *event, int32_t presence)
{
	switch (event->kind) {
	case KEFU_EVENT_AGENT_ONLINE:
		return KEFU_AGENT_ONLINE;
	case KEFU_EVENT_AGENT_SUSPEND:
		return KEFU_AGENT_SUSPENDED;
	case KEFU_EVENT_AGENT_OFFLINE:
		return KEFU_AGENT_OFFLINE;
	default:
		return presence;
	}
}

static int is_there(int32_t presence)
{
	return presence == KEFU_AGENT_ONLINE ||
	       presence == KEFU_AGENT_SUSPENDED;
}

/* Adds the time that a presence lasted. */
static void pass(kefu_agent_view *view, int64_t until)
{
	if (is_there(view->presence))
		view->online_ms += until - view->since;
	if (view->presence == KEFU_AGENT_SUSPENDED)
		view->suspended_ms += until - view->since;
}

static void show(const struct entries *entries, int64_t as_of,
                 kefu_agent_view *view)
{
	size_t i;

	memset(view, 0, sizeof *view);
	view->size = sizeof *view;
	view->since = view->online_since = view->trained = -1;
	for (i = 0; i < entries->count; i++) {
		const struct entry *event = &entries->at[i];
		int32_t presence = presence_after(event, view->presence);

		if (event->kind == KEFU_EVENT_AGENT_TRAINING)
			view->trained = event->t;
		if (presence == view->presence)
			continue;
		pass(view, event->t);
		if (!is_there(presence))
			view->online_since = -1;
		else if (!is_there(view->presence))
			view->online_since = event->t;
		view->presence = presence;
		view->since = event->t;
	}
	pass(view, as_of);
}

int32_t kefu_agent_read(const kefu_agent *agent, int64_t as_of,
                        kefu_agent_view *out)
{
	const struct handle *handle = (const struct handle *)agent;
	struct entries entries = {0};
	const kefu_desk *desk;
	uint32_t track;
	int32_t status;

	if (agent == NULL || out == NULL)
		return KEFU_E_NULL;
	if (out->size != sizeof *out)
		return KEFU_E_SIZE;
	status = handle_check(handle);
	if (status == KEFU_OK)
		status = handle_instant(handle, as_of, &as_of);
	if (status != KEFU_OK)
		return status;
	desk = handle->link->desk;
	track = timelines_find(desk->timelines, TRACK_AGENT, handle->id, 0);
	if (track != NO_TRACK)
		status = timelines_read(desk->timelines, track, as_of,
		                        &desk->allocator, &entries);
	if (status == KEFU_OK)
		show(&entries, as_of, out);
	memory_put(&desk->allocator, entries.at,
	           entries.capacity * sizeof *entries.at);
	return status;
}

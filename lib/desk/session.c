/* What a helpdesk does with a session, each a thin spelling of an event. */
#include "kefu/session.h"

#include <string.h>

#include "desk/handle.h"
#include "desk/session_view.h"

struct kefu_session {
	struct handle handle;
};

int32_t kefu_desk_session(kefu_desk *desk, kefu_id id, kefu_session **out)
{
	void *made;
	int32_t status;

	if (out == NULL)
		return KEFU_E_NULL;
	status = handle_new(desk, TRACK_SESSION, id, sizeof **out, &made);
	if (status == KEFU_OK)
		*out = made;
	return status;
}

void kefu_session_free(kefu_session *session)
{
	handle_free((struct handle *)session, sizeof *session);
}

kefu_id kefu_session_id(const kefu_session *session)
{
	return session != NULL ? session->handle.id : 0;
}

int32_t kefu_session_number(kefu_session *session, int64_t seq)
{
	return handle_number((struct handle *)session, seq);
}

static int32_t tell(kefu_session *session, kefu_event *event)
{
	if (session == NULL)
		return KEFU_E_NULL;
	event->session = session->handle.id;
	return handle_tell(&session->handle, event);
}

/* An event that says no more than its kind and perhaps an agent. */
static int32_t tell_kind(kefu_session *session, int64_t t, int32_t kind,
                         kefu_id agent)
{
	kefu_event event = handle_event(kind, t);

	event.agent = agent;
	return tell(session, &event);
}

int32_t kefu_session_open(kefu_session *session, int64_t t,
                          const kefu_session_opening *opening)
{
	kefu_event event = handle_event(KEFU_EVENT_SESSION_OPEN, t);

	if (opening != NULL) {
		if (opening->size != sizeof *opening ||
		    opening->reserved[0] != 0 || opening->reserved[1] != 0)
			return session != NULL ? KEFU_E_SIZE : KEFU_E_NULL;
		event.initiator = opening->initiator;
		event.phase = opening->phase;
		event.customer = opening->customer;
		event.agent = opening->agent;
		event.team = opening->team;
		event.channel = opening->channel;
		event.topic = opening->topic;
	}
	return tell(session, &event);
}

/* Messages */

static int32_t say(kefu_session *session, int64_t t, uint8_t from,
                   kefu_id agent, int32_t mode, int32_t content)
{
	kefu_event event = handle_event(KEFU_EVENT_MESSAGE, t);

	event.from = from;
	event.agent = agent;
	event.mode = handle_byte(mode);
	event.content = handle_byte(content);
	return tell(session, &event);
}

int32_t kefu_session_customer_message(kefu_session *session, int64_t t,
                                      int32_t content)
{
	return say(session, t, KEFU_PARTY_CUSTOMER, 0, 0, content);
}

int32_t kefu_session_agent_reply(kefu_session *session, int64_t t,
                                 kefu_id agent, int32_t mode, int32_t content)
{
	return say(session, t, KEFU_PARTY_AGENT, agent, mode, content);
}

int32_t kefu_session_bot_reply(kefu_session *session, int64_t t)
{
	return say(session, t, KEFU_PARTY_BOT, 0, 0, 0);
}

int32_t kefu_session_system_message(kefu_session *session, int64_t t,
                                    int32_t mode)
{
	return say(session, t, KEFU_PARTY_SYSTEM, 0, mode, 0);
}

int32_t kefu_session_note(kefu_session *session, int64_t t, kefu_id agent)
{
	kefu_event event = handle_event(KEFU_EVENT_MESSAGE, t);

	event.from = KEFU_PARTY_AGENT;
	event.agent = agent;
	event.is_private = KEFU_YES;
	return tell(session, &event);
}

/* Who serves */

int32_t kefu_session_queue(kefu_session *session, int64_t t, kefu_id team)
{
	kefu_event event = handle_event(KEFU_EVENT_SESSION_QUEUE, t);

	event.team = team;
	return tell(session, &event);
}

int32_t kefu_session_handoff(kefu_session *session, int64_t t)
{
	return tell_kind(session, t, KEFU_EVENT_SESSION_HANDOFF, 0);
}

int32_t kefu_session_assign(kefu_session *session, int64_t t, kefu_id agent)
{
	return tell_kind(session, t, KEFU_EVENT_SESSION_ASSIGN, agent);
}

int32_t kefu_session_join(kefu_session *session, int64_t t, kefu_id agent)
{
	return tell_kind(session, t, KEFU_EVENT_SESSION_JOIN, agent);
}

int32_t kefu_session_leave(kefu_session *session, int64_t t, kefu_id agent)
{
	return tell_kind(session, t, KEFU_EVENT_SESSION_LEAVE, agent);
}

static int32_t transfer(kefu_session *session, int64_t t, kefu_id from,
                        kefu_id to, kefu_id to_team)
{
	kefu_event event = handle_event(KEFU_EVENT_SESSION_TRANSFER, t);

	event.agent = from;
	event.to = to;
	event.to_team = to_team;
	return tell(session, &event);
}

int32_t kefu_session_transfer(kefu_session *session, int64_t t, kefu_id from,
                              kefu_id to)
{
	return transfer(session, t, from, to, 0);
}

int32_t kefu_session_transfer_to_team(kefu_session *session, int64_t t,
                                      kefu_id from, kefu_id team)
{
	return transfer(session, t, from, 0, team);
}

int32_t kefu_session_escalate(kefu_session *session, int64_t t, kefu_id agent,
                              int64_t level, kefu_id team)
{
	kefu_event event = handle_event(KEFU_EVENT_SESSION_ESCALATE, t);

	event.agent = agent;
	event.value = level;
	event.has_value = 1;
	event.team = team;
	return tell(session, &event);
}

/* How it stands */

int32_t kefu_session_pend(kefu_session *session, int64_t t)
{
	return tell_kind(session, t, KEFU_EVENT_SESSION_PEND, 0);
}

int32_t kefu_session_hold(kefu_session *session, int64_t t)
{
	return tell_kind(session, t, KEFU_EVENT_SESSION_HOLD, 0);
}

int32_t kefu_session_resume(kefu_session *session, int64_t t)
{
	return tell_kind(session, t, KEFU_EVENT_SESSION_RESUME, 0);
}

int32_t kefu_session_resolve(kefu_session *session, int64_t t, kefu_id agent)
{
	return tell_kind(session, t, KEFU_EVENT_SESSION_RESOLVE, agent);
}

int32_t kefu_session_reopen(kefu_session *session, int64_t t)
{
	return tell_kind(session, t, KEFU_EVENT_SESSION_REOPEN, 0);
}

int32_t kefu_session_close(kefu_session *session, int64_t t)
{
	return tell_kind(session, t, KEFU_EVENT_SESSION_CLOSE, 0);
}

int32_t kefu_session_abandon(kefu_session *session, int64_t t)
{
	return tell_kind(session, t, KEFU_EVENT_SESSION_ABANDON, 0);
}

int32_t kefu_session_leave_message(kefu_session *session, int64_t t)
{
	return tell_kind(session, t, KEFU_EVENT_SESSION_LEAVE_MESSAGE, 0);
}

/* What it is */

int32_t kefu_session_tag(kefu_session *session, int64_t t, kefu_id topic,
                         int32_t phase, int32_t priority)
{
	kefu_event event = handle_event(KEFU_EVENT_SESSION_TAG, t);

	event.topic = topic;
	event.phase = handle_byte(phase);
	event.priority = handle_byte(priority);
	return tell(session, &event);
}

int32_t kefu_session_exclude(kefu_session *session, int64_t t, kefu_id reason)
{
	kefu_event event = handle_event(KEFU_EVENT_SESSION_EXCLUDE, t);

	event.name = reason;
	return tell(session, &event);
}

int32_t kefu_session_include(kefu_session *session, int64_t t)
{
	return tell_kind(session, t, KEFU_EVENT_SESSION_INCLUDE, 0);
}

int32_t kefu_session_merge(kefu_session *session, int64_t t,
                           const kefu_session *into)
{
	kefu_event event = handle_event(KEFU_EVENT_SESSION_MERGE, t);

	if (session == NULL || into == NULL)
		return KEFU_E_NULL;
	if (session->handle.link != into->handle.link)
		return KEFU_E_HANDLE;
	event.to = into->handle.id;
	return tell(session, &event);
}

/* What was thought of it */

int32_t kefu_session_survey_send(kefu_session *session, int64_t t,
                                 int32_t survey)
{
	kefu_event event = handle_event(KEFU_EVENT_SURVEY_SEND, t);

	event.survey = handle_byte(survey);
	return tell(session, &event);
}

int32_t kefu_session_rate(kefu_session *session, int64_t t, int32_t survey,
                          int64_t score, int32_t min, int32_t max)
{
	kefu_event event = handle_event(KEFU_EVENT_SURVEY_ANSWER, t);

	event.survey = handle_byte(survey);
	event.value = score;
	event.has_value = 1;
	event.min = min;
	event.max = max;
	return tell(session, &event);
}

static int32_t tell_complaint(kefu_session *session, int64_t t, int32_t kind,
                              kefu_id agent, kefu_id complaint)
{
	kefu_event event = handle_event(kind, t);

	event.agent = agent;
	event.complaint = complaint;
	return tell(session, &event);
}

int32_t kefu_session_complain(kefu_session *session, int64_t t, kefu_id agent,
                              kefu_id complaint)
{
	return tell_complaint(session, t, KEFU_EVENT_COMPLAINT_FILE, agent,
	                      complaint);
}

int32_t kefu_session_uphold(kefu_session *session, int64_t t,
                            kefu_id complaint)
{
	return tell_complaint(session, t, KEFU_EVENT_COMPLAINT_UPHOLD, 0,
	                      complaint);
}

int32_t kefu_session_dismiss(kefu_session *session, int64_t t,
                             kefu_id complaint)
{
	return tell_complaint(session, t, KEFU_EVENT_COMPLAINT_DISMISS, 0,
	                      complaint);
}

int32_t kefu_session_find(kefu_session *session, int64_t t, kefu_id agent,
                          kefu_id finding, int64_t points)
{
	kefu_event event = handle_event(KEFU_EVENT_QA_FINDING, t);

	event.agent = agent;
	event.name = finding;
	event.value = points;
	event.has_value = 1;
	return tell(session, &event);
}

int32_t kefu_session_use_article(kefu_session *session, int64_t t,
                                 kefu_id agent, kefu_id article)
{
	kefu_event event = handle_event(KEFU_EVENT_KB_USE, t);

	event.agent = agent;
	event.name = article;
	return tell(session, &event);
}

int32_t kefu_session_retract(kefu_session *session, int64_t t, int64_t seq)
{
	kefu_event event = handle_event(KEFU_EVENT_RETRACT, t);

	if (session == NULL)
		return KEFU_E_NULL;
	event.session = session->handle.id;
	event.seq = seq;
	return handle_tell_as_is(&session->handle, &event);
}

/* The reader */

const char *kefu_session_state_name(int32_t state)
{
	switch (state) {
	case KEFU_SESSION_OPEN:
		return "open";
	case KEFU_SESSION_PENDING:
		return "pending";
	case KEFU_SESSION_HOLD:
		return "hold";
	case KEFU_SESSION_RESOLVED:
		return "resolved";
	case KEFU_SESSION_CLOSED:
		return "closed";
	case KEFU_SESSION_ABANDONED:
		return "abandoned";
	default:
		return NULL;
	}
}

int32_t kefu_session_sla(kefu_session *session, int64_t t, kefu_id target,
                         int64_t ms, kefu_id schedule)
{
	kefu_event event = handle_event(KEFU_EVENT_SESSION_SLA, t);

	event.name = target;
	event.value = ms;
	event.to = schedule;
	return tell(session, &event);
}

int32_t kefu_session_due(const kefu_session *session, int64_t as_of,
                         kefu_timer *out)
{
	const struct handle *handle = (const struct handle *)session;
	int32_t status = handle_check(handle);

	if (status != KEFU_OK || out == NULL)
		return status != KEFU_OK ? status : KEFU_E_NULL;
	if (out->size != sizeof *out)
		return KEFU_E_SIZE;
	return desk_session_due(handle->link->desk, handle->id, as_of, out);
}

int32_t kefu_session_timers(const kefu_session *session, int64_t as_of,
                            kefu_timers **out)
{
	const struct handle *handle = (const struct handle *)session;
	int32_t status = handle_check(handle);

	if (status != KEFU_OK)
		return status;
	return kefu_desk_timers(handle->link->desk, handle->id, as_of, out);
}

int32_t kefu_session_read(const kefu_session *session, int64_t as_of,
                          kefu_session_view *out)
{
	const struct handle *handle = (const struct handle *)session;
	int32_t status;

	if (session == NULL || out == NULL)
		return KEFU_E_NULL;
	if (out->size != sizeof *out)
		return KEFU_E_SIZE;
	status = handle_check(handle);
	if (status == KEFU_OK)
		status = handle_instant(handle, as_of, &as_of);
	if (status == KEFU_OK)
		status = handle_answer(handle,
			session_view_read(handle->link->desk, handle->id, as_of, out));
	return status;
}

#include "desk/session_view.h"

#include <string.h>

#include "measure/rounds.h"

static void count_event(const struct step *step, kefu_session_view *view)
{
	view->ignored += (step->effect & EFFECT_IGNORED) != 0;
	view->reopens += (step->effect & EFFECT_UNRESOLVED) != 0;
	view->transfers += step->event->kind == KEFU_EVENT_SESSION_TRANSFER;
	view->escalations += step->event->kind == KEFU_EVENT_SESSION_ESCALATE;
	view->messages_in += entry_is_question(step->event);
}

/* Questions and replies under the everyday rule. The rounds are those of
 * measure/rounds.c; a session that left the measures has them here, too. */
static void read_messages(const struct session *session,
                          kefu_session_view *view)
{
	struct definition everyday;
	struct round_rule rule;
	int needs_question = session->initiator == KEFU_PARTY_AGENT;
	size_t i;

	memset(&everyday, 0, sizeof everyday);
	rule = round_rule_of(&everyday);
	view->first_response = view->waiting_since = -1;
	for (i = 0; i < session->count; i++) {
		const struct step *step = &session->steps[i];
		int64_t t = step->event->t;

		count_event(step, view);
		if (rule_takes_question(&rule, step->event)) {
			needs_question = 0;
			if (view->waiting_since < 0) {
				view->waiting_since = t;
				view->rounds++;
			}
		} else if (rule_takes_reply(&rule, step->event)) {
			view->messages_out++;
			view->answered += view->waiting_since >= 0;
			view->waiting_since = -1;
			if (view->first_response < 0 && !needs_question)
				view->first_response = t - session->opened;
		} else if ((step->effect & EFFECT_ENDED) != 0) {
			view->waiting_since = -1;
		}
	}
}

/* But for an end that silence gave. */
static const struct entry *last_event(const struct session *session)
{
	size_t i = session->count - 1;

	while ((session->steps[i].effect & EFFECT_SYNTHETIC) != 0)
		i--;
	return session->steps[i].event;
}

static void show(const struct session *session, kefu_session_view *view)
{
	memset(view, 0, sizeof *view);
	view->size = sizeof *view;
	view->state = session->state - STATE_OPEN + KEFU_SESSION_OPEN;
	view->initiator = session->initiator;
	view->phase = session->phase;
	view->priority = session->priority;
	view->excluded = session->excluded;
	view->left_message = session->left_message;
	view->customer = session->customer;
	view->owner = session->owner;
	view->channel = session->channel;
	view->topic = session->topic;
	view->opened = session->opened;
	view->ended = session->ended;
	view->resolved = session->resolved;
	view->last = last_event(session)->t;
	read_messages(session, view);
}

int32_t session_view_read(const kefu_desk *desk, kefu_id id, int64_t as_of,
                          kefu_session_view *out)
{
	uint32_t track = timelines_find(desk->timelines, TRACK_SESSION, id, 0);
	struct fold fold;
	int32_t status;

	if (track == NO_TRACK)
		return KEFU_E_NOT_FOUND;
	status = desk_fold_begin(desk, as_of, &fold);
	if (status == KEFU_OK)
		status = fold_orphan(&fold, track);
	if (status == KEFU_OK && fold.history.session_count == 0)
		status = KEFU_E_NOT_FOUND;
	if (status == KEFU_OK)
		show(&fold.history.sessions[0], out);
	fold_end(&fold);
	return status;
}

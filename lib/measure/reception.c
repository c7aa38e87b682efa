/* Reception: which sessions receive a customer, and for which agents. */
#include "measure/observe.h"

/* Questions and replies of a session, the latter of one agent or of all (0). */
static void count_lines(const struct observer *observer,
                        const struct session *session, kefu_id agent,
                        int32_t *questions, int32_t *replies)
{
	const struct round_rule *rule =
		&observer->round_sets[observer->column->rounds].rule;
	size_t i;

	*questions = *replies = 0;
	for (i = 0; i < session->count; i++) {
		const struct entry *event = session->steps[i].event;

		*questions += rule_takes_question(rule, event);
		*replies += rule_takes_reply(rule, event) &&
		            (agent == 0 || event->agent == agent);
	}
}

int session_is_received(struct observer *observer,
                        const struct session *session)
{
	const struct reception *reception = &observer->definition->reception;
	int32_t questions, replies;

	if (reception->after_sales_out && session->phase == KEFU_PHASE_AFTERSALE)
		return 0;
	if (reception->single_line == 0 && reception->answered_lines < 0)
		return 1;
	count_lines(observer, session, 0, &questions, &replies);
	if (questions == 1 && replies < reception->single_line)
		return 0;
	return reception->answered_lines < 0 ||
	       session->initiator != KEFU_PARTY_AGENT ||
	       questions > reception->answered_lines;
}

int agent_receives(struct observer *observer, const struct session *session,
                   kefu_id agent)
{
	int32_t most = observer->definition->reception.forwarded_lines;
	int32_t questions, replies;
	size_t i;

	if (most < 0 || agent == 0)
		return 1;
	for (i = 0; i < session->count; i++) {
		const struct step *step = &session->steps[i];

		if (step->event->kind == KEFU_EVENT_SESSION_TRANSFER &&
		    (step->event->agent != 0 ? step->event->agent
		                             : step->owner_before) == agent)
			break;
	}
	if (i == session->count)
		return 1;
	count_lines(observer, session, agent, &questions, &replies);
	return replies > most;
}

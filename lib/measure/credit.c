/* The credit clause: whose a reading is. */
#include "measure/observe.h"

void credit_nobody(struct observer *observer)
{
	observer->credit.count = 0;
}

int32_t credit_also(struct observer *observer, kefu_id agent, int64_t share)
{
	struct credit *credit = &observer->credit;
	void *array = credit->list;
	size_t i;
	int32_t status;

	if (agent == 0)
		return KEFU_OK;
	for (i = 0; i < credit->count; i++)
		if (credit->list[i].agent == agent) {
			credit->list[i].share += share;
			return KEFU_OK;
		}
	status = memory_reserve(&observer->allocator, &array, &credit->capacity,
	                        credit->count + 1, sizeof *credit->list);
	credit->list = array;
	if (status != KEFU_OK)
		return status;
	credit->list[credit->count].agent = agent;
	credit->list[credit->count++].share = share;
	return KEFU_OK;
}

int32_t credit_agent(struct observer *observer, kefu_id agent)
{
	struct credit *credit = &observer->credit;

	if (agent == 0 || credit->capacity == 0) {
		credit_nobody(observer);
		return credit_also(observer, agent, 0);
	}
	credit->list[0].agent = agent;
	credit->list[0].share = 0;
	credit->count = 1;
	return KEFU_OK;
}

static kefu_id first_agent(const struct session *session)
{
	size_t i;

	for (i = 0; i < session->count; i++) {
		if (session->steps[i].owner != 0)
			return session->steps[i].owner;
		if (entry_is_human_reply(session->steps[i].event) &&
		    session->steps[i].event->agent != 0)
			return session->steps[i].event->agent;
	}
	return 0;
}

static kefu_id last_agent(const struct session *session)
{
	size_t i;

	for (i = session->count; i-- > 0;)
		if (entry_is_human_reply(session->steps[i].event) &&
		    session->steps[i].event->agent != 0)
			return session->steps[i].event->agent;
	return session->owner;
}

/* The agent of the last resolve, else who owned the session then. */
static kefu_id resolver(const struct session *session)
{
	size_t i;

	for (i = session->count; i-- > 0;) {
		const struct step *step = &session->steps[i];

		if ((step->effect & EFFECT_RESOLVED) != 0)
			return step->event->agent != 0 ? step->event->agent
			                               : step->owner;
	}
	return session->owner;
}

static int32_t credit_participants(struct observer *observer,
                                   const struct session *session)
{
	size_t i;
	int32_t status = KEFU_OK;

	credit_nobody(observer);
	for (i = 0; i < session->count && status == KEFU_OK; i++) {
		const struct step *step = &session->steps[i];

		status = credit_also(observer, step->owner, 0);
		if (status == KEFU_OK &&
		    (step->event->kind == KEFU_EVENT_SESSION_JOIN ||
		     entry_is_human_reply(step->event)))
			status = credit_also(observer, step->event->agent, 0);
	}
	return status;
}

/* Who owned the session at its first survey answer, else now. */
static kefu_id first_submission_owner(const struct session *session)
{
	size_t i;

	for (i = 0; i < session->count; i++)
		if (session->steps[i].event->kind == KEFU_EVENT_SURVEY_ANSWER)
			return session->steps[i].owner;
	return session->owner;
}

/* Who gave or got the session last, else its owner. */
static kefu_id transfer_agent(const struct session *session, int giver)
{
	size_t i;

	for (i = session->count; i-- > 0;) {
		const struct step *step = &session->steps[i];

		if (step->event->kind != KEFU_EVENT_SESSION_TRANSFER)
			continue;
		if (!giver)
			return step->event->to;
		return step->event->agent != 0 ? step->event->agent
		                               : step->owner_before;
	}
	return session->owner;
}

int32_t credit_session(struct observer *observer,
                       const struct session *session,
                       enum credit_rule otherwise, const struct step *deciding)
{
	enum credit_rule rule = observer->definition->credit;

	if (rule == CREDIT_DEFAULT)
		rule = otherwise;
	switch (rule) {
	case CREDIT_FIRST_AGENT:
		return credit_agent(observer, first_agent(session));
	case CREDIT_REPLIER:
	case CREDIT_LAST_AGENT:
		return credit_agent(observer, last_agent(session));
	case CREDIT_RESOLVER:
		return credit_agent(observer, resolver(session));
	case CREDIT_ALL_PARTICIPANTS:
		return credit_participants(observer, session);
	case CREDIT_OWNER_AT_EVENT:
		return credit_agent(observer, deciding != NULL
			? deciding->owner : session->owner);
	case CREDIT_FIRST_SUBMISSION_OWNER:
		return credit_agent(observer, first_submission_owner(session));
	case CREDIT_TRANSFER_GIVER:
	case CREDIT_TRANSFER_RECEIVER:
		return credit_agent(observer, transfer_agent(session,
			rule == CREDIT_TRANSFER_GIVER));
	case CREDIT_TEAM_AT_REPLY:
	case CREDIT_CURRENT_OWNER:
	case CREDIT_DEFAULT:
	case CREDIT_OWNER:
		break;
	}
	return credit_agent(observer, session->owner);
}

/* The team of an agent at an instant: the latest entry not after it. */
kefu_id roster_team(const struct roster *roster, kefu_id agent, int64_t t)
{
	size_t low = 0, high = roster->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		const struct roster_entry *entry = &roster->entries[middle];

		if (entry->agent < agent ||
		    (entry->agent == agent && entry->from <= t))
			low = middle + 1;
		else
			high = middle;
	}
	return low != 0 && roster->entries[low - 1].agent == agent
		? roster->entries[low - 1].team : 0;
}

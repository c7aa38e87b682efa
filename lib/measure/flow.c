/* Readers of the family Flow and quality. */
#include "measure/clock.h"
#include "measure/observe.h"

/* Shares of sessions, by opening: each says whether a session counts at all,
 * whether it has the property, and whom it credits by default. */

struct share {
	int counts, has;
	kefu_id agent; /* credited before the owner, or 0 */
	int64_t reading;
	int64_t dated;
	int immature;
};

/* Who gave a session away: whom the event names, else the owner before. */
static kefu_id giver(const struct step *step)
{
	return step->event->agent != 0 ? step->event->agent
	                               : step->owner_before;
}

static void share_escalated(const struct session *session, struct share *share)
{
	const struct step *step =
		session_step(session, KEFU_EVENT_SESSION_ESCALATE);

	share->has = step != NULL;
	if (step != NULL)
		share->agent = giver(step);
}

static void share_transferred(const struct observer *observer,
                              const struct session *session,
                              struct share *share)
{
	const struct step *step =
		session_step(session, KEFU_EVENT_SESSION_TRANSFER);

	share->counts = session_is_handled(observer, session);
	share->has = step != NULL;
	if (step != NULL)
		share->agent = giver(step);
}

/* The first answer of a person after an instant, or -1. */
static int64_t answered_after(const struct session *session, int64_t t)
{
	size_t i;

	for (i = 0; i < session->count; i++)
		if (session->steps[i].event->t >= t &&
		    entry_is_human_reply(session->steps[i].event))
			return session->steps[i].event->t;
	return -1;
}

/* horizon_days: no person answers for so long after the bot first spoke. */
static void share_automated(const struct observer *observer,
                            const struct session *session, struct share *share)
{
	int64_t horizon = observer->definition->horizon_ms, answered;
	size_t i;

	share->counts = 0;
	for (i = 0; i < session->count; i++)
		if (entry_is_bot_message(session->steps[i].event))
			break;
	if (i == session->count)
		return;
	share->counts = 1;
	share->dated = session->steps[i].event->t;
	answered = answered_after(session, share->dated);
	share->has = answered < 0 || answered - share->dated > horizon;
	share->immature = share->has &&
	                  observer->fold->as_of - share->dated <= horizon;
}

static void share_contained(const struct observer *observer,
                            const struct session *session, struct share *share)
{
	if (observer->definition->horizon_ms != 0) {
		share_automated(observer, session, share);
		return;
	}
	share->counts = session->ended >= 0 && session_is_begun_by_bot(session);
	share->has = !session->human_reply &&
	             session_step(session, KEFU_EVENT_SESSION_HANDOFF) == NULL;
	share->dated = session->ended;
}

static void share_abandoned(const struct observer *observer,
                            const struct session *session, struct share *share)
{
	int64_t soonest = observer->definition->short_ms;

	share->has = session->state == STATE_ABANDONED &&
	             !session->human_reply;
	if (session->state == STATE_ABANDONED)
		share->counts = session->ended - session->opened >= soonest;
	else
		share->counts = !session_is_bot_only(session);
}

static void share_knowledge(const struct observer *observer,
                            const struct session *session, struct share *share)
{
	const struct step *step = session_step(session, KEFU_EVENT_KB_USE);

	share->counts = session_is_handled(observer, session);
	share->has = step != NULL;
	if (step != NULL)
		share->agent = step->event->agent;
}

static void share_left_message_answered(const struct observer *observer,
                                        const struct session *session,
                                        struct share *share)
{
	const struct definition *definition = observer->definition;
	const struct round_rule *rule =
		&observer->round_sets[observer->column->rounds].rule;
	size_t i;

	share->counts = session->left_message;
	for (i = 0; i < session->count; i++) {
		const struct entry *event = session->steps[i].event;

		if (!rule_takes_reply(rule, event))
			continue;
		share->reading = clock_reading(definition, session,
		                               session->opened, event->t);
		share->has = within_limit(definition, share->reading);
		share->agent = event->agent;
		return;
	}
}

static int64_t transfers(const struct session *session)
{
	int64_t count = 0;
	size_t i;

	if (!session_has(session, KEFU_EVENT_SESSION_TRANSFER))
		return 0;
	for (i = 0; i < session->count; i++)
		count += session->steps[i].event->kind ==
		         KEFU_EVENT_SESSION_TRANSFER;
	return count;
}

static int32_t share_of(struct observer *observer,
                        const struct session *session)
{
	int32_t variant = (int32_t)observer->definition->metric->variant;
	struct share share = {1, 0, 0, 0, session->opened, 0};
	struct observation made;
	int32_t status;

	switch (variant) {
	case VARIANT_BOT_ONLY:
		share.has = session_is_bot_only(session);
		break;
	case VARIANT_ESCALATED:
		share_escalated(session, &share);
		break;
	case VARIANT_TRANSFERRED:
		share_transferred(observer, session, &share);
		break;
	case VARIANT_BOT_HANDOFF:
		share.counts = session_is_begun_by_bot(session);
		share.has = session_step(session, KEFU_EVENT_SESSION_HANDOFF) != NULL;
		break;
	case VARIANT_BOT_CONTAINED:
		share_contained(observer, session, &share);
		break;
	case VARIANT_ABANDONED:
		share_abandoned(observer, session, &share);
		break;
	case VARIANT_KNOWLEDGE:
		share_knowledge(observer, session, &share);
		break;
	case VARIANT_LEFT_MESSAGE:
		share.has = session->left_message;
		break;
	case VARIANT_LEFT_MESSAGE_ANSWERED:
		share_left_message_answered(observer, session, &share);
		break;
	case VARIANT_HANDLED:
		share.has = session_is_handled(observer, session);
		break;
	default: /* VARIANT_TRANSFERS, VARIANT_COUNT, VARIANT_TOPIC */
		share.has = 1;
		break;
	}
	if (!share.counts)
		return KEFU_OK;
	observation_of(&made, session, share.dated);
	make_share(&made, share.has);
	made.immature = (uint8_t)share.immature;
	if (variant == VARIANT_TRANSFERS) {
		made.num = made.reading = transfers(session);
		made.verdict = VERDICT_COUNTED;
	}
	if (share.agent != 0 && observer->definition->credit == CREDIT_DEFAULT)
		status = credit_agent(observer, share.agent);
	else
		status = credit_session(observer, session, CREDIT_OWNER, NULL);
	return status == KEFU_OK ? observe(observer, &made) : status;
}

int32_t read_share(struct observer *observer)
{
	return sessions_read(observer, share_of);
}

/* correct_transfer_rate */

static int32_t judged_transfers(struct observer *observer,
                                const struct session *session)
{
	struct observation made;
	int32_t status = KEFU_OK;
	size_t i;

	if (!session_has(session, KEFU_EVENT_SESSION_TRANSFER))
		return KEFU_OK;
	for (i = 0; i < session->count && status == KEFU_OK; i++) {
		const struct step *step = &session->steps[i];

		if (step->event->kind != KEFU_EVENT_SESSION_TRANSFER ||
		    step->event->correct == 0)
			continue;
		observation_of(&made, session, step->event->t);
		make_share(&made, step->event->correct == KEFU_YES);
		status = observer->definition->credit == CREDIT_DEFAULT
			? credit_agent(observer, giver(step))
			: credit_session(observer, session, CREDIT_OWNER, step);
		if (status == KEFU_OK)
			status = observe(observer, &made);
	}
	return status;
}

int32_t read_transfer(struct observer *observer)
{
	return sessions_read(observer, judged_transfers);
}

/* An event within a session credits whom it names, else the owner then. */
static int32_t credit_event(struct observer *observer,
                            const struct session *session,
                            const struct step *step)
{
	if (observer->definition->credit != CREDIT_DEFAULT)
		return credit_session(observer, session, CREDIT_OWNER, step);
	return credit_agent(observer, step->event->agent != 0
		? step->event->agent : step->owner);
}

/* complaint_filed_rate, complaint_count, complaint_rate */

static uint8_t complaint_kind(const struct observer *observer)
{
	return observer->definition->metric->variant == VARIANT_UPHELD
		? KEFU_EVENT_COMPLAINT_UPHOLD : KEFU_EVENT_COMPLAINT_FILE;
}

static int32_t complaints(struct observer *observer,
                          const struct session *session)
{
	struct observation made;
	int32_t status = KEFU_OK;
	size_t i;

	for (i = 0; i < session->count && status == KEFU_OK; i++) {
		const struct step *step = &session->steps[i];

		if (step->event->kind != complaint_kind(observer))
			continue;
		observation_of(&made, session, step->event->t);
		made.num = made.reading = 1;
		status = credit_event(observer, session, step);
		if (status == KEFU_OK)
			status = observe(observer, &made);
	}
	return status;
}

static int32_t loose_complaint(struct observer *observer,
                               struct observation *made,
                               const struct entry *event)
{
	if (event->kind != complaint_kind(observer))
		return KEFU_OK;
	made->num = made->reading = 1;
	return observe(observer, made);
}

static int32_t opened(struct observer *observer, const struct session *session)
{
	struct observation made;
	int32_t status;

	observation_of(&made, session, session->opened);
	made.den = 1;
	status = credit_session(observer, session, CREDIT_OWNER, NULL);
	return status == KEFU_OK ? observe(observer, &made) : status;
}

int32_t read_complaint(struct observer *observer)
{
	const struct definition *definition = observer->definition;
	int is_rate = definition->metric->variant == VARIANT_FILED;
	int32_t status;

	if (is_rate && definition->unit == UNIT_CUSTOMER_DAY)
		return read_contact_days(observer);
	status = sessions_read(observer, complaints);
	if (status == KEFU_OK)
		status = loose_read(observer, loose_complaint);
	if (status == KEFU_OK && is_rate)
		status = sessions_read(observer, opened);
	if (status == KEFU_OK &&
	    definition->metric->variant == VARIANT_UPHELD)
		status = paid_orders(observer, 0);
	return status;
}

/* error_rate, qa_points: sessions inspected, dated by the first finding */

static int32_t findings(struct observer *observer,
                        const struct session *session)
{
	const struct step *first = NULL;
	struct observation made;
	int64_t points = 0;
	int error = 0;
	size_t i;
	int32_t status;

	for (i = 0; i < session->count; i++) {
		const struct step *step = &session->steps[i];

		if (step->event->kind != KEFU_EVENT_QA_FINDING)
			continue;
		if (first == NULL)
			first = step;
		points += step->event->value;
		error |= step->event->value < 0;
	}
	if (first == NULL)
		return KEFU_OK;
	observation_of(&made, session, first->event->t);
	make_share(&made, error);
	if (observer->definition->metric->variant == VARIANT_POINTS) {
		made.num = made.reading = points;
		made.verdict = VERDICT_COUNTED;
	}
	status = observer->definition->credit == CREDIT_DEFAULT &&
	         first->event->agent != 0
		? credit_agent(observer, first->event->agent)
		: credit_session(observer, session, CREDIT_OWNER, first);
	return status == KEFU_OK ? observe(observer, &made) : status;
}

/* A finding that belongs to no session is an inspection of its own. */
static int32_t loose_finding(struct observer *observer,
                             struct observation *made,
                             const struct entry *event)
{
	if (event->kind != KEFU_EVENT_QA_FINDING)
		return KEFU_OK;
	make_share(made, event->value < 0);
	if (observer->definition->metric->variant == VARIANT_POINTS) {
		made->num = made->reading = event->value;
		made->verdict = VERDICT_COUNTED;
	}
	return observe(observer, made);
}

int32_t read_finding(struct observer *observer)
{
	int32_t status = sessions_read(observer, findings);

	return status == KEFU_OK ? loose_read(observer, loose_finding) : status;
}

/* answer_ratio, message_count */

static int32_t messages(struct observer *observer,
                        const struct session *session)
{
	const struct definition *definition = observer->definition;
	const struct round_rule *rule =
		&observer->round_sets[observer->column->rounds].rule;
	int is_ratio = definition->metric->variant == VARIANT_ANSWER_RATIO;
	struct observation made;
	int32_t status = KEFU_OK;
	size_t i;

	for (i = 0; i < session->count && status == KEFU_OK; i++) {
		const struct step *step = &session->steps[i];
		int in = rule_takes_question(rule, step->event);
		int out = rule_takes_reply(rule, step->event);

		if (!in && !out)
			continue;
		if (!is_ratio &&
		    definition->direction == (in ? DIRECTION_OUT : DIRECTION_IN))
			continue;
		observation_of(&made, session, step->event->t);
		made.reading = 1;
		made.num = is_ratio ? out : 1;
		made.den = is_ratio ? in : 1;
		status = credit_event(observer, session, step);
		if (status == KEFU_OK)
			status = observe(observer, &made);
	}
	return status;
}

int32_t read_message(struct observer *observer)
{
	return sessions_read(observer, messages);
}

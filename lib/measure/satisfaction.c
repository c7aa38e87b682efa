/* Readers of the family Satisfaction: surveys asked and answered. */
#include "measure/observe.h"

static int set_has(const struct score_set *set, int64_t score)
{
	return score >= 0 && score < 128 &&
	       (set->bits[score / 64] >> (score % 64) & 1) != 0;
}

/* The scores that count as satisfied when the definition does not say: the
 * top 1 of 2 or 3 points, 2 of 4 to 7, 3 of more. */
static int is_positive(const struct definition *definition,
                       const struct entry *answer)
{
	int32_t points = answer->max - answer->min + 1;
	int32_t top = points <= 3 ? 1 : points <= 7 ? 2 : 3;

	if (definition->positive.given)
		return set_has(&definition->positive, answer->value);
	return answer->value > answer->max - top;
}

static int is_negative(const struct definition *definition,
                       const struct entry *answer)
{
	if (definition->negative.given)
		return set_has(&definition->negative, answer->value);
	return answer->value == 1 || answer->value == 2;
}

static int is_accepted(const struct definition *definition,
                       const struct entry *answer)
{
	return !definition->accepted.given ||
	       set_has(&definition->accepted, answer->value);
}

static int32_t survey_of(const struct definition *definition)
{
	return definition->survey != 0 ? definition->survey
	                               : definition->metric->survey;
}

static int is_answer(const struct definition *definition,
                     const struct entry *event)
{
	return event->kind == KEFU_EVENT_SURVEY_ANSWER &&
	       event->survey == survey_of(definition);
}

static int counts_answers(const struct definition *definition)
{
	return definition->denominator == DENOMINATOR_DEFAULT ||
	       definition->denominator == DENOMINATOR_EVERYONE;
}

static int32_t count_answer(struct observer *observer,
                            struct observation *made,
                            const struct entry *answer)
{
	const struct definition *definition = observer->definition;

	if (!is_accepted(definition, answer))
		return KEFU_OK;
	if (answer->team != 0)
		made->team = answer->team;
	switch (definition->metric->variant) {
	case VARIANT_POSITIVE:
		make_share(made, is_positive(definition, answer));
		break;
	case VARIANT_NEGATIVE:
		make_share(made, is_negative(definition, answer));
		break;
	case VARIANT_NPS:
		made->num = (answer->value >= 9) - (answer->value <= 6);
		made->den = 1;
		break;
	default:
		made->num = answer->value;
		made->den = 1;
		break;
	}
	made->reading = answer->value;
	made->is_score = 1;
	if (!counts_answers(definition))
		made->den = 0; /* others are divided by */
	return observe(observer, made);
}

/* A survey credits the agent whom the answer names, else the owner right
 * after it, unless the definition says whom. */
static int32_t credit_survey(struct observer *observer,
                             const struct session *session,
                             const struct step *step)
{
	enum credit_rule rule = observer->definition->credit;

	if (rule == CREDIT_DEFAULT && step->event->agent != 0)
		return credit_agent(observer, step->event->agent);
	if (rule == CREDIT_DEFAULT || rule == CREDIT_OWNER)
		return credit_agent(observer, step->owner);
	return credit_session(observer, session, rule, step);
}

/* A later answer replaces an earlier one, unless silence had ended the
 * session in between. */
static int is_replaced(const struct observer *observer,
                       const struct session *session, size_t at)
{
	size_t i;

	for (i = at + 1; i < session->count; i++) {
		if ((session->steps[i].effect & EFFECT_SYNTHETIC) != 0)
			return 0;
		if (is_answer(observer->definition, session->steps[i].event))
			return 1;
	}
	return 0;
}

static int32_t answers(struct observer *observer, const struct session *session)
{
	struct observation made;
	int32_t status = KEFU_OK;
	size_t i;

	if (!session_has(session, KEFU_EVENT_SURVEY_ANSWER))
		return KEFU_OK;
	for (i = 0; i < session->count && status == KEFU_OK; i++) {
		const struct step *step = &session->steps[i];

		if (!is_answer(observer->definition, step->event) ||
		    is_replaced(observer, session, i))
			continue;
		observation_of(&made, session, step->event->t);
		if (observer->definition->date_by == DATE_BY_START)
			made.t = session->opened;
		else if (observer->definition->date_by == DATE_BY_RESOLUTION &&
		         session->resolved >= 0)
			made.t = session->resolved;
		status = credit_survey(observer, session, step);
		if (status == KEFU_OK)
			status = count_answer(observer, &made, step->event);
	}
	return status;
}

int32_t loose_read(struct observer *observer, loose_reader *each)
{
	const struct customer_history *history = &observer->fold->history;
	static const struct session nobody;
	struct observation made;
	int32_t status = KEFU_OK;
	size_t i;

	for (i = 0; i < history->loose_count && status == KEFU_OK; i++) {
		const struct loose *loose = &history->loose[i];

		observation_of(&made, &nobody, loose->event->t);
		made.customer = loose->customer;
		made.team = loose->event->team;
		made.standing = loose->standing;
		status = credit_agent(observer, loose->event->agent);
		if (status == KEFU_OK)
			status = each(observer, &made, loose->event);
	}
	return status;
}

static int32_t loose_answer(struct observer *observer, struct observation *made,
                            const struct entry *event)
{
	if (!is_answer(observer->definition, event))
		return KEFU_OK;
	return count_answer(observer, made, event);
}

static int32_t divide_by_sends(struct observer *observer,
                               const struct session *session);
static int32_t divide_by_sessions(struct observer *observer,
                                  const struct session *session);

int32_t read_survey(struct observer *observer)
{
	enum denominator denominator = observer->definition->denominator;
	int32_t status = sessions_read(observer, answers);

	if (status == KEFU_OK)
		status = loose_read(observer, loose_answer);
	if (status != KEFU_OK || counts_answers(observer->definition))
		return status;
	return sessions_read(observer, denominator == DENOMINATOR_SENT
	                               ? divide_by_sends : divide_by_sessions);
}

/* survey_response_rate, survey_invite_rate */

static int is_send(const struct definition *definition,
                   const struct entry *event)
{
	return event->kind == KEFU_EVENT_SURVEY_SEND &&
	       event->survey == survey_of(definition);
}

/* Adds one to what is divided by. */
static int32_t divide(struct observer *observer, const struct session *session,
                      const struct step *step)
{
	struct observation made;
	int32_t status;

	observation_of(&made, session, step->event->t);
	made.den = made.reading = made.is_repeat = 1;
	status = credit_survey(observer, session, step);
	return status == KEFU_OK ? observe(observer, &made) : status;
}

static int32_t divide_by_sends(struct observer *observer,
                               const struct session *session)
{
	int32_t status = KEFU_OK;
	size_t i;

	for (i = 0; i < session->count && status == KEFU_OK; i++)
		if (is_send(observer->definition, session->steps[i].event))
			status = divide(observer, session, &session->steps[i]);
	return status;
}

static int32_t divide_by_sessions(struct observer *observer,
                                  const struct session *session)
{
	struct observation made;
	int32_t status;

	if (observer->definition->denominator == DENOMINATOR_HANDLED &&
	    !session_is_handled(observer, session))
		return KEFU_OK;
	observation_of(&made, session, session->opened);
	made.den = made.reading = made.is_repeat = 1;
	status = credit_session(observer, session, CREDIT_OWNER, NULL);
	return status == KEFU_OK ? observe(observer, &made) : status;
}

/* The answer to a survey sent, of those that count; NULL: it has none. */
static const struct step *answer_to(const struct observer *observer,
                                    const struct session *session, size_t sent)
{
	const struct definition *definition = observer->definition;
	size_t i;

	for (i = sent + 1; i < session->count; i++) {
		const struct entry *event = session->steps[i].event;

		if (is_answer(definition, event) && is_accepted(definition, event) &&
		    !is_replaced(observer, session, i))
			return &session->steps[i];
	}
	return NULL;
}

static int32_t sends(struct observer *observer, const struct session *session)
{
	const struct definition *definition = observer->definition;
	const struct step *answer;
	struct observation made;
	int32_t status = KEFU_OK;
	size_t i;

	if (!session_has(session, KEFU_EVENT_SURVEY_SEND))
		return KEFU_OK;
	for (i = 0; i < session->count && status == KEFU_OK; i++) {
		const struct step *step = &session->steps[i];

		if (!is_send(definition, step->event))
			continue;
		answer = answer_to(observer, session, i);
		observation_of(&made, session, step->event->t);
		make_share(&made, answer != NULL);
		status = credit_survey(observer, session, answer != NULL ? answer : step);
		if (status == KEFU_OK)
			status = observe(observer, &made);
	}
	return status;
}

static int32_t invited(struct observer *observer, const struct session *session)
{
	const struct definition *definition = observer->definition;
	struct observation made;
	int sent = 0;
	size_t i;
	int32_t status;

	if (definition->denominator != DENOMINATOR_CREATED &&
	    !session_is_handled(observer, session))
		return KEFU_OK;
	for (i = 0; i < session->count; i++)
		sent |= is_send(definition, session->steps[i].event);
	observation_of(&made, session, session->opened);
	make_share(&made, sent);
	status = credit_session(observer, session, CREDIT_OWNER, NULL);
	return status == KEFU_OK ? observe(observer, &made) : status;
}

int32_t read_survey_sent(struct observer *observer)
{
	return sessions_read(observer,
		observer->definition->metric->variant == VARIANT_INVITED
		? invited : sends);
}

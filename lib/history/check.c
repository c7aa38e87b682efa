/* What an event must be by itself, before anything is known about it. */
#include <string.h>

#include "history/kinds.h"

#define LEVEL_LARGEST 1000000
#define POINTS_LARGEST INT64_C(1000000000)
#define QUANTITY_LARGEST INT64_C(1000000000000000) /* kefu_quantity_max() */
#define TIME_LATEST UINT64_C(253402300799999) /* kefu_time_max() */

size_t kefu_event_size(void)
{
	return sizeof(kefu_event);
}

static int32_t refuse(int32_t status, int32_t at_fault, int32_t *field)
{
	if (field != NULL)
		*field = at_fault;
	return status;
}

/* A larger struct asks for nothing new while what we do not know is zero. */
static int size_is_known(const kefu_event *event)
{
	uint64_t reserved;
	size_t i;

	memcpy(&reserved, event->reserved, sizeof reserved);
	if (event->size == sizeof *event)
		return reserved == 0;
	if (event->size < sizeof *event || event->size > EVENT_SIZE_LARGEST || reserved != 0)
		return 0;
	for (i = sizeof *event; i < event->size; i++)
		if (((const char *)event)[i] != 0)
			return 0;
	return 1;
}

static int32_t lowest(uint64_t set)
{
	return (int32_t)__builtin_ctzll(set);
}

#define ENUMS (UINT64_C(0x7FF) << KEFU_FIELD_FROM)
#define TYPES_REFUND 0x1Eu
#define TYPES_COST 0xF800u

static int32_t check_enums(const kefu_event *event, uint64_t uses, int32_t *field)
{
	uint64_t left = uses & ENUMS;

	for (; left != 0; left &= left - 1) {
		int32_t number = lowest(left);
		const struct field *f = field_of(number);
		uint8_t value = ((const uint8_t *)event)[f->offset];
		uint32_t allowed = f->allowed;

		if (number == KEFU_FIELD_TYPE)
			allowed &= event->kind == KEFU_EVENT_COST ? TYPES_COST : TYPES_REFUND;
		if (value != 0 && (value >= 32 || (allowed >> value & 1) == 0))
			return refuse(KEFU_E_ENUM, number, field);
	}
	return KEFU_OK;
}

static int32_t check_score(const kefu_event *event, int32_t *field)
{
	int64_t span = (int64_t)event->max - event->min;

	if (event->min == 0 && event->max == 0)
		return refuse(KEFU_E_MISSING, KEFU_FIELD_MAX, field);
	if (span <= 0 || span > 100)
		return refuse(KEFU_E_SCORE, KEFU_FIELD_MAX, field);
	if (event->value < event->min || event->value > event->max)
		return refuse(KEFU_E_SCORE, KEFU_FIELD_VALUE, field);
	return KEFU_OK;
}

static int32_t check_value(const kefu_event *event, int32_t *field)
{
	int64_t value = event->value;

	switch (event->kind) {
	case KEFU_EVENT_SURVEY_ANSWER:
		return check_score(event, field);
	case KEFU_EVENT_SESSION_ESCALATE:
		if (value < 0 || value > LEVEL_LARGEST)
			return refuse(KEFU_E_RANGE, KEFU_FIELD_VALUE, field);
		return KEFU_OK;
	case KEFU_EVENT_QA_FINDING:
		if (value < -POINTS_LARGEST || value > POINTS_LARGEST)
			return refuse(KEFU_E_RANGE, KEFU_FIELD_VALUE, field);
		return KEFU_OK;
	case KEFU_EVENT_REVIEW:
		if (value < 1 || value > 5)
			return refuse(KEFU_E_RANGE, KEFU_FIELD_VALUE, field);
		return KEFU_OK;
	case KEFU_EVENT_COUNT:
		if (value < 0)
			return refuse(KEFU_E_NEGATIVE, KEFU_FIELD_VALUE, field);
		if (value > QUANTITY_LARGEST)
			return refuse(KEFU_E_RANGE, KEFU_FIELD_VALUE, field);
		return KEFU_OK;
	case KEFU_EVENT_AGENT_TARGET:
		if (value < -QUANTITY_LARGEST || value > QUANTITY_LARGEST)
			return refuse(KEFU_E_RANGE, KEFU_FIELD_VALUE, field);
		return KEFU_OK;
	case KEFU_EVENT_SESSION_SLA:
		if (value == 0 && event->has_value == 0)
			return event->to != 0 ? KEFU_OK :
				refuse(KEFU_E_MISSING, KEFU_FIELD_VALUE, field);
		if (value <= 0 || (uint64_t)value > TIME_LATEST)
			return refuse(KEFU_E_RANGE, KEFU_FIELD_VALUE, field);
		return KEFU_OK;
	default:
		return KEFU_OK;
	}
}

static int currency_is_code(const char code[4])
{
	int i;

	if (code[0] == 0)
		return code[1] == 0 && code[2] == 0 && code[3] == 0;
	for (i = 0; i < 3; i++)
		if (code[i] < 'A' || code[i] > 'Z')
			return 0;
	return code[3] == 0;
}

static int32_t check_sum(int64_t number, int32_t at_fault, int32_t *field)
{
	if (number < 0)
		return refuse(KEFU_E_NEGATIVE, at_fault, field);
	return number > QUANTITY_LARGEST ? refuse(KEFU_E_RANGE, at_fault, field) : KEFU_OK;
}

static int32_t check_money(const kefu_event *event, uint64_t uses, int32_t *field)
{
	int32_t status = check_sum(event->amount, KEFU_FIELD_AMOUNT, field);

	if (status == KEFU_OK && (uses & FIELD_BIT(POSTAGE)) != 0)
		status = check_sum(event->postage, KEFU_FIELD_POSTAGE, field);
	if (status == KEFU_OK && (uses & FIELD_BIT(UNITS)) != 0)
		status = check_sum(event->units, KEFU_FIELD_UNITS, field);
	if (status != KEFU_OK)
		return status;
	if (!currency_is_code(event->currency))
		return refuse(KEFU_E_CURRENCY, KEFU_FIELD_CURRENCY, field);
	return KEFU_OK;
}

/* What depends on the kind. */
static __attribute__((noinline)) int32_t check_kind(const kefu_event *event, int32_t *field)
{
	const struct kind *kind = kind_of(event->kind);
	uint64_t left;
	int32_t status;

	if (kind->home == HOME_SESSION) { /* without a loop */
		if (event->session == 0 && event->customer == 0)
			return refuse(KEFU_E_MISSING, KEFU_FIELD_SESSION, field);
	} else if (kind->either != 0) {
		left = kind->either;
		while (left != 0 && !field_is_given(event, lowest(left)))
			left &= left - 1;
		if (left == 0)
			return refuse(KEFU_E_MISSING, lowest(kind->either), field);
	}
	for (left = kind->requires; left != 0; left &= left - 1)
		if (!field_is_given(event, lowest(left)))
			return refuse(KEFU_E_MISSING, lowest(left), field);
	if ((kind->uses & ENUMS) != 0) {
		status = check_enums(event, kind->uses, field);
		if (status != KEFU_OK)
			return status;
	}
	if ((kind->uses & FIELD_BIT(VALUE)) != 0) {
		status = check_value(event, field);
		if (status != KEFU_OK)
			return status;
	}
	if ((kind->uses & FIELD_BIT(AMOUNT)) != 0)
		return check_money(event, kind->uses, field);
	return KEFU_OK;
}

/* Session kinds that ask for nothing else and read no other field. */
static const uint8_t simple_kinds[KEFU_EVENT_RETRACT + 1] = {
	[KEFU_EVENT_SESSION_QUEUE] = 1, [KEFU_EVENT_SESSION_HANDOFF] = 1,
	[KEFU_EVENT_SESSION_PEND] = 1, [KEFU_EVENT_SESSION_HOLD] = 1,
	[KEFU_EVENT_SESSION_RESUME] = 1, [KEFU_EVENT_SESSION_RESOLVE] = 1,
	[KEFU_EVENT_SESSION_REOPEN] = 1, [KEFU_EVENT_SESSION_CLOSE] = 1,
	[KEFU_EVENT_SESSION_ABANDON] = 1, [KEFU_EVENT_SESSION_LEAVE_MESSAGE] = 1,
	[KEFU_EVENT_SESSION_INCLUDE] = 1,
};

/* Most events are of a few kinds, and most of them are good: told without a
 * branch on the kind, which nobody could foresee. 0 says nothing yet. */
static inline int is_usual(const kefu_event *event)
{
	unsigned message = (unsigned)(event->kind == KEFU_EVENT_MESSAGE) &
	                   (unsigned)(event->from - 1u < KEFU_PARTY_SYSTEM) &
	                   (unsigned)(event->mode <= KEFU_MODE_BOT) &
	                   (unsigned)(event->content <= KEFU_CONTENT_NOTICE) &
	                   (unsigned)(event->is_private <= KEFU_YES);
	unsigned opening = (unsigned)(event->kind == KEFU_EVENT_SESSION_OPEN) &
	                   (unsigned)(event->initiator == 0) &
	                   (unsigned)(event->phase <= KEFU_PHASE_AFTERSALE);

	return ((event->session | event->customer) != 0) &
	       ((message | opening | simple_kinds[event->kind]) != 0);
}

int32_t kefu_event_check(const kefu_event *event, int32_t *field)
{
	if (field != NULL)
		*field = 0;
	if (event == NULL)
		return KEFU_E_NULL;
	if (!size_is_known(event))
		return KEFU_E_SIZE;
	if (event->kind < 0 || event->kind > KEFU_EVENT_RETRACT || kind_homes[event->kind] == 0)
		return refuse(KEFU_E_KIND, KEFU_FIELD_KIND, field);
	if ((uint64_t)event->t > TIME_LATEST)
		return refuse(KEFU_E_TIME, KEFU_FIELD_T, field);
	if (event->seq < 0)
		return refuse(KEFU_E_NEGATIVE, KEFU_FIELD_SEQ, field);
	return is_usual(event) ? KEFU_OK : check_kind(event, field);
}

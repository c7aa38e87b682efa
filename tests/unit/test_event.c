#include "history/kinds.h"
#include "unit.h"

#define T0 INT64_C(1700000000000)

/* An event of the kind with everything that any kind asks for. */
static kefu_event whole(int32_t kind)
{
	kefu_event e;

	memset(&e, 0, sizeof e);
	e.size = sizeof e;
	e.kind = kind;
	e.t = T0;
	e.seq = 1;
	e.session = 1;
	e.customer = 2;
	e.agent = 3;
	e.order = 4;
	e.refund = 5;
	e.to = 6;
	e.name = 7;
	e.value = 3;
	e.has_value = 1;
	e.min = 1;
	e.max = 5;
	e.amount = 100;
	e.from = KEFU_PARTY_CUSTOMER;
	e.survey = KEFU_SURVEY_CSAT;
	e.type = kind == KEFU_EVENT_COST ? KEFU_TYPE_WAGE : KEFU_TYPE_EXCHANGE;
	return e;
}

#define refused(e, expected, at)                                              \
	do {                                                                  \
		int32_t field_ = -1;                                          \
		unit_status(kefu_event_check(&(e), &field_), expected);       \
		ck_assert_msg(field_ == KEFU_FIELD_##at, "kind %d: field %d is not " #at, \
		              (int)(e).kind, (int)field_);                    \
		unit_status(kefu_event_check(&(e), NULL), expected);          \
	} while (0)
#define accepted(e)                                                           \
	do {                                                                  \
		int32_t field_ = -1;                                          \
		unit_ok(kefu_event_check(&(e), &field_));                     \
		ck_assert_int_eq(field_, 0);                                  \
	} while (0)

START_TEST(every_kind_is_accepted_whole)
{
	int32_t index, kind;

	for (index = 0; (kind = kefu_event_kind_at(index)) != 0; index++) {
		kefu_event e = whole(kind);

		accepted(e);
	}
	ck_assert_int_eq(index, 57);
	ck_assert_int_eq(kefu_event_kind_at(-1), 0);
	ck_assert_int_eq(kefu_event_kind_at(10000), 0);
}
END_TEST

START_TEST(kinds_have_names_and_back)
{
	int32_t number, named = 0, index = 0;

	for (number = -5; number < 300; number++) {
		const char *name = kefu_event_kind_name(number);

		if (name == NULL)
			continue;
		named++;
		ck_assert_int_eq(kind_homes[number], kind_of(number)->home);
		ck_assert_int_eq(kind_find(name, strlen(name)), number);
		ck_assert_int_eq(kefu_event_kind_at(index++), number);
	}
	ck_assert_int_eq(named, 57);
	ck_assert_str_eq(kefu_event_kind_name(KEFU_EVENT_SESSION_LEAVE_MESSAGE), "session.leave_message");
	ck_assert_str_eq(kefu_event_kind_name(KEFU_EVENT_REFUND_SHIP_BACK), "refund.ship_back");
	ck_assert_str_eq(kefu_event_kind_name(KEFU_EVENT_COUNT), "count");
	ck_assert_str_eq(kefu_event_kind_name(KEFU_EVENT_RETRACT), "event.retract");
	ck_assert_int_eq(kind_find("session.ope", 11), 0);
	ck_assert_int_eq(kind_find("", 0), 0);
	ck_assert_ptr_null(kefu_event_kind_name(INT32_MAX));
	ck_assert_ptr_null(kefu_event_kind_name(INT32_MIN));
}
END_TEST

START_TEST(fields_have_names_and_back)
{
	static const struct {
		const char *name;
		int32_t field;
	} also[] = {
		{"into", KEFU_FIELD_TO}, {"to", KEFU_FIELD_TO}, {"score", KEFU_FIELD_VALUE},
		{"stars", KEFU_FIELD_VALUE}, {"points", KEFU_FIELD_VALUE}, {"level", KEFU_FIELD_VALUE},
		{"reason", KEFU_FIELD_NAME}, {"finding", KEFU_FIELD_NAME}, {"article", KEFU_FIELD_NAME},
		{"axis", KEFU_FIELD_NAME}, {"metric", KEFU_FIELD_NAME}, {"class", KEFU_FIELD_CONTENT},
		{"content", KEFU_FIELD_CONTENT}, {"private", KEFU_FIELD_PRIVATE},
		{"is_private", KEFU_FIELD_PRIVATE}, {"currency", KEFU_FIELD_CURRENCY},
	};
	uint64_t seen = 0;
	int32_t index, field;
	const char *name;
	size_t i;

	for (index = 0; (name = kefu_field_name(index, &field)) != NULL; index++) {
		ck_assert_int_eq(field_find(name, strlen(name)), field);
		ck_assert_ptr_eq(kefu_field_name(index, NULL), name);
		seen |= UINT64_C(1) << field;
	}
	ck_assert_uint_eq(seen, (UINT64_C(1) << (KEFU_FIELD_CORRECT + 1)) - 2);
	ck_assert_ptr_null(kefu_field_name(-1, &field));
	ck_assert_int_eq(field_find("sessions", 8), 0);
	for (i = 0; i < sizeof also / sizeof also[0]; i++)
		ck_assert_int_eq(field_find(also[i].name, strlen(also[i].name)), also[i].field);
}
END_TEST

START_TEST(values_have_names_and_back)
{
	int32_t field, value, named = 0;

	for (field = -1; field < 60; field++) {
		for (value = -1; value < 300; value++) {
			const char *name = kefu_field_value_name(field, value);

			if (name == NULL)
				continue;
			ck_assert_int_eq(field_value_find(field, name, strlen(name)), value);
			named++;
		}
	}
	/* from, mode, content, private, initiator, phase, survey, priority, type,
	 * liable, correct */
	ck_assert_int_eq(named, 4 + 6 + 5 + 2 + 5 + 2 + 7 + 4 + 9 + 4 + 2);
	ck_assert_str_eq(kefu_field_value_name(KEFU_FIELD_TYPE, KEFU_TYPE_RETURN_REFUND), "return_refund");
	ck_assert_str_eq(kefu_field_value_name(KEFU_FIELD_CORRECT, KEFU_YES), "true");
	ck_assert_str_eq(kefu_field_value_name(KEFU_FIELD_PRIVATE, KEFU_NO), "false");
	ck_assert_int_eq(field_value_find(KEFU_FIELD_PRIVATE, "1", 1), KEFU_YES);
	ck_assert_int_eq(field_value_find(KEFU_FIELD_PRIVATE, "0", 1), KEFU_NO);
	ck_assert_int_eq(field_value_find(KEFU_FIELD_CORRECT, "yes", 3), KEFU_YES);
	ck_assert_int_eq(field_value_find(KEFU_FIELD_CORRECT, "no", 2), KEFU_NO);
	ck_assert_int_eq(field_value_find(KEFU_FIELD_CORRECT, "maybe", 5), 0);
	ck_assert_int_eq(field_value_find(KEFU_FIELD_FROM, "platform", 8), 0);
	ck_assert_int_eq(field_value_find(KEFU_FIELD_LIABLE, "bot", 3), 0);
	ck_assert_int_eq(field_value_find(KEFU_FIELD_T, "x", 1), 0);
}
END_TEST

START_TEST(size_is_checked)
{
	struct {
		kefu_event event;
		char tail[24];
	} newer;
	kefu_event e = whole(KEFU_EVENT_SESSION_OPEN);
	int32_t field = 9;
	int i;

	ck_assert_uint_eq(kefu_event_size(), sizeof(kefu_event));
	unit_status(kefu_event_check(NULL, &field), KEFU_E_NULL);
	ck_assert_int_eq(field, 0);
	unit_status(kefu_event_check(NULL, NULL), KEFU_E_NULL);
	e.size = sizeof e - 1;
	unit_status(kefu_event_check(&e, &field), KEFU_E_SIZE);
	e.size = 0;
	unit_status(kefu_event_check(&e, &field), KEFU_E_SIZE);
	e.size = 1000000;
	unit_status(kefu_event_check(&e, &field), KEFU_E_SIZE);
	memset(&newer, 0, sizeof newer);
	newer.event = whole(KEFU_EVENT_SESSION_OPEN);
	newer.event.size = sizeof newer;
	accepted(newer.event);
	newer.tail[23] = 1;
	unit_status(kefu_event_check(&newer.event, NULL), KEFU_E_SIZE);
	for (i = 0; i < 8; i++) {
		e = whole(KEFU_EVENT_SESSION_OPEN);
		e.reserved[i] = 1;
		unit_status(kefu_event_check(&e, &field), KEFU_E_SIZE);
		ck_assert_int_eq(field, 0);
	}
}
END_TEST

START_TEST(kind_time_and_seq_are_checked)
{
	static const int32_t unknown[] = {0, -1, 23, 29, 32, 45, 57, 69, 72, 85, 93, 96, 98, 100, 255, 257, INT32_MAX, INT32_MIN};
	kefu_event e;
	size_t i;

	for (i = 0; i < sizeof unknown / sizeof unknown[0]; i++) {
		e = whole(unknown[i]);
		refused(e, KEFU_E_KIND, KIND);
	}
	e = whole(KEFU_EVENT_SESSION_OPEN);
	e.t = -1;
	refused(e, KEFU_E_TIME, T);
	e.t = kefu_time_max() + 1;
	refused(e, KEFU_E_TIME, T);
	e.t = kefu_time_max();
	accepted(e);
	e.t = 0;
	accepted(e);
	e.seq = -1;
	refused(e, KEFU_E_NEGATIVE, SEQ);
	e.seq = INT64_MAX;
	accepted(e);
}
END_TEST

START_TEST(what_a_kind_requires_is_missed)
{
	int32_t index, kind;
	kefu_event e;

	for (index = 0; (kind = kefu_event_kind_at(index)) != 0; index++) {
		const char *name = kefu_event_kind_name(kind);
		int of_session = strncmp(name, "session.", 8) == 0 || kind == KEFU_EVENT_MESSAGE;

		e = whole(kind);
		e.session = e.customer = 0;
		if (of_session)
			refused(e, KEFU_E_MISSING, SESSION);
		else
			accepted(e);
		e.customer = 2;
		accepted(e); /* a thread */
		e = whole(kind);
		e.order = 0;
		if (strncmp(name, "order.", 6) == 0 || kind == KEFU_EVENT_REVIEW)
			refused(e, KEFU_E_MISSING, ORDER);
		else
			accepted(e);
		e = whole(kind);
		e.refund = 0;
		if (strncmp(name, "refund.", 7) == 0)
			refused(e, KEFU_E_MISSING, REFUND);
		else
			accepted(e);
		e = whole(kind);
		e.agent = 0;
		if (strncmp(name, "agent.", 6) == 0 || kind == KEFU_EVENT_SESSION_ASSIGN ||
		    kind == KEFU_EVENT_SESSION_JOIN)
			refused(e, KEFU_E_MISSING, AGENT);
		else
			accepted(e);
		e = whole(kind);
		e.to = 0;
		if (kind == KEFU_EVENT_SESSION_MERGE)
			refused(e, KEFU_E_MISSING, TO);
		else
			accepted(e);
		e = whole(kind);
		e.name = 0;
		if (kind == KEFU_EVENT_AGENT_TARGET || kind == KEFU_EVENT_COUNT)
			refused(e, KEFU_E_MISSING, NAME);
		else
			accepted(e);
		e = whole(kind);
		e.from = 0;
		if (kind == KEFU_EVENT_MESSAGE)
			refused(e, KEFU_E_MISSING, FROM);
		else
			accepted(e);
		e = whole(kind);
		e.survey = 0;
		if (kind == KEFU_EVENT_SURVEY_SEND || kind == KEFU_EVENT_SURVEY_ANSWER)
			refused(e, KEFU_E_MISSING, SURVEY);
		else
			accepted(e);
		e = whole(kind);
		e.type = 0;
		if (kind == KEFU_EVENT_COST)
			refused(e, KEFU_E_MISSING, TYPE);
		else
			accepted(e);
		e = whole(kind);
		e.amount = 0;
		if (kind == KEFU_EVENT_COST)
			refused(e, KEFU_E_MISSING, AMOUNT);
		else
			accepted(e);
		e = whole(kind);
		e.seq = 0;
		if (kind == KEFU_EVENT_RETRACT)
			refused(e, KEFU_E_MISSING, SEQ);
		else
			accepted(e);
		e = whole(kind);
		e.value = 0;
		e.has_value = 0;
		e.min = 0;
		if (kind == KEFU_EVENT_SURVEY_ANSWER || kind == KEFU_EVENT_REVIEW ||
		    kind == KEFU_EVENT_AGENT_TARGET || kind == KEFU_EVENT_COUNT)
			refused(e, KEFU_E_MISSING, VALUE);
		else
			accepted(e);
		e.has_value = 1;
		if (kind == KEFU_EVENT_REVIEW || kind == KEFU_EVENT_SESSION_SLA)
			refused(e, KEFU_E_RANGE, VALUE);
		else
			accepted(e);
	}
	e = whole(KEFU_EVENT_COMPLAINT_FILE);
	e.session = e.order = e.refund = e.customer = 0;
	refused(e, KEFU_E_MISSING, SESSION);
	e.customer = 1;
	accepted(e);
	e = whole(KEFU_EVENT_RETRACT);
	e.session = e.order = e.refund = e.customer = e.agent = 0;
	accepted(e); /* of the shop */
}
END_TEST

START_TEST(scores_lie_on_their_scale)
{
	kefu_event e = whole(KEFU_EVENT_SURVEY_ANSWER);

	e.value = 6;
	refused(e, KEFU_E_SCORE, VALUE);
	e.value = 0;
	refused(e, KEFU_E_SCORE, VALUE);
	e.value = 5;
	accepted(e);
	e.min = 5;
	refused(e, KEFU_E_SCORE, MAX);
	e.min = 6;
	refused(e, KEFU_E_SCORE, MAX);
	e.min = 0;
	e.max = 0;
	refused(e, KEFU_E_MISSING, MAX);
	e.max = 100;
	accepted(e);
	e.max = 101;
	refused(e, KEFU_E_SCORE, MAX);
	e.min = INT32_MIN;
	e.max = INT32_MAX;
	refused(e, KEFU_E_SCORE, MAX);
	e.min = -5;
	e.max = 5;
	e.value = -5;
	accepted(e);
}
END_TEST

START_TEST(numbers_have_their_ranges)
{
	kefu_event e = whole(KEFU_EVENT_SESSION_ESCALATE);

	e.value = -1;
	refused(e, KEFU_E_RANGE, VALUE);
	e.value = 1000001;
	refused(e, KEFU_E_RANGE, VALUE);
	e = whole(KEFU_EVENT_REVIEW);
	e.value = 6;
	refused(e, KEFU_E_RANGE, VALUE);
	e.value = -1;
	refused(e, KEFU_E_RANGE, VALUE);
	e = whole(KEFU_EVENT_QA_FINDING);
	e.value = INT64_MIN;
	refused(e, KEFU_E_RANGE, VALUE);
	e.value = INT64_MAX;
	refused(e, KEFU_E_RANGE, VALUE);
	e.value = -10;
	accepted(e);
	e = whole(KEFU_EVENT_COUNT);
	e.value = -1;
	refused(e, KEFU_E_NEGATIVE, VALUE);
	e.value = kefu_quantity_max() + 1;
	refused(e, KEFU_E_RANGE, VALUE);
	e.value = kefu_quantity_max();
	accepted(e);
	e = whole(KEFU_EVENT_AGENT_TARGET);
	e.value = kefu_quantity_max() + 1;
	refused(e, KEFU_E_RANGE, VALUE);
	e.value = -kefu_quantity_max() - 1;
	refused(e, KEFU_E_RANGE, VALUE);
	e.value = -kefu_quantity_max();
	accepted(e);
	e = whole(KEFU_EVENT_ORDER_PAY);
	e.amount = e.postage = e.units = kefu_quantity_max();
	accepted(e);
	e.units++;
	refused(e, KEFU_E_RANGE, UNITS);
	e.postage++;
	refused(e, KEFU_E_RANGE, POSTAGE);
	e.amount = INT64_MAX;
	refused(e, KEFU_E_RANGE, AMOUNT);
	e = whole(KEFU_EVENT_SESSION_SLA);
	e.value = -1;
	refused(e, KEFU_E_RANGE, VALUE);
	e.value = kefu_time_max() + 1;
	refused(e, KEFU_E_RANGE, VALUE);
	e.value = kefu_time_max();
	accepted(e);
	e.value = e.has_value = 0;
	accepted(e); /* the schedule alone */
	e.to = 0;
	refused(e, KEFU_E_MISSING, VALUE);
	e = whole(KEFU_EVENT_AGENT_TARGET);
	e.value = INT64_MIN;
	refused(e, KEFU_E_RANGE, VALUE);
	e = whole(KEFU_EVENT_ORDER_PAY);
	e.amount = -1;
	refused(e, KEFU_E_NEGATIVE, AMOUNT);
	e.amount = 0;
	e.postage = -1;
	refused(e, KEFU_E_NEGATIVE, POSTAGE);
	e.postage = 0;
	e.units = -1;
	refused(e, KEFU_E_NEGATIVE, UNITS);
	e.units = 0;
	accepted(e);
	e = whole(KEFU_EVENT_COST);
	e.amount = -1;
	refused(e, KEFU_E_NEGATIVE, AMOUNT);
	e = whole(KEFU_EVENT_MESSAGE); /* does not use them */
	e.amount = e.units = e.postage = e.value = -1;
	memcpy(e.currency, "x", 2);
	e.type = e.survey = 200;
	accepted(e);
}
END_TEST

START_TEST(currencies_are_three_capitals)
{
	static const char *const bad[] = {"C", "CN", "cny", "CNYX", "C1Y", "\0NY", "CN\0"};
	size_t i;
	kefu_event e = whole(KEFU_EVENT_ORDER_PAY);

	memcpy(e.currency, "CNY", 4);
	accepted(e);
	for (i = 0; i < sizeof bad / sizeof bad[0]; i++) {
		memset(e.currency, 0, 4);
		memcpy(e.currency, bad[i], i < 5 ? strlen(bad[i]) : 3);
		refused(e, KEFU_E_CURRENCY, CURRENCY);
	}
	memcpy(e.currency, "\0\0\0A", 4);
	refused(e, KEFU_E_CURRENCY, CURRENCY);
}
END_TEST

START_TEST(enumerations_refuse_the_rest)
{
	int32_t index, kind, field, value;

	for (index = 0; (kind = kefu_event_kind_at(index)) != 0; index++) {
		for (field = KEFU_FIELD_FROM; field <= KEFU_FIELD_CORRECT; field++) {
			int used = (kind_of(kind)->uses >> field & 1) != 0;

			for (value = 1; value < 256; value++) {
				kefu_event e = whole(kind);
				int good = kefu_field_value_name(field, value) != NULL;
				int32_t at = -1;

				if (field == KEFU_FIELD_TYPE)
					good = kind == KEFU_EVENT_COST ? value >= 11 && value <= 15 : value <= 4;
				((uint8_t *)&e)[field_of(field)->offset] = (uint8_t)value;
				unit_status(kefu_event_check(&e, &at), good || !used ? KEFU_OK : KEFU_E_ENUM);
				ck_assert_int_eq(at, good || !used ? 0 : field);
			}
		}
	}
}
END_TEST

START_TEST(fields_lie_where_they_are)
{
	kefu_event e;
	int32_t number;

	for (number = 1; number <= KEFU_FIELD_CORRECT; number++) {
		const struct field *field = field_of(number);

		memset(&e, 0, sizeof e);
		ck_assert_uint_gt(field->width, 0);
		ck_assert_uint_gt(field->sort, 0);
		ck_assert(!field_is_given(&e, number));
		((char *)&e)[field->offset + field->width - 1] = 1;
		ck_assert(field_is_given(&e, number));
	}
	memset(&e, 0, sizeof e);
	e.has_value = 1;
	ck_assert(field_is_given(&e, KEFU_FIELD_VALUE));
}
END_TEST

UNIT_MAIN("event", every_kind_is_accepted_whole, kinds_have_names_and_back,
          fields_have_names_and_back, values_have_names_and_back, size_is_checked,
          kind_time_and_seq_are_checked, what_a_kind_requires_is_missed,
          scores_lie_on_their_scale, numbers_have_their_ranges, currencies_are_three_capitals,
          enumerations_refuse_the_rest, fields_lie_where_they_are)

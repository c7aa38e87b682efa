/* Definitions as objects: values by name, text, reasons, comparison; and that
 * every value of the rarer knobs changes a figure. */
#include "desk_unit.h"

static kefu_definition *definition_of(const char *metric)
{
	kefu_definition *made = NULL;

	unit_ok(kefu_definition_new(NULL, metric, strlen(metric), &made));
	return made;
}

static int32_t set(kefu_definition *definition, const char *knob, const char *value)
{
	return kefu_definition_set(definition, knob, strlen(knob), value, strlen(value));
}

static void check_text(const kefu_definition *definition, const char *expected)
{
	char text[2048] = "";
	size_t length = 0;

	unit_ok(kefu_definition_write(definition, text, sizeof text - 1, &length));
	text[length] = '\0';
	ck_assert_str_eq(text, expected);
}

static void check_get(const kefu_definition *definition, const char *knob, const char *expected)
{
	char text[256] = "";
	size_t length = 0;

	unit_ok(kefu_definition_get(definition, knob, strlen(knob), text, sizeof text - 1, &length));
	text[length] = '\0';
	ck_assert_str_eq(text, expected);
}

START_TEST(text_is_canonical)
{
	kefu_definition *d = definition_of("reply_within_rate"), *other;

	check_text(d, "{\"measure\":\"reply_within_rate\"}");
	unit_ok(set(d, "limit_s", "180"));                        /* its default */
	unit_ok(set(d, "valid_reply", "assist,human,quick"));     /* likewise */
	check_text(d, "{\"measure\":\"reply_within_rate\"}");
	unit_ok(set(d, "default_value", "0.57"));
	unit_ok(set(d, "exclude", "cross_day,bot_only"));
	unit_ok(set(d, "hours", "08:00-23:00 CST-8"));
	unit_ok(set(d, "hours_by", "round_open"));
	unit_ok(set(d, "unit", "customer_day"));
	unit_ok(set(d, "limit_s", "0.5"));
	unit_ok(set(d, "limit_inclusive", "false"));
	check_text(d, "{\"measure\":\"reply_within_rate\",\"unit\":\"customer_day\","
	           "\"exclude\":[\"bot_only\",\"cross_day\"],\"hours\":\"08:00-23:00 CST-8\","
	           "\"hours_by\":\"round_open\",\"limit_s\":0.5,\"limit_inclusive\":false,"
	           "\"default_value\":0.57}");
	unit_ok(kefu_definition_copy(NULL, d, &other));
	ck_assert_int_eq(kefu_definition_equal(d, other), 1);
	unit_ok(set(other, "hours", "08:00-24:00 CST-8"));
	ck_assert_int_eq(kefu_definition_equal(d, other), 0);
	unit_ok(set(other, "hours", "08:00-23:00 CST-8"));
	ck_assert_int_eq(kefu_definition_equal(d, other), 1);
	unit_ok(set(other, "unit", "")); /* back to the default */
	ck_assert_int_eq(kefu_definition_equal(d, other), 0);
	kefu_definition_free(other);
	other = definition_of("csat_rate");
	unit_ok(set(other, "scores.accepted", "1,2,3,4,5"));
	unit_ok(set(other, "scores.positive", "5,4"));
	check_text(other, "{\"measure\":\"csat_rate\",\"scores\":{\"accepted\":[1,2,3,4,5],"
	           "\"positive\":[4,5]}}");
	ck_assert_int_eq(kefu_definition_equal(d, other), 0);
	ck_assert_int_eq(kefu_definition_equal(d, NULL), 0);
	kefu_definition_free(other);
	kefu_definition_free(d);
}
END_TEST

/* Every word of every knob reads back as itself. */
START_TEST(values_read_back)
{
	int32_t knob, value;

	for (knob = 0; kefu_knob_name(knob) != NULL; knob++)
		for (value = 0; kefu_knob_value(knob, value) != NULL; value++) {
			const char *name = kefu_knob_name(knob), *word = kefu_knob_value(knob, value);
			kefu_definition *d = definition_of("reply_within_rate");

			if (strcmp(name, "span") == 0 || strcmp(word, "max") == 0 ||
			    (strcmp(name, "date_by") == 0 && strcmp(word, "reply") == 0)) {
				kefu_definition_free(d); /* events of a span; another word for all */
				continue;
			}
			unit_ok(set(d, name, word));
			check_get(d, name, word);
			kefu_definition_free(d);
		}
	ck_assert_int_eq(knob, kefu_knob_count());
	ck_assert_ptr_null(kefu_knob_name(-1));
	ck_assert_ptr_null(kefu_knob_value(0, -1));
}
END_TEST

#define X30 "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
#define X300 X30 X30 X30 X30 X30 X30 X30 X30 X30 X30

START_TEST(values_that_are_none_are_refused)
{
	static const struct {
		const char *knob, *value;
		int32_t status;
		const char *part; /* of the reason */
	} rows[] = {
		{"reduce", "worst", KEFU_E_ENUM, "worst is none of each, first, all"},
		{"no_such", "1", KEFU_E_NOT_FOUND, "no knob"},
		{"limit_s", "three", KEFU_E_RANGE, "three is not a number"},
		{"limit_s", "-1", KEFU_E_RANGE, "limit_s"},
		{"limit_s", "0.0005", KEFU_E_RANGE, "limit_s"},
		{"window_days", "1.5", KEFU_E_RANGE, "window_days"},
		{"window_days", "99999999999", KEFU_E_RANGE, "window_days"},
		{"limit_inclusive", "maybe", KEFU_E_ENUM, "maybe"},
		{"scores.positive", "4,101", KEFU_E_ENUM, "scores.positive"},
		{"exclude", "bot_only,rain", KEFU_E_ENUM, "rain"},
		{"target_metric", "happiness", KEFU_E_METRIC, "no metric"},
		{"hours", "8-23", KEFU_E_RANGE, "hours"},
		{"hours", "08:00-23:00 nowhere!", KEFU_E_ZONE, "hours"},
		{"span", "request", KEFU_E_ENUM, "span: request is no list of from>to or from>to|other of request, refuse,"},
		{"span", "-request>agree", KEFU_E_RANGE, "span: -request>agree is no list of from>to"},
		{"span", "request>tomorrow", KEFU_E_ENUM, "span: request>tomorrow is no list of from>to"},
		{"clock", "24:00-24:00", KEFU_E_RANGE, "clock: 24:00-24:00 is no value that it takes"},
		{"hours", "08:00-08:00", KEFU_E_INTERVAL, "hours: 08:00-08:00 is no value that it takes"},
		{"weight_by.flag", "\xff", KEFU_E_UTF8, "weight_by.flag: this is no value that it takes"},
		{"case_filter.reason", X300, KEFU_E_ID_LONG, "case_filter.reason: this is no value that it takes"},
	};
	kefu_definition *d = definition_of("reply_within_rate");
	size_t i;

	for (i = 0; i < sizeof rows / sizeof *rows; i++) {
		int32_t status = set(d, rows[i].knob, rows[i].value);

		ck_assert_msg(status == rows[i].status, "%s=%s is %d", rows[i].knob, rows[i].value, (int)status);
		ck_assert_msg(strstr(kefu_definition_detail(d), rows[i].part) != NULL, "%s=%s: %s",
		              rows[i].knob, rows[i].value, kefu_definition_detail(d));
		check_text(d, "{\"measure\":\"reply_within_rate\"}");
	}
	unit_status(kefu_definition_new(NULL, "score", 5, &d), KEFU_E_METRIC);
	unit_status(kefu_definition_set(NULL, "unit", 4, "round", 5), KEFU_E_NULL);
	kefu_definition_free(d);
	kefu_definition_free(NULL);
	ck_assert_str_eq(kefu_definition_detail(NULL), "");
}
END_TEST

START_TEST(knobs_that_make_no_sense_together_are_refused)
{
	static const struct {
		const char *metric, *knob, *value, *other, *other_value, *part;
	} rows[] = {
		{"session_count", "limit_s", "60", NULL, NULL, "judges nothing"},
		{"csat_rate", "slow_rounds", "2", NULL, NULL, "no slow rounds"},
		{"reply_rate", "lag_days", "1", NULL, NULL, "no window"},
		{"reply_rate", "window", "month", "window_days", "30", "give one"},
		{"response_time", "unanswered", "cap", NULL, NULL, "cap_s"},
		{"response_time", "judged_at", "day_end", NULL, NULL, "cap"},
		{"reply_within_rate", "hours_by", "reply", NULL, NULL, "give hours"},
		{"reply_within_rate", "hours", "office", NULL, NULL, "office was never given"},
		{"reply_within_rate", "unit", "message", NULL, NULL, "response_time"},
		{"reply_within_rate", "unit", "order", NULL, NULL, "neither items nor orders"},
		{"resolution_time", "unit", "customer", NULL, NULL, "unit"},
		{"reply_within_rate", "due_rule", "same_day", "reduce", "mean", "due"},
		{"reply_within_rate", "recency.share", "0.5", NULL, NULL, "together"},
		{"csat_rate", "statistic", "p50", NULL, NULL, "durations"},
		{"response_time", "span", "request>agree", NULL, NULL, "reply>reply"},
		{"target_attainment", "target_metric", "target_attainment", NULL, NULL, "counts and sums"},
		{"target_attainment", "target_metric", "csat_rate", NULL, NULL, "counts and sums"},
		{"target_attainment", "target_metric", "response_time", NULL, NULL, "counts and sums"},
		{"target_attainment", "target_metric", "concurrency_max", NULL, NULL, "counts and sums"},
	};
	size_t i;

	for (i = 0; i < sizeof rows / sizeof *rows; i++) {
		kefu_definition *d = definition_of(rows[i].metric);
		kefu_desk *desk = NULL;

		unit_ok(set(d, rows[i].knob, rows[i].value));
		if (rows[i].other != NULL)
			unit_ok(set(d, rows[i].other, rows[i].other_value));
		unit_status(kefu_definition_check(d), KEFU_E_DEFINITION);
		ck_assert_msg(strstr(kefu_definition_detail(d), rows[i].part) != NULL, "%s: %s",
		              rows[i].knob, kefu_definition_detail(d));
		unit_ok(kefu_desk_new(NULL, &desk));
		unit_status(kefu_desk_define(desk, "x", 1, d), KEFU_E_DEFINITION);
		ck_assert_int_eq(kefu_desk_definition_count(desk), 0);
		kefu_desk_free(desk);
		kefu_definition_free(d);
	}
}
END_TEST

/* The desk keeps its own copy, schedules and all. */
START_TEST(a_desk_owns_what_it_was_given)
{
	kefu_definition *d = definition_of("reply_within_rate");
	kefu_desk *desk = NULL;
	kefu_event events[] = {opening(0, 10, 100), question(3600, 10), reply(3700, 10, 1),
		question(43200, 10), reply(43300, 10, 1)};

	unit_ok(set(d, "hours", "11:00-13:00 UTC0"));
	unit_ok(set(d, "hours_by", "round_open"));
	unit_ok(kefu_desk_new(NULL, &desk));
	unit_ok(kefu_desk_define(desk, "noon", 4, d));
	unit_ok(set(d, "hours", "01:00-02:00 UTC0"));
	unit_ok(kefu_desk_define(desk, "noon", 4, d)); /* stays as it is */
	kefu_definition_free(d);
	unit_ok(kefu_desk_apply(desk, events, 5, NULL));
	check_share(desk, "noon", 1, 1);
	unit_status(kefu_desk_define(desk, "", 0, NULL), KEFU_E_NULL);
	kefu_desk_free(desk);
}
END_TEST

/* What a definition shows by itself does not hang on the columns beside it. */
START_TEST(a_figure_is_the_same_in_any_company)
{
	static const char *const names[2][2] = {{"slow", "slow.p50"}, {"slow.p50", "slow"}};
	kefu_definition *d = definition_of("response_time");
	kefu_desk *desk = NULL;
	int i, k;

	unit_ok(set(d, "statistic", "max"));
	unit_ok(kefu_desk_new(NULL, &desk));
	unit_ok(kefu_desk_define(desk, "slow", 4, d));
	kefu_definition_free(d);
	for (i = 1; i <= 3; i++) {
		kefu_event both[] = {question(100 * i, 10), reply(100 * i + i, 10, 1)};

		unit_ok(kefu_desk_apply(desk, both, 2, NULL));
	}
	for (i = 0; i < 2; i++) {
		kefu_report *report = NULL;
		kefu_query query;

		kefu_query_init(&query);
		query.columns = names[i];
		query.column_count = 2;
		unit_ok(kefu_desk_report(desk, &query, &report));
		for (k = 0; k < 2; k++) {
			kefu_measure shown;

			unit_ok(kefu_report_measure(report, 0, k, &shown));
			unit_near(shown.value, k == i ? 3000 : 2000, 0.004);
		}
		kefu_report_free(report);
	}
	kefu_desk_free(desk);
}
END_TEST

/* ---- each value changes a figure ---- */

static kefu_event of_refund(int32_t kind, int64_t seconds, kefu_id refund, int initiator)
{
	kefu_event event = event_of(kind, seconds);

	event.refund = refund;
	event.order = refund + 100;
	event.customer = 100;
	event.initiator = (uint8_t)initiator;
	return event;
}

static kefu_event of_order(int32_t kind, int64_t seconds, kefu_id order)
{
	kefu_event event = event_of(kind, seconds);

	event.order = order;
	event.customer = 100;
	event.amount = 1000;
	return event;
}

/* A week in which everything happens that a rarer knob asks about. */
static size_t week(kefu_desk *desk, kefu_event *e)
{
	const int64_t day = DAY_S, noon = 43200;
	size_t n = 0;
	kefu_id group = interned(desk, "group_completed");

	/* an agent begins and writes twice; the customer in between */
	e[n] = opening(0, 10, 100);
	e[n++].initiator = KEFU_PARTY_AGENT;
	e[n++] = reply(10, 10, 1);
	e[n++] = question(60, 10);
	e[n++] = reply(200, 10, 2);
	e[n] = session_event(KEFU_EVENT_SESSION_TRANSFER, 300, 10, 2);
	e[n++].to = 3;
	e[n++] = session_event(KEFU_EVENT_SESSION_RESOLVE, 400, 10, 3);
	e[n++] = rating(500, 10, 5);
	e[n++] = session_event(KEFU_EVENT_SESSION_ASSIGN, 600, 10, 4);
	/* resolved by a bot alone, asked again, answered; two questions a round */
	e[n++] = opening(noon, 11, 100);
	e[n++] = question(noon, 11);
	e[n] = message(noon + 5, 11, KEFU_PARTY_BOT, 0);
	e[n++].mode = KEFU_MODE_BOT;
	e[n++] = session_event(KEFU_EVENT_SESSION_RESOLVE, noon + 10, 11, 5);
	e[n++] = question(noon + 1000, 11);
	e[n++] = question(noon + 1100, 11);
	e[n++] = session_event(KEFU_EVENT_SESSION_PEND, noon + 1150, 11, 5);
	e[n++] = reply(noon + 1300, 11, 5);
	e[n++] = session_event(KEFU_EVENT_SESSION_RESOLVE, noon + 1400, 11, 6);
	/* late in the evening, answered next day; a card; small talk first */
	e[n++] = opening(day + 68400, 12, 101);
	e[n++] = question(day + 68400, 12);
	e[n] = reply(day + 68500, 12, 1);
	e[n++].content = KEFU_CONTENT_SMALL_TALK;
	e[n++] = reply(2 * day + 30000, 12, 1);
	e[n] = question(2 * day + 40000, 12);
	e[n++].content = KEFU_CONTENT_CARD;
	e[n++] = reply(2 * day + 40900, 12, 1);
	/* at the weekend; nobody ever answers; on a public holiday */
	e[n++] = opening(5 * day + noon, 13, 102);
	e[n++] = question(5 * day + noon, 13);
	e[n++] = session_event(KEFU_EVENT_SESSION_CLOSE, 5 * day + noon + 60, 13, 0);
	e[n++] = event_of(KEFU_EVENT_SHOP_HOLIDAY, 6 * day);
	e[n++] = opening(6 * day + noon, 14, 103);
	e[n++] = question(6 * day + noon, 14);
	e[n++] = reply(6 * day + noon + 7000, 14, 2);
	e[n++] = event_of(KEFU_EVENT_SHOP_OPEN, 6 * day + 80000);
	/* queued and assigned twice; open still, and waiting */
	e[n++] = opening(3 * day, 15, 104);
	e[n++] = question(3 * day, 15);
	e[n++] = session_event(KEFU_EVENT_SESSION_QUEUE, 3 * day + 10, 15, 0);
	e[n++] = session_event(KEFU_EVENT_SESSION_ASSIGN, 3 * day + 50, 15, 1);
	e[n++] = session_event(KEFU_EVENT_SESSION_ASSIGN, 3 * day + 90, 15, 2);
	e[n++] = reply(3 * day + 95, 15, 2);
	e[n++] = session_event(KEFU_EVENT_SESSION_HOLD, 3 * day + 100, 15, 2);
	e[n++] = session_event(KEFU_EVENT_SESSION_RESUME, 3 * day + 200, 15, 2);
	e[n++] = session_event(KEFU_EVENT_SESSION_RESOLVE, 3 * day + 300, 15, 2);
	e[n++] = question(3 * day + 5000, 15);
	e[n++] = reply(3 * day + 5050, 15, 2);
	e[n++] = session_event(KEFU_EVENT_SESSION_RESOLVE, 3 * day + 5100, 15, 2);
	e[n++] = opening(7 * day, 16, 105);
	e[n++] = question(7 * day, 16);
	e[n++] = opening(7 * day, 17, 106);
	e[n++] = question(7 * day, 17);
	e[n++] = reply(7 * day + 30, 17, 3);
	e[n++] = opening(7 * day + 20, 18, 107);
	/* resolved without a reply */
	e[n++] = opening(4 * day, 19, 108);
	e[n++] = question(4 * day, 19);
	e[n++] = session_event(KEFU_EVENT_SESSION_RESOLVE, 4 * day + 60, 19, 9);
	/* in the evening, answered in the morning */
	e[n++] = opening(day + 70000, 20, 109);
	e[n++] = question(day + 70000, 20);
	e[n++] = reply(2 * day + 30000, 20, 8);
	/* resolved and left again */
	e[n++] = opening(5 * day, 21, 110);
	e[n++] = question(5 * day, 21);
	e[n++] = session_event(KEFU_EVENT_SESSION_RESOLVE, 5 * day + 60, 21, 9);
	e[n++] = session_event(KEFU_EVENT_SESSION_REOPEN, 5 * day + 120, 21, 0);
	/* orders and refund cases */
	e[n++] = of_order(KEFU_EVENT_ORDER_PLACE, 1000, 201);
	e[n++] = of_order(KEFU_EVENT_ORDER_PAY, day + 1000, 201);
	e[n] = of_order(KEFU_EVENT_ORDER_PLACE, noon + 2000, 202);
	e[n++].item = 1;
	e[n] = of_order(KEFU_EVENT_ORDER_PAY, noon + 2000, 202);
	e[n++].item = 2;
	e[n++] = of_order(KEFU_EVENT_ORDER_SHIP, noon + 3000, 202);
	e[n] = of_order(KEFU_EVENT_ORDER_FLAG, noon + 2500, 201);
	e[n++].name = group;
	e[n] = of_order(KEFU_EVENT_ORDER_PLACE, day + 70000, 203); /* never paid */
	e[n++].customer = 101;
	e[n] = of_order(KEFU_EVENT_ORDER_PLACE, 5 * day + noon + 9, 204); /* never shipped */
	e[n++].customer = 102;
	e[n] = of_order(KEFU_EVENT_ORDER_PAY, 5 * day + noon + 19, 204);
	e[n++].customer = 102;
	e[n] = of_refund(KEFU_EVENT_REFUND_REQUEST, 2 * day, 101, 0);
	e[n++].type = KEFU_TYPE_RETURN_REFUND;
	e[n++] = of_refund(KEFU_EVENT_REFUND_INTERVENE, 2 * day + 100, 101, KEFU_PARTY_PLATFORM);
	e[n++] = of_refund(KEFU_EVENT_REFUND_AGREE, 2 * day + 200, 101, 0);
	e[n++] = of_refund(KEFU_EVENT_REFUND_SIGN, 2 * day + 900, 101, 0);
	e[n++] = of_refund(KEFU_EVENT_REFUND_COMPLETE, 2 * day + 1000, 101, 0);
	e[n] = of_refund(KEFU_EVENT_REFUND_REQUEST, 3 * day, 102, 0);
	e[n++].type = KEFU_TYPE_REFUND_ONLY;
	e[n++] = of_refund(KEFU_EVENT_REFUND_INTERVENE, 3 * day + 50, 102, KEFU_PARTY_CUSTOMER);
	e[n] = of_refund(KEFU_EVENT_REFUND_JUDGE, 3 * day + 60, 102, 0);
	e[n++].liable = KEFU_PARTY_SELLER;
	e[n] = of_refund(KEFU_EVENT_REFUND_INTERVENE, 3 * day + 70, 103, KEFU_PARTY_CUSTOMER);
	e[n++].order = 202; /* another case of that order */
	return n;
}

/* Figures, cases and credit of one definition over the week. */
static char *answer_of(const char *metric, const char *base, const char *base_value,
                       const char *knob, const char *value)
{
	static const int32_t by[] = {KEFU_BY_AGENT, KEFU_BY_DAY};
	kefu_definition *d = definition_of(metric);
	kefu_event *events = calloc(200, sizeof *events);
	kefu_desk *desk = NULL;
	kefu_report *report = NULL;
	kefu_query query;
	char *text, *whole;
	size_t length;

	if (base != NULL)
		unit_ok(set(d, base, base_value));
	if (knob != NULL)
		unit_ok(set(d, knob, value));
	ck_assert_msg(kefu_definition_check(d) == KEFU_OK, "%s %s=%s: %s", metric, knob, value,
	              kefu_definition_detail(d));
	unit_ok(kefu_desk_new(NULL, &desk));
	unit_ok(kefu_desk_define(desk, "x", 1, d));
	unit_ok(kefu_desk_apply(desk, events, week(desk, events), NULL));
	kefu_query_init(&query);
	query.as_of = AT(7 * DAY_S + 100);
	query.by = by;
	query.by_count = 2;
	unit_ok(kefu_desk_report(desk, &query, &report));
	text = report_text(report, KEFU_FORMAT_JSON, &length);
	kefu_report_free(report);
	query.by_count = 0;
	unit_ok(kefu_desk_report(desk, &query, &report));
	whole = report_text(report, KEFU_FORMAT_JSON, &length);
	text = joined(text, whole);
	free(whole);
	kefu_report_free(report);
	kefu_desk_free(desk);
	kefu_definition_free(d);
	free(events);
	return text;
}

START_TEST(each_value_changes_a_figure)
{
	static const struct {
		const char *metric, *base, *base_value, *knob, *value;
	} rows[] = {
		{"response_time", NULL, NULL, "unit", "message"},
		{"platform_help_rate", NULL, NULL, "unit", "item"},
		{"platform_help_rate", "case_filter.intervened_by", "customer,platform", "unit", "order"},
		{"non_fulfilment_rate", NULL, NULL, "unit", "order"},
		{"inquiry_conversion_rate", NULL, NULL, "unit", "session"},
		{"contact_count", NULL, NULL, "unit", "agent_customer_day"},
		{"slow_response_count", NULL, NULL, "unit", "customer_day"},
		{"resolution_time", NULL, NULL, "samples", "every"},
		{"resolution_time", NULL, NULL, "samples", "first"},
		{"resolution_rate", NULL, NULL, "samples", "first"},
		{"resolution_within_rate", NULL, NULL, "samples", "first"},
		{"resolved_count", NULL, NULL, "samples", "every"},
		{"resolved_count", NULL, NULL, "samples", "first"},
		{"queue_time", NULL, NULL, "samples", "last"},
		{"queue_time", NULL, NULL, "clock_start", "open"},
		{"queue_time", "clock_start", "open", "clock_start", "first_message"},
		{"session_count", NULL, NULL, "exclude", "weekend"},
		{"session_count", NULL, NULL, "exclude", "public_holiday"},
		{"reply_within_rate", NULL, NULL, "exclude", "weekend"},
		{"first_response_time", NULL, NULL, "agent_started", "counts"},
		{"first_response_time", NULL, NULL, "agent_started", "skip"},
		{"first_response_time", NULL, NULL, "agent_started", "from_first_inbound"},
		{"first_response_time", "agent_started", "counts", "agent_started", "second_reply"},
		{"response_time", NULL, NULL, "opens_round", "text"},
		{"response_time", NULL, NULL, "valid_content", "text,card"},
		{"reply_within_rate", NULL, NULL, "no_agent", "leave_out"},
		{"refund_rate", NULL, NULL, "case_filter.type", "refund_only"},
		{"platform_help_rate", NULL, NULL, "case_filter.intervened_by", "platform"},
		{"dispute_refund_rate", NULL, NULL, "case_filter.liable", "any"},
		{"dispute_refund_rate", "case_filter.liable", "any", "case_filter.completed", "true"},
		{"first_response_time", NULL, NULL, "stop_also", "resolve"},
		{"first_response_time", NULL, NULL, "stop_also", "pending"},
		{"first_response_time", NULL, NULL, "restart_on", "bot_only_resolution"},
		{"resolution_time", NULL, NULL, "pause", "resolved"},
		{"requester_wait_time", NULL, NULL, "pause", "hold"},
		{"refund_time", "return_pause", "none", "span", "request>agree,sign>complete"},
		{"refund_time", "span", "request>complete", "span", "request>complete,-request>agree"},
		{"refund_time", NULL, NULL, "span", "request>agree|intervene"},
		{"inquiry_conversion_rate", NULL, NULL, "outcome", "shipped"},
		{"inquiry_conversion_rate", "outcome", "shipped", "outcome", "paid"},
		{"inquiry_conversion_rate", NULL, NULL, "outcome", "group_completed"},
		{"one_touch_rate", NULL, NULL, "touch", "exactly_one"},
		{"one_touch_rate", NULL, NULL, "touch", "unbroken"},
		{"one_touch_rate", NULL, NULL, "touch", "one_agent"},
		{"backlog", NULL, NULL, "backlog_of", "waiting"},
		{"reply_within_rate", NULL, NULL, "due_rule", "same_day"},
		{"reply_within_rate", NULL, NULL, "due_rule", "next_working_day"},
		{"reply_within_rate", "due_rule", "same_day", "due_rule", "cycle_18_19"},
		{"reply_within_rate", NULL, NULL, "due_rule", "weekend_noon"},
		{"reply_within_rate", "limit_s", "86400", "judged_at", "day_end"},
		{"sla_compliance_rate", NULL, NULL, "open_units", "pass"},
		{"sla_compliance_rate", NULL, NULL, "open_units", "fail"},
		{"session_count", NULL, NULL, "credit", "first_agent"},
		{"session_count", NULL, NULL, "credit", "transfer_giver"},
		{"session_count", NULL, NULL, "credit", "transfer_receiver"},
		{"csat_mean", NULL, NULL, "credit", "current_owner"},
		{"csat_mean", "credit", "current_owner", "credit", "first_submission_owner"},
		{"csat_mean", NULL, NULL, "credit", "transfer_giver"},
		{"survey_invite_rate", NULL, NULL, "denominator", "created"},
		{"response_time", NULL, NULL, "statistic", "max"},
		{"response_time", NULL, NULL, "statistic", "sum"},
		{"response_time", NULL, NULL, "only_within_s", "600"},
		{"reply_within_rate", NULL, NULL, "gate_sessions", "4"},
		{"session_count", NULL, NULL, "window_days", "3"},
		{"session_count", "window_days", "3", "lag_days", "2"},
		{"session_count", "window_days", "3", "window_days", "9"},
	};
	size_t i;

	for (i = 0; i < sizeof rows / sizeof *rows; i++) {
		char *without = answer_of(rows[i].metric, rows[i].base, rows[i].base_value, NULL, NULL);
		char *with = answer_of(rows[i].metric, rows[i].base, rows[i].base_value,
		                       rows[i].knob, rows[i].value);

		ck_assert_msg(strcmp(without, with) != 0, "%s: %s=%s changes nothing:\n%s",
		              rows[i].metric, rows[i].knob, rows[i].value, with);
		free(without);
		free(with);
	}
}
END_TEST

/* Three sessions: in June, in December, on 6 January. As of 13 January. */
START_TEST(windows_of_the_calendar)
{
	static const struct {
		const char *window, *lag;
		int64_t sessions;
	} rows[] = {
		{"", "", 3}, {"month", "", 1}, {"six_months", "", 2},
		{"month", "13", 1}, /* up to 31 December, from the 1st */
		{"six_months", "14", 1}, /* from July */
	};
	kefu_event events[] = {opening(0, 10, 100), opening(-20 * DAY_S, 11, 101),
		opening(-210 * DAY_S, 12, 102)};
	size_t i;

	for (i = 0; i < sizeof rows / sizeof *rows; i++) {
		kefu_definition *d = definition_of("session_count");
		kefu_desk *desk = NULL;

		unit_ok(set(d, "window", rows[i].window));
		unit_ok(set(d, "lag_days", rows[i].lag));
		unit_ok(kefu_desk_new(NULL, &desk));
		unit_ok(kefu_desk_define(desk, "x", 1, d));
		unit_ok(kefu_desk_apply(desk, events, 3, NULL));
		ck_assert_int_eq(figure_at(desk, "x", AT(7 * DAY_S)).num, rows[i].sessions);
		kefu_desk_free(desk);
		kefu_definition_free(d);
	}
}
END_TEST

static int32_t definition_work(const kefu_allocator *allocator)
{
	kefu_definition *d = NULL, *copy = NULL;
	int32_t status = kefu_definition_new(allocator, "reply_within_rate", 17, &d);

	if (status == KEFU_OK)
		status = set(d, "hours", "08:00-23:00 CST-8");
	if (status == KEFU_OK)
		status = set(d, "clock", "08:00-23:00 EST5EDT,M3.2.0,M11.1.0");
	if (status == KEFU_OK)
		status = kefu_definition_copy(allocator, d, &copy);
	kefu_definition_free(copy);
	kefu_definition_free(d);
	return status;
}

/* Open from 09:00 to 18:00 UTC, every day. */
static kefu_schedule *office_hours(void)
{
	kefu_hours *hours = NULL;
	kefu_zone *zone = NULL;
	kefu_schedule *schedule = NULL;

	unit_ok(kefu_hours_new(NULL, &hours));
	unit_ok(kefu_hours_weekly(hours, KEFU_MONDAY, KEFU_SUNDAY, 9 * 3600, 18 * 3600));
	unit_ok(kefu_zone_fixed(NULL, 0, &zone));
	unit_ok(kefu_schedule_new(NULL, hours, zone, &schedule));
	kefu_zone_free(zone);
	kefu_hours_free(hours);
	return schedule;
}

/* A question at 08:00 and one at 17:50, both answered at 09:10 of the next
 * open hours; only the second was asked within them. */
START_TEST(schedules_of_the_host_are_copied)
{
	const kefu_event events[] = {
		question(8 * 3600, 10), reply(9 * 3600 + 600, 10, 1),
		question(17 * 3600 + 3000, 10), reply(DAY_S + 9 * 3600 + 600, 10, 1),
	};
	kefu_schedule *office = office_hours();
	kefu_definition *d = definition_of("response_time");
	kefu_desk *desk = desk_of(events, sizeof events / sizeof *events);

	ck_assert_str_eq(kefu_definition_metric(d), "response_time");
	ck_assert_ptr_null(kefu_definition_metric(NULL));
	unit_status(kefu_definition_hours(NULL, office), KEFU_E_NULL);
	unit_status(kefu_definition_clock(NULL, office), KEFU_E_NULL);

	/* 08:00 to 09:10 is ten minutes of office time, and so is 17:50 to 09:10
	 * twenty: a mean of fifteen minutes */
	unit_ok(kefu_definition_clock(d, office));
	unit_ok(kefu_desk_define(desk, "on_the_clock", 12, d));
	/* the question at 08:00 lies outside: twenty minutes alone */
	unit_ok(kefu_definition_hours(d, office));
	unit_ok(set(d, "hours_by", "round_open"));
	unit_ok(kefu_desk_define(desk, "within_hours", 12, d));
	/* without a clock of its own: 15 h 20 min */
	unit_ok(kefu_definition_clock(d, NULL));
	unit_ok(kefu_desk_define(desk, "elapsed", 7, d));
	kefu_schedule_free(office);
	kefu_definition_free(d);

	ck_assert_double_eq(figure(desk, "on_the_clock").value, 15 * 60000);
	ck_assert_double_eq(figure(desk, "within_hours").value, 20 * 60000);
	ck_assert_double_eq(figure(desk, "elapsed").value, (15 * 60 + 20) * 60000);
	kefu_desk_free(desk);
}
END_TEST

START_TEST(sentences_say_what_is_counted)
{
	kefu_definition *d = definition_of("reply_within_rate");
	char text[2048] = "";
	size_t length = 0, needed = 0;

	unit_ok(set(d, "limit_s", "30"));
	unit_status(kefu_definition_explain(d, text, 3, &needed), KEFU_E_SIZE);
	unit_ok(kefu_definition_explain(d, text, sizeof text - 1, &length));
	ck_assert_uint_eq(length, needed);
	ck_assert_ptr_nonnull(strstr(text, "The limit is 30 s"));
	unit_status(kefu_definition_explain(NULL, text, sizeof text, &length), KEFU_E_NULL);
	unit_status(kefu_definition_explain(d, text, sizeof text, NULL), KEFU_E_NULL);
	kefu_definition_free(d);
}
END_TEST

START_TEST(no_memory_leaves_nothing)
{
	unit_sweep(definition_work, -1);
}
END_TEST

UNIT_MAIN("definition", text_is_canonical, values_read_back, values_that_are_none_are_refused,
          knobs_that_make_no_sense_together_are_refused, a_desk_owns_what_it_was_given,
          a_figure_is_the_same_in_any_company,
          each_value_changes_a_figure, windows_of_the_calendar,
          schedules_of_the_host_are_copied, sentences_say_what_is_counted,
          no_memory_leaves_nothing)

/* Bad input: each kind of it has its status, leaves everything as it was, and
 * is counted and listed. */
#include "desk_unit.h"

/* Everything readable but the refusals themselves. */
static char *whole_state(kefu_desk *desk)
{
	kefu_statistics counts = statistics(desk);
	char *text = knowledge(desk), line[256];
	kefu_id id;

	snprintf(line, sizeof line, "%lld %lld %lld %lld %lld %lld %lld %lld\n",
	         (long long)counts.applied, (long long)counts.duplicates,
	         (long long)counts.held, (long long)counts.sessions,
	         (long long)counts.customers, (long long)counts.orphans,
	         (long long)counts.last, (long long)counts.bytes);
	text = joined(text, line);
	for (id = 10; id < 14; id++) {
		kefu_session_view view = view_of(desk, id);
		size_t i;

		for (i = 0; i < sizeof view; i++) {
			snprintf(line, sizeof line, "%02x", ((unsigned char *)&view)[i]);
			text = joined(text, line);
		}
	}
	return text;
}

static kefu_desk *sample_desk(void)
{
	kefu_event events[SAMPLE_MOST];

	return desk_of(events, sample_events(events));
}

/* An event of each family that nobody could object to. */
static kefu_event good(int32_t kind)
{
	kefu_event event = session_event(kind, 50, 10, 1);

	event.customer = 100;
	event.from = KEFU_PARTY_CUSTOMER;
	event.survey = KEFU_SURVEY_CSAT;
	event.order = 500;
	event.refund = 600;
	event.to = 11;
	event.name = 700;
	event.type = kind == KEFU_EVENT_COST ? KEFU_TYPE_WAGE : KEFU_TYPE_REFUND_ONLY;
	event.value = 3;
	event.has_value = 1;
	event.min = 1;
	event.max = 5;
	event.amount = 100;
	event.units = 1;
	memcpy(event.currency, "CNY", 4);
	event.seq = kind == KEFU_EVENT_RETRACT ? 1 : 0;
	return event;
}

#define BAD(kind, change, status, field) {#kind ": " #change, KEFU_EVENT_##kind, status, field}

/* The changes are made in spoil(), by position. */
static const struct bad {
	const char *what;
	int32_t kind, status, field;
} bad_events[] = {
	BAD(MESSAGE, kind = 0, KEFU_E_KIND, KEFU_FIELD_KIND),
	BAD(MESSAGE, kind = 29, KEFU_E_KIND, KEFU_FIELD_KIND),
	BAD(MESSAGE, kind = -1, KEFU_E_KIND, KEFU_FIELD_KIND),
	BAD(MESSAGE, kind = 1000000, KEFU_E_KIND, KEFU_FIELD_KIND),
	BAD(MESSAGE, t = -1, KEFU_E_TIME, KEFU_FIELD_T),
	BAD(MESSAGE, t = kefu_time_max() + 1, KEFU_E_TIME, KEFU_FIELD_T),
	BAD(MESSAGE, t = INT64_MIN, KEFU_E_TIME, KEFU_FIELD_T),
	BAD(MESSAGE, t = INT64_MAX, KEFU_E_TIME, KEFU_FIELD_T),
	BAD(MESSAGE, session = customer = 0, KEFU_E_MISSING, KEFU_FIELD_SESSION),
	BAD(MESSAGE, from = 0, KEFU_E_MISSING, KEFU_FIELD_FROM),
	BAD(SESSION_ASSIGN, agent = 0, KEFU_E_MISSING, KEFU_FIELD_AGENT),
	BAD(SESSION_MERGE, to = 0, KEFU_E_MISSING, KEFU_FIELD_TO),
	BAD(SURVEY_ANSWER, survey = 0, KEFU_E_MISSING, KEFU_FIELD_SURVEY),
	BAD(SURVEY_ANSWER, value not given, KEFU_E_MISSING, KEFU_FIELD_VALUE),
	BAD(SURVEY_ANSWER, no scale, KEFU_E_MISSING, KEFU_FIELD_MAX),
	BAD(ORDER_PAY, order = 0, KEFU_E_MISSING, KEFU_FIELD_ORDER),
	BAD(REFUND_REQUEST, refund = 0, KEFU_E_MISSING, KEFU_FIELD_REFUND),
	BAD(AGENT_ONLINE, agent = 0, KEFU_E_MISSING, KEFU_FIELD_AGENT),
	BAD(COUNT, name = 0, KEFU_E_MISSING, KEFU_FIELD_NAME),
	BAD(RETRACT, seq = 0, KEFU_E_MISSING, KEFU_FIELD_SEQ),
	BAD(SURVEY_ANSWER, value = 6, KEFU_E_SCORE, KEFU_FIELD_VALUE),
	BAD(SURVEY_ANSWER, value = 0, KEFU_E_SCORE, KEFU_FIELD_VALUE),
	BAD(SURVEY_ANSWER, min = max, KEFU_E_SCORE, KEFU_FIELD_MAX),
	BAD(SURVEY_ANSWER, max = min + 101, KEFU_E_SCORE, KEFU_FIELD_MAX),
	BAD(SURVEY_ANSWER, min = INT32_MIN max = INT32_MAX, KEFU_E_SCORE, KEFU_FIELD_MAX),
	BAD(ORDER_PAY, units = -1, KEFU_E_NEGATIVE, KEFU_FIELD_UNITS),
	BAD(ORDER_PAY, amount = -1, KEFU_E_NEGATIVE, KEFU_FIELD_AMOUNT),
	BAD(ORDER_PAY, postage = -1, KEFU_E_NEGATIVE, KEFU_FIELD_POSTAGE),
	BAD(COUNT, value = -1, KEFU_E_NEGATIVE, KEFU_FIELD_VALUE),
	BAD(MESSAGE, seq = -1, KEFU_E_NEGATIVE, KEFU_FIELD_SEQ),
	BAD(MESSAGE, mode = 7, KEFU_E_ENUM, KEFU_FIELD_MODE),
	BAD(MESSAGE, from = 5, KEFU_E_ENUM, KEFU_FIELD_FROM),
	BAD(MESSAGE, content = 255, KEFU_E_ENUM, KEFU_FIELD_CONTENT),
	BAD(MESSAGE, is_private = 3, KEFU_E_ENUM, KEFU_FIELD_PRIVATE),
	BAD(COST, type = KEFU_TYPE_REPAIR, KEFU_E_ENUM, KEFU_FIELD_TYPE),
	BAD(ORDER_PAY, currency = "cny", KEFU_E_CURRENCY, KEFU_FIELD_CURRENCY),
	BAD(ORDER_PAY, currency = "CNYX", KEFU_E_CURRENCY, KEFU_FIELD_CURRENCY),
	BAD(REVIEW, value = 6, KEFU_E_RANGE, KEFU_FIELD_VALUE),
	BAD(SESSION_ESCALATE, value = -1, KEFU_E_RANGE, KEFU_FIELD_VALUE),
	BAD(QA_FINDING, value = INT64_MIN, KEFU_E_RANGE, KEFU_FIELD_VALUE),
	BAD(MESSAGE, session unknown, KEFU_E_ID, KEFU_FIELD_SESSION),
	BAD(MESSAGE, customer unknown, KEFU_E_ID, KEFU_FIELD_CUSTOMER),
	BAD(MESSAGE, agent = UINT64_MAX, KEFU_E_ID, KEFU_FIELD_AGENT),
	BAD(SESSION_TRANSFER, to_team unknown, KEFU_E_ID, KEFU_FIELD_TO_TEAM),
	BAD(SESSION_TAG, topic unknown, KEFU_E_ID, KEFU_FIELD_TOPIC),
	BAD(MESSAGE, size = 0, KEFU_E_SIZE, 0),
	BAD(MESSAGE, size too small, KEFU_E_SIZE, 0),
	BAD(MESSAGE, size = UINT32_MAX, KEFU_E_SIZE, 0),
	BAD(MESSAGE, reserved, KEFU_E_SIZE, 0),
};
#define BAD_COUNT (sizeof bad_events / sizeof *bad_events)

static kefu_event spoil(size_t row, kefu_id unknown)
{
	kefu_event e = good(bad_events[row].kind);
	size_t i = 0;

#define NEXT if (row == i++)
	NEXT e.kind = 0;
	NEXT e.kind = 29;
	NEXT e.kind = -1;
	NEXT e.kind = 1000000;
	NEXT e.t = -1;
	NEXT e.t = kefu_time_max() + 1;
	NEXT e.t = INT64_MIN;
	NEXT e.t = INT64_MAX;
	NEXT e.session = e.customer = 0;
	NEXT e.from = 0;
	NEXT e.agent = 0;
	NEXT e.to = 0;
	NEXT e.survey = 0;
	NEXT e.value = e.has_value = 0;
	NEXT e.min = e.max = 0;
	NEXT e.order = 0;
	NEXT e.refund = 0;
	NEXT e.agent = 0;
	NEXT e.name = 0;
	NEXT e.seq = 0;
	NEXT e.value = 6;
	NEXT e.value = 0;
	NEXT e.min = e.max;
	NEXT e.max = e.min + 101;
	NEXT { e.min = INT32_MIN; e.max = INT32_MAX; }
	NEXT e.units = -1;
	NEXT e.amount = -1;
	NEXT e.postage = -1;
	NEXT e.value = -1;
	NEXT e.seq = -1;
	NEXT e.mode = 7;
	NEXT e.from = 5;
	NEXT e.content = 255;
	NEXT e.is_private = 3;
	NEXT e.type = KEFU_TYPE_REPAIR;
	NEXT memcpy(e.currency, "cny", 4);
	NEXT memcpy(e.currency, "CNYX", 4);
	NEXT e.value = 6;
	NEXT e.value = -1;
	NEXT e.value = INT64_MIN;
	NEXT e.session = unknown;
	NEXT e.customer = unknown;
	NEXT e.agent = UINT64_MAX;
	NEXT e.to_team = unknown;
	NEXT e.topic = unknown;
	NEXT e.size = 0;
	NEXT e.size = sizeof e - 1;
	NEXT e.size = UINT32_MAX;
	NEXT e.reserved[7] = 1;
#undef NEXT
	ck_assert_uint_eq(i, BAD_COUNT);
	return e;
}

START_TEST(what_is_good_is_taken)
{
	size_t i;

	for (i = 0; i < BAD_COUNT; i++) {
		kefu_desk *desk = sample_desk();
		kefu_event event = good(bad_events[i].kind);

		unit_ok(kefu_desk_apply(desk, &event, 1, NULL));
		kefu_desk_free(desk);
	}
}
END_TEST

START_TEST(each_bad_event_has_its_status_and_changes_nothing)
{
	kefu_desk *desk = sample_desk();
	kefu_id unknown = interned(desk, "the last") + 1;
	char *before = whole_state(desk);
	size_t i;

	for (i = 0; i < BAD_COUNT; i++) {
		const struct bad *bad = &bad_events[i];
		kefu_event event = spoil(i, unknown);
		kefu_refusal refusal = {.size = sizeof refusal};
		int64_t given = statistics(desk).applied + (int64_t)i;
		size_t done = 0;
		char *after;
		int32_t status = kefu_desk_apply(desk, &event, 1, &done);

		ck_assert_msg(status == bad->status, "%s is %d (%s), not %d", bad->what,
		              (int)status, kefu_strerror(status), (int)bad->status);
		ck_assert_uint_eq(done, 1);
		ck_assert_int_eq(statistics(desk).refused, (int64_t)i + 1);
		unit_ok(kefu_desk_refusal(desk, 0, &refusal));
		ck_assert_int_eq(refusal.status, bad->status);
		ck_assert_msg(refusal.field == bad->field, "%s blames %d", bad->what, (int)refusal.field);
		ck_assert_int_eq(refusal.t, event.t);
		ck_assert_int_eq(refusal.kind, event.kind);
		ck_assert_int_eq(refusal.position, given);
		after = whole_state(desk);
		ck_assert_msg(strcmp(before, after) == 0, "%s changed something", bad->what);
		free(after);
	}
	free(before);
	kefu_desk_free(desk);
}
END_TEST

START_TEST(a_batch_goes_on_past_what_it_refuses)
{
	kefu_event clean[SAMPLE_MOST], mixed[SAMPLE_MOST + BAD_COUNT];
	size_t count = sample_events(clean), total = count + BAD_COUNT, at, taken = 0, spoiled = 0, done = 0;
	kefu_desk *whole = desk_of(clean, count), *desk = desk_with(NULL);
	kefu_id unknown = UINT64_C(1) << 63;
	kefu_refusal refusal = {.size = sizeof refusal};
	int32_t first = KEFU_OK;

	for (at = 0; at < total; at++)
		if ((at % 2 == 1 && spoiled < BAD_COUNT) || taken == count) {
			if (first == KEFU_OK)
				first = bad_events[spoiled].status;
			mixed[at] = spoil(spoiled++, unknown);
		} else {
			mixed[at] = clean[taken++];
		}
	unit_status(kefu_desk_apply(desk, mixed, total, &done), first);
	ck_assert_uint_eq(done, total);
	check_same(whole, desk);
	ck_assert_int_eq(statistics(desk).applied, (int64_t)count);
	ck_assert_int_eq(statistics(desk).refused, (int64_t)BAD_COUNT);
	/* the log: latest first, each at its place */
	for (at = 0; at < BAD_COUNT; at++) {
		unit_ok(kefu_desk_refusal(desk, (int64_t)at, &refusal));
		ck_assert_int_eq(refusal.status, bad_events[BAD_COUNT - 1 - at].status);
	}
	unit_ok(kefu_desk_refusal(desk, (int64_t)BAD_COUNT - 1, &refusal));
	ck_assert_int_eq(refusal.position, 1);
	unit_status(kefu_desk_refusal(desk, (int64_t)BAD_COUNT, &refusal), KEFU_E_NOT_FOUND);
	kefu_desk_free(whole);
	kefu_desk_free(desk);
}
END_TEST

START_TEST(the_log_keeps_the_latest)
{
	kefu_desk_options options = {.size = sizeof options};
	kefu_event bad = question(0, 10);
	kefu_refusal refusal = {.size = sizeof refusal};
	kefu_desk *desk;
	int i;

	options.refusals_kept = 3;
	desk = desk_with(&options);
	unit_status(kefu_desk_refusal(desk, 0, &refusal), KEFU_E_NOT_FOUND);
	bad.from = 9;
	for (i = 0; i < 10; i++) {
		bad.t = AT(i);
		unit_status(kefu_desk_apply(desk, &bad, 1, NULL), KEFU_E_ENUM);
	}
	ck_assert_int_eq(statistics(desk).refused, 10);
	for (i = 0; i < 3; i++) {
		unit_ok(kefu_desk_refusal(desk, i, &refusal));
		ck_assert_int_eq(refusal.t, AT(9 - i));
		ck_assert_int_eq(refusal.position, 9 - i);
	}
	unit_status(kefu_desk_refusal(desk, 3, &refusal), KEFU_E_NOT_FOUND);
	unit_status(kefu_desk_refusal(desk, -1, &refusal), KEFU_E_NOT_FOUND);
	unit_status(kefu_desk_refusal(desk, 0, NULL), KEFU_E_NULL);
	unit_status(kefu_desk_refusal(NULL, 0, &refusal), KEFU_E_NULL);
	refusal.size = 0;
	unit_status(kefu_desk_refusal(desk, 0, &refusal), KEFU_E_SIZE);
	kefu_desk_free(desk);
	desk = desk_with(NULL); /* a hundred, when nobody says */
	for (i = 0; i < 150; i++)
		unit_status(kefu_desk_apply(desk, &bad, 1, NULL), KEFU_E_ENUM);
	refusal.size = sizeof refusal;
	unit_ok(kefu_desk_refusal(desk, 99, &refusal));
	unit_status(kefu_desk_refusal(desk, 100, &refusal), KEFU_E_NOT_FOUND);
	kefu_desk_free(desk);
}
END_TEST

START_TEST(bad_columns_apply_nothing)
{
	static const int32_t kind = KEFU_EVENT_MESSAGE;
	const kefu_column good_column = {KEFU_FIELD_KIND, 4, &kind, 0};
	kefu_desk *desk = sample_desk();
	char *before = whole_state(desk), *after;
	kefu_column bad;
	size_t done = 77;

	bad = good_column;
	bad.width = 3;
	unit_status(kefu_desk_apply_columns(desk, &bad, 1, 5, &done), KEFU_E_RANGE);
	bad.width = 0;
	unit_status(kefu_desk_apply_columns(desk, &bad, 1, 5, &done), KEFU_E_RANGE);
	bad = good_column;
	bad.field = 0;
	unit_status(kefu_desk_apply_columns(desk, &bad, 1, 5, &done), KEFU_E_NOT_FOUND);
	bad.field = KEFU_FIELD_CURRENCY;
	unit_status(kefu_desk_apply_columns(desk, &bad, 1, 5, &done), KEFU_E_NOT_FOUND);
	bad.field = KEFU_FIELD_CORRECT + 1;
	unit_status(kefu_desk_apply_columns(desk, &bad, 1, 5, &done), KEFU_E_NOT_FOUND);
	bad = good_column;
	bad.data = NULL;
	unit_status(kefu_desk_apply_columns(desk, &bad, 1, 5, &done), KEFU_E_NULL);
	unit_status(kefu_desk_apply_columns(desk, NULL, 1, 5, &done), KEFU_E_NULL);
	unit_status(kefu_desk_apply_columns(NULL, &good_column, 1, 5, &done), KEFU_E_NULL);
	ck_assert_uint_eq(done, 77);
	ck_assert_int_eq(statistics(desk).refused, 0);
	after = whole_state(desk);
	ck_assert_str_eq(before, after);
	free(before);
	free(after);
	kefu_desk_free(desk);
}
END_TEST

START_TEST(bad_texts_change_nothing)
{
	static const struct {
		const char *text;
		size_t length;
		int32_t status;
	} texts[] = {
		{"", 0, KEFU_E_MISSING},
		{"\x80", 1, KEFU_E_UTF8},             /* a stray continuation */
		{"\xC3", 1, KEFU_E_UTF8},             /* cut short */
		{"a\xE2\x82", 3, KEFU_E_UTF8},
		{"\xC0\x80", 2, KEFU_E_UTF8},         /* longer than need be */
		{"\xED\xA0\x80", 3, KEFU_E_UTF8},     /* half a pair */
		{"\xF4\x90\x80\x80", 4, KEFU_E_UTF8}, /* beyond Unicode */
		{"a\0b", 3, KEFU_E_UTF8},
		{"line\nbreak", 10, KEFU_E_UTF8},
	};
	kefu_desk *desk = sample_desk();
	char *before = whole_state(desk), *after, longest[256];
	kefu_id id = 12345;
	size_t i;

	for (i = 0; i < sizeof texts / sizeof *texts; i++)
		unit_status(kefu_desk_intern(desk, texts[i].text, texts[i].length, &id), texts[i].status);
	memset(longest, 'x', sizeof longest);
	unit_status(kefu_desk_intern(desk, longest, 256, &id), KEFU_E_ID_LONG);
	unit_status(kefu_desk_intern(NULL, "a", 1, &id), KEFU_E_NULL);
	unit_status(kefu_desk_intern(desk, NULL, 1, &id), KEFU_E_NULL);
	unit_status(kefu_desk_intern(desk, "a", 1, NULL), KEFU_E_NULL);
	ck_assert_uint_eq(id, 12345);
	after = whole_state(desk);
	ck_assert_str_eq(before, after);
	unit_ok(kefu_desk_intern(desk, longest, 255, &id));
	ck_assert_int_eq(kefu_id_max_bytes(), 255);
	free(before);
	free(after);
	kefu_desk_free(desk);
}
END_TEST

START_TEST(bad_zones_and_encodings_are_refused)
{
	static const char truncated[] = "TZif2", not_one[44] = "TZaf2";
	kefu_zone *zone = NULL;
	kefu_csat *csat = NULL;
	unsigned char bytes[512];
	size_t length = 0, at;

	unit_status(kefu_zone_tzif(NULL, truncated, sizeof truncated, &zone), KEFU_E_TRUNCATED);
	unit_status(kefu_zone_tzif(NULL, not_one, sizeof not_one, &zone), KEFU_E_ZONE);
	unit_status(kefu_zone_posix(NULL, "Mars/Olympus", 12, &zone), KEFU_E_ZONE);
	ck_assert_ptr_null(zone);
	unit_ok(kefu_csat_new(NULL, 1, 5, &csat));
	unit_ok(kefu_csat_add(csat, 4));
	unit_ok(kefu_csat_encode(csat, bytes, sizeof bytes, &length));
	kefu_csat_free(csat);
	csat = NULL;
	for (at = 0; at < length; at++)
		unit_status(kefu_csat_decode(NULL, bytes, at, &csat), KEFU_E_TRUNCATED);
	bytes[length - 1] ^= 1;
	unit_status(kefu_csat_decode(NULL, bytes, length, &csat), KEFU_E_CORRUPT);
	bytes[length - 1] ^= 1;
	bytes[0] ^= 1;
	unit_status(kefu_csat_decode(NULL, bytes, length, &csat), KEFU_E_CORRUPT);
	ck_assert_ptr_null(csat);
}
END_TEST

/* Random bytes for events: no crash, no half-taken event. */
START_TEST(noise_is_refused_or_taken_whole)
{
	static const int32_t by[] = {KEFU_BY_AGENT, KEFU_BY_HOUR};
	kefu_desk *desk = desk_with(NULL);
	kefu_report *report = NULL;
	kefu_query query;
	uint64_t seed = 4;
	int i;

	(void)interned(desk, "known");
	for (i = 0; i < 20000; i++) {
		kefu_event event = good(kefu_event_kind_at((int32_t)unit_below(&seed, 60)));
		unsigned char *bytes = (unsigned char *)&event;
		size_t changes = unit_below(&seed, 4);
		kefu_statistics before = statistics(desk), after;

		if (event.kind == 0)
			continue;
		event.t = AT(unit_below(&seed, DAY_S));
		event.session = 10 + unit_below(&seed, 50);
		while (changes-- > 0)
			bytes[4 + unit_below(&seed, sizeof event - 4)] ^= (unsigned char)(1u << unit_below(&seed, 8));
		(void)kefu_desk_apply(desk, &event, 1, NULL);
		after = statistics(desk);
		ck_assert_int_eq(after.applied + after.duplicates + after.refused,
		                 before.applied + before.duplicates + before.refused + 1);
		ck_assert_int_eq(after.held - before.held, after.applied - before.applied);
	}
	ck_assert_int_gt(statistics(desk).refused, 1000);
	ck_assert_int_gt(statistics(desk).applied, 1000);
	/* some came online in a wrong year: no report goes through the hours of
	 * millennia, but each of some days is answered */
	kefu_query_init(&query);
	query.by = by;
	query.by_count = 2;
	unit_status(kefu_desk_report(desk, &query, &report), KEFU_E_RANGE);
	ck_assert_ptr_null(report);
	query.from_day = START_DAY - 1;
	query.to_day = START_DAY + 1;
	unit_ok(kefu_desk_report(desk, &query, &report));
	ck_assert_int_gt(kefu_report_row_count(report), 24);
	kefu_report_free(report);
	unit_ok(kefu_desk_report(desk, NULL, &report));
	ck_assert_int_eq(kefu_report_row_count(report), 1);
	kefu_report_free(report);
	kefu_desk_free(desk);
}
END_TEST

UNIT_MAIN("refusals", what_is_good_is_taken,
          each_bad_event_has_its_status_and_changes_nothing,
          a_batch_goes_on_past_what_it_refuses, the_log_keeps_the_latest,
          bad_columns_apply_nothing, bad_texts_change_nothing,
          bad_zones_and_encodings_are_refused, noise_is_refused_or_taken_whole)

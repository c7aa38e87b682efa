/* What the tests of the desk share: events in one line, figures by name, and
 * everything a desk knows as one text, to compare before and after.
 *
 * Ids are numbers: agents 1 to 9, sessions from 10, customers from 100. Times
 * are given in seconds after START, a Monday midnight in UTC. */
#ifndef DESK_UNIT_H
#define DESK_UNIT_H

#include <stdio.h>

#include "kefu.h"
#include "unit.h"

#define SECOND_MS INT64_C(1000)
#define DAY_S 86400
#define START_DAY 20094 /* Monday, 2025-01-06 */
#define START (INT64_C(86400000) * START_DAY)
#define AT(seconds) (START + (int64_t)(seconds) * SECOND_MS)

static inline kefu_event event_of(int32_t kind, int64_t seconds)
{
	kefu_event event;

	memset(&event, 0, sizeof event);
	event.size = sizeof event;
	event.kind = kind;
	event.t = AT(seconds);
	return event;
}

/* An event of a session, by an agent or nobody. */
static inline kefu_event session_event(int32_t kind, int64_t seconds,
                                       kefu_id session, kefu_id agent)
{
	kefu_event event = event_of(kind, seconds);

	event.session = session;
	event.agent = agent;
	return event;
}

static inline kefu_event opening(int64_t seconds, kefu_id session,
                                 kefu_id customer)
{
	kefu_event event =
		session_event(KEFU_EVENT_SESSION_OPEN, seconds, session, 0);

	event.customer = customer;
	return event;
}

static inline kefu_event message(int64_t seconds, kefu_id session, int party,
                                 kefu_id agent)
{
	kefu_event event =
		session_event(KEFU_EVENT_MESSAGE, seconds, session, agent);

	event.from = (uint8_t)party;
	return event;
}

static inline kefu_event question(int64_t seconds, kefu_id session)
{
	return message(seconds, session, KEFU_PARTY_CUSTOMER, 0);
}

static inline kefu_event reply(int64_t seconds, kefu_id session, kefu_id agent)
{
	return message(seconds, session, KEFU_PARTY_AGENT, agent);
}

static inline kefu_event rating(int64_t seconds, kefu_id session, int64_t score)
{
	kefu_event event =
		session_event(KEFU_EVENT_SURVEY_ANSWER, seconds, session, 0);

	event.survey = KEFU_SURVEY_CSAT;
	event.value = score;
	event.has_value = 1;
	event.min = 1;
	event.max = 5;
	return event;
}

static inline kefu_event numbered(kefu_event event, int64_t seq)
{
	event.seq = seq;
	return event;
}

/* A desk with every definition in use. */
static inline kefu_desk *desk_with(const kefu_desk_options *options)
{
	kefu_desk *desk = NULL;

	unit_ok(kefu_desk_new(options, &desk));
	unit_ok(kefu_desk_use(desk, "all", 3));
	return desk;
}

static inline kefu_desk *desk_of(const kefu_event *events, size_t count)
{
	kefu_desk *desk = desk_with(NULL);

	unit_ok(kefu_desk_apply(desk, events, count, NULL));
	return desk;
}
#define DESK_OF(...) \
	desk_of((const kefu_event[]){__VA_ARGS__}, \
	        sizeof((const kefu_event[]){__VA_ARGS__}) / sizeof(kefu_event))

static inline kefu_id interned(kefu_desk *desk, const char *text)
{
	kefu_id id = 0;

	unit_ok(kefu_desk_intern(desk, text, strlen(text), &id));
	return id;
}

/* One figure of the days from one to another, KEFU_DAY_ANY for no bound, at an
 * instant or KEFU_AS_OF_LAST. */
static inline kefu_measure figure_of_days(const kefu_desk *desk, const char *name,
                                          int32_t from_day, int32_t to_day, int64_t as_of)
{
	kefu_report *report = NULL;
	kefu_measure figure;
	kefu_query query;

	kefu_query_init(&query);
	query.as_of = as_of;
	query.columns = &name;
	query.column_count = 1;
	query.from_day = from_day;
	query.to_day = to_day;
	unit_ok(kefu_desk_report(desk, &query, &report));
	unit_ok(kefu_report_measure(report, 0, 0, &figure));
	kefu_report_free(report);
	return figure;
}

static inline kefu_measure figure_at(const kefu_desk *desk, const char *name,
                                     int64_t as_of)
{
	return figure_of_days(desk, name, KEFU_DAY_ANY, KEFU_DAY_ANY, as_of);
}

static inline kefu_measure figure(const kefu_desk *desk, const char *name)
{
	return figure_at(desk, name, KEFU_AS_OF_LAST);
}

/* num of den, whatever the figure makes of them. */
#define check_share(desk, name, n, d)                                         \
	do {                                                                  \
		kefu_measure share_ = figure(desk, name);                     \
		ck_assert_msg(share_.num == (n) && share_.den == (d),         \
		              "%s is %lld of %lld, not %lld of %lld", name,   \
		              (long long)share_.num, (long long)share_.den,   \
		              (long long)(n), (long long)(d));                \
	} while (0)

/* A count of nothing but itself. */
#define check_count(desk, name, n)                                            \
	do {                                                                  \
		kefu_measure count_ = figure(desk, name);                     \
		ck_assert_msg(count_.num == (n), "%s is %lld, not %lld", name, \
		              (long long)count_.num, (long long)(n));         \
	} while (0)

static inline kefu_session_view view_at(kefu_desk *desk, kefu_id id,
                                        int64_t as_of)
{
	kefu_session_view view = {.size = sizeof view};
	kefu_session *session = NULL;

	unit_ok(kefu_desk_session(desk, id, &session));
	unit_ok(kefu_session_read(session, as_of, &view));
	kefu_session_free(session);
	return view;
}

static inline kefu_session_view view_of(kefu_desk *desk, kefu_id id)
{
	return view_at(desk, id, KEFU_AS_OF_LAST);
}

static inline char *report_text(const kefu_report *report, int32_t format,
                                size_t *length)
{
	char *text;

	unit_status(kefu_report_write(report, format, NULL, 0, length),
	            KEFU_E_SIZE);
	text = malloc(*length + 1);
	ck_assert_ptr_nonnull(text);
	unit_ok(kefu_report_write(report, format, text, *length, length));
	text[*length] = '\0';
	return text;
}

/* A text that grows. */
struct notes {
	char *text; /* with a zero; the caller frees it */
	size_t length, capacity;
};

static inline void note(struct notes *notes, const char *text, size_t length)
{
	if (notes->length + length + 1 > notes->capacity) {
		notes->capacity = 2 * (notes->length + length + 1);
		notes->text = realloc(notes->text, notes->capacity);
		if (notes->text == NULL)
			ck_abort_msg("no memory for the test itself");
	}
	memcpy(notes->text + notes->length, text, length);
	notes->length += length;
	notes->text[notes->length] = '\0';
}

static inline char *joined(char *text, const char *more)
{
	size_t length = strlen(text);
	char *longer = realloc(text, length + strlen(more) + 1);

	ck_assert_ptr_nonnull(longer);
	memcpy(longer + length, more, strlen(more) + 1);
	return longer;
}

/* Everything that a desk knows: each definition in use by every dimension,
 * in total, and case by case. The caller frees it. */
static inline char *knowledge_at(const kefu_desk *desk, int64_t as_of)
{
	static const int32_t by[] = {KEFU_BY_AGENT, KEFU_BY_TEAM,
		KEFU_BY_CHANNEL, KEFU_BY_TOPIC, KEFU_BY_PHASE, KEFU_BY_HOUR};
	struct notes notes = {NULL, 0, 0};
	kefu_query query;
	char line[512];
	int round;

	kefu_query_init(&query);
	query.as_of = as_of;
	query.by = by;
	for (round = 0; round < 2; round++) {
		kefu_report *report = NULL;
		size_t length;
		char *part;
		int32_t column;

		query.by_count = round == 0 ? 0 : 6;
		query.cases = round == 0;
		unit_ok(kefu_desk_report(desk, &query, &report));
		part = report_text(report, KEFU_FORMAT_JSON, &length);
		note(&notes, part, length);
		free(part);
		note(&notes, line, (size_t)snprintf(line, sizeof line, "%lld\n",
		         (long long)kefu_report_ignored(report)));
		for (column = 0; column < kefu_report_column_count(report); column++) {
			kefu_case one = {.size = sizeof one};
			int64_t i;

			for (i = 0; i < kefu_report_case_count(report, column); i++) {
				unit_ok(kefu_report_case(report, column, i, &one));
				note(&notes, line, (size_t)snprintf(line, sizeof line,
				         "%d %lld %lld %.17g %d %.40s %.40s %.40s\n",
				         (int)column, (long long)one.t,
				         (long long)one.reading, one.value,
				         (int)one.verdict, one.session,
				         one.customer, one.agent));
			}
		}
		kefu_report_free(report);
	}
	return notes.text;
}

static inline char *knowledge(const kefu_desk *desk)
{
	return knowledge_at(desk, KEFU_AS_OF_LAST);
}

/* Two desks know the same. */
static inline void check_same(const kefu_desk *a, const kefu_desk *b)
{
	char *first = knowledge(a), *second = knowledge(b);

	ck_assert_str_eq(first, second);
	free(first);
	free(second);
}

static inline kefu_statistics statistics(const kefu_desk *desk)
{
	kefu_statistics counts = {.size = sizeof counts};

	unit_ok(kefu_desk_statistics(desk, &counts));
	return counts;
}

/* The desk's canonical bytes; the caller frees them. */
static inline uint8_t *bytes_of(const kefu_desk *desk, size_t *size)
{
	size_t written = 0;
	uint8_t *bytes;

	unit_ok(kefu_desk_encode(desk, NULL, 0, size));
	bytes = malloc(*size);
	ck_assert_ptr_nonnull(bytes);
	unit_ok(kefu_desk_encode(desk, bytes, *size, &written));
	ck_assert_uint_eq(written, *size);
	return bytes;
}

static inline int same_bytes(const kefu_desk *a, const kefu_desk *b)
{
	size_t size_a, size_b;
	uint8_t *bytes_a = bytes_of(a, &size_a), *bytes_b = bytes_of(b, &size_b);
	int equal = size_a == size_b && memcmp(bytes_a, bytes_b, size_a) == 0;

	free(bytes_a);
	free(bytes_b);
	return equal;
}

static inline int32_t tell(kefu_desk *desk, kefu_event event)
{
	return kefu_desk_apply(desk, &event, 1, NULL);
}

/* A small helpdesk's day for tests that need a bit of everything: two agents
 * in two teams, five sessions on two channels, a thread, ratings. */
static inline size_t sample_events(kefu_event *events)
{
	size_t n = 0;

	events[n] = opening(0, 10, 100);
	events[n].channel = 50;
	events[n].topic = 60;
	events[n++].phase = KEFU_PHASE_PRESALE;
	events[n++] = question(0, 10);
	events[n++] = session_event(KEFU_EVENT_SESSION_ASSIGN, 5, 10, 1);
	events[n++] = reply(30, 10, 1);
	events[n++] = question(60, 10);
	events[n++] = reply(300, 10, 1);
	events[n++] = session_event(KEFU_EVENT_SESSION_RESOLVE, 400, 10, 1);
	events[n++] = rating(500, 10, 5);
	events[n] = opening(100, 11, 101);
	events[n++].channel = 51;
	events[n++] = question(100, 11);
	events[n++] = session_event(KEFU_EVENT_SESSION_QUEUE, 101, 11, 0);
	events[n++] = session_event(KEFU_EVENT_SESSION_ASSIGN, 150, 11, 2);
	events[n++] = reply(200, 11, 2);
	events[n++] = session_event(KEFU_EVENT_SESSION_PEND, 210, 11, 0);
	events[n++] = question(3600, 11);
	events[n] = session_event(KEFU_EVENT_SESSION_TRANSFER, 3700, 11, 0);
	events[n].correct = KEFU_YES;
	events[n++].to = 1;
	events[n++] = reply(4000, 11, 1);
	events[n++] = session_event(KEFU_EVENT_SESSION_RESOLVE, 4100, 11, 1);
	events[n++] = question(90000, 11);
	events[n++] = reply(90090, 11, 1);
	events[n++] = session_event(KEFU_EVENT_SESSION_RESOLVE, 90100, 11, 0);
	events[n++] = rating(90200, 11, 2);
	events[n++] = question(200, 12);
	events[n++] = message(201, 12, KEFU_PARTY_BOT, 0);
	events[n++] = session_event(KEFU_EVENT_SESSION_ABANDON, 220, 12, 0);
	events[n++] = question(86000, 13);
	events[n - 1].customer = 100;
	events[n++] = session_event(KEFU_EVENT_SESSION_HANDOFF, 86010, 13, 0);
	events[n++] = event_of(KEFU_EVENT_MESSAGE, 1000);
	events[n - 1].customer = 102;
	events[n - 1].agent = 2;
	events[n - 1].from = KEFU_PARTY_CUSTOMER;
	events[n++] = event_of(KEFU_EVENT_MESSAGE, 1020);
	events[n - 1].customer = 102;
	events[n - 1].agent = 2;
	events[n - 1].from = KEFU_PARTY_AGENT;
	events[n++] = session_event(KEFU_EVENT_COMPLAINT_FILE, 5000, 11, 0);
	events[n] = session_event(KEFU_EVENT_QA_FINDING, 6000, 10, 1);
	events[n].value = -3;
	events[n++].has_value = 1;
	events[n++] = event_of(KEFU_EVENT_AGENT_ONLINE, 0);
	events[n - 1].agent = 1;
	events[n++] = event_of(KEFU_EVENT_SHOP_OPEN, 0);
	return n;
}
#define SAMPLE_MOST 64

#endif

/* Definitions with knobs turned, and what a stream gives under them. Knobs are
 * written as text, "unit=session reduce=any". */
#ifndef CLAUSES_UNIT_H
#define CLAUSES_UNIT_H

#include "desk_unit.h"

static inline kefu_definition *definition_of(const char *metric, const char *knobs)
{
	kefu_definition *definition = NULL;

	unit_ok(kefu_definition_new(NULL, metric, strlen(metric), &definition));
	while (*knobs != '\0') {
		size_t name = strcspn(knobs, "="), value = strcspn(knobs + name + 1, " ");
		int32_t status = kefu_definition_set(definition, knobs, name, knobs + name + 1, value);

		ck_assert_msg(status == KEFU_OK, "%s with %s: %s", metric, knobs,
		              kefu_definition_detail(definition));
		knobs += name + 1 + value;
		knobs += *knobs == ' ';
	}
	return definition;
}

/* Gives a desk the definition, by a name of its own. */
static inline const char *define(kefu_desk *desk, const char *metric, const char *knobs)
{
	static char name[16];
	kefu_definition *definition = definition_of(metric, knobs);
	int32_t status = kefu_definition_check(definition);

	ck_assert_msg(status == KEFU_OK, "%s with %s: %s", metric, knobs,
	              kefu_definition_detail(definition));
	snprintf(name, sizeof name, "x%d", (int)kefu_desk_definition_count(desk));
	unit_ok(kefu_desk_define(desk, name, strlen(name), definition));
	kefu_definition_free(definition);
	return name;
}

static inline kefu_desk *bare_desk(const kefu_event *events, size_t count)
{
	kefu_desk *desk = NULL;

	unit_ok(kefu_desk_new(NULL, &desk));
	unit_ok(kefu_desk_apply(desk, events, count, NULL));
	return desk;
}
#define BARE(...) \
	bare_desk((const kefu_event[]){__VA_ARGS__}, \
	          sizeof((const kefu_event[]){__VA_ARGS__}) / sizeof(kefu_event))

static inline kefu_measure defined(kefu_desk *desk, const char *metric, const char *knobs)
{
	return figure(desk, define(desk, metric, knobs));
}

/* num and den under the knobs. */
#define GIVES(desk, metric, knobs, n, m)                                      \
	do {                                                                  \
		kefu_measure got_ = defined(desk, metric, knobs);             \
		ck_assert_msg(got_.num == (n) && got_.den == (m),             \
		              "%s with \"%s\" is %lld of %lld, not %lld of %lld", \
		              metric, knobs, (long long)got_.num,             \
		              (long long)got_.den, (long long)(n), (long long)(m)); \
	} while (0)

/* "key:num/den" of every group, in order. */
#define GROUPS(desk, by, metric, knobs, expected)                             \
	do {                                                                  \
		char *groups_ = groups_of(desk, by, metric, knobs);           \
		ck_assert_msg(strcmp(groups_, expected) == 0,                 \
		              "%s with \"%s\" gives\n  %s, not\n  %s", metric, \
		              knobs, groups_, expected);                      \
		free(groups_);                                                \
	} while (0)

static inline char *groups_of(kefu_desk *desk, int32_t by, const char *metric, const char *knobs)
{
	const char *name = define(desk, metric, knobs);
	struct notes notes = {NULL, 0, 0};
	kefu_report *report = NULL;
	kefu_query query;
	int64_t row;

	kefu_query_init(&query);
	query.by = &by;
	query.by_count = 1;
	query.columns = &name;
	query.column_count = 1;
	unit_ok(kefu_desk_report(desk, &query, &report));
	note(&notes, "", 0);
	for (row = 0; row < kefu_report_row_count(report); row++) {
		char text[64];
		kefu_measure m;
		const char *key;
		size_t length;

		unit_ok(kefu_report_measure(report, row, 0, &m));
		unit_ok(kefu_report_key(report, row, 0, &key, &length));
		note(&notes, " ", row != 0);
		note(&notes, key, length);
		note(&notes, text, (size_t)snprintf(text, sizeof text, ":%lld/%lld",
		                                    (long long)m.num, (long long)m.den));
	}
	kefu_report_free(report);
	return notes.text;
}

static inline kefu_event moded(kefu_event event, int mode)
{
	event.mode = (uint8_t)mode;
	return event;
}

static inline kefu_event of_class(kefu_event event, int content)
{
	event.content = (uint8_t)content;
	return event;
}

static inline kefu_event of_customer(kefu_event event, kefu_id customer)
{
	event.customer = customer;
	return event;
}

static inline kefu_event plain(int32_t kind, int64_t seconds, kefu_id session)
{
	return session_event(kind, seconds, session, 0);
}

#endif

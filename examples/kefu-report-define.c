/* A definition from its text form. SQLite reads the JSON; any other parser
 * does as well: each member is one call of kefu_definition_set(). */
#include "kefu-report.h"

#include <sqlite3.h>
#include <stdio.h>
#include <string.h>

#include "kefu/definition.h"

static int fail(const char *name, const char *what, const char *why)
{
	fprintf(stderr, "kefu-report: %s: %s%s%s\n", name, what, *why != '\0' ? ": " : "", why);
	return 0;
}

/* Members of objects as outer.inner, lists joined by commas, null as the default. */
static const char members_sql[] =
	"WITH RECURSIVE member(name, type, value) AS ("
	" SELECT key, type, value FROM json_each(?1)"
	" UNION ALL"
	" SELECT member.name || '.' || inner.key, inner.type, inner.value"
	" FROM member, json_each(member.value) AS inner WHERE member.type = 'object')"
	" SELECT name, CASE type WHEN 'true' THEN 'true' WHEN 'false' THEN 'false'"
	" WHEN 'array' THEN (SELECT coalesce(group_concat(value, ','), '') FROM json_each(member.value))"
	" WHEN 'null' THEN '' ELSE CAST(value AS TEXT) END"
	" FROM member WHERE type <> 'object' AND name <> 'measure'";

/* Most of what the library says begins with the knob. */
static int knob_fail(const char *name, const char *knob, const char *why)
{
	size_t length = strlen(knob);

	if (strncmp(why, knob, length) == 0 && why[length] == ':')
		return fail(name, why, "");
	return fail(name, knob, why);
}

static int knobs_set(sqlite3_stmt *members, const char *name, kefu_definition *definition)
{
	while (sqlite3_step(members) == SQLITE_ROW) {
		const char *knob = (const char *)sqlite3_column_text(members, 0);
		const char *value = (const char *)sqlite3_column_text(members, 1);

		if (knob == NULL || value == NULL)
			return fail(name, "out of memory", "");
		if (kefu_definition_set(definition, knob, (size_t)sqlite3_column_bytes(members, 0), value,
		                        (size_t)sqlite3_column_bytes(members, 1)) != KEFU_OK)
			return knob_fail(name, knob, kefu_definition_detail(definition));
	}
	if (kefu_definition_check(definition) != KEFU_OK)
		return fail(name, kefu_definition_detail(definition), "");
	return 1;
}

static int define(sqlite3 *json, kefu_desk *desk, const char *name, const char *text)
{
	kefu_definition *definition = NULL;
	sqlite3_stmt *measure = NULL, *members = NULL;
	const char *metric = NULL;
	int sound = 0;

	if (sqlite3_prepare_v2(json, "SELECT json_extract(?1, '$.measure')", -1, &measure, NULL) == SQLITE_OK &&
	    sqlite3_bind_text(measure, 1, text, -1, SQLITE_STATIC) == SQLITE_OK &&
	    sqlite3_step(measure) == SQLITE_ROW)
		metric = (const char *)sqlite3_column_text(measure, 0);
	if (metric == NULL || kefu_definition_new(NULL, metric, strlen(metric), &definition) != KEFU_OK)
		fail(name, "not a JSON object whose \"measure\" is a figure that is computed", "");
	else if (sqlite3_prepare_v2(json, members_sql, -1, &members, NULL) == SQLITE_OK &&
	         sqlite3_bind_text(members, 1, text, -1, SQLITE_STATIC) == SQLITE_OK)
		sound = knobs_set(members, name, definition);
	if (sound && kefu_desk_define(desk, name, strlen(name), definition) != KEFU_OK)
		sound = fail(name, "not a name for a definition", "");
	sqlite3_finalize(measure);
	sqlite3_finalize(members);
	kefu_definition_free(definition);
	return sound;
}

int define_read(kefu_desk *desk, const char *name, const char *text)
{
	sqlite3 *json = NULL;
	int sound = sqlite3_open(":memory:", &json) == SQLITE_OK ? define(json, desk, name, text)
		: fail(name, "out of memory", "");

	sqlite3_close(json);
	return sound;
}

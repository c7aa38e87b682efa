/* The catalogue of profiles: looking rows up, dating them, making them into
 * definitions. */
#include "profile/profiles.h"

#include <string.h>

#include "kefu/civil.h"

static const struct profile_table *const tables[] = {
	&profile_taobao, &profile_tmall, &profile_1688, &profile_jd,
	&profile_pinduoduo, &profile_douyin, &profile_kuaishou,
	&profile_xiaohongshu, &profile_shopee, &profile_lazada,
	&profile_tiktok_shop, &profile_wechat, &profile_zendesk,
	&profile_chatwoot, &profile_zammad, &profile_intercom,
	&profile_freshdesk, &profile_gorgias, &profile_frappe,
};
#define TABLES (sizeof tables / sizeof *tables)

size_t profile_row_count(void)
{
	size_t i, count = 0;

	for (i = 0; i < TABLES; i++)
		count += tables[i]->count;
	return count;
}

static const struct profile_row *row_at(size_t index,
                                        const struct profile_table **table)
{
	size_t i;

	for (i = 0; i < TABLES; i++) {
		if (index < tables[i]->count) {
			*table = tables[i];
			return &tables[i]->rows[index];
		}
		index -= tables[i]->count;
	}
	return NULL;
}

const struct profile_row *profile_row_at(size_t index)
{
	const struct profile_table *table;

	return row_at(index, &table);
}

static int is(const char *text, const char *other, size_t length)
{
	return strlen(text) == length && memcmp(text, other, length) == 0;
}

int profile_is_of(const struct profile_row *row, const char *profile,
                  size_t length)
{
	return strncmp(row->id, profile, length) == 0 && row->id[length] == '.';
}

int profile_is_named(const struct profile_row *row, const char *id,
                     size_t length)
{
	return is(row->id, id, length);
}

const char *profile_version(const struct profile_row *row)
{
	return row->version != NULL ? row->version : row->from;
}

int profile_is_version(const struct profile_row *row, const char *version,
                       size_t length)
{
	return length != 0 && is(profile_version(row), version, length);
}

int profile_is_undated(const struct profile_row *row)
{
	return row->to[0] == '?';
}

/* A day, the first of a month or of a year; KEFU_DAY_ANY: not known. */
static int32_t first_day(const char *text)
{
	char date[11] = "0000-01-01";
	size_t length;
	int32_t day;

	if (text[0] == '~')
		text++;
	length = strlen(text);
	if (length == 0 || length > 10 || text[0] < '0' || text[0] > '9')
		return KEFU_DAY_ANY;
	memcpy(date, text, length);
	return kefu_civil_parse_date(date, 10, &day) == KEFU_OK ? day
	                                                        : KEFU_DAY_ANY;
}

int32_t profile_from(const struct profile_row *row)
{
	return first_day(row->from);
}

int32_t profile_to(const struct profile_row *row)
{
	int32_t day = first_day(row->to);

	/* a month is that in which the next version begins */
	if (day != KEFU_DAY_ANY && strlen(row->to) - (row->to[0] == '~') < 10)
		day--;
	return day;
}

/* "name=value; name=value" */
int32_t profile_define(const kefu_allocator *allocator,
                       const struct profile_row *row, kefu_definition **out)
{
	kefu_definition *made;
	const char *text = row->knobs;
	int32_t status = kefu_definition_new(allocator, row->metric,
	                                     strlen(row->metric), &made);

	if (status != KEFU_OK)
		return status;
	while (*text != '\0' && status == KEFU_OK) {
		size_t length = strcspn(text, ";");
		const char *sign = memchr(text, '=', length);
		const char *value = sign + 1;

		if (sign == NULL) {
			status = KEFU_E_DEFINITION;
			break;
		}
		status = kefu_definition_set(made, text, (size_t)(sign - text),
			value, length - (size_t)(value - text));
		text += length;
		text += strspn(text, "; ");
	}
	if (status == KEFU_OK)
		status = kefu_definition_check(made);
	if (status != KEFU_OK) {
		kefu_definition_free(made);
		return status;
	}
	*out = made;
	return KEFU_OK;
}

/* ---- the public catalogue ---- */

int32_t kefu_profile_count(void)
{
	return (int32_t)profile_row_count();
}

static int32_t describe(const struct profile_row *row,
                        const struct profile_table *table,
                        kefu_profile_entry *out)
{
	if (out->size != sizeof *out)
		return KEFU_E_SIZE;
	out->established = row->refused == NULL;
	out->from_day = profile_from(row);
	out->to_day = profile_to(row);
	out->profile = table->name;
	out->id = row->id;
	out->version = profile_version(row);
	out->name = row->name;
	out->metric = row->metric;
	out->from = row->from;
	out->to = row->to;
	out->grade = row->grade;
	out->source = row->source;
	out->knobs = row->knobs;
	out->note = row->note;
	out->refusal = row->refused != NULL ? row->refused : "";
	return KEFU_OK;
}

int32_t kefu_profile_at(int32_t index, kefu_profile_entry *out)
{
	const struct profile_table *table;
	const struct profile_row *row;

	if (out == NULL)
		return KEFU_E_NULL;
	row = index >= 0 ? row_at((size_t)index, &table) : NULL;
	return row != NULL ? describe(row, table, out) : KEFU_E_NOT_FOUND;
}

int32_t kefu_profile_find(const char *id, size_t length,
                          kefu_profile_entry *out)
{
	const struct profile_table *table, *found_table = NULL;
	const struct profile_row *row, *found = NULL;
	const char *at;
	size_t i, id_length;

	if (id == NULL || out == NULL)
		return KEFU_E_NULL;
	at = length != 0 ? memchr(id, '@', length) : NULL;
	id_length = at != NULL ? (size_t)(at - id) : length;
	for (i = 0; (row = row_at(i, &table)) != NULL; i++)
		if (profile_is_named(row, id, id_length) &&
		    (at == NULL ||
		     profile_is_version(row, at + 1, length - id_length - 1))) {
			found = row;
			found_table = table;
		}
	return found != NULL ? describe(found, found_table, out)
	                     : KEFU_E_NOT_FOUND;
}

int32_t kefu_profile_definition(const kefu_allocator *allocator, int32_t index,
                                kefu_definition **out)
{
	const struct profile_row *row;

	if (out == NULL)
		return KEFU_E_NULL;
	row = index >= 0 ? profile_row_at((size_t)index) : NULL;
	if (row == NULL)
		return KEFU_E_NOT_FOUND;
	return row->refused != NULL ? KEFU_E_NOT_ESTABLISHED
	                            : profile_define(allocator, row, out);
}

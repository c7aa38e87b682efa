/* Definitions in use: a desk's list of names, each with the versions that
 * were in force one after the other. */
#include <string.h>

#include "base/text.h"
#include "desk/desk.h"
#include "profile/profiles.h"

int32_t desk_used_find(const kefu_desk *desk, const char *name, size_t length)
{
	size_t i;

	for (i = 0; i < desk->used_count; i++)
		if (desk->used[i].length == length &&
		    memcmp(desk->used[i].name, name, length) == 0)
			return (int32_t)i;
	return -1;
}

static void used_release(const kefu_allocator *allocator, struct used *used)
{
	size_t i;

	for (i = 0; i < used->version_count; i++)
		kefu_definition_free(used->versions[i].definition);
	memory_put(allocator, used->versions,
	           used->version_capacity * sizeof *used->versions);
	memory_put(allocator, used->name, used->length + 1);
}

void desk_unuse(kefu_desk *desk, size_t count)
{
	while (desk->used_count > count)
		used_release(&desk->allocator, &desk->used[--desk->used_count]);
}

size_t desk_used_bytes(const kefu_desk *desk)
{
	size_t i, bytes = desk->used_capacity * sizeof *desk->used;

	for (i = 0; i < desk->used_count; i++) {
		const struct used *used = &desk->used[i];

		bytes += used->length + 1 +
		         used->version_capacity * sizeof *used->versions +
		         used->version_count * sizeof(kefu_definition);
	}
	return bytes;
}

int32_t desk_used_add(kefu_desk *desk, const char *name, size_t length,
                      struct used **out)
{
	void *array = desk->used;
	struct used *used;
	int32_t status;

	status = memory_reserve(&desk->allocator, &array, &desk->used_capacity,
	                        desk->used_count + 1, sizeof *desk->used);
	desk->used = array;
	if (status != KEFU_OK)
		return status;
	used = &desk->used[desk->used_count];
	memset(used, 0, sizeof *used);
	used->name = memory_get(&desk->allocator, length + 1);
	if (used->name == NULL)
		return KEFU_E_NOMEM;
	memcpy(used->name, name, length);
	used->name[length] = '\0';
	used->length = length;
	used->since = desk->mark;
	desk->used_count++;
	*out = used;
	return KEFU_OK;
}

/* The names of flags become ids of this desk. */
static int32_t intern_flags(kefu_desk *desk, kefu_definition *definition)
{
	const char *flag = definition->flags;
	size_t i;
	int32_t status = KEFU_OK;

	for (i = 0; i < MOST_FLAGS && *flag != '\0' && status == KEFU_OK; i++) {
		size_t length = strcspn(flag, ",");

		status = text_intern(&desk->texts, flag, length,
			&definition->rule.attribution.exclude_flags[i]);
		flag += length + (flag[length] != '\0');
	}
	if (status == KEFU_OK && definition->weight_flag[0] != '\0')
		status = text_intern(&desk->texts, definition->weight_flag,
		                     strlen(definition->weight_flag),
		                     &definition->rule.weight_by.flag);
	if (status == KEFU_OK && definition->case_reason[0] != '\0')
		status = text_intern(&desk->texts, definition->case_reason,
		                     strlen(definition->case_reason),
		                     &definition->rule.case_reason);
	return status;
}

int32_t desk_version_add(kefu_desk *desk, struct used *used,
                         kefu_definition *definition, int32_t from_day,
                         int32_t to_day)
{
	void *array = used->versions;
	struct version *version;
	int32_t status = kefu_definition_check(definition);

	if (status == KEFU_OK)
		status = intern_flags(desk, definition);
	if (status != KEFU_OK)
		return status;
	status = memory_reserve(&desk->allocator, &array,
	                        &used->version_capacity,
	                        used->version_count + 1,
	                        sizeof *used->versions);
	used->versions = array;
	if (status != KEFU_OK)
		return status;
	version = &used->versions[used->version_count++];
	version->definition = definition;
	version->from_day = from_day;
	version->to_day = to_day;
	version->row = NULL;
	return KEFU_OK;
}

static int32_t use_one(kefu_desk *desk, const char *name, size_t length,
                       kefu_definition *definition)
{
	size_t before = desk->used_count;
	struct used *used;
	int32_t status = desk_used_add(desk, name, length, &used);

	if (status == KEFU_OK)
		status = desk_version_add(desk, used, definition, KEFU_DAY_ANY,
		                     KEFU_DAY_ANY);
	if (status != KEFU_OK)
		desk_unuse(desk, before);
	return status;
}

int32_t kefu_desk_define(kefu_desk *desk, const char *name, size_t length,
                         const kefu_definition *definition)
{
	kefu_definition *copy;
	int32_t status;

	if (desk == NULL || name == NULL || definition == NULL)
		return KEFU_E_NULL;
	if (length == 0)
		return KEFU_E_MISSING;
	if (length > (size_t)kefu_id_max_bytes())
		return KEFU_E_ID_LONG;
	if (!text_is_clean(name, length))
		return KEFU_E_UTF8;
	if (desk_used_find(desk, name, length) >= 0)
		return KEFU_OK;
	status = kefu_definition_copy(&desk->allocator, definition, &copy);
	if (status != KEFU_OK)
		return status;
	status = use_one(desk, name, length, copy);
	if (status != KEFU_OK)
		kefu_definition_free(copy);
	return status;
}

static int32_t use_metric(kefu_desk *desk, const struct metric *metric)
{
	size_t length = strlen(metric->id);
	kefu_definition *made;
	int32_t status;

	if (desk_used_find(desk, metric->id, length) >= 0)
		return KEFU_OK;
	status = kefu_definition_new(&desk->allocator, metric->id, length, &made);
	if (status != KEFU_OK)
		return status;
	status = use_one(desk, metric->id, length, made);
	if (status != KEFU_OK)
		kefu_definition_free(made);
	return status;
}

static int32_t use_metrics(kefu_desk *desk, int all)
{
	size_t before = desk->used_count;
	int32_t i, status = KEFU_OK;

	for (i = 0; i < metric_table_count && status == KEFU_OK; i++)
		if (metric_table[i].reader != READER_NONE &&
		    (all || metric_table[i].everyday))
			status = use_metric(desk, &metric_table[i]);
	if (status != KEFU_OK)
		desk_unuse(desk, before);
	return status;
}

/* One version of a profile's definition, or all that have dates. */
static int32_t use_row(kefu_desk *desk, struct used *used,
                       const struct profile_row *row, int is_alone)
{
	kefu_definition *made;
	int32_t status = profile_define(&desk->allocator, row, &made);

	if (status != KEFU_OK)
		return status;
	status = desk_version_add(desk, used, made,
	                     is_alone ? KEFU_DAY_ANY : profile_from(row),
	                     is_alone ? KEFU_DAY_ANY : profile_to(row));
	if (status != KEFU_OK)
		kefu_definition_free(made);
	else
		used->versions[used->version_count - 1].row = row;
	return status;
}

static int32_t use_named(kefu_desk *desk, const char *name, size_t length)
{
	const char *at = memchr(name, '@', length);
	size_t id_length = at != NULL ? (size_t)(at - name) : length, i;
	size_t before = desk->used_count, known = 0;
	struct used *used;
	int32_t status;

	if (desk_used_find(desk, name, length) >= 0)
		return KEFU_OK;
	status = desk_used_add(desk, name, length, &used);
	for (i = 0; i < profile_row_count() && status == KEFU_OK; i++) {
		const struct profile_row *row = profile_row_at(i);

		if (!profile_is_named(row, name, id_length))
			continue;
		known++;
		if (at != NULL
		    ? !profile_is_version(row, at + 1, length - id_length - 1)
		    : profile_is_undated(row))
			continue;
		if (row->refused != NULL) {
			if (at != NULL)
				status = KEFU_E_NOT_ESTABLISHED;
			continue;
		}
		status = use_row(desk, used, row, at != NULL);
	}
	if (status == KEFU_OK && used->version_count == 0)
		status = known == 0 || at != NULL ? KEFU_E_METRIC
		                                  : KEFU_E_NOT_ESTABLISHED;
	if (status != KEFU_OK)
		desk_unuse(desk, before);
	return status;
}

/* Every definition of a profile that is established. */
static int32_t use_profile(kefu_desk *desk, const char *name, size_t length)
{
	size_t before = desk->used_count, i, known = 0;
	int32_t status = KEFU_OK;

	for (i = 0; i < profile_row_count() && status == KEFU_OK; i++) {
		const struct profile_row *row = profile_row_at(i);

		if (!profile_is_of(row, name, length))
			continue;
		known++;
		status = use_named(desk, row->id, strlen(row->id));
		if (status == KEFU_E_NOT_ESTABLISHED)
			status = KEFU_OK;
	}
	if (status == KEFU_OK && known == 0)
		return KEFU_E_METRIC;
	if (status != KEFU_OK)
		desk_unuse(desk, before);
	return status;
}

int32_t kefu_desk_use(kefu_desk *desk, const char *name, size_t length)
{
	const struct metric *metric;

	if (desk == NULL || name == NULL)
		return KEFU_E_NULL;
	if (desk_used_find(desk, name, length) >= 0)
		return KEFU_OK;
	metric = metric_named(name, length);
	if (metric != NULL)
		return use_metric(desk, metric);
	if (length == 3 && memcmp(name, "all", 3) == 0)
		return use_metrics(desk, 1);
	if (length == 7 && memcmp(name, "default", 7) == 0)
		return use_metrics(desk, 0);
	return length != 0 && memchr(name, '.', length) != NULL
		? use_named(desk, name, length)
		: use_profile(desk, name, length);
}

int32_t kefu_desk_definition_count(const kefu_desk *desk)
{
	return desk != NULL ? (int32_t)desk->used_count : 0;
}

const char *kefu_desk_definition_name(const kefu_desk *desk, int32_t index)
{
	if (desk == NULL || index < 0 || (size_t)index >= desk->used_count)
		return NULL;
	return desk->used[index].name;
}

const kefu_definition *kefu_desk_definition(const kefu_desk *desk, int32_t index)
{
	const struct used *used;

	if (desk == NULL || index < 0 || (size_t)index >= desk->used_count)
		return NULL;
	used = &desk->used[index];
	return used->versions[used->version_count - 1].definition;
}

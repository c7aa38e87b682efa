/* The bytes of the definitions in use: each version as its metric and the
 * knobs that differ from their defaults, in words, as kefu_definition_get()
 * gives them and kefu_definition_set() takes them. */
#include <string.h>

#include "desk/state.h"
#include "measure/knobs.h"
#include "time/time_codec.h"

#define KNOB_TEXT_MOST 1024
#define KNOBS_MOST 256 /* there are not half as many */

static int is_given(const kefu_definition *definition, const struct definition *fresh,
                    const struct knob *knob)
{
	const char *text = definition_text(definition, knob);

	return text != NULL ? text[0] != '\0' : !knob_equal(&definition->rule, fresh, knob);
}

static void put_knobs(struct codec_writer *writer, const kefu_definition *definition)
{
	struct definition fresh;
	char text[KNOB_TEXT_MOST];
	const struct knob *given[KNOBS_MOST];
	size_t count = 0, length, i;

	definition_init(&fresh, definition->rule.metric);
	for (i = 0; i < (size_t)knob_count && count < KNOBS_MOST; i++)
		if (is_given(definition, &fresh, &knob_table[i]))
			given[count++] = &knob_table[i];
	codec_put_u64(writer, count);
	for (i = 0; i < count; i++) {
		const char *name = given[i]->name;

		codec_put_text(writer, name, strlen(name));
		/* No value is as long as the room for it. */
		(void)kefu_definition_get(definition, name, strlen(name), text, sizeof text,
		                          &length);
		codec_put_text(writer, text, length);
	}
}

static int32_t put_own_schedule(struct codec_writer *writer, const kefu_schedule *schedule,
                                const kefu_allocator *allocator)
{
	codec_put_u8(writer, schedule != NULL);
	return schedule != NULL ? schedule_put(writer, schedule, allocator) : KEFU_OK;
}

/* Which version of a profile's definition it is: the name says of which. */
static void put_row(struct codec_writer *writer, const struct profile_row *row)
{
	const char *text = row != NULL ? profile_version(row) : "";

	codec_put_u8(writer, row != NULL);
	if (row != NULL)
		codec_put_text(writer, text, strlen(text));
}

int32_t state_put_definition(struct codec_writer *writer, const struct used *used,
                             const kefu_allocator *allocator)
{
	size_t i;
	int32_t status = KEFU_OK;

	codec_put_text(writer, used->name, used->length);
	codec_put_u64(writer, used->version_count);
	for (i = 0; i < used->version_count && status == KEFU_OK; i++) {
		const struct version *version = &used->versions[i];
		const char *metric = kefu_definition_metric(version->definition);

		codec_put_i64(writer, version->from_day);
		codec_put_i64(writer, version->to_day);
		put_row(writer, version->row);
		codec_put_text(writer, metric, strlen(metric));
		put_knobs(writer, version->definition);
		status = put_own_schedule(writer, version->definition->hours, allocator);
		if (status == KEFU_OK)
			status = put_own_schedule(writer, version->definition->clock, allocator);
	}
	return status;
}

int32_t state_put_definitions(struct codec_writer *writer, const struct state_ids *ids)
{
	const kefu_desk *desk = ids->desk;
	size_t i;
	int32_t status = KEFU_OK;

	codec_put_u64(writer, desk->used_count);
	for (i = 0; i < desk->used_count && status == KEFU_OK; i++)
		status = state_put_definition(writer, &desk->used[i], &desk->allocator);
	return status;
}

/* ---- reading ---- */

/* What a library of this version could not have written, a newer one can. */
static int32_t strange(int32_t status)
{
	return status == KEFU_OK || status == KEFU_E_NOMEM ? status : KEFU_E_NEWER;
}

static int32_t get_knobs(struct codec_reader *reader, kefu_definition *definition)
{
	size_t count = codec_get_count(reader, 2), i;
	int32_t status = reader->status;

	for (i = 0; i < count && status == KEFU_OK; i++) {
		size_t name_length, length;
		const uint8_t *name = codec_get_text(reader, &name_length);
		const uint8_t *text = codec_get_text(reader, &length);

		if (reader->status != KEFU_OK)
			return reader->status;
		status = strange(kefu_definition_set(definition, (const char *)name, name_length,
		                                     (const char *)text, length));
	}
	return status;
}

typedef int32_t schedule_giver(kefu_definition *definition, const kefu_schedule *schedule);

static int32_t get_own_schedule(struct codec_reader *reader, const kefu_allocator *allocator,
                                kefu_definition *definition, schedule_giver *give)
{
	kefu_schedule *schedule;
	int32_t status;

	if (codec_get_bounded(reader, 1) == 0)
		return reader->status;
	status = schedule_get(reader, allocator, &schedule);
	if (status != KEFU_OK)
		return status;
	status = give(definition, schedule);
	kefu_schedule_free(schedule);
	return status;
}

static int32_t get_day(struct codec_reader *reader, int32_t *day)
{
	int64_t wide = codec_get_i64(reader);

	if (wide < INT32_MIN || wide > INT32_MAX)
		codec_fail(reader, KEFU_E_CORRUPT);
	*day = (int32_t)wide;
	return reader->status;
}

/* Its row, or NULL when it has none. */
static int32_t get_row(struct codec_reader *reader, const struct used *used,
                       const struct profile_row **out)
{
	const char *at = memchr(used->name, '@', used->length);
	size_t id_length = at != NULL ? (size_t)(at - used->name) : used->length, length, i;
	const uint8_t *text;

	*out = NULL;
	if (codec_get_bounded(reader, 1) == 0)
		return reader->status;
	text = codec_get_text(reader, &length);
	for (i = 0; i < profile_row_count() && reader->status == KEFU_OK; i++) {
		const struct profile_row *row = profile_row_at(i);

		if (!profile_is_named(row, used->name, id_length) || row->refused != NULL ||
		    strlen(profile_version(row)) != length ||
		    memcmp(profile_version(row), text, length) != 0)
			continue;
		*out = row;
		return KEFU_OK;
	}
	return reader->status == KEFU_OK ? KEFU_E_NEWER : reader->status;
}

static int32_t get_version(struct codec_reader *reader, kefu_desk *desk, struct used *used)
{
	const kefu_allocator *allocator = &desk->allocator;
	const struct profile_row *row;
	kefu_definition *made = NULL;
	const uint8_t *metric;
	int32_t from_day, to_day, status;
	size_t length;

	(void)get_day(reader, &from_day);
	(void)get_day(reader, &to_day);
	status = get_row(reader, used, &row);
	if (status != KEFU_OK)
		return status;
	metric = codec_get_text(reader, &length);
	if (reader->status != KEFU_OK)
		return reader->status;
	status = strange(kefu_definition_new(allocator, (const char *)metric, length, &made));
	if (status == KEFU_OK)
		status = get_knobs(reader, made);
	if (status == KEFU_OK)
		status = get_own_schedule(reader, allocator, made, kefu_definition_hours);
	if (status == KEFU_OK)
		status = get_own_schedule(reader, allocator, made, kefu_definition_clock);
	if (status == KEFU_OK)
		status = desk_version_add(desk, used, made, from_day, to_day);
	if (status == KEFU_OK)
		used->versions[used->version_count - 1].row = row;
	else
		kefu_definition_free(made);
	return status == KEFU_E_DEFINITION ? KEFU_E_CORRUPT : status;
}

static int32_t get_definition(struct codec_reader *reader, kefu_desk *desk)
{
	size_t length, versions, i;
	const uint8_t *bytes = codec_get_text(reader, &length);
	const char *name = (const char *)bytes;
	struct used *used;
	int32_t status;

	versions = codec_get_count(reader, 7);
	if (reader->status != KEFU_OK)
		return reader->status;
	if (length == 0 || length > (size_t)kefu_id_max_bytes() || versions == 0 ||
	    !text_is_clean(name, length) || desk_definition(desk, name, length) != NULL)
		return KEFU_E_CORRUPT;
	status = desk_used_add(desk, name, length, &used);
	for (i = 0; i < versions && status == KEFU_OK; i++)
		status = get_version(reader, desk, used);
	return status;
}

int32_t state_get_definitions(struct codec_reader *reader, struct state_source *source)
{
	size_t count = codec_get_count(reader, 9), i;
	int32_t status = reader->status;

	for (i = 0; i < count && status == KEFU_OK; i++)
		status = get_definition(reader, source->desk);
	return status;
}

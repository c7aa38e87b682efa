/* What a desk keeps and has sealed, as bytes. */
#include "desk/seal.h"
#include "desk/state.h"
#include "time/zone.h"

int32_t state_put_keeping(struct codec_writer *writer, const struct state_ids *ids)
{
	const kefu_desk *desk = ids->desk;
	struct timelines_counts counts;
	size_t i;

	codec_put_u64(writer, (uint64_t)desk->keeping.keep_days);
	codec_put_u64(writer, (uint64_t)desk->keeping.retention);
	codec_put_u64(writer, (uint64_t)desk->keeping.idle_end);
	codec_put_u64(writer, (uint64_t)(desk->mark + 1));
	codec_put_i64(writer, desk->forgotten_to);
	for (i = 0; i < desk->used_count; i++)
		codec_put_u64(writer, (uint64_t)(desk->used[i].since + 1));
	timelines_count(desk->timelines, &counts);
	codec_put_u64(writer, (uint64_t)(counts.last + 1));
	return KEFU_OK;
}

static int64_t get_mark(struct codec_reader *reader)
{
	return (int64_t)codec_get_bounded(reader, (uint64_t)kefu_time_max() + 1) - 1;
}

/* The mark ends a local day. */
static int ends_day(const kefu_desk *desk, int64_t mark)
{
	zone_segment segment = {0};

	return mark < 0 ||
	       zone_day_start(desk->zone, zone_day(desk->zone, &segment, mark + 1)) == mark + 1;
}

static int is_sound(const kefu_desk *desk)
{
	zone_segment segment = {0};
	size_t i;

	if (keeping_check(&desk->keeping) != KEFU_OK || !ends_day(desk, desk->mark) ||
	    (desk->forgotten_to != KEFU_DAY_ANY &&
	     (desk->mark < 0 ||
	      desk->forgotten_to > zone_day(desk->zone, &segment, desk->mark))))
		return 0;
	for (i = 0; i < desk->used_count; i++)
		if (desk->used[i].since > desk->mark || !ends_day(desk, desk->used[i].since))
			return 0;
	return 1;
}

int32_t state_get_keeping(struct codec_reader *reader, struct state_source *source)
{
	kefu_desk *desk = source->desk;
	struct timelines_counts counts;
	int64_t day, last;
	size_t i;

	kefu_keeping_init(&desk->keeping);
	desk->keeping.keep_days = (int32_t)codec_get_bounded(reader, INT32_MAX);
	desk->keeping.retention = (int64_t)codec_get_bounded(reader, INT64_MAX);
	desk->keeping.idle_end = (int64_t)codec_get_bounded(reader, INT64_MAX);
	desk->mark = get_mark(reader);
	day = codec_get_i64(reader);
	for (i = 0; i < desk->used_count; i++)
		desk->used[i].since = get_mark(reader);
	last = get_mark(reader);
	if (reader->status != KEFU_OK)
		return reader->status;
	if (day < INT32_MIN || day > INT32_MAX)
		return KEFU_E_CORRUPT;
	desk->forgotten_to = (int32_t)day;
	if (!is_sound(desk))
		return KEFU_E_CORRUPT;
	/* at least what the events say; more once the latest are forgotten */
	timelines_count(desk->timelines, &counts);
	if (last < counts.last || (last > counts.last && desk->mark < 0))
		return KEFU_E_CORRUPT;
	timelines_saw(desk->timelines, last);
	return KEFU_OK;
}

static kefu_id key_of(const void *ids, kefu_id id)
{
	return state_key(ids, id);
}

int32_t state_put_sealed(struct codec_writer *writer, const struct state_ids *ids)
{
	return sealed_put(&ids->desk->sealed, writer, key_of, ids);
}

static kefu_id get_id(struct codec_reader *reader, void *source)
{
	return state_get_id(reader, source);
}

int32_t state_get_sealed(struct codec_reader *reader, struct state_source *source)
{
	int32_t status = sealed_get(&source->desk->sealed, reader,
	                            (int32_t)source->desk->used_count, get_id, source);

	if (status == KEFU_OK &&
	    (sealed_definitions(&source->desk->sealed) == 0 || source->desk->mark < 0))
		return KEFU_E_CORRUPT;
	return status;
}

/* The bytes of what a desk was told beside events: options, roster, targets,
 * named schedules. */
#include <string.h>

#include "base/sort.h"
#include "desk/state.h"
#include "time/time_codec.h"

int32_t state_put_settings(struct codec_writer *writer, const struct state_ids *ids)
{
	const kefu_desk *desk = ids->desk;

	codec_put_u64(writer, (uint64_t)desk->session_gap);
	codec_put_text(writer, desk->currency, strlen(desk->currency));
	return zone_put(writer, desk->zone, &desk->allocator);
}

int32_t state_get_settings(struct codec_reader *reader, const kefu_allocator *allocator,
                           kefu_desk_options *options, kefu_zone **zone)
{
	const uint8_t *code;
	size_t length;

	options->session_gap = (int64_t)codec_get_bounded(reader, (uint64_t)kefu_time_max());
	code = codec_get_text(reader, &length);
	if (reader->status == KEFU_OK && length != 0 && length != 3)
		codec_fail(reader, KEFU_E_CORRUPT);
	if (reader->status == KEFU_OK)
		memcpy(options->currency, code, length);
	return zone_get(reader, allocator, zone);
}

/* ---- roster ---- */

static int roster_later(const void *context, const void *left, const void *right)
{
	const struct state_ids *ids = context;
	const struct roster_entry *a = left, *b = right;
	uint64_t of_a = state_key(ids, a->agent), of_b = state_key(ids, b->agent);

	return of_a != of_b ? of_a > of_b : a->from > b->from;
}

int32_t state_put_roster(struct codec_writer *writer, const struct state_ids *ids)
{
	const kefu_desk *desk = ids->desk;
	size_t count = desk->roster.count, i;
	size_t bytes = 2 * count * sizeof(struct roster_entry);
	struct roster_entry *sorted;

	codec_put_u64(writer, count);
	if (count == 0)
		return KEFU_OK;
	sorted = memory_get(&desk->allocator, bytes);
	if (sorted == NULL)
		return KEFU_E_NOMEM;
	memcpy(sorted, desk->roster.entries, count * sizeof *sorted);
	sort_items(sorted, sorted + count, count, sizeof *sorted, roster_later, ids);
	for (i = 0; i < count; i++) {
		state_put_id(writer, ids, sorted[i].agent);
		codec_put_u64(writer, (uint64_t)sorted[i].from);
		state_put_id(writer, ids, sorted[i].team);
	}
	memory_put(&desk->allocator, sorted, bytes);
	return KEFU_OK;
}

int32_t state_get_roster(struct codec_reader *reader, struct state_source *source)
{
	size_t count = codec_get_count(reader, 3), i;

	for (i = 0; i < count && reader->status == KEFU_OK; i++) {
		kefu_id agent = state_get_id(reader, source), team;
		int64_t from = (int64_t)codec_get_bounded(reader, (uint64_t)kefu_time_max());
		int32_t status;

		team = state_get_id(reader, source);
		if (reader->status != KEFU_OK)
			break;
		status = kefu_desk_roster(source->desk, agent, team, from);
		if (status != KEFU_OK)
			codec_fail(reader, status == KEFU_E_NOMEM ? status : KEFU_E_CORRUPT);
	}
	return reader->status;
}

/* ---- targets ---- */

static int32_t put_schedule(struct codec_writer *writer, const struct kefu_schedule *schedule,
                            const kefu_desk *desk)
{
	codec_put_u8(writer, schedule != NULL);
	return schedule != NULL ? schedule_put(writer, schedule, &desk->allocator) : KEFU_OK;
}

static int32_t get_schedule(struct codec_reader *reader, const kefu_desk *desk,
                            kefu_schedule **out)
{
	*out = NULL;
	if (codec_get_bounded(reader, 1) == 0)
		return reader->status;
	return schedule_get(reader, &desk->allocator, out);
}

/* The pauses that say which states a timer is paused in, whatever is the
 * default of its kind. */
static uint32_t pause_of(const struct timer *timer)
{
	uint32_t pause = 0;

	if ((timer->paused & 1u << STATE_PENDING) != 0)
		pause |= KEFU_SLA_PAUSE_PENDING;
	if ((timer->paused & 1u << STATE_HOLD) != 0)
		pause |= timer->kind == KEFU_SLA_REFUND ? KEFU_SLA_PAUSE_RETURN
		                                        : KEFU_SLA_PAUSE_HOLD;
	return pause != 0 ? pause : KEFU_SLA_PAUSE_NOTHING;
}

static int32_t put_rows(struct codec_writer *writer, const struct state_ids *ids,
                        size_t promise)
{
	const struct sla_book *book = &ids->desk->sla;
	size_t count = 0, i;
	int32_t status = KEFU_OK;

	for (i = 0; i < book->row_count; i++)
		count += book->rows[i].promise == promise;
	codec_put_u64(writer, count);
	for (i = 0; i < book->row_count && status == KEFU_OK; i++) {
		const struct sla_row *row = &book->rows[i];

		if (row->promise != promise)
			continue;
		state_put_id(writer, ids, row->channel);
		state_put_id(writer, ids, row->topic);
		codec_put_u8(writer, row->priority);
		codec_put_u64(writer, (uint64_t)row->target);
		status = put_schedule(writer, row->schedule, ids->desk);
	}
	return status;
}

int32_t state_put_targets(struct codec_writer *writer, const struct state_ids *ids)
{
	const struct sla_book *book = &ids->desk->sla;
	size_t i;
	int32_t status = KEFU_OK;

	codec_put_u64(writer, book->promise_count);
	for (i = 0; i < book->promise_count && status == KEFU_OK; i++) {
		const struct sla_promise *promise = &book->promises[i];
		const struct timer *timer = &promise->timer;
		int of_replies = timer->kind <= KEFU_SLA_PERIODIC_UPDATE;

		state_put_id(writer, ids, promise->name);
		codec_put_u8(writer, (uint8_t)timer->kind);
		codec_put_u8(writer, timer->include_initial);
		codec_put_u8(writer, !timer->stops_at_end);
		codec_put_u8(writer, timer->retroactive);
		codec_put_u64(writer, pause_of(timer));
		codec_put_u64(writer, of_replies ? promise->reply_modes : 0);
		status = put_rows(writer, ids, i);
	}
	return status;
}

static int32_t get_row(struct codec_reader *reader, struct state_source *source,
                       kefu_target target)
{
	kefu_schedule *schedule = NULL;
	int32_t status;

	target.channel = state_get_id(reader, source);
	target.topic = state_get_id(reader, source);
	target.priority = codec_get_u8(reader);
	target.ms = (int64_t)codec_get_bounded(reader, (uint64_t)kefu_time_max());
	status = get_schedule(reader, source->desk, &schedule);
	if (status != KEFU_OK)
		return status;
	target.schedule = schedule;
	status = kefu_desk_target(source->desk, &target);
	kefu_schedule_free(schedule);
	return status == KEFU_OK || status == KEFU_E_NOMEM ? status : KEFU_E_CORRUPT;
}

int32_t state_get_targets(struct codec_reader *reader, struct state_source *source)
{
	size_t count = codec_get_count(reader, 8), i, k;
	int32_t status = reader->status;

	for (i = 0; i < count && status == KEFU_OK; i++) {
		kefu_target target;
		size_t rows;

		memset(&target, 0, sizeof target);
		target.size = sizeof target;
		target.name = state_get_id(reader, source);
		target.kind = codec_get_u8(reader);
		target.include_initial = codec_get_u8(reader);
		target.outlives_end = codec_get_u8(reader);
		target.schedule_change = codec_get_u8(reader);
		target.pause = (uint32_t)codec_get_bounded(reader, UINT32_MAX);
		target.reply_modes = (uint32_t)codec_get_bounded(reader, UINT32_MAX);
		rows = codec_get_count(reader, 5);
		status = reader->status;
		for (k = 0; k < rows && status == KEFU_OK; k++)
			status = get_row(reader, source, target);
	}
	return status;
}

/* ---- named schedules ---- */

static int calendar_later(const void *context, const void *left, const void *right)
{
	const struct sla_calendar *a = left, *b = right;

	return state_key(context, a->name) > state_key(context, b->name);
}

int32_t state_put_calendars(struct codec_writer *writer, const struct state_ids *ids)
{
	const kefu_desk *desk = ids->desk;
	size_t count = desk->sla.calendar_count, i;
	size_t bytes = 2 * count * sizeof(struct sla_calendar);
	struct sla_calendar *sorted;
	int32_t status = KEFU_OK;

	codec_put_u64(writer, count);
	if (count == 0)
		return KEFU_OK;
	sorted = memory_get(&desk->allocator, bytes);
	if (sorted == NULL)
		return KEFU_E_NOMEM;
	memcpy(sorted, desk->sla.calendars, count * sizeof *sorted);
	sort_items(sorted, sorted + count, count, sizeof *sorted, calendar_later, ids);
	for (i = 0; i < count && status == KEFU_OK; i++) {
		state_put_id(writer, ids, sorted[i].name);
		status = put_schedule(writer, sorted[i].schedule, desk);
	}
	memory_put(&desk->allocator, sorted, bytes);
	return status;
}

int32_t state_get_calendars(struct codec_reader *reader, struct state_source *source)
{
	size_t count = codec_get_count(reader, 2), i;
	int32_t status = reader->status;

	for (i = 0; i < count && status == KEFU_OK; i++) {
		kefu_id name = state_get_id(reader, source);
		kefu_schedule *schedule;

		status = get_schedule(reader, source->desk, &schedule);
		if (status != KEFU_OK)
			break;
		status = kefu_desk_schedule(source->desk, name, schedule);
		kefu_schedule_free(schedule);
		if (status != KEFU_OK && status != KEFU_E_NOMEM)
			status = KEFU_E_CORRUPT;
	}
	return status;
}

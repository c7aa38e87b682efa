#include "measure/sealed.h"

#include <string.h>

int32_t sealed_init(struct sealed *sealed, const kefu_allocator *allocator)
{
	int32_t layer, status = KEFU_OK;

	memset(sealed, 0, sizeof *sealed);
	sealed->allocator = *allocator;
	for (layer = 0; layer < SEALED_LAYERS && status == KEFU_OK; layer++)
		status = cube_init(&sealed->layers[layer].groups, allocator, 0, 0);
	if (status != KEFU_OK)
		sealed_release(sealed);
	return status;
}

static void days_release(struct sealed_days *days, const kefu_allocator *allocator)
{
	size_t i;

	for (i = 0; i < days->count; i++)
		memory_put(allocator, days->runs[i].bytes, days->runs[i].size);
	memory_put(allocator, days->runs, days->capacity * sizeof *days->runs);
}

void sealed_release(struct sealed *sealed)
{
	const kefu_allocator *allocator = &sealed->allocator;
	int32_t i;

	for (i = 0; i < SEALED_LAYERS; i++) {
		struct sealed_layer *layer = &sealed->layers[i];
		size_t k;

		for (k = 0; k < layer->definition_count; k++)
			days_release(&layer->definitions[k], allocator);
		memory_put(allocator, layer->definitions,
		           layer->definition_count * sizeof *layer->definitions);
		if (layer->groups.columns != NULL)
			cube_release(&layer->groups);
	}
	memset(sealed->layers, 0, sizeof sealed->layers);
	sealed->run_bytes = 0;
}

struct sealed_days *sealed_days_of(const struct sealed *sealed, int32_t layer,
                                   int32_t definition)
{
	const struct sealed_layer *of = &sealed->layers[layer];

	return (size_t)definition < of->definition_count ? &of->definitions[definition] : NULL;
}

int32_t sealed_reserve(struct sealed *sealed, int32_t layer, int32_t definition)
{
	struct sealed_layer *of = &sealed->layers[layer];
	size_t count = (size_t)definition + 1;
	struct sealed_days *larger;

	if (count <= of->definition_count)
		return KEFU_OK;
	larger = memory_get_zeroed(&sealed->allocator, count * sizeof *larger);
	if (larger == NULL)
		return KEFU_E_NOMEM;
	if (of->definition_count != 0)
		memcpy(larger, of->definitions, of->definition_count * sizeof *larger);
	memory_put(&sealed->allocator, of->definitions,
	           of->definition_count * sizeof *larger);
	of->definitions = larger;
	of->definition_count = count;
	return KEFU_OK;
}

int32_t sealed_definitions(const struct sealed *sealed)
{
	size_t most = 0;
	int32_t i;

	for (i = 0; i < SEALED_LAYERS; i++) {
		const struct sealed_layer *layer = &sealed->layers[i];
		size_t count = layer->definition_count;

		while (count > most && layer->definitions[count - 1].count == 0)
			count--;
		most = count > most ? count : most;
	}
	return (int32_t)most;
}

int32_t sealed_last_day(const struct sealed *sealed, int32_t definition)
{
	int32_t i, last = SEALED_NO_DAY;

	for (i = 0; i < SEALED_LAYERS; i++) {
		const struct sealed_days *days = sealed_days_of(sealed, i, definition);

		if (days != NULL && days->count != 0 && days->runs[days->count - 1].day > last)
			last = days->runs[days->count - 1].day;
	}
	return last;
}

size_t sealed_bytes(const struct sealed *sealed)
{
	size_t bytes = sealed->run_bytes, k;
	int32_t i;

	for (i = 0; i < SEALED_LAYERS; i++) {
		const struct sealed_layer *layer = &sealed->layers[i];

		bytes += layer->groups.row_capacity * sizeof *layer->groups.keys;
		bytes += layer->groups.slot_count * sizeof *layer->groups.slots;
		bytes += layer->definition_count * sizeof *layer->definitions;
		for (k = 0; k < layer->definition_count; k++)
			bytes += layer->definitions[k].capacity * sizeof(struct sealed_run);
	}
	return bytes;
}

static int32_t copy_days(const struct sealed_days *from, const kefu_allocator *allocator,
                         struct sealed_days *out)
{
	if (from->count == 0)
		return KEFU_OK;
	out->runs = memory_get(allocator, from->count * sizeof *out->runs);
	if (out->runs == NULL)
		return KEFU_E_NOMEM;
	out->capacity = from->count;
	while (out->count < from->count) {
		const struct sealed_run *run = &from->runs[out->count];
		struct sealed_run *copy = &out->runs[out->count];

		*copy = *run;
		copy->bytes = memory_get(allocator, run->size);
		if (copy->bytes == NULL)
			return KEFU_E_NOMEM;
		memcpy(copy->bytes, run->bytes, run->size);
		out->count++;
	}
	return KEFU_OK;
}

static int32_t copy_layer(const struct sealed *sealed, int32_t layer, struct sealed *out)
{
	const struct sealed_layer *from = &sealed->layers[layer];
	int32_t status = KEFU_OK;
	size_t i, row;

	for (i = 0; i < from->groups.row_count && status == KEFU_OK; i++)
		status = cube_row(&out->layers[layer].groups, &from->groups.keys[i], &row);
	if (status == KEFU_OK && from->definition_count != 0)
		status = sealed_reserve(out, layer, (int32_t)from->definition_count - 1);
	for (i = 0; i < from->definition_count && status == KEFU_OK; i++)
		status = copy_days(&from->definitions[i], &out->allocator,
		                   &out->layers[layer].definitions[i]);
	return status;
}

int32_t sealed_copy(const struct sealed *sealed, const kefu_allocator *allocator,
                    struct sealed *out)
{
	int32_t layer, status = sealed_init(out, allocator);

	if (status != KEFU_OK)
		return status;
	for (layer = 0; layer < SEALED_LAYERS && status == KEFU_OK; layer++)
		status = copy_layer(sealed, layer, out);
	out->run_bytes = sealed->run_bytes;
	if (status != KEFU_OK)
		sealed_release(out);
	return status;
}

/* ---- reading ---- */

/* What a query asks for of a group. */
struct view {
	int agent, team, channel, topic, phase, currency;
	int32_t by_time; /* -1: not at all */
};

static struct view view_of(const int32_t *by, int32_t by_count)
{
	struct view view = {0, 0, 0, 0, 0, 0, -1};
	int32_t i;

	for (i = 0; i < by_count; i++)
		switch (by[i]) {
		case KEFU_BY_AGENT:
			view.agent = 1;
			break;
		case KEFU_BY_TEAM:
			view.team = 1;
			break;
		case KEFU_BY_CHANNEL:
			view.channel = 1;
			break;
		case KEFU_BY_TOPIC:
			view.topic = 1;
			break;
		case KEFU_BY_PHASE:
			view.phase = 1;
			break;
		case KEFU_BY_CURRENCY:
			view.currency = 1;
			break;
		default:
			view.by_time = by[i];
			break;
		}
	return view;
}

static struct cube_key seen_key(const struct view *view, const struct cube_key *group,
                                int32_t bucket)
{
	struct cube_key key = {0};

	key.bucket = bucket;
	if (view->agent)
		key.agent = group->agent;
	if (view->team)
		key.team = group->team;
	if (view->channel)
		key.channel = group->channel;
	if (view->topic)
		key.topic = group->topic;
	if (view->phase)
		key.phase = group->phase;
	if (view->currency)
		key.currency = group->currency;
	return key;
}

static int32_t add_packed(struct cell *into, const kefu_allocator *allocator,
                          struct codec_reader *reader)
{
	struct cell cell = {0};
	int32_t status;

	if (cell_is_blank(into) && into->scores == NULL && into->duration.store == NULL)
		return cell_get(into, allocator, reader);
	status = cell_get(&cell, allocator, reader);
	if (status == KEFU_OK)
		status = cell_merge(into, &cell, allocator);
	cell_release(&cell, allocator);
	return status;
}

static int32_t read_run(const struct cube *groups, const struct sealed_run *run,
                        const struct view *view, struct cube *cube, int32_t column)
{
	struct codec_reader reader = sealed_reader(run);
	int32_t bucket = view->by_time >= 0 ? cube_bucket(view->by_time, run->day) : 0;
	int32_t status = KEFU_OK;
	uint32_t i;
	size_t group = 0, row;

	for (i = 0; i < run->count && status == KEFU_OK; i++, group++) {
		struct cube_key key;

		group += codec_get_u64(&reader);
		key = seen_key(view, &groups->keys[group], bucket);
		status = cube_row(cube, &key, &row);
		if (status == KEFU_OK)
			status = add_packed(cube_cell(cube, row, column), &cube->allocator,
			                    &reader);
	}
	return status;
}

int32_t sealed_read(const struct sealed *sealed, int32_t definition, int32_t from_day,
                    int32_t to_day, const int32_t *by, int32_t by_count,
                    struct cube *cube, int32_t column)
{
	struct view view = view_of(by, by_count);
	int32_t layer = view.agent ? SEALED_AGENT : view.team ? SEALED_TEAM : SEALED_TOTAL;
	const struct sealed_days *days = sealed_days_of(sealed, layer, definition);
	int32_t status = KEFU_OK;
	size_t i;

	for (i = 0; days != NULL && i < days->count && status == KEFU_OK; i++) {
		const struct sealed_run *run = &days->runs[i];

		if ((from_day == KEFU_DAY_ANY || run->day >= from_day) &&
		    (to_day == KEFU_DAY_ANY || run->day <= to_day))
			status = read_run(&sealed->layers[layer].groups, run, &view, cube,
			                  column);
	}
	return status;
}

/* ---- ids ---- */

void sealed_visit_ids(const struct sealed *sealed, sealed_visit *visit, void *context)
{
	int32_t i;
	size_t k;

	for (i = 0; i < SEALED_LAYERS; i++)
		for (k = 0; k < sealed->layers[i].groups.row_count; k++) {
			const struct cube_key *key = &sealed->layers[i].groups.keys[k];

			visit(context, key->agent);
			visit(context, key->team);
			visit(context, key->channel);
			visit(context, key->topic);
		}
}

/* The bytes of the store; docs/format.md says what they are. */
#include <string.h>

#include "base/sort.h"
#include "measure/sealed.h"

/* ---- writing ---- */

/* A group with its ids as numbers of their order. */
struct ordered {
	struct cube_key key;
	uint32_t group;
};

static int key_order(const struct cube_key *a, const struct cube_key *b)
{
	if (a->agent != b->agent)
		return a->agent < b->agent ? -1 : 1;
	if (a->team != b->team)
		return a->team < b->team ? -1 : 1;
	if (a->channel != b->channel)
		return a->channel < b->channel ? -1 : 1;
	if (a->topic != b->topic)
		return a->topic < b->topic ? -1 : 1;
	if (a->phase != b->phase)
		return a->phase < b->phase ? -1 : 1;
	return (a->currency > b->currency) - (a->currency < b->currency);
}

static int group_stands_behind(const void *context, const void *left, const void *right)
{
	const struct ordered *a = left, *b = right;

	(void)context;
	return key_order(&a->key, &b->key) > 0;
}

static void put_id(struct codec_writer *writer, kefu_id id)
{
	codec_put_u64(writer, id << 1 | id >> 63);
}

static void put_currency(struct codec_writer *writer, uint32_t currency)
{
	char letters[4];

	currency_unpack(currency, letters);
	codec_put_text(writer, letters, currency != 0 ? 3 : 0);
}

static void put_group(struct codec_writer *writer, int32_t layer, const struct cube_key *key)
{
	if (layer == SEALED_AGENT)
		put_id(writer, key->agent);
	if (layer != SEALED_TOTAL)
		put_id(writer, key->team);
	put_id(writer, key->channel);
	put_id(writer, key->topic);
	codec_put_u8(writer, (uint8_t)key->phase);
	put_currency(writer, key->currency);
}

/* Writes the groups in their order and numbers their places. */
static int32_t put_groups(struct codec_writer *writer, const kefu_allocator *allocator,
                          const struct cube *groups, int32_t layer, sealed_map *map,
                          const void *context, uint32_t *places)
{
	size_t count = groups->row_count, i;
	struct ordered *ordered = memory_get(allocator, 2 * count * sizeof *ordered);

	if (ordered == NULL)
		return KEFU_E_NOMEM;
	for (i = 0; i < count; i++) {
		struct cube_key *key = &ordered[i].key;

		*key = groups->keys[i];
		key->agent = map(context, key->agent);
		key->team = map(context, key->team);
		key->channel = map(context, key->channel);
		key->topic = map(context, key->topic);
		ordered[i].group = (uint32_t)i;
	}
	sort_items(ordered, ordered + count, count, sizeof *ordered, group_stands_behind, NULL);
	for (i = 0; i < count; i++) {
		put_group(writer, layer, &ordered[i].key);
		places[ordered[i].group] = (uint32_t)i;
	}
	memory_put(allocator, ordered, 2 * count * sizeof *ordered);
	return KEFU_OK;
}

static int is_in_order(const uint32_t *places, size_t count)
{
	size_t i;

	for (i = 0; i < count; i++)
		if (places[i] != i)
			return 0;
	return 1;
}

struct put {
	struct codec_writer *writer;
	const kefu_allocator *allocator;
	const uint32_t *places;
	struct sealed_sorter sorter;
	int in_order; /* the runs' bytes are what is written */
};

static int32_t put_run(struct put *put, const struct sealed_run *run)
{
	const struct sealed_entry *entries;
	uint32_t next = 0, i;
	int32_t status;

	codec_put_u64(put->writer, run->count);
	if (put->in_order) {
		codec_put_bytes(put->writer, run->bytes, run->size);
		return KEFU_OK;
	}
	status = sorter_read(&put->sorter, put->allocator, run, put->places, &entries);
	for (i = 0; i < run->count && status == KEFU_OK; i++) {
		entry_put_group(put->writer, entries[i].group, &next);
		codec_put_bytes(put->writer, run->bytes + entries[i].at, entries[i].size);
	}
	return status;
}

static int32_t put_days(struct put *put, const struct sealed_days *days)
{
	int32_t status = KEFU_OK;
	size_t i;

	codec_put_u64(put->writer, days->count);
	for (i = 0; i < days->count && status == KEFU_OK; i++) {
		if (i == 0)
			codec_put_i64(put->writer, days->runs[i].day);
		else
			codec_put_u64(put->writer, (uint64_t)((int64_t)days->runs[i].day -
			                                      days->runs[i - 1].day - 1));
		status = put_run(put, &days->runs[i]);
	}
	return status;
}

static int32_t put_definitions(struct put *put, const struct sealed_layer *layer)
{
	size_t i, count = 0, next = 0;
	int32_t status = KEFU_OK;

	for (i = 0; i < layer->definition_count; i++)
		count += layer->definitions[i].count != 0;
	codec_put_u64(put->writer, count);
	for (i = 0; i < layer->definition_count && status == KEFU_OK; i++) {
		if (layer->definitions[i].count == 0)
			continue;
		codec_put_u64(put->writer, i - next);
		next = i + 1;
		status = put_days(put, &layer->definitions[i]);
	}
	return status;
}

static int32_t put_layer(struct codec_writer *writer, const struct sealed *sealed,
                         int32_t layer, sealed_map *map, const void *context)
{
	const kefu_allocator *allocator = &sealed->allocator;
	const struct sealed_layer *from = &sealed->layers[layer];
	size_t count = from->groups.row_count;
	struct put put = {writer, allocator, NULL, {NULL, NULL, 0, 0, NULL, NULL, 0}, 1};
	uint32_t *places;
	int32_t status;

	codec_put_u64(writer, count);
	if (count == 0)
		return KEFU_OK;
	places = memory_get(allocator, count * sizeof *places);
	if (places == NULL)
		return KEFU_E_NOMEM;
	status = put_groups(writer, allocator, &from->groups, layer, map, context, places);
	if (status == KEFU_OK) {
		put.places = places;
		put.in_order = is_in_order(places, count);
		status = sorter_begin(&put.sorter, allocator, count);
		if (status == KEFU_OK)
			status = put_definitions(&put, from);
		sorter_end(&put.sorter, allocator);
	}
	memory_put(allocator, places, count * sizeof *places);
	return status;
}

int32_t sealed_put(const struct sealed *sealed, struct codec_writer *writer,
                   sealed_map *map, const void *context)
{
	int32_t layer, status = KEFU_OK;

	for (layer = 0; layer < SEALED_LAYERS && status == KEFU_OK; layer++)
		status = put_layer(writer, sealed, layer, map, context);
	return status;
}

/* ---- reading ---- */

struct get {
	struct sealed *sealed;
	struct codec_reader *reader;
	sealed_get_id *get_id;
	void *context;
	int32_t definition_count;
	int32_t layer;
	uint8_t *used; /* groups that a run has */
};

static uint32_t get_currency(struct codec_reader *reader)
{
	size_t size, i;
	const uint8_t *letters = codec_get_text(reader, &size);

	if (letters == NULL || size == 0)
		return 0;
	if (size != 3)
		codec_fail(reader, KEFU_E_CORRUPT);
	for (i = 0; i < size; i++)
		if (letters[i] < 'A' || letters[i] > 'Z')
			codec_fail(reader, KEFU_E_CORRUPT);
	return size != 3 ? 0 : (uint32_t)letters[0] << 16 | (uint32_t)letters[1] << 8 |
	                       letters[2];
}

static int32_t get_groups(struct get *get, size_t count)
{
	struct codec_reader *reader = get->reader;
	struct cube *groups = &get->sealed->layers[get->layer].groups;
	int32_t status = KEFU_OK;
	size_t i, row;

	for (i = 0; i < count && status == KEFU_OK; i++) {
		struct cube_key key = {0};

		if (get->layer == SEALED_AGENT)
			key.agent = get->get_id(reader, get->context);
		if (get->layer != SEALED_TOTAL)
			key.team = get->get_id(reader, get->context);
		key.channel = get->get_id(reader, get->context);
		key.topic = get->get_id(reader, get->context);
		key.phase = (int32_t)codec_get_bounded(reader, KEFU_PHASE_AFTERSALE);
		key.currency = get_currency(reader);
		if (i != 0 && key_order(&groups->keys[i - 1], &key) >= 0)
			codec_fail(reader, KEFU_E_CORRUPT);
		status = reader->status;
		if (status == KEFU_OK)
			status = cube_row(groups, &key, &row);
	}
	return status;
}

/* The bytes are kept as they are: places are numbers. */
static int32_t get_run(struct get *get, struct sealed_days *days, int32_t day)
{
	struct codec_reader *reader = get->reader;
	const kefu_allocator *allocator = &get->sealed->allocator;
	uint64_t groups = get->sealed->layers[get->layer].groups.row_count, group = 0;
	size_t count = codec_get_count(reader, 2), i;
	struct sealed_run *run = &days->runs[days->count];
	const uint8_t *start = reader->at;

	if (count == 0)
		codec_fail(reader, KEFU_E_CORRUPT);
	for (i = 0; i < count && reader->status == KEFU_OK; i++, group++) {
		uint64_t step = codec_get_u64(reader);

		if (group >= groups || step >= groups - group) {
			codec_fail(reader, KEFU_E_CORRUPT);
			break;
		}
		group += step;
		get->used[group] = 1;
		cell_check(reader);
	}
	if (reader->status != KEFU_OK)
		return reader->status;
	run->day = day;
	run->count = (uint32_t)count;
	run->size = (size_t)(reader->at - start);
	run->bytes = memory_get(allocator, run->size);
	if (run->bytes == NULL)
		return KEFU_E_NOMEM;
	memcpy(run->bytes, start, run->size);
	get->sealed->run_bytes += run->size;
	days->count++;
	return KEFU_OK;
}

static int32_t get_days(struct get *get, struct sealed_days *days)
{
	struct codec_reader *reader = get->reader;
	size_t count = codec_get_count(reader, 4), i;
	int64_t day = 0;
	int32_t status = KEFU_OK;

	if (count == 0)
		codec_fail(reader, KEFU_E_CORRUPT);
	if (reader->status != KEFU_OK)
		return reader->status;
	days->runs = memory_get(&get->sealed->allocator, count * sizeof *days->runs);
	if (days->runs == NULL)
		return KEFU_E_NOMEM;
	days->capacity = count;
	for (i = 0; i < count && status == KEFU_OK; i++) {
		if (i == 0)
			day = codec_get_i64(reader);
		else
			day += 1 + (int64_t)codec_get_bounded(reader, UINT32_MAX);
		if (day <= SEALED_NO_DAY || day > INT32_MAX)
			codec_fail(reader, KEFU_E_CORRUPT);
		status = reader->status;
		if (status == KEFU_OK)
			status = get_run(get, days, (int32_t)day);
	}
	return status;
}

static int32_t get_definitions(struct get *get)
{
	struct codec_reader *reader = get->reader;
	size_t count = codec_get_count(reader, 5), i;
	uint64_t most = (uint64_t)get->definition_count, definition = 0;
	int32_t status = reader->status;

	for (i = 0; i < count && status == KEFU_OK; i++, definition++) {
		uint64_t step = codec_get_u64(reader);

		if (definition >= most || step >= most - definition)
			codec_fail(reader, KEFU_E_CORRUPT);
		status = reader->status;
		if (status != KEFU_OK)
			break;
		definition += step;
		status = sealed_reserve(get->sealed, get->layer, (int32_t)definition);
		if (status == KEFU_OK)
			status = get_days(get, sealed_days_of(get->sealed, get->layer,
			                                      (int32_t)definition));
	}
	return status;
}

static int32_t get_layer(struct get *get, int32_t layer)
{
	const kefu_allocator *allocator = &get->sealed->allocator;
	size_t count = codec_get_count(get->reader, 4), i;
	int32_t status = get->reader->status;

	if (status != KEFU_OK || count == 0)
		return status;
	get->layer = layer;
	get->used = memory_get_zeroed(allocator, count);
	if (get->used == NULL)
		return KEFU_E_NOMEM;
	status = get_groups(get, count);
	if (status == KEFU_OK)
		status = get_definitions(get);
	for (i = 0; i < count && status == KEFU_OK; i++)
		if (!get->used[i])
			status = KEFU_E_CORRUPT;
	memory_put(allocator, get->used, count);
	return status;
}

int32_t sealed_get(struct sealed *sealed, struct codec_reader *reader,
                   int32_t definition_count, sealed_get_id *get_id, void *context)
{
	struct get get = {sealed, reader, get_id, context, definition_count, 0, NULL};
	int32_t layer, status = KEFU_OK;

	for (layer = 0; layer < SEALED_LAYERS && status == KEFU_OK; layer++)
		status = get_layer(&get, layer);
	if (status == KEFU_OK)
		status = codec_finish(reader);
	if (status != KEFU_OK)
		sealed_release(sealed);
	return status;
}

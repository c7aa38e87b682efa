/* Sealing: new runs out of old ones and what comes in. */
#include <string.h>

#include "base/sort.h"
#include "measure/sealed.h"

/* ---- order of groups ---- */

int32_t sorter_begin(struct sealed_sorter *sorter, const kefu_allocator *allocator,
                     size_t groups)
{
	size_t words = groups / 64 + 1;

	memset(sorter, 0, sizeof *sorter);
	sorter->groups = groups;
	sorter->bits = memory_get_zeroed(allocator, words * sizeof *sorter->bits);
	sorter->places = memory_get(allocator, groups * sizeof *sorter->places);
	return sorter->bits != NULL && sorter->places != NULL ? KEFU_OK : KEFU_E_NOMEM;
}

void sorter_end(struct sealed_sorter *sorter, const kefu_allocator *allocator)
{
	memory_put(allocator, sorter->bits, (sorter->groups / 64 + 1) * sizeof *sorter->bits);
	memory_put(allocator, sorter->places, sorter->groups * sizeof *sorter->places);
	/* both halves are one piece */
	memory_put(allocator, sorter->entries, 2 * sorter->capacity * sizeof *sorter->entries);
}

static int32_t sorter_reserve(struct sealed_sorter *sorter, const kefu_allocator *allocator,
                              size_t count)
{
	struct sealed_entry *entries;
	size_t capacity = count + count / 2;

	if (count <= sorter->capacity)
		return KEFU_OK;
	entries = memory_get(allocator, 2 * capacity * sizeof *entries);
	if (entries == NULL)
		return KEFU_E_NOMEM;
	memory_put(allocator, sorter->entries, 2 * sorter->capacity * sizeof *entries);
	sorter->entries = entries;
	sorter->sorted = entries + capacity;
	sorter->capacity = capacity;
	return KEFU_OK;
}

/* A bit for each group there is, and then from the lowest to the highest. */
static void sort_by_bits(struct sealed_sorter *sorter)
{
	size_t first = SIZE_MAX, last = 0, word, at = 0, i;

	for (i = 0; i < sorter->count; i++) {
		uint32_t group = sorter->entries[i].group;

		word = group / 64;
		sorter->bits[word] |= UINT64_C(1) << group % 64;
		sorter->places[group] = (uint32_t)i;
		first = word < first ? word : first;
		last = word > last ? word : last;
	}
	for (word = first; word <= last; word++) {
		uint64_t bits = sorter->bits[word];

		for (; bits != 0; bits &= bits - 1) {
			size_t group = word * 64 + (size_t)__builtin_ctzll(bits);

			sorter->sorted[at++] = sorter->entries[sorter->places[group]];
		}
		sorter->bits[word] = 0;
	}
}

int32_t sorter_read(struct sealed_sorter *sorter, const kefu_allocator *allocator,
                    const struct sealed_run *run, const uint32_t *places,
                    const struct sealed_entry **entries)
{
	struct codec_reader reader = sealed_reader(run);
	int rising = 1;
	uint32_t i;
	size_t group = 0;
	int32_t status;

	sorter->count = 0;
	status = sorter_reserve(sorter, allocator, run->count);
	if (status != KEFU_OK)
		return status;
	for (i = 0; i < run->count; i++, group++) {
		struct sealed_entry *entry = &sorter->entries[i];

		group += codec_get_u64(&reader);
		entry->group = places[group];
		entry->at = (size_t)(reader.at - run->bytes);
		cell_skip(&reader);
		entry->size = (uint32_t)((size_t)(reader.at - run->bytes) - entry->at);
		rising &= i == 0 || entry->group > entry[-1].group;
	}
	sorter->count = run->count;
	if (!rising)
		sort_by_bits(sorter);
	*entries = rising ? sorter->entries : sorter->sorted;
	return KEFU_OK;
}

/* ---- joining ---- */

/* What a change in the making needs. */
struct maker {
	struct sealed *sealed;
	struct sealed_change *change;
	int32_t layer, definition;
	size_t new_days; /* of the definition, so far */
	uint8_t *bytes;  /* of a run, while it grows */
	size_t capacity;
	size_t groups[SEALED_LAYERS]; /* that there were before */
};

/* The run of a day, or where it would stand. */
static size_t day_at(const struct sealed_days *days, int32_t day)
{
	size_t low = 0, high = days != NULL ? days->count : 0;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (days->runs[middle].day < day)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static const struct sealed_run *run_of(const struct sealed_days *days, int32_t day)
{
	size_t at = day_at(days, day);

	return days != NULL && at < days->count && days->runs[at].day == day
		? &days->runs[at] : NULL;
}

/* A run, or nothing, and entries that stand in `base`, into one. */
static int32_t join(const struct sealed_run *old, const struct sealed_entry *entries,
                    size_t count, const uint8_t *base, struct codec_writer *writer,
                    uint32_t *made)
{
	struct codec_reader reader = {NULL, NULL, KEFU_OK}, other = reader;
	uint32_t left = old != NULL ? old->count : 0, group = 0, next = 0;
	int32_t status = KEFU_OK;
	size_t i = 0;

	if (left != 0) {
		reader = sealed_reader(old);
		group = (uint32_t)codec_get_u64(&reader);
	}
	for (*made = 0; (left != 0 || i < count) && status == KEFU_OK; ++*made) {
		const struct sealed_entry *entry = &entries[i];
		const uint8_t *start = reader.at;
		int is_old = left != 0 && (i == count || group <= entry->group);
		int is_new = i < count && (left == 0 || entry->group <= group);

		entry_put_group(writer, is_old ? group : entry->group, &next);
		if (is_old && is_new) {
			other.at = base + entry->at;
			other.end = other.at + entry->size;
			status = cell_join(&reader, &other, writer);
		} else if (is_old) {
			cell_skip(&reader);
			codec_put_bytes(writer, start, (size_t)(reader.at - start));
		} else {
			codec_put_bytes(writer, base + entry->at, entry->size);
		}
		i += (size_t)is_new;
		if (is_old && --left != 0)
			group += 1 + (uint32_t)codec_get_u64(&reader);
	}
	return status;
}

static int32_t grow_bytes(struct maker *maker, size_t need)
{
	void *array = maker->bytes;
	int32_t status = memory_reserve(&maker->sealed->allocator, &array, &maker->capacity,
	                                need, 1);

	maker->bytes = array;
	return status;
}

/* Room for the part and, once committed, for its day. */
static int32_t reserve_part(struct maker *maker, int is_new)
{
	const kefu_allocator *allocator = &maker->sealed->allocator;
	struct sealed_change *change = maker->change;
	struct sealed_days *days = sealed_days_of(maker->sealed, maker->layer,
	                                          maker->definition);
	void *array = change->parts;
	int32_t status = memory_reserve(allocator, &array, &change->capacity,
	                                change->count + 1, sizeof *change->parts);

	change->parts = array;
	if (status != KEFU_OK || !is_new)
		return status;
	array = days->runs;
	status = memory_reserve(allocator, &array, &days->capacity,
	                        days->count + maker->new_days + 1, sizeof *days->runs);
	days->runs = array;
	if (status == KEFU_OK)
		maker->new_days++;
	return status;
}

/* Ends in a part of the change: the day's new run. */
static int32_t make_run(struct maker *maker, int32_t day, const struct sealed_entry *entries,
                        size_t count, const uint8_t *base, size_t base_size)
{
	const struct sealed_days *days = sealed_days_of(maker->sealed, maker->layer,
	                                                maker->definition);
	const struct sealed_run *old = run_of(days, day);
	struct codec_writer writer;
	struct sealed_part *part;
	uint32_t made = 0;
	int32_t status;

	writer.size = base_size + (old != NULL ? old->size : 0) + 5 * count;
	do {
		status = grow_bytes(maker, writer.size);
		if (status != KEFU_OK)
			return status;
		writer.bytes = maker->bytes;
		writer.capacity = maker->capacity;
		writer.size = 0;
		status = join(old, entries, count, base, &writer, &made);
	} while (status == KEFU_OK && writer.size > writer.capacity);
	if (status == KEFU_OK)
		status = reserve_part(maker, old == NULL);
	if (status != KEFU_OK)
		return status;
	part = &maker->change->parts[maker->change->count];
	part->run.bytes = memory_get(&maker->sealed->allocator, writer.size);
	if (part->run.bytes == NULL)
		return KEFU_E_NOMEM;
	memcpy(part->run.bytes, maker->bytes, writer.size);
	part->run.size = writer.size;
	part->run.day = day;
	part->run.count = made;
	part->layer = maker->layer;
	part->definition = maker->definition;
	maker->change->count++;
	return KEFU_OK;
}

static int32_t turn_to(struct maker *maker, int32_t layer, int32_t definition)
{
	maker->layer = layer;
	maker->definition = definition;
	maker->new_days = 0;
	return sealed_reserve(maker->sealed, layer, definition);
}

static void begin(struct maker *maker, struct sealed *sealed, struct sealed_change *change)
{
	int32_t i;

	memset(maker, 0, sizeof *maker);
	memset(change, 0, sizeof *change);
	maker->sealed = sealed;
	maker->change = change;
	for (i = 0; i < SEALED_LAYERS; i++)
		maker->groups[i] = sealed->layers[i].groups.row_count;
}

static int32_t end(struct maker *maker, int32_t status)
{
	int32_t i;

	for (i = 0; i < SEALED_LAYERS; i++)
		maker->change->groups[i] = maker->sealed->layers[i].groups.row_count -
		                           maker->groups[i];
	memory_put(&maker->sealed->allocator, maker->bytes, maker->capacity);
	if (status != KEFU_OK)
		sealed_drop(maker->sealed, maker->change);
	return status;
}

/* ---- from cubes ---- */

struct stage_row {
	int32_t day;
	uint32_t group;
	size_t row;
};

static int row_stands_behind(const void *context, const void *left, const void *right)
{
	const struct stage_row *a = left, *b = right;

	(void)context;
	return a->day != b->day ? a->day > b->day : a->group > b->group;
}

static int row_has_something(const struct cube *cube, size_t row, const int32_t *definitions)
{
	int32_t i;

	for (i = 0; i < cube->column_count; i++)
		if (definitions[i] >= 0 && !cell_is_blank(cube_cell(cube, row, i)))
			return 1;
	return 0;
}

/* Numbers the groups of the rows that have something, and sorts these by day. */
static int32_t order_rows(struct maker *maker, const struct cube *cube,
                          const int32_t *definitions, struct stage_row *rows, size_t *count)
{
	size_t i, group;
	int32_t status;

	*count = 0;
	for (i = 0; i < cube->row_count; i++) {
		struct cube_key key = cube->keys[i];

		if (!row_has_something(cube, i, definitions))
			continue;
		rows[*count].day = key.bucket;
		key.bucket = 0;
		status = cube_row(&maker->sealed->layers[maker->layer].groups, &key, &group);
		if (status != KEFU_OK)
			return status;
		rows[*count].group = (uint32_t)group;
		rows[(*count)++].row = i;
	}
	sort_items(rows, rows + cube->row_count, *count, sizeof *rows, row_stands_behind, NULL);
	return KEFU_OK;
}

/* Where cells are packed before they are joined. */
struct packing {
	uint8_t *bytes;
	size_t capacity, size;
	struct sealed_entry *entries; /* as many as the cube has rows */
	size_t count;
};

static int32_t pack(struct packing *packing, const kefu_allocator *allocator, uint32_t group,
                    const struct cell *cell)
{
	struct sealed_entry *entry = &packing->entries[packing->count];
	struct codec_writer writer;

	for (;;) {
		void *array = packing->bytes;
		int32_t status;

		writer.bytes = packing->bytes;
		writer.capacity = packing->capacity;
		writer.size = packing->size;
		cell_put(cell, &writer);
		if (writer.size <= writer.capacity)
			break;
		status = memory_reserve(allocator, &array, &packing->capacity, writer.size, 1);
		packing->bytes = array;
		if (status != KEFU_OK)
			return status;
	}
	entry->group = group;
	entry->at = packing->size;
	entry->size = (uint32_t)(writer.size - packing->size);
	packing->size = writer.size;
	packing->count++;
	return KEFU_OK;
}

static int32_t stage_column(struct maker *maker, const struct cube *cube, int32_t column,
                            const struct stage_row *rows, size_t count,
                            struct packing *packing)
{
	const kefu_allocator *allocator = &maker->sealed->allocator;
	int32_t status = KEFU_OK;
	size_t i = 0;

	while (i < count && status == KEFU_OK) {
		int32_t day = rows[i].day;

		packing->count = packing->size = 0;
		for (; i < count && rows[i].day == day && status == KEFU_OK; i++) {
			const struct cell *cell = cube_cell(cube, rows[i].row, column);

			if (!cell_is_blank(cell))
				status = pack(packing, allocator, rows[i].group, cell);
		}
		if (status == KEFU_OK && packing->count != 0)
			status = make_run(maker, day, packing->entries, packing->count,
			                  packing->bytes, packing->size);
	}
	return status;
}

static int32_t stage_layer(struct maker *maker, int32_t layer, const struct cube *cube,
                           const int32_t *definitions)
{
	const kefu_allocator *allocator = &maker->sealed->allocator;
	struct packing packing = {NULL, 0, 0, NULL, 0};
	struct stage_row *rows;
	size_t count = 0;
	int32_t i, status = KEFU_OK;

	if (cube->row_count == 0)
		return KEFU_OK;
	maker->layer = layer;
	rows = memory_get(allocator, 2 * cube->row_count * sizeof *rows);
	packing.entries = memory_get(allocator, cube->row_count * sizeof *packing.entries);
	if (rows == NULL || packing.entries == NULL)
		status = KEFU_E_NOMEM;
	if (status == KEFU_OK)
		status = order_rows(maker, cube, definitions, rows, &count);
	for (i = 0; i < cube->column_count && status == KEFU_OK; i++) {
		if (definitions[i] < 0)
			continue;
		status = turn_to(maker, layer, definitions[i]);
		if (status == KEFU_OK)
			status = stage_column(maker, cube, i, rows, count, &packing);
	}
	memory_put(allocator, packing.bytes, packing.capacity);
	memory_put(allocator, packing.entries, cube->row_count * sizeof *packing.entries);
	memory_put(allocator, rows, 2 * cube->row_count * sizeof *rows);
	return status;
}

int32_t sealed_stage(struct sealed *sealed, const struct cube *const cubes[SEALED_LAYERS],
                     const int32_t *definitions, struct sealed_change *change)
{
	struct maker maker;
	int32_t layer, status = KEFU_OK;

	begin(&maker, sealed, change);
	for (layer = 0; layer < SEALED_LAYERS && status == KEFU_OK; layer++)
		status = stage_layer(&maker, layer, cubes[layer], definitions);
	return end(&maker, status);
}

/* ---- from another store ---- */

static int32_t map_groups(struct cube *groups, const struct cube *others, sealed_map *map,
                          const void *context, uint32_t *places)
{
	size_t i, row;
	int32_t status = KEFU_OK;

	for (i = 0; i < others->row_count && status == KEFU_OK; i++) {
		struct cube_key key = others->keys[i];

		key.agent = map(context, key.agent);
		key.team = map(context, key.team);
		key.channel = map(context, key.channel);
		key.topic = map(context, key.topic);
		status = cube_row(groups, &key, &row);
		if (status == KEFU_OK)
			places[i] = (uint32_t)row;
	}
	return status;
}

static int32_t merge_days(struct maker *maker, const struct sealed_days *others,
                          const uint32_t *places, struct sealed_sorter *sorter)
{
	const struct sealed_entry *entries;
	int32_t status = KEFU_OK;
	size_t i;

	for (i = 0; i < others->count && status == KEFU_OK; i++) {
		const struct sealed_run *run = &others->runs[i];

		status = sorter_read(sorter, &maker->sealed->allocator, run, places, &entries);
		if (status == KEFU_OK)
			status = make_run(maker, run->day, entries, run->count, run->bytes,
			                  run->size);
	}
	return status;
}

static int32_t merge_layer(struct maker *maker, int32_t layer, const struct sealed *other,
                           sealed_map *map, const void *context)
{
	const kefu_allocator *allocator = &maker->sealed->allocator;
	const struct sealed_layer *from = &other->layers[layer];
	struct cube *groups = &maker->sealed->layers[layer].groups;
	size_t count = from->groups.row_count, i;
	struct sealed_sorter sorter;
	uint32_t *places;
	int32_t status;

	if (count == 0)
		return KEFU_OK;
	places = memory_get(allocator, count * sizeof *places);
	if (places == NULL)
		return KEFU_E_NOMEM;
	status = map_groups(groups, &from->groups, map, context, places);
	if (status == KEFU_OK) {
		status = sorter_begin(&sorter, allocator, groups->row_count);
		for (i = 0; i < from->definition_count && status == KEFU_OK; i++) {
			if (from->definitions[i].count == 0)
				continue;
			status = turn_to(maker, layer, (int32_t)i);
			if (status == KEFU_OK)
				status = merge_days(maker, &from->definitions[i], places,
				                    &sorter);
		}
		sorter_end(&sorter, allocator);
	}
	memory_put(allocator, places, count * sizeof *places);
	return status;
}

int32_t sealed_stage_merge(struct sealed *sealed, const struct sealed *other,
                           sealed_map *map, const void *context,
                           struct sealed_change *change)
{
	struct maker maker;
	int32_t layer, status = KEFU_OK;

	begin(&maker, sealed, change);
	for (layer = 0; layer < SEALED_LAYERS && status == KEFU_OK; layer++)
		status = merge_layer(&maker, layer, other, map, context);
	return end(&maker, status);
}

/* ---- the end of a change ---- */

static void change_release(struct sealed *sealed, struct sealed_change *change)
{
	memory_put(&sealed->allocator, change->parts, change->capacity * sizeof *change->parts);
	memset(change, 0, sizeof *change);
}

void sealed_commit(struct sealed *sealed, struct sealed_change *change)
{
	size_t i;

	for (i = 0; i < change->count; i++) {
		const struct sealed_part *part = &change->parts[i];
		struct sealed_days *days = sealed_days_of(sealed, part->layer,
		                                          part->definition);
		size_t at = day_at(days, part->run.day);

		if (at < days->count && days->runs[at].day == part->run.day) {
			sealed->run_bytes -= days->runs[at].size;
			memory_put(&sealed->allocator, days->runs[at].bytes,
			           days->runs[at].size);
		} else {
			memmove(&days->runs[at + 1], &days->runs[at],
			        (days->count - at) * sizeof *days->runs);
			days->count++;
		}
		days->runs[at] = part->run;
		sealed->run_bytes += part->run.size;
	}
	change_release(sealed, change);
}

void sealed_drop(struct sealed *sealed, struct sealed_change *change)
{
	int32_t layer;
	size_t i;

	for (i = 0; i < change->count; i++)
		memory_put(&sealed->allocator, change->parts[i].run.bytes,
		           change->parts[i].run.size);
	for (layer = 0; layer < SEALED_LAYERS; layer++) {
		struct cube *groups = &sealed->layers[layer].groups;

		cube_forget_rows(groups, groups->row_count - change->groups[layer]);
	}
	change_release(sealed, change);
}

/* Sealed figures: whatever was sealed when, the same cells and the same bytes. */

#include "unit.h"

#include "base/text.h"
#include "kefu/civil.h"
#include "measure/sealed.h"

#define COLUMNS 7
#define OBSERVATIONS 500
#define AGENTS 5

/* One case as observe() gets it, of the column's own kind. */
struct made {
	int32_t day, column, phase;
	kefu_id channel, topic;
	uint32_t currency;
	kefu_id agents[2], teams[2]; /* credited */
	int credits;
	int64_t value;
	uint32_t parts;
	int rare;
};

enum { BY_AGENT = 1, BY_TEAM = 2, BY_CHANNEL = 4, BY_TOPIC = 8, BY_PHASE = 16, BY_CURRENCY = 32,
	BY_ALL = 63 };

static const int32_t dimensions[] = {KEFU_BY_AGENT, KEFU_BY_TEAM, KEFU_BY_CHANNEL, KEFU_BY_TOPIC,
	KEFU_BY_PHASE, KEFU_BY_CURRENCY};
static const int32_t times[] = {-1, KEFU_BY_DAY, KEFU_BY_WEEK, KEFU_BY_MONTH};

static const int32_t own_numbers[COLUMNS] = {0, 1, 2, 3, 4, 5, 6};

static kefu_allocator libc_memory(void)
{
	kefu_allocator allocator;

	unit_ok(memory_resolve(NULL, &allocator));
	return allocator;
}

static void make(struct made *made, size_t count, uint64_t *seed, const kefu_id *agents)
{
	static const uint32_t currencies[] = {0, 0x434E59, 0x555344}; /* CNY, USD */
	size_t i;
	int k;

	memset(made, 0, count * sizeof *made);
	for (i = 0; i < count; i++) {
		struct made *one = &made[i];

		one->day = 20400 + (int32_t)unit_below(seed, 12);
		one->column = (int32_t)unit_below(seed, COLUMNS);
		one->phase = (int32_t)unit_below(seed, 3);
		one->channel = unit_below(seed, 3);
		one->topic = unit_below(seed, 2) * 77;
		one->currency = one->column == 4 ? currencies[unit_below(seed, 3)] : 0;
		one->credits = (int)unit_below(seed, 3);
		for (k = 0; k < one->credits; k++) {
			size_t agent = k == 0 ? (size_t)unit_below(seed, 2) * 3
			                      : 1 + (size_t)unit_below(seed, 2);

			one->agents[k] = agents[agent];
			one->teams[k] = (one->day + (int32_t)agent) % 3 != 0
				? 1000 + agent % 2 : 0;
		}
		one->value = (int64_t)(unit_random(seed) >> (20 + unit_below(seed, 43)));
		if (one->column == 0 || one->column == 3)
			one->value = (int64_t)unit_below(seed, one->column == 0 ? 2 : 11);
		if (one->column == 4)
			one->value = one->value % 100000 - 50000;
		one->parts = (uint32_t)unit_random(seed);
		one->rare = (int)unit_below(seed, 9);
	}
}

/* What add_to_cell() does, for a kind of reading by column. */
static void add_to_cell(struct cube *cube, const struct cube_key *key, const struct made *made)
{
	struct cell *cell;
	size_t row;

	unit_ok(cube_row(cube, key, &row));
	cell = cube_cell(cube, row, made->column);
	cell->touched = 1;
	if (made->column == 4 && made->currency != 0) {
		uint32_t currency = made->rare == 0 ? UINT32_MAX : made->currency;

		cell->mixed |= currency == UINT32_MAX ||
		               (cell->currency != 0 && cell->currency != currency);
		cell->currency = currency;
	}
	switch (made->column) {
	case 1:
		unit_ok(duration_add(&cell->duration, &cube->allocator,
		                     (uint64_t)made->value));
		break;
	case 2:
		unit_ok(cell_add_mean(cell, &cube->allocator, made->value % 50,
		                      made->parts));
		break;
	case 3:
		unit_ok(cell_add_score(cell, &cube->allocator, made->value - 3));
		break;
	case 5:
		if (made->rare < 4)
			unit_ok(cell_add_gate(cell, &cube->allocator));
		cell->undecided += made->rare == 5;
		cell->immature += made->rare == 6;
		if (made->rare < 8)
			return;
		break;
	case 6: /* now and then a share that is not the reading */
		unit_ok(duration_add(&cell->duration, &cube->allocator,
		                     (uint64_t)made->value % 1000));
		unit_ok(cell_add(cell, made->value % 1000 - (made->rare == 0), 1));
		return;
	default:
		break;
	}
	unit_ok(cell_add(cell, made->column == 2 ? made->value % 50 : made->value, 1));
}

static int32_t bucket_of(int32_t time, int32_t day)
{
	switch (time) {
	case KEFU_BY_DAY:
		return day;
	case KEFU_BY_WEEK:
		return kefu_civil_week_start(day);
	case KEFU_BY_MONTH:
		return kefu_civil_month_start(day);
	default:
		return 0;
	}
}

/* What observe() does. */
static void observe_one(struct cube *cube, int by, int32_t time, const struct made *made)
{
	struct cube_key key = {0};
	int i, k;

	key.bucket = bucket_of(time, made->day);
	key.channel = by & BY_CHANNEL ? made->channel : 0;
	key.topic = by & BY_TOPIC ? made->topic : 0;
	key.phase = by & BY_PHASE ? made->phase : 0;
	if ((by & BY_CURRENCY) != 0 && !(made->column == 4 && made->rare == 0))
		key.currency = made->currency;
	if ((by & (BY_AGENT | BY_TEAM)) == 0 || made->credits == 0) {
		add_to_cell(cube, &key, made);
		return;
	}
	for (i = 0; i < made->credits; i++) {
		key.team = by & BY_TEAM ? made->teams[i] : 0;
		if ((by & BY_AGENT) != 0)
			key.agent = made->agents[i];
		else
			for (k = 0; k < i; k++)
				if (made->teams[k] == made->teams[i])
					return; /* of two at most */
		add_to_cell(cube, &key, made);
	}
}

static void observe_layers(struct cube cubes[SEALED_LAYERS], const struct made *made)
{
	observe_one(&cubes[SEALED_TOTAL], BY_ALL & ~(BY_AGENT | BY_TEAM), KEFU_BY_DAY, made);
	observe_one(&cubes[SEALED_TEAM], BY_ALL & ~BY_AGENT, KEFU_BY_DAY, made);
	observe_one(&cubes[SEALED_AGENT], BY_ALL, KEFU_BY_DAY, made);
}

static void layers_begin(struct cube cubes[SEALED_LAYERS], const kefu_allocator *allocator)
{
	int i;

	for (i = 0; i < SEALED_LAYERS; i++)
		unit_ok(cube_init(&cubes[i], allocator, COLUMNS, 0));
}

static void layers_end(struct cube cubes[SEALED_LAYERS])
{
	int i;

	for (i = 0; i < SEALED_LAYERS; i++)
		cube_release(&cubes[i]);
}

static int32_t stage(struct sealed *sealed, const struct cube cubes[SEALED_LAYERS],
                     struct sealed_change *change)
{
	const struct cube *const layers[SEALED_LAYERS] = {&cubes[0], &cubes[1], &cubes[2]};

	return sealed_stage(sealed, layers, own_numbers, change);
}

/* Seals everything in so many rounds, each case in any of them. */
static void seal(struct sealed *sealed, const struct made *made, size_t count, uint64_t rounds,
                 uint64_t seed)
{
	kefu_allocator allocator = libc_memory();
	uint64_t round, draw;
	size_t i;

	unit_ok(sealed_init(sealed, &allocator));
	for (round = 0; round < rounds; round++) {
		struct cube cubes[SEALED_LAYERS];
		struct sealed_change change;

		layers_begin(cubes, &allocator);
		for (draw = seed, i = 0; i < count; i++)
			if (unit_below(&draw, rounds) == round)
				observe_layers(cubes, &made[i]);
		if (round % 3 == 1) { /* on second thoughts */
			unit_ok(stage(sealed, cubes, &change));
			sealed_drop(sealed, &change);
			sealed_drop(sealed, &change); /* nothing any more */
		}
		unit_ok(stage(sealed, cubes, &change));
		sealed_commit(sealed, &change);
		layers_end(cubes);
	}
}

/* ---- bytes ---- */

static kefu_id as_is(const void *context, kefu_id id)
{
	(void)context;
	return id;
}

/* Texts by rank, as the desk numbers them for its bytes. */
static kefu_id by_rank(const void *context, kefu_id id)
{
	const struct text_table *texts = context;
	uint64_t rank = 0, i;

	if ((id & TEXT_ID_BIT) == 0)
		return id;
	for (i = 1; i <= texts->count; i++)
		rank += text_compare(texts, TEXT_ID_BIT | i, id) < 0;
	return TEXT_ID_BIT | rank;
}

static kefu_id get_id(struct codec_reader *reader, void *context)
{
	uint64_t key = codec_get_u64(reader);

	if ((key & 1) == 0)
		return key >> 1;
	if (key >> 1 >= *(const uint64_t *)context)
		codec_fail(reader, KEFU_E_CORRUPT);
	return TEXT_ID_BIT | key >> 1;
}

static uint8_t *bytes_of(const struct sealed *sealed, sealed_map *map, const void *context,
                         size_t *size)
{
	struct codec_writer writer = {NULL, 0, 0};

	unit_ok(sealed_put(sealed, &writer, map, context));
	writer.bytes = malloc(writer.size);
	writer.capacity = writer.size;
	writer.size = 0;
	unit_ok(sealed_put(sealed, &writer, map, context));
	ck_assert_uint_eq(writer.size, writer.capacity);
	*size = writer.size;
	return writer.bytes;
}

static void same_bytes(const struct sealed *a, const struct sealed *b, sealed_map *map,
                       const void *context_a, const void *context_b)
{
	size_t size_a, size_b;
	uint8_t *x = bytes_of(a, map, context_a, &size_a);
	uint8_t *y = bytes_of(b, map, context_b, &size_b);

	ck_assert_uint_eq(size_a, size_b);
	ck_assert_mem_eq(x, y, size_a);
	free(x);
	free(y);
}

static int32_t read_bytes(struct sealed *out, const uint8_t *bytes, size_t size)
{
	kefu_allocator allocator = libc_memory();
	struct codec_reader reader = {NULL, NULL, KEFU_OK};
	uint64_t texts = AGENTS;

	reader.at = bytes;
	reader.end = bytes + size;
	unit_ok(sealed_init(out, &allocator));
	return sealed_get(out, &reader, COLUMNS, get_id, &texts);
}

static const kefu_id numbers[AGENTS] = {9, 8, 7, 6, 5};

/* ---- cells ---- */

static void same_cell(const struct cell *a, const struct cell *b)
{
	uint8_t x[40000], y[40000];
	struct codec_writer one = {x, sizeof x, 0}, two = {y, sizeof y, 0};
	uint32_t i;

	ck_assert_int_eq(a->num, b->num);
	ck_assert_int_eq(a->den, b->den);
	ck_assert(a->squares == b->squares);
	ck_assert_int_eq(a->undecided, b->undecided);
	ck_assert_int_eq(a->immature, b->immature);
	ck_assert_uint_eq(a->parts, b->parts);
	ck_assert_uint_eq(a->min_parts, b->min_parts);
	ck_assert_uint_eq(a->max_parts, b->max_parts);
	ck_assert_int_eq(a->mixed, b->mixed);
	ck_assert_int_eq(a->touched, b->touched);
	if (!a->mixed)
		ck_assert_uint_eq(a->currency, b->currency);
	ck_assert_int_eq(a->extra != NULL ? a->extra->sessions : 0,
	                 b->extra != NULL ? b->extra->sessions : 0);
	ck_assert_uint_eq(a->score_count, b->score_count);
	for (i = 0; i < a->score_count; i++) {
		ck_assert_int_eq(a->scores[i].score, b->scores[i].score);
		ck_assert_int_eq(a->scores[i].count, b->scores[i].count);
	}
	duration_encode(&a->duration, &one);
	duration_encode(&b->duration, &two);
	cell_put(a, &one);
	cell_put(b, &two);
	ck_assert_uint_le(one.size, sizeof x);
	ck_assert_uint_eq(one.size, two.size);
	ck_assert_int_eq(memcmp(x, y, one.size), 0);
}

static void same_column(const struct cube *want, const struct cube *got, int32_t column)
{
	size_t i, rows = 0, row;

	for (i = 0; i < want->row_count; i++) {
		const struct cell *cell = cube_cell(want, i, column);

		if (!cell->touched)
			continue;
		rows++;
		row = cube_find(got, &want->keys[i]);
		ck_assert(row != CUBE_NO_ROW);
		same_cell(cell, cube_cell(got, row, 0));
	}
	ck_assert_uint_eq(rows, got->row_count);
}

/* Every question that days can answer. */
static void check_questions(const struct sealed *sealed, const struct made *made, size_t count,
                            int32_t from, int32_t to)
{
	kefu_allocator allocator = libc_memory();
	int by, time, i;
	size_t k;

	for (by = 0; by <= BY_ALL; by++)
		for (time = 0; time < 4; time++) {
			int32_t asked[7], asked_count = 0;
			struct cube plain;

			for (i = 0; i < 6; i++)
				if ((by >> i & 1) != 0)
					asked[asked_count++] = dimensions[i];
			if (times[time] != -1)
				asked[asked_count++] = times[time];
			unit_ok(cube_init(&plain, &allocator, COLUMNS, 0));
			for (k = 0; k < count; k++)
				if ((from == KEFU_DAY_ANY || made[k].day >= from) &&
				    (to == KEFU_DAY_ANY || made[k].day <= to))
					observe_one(&plain, by, times[time], &made[k]);
			for (i = 0; i < COLUMNS; i++) {
				struct cube answer;

				unit_ok(cube_init(&answer, &allocator, 1, 0));
				unit_ok(sealed_read(sealed, i, from, to, asked, asked_count,
				                    &answer, 0));
				same_column(&plain, &answer, i);
				cube_release(&answer);
			}
			cube_release(&plain);
		}
}

START_TEST(reads_as_if_never_sealed)
{
	static struct made made[OBSERVATIONS];
	uint64_t seed = 1;
	struct sealed sealed;

	make(made, OBSERVATIONS, &seed, numbers);
	seal(&sealed, made, OBSERVATIONS, 5, 77);
	check_questions(&sealed, made, OBSERVATIONS, KEFU_DAY_ANY, KEFU_DAY_ANY);
	check_questions(&sealed, made, OBSERVATIONS, 20403, 20408);
	sealed_release(&sealed);
}
END_TEST

/* Many readings a cell, on both sides of where durations change their form. */
START_TEST(cells_join_as_they_merge)
{
	kefu_allocator allocator = libc_memory();
	uint64_t seed = 5;
	int round, i;

	for (round = 0; round < 400; round++) {
		struct made made = {0};
		struct cube cubes[3];
		struct cube_key key = {0};
		uint8_t a[20000], b[20000], both[40000], whole[40000];
		struct codec_writer writers[2] = {{a, sizeof a, 0}, {b, sizeof b, 0}};
		struct codec_writer one = {both, sizeof both, 0}, two = {whole, sizeof whole, 0};
		struct codec_reader readers[2] = {{a, a, KEFU_OK}, {b, b, KEFU_OK}};
		uint64_t counts[2], k;
		unsigned shift = 22 + (unsigned)unit_below(&seed, 40);

		made.column = (int32_t)unit_below(&seed, COLUMNS);
		for (i = 0; i < 3; i++)
			unit_ok(cube_init(&cubes[i], &allocator, COLUMNS, 0));
		for (i = 0; i < 2; i++) {
			counts[i] = unit_below(&seed, unit_below(&seed, 2) ? 40 : 400);
			for (k = 0; k < counts[i]; k++) {
				made.value = (int64_t)(unit_random(&seed) >> shift);
				made.rare = (int)unit_below(&seed, 9);
				made.parts = (uint32_t)unit_random(&seed);
				made.currency = 0x434E59 + (made.rare == 1);
				add_to_cell(&cubes[i], &key, &made);
				add_to_cell(&cubes[2], &key, &made);
			}
		}
		if (counts[0] != 0 && counts[1] != 0) {
			for (i = 0; i < 2; i++) {
				cell_put(cube_cell(&cubes[i], 0, made.column), &writers[i]);
				readers[i].end += writers[i].size;
			}
			unit_ok(cell_join(&readers[0], &readers[1], &one));
			cell_put(cube_cell(&cubes[2], 0, made.column), &two);
			ck_assert_uint_eq(one.size, two.size);
			ck_assert_mem_eq(both, whole, one.size);
			readers[0].at = both;
			readers[0].end = both + one.size;
			cell_check(&readers[0]);
			unit_ok(codec_finish(&readers[0]));
			unit_ok(cell_merge(cube_cell(&cubes[0], 0, made.column),
			                   cube_cell(&cubes[1], 0, made.column), &allocator));
			same_cell(cube_cell(&cubes[0], 0, made.column),
			          cube_cell(&cubes[2], 0, made.column));
		}
		for (i = 0; i < 3; i++)
			cube_release(&cubes[i]);
	}
}
END_TEST

START_TEST(bytes_do_not_tell_when)
{
	static struct made made[OBSERVATIONS];
	struct sealed once, again;
	uint64_t seed = 2, rounds;

	make(made, OBSERVATIONS, &seed, numbers);
	seal(&once, made, OBSERVATIONS, 1, 0);
	for (rounds = 2; rounds < 40; rounds = rounds * 2 + 1) {
		seal(&again, made, OBSERVATIONS, rounds, rounds);
		same_bytes(&once, &again, as_is, NULL, NULL);
		sealed_release(&again);
	}
	ck_assert_int_eq(sealed_definitions(&once), COLUMNS);
	ck_assert_int_eq(sealed_last_day(&once, 1), 20411);
	ck_assert_int_eq(sealed_last_day(&once, COLUMNS), SEALED_NO_DAY);
	ck_assert_uint_gt(sealed_bytes(&once), once.run_bytes);
	sealed_release(&once);
}
END_TEST

START_TEST(comes_back_from_bytes)
{
	static struct made made[OBSERVATIONS];
	struct sealed sealed, back, copy;
	kefu_allocator allocator = libc_memory();
	uint64_t seed = 3;
	uint8_t *bytes;
	size_t size;

	make(made, OBSERVATIONS, &seed, numbers);
	seal(&sealed, made, OBSERVATIONS, 3, 1);
	bytes = bytes_of(&sealed, as_is, NULL, &size);
	unit_ok(read_bytes(&back, bytes, size));
	same_bytes(&sealed, &back, as_is, NULL, NULL);
	unit_ok(sealed_copy(&back, &allocator, &copy));
	same_bytes(&sealed, &copy, as_is, NULL, NULL);
	sealed_release(&back);
	check_questions(&copy, made, OBSERVATIONS, 20410, KEFU_DAY_ANY);
	sealed_release(&copy);
	sealed_release(&sealed);
	free(bytes);
}
END_TEST

/* ---- texts and merging ---- */

static void names(struct text_table *texts, kefu_id ids[AGENTS], uint64_t *seed)
{
	static const char *const all[AGENTS] = {"anna", "bo", "chen", "dora", "eve"};
	kefu_allocator allocator = libc_memory();
	size_t start = (size_t)unit_below(seed, AGENTS), i;

	text_table_init(texts, &allocator);
	for (i = 0; i < AGENTS; i++) {
		size_t at = (start + i * 2) % AGENTS;

		unit_ok(text_intern(texts, all[at], strlen(all[at]), &ids[at]));
	}
}

struct translation {
	const struct text_table *from, *to;
};

static kefu_id translate(const void *context, kefu_id id)
{
	const struct translation *between = context;
	const char *text;
	size_t length;

	if ((id & TEXT_ID_BIT) == 0)
		return id;
	text = text_of(between->from, id, &length);
	return text_find(between->to, text, length);
}

static void mark(void *context, kefu_id id)
{
	uint64_t *texts = context;

	if ((id & TEXT_ID_BIT) != 0)
		*texts |= UINT64_C(1) << (id & ~TEXT_ID_BIT);
}

START_TEST(stores_merge)
{
	static struct made made[OBSERVATIONS], other[OBSERVATIONS];
	uint64_t seed = 4;
	int round;

	for (round = 0; round < 12; round++) {
		struct text_table texts[2];
		kefu_id ids[2][AGENTS];
		struct translation between = {&texts[1], &texts[0]}, back = {&texts[0], &texts[1]};
		struct sealed parts[2], whole, odd;
		struct sealed_change change;
		uint64_t start, marks = 0, expected = 0;
		int i;
		size_t cut = (size_t)unit_below(&seed, OBSERVATIONS);

		names(&texts[0], ids[0], &seed);
		names(&texts[1], ids[1], &seed);
		start = seed;
		make(made, OBSERVATIONS, &seed, ids[0]);
		make(other, OBSERVATIONS, &start, ids[1]);
		seal(&whole, made, OBSERVATIONS, 2, 9);
		seal(&parts[0], made, cut, 2, 9);
		seal(&parts[1], other + cut, OBSERVATIONS - cut, 3, 8);
		unit_ok(sealed_copy(&parts[0], &parts[0].allocator, &odd));
		unit_ok(sealed_stage_merge(&parts[0], &parts[1], translate, &between, &change));
		sealed_drop(&parts[0], &change);
		same_bytes(&parts[0], &odd, by_rank, &texts[0], &texts[0]);
		unit_ok(sealed_stage_merge(&parts[0], &parts[1], translate, &between, &change));
		sealed_commit(&parts[0], &change);
		same_bytes(&parts[0], &whole, by_rank, &texts[0], &texts[0]);
		sealed_visit_ids(&whole, mark, &marks);
		for (i = 0; i < AGENTS - 1; i++)
			mark(&expected, ids[0][i]);
		ck_assert_uint_eq(marks, expected);
		/* and the other way round, in the other's numbers */
		unit_ok(sealed_stage_merge(&parts[1], &odd, translate, &back, &change));
		sealed_commit(&parts[1], &change);
		same_bytes(&parts[1], &whole, by_rank, &texts[1], &texts[0]);
		sealed_release(&odd);
		sealed_release(&whole);
		sealed_release(&parts[0]);
		sealed_release(&parts[1]);
		text_table_release(&texts[0]);
		text_table_release(&texts[1]);
	}
}
END_TEST

/* ---- refusals ---- */

START_TEST(an_overflow_changes_nothing)
{
	static struct made made[60];
	kefu_allocator allocator = libc_memory();
	struct cube cubes[SEALED_LAYERS];
	struct sealed sealed, before;
	struct sealed_change change;
	struct made huge = {0};
	uint64_t seed = 6;
	int i;

	make(made, 60, &seed, numbers);
	seal(&sealed, made, 60, 1, 0);
	layers_begin(cubes, &allocator);
	huge.day = 20400;
	huge.value = INT64_MAX - 1;
	huge.agents[0] = 123456;
	huge.credits = 1;
	observe_layers(cubes, &huge);
	for (i = 0; i < 2; i++) {
		unit_ok(sealed_copy(&sealed, &allocator, &before));
		unit_status(stage(&sealed, cubes, &change), i == 0 ? KEFU_OK : KEFU_E_OVERFLOW);
		if (i == 0) {
			sealed_commit(&sealed, &change);
			sealed_release(&before);
		}
	}
	same_bytes(&sealed, &before, as_is, NULL, NULL);
	for (i = 0; i < SEALED_LAYERS; i++) {
		ck_assert_uint_eq(sealed.layers[i].groups.row_count,
		                  before.layers[i].groups.row_count);
	}
	sealed_release(&before);
	sealed_release(&sealed);
	layers_end(cubes);
}
END_TEST

static const struct made *sweep_made;

static int32_t sweep_stage(struct sealed *sealed, const struct cube *cubes)
{
	struct sealed_change change;
	size_t rows[SEALED_LAYERS], bytes = sealed->run_bytes;
	int32_t status, i;

	for (i = 0; i < SEALED_LAYERS; i++)
		rows[i] = sealed->layers[i].groups.row_count;
	status = stage(sealed, cubes, &change);
	if (status == KEFU_OK) {
		sealed_commit(sealed, &change);
		return status;
	}
	ck_assert_uint_eq(bytes, sealed->run_bytes);
	for (i = 0; i < SEALED_LAYERS; i++)
		ck_assert_uint_eq(rows[i], sealed->layers[i].groups.row_count);
	return status;
}

static int32_t sweep_bytes(const struct sealed *sealed, const kefu_allocator *allocator)
{
	static uint8_t bytes[200000], written[200000];
	struct codec_writer writer = {bytes, sizeof bytes, 0};
	struct codec_writer second = {written, sizeof written, 0};
	struct codec_reader reader = {bytes, bytes, KEFU_OK};
	uint64_t texts = 0;
	struct sealed back;
	int32_t status = sealed_put(sealed, &writer, as_is, NULL);

	if (status == KEFU_OK)
		status = sealed_init(&back, allocator);
	if (status != KEFU_OK)
		return status;
	reader.end = bytes + writer.size;
	status = sealed_get(&back, &reader, COLUMNS, get_id, &texts);
	if (status == KEFU_OK)
		status = sealed_put(&back, &second, as_is, NULL);
	if (status == KEFU_OK) {
		ck_assert_uint_eq(writer.size, second.size);
		ck_assert_mem_eq(bytes, written, writer.size);
	}
	sealed_release(&back);
	return status;
}

static int32_t sweep(const kefu_allocator *allocator)
{
	static const int32_t by[] = {KEFU_BY_WEEK};
	kefu_allocator libc = libc_memory();
	struct cube cubes[2][SEALED_LAYERS], answer;
	struct sealed sealed, copy, part;
	struct sealed_change change;
	int32_t status = sealed_init(&sealed, allocator), i;

	if (status != KEFU_OK)
		return status;
	for (i = 0; i < 2; i++) {
		int k;

		layers_begin(cubes[i], &libc);
		for (k = 0; k < 40; k++)
			observe_layers(cubes[i], &sweep_made[i * 30 + k]);
	}
	seal(&part, sweep_made, 50, 1, 0);
	for (i = 0; i < 2 && status == KEFU_OK; i++)
		status = sweep_stage(&sealed, cubes[i]);
	if (status == KEFU_OK) {
		status = sealed_stage_merge(&sealed, &part, as_is, NULL, &change);
		if (status == KEFU_OK)
			sealed_commit(&sealed, &change);
	}
	if (status == KEFU_OK) {
		status = sealed_copy(&sealed, allocator, &copy);
		if (status == KEFU_OK)
			sealed_release(&copy);
	}
	if (status == KEFU_OK)
		status = cube_init(&answer, allocator, COLUMNS, 0);
	if (status == KEFU_OK) {
		for (i = 0; i < COLUMNS && status == KEFU_OK; i++)
			status = sealed_read(&sealed, i, KEFU_DAY_ANY, KEFU_DAY_ANY, by, 1,
			                     &answer, i);
		cube_release(&answer);
	}
	if (status == KEFU_OK)
		status = sweep_bytes(&sealed, allocator);
	sealed_release(&part);
	layers_end(cubes[0]);
	layers_end(cubes[1]);
	sealed_release(&sealed);
	return status;
}

START_TEST(survives_no_memory)
{
	static struct made made[80];
	uint64_t seed = 7;

	make(made, 80, &seed, numbers);
	sweep_made = made;
	unit_sweep(sweep, -1);
}
END_TEST

/* What is taken is what would be written. */
static void try_bytes(const uint8_t *bytes, size_t size, int *taken)
{
	struct sealed sealed;
	size_t again;
	uint8_t *written;

	if (read_bytes(&sealed, bytes, size) == KEFU_OK) {
		++*taken;
		written = bytes_of(&sealed, as_is, NULL, &again);
		ck_assert_uint_eq(size, again);
		ck_assert_mem_eq(bytes, written, size);
		free(written);
		sealed_release(&sealed);
	}
}

START_TEST(refuses_what_it_would_not_write)
{
	static struct made made[300];
	uint64_t seed = 8;
	struct sealed sealed;
	int round, taken = 0, i;
	uint8_t *bytes, *changed;
	size_t size, at;

	make(made, 300, &seed, numbers);
	seal(&sealed, made, 300, 2, 0);
	bytes = bytes_of(&sealed, as_is, NULL, &size);
	changed = malloc(size + 8);
	for (at = 0; at < size; at++) {
		uint8_t *cut = malloc(at != 0 ? at : 1); /* so that a byte too far shows */

		memcpy(cut, bytes, at);
		try_bytes(cut, at, &taken);
		free(cut);
	}
	ck_assert_int_eq(taken, 0);
	for (round = 0; round < 20000; round++) {
		size_t now = size;

		memcpy(changed, bytes, size);
		for (i = 0; i <= (int)unit_below(&seed, 3); i++) {
			at = (size_t)unit_below(&seed, now);
			switch (unit_below(&seed, 3)) {
			case 0:
				changed[at] = (uint8_t)unit_random(&seed);
				break;
			case 1:
				changed[at] ^= (uint8_t)(1u << unit_below(&seed, 8));
				break;
			default:
				memmove(changed + at, changed + at + 1, now - at - 1);
				now--;
			}
		}
		try_bytes(changed, now, &taken);
	}
	ck_assert_int_gt(taken, 0); /* another count is as good */
	free(changed);
	free(bytes);
	sealed_release(&sealed);
}
END_TEST

START_TEST(nothing_is_nothing)
{
	kefu_allocator allocator = libc_memory();
	struct sealed_change nothing = {0};
	struct sealed sealed, back;
	struct cube cubes[SEALED_LAYERS];
	uint8_t *bytes;
	size_t size;

	unit_ok(sealed_init(&sealed, &allocator));
	layers_begin(cubes, &allocator);
	unit_ok(stage(&sealed, cubes, &nothing));
	sealed_commit(&sealed, &nothing);
	sealed_drop(&sealed, &nothing);
	bytes = bytes_of(&sealed, as_is, NULL, &size);
	ck_assert_uint_eq(size, SEALED_LAYERS);
	unit_ok(read_bytes(&back, bytes, size));
	ck_assert_int_eq(sealed_definitions(&back), 0);
	sealed_release(&back);
	unit_status(read_bytes(&back, bytes, 1), KEFU_E_CORRUPT);
	sealed_release(&back);
	layers_end(cubes);
	sealed_release(&sealed);
	free(bytes);
}
END_TEST

/* A mean is kept in 2^-8 ms and the rest; one that no response takes counts as
 * the longest there is. */
START_TEST(means_are_finer_than_a_ms)
{
	kefu_allocator allocator = libc_memory();
	struct duration_totals totals;
	struct cell cell = {0};

	unit_ok(cell_add_mean(&cell, &allocator, 3, 0x80000001));
	duration_totals(&cell.duration, &totals);
	ck_assert_uint_eq(totals.max, 3 * 256 + 128);
	ck_assert_uint_eq(cell.max_parts, 256);
	unit_ok(cell_add_mean(&cell, &allocator, (INT64_C(1) << 40) - 1, 0));
	duration_totals(&cell.duration, &totals);
	ck_assert_uint_eq(totals.max, ((UINT64_C(1) << 40) - 1) << 8);
	unit_ok(cell_add_mean(&cell, &allocator, INT64_C(1) << 40, 7));
	unit_ok(cell_add_mean(&cell, &allocator, INT64_MAX, 7));
	duration_totals(&cell.duration, &totals);
	ck_assert_uint_eq(totals.n, 4);
	ck_assert_uint_eq(totals.max, DURATION_MAX);
	ck_assert_uint_eq(cell.max_parts, 7 * 256);
	cell_release(&cell, &allocator);
}
END_TEST

UNIT_MAIN("sealed", reads_as_if_never_sealed, cells_join_as_they_merge, bytes_do_not_tell_when,
	comes_back_from_bytes, stores_merge, an_overflow_changes_nothing, survives_no_memory,
	refuses_what_it_would_not_write, nothing_is_nothing, means_are_finer_than_a_ms)

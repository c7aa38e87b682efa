/* Packed cells.
 *
 *     mask         which of the fields below are there, a bit each
 *     duration     how many bytes, and the packed duration
 *     num, den     signed; left out when they are the sum and the number of
 *                  the duration's readings, without one when they are 0
 *     squares      left out when it is the readings' sum of squares, without a
 *                  duration when it is num, or 0 for a num below 0
 *     currency     three letters
 *     mixed        nothing more: it is
 *     scores       how many; each the score, signed, then the step from the
 *                  one before less 1; and how often it was given
 *     undecided, immature
 *     parts, min_parts, max_parts
 *     sessions     behind a gate
 *
 * The rest is left out when it is 0. docs/format.md says the same. */
#include <string.h>

#include "measure/cell.h"

enum {
	HAS_DURATION = 1, HAS_NUM = 2, HAS_DEN = 4, HAS_SQUARES = 8, HAS_CURRENCY = 16,
	HAS_MIXED = 32, HAS_SCORES = 64, HAS_UNDECIDED = 128, HAS_IMMATURE = 256,
	HAS_PARTS = 512, HAS_SESSIONS = 1024, HAS_ALL = 2047
};

/* All but the lists. */
struct fields {
	int64_t num, den;
	uint128 squares;
	struct duration_totals totals;
	uint64_t parts;
	int64_t undecided, immature, sessions;
	uint32_t min_parts, max_parts;
	uint32_t currency, score_count;
	int mixed;
};

struct packed {
	struct fields fields;
	struct duration_packed duration; /* if totals.n is not 0 */
	struct codec_reader encoded;     /* the same */
	struct codec_reader scores;
};

static int64_t default_num(const struct fields *fields)
{
	return fields->totals.sum <= INT64_MAX ? (int64_t)fields->totals.sum : 0;
}

static uint128 default_squares(const struct fields *fields)
{
	if (fields->totals.n != 0)
		return fields->totals.squares;
	return fields->num > 0 ? (uint128)fields->num : 0;
}

static uint32_t mask_of(const struct fields *f)
{
	uint32_t mask = 0;

	if (f->totals.n != 0)
		mask |= HAS_DURATION;
	if (f->num != default_num(f))
		mask |= HAS_NUM;
	if (f->den != (int64_t)f->totals.n)
		mask |= HAS_DEN;
	if (f->squares != default_squares(f))
		mask |= HAS_SQUARES;
	if (f->mixed)
		mask |= HAS_MIXED;
	else if (f->currency != 0)
		mask |= HAS_CURRENCY;
	if (f->score_count != 0)
		mask |= HAS_SCORES;
	if (f->undecided != 0)
		mask |= HAS_UNDECIDED;
	if (f->immature != 0)
		mask |= HAS_IMMATURE;
	if (f->parts != 0 || f->min_parts != 0 || f->max_parts != 0)
		mask |= HAS_PARTS;
	if (f->sessions != 0)
		mask |= HAS_SESSIONS;
	return mask;
}

/* Between the duration and the scores. */
static void put_sums(const struct fields *f, uint32_t mask, struct codec_writer *writer)
{
	if ((mask & HAS_NUM) != 0)
		codec_put_i64(writer, f->num);
	if ((mask & HAS_DEN) != 0)
		codec_put_i64(writer, f->den);
	if ((mask & HAS_SQUARES) != 0)
		codec_put_u128(writer, f->squares);
	if ((mask & HAS_CURRENCY) != 0) {
		codec_put_u8(writer, (uint8_t)(f->currency >> 16));
		codec_put_u8(writer, (uint8_t)(f->currency >> 8));
		codec_put_u8(writer, (uint8_t)f->currency);
	}
}

/* Behind the scores. */
static void put_rest(const struct fields *f, uint32_t mask, struct codec_writer *writer)
{
	if ((mask & HAS_UNDECIDED) != 0)
		codec_put_i64(writer, f->undecided);
	if ((mask & HAS_IMMATURE) != 0)
		codec_put_i64(writer, f->immature);
	if ((mask & HAS_PARTS) != 0) {
		codec_put_u64(writer, f->parts);
		codec_put_u64(writer, f->min_parts);
		codec_put_u64(writer, f->max_parts);
	}
	if ((mask & HAS_SESSIONS) != 0)
		codec_put_i64(writer, f->sessions);
}

/* A score and its count; `last` is the one before, `first` whether there is
 * none. */
static void put_score(struct codec_writer *writer, struct score_count score, int first,
                      int64_t last)
{
	if (first)
		codec_put_i64(writer, score.score);
	else
		codec_put_u64(writer, (uint64_t)score.score - (uint64_t)last - 1);
	codec_put_u64(writer, (uint64_t)score.count);
}

static struct score_count get_score(struct codec_reader *reader, int first, int64_t last)
{
	struct score_count score;

	if (first)
		score.score = codec_get_i64(reader);
	else
		score.score = (int64_t)((uint64_t)last + 1 + codec_get_u64(reader));
	score.count = (int64_t)codec_get_bounded(reader, INT64_MAX);
	if (score.count == 0 || (!first && score.score <= last))
		codec_fail(reader, KEFU_E_CORRUPT);
	return score;
}

void cell_put(const struct cell *cell, struct codec_writer *writer)
{
	struct fields fields;
	uint32_t mask, i;
	size_t mark;

	fields.num = cell->num;
	fields.den = cell->den;
	fields.squares = cell->squares;
	duration_totals(&cell->duration, &fields.totals);
	fields.parts = cell->parts;
	fields.undecided = cell->undecided;
	fields.immature = cell->immature;
	fields.sessions = cell->extra != NULL ? cell->extra->sessions : 0;
	fields.min_parts = cell->min_parts;
	fields.max_parts = cell->max_parts;
	fields.currency = cell->currency;
	fields.score_count = cell->score_count;
	fields.mixed = cell->mixed;
	mask = mask_of(&fields);
	codec_put_u64(writer, mask);
	if ((mask & HAS_DURATION) != 0) {
		mark = codec_nested_begin(writer);
		duration_packed_put(&cell->duration, writer);
		codec_section_end(writer, mark);
	}
	put_sums(&fields, mask, writer);
	if (cell->score_count != 0)
		codec_put_u64(writer, cell->score_count);
	for (i = 0; i < cell->score_count; i++)
		put_score(writer, cell->scores[i], i == 0,
		          i != 0 ? cell->scores[i - 1].score : 0);
	put_rest(&fields, mask, writer);
}

static void get_currency(struct codec_reader *reader, struct fields *f)
{
	int i;

	for (i = 0; i < 3; i++)
		f->currency = f->currency << 8 | codec_get_u8(reader);
}

static void get_scores(struct codec_reader *reader, struct packed *out)
{
	struct score_count score = {0, 0};
	uint32_t i, count = (uint32_t)codec_get_bounded(reader, UINT32_MAX);

	if (count > codec_left(reader) / 2)
		codec_fail(reader, KEFU_E_CORRUPT);
	out->scores = *reader;
	out->fields.score_count = count;
	for (i = 0; i < count && reader->status == KEFU_OK; i++)
		score = get_score(reader, i == 0, score.score);
}

static void get_parts(struct codec_reader *reader, struct fields *f)
{
	f->parts = codec_get_u64(reader);
	f->min_parts = (uint32_t)codec_get_bounded(reader, UINT32_MAX);
	f->max_parts = (uint32_t)codec_get_bounded(reader, UINT32_MAX);
}

static inline uint32_t get_mask(struct codec_reader *reader)
{
	uint64_t mask = codec_get_u64(reader);

	if (mask <= HAS_ALL)
		return (uint32_t)mask;
	codec_fail(reader, KEFU_E_CORRUPT);
	return 0;
}

/* Leaves the reader behind the cell. */
static uint32_t unpack(struct packed *out, struct codec_reader *reader, bool check)
{
	static const struct fields nothing;
	struct fields *f = &out->fields;
	uint32_t mask = get_mask(reader);

	*f = nothing;
	if ((mask & HAS_DURATION) != 0) {
		struct codec_reader body = {NULL, NULL, KEFU_OK};
		size_t size;

		body.at = codec_get_text(reader, &size);
		if (body.at != NULL)
			body.end = body.at + size;
		out->encoded.at = body.at;
		out->encoded.end = body.end;
		duration_packed_get(&out->duration, &body, check);
		if (body.status != KEFU_OK)
			codec_fail(reader, body.status);
		else
			f->totals = out->duration.totals;
	}
	f->num = (mask & HAS_NUM) != 0 ? codec_get_i64(reader) : default_num(f);
	f->den = (mask & HAS_DEN) != 0 ? codec_get_i64(reader) : (int64_t)f->totals.n;
	f->squares = (mask & HAS_SQUARES) != 0 ? codec_get_u128(reader) : default_squares(f);
	if ((mask & HAS_CURRENCY) != 0)
		get_currency(reader, f);
	f->mixed = (mask & HAS_MIXED) != 0;
	out->scores = *reader;
	if ((mask & HAS_SCORES) != 0)
		get_scores(reader, out);
	if ((mask & HAS_UNDECIDED) != 0)
		f->undecided = codec_get_i64(reader);
	if ((mask & HAS_IMMATURE) != 0)
		f->immature = codec_get_i64(reader);
	if ((mask & HAS_PARTS) != 0)
		get_parts(reader, f);
	if ((mask & HAS_SESSIONS) != 0)
		f->sessions = codec_get_i64(reader);
	return mask;
}

static int is_letter(uint32_t letter)
{
	return letter >= 'A' && letter <= 'Z';
}

/* Most cells: counters of which none is below 0. False, and the reader where it was,
 * for the others. (Copying the reader would wait for its last store.) */
static int check_counters(struct codec_reader *reader)
{
	const uint8_t *start = reader->at;
	uint64_t mask = codec_get_u64(reader), num = 2, den = 2;

	if ((mask & ~(uint64_t)(HAS_NUM | HAS_DEN)) == 0) {
		if ((mask & HAS_NUM) != 0)
			num = codec_get_u64(reader);
		if ((mask & HAS_DEN) != 0)
			den = codec_get_u64(reader);
		if (((num | den) & 1) == 0 && num != 0 && den != 0)
			return 1;
	}
	if (reader->status != KEFU_OK)
		return 1;
	reader->at = start;
	return 0;
}

void cell_check(struct codec_reader *reader)
{
	struct packed cell;
	const struct fields *f = &cell.fields;
	uint32_t mask;

	if (check_counters(reader))
		return;
	mask = unpack(&cell, reader, true);
	if (reader->status != KEFU_OK)
		return;
	if (mask != mask_of(f) || f->den < 0 || f->undecided < 0 || f->immature < 0 ||
	    f->sessions < 0 || ((mask & HAS_PARTS) != 0 && f->totals.n == 0) ||
	    ((mask & HAS_CURRENCY) != 0 && !(is_letter(f->currency >> 16) &&
	     is_letter(f->currency >> 8 & 0xFF) && is_letter(f->currency & 0xFF))))
		codec_fail(reader, KEFU_E_CORRUPT);
}

void cell_skip(struct codec_reader *reader)
{
	struct packed cell;
	uint32_t mask = get_mask(reader);
	int numbers = 0;

	if ((mask & HAS_DURATION) != 0)
		(void)codec_get_nested(reader);
	if ((mask & HAS_NUM) != 0)
		(void)codec_get_u64(reader);
	if ((mask & HAS_DEN) != 0)
		(void)codec_get_u64(reader);
	if (mask < HAS_SQUARES) /* most cells */
		return;
	if ((mask & HAS_SQUARES) != 0)
		(void)codec_get_u128(reader);
	if ((mask & HAS_CURRENCY) != 0)
		(void)codec_get_bytes(reader, 3);
	if ((mask & HAS_SCORES) != 0)
		get_scores(reader, &cell);
	numbers += (mask & HAS_UNDECIDED) != 0;
	numbers += (mask & HAS_IMMATURE) != 0;
	numbers += (mask & HAS_PARTS) != 0 ? 3 : 0;
	numbers += (mask & HAS_SESSIONS) != 0;
	while (numbers-- > 0)
		(void)codec_get_u64(reader);
}

static int32_t get_lists(struct cell *cell, const kefu_allocator *allocator,
                         struct packed *from)
{
	uint32_t count = from->fields.score_count, i;

	if (count != 0) {
		cell->scores = memory_get(allocator, count * sizeof *cell->scores);
		if (cell->scores == NULL)
			return KEFU_E_NOMEM;
		cell->score_capacity = count;
	}
	for (i = 0; i < count; i++)
		cell->scores[i] = get_score(&from->scores, i == 0,
		                            i != 0 ? cell->scores[i - 1].score : 0);
	cell->score_count = count;
	if (from->fields.sessions != 0) {
		cell->extra = memory_get_zeroed(allocator, sizeof *cell->extra);
		if (cell->extra == NULL)
			return KEFU_E_NOMEM;
		cell->extra->sessions = from->fields.sessions;
	}
	if (from->fields.totals.n == 0)
		return KEFU_OK;
	return duration_packed_open(&from->duration, allocator, &cell->duration);
}

int32_t cell_get(struct cell *cell, const kefu_allocator *allocator,
                 struct codec_reader *reader)
{
	struct packed from;
	const struct fields *f = &from.fields;
	int32_t status;

	(void)unpack(&from, reader, false);
	if (reader->status != KEFU_OK)
		return reader->status;
	status = get_lists(cell, allocator, &from);
	if (status != KEFU_OK) {
		cell_release(cell, allocator);
		return status;
	}
	cell->num = f->num;
	cell->den = f->den;
	cell->squares = f->squares;
	cell->undecided = f->undecided;
	cell->immature = f->immature;
	cell->parts = f->parts;
	cell->min_parts = f->min_parts;
	cell->max_parts = f->max_parts;
	cell->currency = f->currency;
	cell->mixed = f->mixed != 0;
	cell->touched = 1;
	return KEFU_OK;
}

/* Scores of both, and how many; the writer may be NULL. */
static int32_t join_scores(const struct packed *a, const struct packed *b, uint32_t *count,
                           struct codec_writer *writer)
{
	struct codec_reader readers[2] = {a->scores, b->scores};
	uint32_t left[2] = {a->fields.score_count, b->fields.score_count}, i;
	struct score_count next[2] = {{0, 0}, {0, 0}};
	int64_t last = 0;

	for (i = 0; i < 2; i++)
		if (left[i] != 0)
			next[i] = get_score(&readers[i], 1, 0);
	for (*count = 0; left[0] != 0 || left[1] != 0; ++*count) {
		struct score_count made = {0, 0};

		made.score = left[1] == 0 || (left[0] != 0 && next[0].score < next[1].score)
			? next[0].score : next[1].score;
		for (i = 0; i < 2; i++) {
			if (left[i] == 0 || next[i].score != made.score)
				continue;
			if (made.count > INT64_MAX - next[i].count)
				return KEFU_E_OVERFLOW;
			made.count += next[i].count;
			if (--left[i] != 0)
				next[i] = get_score(&readers[i], 0, made.score);
		}
		if (writer != NULL)
			put_score(writer, made, *count == 0, last);
		last = made.score;
	}
	return KEFU_OK;
}

static void join_parts(const struct fields *a, const struct fields *b, struct fields *sum)
{
	const struct duration_totals *x = &a->totals, *y = &b->totals;

	sum->parts = a->parts + b->parts;
	sum->min_parts = a->min_parts;
	sum->max_parts = a->max_parts;
	if (y->n == 0)
		return;
	if (x->n == 0 || y->min < x->min || (y->min == x->min && b->min_parts < a->min_parts))
		sum->min_parts = b->min_parts;
	if (x->n == 0 || y->max > x->max || (y->max == x->max && b->max_parts > a->max_parts))
		sum->max_parts = b->max_parts;
}

static int32_t join_fields(const struct fields *a, const struct fields *b, struct fields *sum)
{
	if (__builtin_add_overflow(a->num, b->num, &sum->num) ||
	    __builtin_add_overflow(a->den, b->den, &sum->den) ||
	    __builtin_add_overflow(a->undecided, b->undecided, &sum->undecided) ||
	    __builtin_add_overflow(a->immature, b->immature, &sum->immature) ||
	    __builtin_add_overflow(a->sessions, b->sessions, &sum->sessions) ||
	    a->totals.squares > UINT128_MAX_VALUE - b->totals.squares ||
	    a->totals.n > INT64_MAX - b->totals.n)
		return KEFU_E_OVERFLOW;
	sum->squares = a->squares + b->squares;
	sum->totals.n = a->totals.n + b->totals.n;
	sum->totals.sum = a->totals.sum + b->totals.sum;
	sum->totals.squares = a->totals.squares + b->totals.squares;
	join_parts(a, b, sum);
	sum->mixed = a->mixed || b->mixed ||
	             (a->currency != 0 && b->currency != 0 && a->currency != b->currency);
	sum->currency = a->currency != 0 ? a->currency : b->currency;
	sum->score_count = 0;
	return KEFU_OK;
}

static void join_durations(const struct packed *a, const struct packed *b,
                           struct codec_writer *writer)
{
	size_t mark = codec_nested_begin(writer);

	if (a->fields.totals.n == 0)
		codec_put_bytes(writer, b->encoded.at, codec_left(&b->encoded));
	else if (b->fields.totals.n == 0)
		codec_put_bytes(writer, a->encoded.at, codec_left(&a->encoded));
	else
		duration_packed_join(&a->duration, &b->duration, writer);
	codec_section_end(writer, mark);
}

/* The same of two: false, and nothing done, for the others. */
static int join_counters(struct codec_reader *a, struct codec_reader *b,
                         struct codec_writer *writer)
{
	struct codec_reader *const readers[2] = {a, b};
	const uint8_t *const starts[2] = {a->at, b->at};
	uint64_t num = 0, den = 0; /* zigzagged */
	int i;

	for (i = 0; i < 2; i++) {
		uint64_t mask = codec_get_u64(readers[i]), more_num = 0, more_den = 0;

		if ((mask & ~(uint64_t)(HAS_NUM | HAS_DEN)) != 0)
			break;
		if ((mask & HAS_NUM) != 0)
			more_num = codec_get_u64(readers[i]);
		if ((mask & HAS_DEN) != 0)
			more_den = codec_get_u64(readers[i]);
		if (((more_num | more_den) & 1) != 0 || readers[i]->status != KEFU_OK ||
		    more_num >= UINT64_MAX - num || more_den >= UINT64_MAX - den)
			break;
		num += more_num;
		den += more_den;
	}
	if (i != 2) {
		a->at = starts[0];
		b->at = starts[1];
		return 0;
	}
	codec_put_u8(writer, (uint8_t)((num != 0 ? HAS_NUM : 0) | (den != 0 ? HAS_DEN : 0)));
	if (num != 0)
		codec_put_u64(writer, num);
	if (den != 0)
		codec_put_u64(writer, den);
	return 1;
}

int32_t cell_join(struct codec_reader *a, struct codec_reader *b,
                  struct codec_writer *writer)
{
	struct packed x, y;
	struct fields sum;
	uint32_t mask;
	int32_t status;

	if (join_counters(a, b, writer))
		return KEFU_OK;
	(void)unpack(&x, a, false);
	(void)unpack(&y, b, false);
	if (a->status != KEFU_OK || b->status != KEFU_OK)
		return a->status != KEFU_OK ? a->status : b->status;
	status = join_fields(&x.fields, &y.fields, &sum);
	if (status == KEFU_OK && (x.fields.score_count | y.fields.score_count) != 0)
		status = join_scores(&x, &y, &sum.score_count, NULL);
	if (status != KEFU_OK)
		return status;
	mask = mask_of(&sum);
	codec_put_u64(writer, mask);
	if ((mask & HAS_DURATION) != 0)
		join_durations(&x, &y, writer);
	put_sums(&sum, mask, writer);
	if ((mask & HAS_SCORES) != 0) {
		codec_put_u64(writer, sum.score_count);
		(void)join_scores(&x, &y, &sum.score_count, writer);
	}
	put_rest(&sum, mask, writer);
	return KEFU_OK;
}

#include "stat/amount.h"

#include <string.h>

#include "base/column.h"
#include "base/memory.h"
#include "stat/interval.h"
#include "stat/section.h"

#define VERSION 1u
#define CODE_LENGTH 3

static const struct amount_sums empty_sums = {0, 0, 0, 0, INT64_MAX, INT64_MIN, true, true};

bool amount_is_currency(const char *code, size_t length)
{
	size_t i;

	if (length != CODE_LENGTH)
		return false;
	for (i = 0; i < CODE_LENGTH; i++)
		if (code[i] < 'A' || code[i] > 'Z')
			return false;
	return true;
}

int32_t kefu_amount_new(const kefu_allocator *allocator, const char *currency, size_t length,
                        kefu_amount **out)
{
	kefu_allocator memory;
	kefu_amount *amount;
	int32_t status;

	if (currency == NULL || out == NULL)
		return KEFU_E_NULL;
	if (!amount_is_currency(currency, length))
		return KEFU_E_CURRENCY;
	status = memory_resolve(allocator, &memory);
	if (status != KEFU_OK)
		return status;
	amount = memory_get(&memory, sizeof *amount);
	if (amount == NULL)
		return KEFU_E_NOMEM;
	amount->allocator = memory;
	amount->sums = empty_sums;
	memcpy(amount->currency, currency, CODE_LENGTH);
	amount->currency[CODE_LENGTH] = '\0';
	*out = amount;
	return KEFU_OK;
}

void kefu_amount_free(kefu_amount *amount)
{
	kefu_allocator memory;

	if (amount == NULL)
		return;
	memory = amount->allocator;
	memory_put(&memory, amount, sizeof *amount);
}

int32_t kefu_amount_copy(const kefu_amount *amount, const kefu_allocator *allocator,
                         kefu_amount **out)
{
	int32_t status;

	if (amount == NULL || out == NULL)
		return KEFU_E_NULL;
	status = kefu_amount_new(allocator, amount->currency, CODE_LENGTH, out);
	if (status == KEFU_OK)
		(*out)->sums = amount->sums;
	return status;
}

int32_t kefu_amount_reset(kefu_amount *amount)
{
	if (amount == NULL)
		return KEFU_E_NULL;
	amount->sums = empty_sums;
	return KEFU_OK;
}

const char *kefu_amount_currency(const kefu_amount *amount)
{
	return amount != NULL ? amount->currency : "";
}

static uint128 square(int64_t money)
{
	return (uint128)((int128)money * money);
}

/* Everything but the extremes; false when the sum of squares wrapped, which
 * sums_take undoes like the rest. */
static bool sums_put(struct amount_sums *sums, int64_t money, int64_t units)
{
	uint128 before = sums->squares;

	sums->count++;
	sums->units += units;
	sums->sum += money;
	sums->squares += square(money);
	return sums->squares >= before;
}

static void sums_take(struct amount_sums *sums, int64_t money, int64_t units)
{
	sums->count--;
	sums->units -= units;
	sums->sum -= money;
	sums->squares -= square(money);
}

static void sums_stretch(struct amount_sums *sums, int64_t money)
{
	if (sums->min_known && money < sums->min)
		sums->min = money;
	if (sums->max_known && money > sums->max)
		sums->max = money;
}

static bool sums_fit(const struct amount_sums *sums)
{
	return sums->count <= INT64_MAX && sums->units <= INT64_MAX && sums->sum <= INT64_MAX &&
	       sums->sum >= INT64_MIN;
}

/* Whether any readings at all could sum up to this. */
static bool sums_plausible(const struct amount_sums *sums)
{
	if (sums->count == 0)
		return sums->sum == 0 && sums->squares == 0 && sums->units == 0;
	if (sums->units < 0 || interval_spread(sums->count, sums->sum, sums->squares) < 0.0)
		return false;
	if (sums->min_known && sums->sum < (int128)sums->min * (int128)sums->count)
		return false;
	if (sums->max_known && sums->sum > (int128)sums->max * (int128)sums->count)
		return false;
	return !sums->min_known || !sums->max_known || sums->min <= sums->max;
}

static int32_t sums_join(struct amount_sums *sums, const struct amount_sums *other)
{
	struct amount_sums both = *sums;

	both.count += other->count;
	both.units += other->units;
	both.sum += other->sum;
	both.squares += other->squares;
	if (both.squares < other->squares || !sums_fit(&both))
		return KEFU_E_OVERFLOW;
	both.min_known = sums->min_known && other->min_known;
	both.max_known = sums->max_known && other->max_known;
	if (!both.min_known)
		both.min = 0;
	else if (other->min < both.min)
		both.min = other->min;
	if (!both.max_known)
		both.max = 0;
	else if (other->max > both.max)
		both.max = other->max;
	*sums = both;
	return KEFU_OK;
}

int32_t kefu_amount_add(kefu_amount *amount, int64_t money, int64_t units)
{
	struct amount_sums one = empty_sums;

	if (amount == NULL)
		return KEFU_E_NULL;
	if (units < 0)
		return KEFU_E_NEGATIVE;
	sums_put(&one, money, units);
	sums_stretch(&one, money);
	return sums_join(&amount->sums, &one);
}

static int32_t refuse(int32_t status, size_t at, size_t *bad_index)
{
	if (bad_index != NULL)
		*bad_index = at;
	return status;
}

/* The rows of a caller, whatever columns there are. */
struct rows {
	const int64_t *money;
	ptrdiff_t money_stride;
	const int64_t *units;
	ptrdiff_t units_stride;
};

static int64_t money_at(const struct rows *rows, size_t i)
{
	return column_int64(rows->money, rows->money_stride, i);
}

static int64_t units_at(const struct rows *rows, size_t i)
{
	return rows->units != NULL ? column_int64(rows->units, rows->units_stride, i) : 0;
}

int32_t kefu_amount_add_many(kefu_amount *amount, const int64_t *money, ptrdiff_t money_stride,
                             const int64_t *units, ptrdiff_t units_stride, size_t count,
                             size_t *bad_index)
{
	const struct rows rows = {money, money_stride, units, units_stride};
	struct amount_sums batch = empty_sums;
	bool wrapped = false;
	size_t i;

	if (amount == NULL || (money == NULL && count != 0))
		return KEFU_E_NULL;
	for (i = 0; i < count; i++) {
		int64_t pieces = units_at(&rows, i);

		if (pieces < 0)
			return refuse(KEFU_E_NEGATIVE, i, bad_index);
		if (!sums_put(&batch, money_at(&rows, i), pieces))
			wrapped = true;
		sums_stretch(&batch, money_at(&rows, i));
	}
	if (wrapped)
		return KEFU_E_OVERFLOW;
	return sums_join(&amount->sums, &batch);
}

int32_t kefu_amount_group_add(kefu_amount *const *accumulators, size_t groups,
                              const uint32_t *group, ptrdiff_t group_stride,
                              const int64_t *money, ptrdiff_t money_stride,
                              const int64_t *units, ptrdiff_t units_stride, size_t count,
                              size_t *bad_index)
{
	const struct rows rows = {money, money_stride, units, units_stride};
	const kefu_amount *full = NULL;
	size_t i, done;

	if ((accumulators == NULL && groups != 0) || ((group == NULL || money == NULL) && count != 0))
		return KEFU_E_NULL;
	for (i = 0; i < count; i++) {
		uint32_t id = column_uint32(group, group_stride, i);

		if (id >= groups)
			return refuse(KEFU_E_ID, i, bad_index);
		if (accumulators[id] == NULL)
			return refuse(KEFU_E_NULL, i, bad_index);
		if (units_at(&rows, i) < 0)
			return refuse(KEFU_E_NEGATIVE, i, bad_index);
	}
	/* Sums are put in and, when one does not fit in the end, taken out
	 * again exactly; extremes follow when nothing can go wrong any more. */
	for (done = 0; done < count && full == NULL; done++) {
		kefu_amount *amount = accumulators[column_uint32(group, group_stride, done)];

		if (!sums_put(&amount->sums, money_at(&rows, done), units_at(&rows, done)))
			full = amount;
	}
	for (i = 0; i < count && full == NULL; i++) {
		const kefu_amount *amount = accumulators[column_uint32(group, group_stride, i)];

		if (!sums_fit(&amount->sums))
			full = amount;
	}
	if (full != NULL) {
		for (i = 0; accumulators[column_uint32(group, group_stride, i)] != full; i++)
			;
		refuse(KEFU_E_OVERFLOW, i, bad_index);
		for (i = 0; i < done; i++)
			sums_take(&accumulators[column_uint32(group, group_stride, i)]->sums,
			          money_at(&rows, i), units_at(&rows, i));
		return KEFU_E_OVERFLOW;
	}
	for (i = 0; i < count; i++)
		sums_stretch(&accumulators[column_uint32(group, group_stride, i)]->sums,
		             money_at(&rows, i));
	return KEFU_OK;
}

static bool same_currency(const kefu_amount *a, const kefu_amount *b)
{
	return memcmp(a->currency, b->currency, CODE_LENGTH) == 0;
}

int32_t kefu_amount_merge(kefu_amount *amount, const kefu_amount *other)
{
	if (amount == NULL || other == NULL)
		return KEFU_E_NULL;
	if (!same_currency(amount, other))
		return KEFU_E_CURRENCY;
	return sums_join(&amount->sums, &other->sums);
}

int32_t kefu_amount_subtract(kefu_amount *amount, const kefu_amount *other)
{
	const struct amount_sums *from, *less;
	struct amount_sums rest;

	if (amount == NULL || other == NULL)
		return KEFU_E_NULL;
	if (!same_currency(amount, other))
		return KEFU_E_CURRENCY;
	from = &amount->sums;
	less = &other->sums;
	if (less->count == 0)
		return KEFU_OK;
	if (less->count > from->count || less->units > from->units ||
	    less->squares > from->squares)
		return KEFU_E_UNDERFLOW;
	if ((from->min_known && less->min_known && less->min < from->min) ||
	    (from->max_known && less->max_known && less->max > from->max))
		return KEFU_E_UNDERFLOW;
	rest = *from;
	rest.count -= less->count;
	rest.units -= less->units;
	rest.sum -= less->sum;
	rest.squares -= less->squares;
	/* An extreme that is not among what goes is still the extreme. */
	rest.min_known = from->min_known && less->min_known && less->min > from->min;
	rest.max_known = from->max_known && less->max_known && less->max < from->max;
	if (!rest.min_known)
		rest.min = 0;
	if (!rest.max_known)
		rest.max = 0;
	if (!sums_plausible(&rest))
		return KEFU_E_UNDERFLOW;
	if (!sums_fit(&rest))
		return KEFU_E_OVERFLOW;
	amount->sums = rest.count != 0 ? rest : empty_sums;
	return KEFU_OK;
}

int64_t kefu_amount_count(const kefu_amount *amount)
{
	return amount != NULL ? (int64_t)amount->sums.count : 0;
}

int64_t kefu_amount_units(const kefu_amount *amount)
{
	return amount != NULL ? (int64_t)amount->sums.units : 0;
}

static void read_exact(const kefu_amount *amount, int128 value, kefu_measure *out)
{
	figure_exact(out, (double)value, (int64_t)value, (int64_t)amount->sums.count,
	             (int64_t)amount->sums.count);
}

int32_t kefu_amount_sum(const kefu_amount *amount, kefu_measure *out)
{
	if (amount == NULL || out == NULL)
		return KEFU_E_NULL;
	if (amount->sums.count == 0)
		figure_none(out, KEFU_STATE_NO_DATA);
	else
		read_exact(amount, amount->sums.sum, out);
	return KEFU_OK;
}

int32_t kefu_amount_mean(const kefu_amount *amount, kefu_measure *out)
{
	if (amount == NULL || out == NULL)
		return KEFU_E_NULL;
	figure_mean(out, (int64_t)amount->sums.count, amount->sums.sum, amount->sums.squares);
	return KEFU_OK;
}

int32_t kefu_amount_per_unit(const kefu_amount *amount, kefu_measure *out)
{
	const struct amount_sums *sums;

	if (amount == NULL || out == NULL)
		return KEFU_E_NULL;
	sums = &amount->sums;
	if (sums->units == 0)
		figure_none(out, KEFU_STATE_NO_DATA);
	else
		figure_exact(out, (double)sums->sum / (double)sums->units, (int64_t)sums->sum,
		             (int64_t)sums->units, (int64_t)sums->count);
	return KEFU_OK;
}

int32_t kefu_amount_variance(const kefu_amount *amount, kefu_measure *out)
{
	if (amount == NULL || out == NULL)
		return KEFU_E_NULL;
	figure_variance(out, (int64_t)amount->sums.count, amount->sums.sum,
	                amount->sums.squares);
	return KEFU_OK;
}

static int32_t read_extreme(const kefu_amount *amount, bool known, int64_t value,
                            kefu_measure *out)
{
	if (amount->sums.count == 0)
		figure_none(out, KEFU_STATE_NO_DATA);
	else if (!known)
		figure_none(out, KEFU_STATE_NOT_COVERED);
	else
		read_exact(amount, value, out);
	return KEFU_OK;
}

int32_t kefu_amount_min(const kefu_amount *amount, kefu_measure *out)
{
	if (amount == NULL || out == NULL)
		return KEFU_E_NULL;
	return read_extreme(amount, amount->sums.min_known, amount->sums.min, out);
}

int32_t kefu_amount_max(const kefu_amount *amount, kefu_measure *out)
{
	if (amount == NULL || out == NULL)
		return KEFU_E_NULL;
	return read_extreme(amount, amount->sums.max_known, amount->sums.max, out);
}

int32_t kefu_amount_encode(const kefu_amount *amount, void *buffer, size_t capacity, size_t *size)
{
	const struct amount_sums *sums;
	struct codec_writer writer;
	size_t mark;
	int32_t status;

	if (amount == NULL)
		return KEFU_E_NULL;
	sums = &amount->sums;
	status = codec_begin(&writer, buffer, capacity, size, CODEC_AMOUNT, VERSION);
	if (status != KEFU_OK)
		return status;
	mark = codec_section_begin(&writer, SECTION_STATE, CODEC_REQUIRED);
	codec_put_bytes(&writer, amount->currency, CODE_LENGTH);
	codec_put_u64(&writer, sums->count);
	if (sums->count != 0) {
		codec_put_u64(&writer, (uint64_t)sums->units);
		codec_put_i64(&writer, (int64_t)sums->sum);
		codec_put_u128(&writer, sums->squares);
		codec_put_u8(&writer, (uint8_t)(sums->min_known + 2 * sums->max_known));
		if (sums->min_known)
			codec_put_i64(&writer, sums->min);
		if (sums->max_known)
			codec_put_i64(&writer, sums->max);
	}
	codec_section_end(&writer, mark);
	return codec_end(&writer, size);
}

static void read_sums(struct codec_reader *body, struct amount_sums *sums)
{
	uint8_t known;

	*sums = empty_sums;
	sums->count = codec_get_bounded(body, INT64_MAX);
	if (sums->count == 0)
		return;
	sums->units = (int128)codec_get_bounded(body, INT64_MAX);
	sums->sum = codec_get_i64(body);
	sums->squares = codec_get_u128(body);
	known = codec_get_u8(body);
	sums->min_known = (known & 1) != 0;
	sums->max_known = (known & 2) != 0;
	sums->min = sums->min_known ? codec_get_i64(body) : 0;
	sums->max = sums->max_known ? codec_get_i64(body) : 0;
	if (known > 3 || !sums_plausible(sums))
		codec_fail(body, KEFU_E_CORRUPT);
}

int32_t kefu_amount_decode(const kefu_allocator *allocator, const void *bytes, size_t size,
                           kefu_amount **out)
{
	char currency[CODE_LENGTH] = {0};
	struct codec_reader body;
	struct amount_sums sums;
	const uint8_t *code;
	int32_t status;

	if (out == NULL)
		return KEFU_E_NULL;
	status = section_open(&body, bytes, size, CODEC_AMOUNT, VERSION);
	if (status != KEFU_OK)
		return status;
	code = codec_get_bytes(&body, CODE_LENGTH);
	if (code != NULL)
		memcpy(currency, code, CODE_LENGTH);
	if (!amount_is_currency(currency, CODE_LENGTH))
		codec_fail(&body, KEFU_E_CORRUPT);
	read_sums(&body, &sums);
	status = codec_finish(&body);
	if (status != KEFU_OK)
		return status;
	status = kefu_amount_new(allocator, currency, CODE_LENGTH, out);
	if (status == KEFU_OK)
		(*out)->sums = sums;
	return status;
}

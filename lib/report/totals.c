/* What figures that compare a group with everyone need to know. */
#include <string.h>

#include "report/report.h"

/* Adds up what is of one currency, or everything when rows have none. */
static void add_up(const struct cube *cube, int32_t column,
                   struct totals *totals)
{
	const struct cube_column *shop = &cube->columns[column];
	int128 num = 0, den = 0;
	uint32_t seen = 0;
	size_t i;

	for (i = 0; i < cube->row_count; i++) {
		const struct cell *cell = cube_cell(cube, i, column);

		if (cube->keys[i].currency != totals->currency)
			continue;
		num += cell->num;
		den += cell->den;
		totals->mixed |= cell->mixed || (seen != 0 &&
			cell->currency != 0 && cell->currency != seen);
		if (cell->currency != 0)
			seen = cell->currency;
	}
	totals->num = int128_saturated(num);
	totals->den = int128_saturated(den);
	num = 0;
	for (i = 0; i < shop->shop_count; i++) {
		if (totals->currency != 0 &&
		    totals->currency != shop->shop[i].currency)
			continue;
		totals->shop_mixed |= totals->shop_den != 0;
		num += shop->shop[i].num;
		totals->shop_den += shop->shop[i].den;
	}
	totals->shop_num = int128_saturated(num);
}

/* Only rows of queries by currency have several. */
static int32_t find_currencies(const struct cube *cube, uint32_t **found,
                               size_t *count, size_t *capacity)
{
	size_t i, k;

	for (i = 0; i < cube->row_count || i == 0; i++) {
		uint32_t currency = cube->row_count != 0
			? cube->keys[i].currency : 0;
		void *array = *found;
		int32_t status;

		for (k = 0; k < *count; k++)
			if ((*found)[k] == currency)
				break;
		if (k < *count)
			continue;
		status = memory_reserve(&cube->allocator, &array, capacity,
		                        *count + 1, sizeof **found);
		*found = array;
		if (status != KEFU_OK)
			return status;
		(*found)[(*count)++] = currency;
	}
	return KEFU_OK;
}

int32_t totals_make(const struct cube *cube, struct totals **out,
                    size_t *currency_count)
{
	uint32_t *currencies = NULL;
	size_t count = 0, capacity = 0, columns = (size_t)cube->column_count;
	struct totals *totals = NULL;
	size_t i;
	int32_t status = find_currencies(cube, &currencies, &count, &capacity);

	if (status == KEFU_OK) {
		totals = memory_get_zeroed(&cube->allocator,
		                           columns * count * sizeof *totals);
		if (totals == NULL)
			status = KEFU_E_NOMEM;
	}
	for (i = 0; totals != NULL && i < columns * count; i++) {
		totals[i].currency = currencies[i % count];
		add_up(cube, (int32_t)(i / count), &totals[i]);
	}
	memory_put(&cube->allocator, currencies, capacity * sizeof *currencies);
	if (status != KEFU_OK)
		return status;
	*out = totals;
	*currency_count = count;
	return KEFU_OK;
}

/* By currency, what has none (contacts, a target, the host's counts) is what
 * every currency's money is divided by. */
static int divides_all(const struct metric *metric)
{
	switch (metric->variant) {
	case VARIANT_PER_CONTACT:
	case VARIANT_PER_RESOLUTION:
	case VARIANT_AFTER_SALES_PER_ORDER:
		return 1;
	default:
		return metric->reader == READER_ATTAINMENT;
	}
}

void totals_share(struct cube *cube, int32_t column,
                  const struct metric *metric)
{
	size_t i, base;

	if (!divides_all(metric))
		return;
	for (i = 0; i < cube->row_count; i++) {
		struct cube_key key = cube->keys[i];

		key.currency = 0;
		base = cube_find(cube, &key);
		if (cube->keys[i].currency == 0 || base == CUBE_NO_ROW)
			continue;
		cube_cell(cube, i, column)->den +=
			cube_cell(cube, base, column)->den;
		cube_cell(cube, base, column)->shared = 1;
	}
	for (i = 0; i < cube->row_count; i++)
		if (cube_cell(cube, i, column)->shared &&
		    cube_cell(cube, i, column)->num == 0)
			cube_cell(cube, i, column)->den = 0;
}

#include "measure/cube.h"

#include <string.h>

#include "base/integer.h"
#include "kefu/civil.h"

int32_t cube_init(struct cube *cube, const kefu_allocator *allocator,
                  int32_t column_count, int32_t keeps_cases)
{
	memset(cube, 0, sizeof *cube);
	cube->allocator = *allocator;
	cube->column_count = column_count;
	cube->keeps_cases = keeps_cases;
	cube->columns = memory_get_zeroed(allocator, (size_t)column_count *
	                                             sizeof *cube->columns);
	return cube->columns != NULL ? KEFU_OK : KEFU_E_NOMEM;
}

void cube_release(struct cube *cube)
{
	const kefu_allocator *allocator = &cube->allocator;
	size_t columns = (size_t)cube->column_count, i;

	for (i = 0; i < cube->row_count * columns; i++)
		cell_release(&cube->cells[i], allocator);
	for (i = 0; cube->columns != NULL && i < columns; i++) {
		struct cube_column *column = &cube->columns[i];

		memory_put(allocator, column->cases,
		           column->case_capacity * sizeof *column->cases);
		memory_put(allocator, column->agents,
		           column->agent_capacity * sizeof *column->agents);
		memory_put(allocator, column->shop,
		           column->shop_capacity * sizeof *column->shop);
	}
	memory_put(allocator, cube->columns, columns * sizeof *cube->columns);
	memory_put(allocator, cube->keys,
	           cube->row_capacity * sizeof *cube->keys);
	memory_put(allocator, cube->cells,
	           cube->row_capacity * columns * sizeof *cube->cells);
	memory_put(allocator, cube->slots,
	           cube->slot_count * sizeof *cube->slots);
	memset(cube, 0, sizeof *cube);
}

static uint64_t mix(uint64_t hash, uint64_t value)
{
	hash = (hash ^ value) * UINT64_C(0x9E3779B97F4A7C15);
	return hash ^ hash >> 29;
}

static size_t key_hash(const struct cube_key *key)
{
	uint64_t hash = mix(1, key->agent);

	hash = mix(hash, key->team);
	hash = mix(hash, key->channel);
	hash = mix(hash, key->topic);
	hash = mix(hash, key->currency);
	return (size_t)mix(hash, (uint64_t)(uint32_t)key->bucket << 32 |
	                         (uint32_t)key->phase);
}

/* Both arrays or neither. */
static int32_t grow_rows(struct cube *cube)
{
	const kefu_allocator *allocator = &cube->allocator;
	size_t columns = (size_t)cube->column_count;
	size_t capacity = cube->row_capacity * 2 + 8;
	struct cube_key *keys = memory_get(allocator, capacity * sizeof *keys);
	struct cell *cells =
		memory_get(allocator, capacity * columns * sizeof *cells);

	if (keys == NULL || cells == NULL) {
		memory_put(allocator, keys, capacity * sizeof *keys);
		memory_put(allocator, cells, capacity * columns * sizeof *cells);
		return KEFU_E_NOMEM;
	}
	if (cube->row_count != 0) {
		memcpy(keys, cube->keys, cube->row_count * sizeof *keys);
		memcpy(cells, cube->cells,
		       cube->row_count * columns * sizeof *cells);
	}
	memory_put(allocator, cube->keys,
	           cube->row_capacity * sizeof *cube->keys);
	memory_put(allocator, cube->cells,
	           cube->row_capacity * columns * sizeof *cube->cells);
	cube->keys = keys;
	cube->cells = cells;
	cube->row_capacity = capacity;
	return KEFU_OK;
}

static size_t find_slot(const struct cube *cube, const struct cube_key *key)
{
	size_t mask = cube->slot_count - 1, at = key_hash(key) & mask;

	while (cube->slots[at] != 0 &&
	       !cube_keys_equal(&cube->keys[cube->slots[at] - 1], key))
		at = (at + 1) & mask;
	return at;
}

static int32_t grow_slots(struct cube *cube)
{
	size_t count = cube->slot_count != 0 ? cube->slot_count * 2 : 16, i;
	uint32_t *slots =
		memory_get_zeroed(&cube->allocator, count * sizeof *slots);

	if (slots == NULL)
		return KEFU_E_NOMEM;
	memory_put(&cube->allocator, cube->slots,
	           cube->slot_count * sizeof *cube->slots);
	cube->slots = slots;
	cube->slot_count = count;
	for (i = 0; i < cube->row_count; i++)
		slots[find_slot(cube, &cube->keys[i])] = (uint32_t)(i + 1);
	return KEFU_OK;
}

int32_t cube_row_slow(struct cube *cube, const struct cube_key *key, size_t *row)
{
	size_t columns = (size_t)cube->column_count, at, i;
	int32_t status;

	if (cube->slot_count <= 2 * cube->row_count) {
		status = grow_slots(cube);
		if (status != KEFU_OK)
			return status;
	}
	at = find_slot(cube, key);
	if (cube->slots[at] != 0) {
		*row = cube->latest = cube->slots[at] - 1;
		/* the columns come to it one after the other; it costs less to
		 * wait for all of their cells at once */
		for (i = 0; i < columns; i++)
			__builtin_prefetch(&cube->cells[*row * columns + i], 1);
		return KEFU_OK;
	}
	if (cube->row_count == cube->row_capacity) {
		status = grow_rows(cube);
		if (status != KEFU_OK)
			return status;
	}
	*row = cube->latest = cube->row_count++;
	cube->slots[at] = (uint32_t)cube->row_count;
	cube->keys[*row] = *key;
	memset(&cube->cells[*row * columns], 0, columns * sizeof *cube->cells);
	return KEFU_OK;
}

int32_t cube_pour(struct cube *into, const struct cube *from, int by_agent, int by_team)
{
	int32_t column, status = KEFU_OK;
	size_t i, row;

	for (i = 0; i < from->row_count && status == KEFU_OK; i++) {
		struct cube_key key = from->keys[i];

		if (!by_agent)
			key.agent = 0;
		if (!by_team)
			key.team = 0;
		status = cube_row(into, &key, &row);
		for (column = 0; column < from->column_count && status == KEFU_OK; column++)
			if (!cell_is_blank(cube_cell(from, i, column)))
				status = cell_merge(cube_cell(into, row, column),
				                    cube_cell(from, i, column),
				                    &into->allocator);
	}
	return status;
}

int32_t cube_bucket(int32_t by, int32_t day)
{
	switch (by) {
	case KEFU_BY_WEEK:
		return kefu_civil_week_start(day);
	case KEFU_BY_MONTH:
		return kefu_civil_month_start(day);
	default:
		return day;
	}
}

size_t cube_find(const struct cube *cube, const struct cube_key *key)
{
	size_t at;

	if (cube->slot_count == 0)
		return CUBE_NO_ROW;
	at = find_slot(cube, key);
	return cube->slots[at] != 0 ? cube->slots[at] - 1 : CUBE_NO_ROW;
}

void cube_forget_rows(struct cube *cube, size_t row_count)
{
	/* No row is on the way to one that came before it. */
	while (cube->row_count > row_count) {
		cube->slots[find_slot(cube, &cube->keys[cube->row_count - 1])] = 0;
		cube->row_count--;
	}
}

int32_t cube_add_shop(struct cube *cube, int32_t column, uint32_t currency,
                      int64_t num, uint64_t customer)
{
	struct cube_column *list = &cube->columns[column];
	struct shop_side *side;
	void *array = list->shop;
	size_t i;
	int32_t status;

	for (i = 0; i < list->shop_count; i++)
		if (list->shop[i].currency == currency)
			break;
	if (i == list->shop_count) {
		status = memory_reserve(&cube->allocator, &array,
		                        &list->shop_capacity, i + 1,
		                        sizeof *list->shop);
		list->shop = array;
		if (status != KEFU_OK)
			return status;
		memset(&list->shop[i], 0, sizeof *list->shop);
		list->shop[i].currency = currency;
		list->shop_count++;
	}
	side = &list->shop[i];
	if (num == INT64_MAX || !int64_add(side->num, num, &side->num))
		return KEFU_E_OVERFLOW;
	side->den += side->last != customer;
	side->last = customer;
	return KEFU_OK;
}

int32_t cube_add_case(struct cube *cube, int32_t column,
                      const struct cube_case *kept)
{
	struct cube_column *list = &cube->columns[column];
	void *array = list->cases;
	int32_t status;

	status = memory_reserve(&cube->allocator, &array, &list->case_capacity,
	                        list->case_count + 1, sizeof *list->cases);
	list->cases = array;
	if (status != KEFU_OK)
		return status;
	list->cases[list->case_count] = *kept;
	list->cases[list->case_count].first_agent = list->agent_count;
	list->cases[list->case_count++].agent_count = 0;
	return KEFU_OK;
}

int32_t cube_case_credit(struct cube *cube, int32_t column, kefu_id agent)
{
	struct cube_column *list = &cube->columns[column];
	void *array = list->agents;
	int32_t status;

	status = memory_reserve(&cube->allocator, &array, &list->agent_capacity,
	                        list->agent_count + 1, sizeof *list->agents);
	list->agents = array;
	if (status != KEFU_OK)
		return status;
	list->agents[list->agent_count++] = agent;
	list->cases[list->case_count - 1].agent_count++;
	return KEFU_OK;
}

int32_t cube_settle_recency(struct cube *cube, int32_t column, double share,
                            int32_t least)
{
	size_t row;
	int32_t status = KEFU_OK;

	for (row = 0; row < cube->row_count && status == KEFU_OK; row++)
		status = cell_settle_recency(cube_cell(cube, row, column),
		                             &cube->allocator, share, least);
	return status;
}

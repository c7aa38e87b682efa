/* The cube: what was read, added up in cells.
 *
 * A row is a group, a column a definition; cells are cell.h's. One without
 * columns is a table of groups, each with its number. */
#ifndef MEASURE_CUBE_H
#define MEASURE_CUBE_H

#include "kefu/event.h"
#include "kefu/metric.h"
#include "measure/cell.h"

/* The dimensions that a query does not ask for are 0. */
struct cube_key {
	kefu_id agent, team, channel, topic;
	int32_t bucket; /* number of the hour, day, week or month */
	int32_t phase;
	uint32_t currency; /* its three letters, packed */
};

/* One case behind a figure; its agents are a run of the column's list. */
struct cube_case {
	int64_t t, reading;
	uint32_t parts;
	uint32_t agent_count;
	kefu_id session, customer, order, refund;
	int32_t verdict;
	size_t first_agent;
};

/* The whole shop's side of figures that compare a group with it. */
struct shop_side {
	uint32_t currency;
	int64_t num, den; /* den: distinct customers */
	uint64_t last;    /* the customer counted last */
};

struct cube_column {
	struct cube_case *cases;
	size_t case_count, case_capacity;
	kefu_id *agents;
	size_t agent_count, agent_capacity;
	struct shop_side *shop;
	size_t shop_count, shop_capacity;
};

struct cube {
	kefu_allocator allocator;
	int32_t column_count;
	int32_t keeps_cases;
	struct cube_key *keys;
	struct cell *cells; /* row after row, column_count each */
	size_t row_count, row_capacity;
	size_t latest; /* the row last asked for: it is often asked again */
	uint32_t *slots; /* row + 1, 0 is free */
	size_t slot_count;
	struct cube_column *columns;
};

int32_t cube_init(struct cube *cube, const kefu_allocator *allocator,
                  int32_t column_count, int32_t keeps_cases);
void cube_release(struct cube *cube);

/* The number of the day, week or month (KEFU_BY_…) that a local day is in. */
int32_t cube_bucket(int32_t by, int32_t day);
/* The row of a group, made when it is new. KEFU_E_NOMEM. */
int32_t cube_row_slow(struct cube *cube, const struct cube_key *key, size_t *row);

static inline int cube_keys_equal(const struct cube_key *a,
                                  const struct cube_key *b)
{
	return a->agent == b->agent && a->team == b->team &&
	       a->channel == b->channel && a->topic == b->topic &&
	       a->bucket == b->bucket && a->phase == b->phase &&
	       a->currency == b->currency;
}

static inline int32_t cube_row(struct cube *cube, const struct cube_key *key,
                               size_t *row)
{
	if (cube->latest >= cube->row_count ||
	    !cube_keys_equal(&cube->keys[cube->latest], key))
		return cube_row_slow(cube, key, row);
	*row = cube->latest;
	return KEFU_OK;
}
/* Adds the cells of a cube to those of another with the same columns, agents
 * or teams taken together where they are not kept apart. Cases and the shop's
 * side stay out. KEFU_E_OVERFLOW, KEFU_E_NOMEM: some are added. */
int32_t cube_pour(struct cube *into, const struct cube *from, int by_agent, int by_team);

/* The row of a group, or CUBE_NO_ROW. */
#define CUBE_NO_ROW SIZE_MAX
size_t cube_find(const struct cube *cube, const struct cube_key *key);

/* For tables of groups: forgets the rows made last. */
void cube_forget_rows(struct cube *cube, size_t row_count);

static inline uint32_t currency_pack(const char letters[4])
{
	return (uint32_t)(unsigned char)letters[0] << 16 |
	       (uint32_t)(unsigned char)letters[1] << 8 |
	       (uint32_t)(unsigned char)letters[2];
}

/* Three letters and a zero; empty for 0. */
static inline void currency_unpack(uint32_t currency, char letters[4])
{
	letters[0] = (char)(currency >> 16 & 0xFF);
	letters[1] = (char)(currency >> 8 & 0xFF);
	letters[2] = (char)(currency & 0xFF);
	letters[3] = '\0';
}

static inline struct cell *cube_cell(const struct cube *cube, size_t row,
                                     int32_t column)
{
	return &cube->cells[row * (size_t)cube->column_count + (size_t)column];
}

/* Finds the latest share of a column's cases in each cell, at least so many.
 * KEFU_E_NOMEM. */
int32_t cube_settle_recency(struct cube *cube, int32_t column, double share,
                            int32_t least);

/* Adds to the shop's side; `customer` counts once, and comes in one run. */
int32_t cube_add_shop(struct cube *cube, int32_t column, uint32_t currency,
                      int64_t num, uint64_t customer);

int32_t cube_add_case(struct cube *cube, int32_t column,
                      const struct cube_case *kept);
/* Adds an agent to the latest case. */
int32_t cube_case_credit(struct cube *cube, int32_t column, kefu_id agent);

#endif

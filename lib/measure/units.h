/* The unit clause: what is one case, when a case is made of rounds.
 *
 * A set's rounds are cut once for all columns of a shape; each column walks
 * over the cases with what its filters leave of them. */
#ifndef MEASURE_UNITS_H
#define MEASURE_UNITS_H

#include "measure/observe.h"

/* Finds out what holds of a set's rounds, of all that anybody asks for. */
void rounds_know(struct observer *observer, struct round_set *set);

/* The case of one round, of a list of them. */
struct unit_case unit_of_round(const struct observer *observer, struct round *const *round);

/* The cases of a set, of which there is at least one, before anybody's filters. */
int32_t units_of_shape(struct observer *observer, struct round_set *set,
                       enum unit_shape shape, const struct unit_list **list);

/* Where any of them leaves something out, or may. */
const struct unit_case *unit_filter_rounds(struct observer *observer,
                                           const struct unit_case *unit, int asks_more,
                                           struct unit_case *kept);
/* What the filters of the column at work leave of a case, in `kept` if not
 * all; NULL for nothing. */
static inline const struct unit_case *unit_filter(struct observer *observer,
                                                  const struct unit_case *unit,
                                                  int asks_more, struct unit_case *kept)
{
	const struct column *column = observer->column;

	return asks_more || ((unit->facts & column->round_out) |
	                     (unit->session_facts & column->session_out)) != 0
		? unit_filter_rounds(observer, unit, asks_more, kept) : unit;
}

/* Whether a customer's rounds are of days that it does not ask for. */
static inline int unit_asks_days(const struct column *column)
{
	return column->units.shape == SHAPE_CUSTOMER && column->asked != ASKED_ALL;
}

/* The cases of the column at work, before its filters. */
struct unit_walk {
	const struct unit_case *at, *end;
	int asks_more;
};

int32_t units_begin(struct observer *observer, struct unit_walk *walk);

/* What its filters leave of the next case; NULL when there is none. */
const struct unit_case *units_next(struct observer *observer, struct unit_walk *walk,
                                   struct unit_case *kept);

/* unit_readings.c: what the column at work makes of one of them. */
int32_t read_unit(struct observer *observer, const struct unit_case *unit, int asks_more);

/* unit_rows.c: whose a case is, and when, by its first round. */
void unit_place(const struct column *column, const struct unit_case *unit,
                struct session_case *one);
/* Puts a case into the cube; one that is placed already. */
int32_t observe_unit(struct observer *observer, const struct unit_case *unit,
                     const struct finding *found);
int32_t observe_placed(struct observer *observer, const struct session_case *one,
                       const struct finding *found);
/* The same for columns that go by run, which date by the question if they do not
 * ask for all of the customer's days. */
int32_t observe_in_run(struct observer *observer, const struct unit_case *unit,
                       const struct finding *found);
/* The row of a round's run for columns that go by the owner, or do not;
 * CUBE_NO_ROW: there is none yet. */
size_t run_find_row(struct observer *observer, const struct round *first, int to_owner);

#endif

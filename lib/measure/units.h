/* The unit clause: what is one case, when a case is made of rounds.
 *
 * A set's rounds are cut once for all columns of a shape; each column walks
 * over the cases with what its filters leave of them. */
#ifndef MEASURE_UNITS_H
#define MEASURE_UNITS_H

#include "measure/observe.h"

/* One column's way through the cases of a customer. */
struct unit_walk {
	struct observer *observer;
	const struct unit_case *at, *end;
	uint64_t session_out, round_out; /* facts that leave out what there is */
	int asks_more; /* and something else may, too */
	int filters;   /* any of these */
	/* Cases that begin with rounds of one run (rounds.h) go into one cell,
	 * unless what tells rows apart may change within it. */
	int by_run;
	const struct round *run; /* the latest; NULL: none yet */
	struct cell *cell; /* where its cases go; NULL: nobody asks for them */
};

int32_t units_begin(struct observer *observer, struct unit_walk *walk);

/* The same for a single round, where something else than facts may. */
int unit_round_is_left(struct observer *observer, const struct round *round);

static inline int unit_keeps(const struct unit_walk *walk, const struct round *round)
{
	const struct met_session *session = &walk->observer->sessions[round->session_at];

	return (round->facts & walk->round_out) == 0 &&
	       (session->facts & walk->session_out) == 0 &&
	       (!walk->asks_more || unit_round_is_left(walk->observer, round));
}

/* What the filters leave of a case: false for nothing. */
int unit_filter(const struct unit_walk *walk, struct unit_case *unit);

/* The next case; false when there is none any more. */
static inline int units_next(struct unit_walk *walk, struct unit_case *unit)
{
	while (walk->at < walk->end) {
		*unit = *walk->at++;
		if (!walk->filters)
			return 1;
		if (unit->count == 1 ? unit_keeps(walk, unit->rounds[0])
		                     : unit_filter(walk, unit))
			return 1;
	}
	return 0;
}

/* Whose a case is, and when, by its first round. */
void unit_place(const struct observer *observer, const struct unit_case *unit,
                struct session_case *one);
/* Puts a case that was so placed into the cube. */
int32_t observe_placed(struct observer *observer, const struct session_case *one,
                       const struct finding *found);
/* Finds the cell of the case's run. */
int32_t unit_find_cell(struct unit_walk *walk, const struct unit_case *unit);

/* Puts the walk's latest case into the cube. */
static inline int32_t observe_unit(struct unit_walk *walk, const struct unit_case *unit,
                                   const struct finding *found)
{
	int32_t status = KEFU_OK;

	if (!walk->by_run) {
		struct session_case one;

		unit_place(walk->observer, unit, &one);
		return observe_placed(walk->observer, &one, found);
	}
	if (walk->run != unit->rounds[0]->run)
		status = unit_find_cell(walk, unit);
	return status == KEFU_OK && walk->cell != NULL
		? finding_add(found, walk->cell, &walk->observer->cube->allocator)
		: status;
}

#endif

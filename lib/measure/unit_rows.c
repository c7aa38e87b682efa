/* Where cases made of rounds go: whose they are, when, and which row of the cube
 * that is. */
#include "measure/units.h"

int goes_by_run(const struct observer *observer, const struct column *column)
{
	if (!column->is_plain || column->units.credit != CREDIT_DEFAULT)
		return 0;
	/* a roster changes at any instant, and so does the hour */
	if (((observer->by >> KEFU_BY_TEAM & 1) != 0 && observer->roster->count != 0) ||
	    observer->by_time == KEFU_BY_HOUR)
		return 0;
	return column->units.date == DATED_BY_QUESTION ||
	       (column->units.date == DATED_BY_REPLY && observer->by_time == 0);
}

void unit_place(const struct column *column, const struct unit_case *unit,
                struct session_case *one)
{
	const struct unit_rule *rule = &column->units;
	const struct round *first = unit->rounds[0];
	int any = 0;
	size_t i;

	one->session = first->session;
	one->t = rule->date == DATED_BY_REPLY && first->reply != NULL
		? first->closed : first->opened;
	for (i = 0; rule->date == DATED_BY_LAST_REPLY && i < unit->count; i++)
		if (unit->rounds[i]->reply != NULL &&
		    (!any++ || unit->rounds[i]->closed > one->t))
			one->t = unit->rounds[i]->closed;
	one->agent = round_agent(first, rule->to_owner);
	one->team = round_team(first);
}

int32_t observe_placed(struct observer *observer, const struct session_case *one,
                       const struct finding *found)
{
	enum credit_rule credit = observer->column->units.credit;
	int32_t status;

	if (credit == CREDIT_DEFAULT)
		return observe_found(observer, one, found);
	status = credit_session(observer, one->session, credit, NULL);
	return status == KEFU_OK ? observe_credited(observer, one, found) : status;
}

int32_t observe_unit(struct observer *observer, const struct unit_case *unit,
                     const struct finding *found)
{
	struct session_case one;

	unit_place(observer->column, unit, &one);
	return observe_placed(observer, &one, found);
}

static struct session_case case_of_run(const struct round *first, int to_owner)
{
	return (struct session_case){first->session, first->opened,
	                             round_agent(first, to_owner), round_team(first)};
}

size_t run_find_row(struct observer *observer, const struct round *first, int to_owner)
{
	size_t *rows = first->run->row;

	if (rows[to_owner] == CUBE_NO_ROW && first->owner == round_agent(first, 0))
		rows[to_owner] = rows[!to_owner];
	if (rows[to_owner] == CUBE_NO_ROW) {
		const struct session_case one = case_of_run(first, to_owner);

		rows[to_owner] = observe_find_row(observer, &one);
	}
	return rows[to_owner];
}

int32_t observe_in_run(struct observer *observer, const struct unit_case *unit,
                       const struct finding *found)
{
	const struct column *column = observer->column;
	size_t *row = &unit->rounds[0]->run->row[column->units.to_owner];
	int32_t status = KEFU_OK;

	if (!stands(column, unit->rounds[0]->session) ||
	    (column->asked != ASKED_ALL && !day_is_asked(column, unit->rounds[0]->day)))
		return KEFU_OK;
	if (*row == CUBE_NO_ROW) {
		const struct session_case one = case_of_run(unit->rounds[0], column->units.to_owner);

		status = observe_row(observer, &one, row);
	}
	return status == KEFU_OK ? finding_add(observer, found, *row) : status;
}

/* Backlog: what waits now, its age, its flow, and how much waited over time. */
#include "measure/clock.h"
#include "measure/observe.h"

/* No valid reply yet, or a question after the last one. */
static int waits_for_us(const struct observer *observer,
                        const struct session *session)
{
	const struct round_rule *rule =
		&observer->round_sets[observer->column->rounds].rule;
	int waits = 1;
	size_t i;

	for (i = 0; i < session->count; i++)
		if (rule_takes_reply(rule, session->steps[i].event))
			waits = 0;
		else if (rule_takes_question(rule, session->steps[i].event))
			waits = 1;
	return waits;
}

/* backlog, backlog_age: sessions not ended at the instant of the query,
 * whatever its days */
static int32_t waiting_work(struct observer *observer,
                            const struct session *session)
{
	int64_t now = observer->fold->as_of;
	struct observation made;
	int32_t status;

	if (session->ended >= 0 ||
	    (observer->definition->backlog_of == BACKLOG_OF_WAITING &&
	     !waits_for_us(observer, session)))
		return KEFU_OK;
	observation_of(&made, session, now);
	if (observer->definition->metric->variant == VARIANT_AGE)
		make_duration(&made, clock_reading(observer->definition,
		                                   session, session->opened,
		                                   now));
	else
		made.num = made.reading = 1;
	made.is_undated = 1;
	status = credit_session(observer, session, CREDIT_OWNER, NULL);
	return status == KEFU_OK ? observe(observer, &made) : status;
}

/* backlog_flow: +1 at opening, -1 at the resolution in force */
static int32_t flow(struct observer *observer, const struct session *session)
{
	struct observation made;
	int32_t status;

	observation_of(&made, session, session->opened);
	made.num = made.reading = 1;
	status = credit_session(observer, session, CREDIT_OWNER, NULL);
	if (status == KEFU_OK)
		status = observe(observer, &made);
	if (status != KEFU_OK || session->resolved < 0)
		return status;
	made.t = session->resolved;
	made.num = made.reading = -1;
	return observe(observer, &made);
}

/* backlog.mean, backlog.max: the stretches in which sessions had not ended,
 * each in the groups of the owner then. */

/* A stretch, cut to the queried days and at the ends of buckets. */
static int32_t stretch(struct observer *observer, struct observation *made,
                       int64_t from, int64_t to)
{
	int32_t by = observer->by_time, status;
	size_t kept = observer->column->level == LEVEL_MAX;
	int64_t began;

	presence_cut(observer, &from, &to);
	status = stretch_check(observer, from, to);
	began = from;
	while (from < to && status == KEFU_OK) {
		size_t rows = observer->cube->row_count;
		int64_t until;

		made->bucket = bucket_at(observer, by, from, &until);
		if (until > to)
			until = to;
		made->t = from;
		made->reading = until - from;
		status = observe(observer, made);
		if (status == KEFU_OK && from != began)
			status = stretch_spend(observer, rows, kept);
		from = until;
	}
	return status;
}

static int32_t waits(struct observer *observer, const struct session *session,
                     const struct step *since, int64_t until)
{
	struct observation made;
	int32_t status;

	observation_of(&made, session, since->event->t);
	made.is_level = made.is_undated = made.has_bucket = 1;
	status = observer->definition->credit == CREDIT_DEFAULT
		? credit_agent(observer, since->owner)
		: credit_session(observer, session, CREDIT_OWNER, since);
	return status == KEFU_OK
		? stretch(observer, &made, since->event->t, until) : status;
}

static int32_t level(struct observer *observer, const struct session *session)
{
	struct column *column =
		&observer->columns[observer->column - observer->columns];
	const struct step *since = NULL;
	int32_t status = KEFU_OK;
	size_t i;

	if (column->first_opened < 0 || session->opened < column->first_opened)
		column->first_opened = session->opened;
	for (i = 0; i < session->count && status == KEFU_OK; i++) {
		const struct step *step = &session->steps[i];
		int ended = state_is_ended(step->state);

		if (since != NULL && (ended || step->owner != since->owner)) {
			status = waits(observer, session, since, step->event->t);
			since = NULL;
		}
		if (since == NULL && !ended)
			since = step;
	}
	return since != NULL && status == KEFU_OK
		? waits(observer, session, since, observer->fold->as_of)
		: status;
}

int32_t backlog_keep(struct observer *observer, size_t row,
                     const struct observation *made)
{
	if (observer->column->level == LEVEL_MEAN)
		return cell_add(cube_cell(observer->cube, row, observer->at),
		                made->reading, 0);
	return span_keep(observer, row, made->t, made->t + made->reading);
}

/* The greatest of each group. */
static int32_t find_peaks(struct observer *observer)
{
	size_t i = 0, count;
	int32_t status = KEFU_OK;

	while (i < observer->span_count && status == KEFU_OK) {
		const struct held_span *first = &observer->spans[i];

		for (count = 1; i + count < observer->span_count &&
		     first[count].column == first->column &&
		     first[count].agent == first->agent; count++)
			;
		if (first->column == observer->at)
			status = span_peak(observer, first, count,
				&cube_cell(observer->cube, first->agent,
				           observer->at)->num);
		i += count;
	}
	return status;
}

/* How long the days, and within them the row's hour, day, week or month, last
 * so far. Without a first day they begin with the first opening. */
static int32_t time_of_rows(struct observer *observer)
{
	const struct column *column = observer->column;
	struct cube *cube = observer->cube;
	int64_t from = column->first_opened, to = observer->fold->as_of;
	int32_t status = KEFU_OK;
	size_t row;

	if (column->from_day != KEFU_DAY_ANY)
		from = zone_day_start(observer->zone, column->from_day);
	else if (from < 0)
		return KEFU_OK;
	presence_cut(observer, &from, &to);
	for (row = 0; row < cube->row_count && status == KEFU_OK; row++) {
		int64_t since = from, until = to;

		bucket_cut(observer, observer->by_time, cube->keys[row].bucket,
		           &since, &until);
		if (since < until)
			status = cell_add(cube_cell(cube, row, observer->at), 0,
			                  until - since);
	}
	return status;
}

int32_t everyone_backlog(struct observer *observer)
{
	struct cube_key everything = {0};
	size_t row;
	int32_t status = KEFU_OK;

	if (observer->column->level == LEVEL_NOW)
		return KEFU_OK;
	if (observer->by == 0)
		status = cube_row(observer->cube, &everything, &row);
	if (status != KEFU_OK)
		return status;
	return observer->column->level == LEVEL_MAX ? find_peaks(observer)
	                                            : time_of_rows(observer);
}

int32_t read_backlog(struct observer *observer)
{
	if (observer->column->level != LEVEL_NOW)
		return sessions_read(observer, level);
	return sessions_read(observer,
		observer->definition->metric->variant == VARIANT_FLOW
		? flow : waiting_work);
}

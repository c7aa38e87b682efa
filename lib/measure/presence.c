/* Presence: online and suspended time, occupancy, concurrency, throughput.
 *
 * Agents' own time is read from their tracks after all customers; until then
 * the stretches in which they held sessions are kept. Then both are marks on
 * one line of time, which is walked once and cut where buckets end. */
#include "measure/observe.h"

#include <stdlib.h>

int32_t span_keep(struct observer *observer, kefu_id agent, int64_t from,
                  int64_t to)
{
	struct held_span *span;
	void *array = observer->spans;
	int32_t status;

	presence_cut(observer, &from, &to);
	if (from >= to)
		return KEFU_OK;
	status = memory_reserve(&observer->allocator, &array,
	                        &observer->span_capacity,
	                        observer->span_count + 1,
	                        sizeof *observer->spans);
	observer->spans = array;
	if (status != KEFU_OK)
		return status;
	span = observer->span_count != 0
		? &observer->spans[observer->span_count - 1] : NULL;
	if (span != NULL && span->column == observer->at &&
	    span->agent == agent && span->to == from) {
		span->to = to;
		return KEFU_OK;
	}
	span = &observer->spans[observer->span_count++];
	span->column = observer->at;
	span->agent = agent;
	span->from = from;
	span->to = to;
	return KEFU_OK;
}

/* Time in which an owner had the session: open for occupancy, not ended for
 * concurrency. */
static int32_t held(struct observer *observer, const struct session *session)
{
	int occupancy = observer->definition->metric->variant ==
	                VARIANT_OCCUPANCY;
	int32_t status = KEFU_OK;
	size_t i;

	for (i = 0; i < session->count && status == KEFU_OK; i++) {
		const struct step *step = &session->steps[i];
		int64_t until = i + 1 < session->count
			? session->steps[i + 1].event->t
			: observer->fold->as_of;

		if (step->owner == 0 ||
		    (occupancy ? step->state != STATE_OPEN
		               : state_is_ended(step->state)))
			continue;
		status = span_keep(observer, step->owner, step->event->t, until);
	}
	return status;
}

static int32_t handled(struct observer *observer, const struct session *session)
{
	const struct round_rule *rule =
		&observer->round_sets[observer->column->rounds].rule;
	struct observation made;
	int32_t status = KEFU_OK;
	int answered = 0;
	size_t i;

	credit_nobody(observer);
	for (i = 0; i < session->count && status == KEFU_OK; i++)
		if (rule_takes_reply(rule, session->steps[i].event)) {
			answered = 1;
			status = credit_also(observer,
				session->steps[i].event->agent, 0);
		}
	if (status != KEFU_OK || !answered)
		return status;
	observation_of(&made, session, session->opened);
	made.num = made.reading = 1;
	return observe(observer, &made);
}

int32_t read_presence(struct observer *observer)
{
	switch (observer->definition->metric->variant) {
	case VARIANT_OCCUPANCY:
	case VARIANT_CONCURRENCY_MAX:
	case VARIANT_CONCURRENCY_MEAN:
		return sessions_read(observer, held);
	case VARIANT_THROUGHPUT:
		return sessions_read(observer, handled);
	default:
		return KEFU_OK;
	}
}

/* Once everyone has been read */

static int compare_spans(const void *a, const void *b)
{
	const struct held_span *x = a, *y = b;

	if (x->column != y->column)
		return x->column < y->column ? -1 : 1;
	if (x->agent != y->agent)
		return x->agent < y->agent ? -1 : 1;
	if (x->from != y->from)
		return x->from < y->from ? -1 : 1;
	return (x->to > y->to) - (x->to < y->to);
}

void presence_sort(struct observer *observer)
{
	if (observer->span_count > 1)
		qsort(observer->spans, observer->span_count,
		      sizeof *observer->spans, compare_spans);
}

void presence_cut(struct observer *observer, int64_t *from, int64_t *to)
{
	const struct column *column = observer->column;
	int64_t first, end;

	if (column->from_day != KEFU_DAY_ANY) {
		first = zone_day_start(observer->zone, column->from_day);
		if (*from < first)
			*from = first;
	}
	if (column->to_day != KEFU_DAY_ANY) {
		end = zone_day_start(observer->zone, column->to_day + 1);
		if (*to > end)
			*to = end;
	}
}

/* An agent's spans of the column at work. */
static size_t spans_of(const struct observer *observer, kefu_id agent,
                       const struct held_span **first)
{
	struct held_span sought = {observer->at, agent, INT64_MIN, INT64_MIN};
	size_t low = 0, high = observer->span_count, count = 0;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (compare_spans(&observer->spans[middle], &sought) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	*first = observer->spans != NULL ? &observer->spans[low] : NULL;
	while (low + count < observer->span_count &&
	       observer->spans[low + count].column == observer->at &&
	       observer->spans[low + count].agent == agent)
		count++;
	return count;
}

/* Marks: what is held and who is online changes there. */

static int32_t mark_stretch(struct observer *observer, int64_t from, int64_t to,
                            int held, int online)
{
	void *array = observer->marks;
	struct mark *mark;
	int32_t status;

	if (from >= to)
		return KEFU_OK;
	status = online != 0 ? stretch_check(observer, from, to) : KEFU_OK;
	if (status != KEFU_OK)
		return status;
	status = memory_reserve(&observer->allocator, &array,
	                        &observer->mark_capacity,
	                        observer->mark_count + 2,
	                        sizeof *observer->marks);
	observer->marks = array;
	if (status != KEFU_OK)
		return status;
	mark = &observer->marks[observer->mark_count];
	observer->mark_count += 2;
	mark[0] = (struct mark){from, held, online};
	mark[1] = (struct mark){to, -held, -online};
	return KEFU_OK;
}

/* As sessions held; `online` too where that is what is asked. */
static int32_t mark_spans(struct observer *observer, const struct held_span *spans,
                          size_t count, int online)
{
	int32_t status = KEFU_OK;
	size_t i;

	for (i = 0; i < count && status == KEFU_OK; i++)
		status = mark_stretch(observer, spans[i].from, spans[i].to, 1, online);
	return status;
}

static int32_t mark_online(struct observer *observer, int64_t from, int64_t to)
{
	presence_cut(observer, &from, &to);
	return mark_stretch(observer, from, to, 0, 1);
}

/* The agent's own time: online from `online` or `suspend` to `offline`,
 * suspended from `suspend` to the next `online` or `offline`. */
static int32_t mark_agent(struct observer *observer, int suspended)
{
	const struct entries *entries = &observer->fold->history.entries;
	int64_t since = -1;
	int32_t status = KEFU_OK;
	size_t i;

	for (i = 0; i < entries->count && status == KEFU_OK; i++) {
		const struct entry *event = &entries->at[i];
		int begins, ends;

		if (event->kind > KEFU_EVENT_AGENT_OFFLINE)
			continue; /* trainings and targets */
		begins = event->kind == KEFU_EVENT_AGENT_SUSPEND ||
		         (!suspended && event->kind == KEFU_EVENT_AGENT_ONLINE);
		ends = event->kind == KEFU_EVENT_AGENT_OFFLINE ||
		       (suspended && event->kind == KEFU_EVENT_AGENT_ONLINE);
		if (begins && since < 0)
			since = event->t;
		if (!ends || since < 0)
			continue;
		status = mark_online(observer, since, event->t);
		since = -1;
	}
	if (status == KEFU_OK && since >= 0)
		status = mark_online(observer, since, observer->fold->as_of);
	return status;
}

static int compare_marks(const void *a, const void *b)
{
	const struct mark *x = a, *y = b;

	return (x->t > y->t) - (x->t < y->t);
}

/* What of a bucket, or of all time, was between marks. */
struct period {
	int32_t bucket;
	int goes_on;          /* somebody was online as it began */
	int64_t end;
	int64_t online;       /* ms */
	int64_t busy, held;   /* ms of these, and session-ms */
	int64_t peak;         /* most held at once, online or not */
};

typedef int32_t period_taker(struct observer *observer, kefu_id agent,
                             const struct period *period);

static void period_pass(struct period *period, int64_t ms, int64_t held, int64_t online)
{
	if (held > period->peak)
		period->peak = held;
	if (online <= 0)
		return;
	period->online += ms;
	period->busy += held > 0 ? ms : 0;
	period->held += held * ms;
}

static int32_t period_take(struct observer *observer, kefu_id agent,
                           const struct period *period, period_taker *take)
{
	size_t rows = observer->cube->row_count;
	int32_t status = KEFU_OK;

	if (period->online != 0)
		status = take(observer, agent, period);
	return status == KEFU_OK && period->goes_on ? stretch_spend(observer, rows, 0) : status;
}

/* Hands over every bucket with time online. The cost is that of sorting the
 * marks, and of these buckets. */
static int32_t walk_marks(struct observer *observer, int32_t by, kefu_id agent,
                          period_taker *take)
{
	struct mark *marks = observer->marks;
	struct period period = {.end = INT64_MIN};
	int64_t t, held = 0, online = 0;
	int32_t status = KEFU_OK;
	size_t i = 0;

	if (observer->mark_count == 0)
		return KEFU_OK;
	qsort(marks, observer->mark_count, sizeof *marks, compare_marks);
	t = marks[0].t;
	while (i < observer->mark_count && status == KEFU_OK) {
		int64_t next = marks[i].t;

		/* What is held while offline counts for the peak of the bucket
		 * before and of that after; those between have no reading. */
		if (online == 0 && t < next - 1) {
			if (t < period.end)
				period_pass(&period, 0, held, 0);
			t = next - 1;
		}
		while (t < next && status == KEFU_OK) {
			int64_t until;

			if (t >= period.end) {
				status = period_take(observer, agent, &period, take);
				period = (struct period){.goes_on = online > 0 && t == period.end};
				period.bucket = bucket_at(observer, by, t, &period.end);
			}
			until = period.end < next ? period.end : next;
			period_pass(&period, until - t, held, online);
			t = until;
		}
		for (; i < observer->mark_count && marks[i].t == next; i++) {
			held += marks[i].held;
			online += marks[i].online;
		}
	}
	return status == KEFU_OK ? period_take(observer, agent, &period, take) : status;
}

int32_t span_peak(struct observer *observer, const struct held_span *spans,
                  size_t count, int64_t *peak)
{
	int64_t now = 0;
	int32_t status;
	size_t i;

	*peak = 0;
	observer->mark_count = 0;
	status = mark_spans(observer, spans, count, 0);
	if (status != KEFU_OK || count == 0)
		return status;
	qsort(observer->marks, observer->mark_count, sizeof *observer->marks,
	      compare_marks);
	for (i = 0; i < observer->mark_count; i++) {
		now += observer->marks[i].held;
		/* half-open: what ends at an instant is gone before others begin */
		if (now > *peak && (i + 1 == observer->mark_count ||
		                    observer->marks[i + 1].t != observer->marks[i].t))
			*peak = now;
	}
	return KEFU_OK;
}

/* A reading of a bucket, or of all the days, dated at the end of what was asked
 * and is known of it. */
static void observation_of_period(struct observer *observer, struct observation *made,
                                  const struct period *period)
{
	static const struct session nobody;
	const struct column *column = observer->column;
	int64_t last = observer->fold->as_of;

	if (period->end - 1 < last)
		last = period->end - 1;
	if (column->to_day != KEFU_DAY_ANY &&
	    zone_day_start(observer->zone, column->to_day + 1) - 1 < last)
		last = zone_day_start(observer->zone, column->to_day + 1) - 1;
	observation_of(made, &nobody, last);
	made->is_undated = made->has_bucket = 1;
	made->bucket = period->bucket;
}

/* A period in which an agent was online; or suspended, for suspended_time. */
static int32_t take_agent(struct observer *observer, kefu_id agent,
                          const struct period *period)
{
	struct observation made;
	int32_t status;

	observation_of_period(observer, &made, period);
	made.den = made.reading = period->online;
	switch (observer->definition->metric->variant) {
	case VARIANT_ONLINE:
	case VARIANT_SUSPENDED:
		make_duration(&made, period->online);
		break;
	case VARIANT_OCCUPANCY:
		made.num = period->busy;
		break;
	case VARIANT_CONCURRENCY_MEAN:
		made.num = period->held;
		break;
	case VARIANT_CONCURRENCY_MAX:
		made.den = 0;
		made.num = made.reading = period->peak;
		made.is_peak = 1;
		break;
	default: /* VARIANT_THROUGHPUT */
		made.is_repeat = 1;
		break;
	}
	status = credit_agent(observer, agent);
	return status == KEFU_OK ? observe(observer, &made) : status;
}

int32_t agent_presence(struct observer *observer, kefu_id agent)
{
	enum variant variant = observer->definition->metric->variant;
	const struct held_span *held = NULL;
	size_t count;
	int32_t status;

	if (variant == VARIANT_CONCURRENCY_MAX && is_only_by_time(observer))
		return KEFU_OK; /* the shop's peak is not its agents' */
	observer->mark_count = 0;
	status = mark_agent(observer, variant == VARIANT_SUSPENDED);
	if (status != KEFU_OK || observer->mark_count == 0)
		return status;
	count = spans_of(observer, agent, &held);
	status = mark_spans(observer, held, count, 0);
	return status == KEFU_OK
		? walk_marks(observer, observer->by_time, agent, take_agent)
		: status;
}

static int32_t take_everyone(struct observer *observer, kefu_id agent,
                             const struct period *period)
{
	struct observation made;

	(void)agent;
	observation_of_period(observer, &made, period);
	made.is_peak = 1;
	made.num = made.reading = period->peak;
	credit_nobody(observer);
	return observe(observer, &made);
}

/* concurrency_max of the whole shop: a bucket counts when sessions are held,
 * whoever is online. */
int32_t everyone_presence(struct observer *observer)
{
	const struct period nothing = {.end = INT64_MAX};
	const struct held_span *first = NULL;
	size_t i, count = 0;
	int32_t status;

	if (observer->definition->metric->variant != VARIANT_CONCURRENCY_MAX ||
	    !is_only_by_time(observer))
		return KEFU_OK;
	for (i = 0; i < observer->span_count; i++) {
		if (observer->spans[i].column != observer->at)
			continue;
		if (first == NULL)
			first = &observer->spans[i];
		count++;
	}
	if (count == 0)
		return observer->by_time == 0
			? take_everyone(observer, 0, &nothing) : KEFU_OK;
	observer->mark_count = 0;
	status = mark_spans(observer, first, count, 1);
	return status == KEFU_OK
		? walk_marks(observer, observer->by_time, 0, take_everyone)
		: status;
}

/* Presence: online and suspended time, occupancy, concurrency, throughput.
 *
 * Agents' own time is read from their tracks after all customers; until then
 * the stretches in which they held sessions are kept. */
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

/* Stretches of the agent's own time: online from `online` or `suspend` to
 * `offline`, suspended from `suspend` to the next `online` or `offline`. Kept
 * as spans behind those of sessions; the caller takes them off again. */
static int32_t read_stretches(struct observer *observer, kefu_id agent,
                              int suspended)
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
		status = span_keep(observer, agent, since, event->t);
		since = -1;
	}
	if (status == KEFU_OK && since >= 0)
		status = span_keep(observer, agent, since,
		                   observer->fold->as_of);
	return status;
}

static int64_t total_of(const struct held_span *spans, size_t count)
{
	int64_t total = 0;
	size_t i;

	for (i = 0; i < count; i++)
		total += spans[i].to - spans[i].from;
	return total;
}

/* The time of some spans, sorted by start, within others that do not overlap
 * each other; overlapping spans count once (`once`) or each. */
static int64_t time_within(const struct held_span *spans, size_t count,
                           const struct held_span *within, size_t within_count,
                           int once)
{
	int64_t total = 0, done = INT64_MIN;
	size_t i, k;

	for (i = 0; i < count; i++) {
		int64_t from = spans[i].from, to = spans[i].to;

		if (once && from < done)
			from = done;
		for (k = 0; k < within_count && from < to; k++) {
			int64_t a = within[k].from > from ? within[k].from : from;
			int64_t b = within[k].to < to ? within[k].to : to;

			if (a < b)
				total += b - a;
		}
		if (to > done)
			done = to;
	}
	return total;
}

static int compare_times(const void *a, const void *b)
{
	const int64_t *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

int32_t span_peak(struct observer *observer, const struct held_span *spans,
                  size_t count, int64_t *peak)
{
	const kefu_allocator *allocator = &observer->allocator;
	int64_t *times = memory_get(allocator, 2 * count * sizeof *times);
	int64_t *ends = times + count, now = 0;
	size_t i, ended = 0;

	*peak = 0;
	if (times == NULL)
		return KEFU_E_NOMEM;
	for (i = 0; i < count; i++) {
		times[i] = spans[i].from;
		ends[i] = spans[i].to;
	}
	if (count != 0) {
		qsort(times, count, sizeof *times, compare_times);
		qsort(ends, count, sizeof *ends, compare_times);
	}
	for (i = 0; i < count; i++) {
		while (ends[ended] <= times[i]) {
			ended++;
			now--;
		}
		now++;
		if (now > *peak)
			*peak = now;
	}
	memory_put(allocator, times, 2 * count * sizeof *times);
	return KEFU_OK;
}

static void make_undated(struct observer *observer, struct observation *made)
{
	static const struct session nobody;

	observation_of(made, &nobody, observer->fold->as_of);
	made->is_undated = 1;
}

/* What an agent's online time, read into spans[own..], amounts to. */
static int32_t observe_presence(struct observer *observer, kefu_id agent,
                                const struct held_span *online, size_t count)
{
	const struct held_span *held = NULL;
	size_t held_count = spans_of(observer, agent, &held);
	struct observation made;
	int64_t time = total_of(online, count);
	int32_t status = KEFU_OK;

	make_undated(observer, &made);
	made.den = made.reading = time;
	switch (observer->definition->metric->variant) {
	case VARIANT_ONLINE:
		make_duration(&made, time);
		break;
	case VARIANT_OCCUPANCY:
		made.num = time_within(held, held_count, online, count, 1);
		break;
	case VARIANT_CONCURRENCY_MEAN:
		made.num = time_within(held, held_count, online, count, 0);
		break;
	case VARIANT_CONCURRENCY_MAX:
		if (observer->by == 0)
			return KEFU_OK; /* the shop's peak is not its agents' */
		made.den = 0;
		made.is_peak = 1;
		status = span_peak(observer, held, held_count, &made.num);
		break;
	default: /* VARIANT_THROUGHPUT */
		made.is_repeat = 1;
		break;
	}
	if (status == KEFU_OK)
		status = credit_agent(observer, agent);
	return status == KEFU_OK ? observe(observer, &made) : status;
}

static int32_t observe_suspended(struct observer *observer, kefu_id agent)
{
	struct observation made;
	size_t own = observer->span_count;
	int64_t time;
	int32_t status = read_stretches(observer, agent, 1);

	time = total_of(&observer->spans[own], observer->span_count - own);
	observer->span_count = own;
	if (status != KEFU_OK || time == 0)
		return status;
	make_undated(observer, &made);
	make_duration(&made, time);
	status = credit_agent(observer, agent);
	return status == KEFU_OK ? observe(observer, &made) : status;
}

int32_t agent_presence(struct observer *observer, kefu_id agent)
{
	size_t own = observer->span_count, count;
	int32_t status = read_stretches(observer, agent, 0);

	count = observer->span_count - own;
	/* the searches below see sessions only */
	observer->span_count = own;
	if (status != KEFU_OK || count == 0)
		return status;
	if (observer->definition->metric->variant == VARIANT_SUSPENDED)
		return observe_suspended(observer, agent);
	return observe_presence(observer, agent, &observer->spans[own], count);
}

/* concurrency_max of the whole shop */
int32_t everyone_presence(struct observer *observer)
{
	const struct held_span *first = NULL, *last;
	struct observation made;
	size_t i, count = 0;
	int32_t status;

	if (observer->definition->metric->variant != VARIANT_CONCURRENCY_MAX ||
	    observer->by != 0)
		return KEFU_OK;
	for (i = 0; i < observer->span_count; i++) {
		last = &observer->spans[i];
		if (last->column != observer->at)
			continue;
		if (first == NULL)
			first = last;
		count++;
	}
	make_undated(observer, &made);
	made.is_peak = 1;
	status = span_peak(observer, first, count, &made.num);
	made.reading = made.num;
	credit_nobody(observer);
	return status == KEFU_OK ? observe(observer, &made) : status;
}

#include "measure/cell.h"

#include <string.h>

#include "base/integer.h"
#include "base/sort.h"

static void extra_release(struct cell_extra *extra,
                          const kefu_allocator *allocator)
{
	if (extra == NULL)
		return;
	memory_put(allocator, extra->recent,
	           extra->recent_capacity * sizeof *extra->recent);
	memory_put(allocator, extra, sizeof *extra);
}

void cell_release(struct cell *cell, const kefu_allocator *allocator)
{
	duration_release(&cell->duration, allocator);
	extra_release(cell->extra, allocator);
	memory_put(allocator, cell->scores,
	           cell->score_capacity * sizeof *cell->scores);
	memset(cell, 0, sizeof *cell);
}

/* As fine as durations keep it: replaces whole ms and parts of one. */
static void refine(struct cell_time *time)
{
	uint64_t fine = DURATION_MAX;

	if (time->ms <= (int64_t)(DURATION_MAX >> MEAN_BITS))
		fine = (uint64_t)time->ms << MEAN_BITS | time->parts >> (32 - MEAN_BITS);
	time->ms = (int64_t)fine;
	time->parts <<= MEAN_BITS;
}

/* By what is in the duration, then by the rest. */
static int is_less(uint64_t ms, uint32_t parts, uint64_t than_ms, uint32_t than_parts)
{
	return ms < than_ms || (ms == than_ms && parts < than_parts);
}

int32_t cell_add_means(struct cell *cell, const kefu_allocator *allocator,
                       struct cell_time *times, size_t count)
{
	uint32_t least = cell->min_parts, most = cell->max_parts;
	uint64_t parts = cell->parts;
	struct duration_totals totals;
	int32_t status;
	size_t i;

	duration_totals(&cell->duration, &totals);
	if (totals.n == 0)
		totals.min = UINT64_MAX;
	for (i = 0; i < count; i++) {
		uint64_t ms;

		refine(&times[i]);
		ms = (uint64_t)times[i].ms;
		parts += times[i].parts;
		if (is_less(ms, times[i].parts, totals.min, least)) {
			totals.min = ms;
			least = times[i].parts;
		}
		if (is_less(totals.max, most, ms, times[i].parts)) { /* 0 of an empty cell */
			totals.max = ms;
			most = times[i].parts;
		}
	}
	status = duration_add_many(&cell->duration, allocator, &times->ms, sizeof *times, count,
	                           NULL);
	if (status != KEFU_OK)
		return status;
	cell->parts = parts;
	cell->min_parts = least;
	cell->max_parts = most;
	return KEFU_OK;
}

int32_t cell_add_times(struct cell *cell, const kefu_allocator *allocator,
                       struct cell_time *times, size_t count, int are_means)
{
	uint128 sum = 0, squares = 0;
	int32_t status;
	size_t i;

	for (i = 0; i < count; i++) {
		uint64_t ms = (uint64_t)times[i].ms;

		sum += ms;
		squares += (uint128)ms * ms;
	}
	if (sum > (uint128)(INT64_MAX - cell->num) || (int64_t)count > INT64_MAX - cell->den)
		return KEFU_E_OVERFLOW;
	status = are_means
		? cell_add_means(cell, allocator, times, count)
		: duration_add_many(&cell->duration, allocator, &times->ms, sizeof *times, count, NULL);
	if (status != KEFU_OK)
		return status;
	cell->num += (int64_t)sum;
	cell->den += (int64_t)count;
	cell->squares += squares;
	return KEFU_OK;
}

int32_t cell_add_score(struct cell *cell, const kefu_allocator *allocator,
                       int64_t score)
{
	size_t capacity = cell->score_capacity;
	void *array = cell->scores;
	uint32_t at = 0;
	int32_t status;

	while (at < cell->score_count && cell->scores[at].score < score)
		at++;
	if (at < cell->score_count && cell->scores[at].score == score) {
		cell->scores[at].count++;
		return KEFU_OK;
	}
	status = memory_reserve(allocator, &array, &capacity,
	                        (size_t)cell->score_count + 1,
	                        sizeof *cell->scores);
	cell->scores = array;
	cell->score_capacity = (uint32_t)capacity;
	if (status != KEFU_OK)
		return status;
	memmove(&cell->scores[at + 1], &cell->scores[at],
	        (cell->score_count - at) * sizeof *cell->scores);
	cell->scores[at].score = score;
	cell->scores[at].count = 1;
	cell->score_count++;
	return KEFU_OK;
}

static int32_t extra_of(struct cell *cell, const kefu_allocator *allocator)
{
	if (cell->extra == NULL)
		cell->extra = memory_get_zeroed(allocator, sizeof *cell->extra);
	return cell->extra != NULL ? KEFU_OK : KEFU_E_NOMEM;
}

int32_t cell_add_gate(struct cell *cell, const kefu_allocator *allocator)
{
	int32_t status = extra_of(cell, allocator);

	if (status == KEFU_OK)
		cell->extra->sessions++;
	return status;
}

int32_t cell_add_recent(struct cell *cell, const kefu_allocator *allocator,
                        int64_t t, int64_t num)
{
	struct cell_extra *extra;
	void *array;
	int32_t status = extra_of(cell, allocator);

	if (status != KEFU_OK)
		return status;
	extra = cell->extra;
	array = extra->recent;
	status = memory_reserve(allocator, &array, &extra->recent_capacity,
	                        extra->recent_count + 1, sizeof *extra->recent);
	extra->recent = array;
	if (status != KEFU_OK)
		return status;
	extra->recent[extra->recent_count].t = t;
	extra->recent[extra->recent_count++].num = num;
	return KEFU_OK;
}

static int is_later(const void *context, const void *a, const void *b)
{
	const struct recent *x = a, *y = b;

	(void)context;
	return x->t != y->t ? x->t > y->t : x->num > y->num;
}

static int32_t settle(struct cell_extra *extra, const kefu_allocator *allocator,
                      double share, int32_t least)
{
	size_t bytes = extra->recent_count * sizeof *extra->recent, i;
	void *spare = memory_get(allocator, bytes);

	if (spare == NULL)
		return KEFU_E_NOMEM;
	sort_items(extra->recent, spare, extra->recent_count,
	           sizeof *extra->recent, is_later, NULL);
	memory_put(allocator, spare, bytes);
	extra->recent_num = extra->recent_den = 0;
	for (i = extra->recent_count; i-- > 0 && (extra->recent_den < least ||
	     (double)extra->recent_den < share * (double)extra->recent_count);) {
		extra->recent_num += extra->recent[i].num;
		extra->recent_den++;
	}
	return KEFU_OK;
}

int32_t cell_settle_recency(struct cell *cell, const kefu_allocator *allocator,
                            double share, int32_t least)
{
	if (cell->extra == NULL || cell->extra->recent_count == 0)
		return KEFU_OK;
	return settle(cell->extra, allocator, share, least);
}

int cell_is_blank(const struct cell *cell)
{
	if ((cell->num | cell->den) != 0) /* most, and most often the first to be seen */
		return 0;
	return !cell->touched &&
	       cell->squares == 0 && /* 1 - 1 is something */
	       cell->undecided == 0 && cell->immature == 0 &&
	       cell->currency == 0 && !cell->mixed && cell->extra == NULL &&
	       cell->score_count == 0 && duration_count(&cell->duration) == 0;
}

/* How many scores both have together; false when one comes too often. */
static int scores_unite(const struct cell *a, const struct cell *b,
                        uint32_t *count)
{
	uint32_t i = 0, k = 0, both = 0;

	while (i < a->score_count && k < b->score_count) {
		const struct score_count *x = &a->scores[i], *y = &b->scores[k];

		if (x->score == y->score && x->count > INT64_MAX - y->count)
			return 0;
		both += x->score == y->score;
		i += x->score <= y->score;
		k += x->score >= y->score;
	}
	*count = a->score_count + b->score_count - both;
	return 1;
}

/* From the greatest down, so that nothing is written over before it is read. */
static void merge_scores(struct cell *into, const struct cell *from,
                         uint32_t united)
{
	uint32_t i = into->score_count, k = from->score_count, at = united;

	while (k > 0) {
		const struct score_count *other = &from->scores[k - 1];

		at--;
		if (i > 0 && into->scores[i - 1].score >= other->score) {
			int same = into->scores[i - 1].score == other->score;

			into->scores[at] = into->scores[--i];
			if (!same)
				continue;
			into->scores[at].count += other->count;
		} else {
			into->scores[at] = *other;
		}
		k--;
	}
	into->score_count = united;
}

/* What the extremes' parts will be; before the durations are merged. */
static void merge_parts(const struct cell *a, const struct cell *b,
                        uint32_t *least, uint32_t *most)
{
	struct duration_totals x, y;

	*least = a->min_parts;
	*most = a->max_parts;
	if (duration_count(&b->duration) == 0 || (a->parts | b->parts) == 0)
		return; /* without any parts those of the extremes are 0, too */
	duration_totals(&b->duration, &y);
	duration_totals(&a->duration, &x);
	if (x.n == 0 || is_less(y.min, b->min_parts, x.min, a->min_parts))
		*least = b->min_parts;
	if (x.n == 0 || is_less(x.max, a->max_parts, y.max, b->max_parts))
		*most = b->max_parts;
}

int32_t cell_merge(struct cell *into, const struct cell *from,
                   const kefu_allocator *allocator)
{
	int64_t num, den, undecided, immature, sessions = 0;
	uint32_t united, least, most;
	size_t capacity = into->score_capacity;
	void *array = into->scores;
	int32_t status;

	if (!int64_add(into->num, from->num, &num) ||
	    !int64_add(into->den, from->den, &den) ||
	    !int64_add(into->undecided, from->undecided, &undecided) ||
	    !int64_add(into->immature, from->immature, &immature) ||
	    !scores_unite(into, from, &united))
		return KEFU_E_OVERFLOW;
	if (from->extra != NULL) {
		status = extra_of(into, allocator);
		if (status != KEFU_OK)
			return status;
		if (!int64_add(into->extra->sessions, from->extra->sessions,
		               &sessions))
			return KEFU_E_OVERFLOW;
	}
	status = memory_reserve(allocator, &array, &capacity, united,
	                        sizeof *into->scores);
	into->scores = array;
	into->score_capacity = (uint32_t)capacity;
	if (status != KEFU_OK)
		return status;
	merge_parts(into, from, &least, &most);
	status = duration_merge(&into->duration, allocator, &from->duration);
	if (status != KEFU_OK)
		return status;
	merge_scores(into, from, united);
	into->num = num;
	into->den = den;
	into->squares += from->squares;
	into->undecided = undecided;
	into->immature = immature;
	into->parts += from->parts;
	into->min_parts = least;
	into->max_parts = most;
	into->mixed |= from->mixed ||
	               (into->currency != 0 && from->currency != 0 &&
	                into->currency != from->currency);
	if (from->currency != 0)
		into->currency = from->currency;
	into->touched |= from->touched;
	if (from->extra != NULL)
		into->extra->sessions = sessions;
	return KEFU_OK;
}

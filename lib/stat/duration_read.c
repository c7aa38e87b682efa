/* Figures from durations. Doubles appear only here. */
#include <string.h>

#include "base/integer.h"
#include "stat/duration.h"
#include "stat/interval.h"

void duration_figure_count(const struct duration *duration, kefu_measure *out)
{
	int64_t n = (int64_t)duration_count(duration);

	figure_exact(out, (double)n, n, n, n);
}

void duration_figure_sum(const struct duration *duration, kefu_measure *out)
{
	struct duration_totals totals;

	duration_totals(duration, &totals);
	figure_exact(out, (double)totals.sum, uint128_saturated(totals.sum), (int64_t)totals.n,
	             (int64_t)totals.n);
}

void duration_figure_mean(const struct duration *duration, kefu_measure *out)
{
	struct duration_totals totals;

	duration_totals(duration, &totals);
	figure_mean(out, (int64_t)totals.n, (int128)totals.sum, totals.squares);
	if (out->low < 0.0)
		out->low = 0.0;
}

void duration_figure_variance(const struct duration *duration, kefu_measure *out)
{
	struct duration_totals totals;

	duration_totals(duration, &totals);
	figure_variance(out, (int64_t)totals.n, (int128)totals.sum, totals.squares);
	if (totals.n > 1) {
		out->num = uint128_saturated(totals.sum);
		out->den = (int64_t)totals.n;
	}
}

static void figure_extreme(const struct duration_totals *totals, uint64_t ms, bool is_bound,
                           kefu_measure *out)
{
	if (totals->n == 0) {
		figure_none(out, KEFU_STATE_NO_DATA);
		return;
	}
	figure_exact(out, (double)ms, uint128_saturated(totals->sum), (int64_t)totals->n,
	             (int64_t)totals->n);
	if (is_bound) {
		out->low = (double)duration_bucket_low(duration_bucket(ms));
		out->high = (double)duration_bucket_high(duration_bucket(ms));
	}
}

void duration_figure_min(const struct duration *duration, kefu_measure *out)
{
	struct duration_totals totals;

	duration_totals(duration, &totals);
	figure_extreme(&totals, totals.min, totals.min_is_bound, out);
}

void duration_figure_max(const struct duration *duration, kefu_measure *out)
{
	struct duration_totals totals;

	duration_totals(duration, &totals);
	figure_extreme(&totals, totals.max, totals.max_is_bound, out);
}

void duration_view(const struct duration *duration, struct duration_view *view)
{
	const struct duration_block *block = duration->store;

	duration_totals(duration, &view->totals);
	view->cells = NULL;
	view->width = DURATION_DENSE16;
	view->first = view->length = 0;
	if (view->totals.n == 0)
		return;
	view->first = duration_bucket(view->totals.min);
	view->length = duration_bucket(view->totals.max) - view->first + 1;
	if (duration->form == DURATION_RAW) {
		duration_sort(view->values, duration_raw_values(duration, view->values));
	} else if (duration->form == DURATION_LOG) {
		uint64_t i;

		memset(view->counted, 0, view->length * sizeof view->counted[0]);
		for (i = 0; i < duration->count; i++)
			view->counted[block->cells[i] - view->first]++;
		view->cells = view->counted;
	} else {
		view->width = duration->form;
		view->cells = (const uint8_t *)block->cells +
		              (size_t)(view->first - duration->first) * view->width;
	}
}

void duration_view_cells(struct duration_view *view)
{
	uint64_t i;

	if (view->cells != NULL)
		return;
	memset(view->counted, 0, view->length * sizeof view->counted[0]);
	for (i = 0; i < view->totals.n; i++)
		view->counted[duration_bucket(view->values[i]) - view->first]++;
	view->cells = view->counted;
}

#define STRIDE 32u

/* A known number of counters, so that compilers sum several at once. */
static uint64_t stride_sum(const struct duration_view *view, uint32_t from)
{
	uint64_t sum = 0;
	uint32_t i;

	if (view->width == DURATION_DENSE8) {
		const uint8_t *cells = (const uint8_t *)view->cells + from;
		uint16_t narrow = 0;

		for (i = 0; i < STRIDE; i++)
			narrow = (uint16_t)(narrow + cells[i]);
		return narrow;
	}
	if (view->width == DURATION_DENSE16) {
		const uint16_t *cells = (const uint16_t *)view->cells + from;
		uint32_t narrow = 0;

		for (i = 0; i < STRIDE; i++)
			narrow += cells[i];
		return narrow;
	}
	for (i = 0; i < STRIDE; i++)
		sum += duration_cell(view->cells, view->width, from + i);
	return sum;
}

/* Where a search by rank has come to; the next one goes on from there. */
struct cursor {
	uint64_t before; /* readings before it */
	uint32_t at;     /* offset from the first bucket */
};

/* The bucket with the reading of rank 1..n, and how many are in it. */
static uint32_t find_rank(const struct duration_view *view, uint64_t rank, struct cursor *cursor,
                          uint64_t *within)
{
	uint64_t here;

	if (cursor->before >= rank)
		cursor->before = cursor->at = 0;
	while (view->length - cursor->at > STRIDE) {
		here = stride_sum(view, cursor->at);
		if (cursor->before + here >= rank)
			break;
		cursor->before += here;
		cursor->at += STRIDE;
	}
	for (;; cursor->at++) {
		here = duration_cell(view->cells, view->width, cursor->at);
		if (cursor->before + here >= rank)
			break;
		cursor->before += here;
	}
	*within = here;
	return view->first + cursor->at;
}

static void bucket_bounds(const struct duration_view *view, uint32_t bucket, uint64_t *low,
                          uint64_t *high)
{
	*low = duration_bucket_low(bucket);
	*high = duration_bucket_high(bucket);
	if (*low < view->totals.min)
		*low = view->totals.min;
	if (*high > view->totals.max)
		*high = view->totals.max;
}

/* A reading by rank. Within its bucket the readings are taken as spread out
 * evenly, but never so near to one end that the other is more than 1/256 off:
 * interpolation makes the typical error small, this keeps the worst. */
static double reading_at(const struct duration_view *view, uint64_t rank, struct cursor *cursor)
{
	uint64_t within, low, high;
	double value, least, most;
	uint32_t bucket;

	if (view->cells == NULL)
		return (double)view->values[rank - 1];
	if (rank == 1)
		return (double)view->totals.min;
	if (rank == view->totals.n)
		return (double)view->totals.max;
	bucket = find_rank(view, rank, cursor, &within);
	bucket_bounds(view, bucket, &low, &high);
	value = (double)low - 0.5 +
	        ((double)(rank - cursor->before) - 0.5) / (double)within * (double)(high - low + 1);
	least = (double)high * (255.0 / 256.0);
	most = (double)low * (257.0 / 256.0);
	if (value < least)
		value = least;
	if (value > most)
		value = most;
	if (value < (double)low)
		value = (double)low;
	return value > (double)high ? (double)high : value;
}

void duration_figure_quantiles(const struct duration *duration, const double *q,
                               size_t count, kefu_measure *out)
{
	struct duration_view view;
	struct cursor cursor = {0, 0};
	size_t i;

	duration_view(duration, &view);
	for (i = 0; i < count; i++) {
		int64_t n = (int64_t)view.totals.n, low, high;
		double least;

		if (n == 0) {
			figure_none(&out[i], KEFU_STATE_NO_DATA);
			continue;
		}
		interval_ranks(n, q[i], &low, &high);
		least = reading_at(&view, (uint64_t)low, &cursor);
		figure_exact(&out[i],
		             reading_at(&view, (uint64_t)interval_rank(n, q[i]), &cursor),
		             uint128_saturated(view.totals.sum), n, n);
		out[i].low = least;
		out[i].high = reading_at(&view, (uint64_t)high, &cursor);
	}
}

void duration_quantile_bounds(const struct duration *duration, double q, uint64_t *low,
                              uint64_t *high)
{
	struct duration_view view;
	struct cursor cursor = {0, 0};
	uint64_t rank, within;

	duration_view(duration, &view);
	rank = (uint64_t)interval_rank((int64_t)view.totals.n, q);
	if (view.cells == NULL)
		*low = *high = view.values[rank - 1];
	else if (rank == 1 && !view.totals.min_is_bound)
		*low = *high = view.totals.min;
	else if (rank == view.totals.n && !view.totals.max_is_bound)
		*low = *high = view.totals.max;
	else
		bucket_bounds(&view, find_rank(&view, rank, &cursor, &within), low, high);
}

void duration_figure_rank(const struct duration *duration, uint64_t ms, kefu_measure *out)
{
	struct duration_view view;
	uint64_t below = 0, n;

	duration_view(duration, &view);
	n = view.totals.n;
	if (n != 0 && ms >= view.totals.max) {
		below = n;
	} else if (view.cells == NULL) {
		while (below < n && view.values[below] <= ms)
			below++;
	} else if (ms >= view.totals.min) {
		uint32_t bucket = duration_bucket(ms), at = bucket - view.first, i;
		uint64_t within = duration_cell(view.cells, view.width, at), low, high;

		for (i = 0; i < at; i++)
			below += duration_cell(view.cells, view.width, i);
		bucket_bounds(&view, bucket, &low, &high);
		below += (uint64_t)((uint128)within * (ms - low + 1) / (high - low + 1));
		if (below == 0) /* the least reading is not longer than ms */
			below = 1;
		if (below == n) /* and the longest is */
			below = n - 1;
	}
	figure_share(out, (int64_t)below, (int64_t)n);
}

size_t duration_histogram(const struct duration *duration, int64_t *edges, int64_t *counts,
                          size_t capacity)
{
	struct duration_view view;
	unsigned coarse = 0;
	uint32_t first, last, bins, i;

	duration_view(duration, &view);
	if (view.totals.n == 0)
		return 0;
	duration_view_cells(&view);
	first = view.first;
	last = view.first + view.length - 1;
	while ((last >> coarse) - (first >> coarse) >= capacity)
		coarse++;
	bins = (last >> coarse) - (first >> coarse) + 1;
	for (i = 0; i <= bins; i++) {
		uint32_t bucket = ((first >> coarse) + i) << coarse;

		edges[i] = (int64_t)duration_bucket_low(bucket < DURATION_BUCKETS ? bucket
		                                                                  : DURATION_BUCKETS);
	}
	for (i = 0; i < bins; i++)
		counts[i] = 0;
	for (i = 0; i < view.length; i++)
		counts[((first + i) >> coarse) - (first >> coarse)] +=
			(int64_t)duration_cell(view.cells, view.width, i);
	return bins;
}

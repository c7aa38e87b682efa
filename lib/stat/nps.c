#include "stat/nps.h"

#include <string.h>

#include "base/column.h"
#include "base/memory.h"
#include "stat/interval.h"
#include "stat/section.h"

#define VERSION 1u

int32_t kefu_nps_new(const kefu_allocator *allocator, kefu_nps **out)
{
	kefu_allocator memory;
	kefu_nps *nps;
	int32_t status;

	if (out == NULL)
		return KEFU_E_NULL;
	status = memory_resolve(allocator, &memory);
	if (status != KEFU_OK)
		return status;
	nps = memory_get_zeroed(&memory, sizeof *nps);
	if (nps == NULL)
		return KEFU_E_NOMEM;
	nps->allocator = memory;
	*out = nps;
	return KEFU_OK;
}

void kefu_nps_free(kefu_nps *nps)
{
	kefu_allocator memory;

	if (nps == NULL)
		return;
	memory = nps->allocator;
	memory_put(&memory, nps, sizeof *nps);
}

int32_t kefu_nps_copy(const kefu_nps *nps, const kefu_allocator *allocator, kefu_nps **out)
{
	int32_t status;

	if (nps == NULL || out == NULL)
		return KEFU_E_NULL;
	status = kefu_nps_new(allocator, out);
	if (status != KEFU_OK)
		return status;
	memcpy((*out)->counts, nps->counts, sizeof nps->counts);
	(*out)->total = nps->total;
	return KEFU_OK;
}

int32_t kefu_nps_reset(kefu_nps *nps)
{
	if (nps == NULL)
		return KEFU_E_NULL;
	memset(nps->counts, 0, sizeof nps->counts);
	nps->total = 0;
	return KEFU_OK;
}

static bool on_scale(int64_t score)
{
	return score >= 0 && score <= NPS_SCORE_MAX;
}

int32_t kefu_nps_add(kefu_nps *nps, int64_t score)
{
	if (nps == NULL)
		return KEFU_E_NULL;
	if (!on_scale(score))
		return KEFU_E_SCORE;
	if (nps->total == INT64_MAX)
		return KEFU_E_OVERFLOW;
	nps->counts[nps_class(score)]++;
	nps->total++;
	return KEFU_OK;
}

int32_t kefu_nps_add_counts(kefu_nps *nps, int64_t promoters, int64_t passives,
                            int64_t detractors)
{
	int64_t room;

	if (nps == NULL)
		return KEFU_E_NULL;
	if (promoters < 0 || passives < 0 || detractors < 0)
		return KEFU_E_NEGATIVE;
	room = INT64_MAX - nps->total;
	if (promoters > room || passives > room - promoters ||
	    detractors > room - promoters - passives)
		return KEFU_E_OVERFLOW;
	nps->counts[NPS_PROMOTER] += promoters;
	nps->counts[NPS_PASSIVE] += passives;
	nps->counts[NPS_DETRACTOR] += detractors;
	nps->total += promoters + passives + detractors;
	return KEFU_OK;
}

int32_t kefu_nps_add_many(kefu_nps *nps, const int64_t *scores, ptrdiff_t stride, size_t count,
                          size_t *bad_index)
{
	int64_t found[NPS_CLASSES] = {0, 0, 0};
	size_t i;

	if (nps == NULL || (scores == NULL && count != 0))
		return KEFU_E_NULL;
	for (i = 0; i < count; i++) {
		int64_t score = column_int64(scores, stride, i);

		if (!on_scale(score)) {
			if (bad_index != NULL)
				*bad_index = i;
			return KEFU_E_SCORE;
		}
		found[nps_class(score)]++;
	}
	return kefu_nps_add_counts(nps, found[NPS_PROMOTER], found[NPS_PASSIVE],
	                           found[NPS_DETRACTOR]);
}

int32_t kefu_nps_group_add(kefu_nps *const *accumulators, size_t groups, const uint32_t *group,
                           ptrdiff_t group_stride, const int64_t *scores,
                           ptrdiff_t scores_stride, size_t count, size_t *bad_index)
{
	int32_t status = KEFU_OK;
	size_t i;

	if ((accumulators == NULL && groups != 0) || ((group == NULL || scores == NULL) && count != 0))
		return KEFU_E_NULL;
	for (i = 0; i < count && status == KEFU_OK; i++) {
		uint32_t id = column_uint32(group, group_stride, i);

		if (id >= groups)
			status = KEFU_E_ID;
		else if (accumulators[id] == NULL)
			status = KEFU_E_NULL;
		else if (!on_scale(column_int64(scores, scores_stride, i)))
			status = KEFU_E_SCORE;
	}
	if (status != KEFU_OK) {
		if (bad_index != NULL)
			*bad_index = i - 1;
		return status;
	}
	for (i = 0; i < count; i++) {
		kefu_nps *nps = accumulators[column_uint32(group, group_stride, i)];

		if (nps->total == INT64_MAX)
			break;
		nps->counts[nps_class(column_int64(scores, scores_stride, i))]++;
		nps->total++;
	}
	if (i == count)
		return KEFU_OK;
	/* Counters come back exactly, so nothing needs to be looked up twice. */
	if (bad_index != NULL)
		*bad_index = i;
	while (i-- > 0) {
		kefu_nps *nps = accumulators[column_uint32(group, group_stride, i)];

		nps->counts[nps_class(column_int64(scores, scores_stride, i))]--;
		nps->total--;
	}
	return KEFU_E_OVERFLOW;
}

int32_t kefu_nps_merge(kefu_nps *nps, const kefu_nps *other)
{
	if (nps == NULL || other == NULL)
		return KEFU_E_NULL;
	return kefu_nps_add_counts(nps, other->counts[NPS_PROMOTER], other->counts[NPS_PASSIVE],
	                           other->counts[NPS_DETRACTOR]);
}

int32_t kefu_nps_subtract(kefu_nps *nps, const kefu_nps *other)
{
	int i;

	if (nps == NULL || other == NULL)
		return KEFU_E_NULL;
	for (i = 0; i < NPS_CLASSES; i++)
		if (other->counts[i] > nps->counts[i])
			return KEFU_E_UNDERFLOW;
	nps->total -= other->total;
	for (i = 0; i < NPS_CLASSES; i++)
		nps->counts[i] -= other->counts[i];
	return KEFU_OK;
}

int64_t kefu_nps_promoters(const kefu_nps *nps)
{
	return nps != NULL ? nps->counts[NPS_PROMOTER] : 0;
}

int64_t kefu_nps_passives(const kefu_nps *nps)
{
	return nps != NULL ? nps->counts[NPS_PASSIVE] : 0;
}

int64_t kefu_nps_detractors(const kefu_nps *nps)
{
	return nps != NULL ? nps->counts[NPS_DETRACTOR] : 0;
}

int64_t kefu_nps_count(const kefu_nps *nps)
{
	return nps != NULL ? nps->total : 0;
}

int32_t kefu_nps_score(const kefu_nps *nps, kefu_measure *out)
{
	if (nps == NULL || out == NULL)
		return KEFU_E_NULL;
	figure_nps(out, nps->counts[NPS_PROMOTER], nps->counts[NPS_PASSIVE],
	           nps->counts[NPS_DETRACTOR]);
	return KEFU_OK;
}

int32_t kefu_nps_margin(const kefu_nps *nps, kefu_measure *out)
{
	if (nps == NULL || out == NULL)
		return KEFU_E_NULL;
	if (nps->total == 0) {
		figure_none(out, KEFU_STATE_NO_DATA);
		return KEFU_OK;
	}
	figure_exact(out, interval_nps_margin(nps->counts[NPS_PROMOTER], nps->counts[NPS_PASSIVE],
	                                      nps->counts[NPS_DETRACTOR]),
	             0, nps->total, nps->total);
	return KEFU_OK;
}

int32_t kefu_nps_encode(const kefu_nps *nps, void *buffer, size_t capacity, size_t *size)
{
	struct codec_writer writer;
	size_t mark;
	int32_t status;
	int i;

	if (nps == NULL)
		return KEFU_E_NULL;
	status = codec_begin(&writer, buffer, capacity, size, CODEC_NPS, VERSION);
	if (status != KEFU_OK)
		return status;
	mark = codec_section_begin(&writer, SECTION_STATE, CODEC_REQUIRED);
	for (i = 0; i < NPS_CLASSES; i++)
		codec_put_u64(&writer, (uint64_t)nps->counts[i]);
	codec_section_end(&writer, mark);
	return codec_end(&writer, size);
}

int32_t kefu_nps_decode(const kefu_allocator *allocator, const void *bytes, size_t size,
                        kefu_nps **out)
{
	struct codec_reader body;
	int64_t counts[NPS_CLASSES], total = 0;
	int32_t status;
	int i;

	if (out == NULL)
		return KEFU_E_NULL;
	status = section_open(&body, bytes, size, CODEC_NPS, VERSION);
	if (status != KEFU_OK)
		return status;
	for (i = 0; i < NPS_CLASSES; i++) {
		counts[i] = (int64_t)codec_get_bounded(&body, (uint64_t)(INT64_MAX - total));
		total += counts[i];
	}
	status = codec_finish(&body);
	if (status != KEFU_OK)
		return status;
	status = kefu_nps_new(allocator, out);
	if (status != KEFU_OK)
		return status;
	memcpy((*out)->counts, counts, sizeof counts);
	(*out)->total = total;
	return KEFU_OK;
}

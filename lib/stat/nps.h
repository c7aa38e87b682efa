#ifndef STAT_NPS_H
#define STAT_NPS_H

#include "kefu/nps.h"

#define NPS_SCORE_MAX 10

enum { NPS_DETRACTOR, NPS_PASSIVE, NPS_PROMOTER, NPS_CLASSES };

struct kefu_nps {
	int64_t counts[NPS_CLASSES];
	int64_t total;
	kefu_allocator allocator;
};

/* The class of a score 0..10. */
static inline int nps_class(int64_t score)
{
	return score >= 9 ? NPS_PROMOTER : score >= 7 ? NPS_PASSIVE : NPS_DETRACTOR;
}

#endif

#ifndef STAT_COMPARE_H
#define STAT_COMPARE_H

#include "kefu/compare.h"

/* The difference of two means with Welch's interval, cut at -limit..limit: of
 * two figures from figure_mean and their figure_variance. */
void compare_means(const kefu_measure *mean_a, const kefu_measure *variance_a,
                   const kefu_measure *mean_b, const kefu_measure *variance_b, double limit,
                   kefu_measure *out);

#endif

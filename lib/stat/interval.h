/* From integers to figures: means, shares and their 95 % intervals.
 *
 * Everything here is a pure function of integers, computed with + - * / and
 * sqrt alone, each correctly rounded, so every machine gets the same doubles
 * (the build forbids fused multiply-add). */
#ifndef STAT_INTERVAL_H
#define STAT_INTERVAL_H

#include <stdint.h>

#include "base/int128.h"
#include "kefu/base.h"

/* The 97.5 % point of the standard normal distribution. */
#define INTERVAL_Z 1.959963984540054

/* A figure without value: value, low and high NaN, numbers 0. */
void figure_none(kefu_measure *out, int32_t state);
/* A figure that needs no interval: low and high equal the value. */
void figure_exact(kefu_measure *out, double value, int64_t num, int64_t den, int64_t count);
/* `hits` of `total`, 0 <= hits <= total, with Wilson's interval; total 0: no data. */
void figure_share(kefu_measure *out, int64_t hits, int64_t total);
/* The mean of `count` readings with the normal interval; count 0: no data. */
void figure_mean(kefu_measure *out, int64_t count, int128 sum, uint128 sum_squares);
/* The sample variance; count below 2: no data. */
void figure_variance(kefu_measure *out, int64_t count, int128 sum, uint128 sum_squares);
/* 100 (promoters - detractors) / count, within -100..100. */
void figure_nps(kefu_measure *out, int64_t promoters, int64_t passives, int64_t detractors);

/* Wilson's score interval, total > 0. Exactly 0 below no hits, 1 above all. */
void interval_wilson(int64_t hits, int64_t total, double *low, double *high);

/* count * sum_squares - sum * sum, the exact spread of the readings times
 * their number, rounded once; negative for sums that no readings have. */
double interval_spread(uint64_t count, int128 sum, uint128 sum_squares);
/* Sample variance, count > 1; 0 when the sums are impossible. */
double interval_variance(int64_t count, int128 sum, uint128 sum_squares);

/* 1.96 standard errors of the NPS in points; count = p + m + d > 0. */
double interval_nps_margin(int64_t promoters, int64_t passives, int64_t detractors);

/* Quantiles are given as doubles and meant as decimals: they are read to nine
 * places, and what follows is integer, so that 0.07 of 100 is the 7th.
 *
 * The nearest rank, 1..count: the smallest with at least quantile * count
 * readings at or below it. count > 0, 0 <= quantile <= 1. */
int64_t interval_rank(int64_t count, double quantile);
/* Ranks whose readings bracket the quantile in 95 % of samples or more: normal
 * approximation of the binomial with continuity correction, widened to whole
 * ranks. In samples too small for that the extremes stand in. */
void interval_ranks(int64_t count, double quantile, int64_t *low, int64_t *high);

/* The 97.5 % point of Student's t distribution, freedom >= 1; between whole
 * degrees never too small. */
double interval_student(double freedom);

#endif

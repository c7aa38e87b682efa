/* From a cell to a figure: the figure clause. */
#ifndef REPORT_FIGURE_H
#define REPORT_FIGURE_H

#include "measure/cube.h"
#include "measure/definition.h"

/* Which of a definition's figures a column shows. */
enum statistic { STATISTIC_VALUE, STATISTIC_MEAN, STATISTIC_SUM, STATISTIC_MIN,
	STATISTIC_MAX, STATISTIC_QUANTILE };

/* What figures that compare a group with everyone need to know of a column. */
struct totals {
	uint32_t currency;          /* of the rows; 0 when they are not by it */
	int32_t mixed, shop_mixed;  /* 1: of several currencies */
	int64_t num, den;           /* over all rows */
	int64_t shop_num, shop_den; /* of the whole shop, credited or not */
};

/* `quantile` is read for STATISTIC_QUANTILE only. */
void figure_of(const struct cell *cell, const struct definition *definition,
               enum statistic statistic, double quantile,
               const struct totals *totals, kefu_measure *out);

#endif

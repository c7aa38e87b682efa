/* From a cell to a figure: the figure clause. */
#ifndef REPORT_FIGURE_H
#define REPORT_FIGURE_H

#include "measure/cube.h"
#include "measure/definition.h"

/* Which of a definition's figures a column shows. */
enum statistic { STATISTIC_VALUE, STATISTIC_MEAN, STATISTIC_SUM, STATISTIC_MIN, STATISTIC_MAX,
	STATISTIC_QUANTILE };

/* `total_den`: of shares, the total over all groups. `quantile` is read for
 * STATISTIC_QUANTILE only. */
void figure_of(const struct cell *cell, const struct definition *definition,
               enum statistic statistic, double quantile, int64_t total_den,
               kefu_measure *out);

#endif

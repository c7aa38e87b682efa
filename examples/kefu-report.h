/* What kefu-report prints besides the report itself. */
#ifndef KEFU_REPORT_EXAMPLE_H
#define KEFU_REPORT_EXAMPLE_H

#include "kefu/report.h"
#include "kefu/zone.h"

/* Both return the exit status. */
int list_metrics(void);
int explain_metric(const char *name);

/* The cases of the first column, as a table, CSV or JSON; 0 when it cannot. */
int cases_print(const kefu_report *report, const kefu_zone *zone, int32_t format);

#endif

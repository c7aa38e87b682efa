/* What kefu-report prints besides the report itself. */
#ifndef KEFU_REPORT_EXAMPLE_H
#define KEFU_REPORT_EXAMPLE_H

#include "kefu/desk.h"
#include "kefu/report.h"
#include "kefu/zone.h"

/* Both return the exit status. */
int list_metrics(void);
int list_definitions(void);
/* -1: no platform's definition has this name. */
int explain_profile(const char *name);
int explain_metric(const char *name);
/* What the library says of a metric or definition. */
void sentence_print(const char *name, size_t length);

/* Gives a desk a definition from its text form, JSON; 0 when it cannot. */
int define_read(kefu_desk *desk, const char *name, const char *text);

/* Adds the established definitions of some profiles to a desk, those of some
 * metrics (NULL: any), and names them; returns how many. */
int32_t profile_columns(const char *profiles, const char *metrics, kefu_desk *desk,
                        const char **columns, int32_t most);
/* One row a definition; 0 when it cannot be written. */
int definitions_print(const kefu_report *report);
/* The chats that some definitions pass and others fail. */
int disagreements_print(const kefu_report *report, int64_t limit);

/* The cases of the first column, as a table, CSV or JSON; 0 when it cannot. */
int cases_print(const kefu_report *report, const kefu_zone *zone, int32_t format);

/* A text as a field of CSV, and as a member of a JSON object. */
void csv_print(const char *text);
void json_print(const char *key, const char *text);

/* --due: gives the desk its targets; then prints what is due. `hours` may be
 * NULL: all time counts. 0 when it cannot. */
int due_promise(kefu_desk *desk, const char *targets, const char *hours, const kefu_zone *zone);
int due_print(kefu_desk *desk, const kefu_zone *zone, int64_t as_of, int64_t limit,
              int32_t format);

/* An appraisal sheet by its name, NULL when there is none. */
struct sheet;
const struct sheet *sheet_find(const char *name);

/* What it is grouped by unless asked otherwise, 0: by nothing. */
int32_t sheet_by(const struct sheet *sheet);

/* Its columns, NULL past the last; `only_credited` without those that no
 * agent can have. */
const char *sheet_column(const struct sheet *sheet, int32_t index, int only_credited);

#endif

/* A report from inside: the cube it took over, and what names its rows. */
#ifndef REPORT_REPORT_H
#define REPORT_REPORT_H

#include "kefu/metric.h"
#include "kefu/report.h"
#include "kefu/zone.h"
#include "profile/profiles.h"
#include "report/figure.h"

/* A piece of the report's text. */
struct piece {
	size_t at, length;
};

struct report_column {
	struct definition definition; /* without schedules: figures need none */
	struct piece name;  /* as the query spelled it */
	struct piece sentence;
	int32_t cube_column;
	int32_t used;       /* its number in the desk */
	const struct profile_row *row; /* where the definition is from, or NULL */
	const kefu_definition *object; /* while the report is made */
	enum statistic statistic;
	double quantile;
	int32_t from_day, to_day; /* asked for; KEFU_DAY_ANY: all */
	int32_t spans_days;       /* 1: every row depends on all of them */
	int32_t covered_from;     /* there is no saying of days before; KEFU_DAY_ANY: of all */
};

struct report_case {
	int64_t t, reading;
	uint32_t parts;
	int32_t verdict;
	struct piece session, customer, agent, order, refund;
};

struct kefu_report {
	kefu_allocator allocator;
	struct cube cube;
	int64_t as_of;
	int64_t ignored;
	int32_t by[8];
	int32_t by_count;
	struct report_column *columns;
	int32_t column_count;
	struct totals *totals; /* of each cube column by currency */
	size_t currency_count;
	size_t *rows;       /* the cube's rows in order */
	size_t row_count;
	struct piece *keys; /* row after row, by_count each */
	struct report_case **cases; /* by cube column */
	char *text;         /* every piece ends with a zero */
	size_t text_length, text_capacity;
	struct cell nothing;   /* of the row of a report without readings */
	struct cell uncovered; /* of which there is no saying */
};

/* Takes what a query found. On success the report owns the cube and *cube is
 * empty; on failure it is untouched. Names in the columns are still ids; they
 * are written out with `texts`. Columns are filled by the caller but for
 * their texts. */
struct report_source {
	struct cube *cube;
	const struct text_table *texts;
	const kefu_zone *zone;
	const int32_t *by;
	int32_t by_count;
	const struct report_column *columns;
	const char *const *names;
	int32_t column_count;
	int64_t as_of, ignored;
};

int32_t report_build(const kefu_allocator *allocator,
                     const struct report_source *source, kefu_report **out);

/* totals.c: for each column of the cube as many as rows have currencies. */
int32_t totals_make(const struct cube *cube, struct totals **out,
                    size_t *currency_count);
/* In a report by currency: gives the denominators that have no currency to
 * every currency of their group. Once for each column of the cube. */
void totals_share(struct cube *cube, int32_t column,
                  const struct metric *metric);

/* Reads "first_response_time.p95" into an id's length and a statistic; 0 when
 * the suffix is none. */
int statistic_parse(const char *name, size_t length, size_t *id_length,
                    enum statistic *statistic, double *quantile);

static inline const char *report_text(const kefu_report *report,
                                      struct piece piece)
{
	return report->text + piece.at;
}

/* Whether a column can be told for a row. */
int report_covers(const kefu_report *report, int64_t row, int32_t column);

static inline const struct cell *report_cell(const kefu_report *report,
                                             int64_t row, int32_t column)
{
	if (!report_covers(report, row, column))
		return &report->uncovered;
	if (report->cube.row_count == 0)
		return &report->nothing;
	return cube_cell(&report->cube, report->rows[row],
	                 report->columns[column].cube_column);
}

/* What the cell of a row is compared with. */
static inline const struct totals *report_totals(const kefu_report *report,
                                                 int64_t row, int32_t column)
{
	const struct totals *totals =
		&report->totals[(size_t)report->columns[column].cube_column *
		                report->currency_count];

	if (report->currency_count > 1)
		while (totals->currency !=
		       report->cube.keys[report->rows[row]].currency)
			totals++;
	return totals;
}

/* Writing text without locale: counts on where there is no more room. */
struct text_writer {
	char *text;
	size_t capacity, length;
};

void text_put(struct text_writer *writer, const char *text, size_t length);
void text_put_string(struct text_writer *writer, const char *text);
void text_put_integer(struct text_writer *writer, int64_t value);
/* At most `decimals` (0 to 9) places, rounded half away from zero, without
 * trailing zeros when `trim`; "null" is the caller's. */
void text_put_decimal(struct text_writer *writer, double value, int decimals,
                      int trim);

void write_table(const kefu_report *report, struct text_writer *writer);
void write_csv(const kefu_report *report, struct text_writer *writer);
void write_json(const kefu_report *report, struct text_writer *writer);
void write_openmetrics(const kefu_report *report, struct text_writer *writer);

/* A sentence or two on what a definition counts. */
void explain_definition(const struct definition *definition,
                        struct text_writer *writer);
/* The same with every knob of the definition, schedules by name. */
void explain_object(const kefu_definition *definition,
                    struct text_writer *writer);
/* What a platform calls it, since when, and how well established that is. */
void explain_source(const struct profile_row *row, struct text_writer *writer);

/* The suffixes that durations are written with. */
struct duration_statistic {
	const char *name;
	enum statistic statistic;
	double quantile;
};
#define DURATION_STATISTICS 8
extern const struct duration_statistic duration_statistics[DURATION_STATISTICS];

#endif

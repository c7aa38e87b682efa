/* A report as CSV, JSON and OpenMetrics text. */
#include <string.h>

#include "report/report.h"

static int has_value(const kefu_measure *figure)
{
	return figure->value == figure->value; /* NaN is not */
}

/* CSV, RFC 4180 */

static void put_csv(struct text_writer *writer, const char *text, size_t length,
                    const char *suffix)
{
	size_t i;

	for (i = 0; i < length; i++)
		if (strchr(",\"\r\n", text[i]) != NULL)
			break;
	if (i == length) {
		text_put(writer, text, length);
		text_put_string(writer, suffix);
		return;
	}
	text_put(writer, "\"", 1);
	for (i = 0; i < length; i++) {
		if (text[i] == '"')
			text_put(writer, "\"", 1);
		text_put(writer, &text[i], 1);
	}
	text_put_string(writer, suffix);
	text_put(writer, "\"", 1);
}

static void put_csv_measure(const kefu_report *report, int64_t row,
                            int32_t column, struct text_writer *writer)
{
	kefu_measure figure;

	(void)kefu_report_measure(report, row, column, &figure);
	if (has_value(&figure))
		text_put_decimal(writer, figure.value, 9, 1);
	text_put(writer, ",", 1);
	text_put_integer(writer, figure.count);
	text_put(writer, ",", 1);
	text_put_string(writer, kefu_state_name(figure.state));
}

void write_csv(const kefu_report *report, struct text_writer *writer)
{
	size_t row;
	int32_t i;

	for (i = 0; i < report->by_count; i++) {
		text_put_string(writer, kefu_by_name(report->by[i]));
		if (i + 1 < report->by_count || report->column_count != 0)
			text_put(writer, ",", 1);
	}
	for (i = 0; i < report->column_count; i++) {
		struct piece name = report->columns[i].name;

		if (i != 0)
			text_put(writer, ",", 1);
		put_csv(writer, report_text(report, name), name.length, "");
		text_put(writer, ",", 1);
		put_csv(writer, report_text(report, name), name.length, ".count");
		text_put(writer, ",", 1);
		put_csv(writer, report_text(report, name), name.length, ".state");
	}
	text_put(writer, "\r\n", 2);
	for (row = 0; row < report->row_count; row++) {
		for (i = 0; i < report->by_count; i++) {
			struct piece key =
				report->keys[row * (size_t)report->by_count +
				             (size_t)i];

			put_csv(writer, report_text(report, key), key.length, "");
			text_put(writer, ",", 1);
		}
		for (i = 0; i < report->column_count; i++) {
			if (i != 0)
				text_put(writer, ",", 1);
			put_csv_measure(report, (int64_t)row, i, writer);
		}
		text_put(writer, "\r\n", 2);
	}
}

/* JSON */

static void put_json(struct text_writer *writer, const char *text,
                     size_t length)
{
	size_t i;

	/* Ids hold no control characters: only these two need escaping. */
	text_put(writer, "\"", 1);
	for (i = 0; i < length; i++) {
		if (text[i] == '"' || text[i] == '\\')
			text_put(writer, "\\", 1);
		text_put(writer, &text[i], 1);
	}
	text_put(writer, "\"", 1);
}

static void put_json_number(struct text_writer *writer, const char *name,
                            double value)
{
	text_put(writer, "\"", 1);
	text_put_string(writer, name);
	text_put(writer, "\":", 2);
	if (value == value)
		text_put_decimal(writer, value, 9, 1);
	else
		text_put_string(writer, "null");
	text_put(writer, ",", 1);
}

static void put_json_integer(struct text_writer *writer, const char *name,
                             int64_t value)
{
	text_put(writer, "\"", 1);
	text_put_string(writer, name);
	text_put(writer, "\":", 2);
	text_put_integer(writer, value);
	text_put(writer, ",", 1);
}

static void put_json_scores(const struct cell *cell, struct text_writer *writer)
{
	uint32_t i;

	text_put_string(writer, "\"scores\":{");
	for (i = 0; i < cell->score_count; i++) {
		if (i != 0)
			text_put(writer, ",", 1);
		text_put(writer, "\"", 1);
		text_put_integer(writer, cell->scores[i].score);
		text_put(writer, "\":", 2);
		text_put_integer(writer, cell->scores[i].count);
	}
	text_put_string(writer, "},");
}

static void put_json_measure(const kefu_report *report, int64_t row,
                             int32_t column, struct text_writer *writer)
{
	const struct report_column *asked = &report->columns[column];
	const struct cell *cell = report_cell(report, row, column);
	kefu_measure figure;
	size_t i;

	(void)kefu_report_measure(report, row, column, &figure);
	text_put(writer, "{", 1);
	put_json_number(writer, "value", figure.value);
	put_json_number(writer, "low", figure.low);
	put_json_number(writer, "high", figure.high);
	put_json_integer(writer, "num", figure.num);
	put_json_integer(writer, "den", figure.den);
	put_json_integer(writer, "count", figure.count);
	if (asked->definition.metric->unit == KEFU_UNIT_DURATION &&
	    asked->statistic == STATISTIC_VALUE)
		for (i = 0; i < DURATION_STATISTICS; i++) {
			kefu_measure other;

			figure_of(cell, &asked->definition,
			          duration_statistics[i].statistic,
			          duration_statistics[i].quantile,
			          report_totals(report, row, column),
			          &other);
			put_json_number(writer, duration_statistics[i].name,
			                other.value);
		}
	if (asked->definition.metric->unit == KEFU_UNIT_COUNTS)
		put_json_scores(cell, writer);
	text_put_string(writer, "\"state\":\"");
	text_put_string(writer, kefu_state_name(figure.state));
	text_put_string(writer, "\"}");
}

void write_json(const kefu_report *report, struct text_writer *writer)
{
	size_t row;
	int32_t i;

	text_put(writer, "[", 1);
	for (row = 0; row < report->row_count; row++) {
		text_put_string(writer, row != 0 ? ",\n{" : "\n{");
		for (i = 0; i < report->by_count; i++) {
			struct piece key =
				report->keys[row * (size_t)report->by_count +
				             (size_t)i];

			if (i != 0)
				text_put(writer, ",", 1);
			text_put(writer, "\"", 1);
			text_put_string(writer, kefu_by_name(report->by[i]));
			text_put(writer, "\":", 2);
			put_json(writer, report_text(report, key), key.length);
		}
		for (i = 0; i < report->column_count; i++) {
			struct piece name = report->columns[i].name;

			if (i != 0 || report->by_count != 0)
				text_put(writer, ",", 1);
			put_json(writer, report_text(report, name), name.length);
			text_put(writer, ":", 1);
			put_json_measure(report, (int64_t)row, i, writer);
		}
		text_put(writer, "}", 1);
	}
	text_put_string(writer, "\n]\n");
}

/* OpenMetrics 1.0 */

/* Durations are told in seconds there. */
static const char *unit_suffix(const struct report_column *column)
{
	switch (column->definition.metric->unit) {
	case KEFU_UNIT_DURATION:
		return "_seconds";
	case KEFU_UNIT_RATE:
		return "_ratio";
	default:
		return "";
	}
}

static void put_name(struct text_writer *writer, const char *name,
                     size_t length)
{
	size_t i;

	text_put_string(writer, "kefu_");
	for (i = 0; i < length; i++) {
		char byte = name[i];
		int plain = (byte >= 'a' && byte <= 'z') || byte == '_' ||
		            (byte >= 'A' && byte <= 'Z') ||
		            (byte >= '0' && byte <= '9');

		text_put(writer, plain ? &byte : "_", 1);
	}
}

static void put_labels(const kefu_report *report, size_t row,
                       const char *extra, struct text_writer *writer)
{
	int32_t i;

	if (report->by_count == 0 && extra == NULL)
		return;
	text_put(writer, "{", 1);
	for (i = 0; i < report->by_count; i++) {
		struct piece key = report->keys[row * (size_t)report->by_count +
		                                (size_t)i];

		if (i != 0)
			text_put(writer, ",", 1);
		text_put_string(writer, kefu_by_name(report->by[i]));
		text_put(writer, "=", 1);
		put_json(writer, report_text(report, key), key.length);
	}
	if (extra != NULL) {
		if (report->by_count != 0)
			text_put(writer, ",", 1);
		text_put_string(writer, extra);
	}
	text_put(writer, "}", 1);
}

static void put_sample(const kefu_report *report, size_t row, int32_t column,
                       const char *suffix, const char *extra, double value,
                       struct text_writer *writer)
{
	struct piece name = report->columns[column].name;

	put_name(writer, report_text(report, name), name.length);
	text_put_string(writer, unit_suffix(&report->columns[column]));
	text_put_string(writer, suffix);
	put_labels(report, row, extra, writer);
	text_put(writer, " ", 1);
	text_put_decimal(writer, value, 9, 1);
	text_put(writer, "\n", 1);
}

static void put_summary(const kefu_report *report, size_t row, int32_t column,
                        struct text_writer *writer)
{
	static const struct {
		double quantile;
		const char *label;
	} quantiles[] = {
		{0.5, "quantile=\"0.5\""}, {0.9, "quantile=\"0.9\""},
		{0.95, "quantile=\"0.95\""}, {0.99, "quantile=\"0.99\""},
	};
	const struct report_column *asked = &report->columns[column];
	const struct cell *cell = report_cell(report, (int64_t)row, column);
	const struct totals *totals =
		report_totals(report, (int64_t)row, column);
	kefu_measure figure;
	size_t i;

	for (i = 0; i < sizeof quantiles / sizeof *quantiles; i++) {
		figure_of(cell, &asked->definition, STATISTIC_QUANTILE,
		          quantiles[i].quantile, totals, &figure);
		put_sample(report, row, column, "", quantiles[i].label,
		           figure.value / 1000, writer);
	}
	figure_of(cell, &asked->definition, STATISTIC_SUM, 0, totals, &figure);
	put_sample(report, row, column, "_sum", NULL, figure.value / 1000,
	           writer);
	put_sample(report, row, column, "_count", NULL, (double)figure.count,
	           writer);
}

static void put_scores(const kefu_report *report, size_t row, int32_t column,
                       struct text_writer *writer)
{
	const struct cell *cell = report_cell(report, (int64_t)row, column);
	uint32_t i;

	for (i = 0; i < cell->score_count; i++) {
		char label[40];
		struct text_writer quoted = {label, sizeof label - 1, 0};

		text_put_string(&quoted, "score=\"");
		text_put_integer(&quoted, cell->scores[i].score);
		text_put_string(&quoted, "\"");
		label[quoted.length] = '\0';
		put_sample(report, row, column, "", label,
		           (double)cell->scores[i].count, writer);
	}
}

static void put_family(const kefu_report *report, int32_t column,
                       struct text_writer *writer)
{
	const struct report_column *asked = &report->columns[column];
	const struct metric *metric = asked->definition.metric;
	const char *suffix = unit_suffix(asked);
	int is_summary = metric->unit == KEFU_UNIT_DURATION &&
	                 asked->statistic == STATISTIC_VALUE &&
	                 metric->variant != VARIANT_LONGEST;
	size_t row;

	text_put_string(writer, "# TYPE ");
	put_name(writer, report_text(report, asked->name), asked->name.length);
	text_put_string(writer, suffix);
	text_put_string(writer, is_summary ? " summary\n" : " gauge\n");
	if (*suffix != '\0') {
		text_put_string(writer, "# UNIT ");
		put_name(writer, report_text(report, asked->name),
		         asked->name.length);
		text_put_string(writer, suffix);
		text_put(writer, " ", 1);
		text_put_string(writer, suffix + 1);
		text_put(writer, "\n", 1);
	}
	text_put_string(writer, "# HELP ");
	put_name(writer, report_text(report, asked->name), asked->name.length);
	text_put_string(writer, suffix);
	text_put(writer, " ", 1);
	text_put_string(writer, metric->name);
	text_put(writer, "\n", 1);
	for (row = 0; row < report->row_count; row++) {
		kefu_measure figure;

		(void)kefu_report_measure(report, (int64_t)row, column, &figure);
		if (metric->unit == KEFU_UNIT_COUNTS)
			put_scores(report, row, column, writer);
		else if (!has_value(&figure))
			continue;
		else if (is_summary)
			put_summary(report, row, column, writer);
		else
			put_sample(report, row, column, "", NULL,
			           metric->unit == KEFU_UNIT_DURATION
			           ? figure.value / 1000 : figure.value, writer);
	}
}

void write_openmetrics(const kefu_report *report, struct text_writer *writer)
{
	int32_t column;

	for (column = 0; column < report->column_count; column++)
		put_family(report, column, writer);
	text_put_string(writer, "# EOF\n");
}

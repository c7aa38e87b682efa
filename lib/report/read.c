/* Reading a report. */
#include <string.h>

#include "report/report.h"

static const char *const by_names[] = {
	NULL, "agent", "team", "channel", "topic", "phase", "hour", "day",
	"week", "month", "currency",
};

const char *kefu_by_name(int32_t by)
{
	if (by < KEFU_BY_AGENT || by > KEFU_BY_CURRENCY)
		return NULL;
	return by_names[by];
}

void kefu_query_init(kefu_query *query)
{
	if (query == NULL)
		return;
	memset(query, 0, sizeof *query);
	query->size = sizeof *query;
	query->as_of = KEFU_AS_OF_LAST;
	query->from_day = query->to_day = KEFU_DAY_ANY;
}

size_t kefu_query_size(void)
{
	return sizeof(kefu_query);
}

int64_t kefu_report_as_of(const kefu_report *report)
{
	return report != NULL ? report->as_of : -1;
}

int64_t kefu_report_ignored(const kefu_report *report)
{
	return report != NULL ? report->ignored : 0;
}

int64_t kefu_report_row_count(const kefu_report *report)
{
	return report != NULL ? (int64_t)report->row_count : 0;
}

int32_t kefu_report_column_count(const kefu_report *report)
{
	return report != NULL ? report->column_count : 0;
}

static int has_column(const kefu_report *report, int32_t column)
{
	return column >= 0 && column < report->column_count;
}

static int has_cell(const kefu_report *report, int64_t row, int32_t column)
{
	return row >= 0 && row < (int64_t)report->row_count &&
	       has_column(report, column);
}

const char *kefu_report_column_name(const kefu_report *report, int32_t column)
{
	if (report == NULL || !has_column(report, column))
		return NULL;
	return report_text(report, report->columns[column].name);
}

int32_t kefu_report_column_find(const kefu_report *report, const char *name,
                                size_t length)
{
	int32_t i;

	if (report == NULL || name == NULL)
		return -1;
	for (i = 0; i < report->column_count; i++) {
		struct piece known = report->columns[i].name;

		if (known.length == length &&
		    memcmp(report_text(report, known), name, length) == 0)
			return i;
	}
	return -1;
}

int32_t kefu_report_key(const kefu_report *report, int64_t row,
                        int32_t dimension, const char **text, size_t *length)
{
	struct piece piece;

	if (report == NULL || text == NULL || length == NULL)
		return KEFU_E_NULL;
	if (row < 0 || row >= (int64_t)report->row_count || dimension < 0 ||
	    dimension >= report->by_count)
		return KEFU_E_NOT_FOUND;
	piece = report->keys[row * report->by_count + dimension];
	*text = report_text(report, piece);
	*length = piece.length;
	return KEFU_OK;
}

/* The first day of a row's hour, day, week or month; KEFU_DAY_ANY: it has none. */
static int32_t first_day_of(const kefu_report *report, int64_t row)
{
	int32_t i, bucket;

	for (i = 0; i < report->by_count; i++)
		if (report->by[i] >= KEFU_BY_HOUR && report->by[i] <= KEFU_BY_MONTH)
			break;
	if (i == report->by_count || report->cube.row_count == 0)
		return KEFU_DAY_ANY;
	bucket = report->cube.keys[report->rows[row]].bucket;
	if (report->by[i] != KEFU_BY_HOUR)
		return bucket;
	return bucket >= 0 ? bucket / 24 : -((23 - bucket) / 24);
}

int report_covers(const kefu_report *report, int64_t row, int32_t column)
{
	const struct report_column *asked = &report->columns[column];
	int32_t first;

	if (asked->from_day >= asked->covered_from)
		return 1;
	if (asked->spans_days)
		return 0;
	first = first_day_of(report, row);
	return first > asked->from_day && first >= asked->covered_from;
}

int32_t kefu_report_measure(const kefu_report *report, int64_t row,
                            int32_t column, kefu_measure *out)
{
	const struct report_column *asked;

	if (report == NULL || out == NULL)
		return KEFU_E_NULL;
	if (!has_cell(report, row, column))
		return KEFU_E_NOT_FOUND;
	asked = &report->columns[column];
	figure_of(report_cell(report, row, column), &asked->definition,
	          asked->statistic, asked->quantile, report_totals(report, row, column), out);
	return KEFU_OK;
}

int32_t kefu_report_quantile(const kefu_report *report, int64_t row,
                             int32_t column, double q, kefu_measure *out)
{
	const struct report_column *asked;

	if (report == NULL || out == NULL)
		return KEFU_E_NULL;
	if (!has_cell(report, row, column))
		return KEFU_E_NOT_FOUND;
	asked = &report->columns[column];
	if (asked->definition.metric->unit != KEFU_UNIT_DURATION)
		return KEFU_E_QUERY;
	if (!(q >= 0 && q <= 1))
		return KEFU_E_RANGE;
	figure_of(report_cell(report, row, column), &asked->definition,
	          STATISTIC_QUANTILE, q, report_totals(report, row, column), out);
	return KEFU_OK;
}

int32_t kefu_report_score_count(const kefu_report *report, int64_t row,
                                int32_t column, int32_t score, int64_t *out)
{
	const struct cell *cell;
	uint32_t i;

	if (report == NULL || out == NULL)
		return KEFU_E_NULL;
	if (!has_cell(report, row, column))
		return KEFU_E_NOT_FOUND;
	if (report->columns[column].definition.metric->reader != READER_SURVEY)
		return KEFU_E_QUERY;
	cell = report_cell(report, row, column);
	*out = 0;
	for (i = 0; i < cell->score_count; i++)
		if (cell->scores[i].score == score)
			*out = cell->scores[i].count;
	return KEFU_OK;
}

int64_t kefu_report_case_count(const kefu_report *report, int32_t column)
{
	if (report == NULL || !has_column(report, column))
		return 0;
	column = report->columns[column].cube_column;
	return (int64_t)report->cube.columns[column].case_count;
}

int32_t kefu_report_case(const kefu_report *report, int32_t column,
                         int64_t index, kefu_case *out)
{
	const struct report_case *kept;

	if (report == NULL || out == NULL)
		return KEFU_E_NULL;
	if (out->size != sizeof *out)
		return KEFU_E_SIZE;
	if (index < 0 || index >= kefu_report_case_count(report, column))
		return KEFU_E_NOT_FOUND;
	kept = &report->cases[report->columns[column].cube_column][index];
	out->verdict = kept->verdict;
	out->t = kept->t;
	out->reading = kept->reading;
	out->value = (double)kept->reading + kept->parts / 4294967296.0;
	out->session = report_text(report, kept->session);
	out->customer = report_text(report, kept->customer);
	out->agent = report_text(report, kept->agent);
	out->order = report_text(report, kept->order);
	out->refund = report_text(report, kept->refund);
	return KEFU_OK;
}

int32_t kefu_report_explain(const kefu_report *report, int32_t column,
                            char *text, size_t capacity, size_t *length)
{
	struct piece sentence;

	if (report == NULL || length == NULL || (text == NULL && capacity != 0))
		return KEFU_E_NULL;
	if (!has_column(report, column))
		return KEFU_E_NOT_FOUND;
	sentence = report->columns[column].sentence;
	*length = sentence.length;
	if (sentence.length > capacity)
		return KEFU_E_SIZE;
	if (sentence.length != 0)
		memcpy(text, report_text(report, sentence), sentence.length);
	return KEFU_OK;
}

int32_t kefu_report_write(const kefu_report *report, int32_t format, char *text,
                          size_t capacity, size_t *length)
{
	struct text_writer writer = {text, capacity, 0};

	if (report == NULL || length == NULL || (text == NULL && capacity != 0))
		return KEFU_E_NULL;
	switch (format) {
	case KEFU_FORMAT_TABLE:
		write_table(report, &writer);
		break;
	case KEFU_FORMAT_CSV:
		write_csv(report, &writer);
		break;
	case KEFU_FORMAT_JSON:
		write_json(report, &writer);
		break;
	case KEFU_FORMAT_OPENMETRICS:
		write_openmetrics(report, &writer);
		break;
	default:
		return KEFU_E_ENUM;
	}
	*length = writer.length;
	return writer.length > capacity ? KEFU_E_SIZE : KEFU_OK;
}

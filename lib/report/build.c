#include <string.h>

#include "base/sort.h"
#include "base/text.h"
#include "kefu/civil.h"
#include "report/report.h"

const struct duration_statistic duration_statistics[DURATION_STATISTICS] = {
	{"p50", STATISTIC_QUANTILE, 0.50}, {"p90", STATISTIC_QUANTILE, 0.90},
	{"p95", STATISTIC_QUANTILE, 0.95}, {"p99", STATISTIC_QUANTILE, 0.99},
	{"min", STATISTIC_MIN, 0}, {"max", STATISTIC_MAX, 0},
	{"sum", STATISTIC_SUM, 0}, {"mean", STATISTIC_MEAN, 0},
};

int statistic_parse(const char *name, size_t length, size_t *id_length,
                    enum statistic *statistic, double *quantile)
{
	const char *dot = memchr(name, '.', length);
	size_t i, rest;

	*statistic = STATISTIC_VALUE;
	*quantile = 0;
	*id_length = length;
	if (dot == NULL)
		return 1;
	*id_length = (size_t)(dot - name);
	rest = length - *id_length - 1;
	for (i = 0; i < DURATION_STATISTICS; i++)
		if (rest == strlen(duration_statistics[i].name) &&
		    memcmp(dot + 1, duration_statistics[i].name, rest) == 0) {
			*statistic = duration_statistics[i].statistic;
			*quantile = duration_statistics[i].quantile;
			return 1;
		}
	return 0;
}

/* Appends text and a zero. */
static int32_t keep_text(kefu_report *report, const char *text, size_t length,
                         struct piece *piece)
{
	void *array = report->text;
	int32_t status;

	status = memory_reserve(&report->allocator, &array,
	                        &report->text_capacity,
	                        report->text_length + length + 1, 1);
	report->text = array;
	if (status != KEFU_OK)
		return status;
	piece->at = report->text_length;
	piece->length = length;
	if (length != 0)
		memcpy(report->text + piece->at, text, length);
	report->text[piece->at + length] = '\0';
	report->text_length += length + 1;
	return KEFU_OK;
}

static int32_t keep_id(kefu_report *report, const struct text_table *texts,
                       kefu_id id, struct piece *piece)
{
	char digits[24];
	struct text_writer writer = {digits, sizeof digits, 0};
	const char *text;
	size_t length;

	if (id == 0)
		return keep_text(report, "", 0, piece);
	if ((id & TEXT_ID_BIT) != 0) {
		text = text_of(texts, id, &length);
		return keep_text(report, text, length, piece);
	}
	text_put_integer(&writer, (int64_t)id);
	return keep_text(report, digits, writer.length, piece);
}

static void put_padded(struct text_writer *writer, int32_t value, int32_t width)
{
	int32_t limit = 1;

	for (; width > 1; width--)
		limit *= 10;
	for (; limit > 1 && value < limit; limit /= 10)
		text_put(writer, "0", 1);
	text_put_integer(writer, value);
}

static int32_t keep_bucket(kefu_report *report, int32_t by, int32_t number,
                           struct piece *piece)
{
	char text[24];
	struct text_writer writer = {text, sizeof text, 0};
	int32_t day = by == KEFU_BY_HOUR ? number / 24 : number;
	int32_t year, month, of_month;

	kefu_civil_date(day, &year, &month, &of_month);
	put_padded(&writer, year, 4);
	text_put(&writer, "-", 1);
	put_padded(&writer, month, 2);
	if (by != KEFU_BY_MONTH) {
		text_put(&writer, "-", 1);
		put_padded(&writer, of_month, 2);
	}
	if (by == KEFU_BY_HOUR) {
		text_put(&writer, "T", 1);
		put_padded(&writer, number % 24, 2);
	}
	return keep_text(report, text, writer.length, piece);
}

static int32_t keep_key(kefu_report *report, const struct text_table *texts,
                        const struct cube_key *key, int32_t by,
                        struct piece *piece)
{
	const char *phase;
	char letters[3];

	switch (by) {
	case KEFU_BY_AGENT:
		return keep_id(report, texts, key->agent, piece);
	case KEFU_BY_TEAM:
		return keep_id(report, texts, key->team, piece);
	case KEFU_BY_CHANNEL:
		return keep_id(report, texts, key->channel, piece);
	case KEFU_BY_TOPIC:
		return keep_id(report, texts, key->topic, piece);
	case KEFU_BY_CURRENCY:
		letters[0] = (char)(key->currency >> 16);
		letters[1] = (char)(key->currency >> 8 & 0xFF);
		letters[2] = (char)(key->currency & 0xFF);
		return keep_text(report, letters, key->currency != 0 ? 3 : 0,
		                 piece);
	case KEFU_BY_PHASE:
		phase = kefu_field_value_name(KEFU_FIELD_PHASE, key->phase);
		if (phase == NULL)
			phase = "";
		return keep_text(report, phase, strlen(phase), piece);
	default:
		return keep_bucket(report, by, key->bucket, piece);
	}
}

/* By each key in turn: ids in their one order, buckets in time. */
static int compare_rows(const struct report_source *source, size_t a, size_t b)
{
	const struct cube_key *x = &source->cube->keys[a];
	const struct cube_key *y = &source->cube->keys[b];
	int32_t i;

	for (i = 0; i < source->by_count; i++) {
		int order;

		switch (source->by[i]) {
		case KEFU_BY_AGENT:
			order = text_compare(source->texts, x->agent, y->agent);
			break;
		case KEFU_BY_TEAM:
			order = text_compare(source->texts, x->team, y->team);
			break;
		case KEFU_BY_CHANNEL:
			order = text_compare(source->texts, x->channel,
			                     y->channel);
			break;
		case KEFU_BY_TOPIC:
			order = text_compare(source->texts, x->topic, y->topic);
			break;
		case KEFU_BY_CURRENCY:
			order = (x->currency > y->currency) -
			        (x->currency < y->currency);
			break;
		case KEFU_BY_PHASE:
			order = (x->phase > y->phase) - (x->phase < y->phase);
			break;
		default:
			order = (x->bucket > y->bucket) -
			        (x->bucket < y->bucket);
			break;
		}
		if (order != 0)
			return order;
	}
	return 0;
}

static int row_stands_behind(const void *context, const void *left,
                             const void *right)
{
	const size_t *a = left, *b = right;

	return compare_rows(context, *a, *b) > 0;
}

static int32_t order_rows(kefu_report *report,
                          const struct report_source *source)
{
	const kefu_allocator *allocator = &report->allocator;
	size_t count = source->cube->row_count, i, *other;

	if (count == 0 && source->by_count == 0) {
		report->row_count = 1; /* the total of nothing */
		return KEFU_OK;
	}
	report->row_count = count;
	if (count == 0)
		return KEFU_OK;
	report->rows = memory_get(allocator, count * sizeof *report->rows);
	other = memory_get(allocator, count * sizeof *other);
	if (report->rows != NULL && other != NULL) {
		for (i = 0; i < count; i++)
			report->rows[i] = i;
		sort_items(report->rows, other, count, sizeof *other,
		           row_stands_behind, source);
	}
	memory_put(allocator, other, count * sizeof *other);
	return report->rows != NULL && other != NULL ? KEFU_OK : KEFU_E_NOMEM;
}

static int32_t name_rows(kefu_report *report,
                         const struct report_source *source)
{
	size_t keys = report->row_count * (size_t)source->by_count, i;
	int32_t k, status;

	if (keys == 0)
		return KEFU_OK;
	report->keys = memory_get(&report->allocator,
	                          keys * sizeof *report->keys);
	if (report->keys == NULL)
		return KEFU_E_NOMEM;
	for (i = 0; i < report->row_count; i++)
		for (k = 0; k < source->by_count; k++) {
			status = keep_key(report, source->texts,
				&source->cube->keys[report->rows[i]],
				source->by[k],
				&report->keys[i * (size_t)source->by_count +
				              (size_t)k]);
			if (status != KEFU_OK)
				return status;
		}
	return KEFU_OK;
}

static int32_t keep_columns(kefu_report *report,
                            const struct report_source *source)
{
	size_t bytes = (size_t)source->column_count * sizeof *report->columns;
	int32_t i, status = KEFU_OK;

	report->columns = memory_get(&report->allocator, bytes);
	if (report->columns == NULL)
		return KEFU_E_NOMEM;
	memcpy(report->columns, source->columns, bytes);
	report->column_count = source->column_count;
	for (i = 0; i < source->column_count && status == KEFU_OK; i++) {
		struct report_column *column = &report->columns[i];
		char sentence[3072];
		struct text_writer writer = {sentence, sizeof sentence, 0};

		if (column->row != NULL) {
			explain_source(column->row, &writer);
			text_put(&writer, " ", 1);
		}
		explain_object(column->object, &writer);
		column->object = NULL; /* the desk may go */
		status = keep_text(report, source->names[i],
		                   strlen(source->names[i]), &column->name);
		if (status == KEFU_OK)
			status = keep_text(report, sentence,
			                   writer.length < sizeof sentence
			                   ? writer.length : sizeof sentence,
			                   &column->sentence);
	}
	return status;
}

static int32_t name_agents(kefu_report *report, const struct text_table *texts,
                           const struct cube_column *column,
                           const struct cube_case *kept, struct piece *piece)
{
	struct piece one;
	size_t i, start = report->text_length;
	int32_t status = keep_text(report, "", 0, piece);

	for (i = 0; i < kept->agent_count && status == KEFU_OK; i++) {
		report->text_length--; /* over the zero */
		if (i != 0) {
			status = keep_text(report, ", ", 2, &one);
			report->text_length -= status == KEFU_OK;
		}
		if (status == KEFU_OK)
			status = keep_id(report, texts,
			                 column->agents[kept->first_agent + i],
			                 &one);
	}
	piece->at = start;
	piece->length = report->text_length - start - 1;
	return status;
}

/* By time; what happened at once, by session, customer, order, refund, agent. */
static int case_stands_behind(const void *context, const void *left,
                              const void *right)
{
	const kefu_report *report = context;
	const struct report_case *a = left, *b = right;
	int order;

	if (a->t != b->t)
		return a->t > b->t;
	order = strcmp(report_text(report, a->session),
	               report_text(report, b->session));
	if (order == 0)
		order = strcmp(report_text(report, a->customer),
		               report_text(report, b->customer));
	if (order == 0)
		order = strcmp(report_text(report, a->order),
		               report_text(report, b->order));
	if (order == 0)
		order = strcmp(report_text(report, a->refund),
		               report_text(report, b->refund));
	if (order == 0)
		order = strcmp(report_text(report, a->agent),
		               report_text(report, b->agent));
	return order > 0 || (order == 0 && a->reading > b->reading);
}

static int32_t keep_cases_of(kefu_report *report,
                             const struct report_source *source,
                             int32_t number)
{
	const struct cube_column *column = &source->cube->columns[number];
	size_t bytes = column->case_count * sizeof **report->cases, i;
	struct report_case *cases, *other;
	int32_t status = KEFU_OK;

	if (column->case_count == 0)
		return KEFU_OK;
	cases = memory_get(&report->allocator, bytes);
	if (cases == NULL)
		return KEFU_E_NOMEM;
	report->cases[number] = cases;
	for (i = 0; i < column->case_count && status == KEFU_OK; i++) {
		const struct cube_case *kept = &column->cases[i];

		cases[i].t = kept->t;
		cases[i].reading = kept->reading;
		cases[i].parts = kept->parts;
		cases[i].verdict = kept->verdict;
		status = keep_id(report, source->texts, kept->session,
		                 &cases[i].session);
		if (status == KEFU_OK)
			status = keep_id(report, source->texts, kept->customer,
			                 &cases[i].customer);
		if (status == KEFU_OK)
			status = keep_id(report, source->texts, kept->order,
			                 &cases[i].order);
		if (status == KEFU_OK)
			status = keep_id(report, source->texts, kept->refund,
			                 &cases[i].refund);
		if (status == KEFU_OK)
			status = name_agents(report, source->texts, column,
			                     kept, &cases[i].agent);
	}
	if (status != KEFU_OK)
		return status;
	other = memory_get(&report->allocator, bytes);
	if (other == NULL)
		return KEFU_E_NOMEM;
	sort_items(cases, other, column->case_count, sizeof *cases,
	           case_stands_behind, report);
	memory_put(&report->allocator, other, bytes);
	return KEFU_OK;
}

static int32_t keep_cases(kefu_report *report,
                          const struct report_source *source)
{
	int32_t i, status = KEFU_OK;

	report->cases = memory_get_zeroed(&report->allocator,
		(size_t)source->cube->column_count * sizeof *report->cases);
	if (report->cases == NULL)
		return KEFU_E_NOMEM;
	for (i = 0; i < source->cube->column_count && status == KEFU_OK; i++)
		status = keep_cases_of(report, source, i);
	return status;
}

/* Frees everything but the cube. */
static void release(kefu_report *report, const struct cube *cube)
{
	const kefu_allocator allocator = report->allocator;
	int32_t i;

	for (i = 0; report->cases != NULL && i < cube->column_count; i++)
		memory_put(&allocator, report->cases[i],
		           cube->columns[i].case_count *
		           sizeof **report->cases);
	memory_put(&allocator, report->cases,
	           (size_t)cube->column_count * sizeof *report->cases);
	memory_put(&allocator, report->rows,
	           cube->row_count * sizeof *report->rows);
	memory_put(&allocator, report->keys,
	           report->row_count * (size_t)report->by_count *
	           sizeof *report->keys);
	memory_put(&allocator, report->columns,
	           (size_t)report->column_count * sizeof *report->columns);
	memory_put(&allocator, report->totals,
	           (size_t)cube->column_count * report->currency_count *
	           sizeof *report->totals);
	memory_put(&allocator, report->text, report->text_capacity);
}

static void share_denominators(const struct report_source *source)
{
	int32_t i, next = 0;

	for (i = 0; i < source->by_count; i++)
		if (source->by[i] == KEFU_BY_CURRENCY)
			break;
	if (i == source->by_count)
		return;
	/* columns of the cube are numbered as they first come up */
	for (i = 0; i < source->column_count; i++)
		if (source->columns[i].cube_column == next) {
			totals_share(source->cube, next,
			             source->columns[i].definition.metric);
			next++;
		}
}

int32_t report_build(const kefu_allocator *allocator,
                     const struct report_source *source, kefu_report **out)
{
	kefu_report *report = memory_get_zeroed(allocator, sizeof *report);
	int32_t status;

	if (report == NULL)
		return KEFU_E_NOMEM;
	report->allocator = *allocator;
	report->as_of = source->as_of;
	report->ignored = source->ignored;
	report->uncovered.mixed = 1; /* no figure, whatever is asked of it */
	report->by_count = source->by_count;
	if (source->by_count != 0)
		memcpy(report->by, source->by,
		       (size_t)source->by_count * sizeof *report->by);
	share_denominators(source);
	status = order_rows(report, source);
	if (status == KEFU_OK)
		status = name_rows(report, source);
	if (status == KEFU_OK)
		status = keep_columns(report, source);
	if (status == KEFU_OK)
		status = totals_make(source->cube, &report->totals,
		                     &report->currency_count);
	if (status == KEFU_OK)
		status = keep_cases(report, source);
	if (status != KEFU_OK) {
		release(report, source->cube);
		memory_put(allocator, report, sizeof *report);
		return status;
	}
	report->cube = *source->cube;
	memset(source->cube, 0, sizeof *source->cube);
	*out = report;
	return KEFU_OK;
}

void kefu_report_free(kefu_report *report)
{
	kefu_allocator allocator;

	if (report == NULL)
		return;
	allocator = report->allocator;
	release(report, &report->cube);
	cube_release(&report->cube);
	memory_put(&allocator, report, sizeof *report);
}

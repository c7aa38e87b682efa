/* Answering a query: fold every customer, read the columns, build the report. */
#include <string.h>

#include "desk/seal.h"
#include "measure/reach.h"
#include "report/report.h"

/* Everything that one answer needs, from the query checked to the cube. */
struct question {
	const kefu_desk *desk;
	int64_t as_of;
	const int32_t *by;
	int32_t by_count;
	struct report_column *shown; /* the report's columns */
	const char **names;
	int32_t shown_count;
	struct column *columns;      /* the readings: a version each */
	int32_t column_count;
	int32_t cube_columns;        /* a name each, with all its versions */
	size_t column_room;
};

static int32_t check_by(const kefu_query *query)
{
	int32_t i, times = 0;
	uint32_t seen = 0;

	if (query->by_count < 0 || query->by_count > 7)
		return KEFU_E_QUERY;
	if (query->by_count != 0 && query->by == NULL)
		return KEFU_E_NULL;
	for (i = 0; i < query->by_count; i++) {
		int32_t by = query->by[i];

		if (kefu_by_name(by) == NULL || (seen >> by & 1) != 0)
			return KEFU_E_QUERY;
		seen |= 1u << by;
		times += by >= KEFU_BY_HOUR && by <= KEFU_BY_MONTH;
	}
	return times <= 1 ? KEFU_OK : KEFU_E_QUERY;
}

static int32_t check_query(const kefu_query *query)
{
	if (query->size != sizeof *query)
		return KEFU_E_SIZE;
	if (query->as_of != KEFU_AS_OF_LAST &&
	    (query->as_of < 0 || query->as_of > kefu_time_max()))
		return KEFU_E_TIME;
	if (query->from_day != KEFU_DAY_ANY && query->to_day != KEFU_DAY_ANY &&
	    query->from_day > query->to_day)
		return KEFU_E_QUERY;
	if (query->column_count < 0)
		return KEFU_E_QUERY;
	if (query->column_count != 0 && query->columns == NULL)
		return KEFU_E_NULL;
	return check_by(query);
}

const struct definition *desk_definition(const kefu_desk *desk,
                                         const char *name, size_t length)
{
	int32_t at = desk_used_find(desk, name, length);
	const struct used *used;

	if (at < 0)
		return NULL;
	used = &desk->used[at];
	return &used->versions[used->version_count - 1].definition->rule;
}

int32_t desk_instant(const kefu_desk *desk, int64_t as_of, int64_t *out)
{
	struct timelines_counts counts;

	if (as_of == KEFU_AS_OF_LAST) {
		timelines_count(desk->timelines, &counts);
		as_of = counts.last >= 0 ? counts.last : 0;
		/* nothing comes any more until there */
		if (as_of <= desk->mark)
			as_of = desk->mark + 1;
	}
	if (as_of < 0 || as_of > kefu_time_max())
		return KEFU_E_TIME;
	*out = as_of;
	return KEFU_OK;
}

static int is_backlog(const struct metric *metric)
{
	return metric->reader == READER_BACKLOG &&
	       metric->variant == VARIANT_PLAIN;
}

static int statistic_fits(const struct metric *metric, enum statistic statistic)
{
	return statistic == STATISTIC_VALUE ||
	       metric->unit == KEFU_UNIT_DURATION ||
	       (is_backlog(metric) && (statistic == STATISTIC_MEAN ||
	                               statistic == STATISTIC_MAX));
}

/* Over time a backlog is another thing to read than at an instant. */
static enum level level_of(const struct report_column *column)
{
	if (!is_backlog(column->definition.metric) ||
	    column->statistic == STATISTIC_VALUE)
		return LEVEL_NOW;
	return column->statistic == STATISTIC_MEAN ? LEVEL_MEAN : LEVEL_MAX;
}

/* A definition by its whole name, else by the name before a statistic. */
static int32_t read_name(const kefu_desk *desk, const char *name,
                         struct report_column *column, int32_t *used)
{
	size_t length, id_length;

	if (name == NULL)
		return KEFU_E_NULL;
	length = strlen(name);
	column->statistic = STATISTIC_VALUE;
	column->quantile = 0;
	*used = desk_used_find(desk, name, length);
	if (*used < 0) {
		if (!statistic_parse(name, length, &id_length,
		                     &column->statistic, &column->quantile))
			return KEFU_E_METRIC;
		*used = desk_used_find(desk, name, id_length);
	}
	if (*used < 0)
		return KEFU_E_METRIC;
	column->definition = desk->used[*used].versions[0].definition->rule;
	return statistic_fits(column->definition.metric, column->statistic)
		? KEFU_OK : KEFU_E_METRIC;
}

/* The version in force on a day, else the last one before it, else the first. */
static const struct version *in_force(const struct used *used, int32_t day)
{
	size_t i = used->version_count - 1;

	while (i > 0 && used->versions[i].from_day != KEFU_DAY_ANY &&
	       used->versions[i].from_day > day)
		i--;
	return &used->versions[i];
}

/* The days a figure asks for: its definition's window, or the query's. */
static void set_days(const kefu_query *query, const struct definition *rule,
                     int32_t today, struct column *column)
{
	int32_t months;

	column->from_day = query->from_day;
	column->to_day = query->to_day;
	if (rule->window_days == 0 && rule->window == WINDOW_DAYS)
		return;
	column->to_day = today - rule->lag_days;
	column->from_day = column->to_day - rule->window_days + 1;
	if (rule->window == WINDOW_DAYS)
		return;
	column->from_day = kefu_civil_month_start(column->to_day);
	for (months = 1; rule->window == WINDOW_SIX_MONTHS && months < 6; months++)
		column->from_day = kefu_civil_month_start(column->from_day - 1);
}

/* Cuts a column to the days on which its version was in force. */
static void cut_days(struct column *column, const struct version *version)
{
	if (version->from_day != KEFU_DAY_ANY &&
	    (column->from_day == KEFU_DAY_ANY ||
	     column->from_day < version->from_day))
		column->from_day = version->from_day;
	if (version->to_day != KEFU_DAY_ANY &&
	    (column->to_day == KEFU_DAY_ANY ||
	     column->to_day > version->to_day))
		column->to_day = version->to_day;
}

/* What the figure shows where the query does not say. */
static void show_statistic(enum shown_statistic wanted,
                           struct report_column *shown)
{
	static const struct {
		enum statistic statistic;
		double quantile;
	} ways[] = {
		[SHOWN_DEFAULT] = {STATISTIC_VALUE, 0},
		[SHOWN_P50] = {STATISTIC_QUANTILE, 0.50},
		[SHOWN_P90] = {STATISTIC_QUANTILE, 0.90},
		[SHOWN_P95] = {STATISTIC_QUANTILE, 0.95},
		[SHOWN_P99] = {STATISTIC_QUANTILE, 0.99},
		[SHOWN_MIN] = {STATISTIC_MIN, 0},
		[SHOWN_MAX] = {STATISTIC_MAX, 0},
		[SHOWN_SUM] = {STATISTIC_SUM, 0},
	};

	shown->statistic = ways[wanted].statistic;
	shown->quantile = ways[wanted].quantile;
}

/* Retention compares with as many days before. */
static int32_t retention_days(const struct column *column)
{
	return column->from_day != KEFU_DAY_ANY && column->to_day != KEFU_DAY_ANY
		? column->to_day - column->from_day + 1 : 0;
}

static int asks_by_hour(const int32_t *by, int32_t count)
{
	int32_t i;

	for (i = 0; i < count; i++)
		if (by[i] == KEFU_BY_HOUR)
			return 1;
	return 0;
}

/* The last day of which a definition's events may be forgotten; a cap on a
 * month's reviews needs whole months. */
static int32_t days_lost(const kefu_desk *desk, const struct definition *rule)
{
	int32_t day = desk->forgotten_to;

	if (day != KEFU_DAY_ANY && rule->pair_cap != 0)
		day = kefu_civil_month_start(kefu_civil_month_start(day) + 31) - 1;
	return day;
}

/* The first day on which the desk can say what a column asks. What adds up is
 * in sealed cells, by day, since the definition came; the rest is read from
 * events as long as they are kept. */
static int32_t first_covered(const kefu_desk *desk, const kefu_query *query, int64_t as_of,
                             const struct used *used, const struct report_column *shown)
{
	const struct metric *metric = shown->definition.metric;
	zone_segment segment = {0};
	int32_t first = KEFU_DAY_ANY, last;

	if (desk->mark < 0)
		return KEFU_DAY_ANY;
	if (as_of <= desk->mark)
		return INT32_MAX; /* what was sealed since cannot be taken back */
	if (metric->reader == READER_BACKLOG && metric->variant != VARIANT_FLOW &&
	    level_of(shown) == LEVEL_NOW)
		return KEFU_DAY_ANY; /* what waits now is not sealed */
	if (used->since >= 0)
		first = zone_day(desk->zone, &segment, used->since) + 1;
	if (!used_adds_up(used))
		last = days_lost(desk, &shown->definition);
	else if (asks_by_hour(query->by, query->by_count))
		last = sealed_last_day(&desk->sealed, (int32_t)(used - desk->used));
	else
		return first;
	return last != KEFU_DAY_ANY && (first == KEFU_DAY_ANY || last >= first) ? last + 1 : first;
}

/* The rule in force at the end of the days asked for: what a column shows and
 * explains, and since when it can. */
static void read_rule(const struct question *question, const kefu_query *query,
                      const struct used *used, int32_t today,
                      struct report_column *shown)
{
	const struct version *now = in_force(used,
		query->to_day != KEFU_DAY_ANY && query->to_day < today
		? query->to_day : today);

	shown->definition = now->definition->rule;
	shown->row = now->row;
	shown->object = now->definition;
	shown->spans_days = definition_reach(&shown->definition).spans_days;
	if (shown->statistic == STATISTIC_VALUE)
		show_statistic(shown->definition.statistic, shown);
	shown->covered_from = first_covered(question->desk, query, question->as_of, used,
	                                    shown);
}

/* A reading for each version of a name that the days ask for; no version's:
 * still one, of no day. */
static void read_versions(struct question *question, const kefu_query *query,
                          const struct used *used, int32_t today,
                          struct report_column *shown)
{
	size_t i;

	shown->cube_column = question->cube_columns++;
	for (i = 0; i < used->version_count; i++) {
		struct column *column = &question->columns[question->column_count++];
		const struct definition *rule = &used->versions[i].definition->rule;

		column->definition = rule;
		column->cube_column = shown->cube_column;
		column->level = level_of(shown);
		column->keeps_recent = shown->definition.recency_share > 0;
		column->standings = 1u << STANDING_LIVE;
		if (!used_adds_up(used))
			column->standings |= 1u << STANDING_SETTLED;
		set_days(query, &shown->definition, today, column);
		shown->from_day = column->from_day;
		shown->to_day = column->to_day;
		if (shown->definition.metric->reader == READER_RETENTION)
			shown->from_day -= retention_days(column);
		cut_days(column, &used->versions[i]);
	}
}

/* Whether two names have the same figures: since the same day, too, so that what
 * is sealed of them is the same. */
static int are_alike(const struct used *a, const struct used *b)
{
	size_t i;

	if (a == b)
		return 1;
	if (a->version_count != b->version_count || a->since != b->since)
		return 0;
	for (i = 0; i < a->version_count; i++)
		if (a->versions[i].from_day != b->versions[i].from_day ||
		    a->versions[i].to_day != b->versions[i].to_day ||
		    !kefu_definition_equal(a->versions[i].definition,
		                           b->versions[i].definition))
			return 0;
	return 1;
}

/* Columns of the report that show the same definition share a column of the
 * cube. */
static int32_t choose_columns(struct question *question,
                              const kefu_query *query)
{
	const kefu_desk *desk = question->desk;
	int32_t i, k, used, today = 0;

	(void)kefu_zone_local(desk->zone, NULL, question->as_of, &today, NULL);
	for (i = 0; i < question->shown_count; i++) {
		struct report_column *shown = &question->shown[i];
		const char *name = query->column_count != 0
			? query->columns[i] : desk->used[i].name;
		int32_t status = read_name(desk, name, shown, &used);

		if (status != KEFU_OK)
			return status;
		/* JSON and OpenMetrics allow no name twice; a desk has none */
		for (k = 0; k < i && query->column_count != 0; k++)
			if (strcmp(question->names[k], name) == 0)
				return KEFU_E_QUERY;
		question->names[i] = name;
		read_rule(question, query, &desk->used[used], today, shown);
		for (k = 0; k < i; k++)
			if (are_alike(&desk->used[question->shown[k].used],
			              &desk->used[used]) &&
			    level_of(&question->shown[k]) == level_of(shown))
				break;
		if (k < i) {
			shown->cube_column = question->shown[k].cube_column;
			shown->from_day = question->shown[k].from_day;
			shown->to_day = question->shown[k].to_day;
		} else {
			read_versions(question, query, &desk->used[used], today,
			              shown);
		}
		shown->used = used;
	}
	return KEFU_OK;
}

static void question_release(struct question *question)
{
	const kefu_allocator *allocator = &question->desk->allocator;
	size_t count = (size_t)question->shown_count;

	memory_put(allocator, question->shown, count * sizeof *question->shown);
	memory_put(allocator, question->names, count * sizeof *question->names);
	memory_put(allocator, question->columns,
	           question->column_room * sizeof *question->columns);
}

/* No column has more versions than the name that has most. */
static size_t versions_at_most(const kefu_desk *desk, size_t columns)
{
	size_t i, most = 1;

	for (i = 0; i < desk->used_count; i++)
		if (desk->used[i].version_count > most)
			most = desk->used[i].version_count;
	return columns * most;
}

static int32_t question_read(struct question *question, const kefu_desk *desk,
                             const kefu_query *query)
{
	const kefu_allocator *allocator = &desk->allocator;
	size_t count;

	memset(question, 0, sizeof *question);
	question->desk = desk;
	question->by = query->by;
	question->by_count = query->by_count;
	(void)desk_instant(desk, query->as_of, &question->as_of);
	question->shown_count = query->column_count != 0
		? query->column_count : (int32_t)desk->used_count;
	count = (size_t)question->shown_count;
	question->shown =
		memory_get_zeroed(allocator, count * sizeof *question->shown);
	question->names =
		memory_get_zeroed(allocator, count * sizeof *question->names);
	question->column_room = versions_at_most(desk, count);
	question->columns = memory_get_zeroed(allocator,
		question->column_room * sizeof *question->columns);
	if (question->shown == NULL || question->names == NULL ||
	    question->columns == NULL)
		return KEFU_E_NOMEM;
	return choose_columns(question, query);
}

/* Agents come last: what they did with sessions is known by then. */
static int32_t read_agent(const kefu_desk *desk, struct fold *fold,
                          struct observer *observer, uint32_t track)
{
	struct track_info info;
	int32_t status;

	timelines_info(desk->timelines, track, &info);
	if (info.kind != TRACK_AGENT)
		return KEFU_OK;
	status = fold_plain(fold, track);
	return status == KEFU_OK ? observe_agent(observer, info.id) : status;
}

/* A track that belongs to no customer: a day of counts and costs, or a
 * session, order or refund that nobody has claimed yet. */
static int32_t read_unbound(const kefu_desk *desk, struct fold *fold,
                            struct observer *observer, uint32_t track)
{
	struct track_info info;
	int32_t status;

	timelines_info(desk->timelines, track, &info);
	switch (info.kind) {
	case TRACK_SHOP:
	case TRACK_AGENT:
		return KEFU_OK;
	case TRACK_NONE:
		status = fold_plain(fold, track);
		return status == KEFU_OK ? observe_unowned(observer) : status;
	default:
		status = fold_orphan(fold, track);
		return status == KEFU_OK ? observe_customer(observer) : status;
	}
}

/* Every customer, then everything that belongs to nobody. */
static int32_t read_everyone(const kefu_desk *desk, struct fold *fold,
                             struct observer *observer)
{
	enum { AHEAD = 8 };
	uint32_t customers = timelines_customer_count(desk->timelines), i;
	uint32_t track = timelines_first_track(desk->timelines, NOBODY);
	int32_t status = KEFU_OK;

	for (i = 0; i < customers && status == KEFU_OK; i++) {
		if (i + AHEAD < customers)
			timelines_prefetch(desk->timelines, i + AHEAD);
		if (timelines_customer_id(desk->timelines, i) == 0)
			continue;
		status = fold_customer(fold, i);
		if (status == KEFU_OK)
			status = observe_customer(observer);
	}
	for (; track != NO_TRACK && status == KEFU_OK;
	     track = timelines_next_track(desk->timelines, track))
		status = read_unbound(desk, fold, observer, track);
	presence_sort(observer);
	track = timelines_first_track(desk->timelines, NOBODY);
	for (; track != NO_TRACK && status == KEFU_OK;
	     track = timelines_next_track(desk->timelines, track))
		status = read_agent(desk, fold, observer, track);
	return status == KEFU_OK ? observe_everyone(observer) : status;
}

/* What is sealed of the columns: of each name once, whatever its versions. */
static int32_t read_sealed(const struct question *question, struct cube *cube)
{
	int32_t i, seen = 0, status = KEFU_OK;

	if (asks_by_hour(question->by, question->by_count))
		return KEFU_OK;
	for (i = 0; i < question->shown_count && status == KEFU_OK; i++) {
		const struct report_column *shown = &question->shown[i];

		if (shown->cube_column != seen)
			continue;
		seen++;
		status = sealed_read(&question->desk->sealed, shown->used,
		                     shown->from_day, shown->to_day, question->by,
		                     question->by_count, cube, shown->cube_column);
	}
	return status;
}

static int32_t fill_cube(const struct question *question, struct cube *cube,
                         int64_t *ignored)
{
	const kefu_desk *desk = question->desk;
	struct layer layer = {cube, question->by, question->by_count};
	struct observer observer;
	struct fold fold;
	int32_t status;

	status = desk_fold_begin(desk, question->as_of, &fold);
	if (status == KEFU_OK) {
		status = observer_begin(&observer, &desk->allocator, &fold,
		                        desk->zone, &desk->roster,
		                        desk->currency, &layer, 1,
		                        question->columns,
		                        question->column_count);
		observer.sealed_to = desk->mark;
		if (status == KEFU_OK)
			status = read_sealed(question, cube);
		if (status == KEFU_OK)
			status = read_everyone(desk, &fold, &observer);
		observer_end(&observer);
		*ignored = fold.history.ignored;
	}
	fold_end(&fold);
	return status;
}

static int32_t answer(const struct question *question, int32_t keeps_cases,
                      kefu_report **out)
{
	const kefu_desk *desk = question->desk;
	struct report_source source = {0};
	struct cube cube;
	int32_t i, status;

	status = cube_init(&cube, &desk->allocator, question->cube_columns,
	                   keeps_cases);
	if (status == KEFU_OK)
		status = fill_cube(question, &cube, &source.ignored);
	for (i = 0; i < question->shown_count && status == KEFU_OK; i++)
		if (question->shown[i].definition.recency_share > 0)
			status = cube_settle_recency(&cube,
				question->shown[i].cube_column,
				question->shown[i].definition.recency_share,
				question->shown[i].definition.recency_least);
	if (status == KEFU_OK) {
		source.cube = &cube;
		source.texts = &desk->texts;
		source.zone = desk->zone;
		source.by = question->by;
		source.by_count = question->by_count;
		source.columns = question->shown;
		source.names = question->names;
		source.column_count = question->shown_count;
		source.as_of = question->as_of;
		status = report_build(&desk->allocator, &source, out);
	}
	if (status != KEFU_OK)
		cube_release(&cube);
	return status;
}

int32_t kefu_desk_report(const kefu_desk *desk, const kefu_query *query,
                         kefu_report **out)
{
	struct question question;
	kefu_query everything;
	int32_t status;

	if (desk == NULL || out == NULL)
		return KEFU_E_NULL;
	if (query == NULL) {
		kefu_query_init(&everything);
		query = &everything;
	}
	status = check_query(query);
	if (status != KEFU_OK)
		return status;
	status = question_read(&question, desk, query);
	if (status == KEFU_OK)
		status = answer(&question, query->cases != 0, out);
	question_release(&question);
	return status;
}

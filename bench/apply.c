/* The whole pipeline on a month of 20 million events: what an event costs to
 * apply, what it costs to keep, what the eleven figures by agent cost to read,
 * and a plain one-pass loop over the same columns in the same run.
 *
 *   apply [EVENTS] [--order time|session] [--runs N] [--retention DAYS]
 *         [--no-duckdb] [--file FILE]
 *
 * With --retention the desk seals at the end of each day; without, it keeps
 * everything.
 *
 * Then the events go to a file (in the working directory, removed afterwards)
 * and bench/apply_duckdb.py answers the same questions from it, if Python has
 * the package duckdb. Times are of the processor, one thread; the first run
 * meets cold memory, the later ones warm.
 */
#define _DEFAULT_SOURCE
#include <sys/resource.h>

#ifdef __GLIBC__
#include <malloc.h>
#endif

#include "kefu/seal.h"
#include "measuring.h"
#include "plain.h"

static double per_event(double seconds, size_t count)
{
	return seconds / (double)count * 1e9;
}

static const char *const columns[] = {
	"session_count", "first_response_time.mean", "first_response_time.p50",
	"first_response_time.p95", "resolution_time.mean", "resolution_time.p95",
	"escalation_rate", "csat_mean", "csat_rate", "nps", "reply_within_rate",
};
static const char *const definitions[] = {
	"session_count", "first_response_time", "resolution_time", "escalation_rate",
	"csat_mean", "csat_rate", "nps", "reply_within_rate",
};

#define COUNT_OF(array) (sizeof(array) / sizeof *(array))

struct times {
	double apply, seal, report, plain;
};

static double all_of(const struct times *times)
{
	return times->apply + times->seal + times->report;
}

/* The same totals both ways, to the last millisecond and answer. */
static void compare_totals(const kefu_desk *desk, const struct plain *plain)
{
	static const char *const names[] = {"session_count", "first_response_time",
		"resolution_time", "csat_mean", "nps", "escalation_rate", "reply_within_rate",
		"reply_within_rate"};
	int64_t theirs[COUNT_OF(names)] = {0}, ours[COUNT_OF(names)];
	kefu_report *report;
	kefu_measure m;
	size_t i;

	check(kefu_desk_report(desk, NULL, &report), "report");
	for (i = 0; i < COUNT_OF(names); i++) {
		check(kefu_report_measure(report, 0, kefu_report_column_find(report, names[i],
		      strlen(names[i])), &m), names[i]);
		ours[i] = i == 7 ? m.den : m.num;
	}
	for (i = 0; i <= STREAM_AGENTS; i++) {
		const struct plain_agent *a = &plain->agents[i];

		theirs[0] += (int64_t)a->sessions;
		theirs[1] += (int64_t)a->wait_sum;
		theirs[2] += (int64_t)a->resolution_sum;
		theirs[3] += (int64_t)a->csat_sum;
		theirs[4] += a->nps_balance;
		theirs[5] += (int64_t)a->escalated;
		theirs[6] += (int64_t)a->within;
		theirs[7] += (int64_t)a->rounds;
	}
	for (i = 0; i < COUNT_OF(names); i++)
		if (ours[i] != theirs[i])
			printf("  DIFFERENT %s: %lld, plain %lld\n", names[i], (long long)ours[i],
			       (long long)theirs[i]);
	printf("  totals compared: %lld sessions, %lld rounds\n", (long long)ours[0], (long long)ours[7]);
	kefu_report_free(report);
}

/* The events of [from, to), by columns. */
static void apply(kefu_desk *desk, const struct stream *s, size_t from, size_t to)
{
#define COLUMN(field, name) \
	{KEFU_FIELD_##field, sizeof *s->name, s->name + from, sizeof *s->name}
	const kefu_column given[] = {
		COLUMN(T, t), COLUMN(KIND, kind), COLUMN(SESSION, session), COLUMN(CUSTOMER, customer),
		COLUMN(AGENT, agent), COLUMN(TO, to), COLUMN(FROM, from), COLUMN(CHANNEL, channel),
		COLUMN(SURVEY, survey), COLUMN(VALUE, value), COLUMN(MIN, min), COLUMN(MAX, max),
	};
#undef COLUMN
	size_t done;

	check(kefu_desk_apply_columns(desk, given, COUNT_OF(given), to - from, &done), "apply");
}

/* Day after day, sealing what is settled at the end of each. */
static void apply_days(kefu_desk *desk, const struct stream *s, struct times *times)
{
	const int64_t day = 86400000;
	size_t from = 0, to;

	for (; from < s->count; from = to) {
		int64_t end = (s->t[from] / day + 1) * day;
		double start = now();

		for (to = from; to < s->count && s->t[to] < end; to++)
			;
		apply(desk, s, from, to);
		times->apply += now() - start;
		start = now();
		check(kefu_desk_advance(desk, end, NULL), "advance");
		times->seal += now() - start;
	}
}

static void keep(kefu_desk *desk, int retention)
{
	kefu_keeping keeping;

	kefu_keeping_init(&keeping);
	keeping.retention = retention * INT64_C(86400000);
	check(kefu_desk_keep(desk, &keeping), "keep");
}

static struct times run(const struct stream *s, size_t sessions, int retention)
{
	static const int32_t by[] = {KEFU_BY_AGENT};
	struct times times = {0, 0, 0, 0};
	struct plain plain;
	kefu_desk *desk;
	kefu_report *report;
	kefu_query query;
	kefu_statistics statistics = {sizeof statistics, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0};
	double start;
	size_t i;

	check(kefu_desk_new(NULL, &desk), "desk");
	for (i = 0; i < COUNT_OF(definitions); i++)
		check(kefu_desk_use(desk, definitions[i], strlen(definitions[i])), definitions[i]);
	start = now();
	if (retention >= 0) {
		keep(desk, retention);
		apply_days(desk, s, &times);
	} else {
		apply(desk, s, 0, s->count);
		times.apply = now() - start;
	}
	kefu_query_init(&query);
	query.by = by;
	query.by_count = 1;
	query.columns = columns;
	query.column_count = COUNT_OF(columns);
	start = now();
	check(kefu_desk_report(desk, &query, &report), "report");
	times.report = now() - start;
	check(kefu_desk_statistics(desk, &statistics), "statistics");

	start = now();
	plain_new(&plain, sessions);
	plain_run(&plain, s);
	if (plain_read(&plain) < 0)
		printf("?\n");
	times.plain = now() - start;

	printf("apply %6.1f ns, seal %6.1f ns, report %6.1f ns, together %6.1f ns an event; plain loop %6.1f ns, ratio %.2f\n",
	       per_event(times.apply, s->count), per_event(times.seal, s->count),
	       per_event(times.report, s->count), per_event(all_of(&times), s->count),
	       per_event(times.plain, s->count), all_of(&times) / times.plain);
	printf("  %lld rows, %.1f MB in use, %.1f bytes an unsealed session\n",
	       (long long)kefu_report_row_count(report), (double)statistics.bytes / 1e6,
	       (double)statistics.bytes / (double)statistics.sessions);
	kefu_report_free(report);
	compare_totals(desk, &plain);
	plain_free(&plain);
	kefu_desk_free(desk);
	return times;
}

static void write_csv(const struct stream *s, const char *path)
{
	FILE *file = fopen(path, "w");
	size_t i;

	if (file == NULL) {
		perror(path);
		exit(1);
	}
	fprintf(file, "t,session,customer,agent,to_agent,kind,sender,channel,survey,value\n");
	for (i = 0; i < s->count; i++)
		fprintf(file, "%lld,%u,%u,%u,%u,%u,%u,%u,%u,%u\n", (long long)s->t[i], s->session[i],
		        s->customer[i], s->agent[i], s->to[i], s->kind[i], s->from[i], s->channel[i],
		        s->survey[i], s->value[i]);
	fclose(file);
}

/* What DuckDB needs, by its own program, which prints its time. */
static void run_duckdb(const struct stream *s, const char *path, const struct times *best)
{
	const char *python = getenv("PYTHON") != NULL ? getenv("PYTHON") : "python3";
	char line[1024];
	double seconds;
	FILE *pipe;

	snprintf(line, sizeof line, "'%s' -c 'import duckdb' 2>/dev/null", python);
	if (system(line) != 0) {
		printf("DuckDB: not here (pip install duckdb, or PYTHON=... of an environment with it)\n");
		return;
	}
	write_csv(s, path);
	fflush(stdout);
	snprintf(line, sizeof line, "'%s' bench/apply_duckdb.py '%s'", python, path);
	pipe = popen(line, "r");
	if (pipe == NULL) {
		perror(python);
		return;
	}
	while (fgets(line, sizeof line, pipe) != NULL) {
		const char *colon = strchr(line, ':');

		if (strncmp(line, "duckdb", 6) == 0 && colon != NULL &&
		    sscanf(colon + 1, "%lf", &seconds) == 1)
			printf("DuckDB %.1f ns an event: %.1f times ours, %.1f times the plain loop\n",
			       per_event(seconds, s->count), seconds / all_of(best),
			       seconds / best->plain);
		fputs(line, stdout);
	}
	if (pclose(pipe) != 0)
		printf("DuckDB did not run\n");
	remove(path);
}

int main(int argc, char **argv)
{
	size_t count = 20000000, sessions;
	int by_time = 1, runs = 3, retention = -1, i;
	const char *csv = "bench-events.csv";
	struct times best = {0, 0, 0, 0}, times;
	struct stream s;
	struct rusage usage;

	for (i = 1; i < argc; i++) {
		if (strcmp(argv[i], "--order") == 0 && i + 1 < argc)
			by_time = strcmp(argv[++i], "session") != 0;
		else if (strcmp(argv[i], "--runs") == 0 && i + 1 < argc)
			runs = atoi(argv[++i]);
		else if (strcmp(argv[i], "--retention") == 0 && i + 1 < argc)
			retention = atoi(argv[++i]);
		else if (strcmp(argv[i], "--file") == 0 && i + 1 < argc)
			csv = argv[++i];
		else if (strcmp(argv[i], "--no-duckdb") == 0)
			csv = NULL;
		else
			count = (size_t)strtoull(argv[i], NULL, 10);
	}
#ifdef __GLIBC__
	/* Memory once touched stays ours, so that later runs find it warm. */
	mallopt(M_MMAP_MAX, 0);
	mallopt(M_TRIM_THRESHOLD, -1);
	mallopt(M_TOP_PAD, 64 << 20);
#endif
	stream_sessions(&s, count);
	if (by_time)
		stream_sort(&s);
	sessions = stream_distinct(s.session, count);
	printf("%zu events, %zu sessions, %zu customers, %d agents, %d channels, %d days, in %s order\n",
	       count, sessions, stream_distinct(s.customer, count), STREAM_AGENTS, STREAM_CHANNELS,
	       STREAM_DAYS, by_time ? "time" : "session");
	for (i = 0; i < runs; i++) {
		times = run(&s, sessions, retention);
		if (i == 0 || all_of(&times) < all_of(&best))
			best = times;
	}
	getrusage(RUSAGE_SELF, &usage);
	printf("peak %.0f MB, of it the columns %.0f\n", (double)usage.ru_maxrss / 1024,
	       (double)count * 27 / 1e6);
	if (csv != NULL)
		run_duckdb(&s, csv, &best);
	stream_free(&s);
	return 0;
}

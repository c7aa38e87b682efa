/* conformance [OPTION...] FILE...: runs test vectors, one JSON object a line,
 * prints those that fail and those that are skipped, and counts. */
#define _GNU_SOURCE /* getline, getopt_long */

#include "conformance.h"

#include <errno.h>
#include <getopt.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct settings {
	struct delivery delivery;
	const char *only;
	const char *disputed_path;
	json_t *disputed; /* id: reason */
	int quiet;
};

struct tally {
	long passed, failed, skipped;
	json_t *reasons; /* reason: how many were skipped for it */
};

static void outcome_add(struct outcome *outcome, const char *format, va_list arguments)
{
	size_t room = sizeof outcome->text - outcome->length;
	int written;

	if (room < 2)
		return;
	written = vsnprintf(outcome->text + outcome->length, room, format, arguments);
	if (written > 0)
		outcome->length += (size_t)written < room ? (size_t)written : room - 1;
}

void outcome_fail(struct outcome *outcome, const char *format, ...)
{
	va_list arguments;

	if (outcome->verdict == SKIPPED)
		outcome->length = 0;
	outcome->verdict = FAILED;
	va_start(arguments, format);
	if (outcome->length < sizeof outcome->text - 3) {
		memcpy(outcome->text + outcome->length, "\n  ", 4);
		outcome->length += 3;
	}
	outcome_add(outcome, format, arguments);
	va_end(arguments);
}

void outcome_skip(struct outcome *outcome, const char *format, ...)
{
	va_list arguments;

	if (outcome->verdict != PASSED)
		return;
	outcome->verdict = SKIPPED;
	va_start(arguments, format);
	outcome_add(outcome, format, arguments);
	va_end(arguments);
}

const char *member_text(const json_t *object, const char *key)
{
	return json_string_value(json_object_get(object, key));
}

int same_integer(const json_t *expected, int64_t got)
{
	if (json_is_integer(expected))
		return json_integer_value(expected) == got;
	return json_is_real(expected) && json_real_value(expected) == (double)got;
}

int same_seconds(const json_t *expected, int64_t got_ms)
{
	if (json_is_integer(expected))
		return got_ms == json_integer_value(expected) * 1000;
	return json_is_real(expected) &&
	       got_ms == llround(json_real_value(expected) * 1000.0);
}

int same_number(const json_t *expected, double got, double relative)
{
	double wanted = json_number_value(expected);

	return json_is_number(expected) &&
	       fabs(got - wanted) <= relative * fabs(wanted);
}

/* A line's family shows in its members. */
static void run_vector(const json_t *vector, const struct settings *settings,
                       struct outcome *outcome)
{
	if (json_object_get(vector, "define") != NULL)
		vector_desk(vector, &settings->delivery, outcome);
	else if (json_object_get(vector, "expected_seconds") != NULL)
		vector_business_time(vector, outcome);
	else if (json_object_get(vector, "timers") != NULL)
		vector_sla(vector, &settings->delivery, outcome);
	else if (json_object_get(vector, "items") != NULL ||
	         json_object_get(vector, "scores") != NULL ||
	         json_object_get(vector, "shares") != NULL)
		outcome_skip(outcome, "family scorecard: scorecards are not built");
	else
		outcome_fail(outcome, "no family of vectors has these members");
}

static void run_line(const char *line, const char *place,
                     const struct settings *settings, struct tally *tally)
{
	struct outcome outcome = {PASSED, 0, ""};
	json_error_t error;
	json_t *vector = json_loads(line, JSON_REJECT_DUPLICATES, &error);
	const char *id = member_text(vector, "id");

	if (id != NULL && settings->only != NULL && strstr(id, settings->only) == NULL) {
		json_decref(vector);
		return;
	}
	if (vector == NULL)
		outcome_fail(&outcome, "not JSON: %s", error.text);
	else if (id == NULL)
		outcome_fail(&outcome, "a vector without id");
	else if (json_object_get(settings->disputed, id) != NULL)
		outcome_skip(&outcome, "disputed: %s", member_text(settings->disputed, id));
	else
		run_vector(vector, settings, &outcome);

	switch (outcome.verdict) {
	case PASSED:
		tally->passed++;
		break;
	case FAILED:
		tally->failed++;
		printf("FAILED %s (%s)%s\n", id != NULL ? id : "?", place, outcome.text);
		break;
	case SKIPPED:
		tally->skipped++;
		if (!settings->quiet)
			printf("skipped %s: %s\n", id, outcome.text);
		json_object_set_new(tally->reasons, outcome.text,
			json_integer(1 + json_integer_value(
				json_object_get(tally->reasons, outcome.text))));
		break;
	}
	json_decref(vector);
}

static int run_file(const char *path, const struct settings *settings, struct tally *tally)
{
	FILE *file = fopen(path, "r");
	char *line = NULL, place[512];
	size_t capacity = 0;
	long number = 0;

	if (file == NULL) {
		fprintf(stderr, "conformance: %s: %s\n", path, strerror(errno));
		return 0;
	}
	while (getline(&line, &capacity, file) >= 0) {
		number++;
		if (strspn(line, " \t\r\n") == strlen(line))
			continue;
		snprintf(place, sizeof place, "%s:%ld", path, number);
		run_line(line, place, settings, tally);
	}
	free(line);
	return fclose(file) == 0;
}

/* Lines of an id, blanks and a reason; # begins a comment. Without the file
 * nothing is disputed. */
static json_t *disputed_read(const char *path)
{
	json_t *disputed = json_object();
	FILE *file = fopen(path, "r");
	char *line = NULL;
	size_t capacity = 0;

	while (file != NULL && getline(&line, &capacity, file) >= 0) {
		char *id = line + strspn(line, " \t"), *reason = id + strcspn(id, " \t\r\n");

		if (*id == '#' || reason == id)
			continue;
		if (*reason != '\0')
			*reason++ = '\0';
		reason += strspn(reason, " \t");
		reason[strcspn(reason, "\r\n")] = '\0';
		json_object_set_new(disputed, id, json_string(reason));
	}
	free(line);
	if (file != NULL)
		fclose(file);
	return disputed;
}

static void usage(FILE *stream)
{
	fputs("usage: conformance [OPTION...] FILE...\n"
	      "  --only TEXT      only vectors whose id contains TEXT\n"
	      "  --single         one event a call instead of one batch\n"
	      "  --shuffle SEED   events in another order, numbered ones twice\n"
	      "  --disputed FILE  ids not to run, each with a reason\n"
	      "  --quiet          skipped vectors by reason only\n",
	      stream);
}

int main(int argc, char **argv)
{
	static const struct option options[] = {
		{"only", required_argument, NULL, 'o'},
		{"single", no_argument, NULL, '1'},
		{"shuffle", required_argument, NULL, 's'},
		{"disputed", required_argument, NULL, 'd'},
		{"quiet", no_argument, NULL, 'q'},
		{"help", no_argument, NULL, 'h'},
		{NULL, 0, NULL, 0}
	};
	struct settings settings = {.disputed_path = "tests/conformance/disputed.txt"};
	struct tally tally = {0, 0, 0, json_object()};
	const char *reason;
	json_t *count;
	int option, readable = 1;

	while ((option = getopt_long(argc, argv, "", options, NULL)) != -1) {
		switch (option) {
		case 'o': settings.only = optarg; break;
		case '1': settings.delivery.single = 1; break;
		case 's':
			settings.delivery.shuffle = 1;
			settings.delivery.seed = strtoull(optarg, NULL, 10);
			break;
		case 'd': settings.disputed_path = optarg; break;
		case 'q': settings.quiet = 1; break;
		case 'h': usage(stdout); return 0;
		default: usage(stderr); return 2;
		}
	}
	if (optind == argc) {
		usage(stderr);
		return 2;
	}
	settings.disputed = disputed_read(settings.disputed_path);
	for (; optind < argc; optind++)
		readable &= run_file(argv[optind], &settings, &tally);
	if (settings.quiet)
		json_object_foreach(tally.reasons, reason, count)
			printf("skipped %" JSON_INTEGER_FORMAT ": %s\n",
			       json_integer_value(count), reason);
	printf("%ld passed, %ld failed, %ld skipped\n", tally.passed, tally.failed, tally.skipped);
	json_decref(tally.reasons);
	json_decref(settings.disputed);
	zones_free();
	return tally.failed != 0 || !readable;
}

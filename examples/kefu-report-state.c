/* --state: what is known from earlier runs, and keeping it. */
#define _GNU_SOURCE /* strdup */

#include "kefu-report.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kefu.h"
#include "system_zone.h"

static const char program[] = "kefu-report";

static int fail(const char *what, const char *why)
{
	fprintf(stderr, "kefu-report: %s: %s\n", what, why);
	return 0;
}

int store_changes(const struct arguments *a)
{
	return a->database != NULL || a->keep != NULL || a->seal != NULL;
}

int store_open(const struct arguments *a, struct store *store, kefu_desk **desk)
{
	int sound;

	memset(store, 0, sizeof *store);
	store->is_open = 1;
	/* Who only asks takes it from nobody, and need not be able to write. */
	sound = store_changes(a) ? state_open(&store->file, program, a->state) :
		state_look(&store->file, program, a->state);
	return sound && (a->database != NULL || store->file.exists || fail(a->state, "there is no such file")) &&
	       state_read(&store->file, desk, &store->inputs);
}

int store_keep(struct store *store, const kefu_desk *desk)
{
	return state_store(&store->file, desk, &store->inputs);
}

void store_close(struct store *store)
{
	if (!store->is_open)
		return;
	state_close(&store->file);
	free(store->inputs.list);
	store->is_open = 0;
}

/* ---- options that the state says already ---- */

static int gap_match(const struct arguments *a, const kefu_desk_options *held)
{
	if (a->session_gap == 0 || a->session_gap == held->session_gap)
		return 1;
	if (held->session_gap == 0)
		fprintf(stderr, "kefu-report: --session-gap: %s was made without one\n", a->state);
	else
		fprintf(stderr, "kefu-report: --session-gap: %s was made with %" PRId64 ".%03d\n", a->state,
		        held->session_gap / 1000, (int)(held->session_gap % 1000));
	return 0;
}

static int currency_match(const struct arguments *a, const kefu_desk_options *held)
{
	if (a->currency == NULL || strcmp(a->currency, held->currency) == 0)
		return 1;
	fprintf(stderr, "kefu-report: --currency: %s was made with %s\n", a->state,
	        held->currency[0] != '\0' ? held->currency : "none");
	return 0;
}

int store_zone(const struct arguments *a, const kefu_desk *desk, kefu_zone **zone)
{
	kefu_desk_options held = {.size = sizeof held};
	kefu_zone *given = NULL;
	int same;

	if (kefu_desk_settings(desk, &held) != KEFU_OK || !gap_match(a, &held) ||
	    !currency_match(a, &held))
		return 0;
	if (a->zone != NULL) {
		if (system_zone(a->zone, &given) != KEFU_OK)
			return fail(a->zone, "no such time zone");
		same = kefu_zone_equal(given, held.zone);
		kefu_zone_free(given);
		if (!same) {
			fprintf(stderr, "kefu-report: --tz: %s was made with another zone than %s, "
			        "or another edition of it; without --tz its own holds\n", a->state, a->zone);
			return 0;
		}
	}
	return kefu_zone_copy(NULL, held.zone, zone) == KEFU_OK || fail(a->state, "out of memory");
}

static void definition_say(const char *whose, const kefu_definition *definition)
{
	char text[4096];
	size_t length = 0;

	if (kefu_definition_write(definition, text, sizeof text, &length) == KEFU_OK)
		fprintf(stderr, "  %s: %.*s\n", whose, (int)length, text);
}

/* Names that both have mean the same. */
static int definitions_match(const char *state, const kefu_desk *held, const kefu_desk *asked)
{
	int32_t i, k;

	for (i = 0; i < kefu_desk_definition_count(asked); i++)
		for (k = 0; k < kefu_desk_definition_count(held); k++) {
			const char *name = kefu_desk_definition_name(asked, i);

			if (strcmp(name, kefu_desk_definition_name(held, k)) != 0 ||
			    kefu_definition_equal(kefu_desk_definition(asked, i),
			                          kefu_desk_definition(held, k)))
				continue;
			fprintf(stderr, "kefu-report: %s: means something else in %s:\n", name, state);
			definition_say("there", kefu_desk_definition(held, k));
			definition_say("here", kefu_desk_definition(asked, i));
			return 0;
		}
	return 1;
}

/* Names that only the state knows can be asked for as well. */
static int own_copy(const struct arguments *a, const kefu_desk *held, kefu_desk *asked)
{
	const char *name;
	int32_t i;
	int k, status = KEFU_OK;

	for (i = 0; (name = kefu_desk_definition_name(held, i)) != NULL && status == KEFU_OK; i++) {
		for (k = 0; k < a->define_count && !defines(a->define[k], name); k++)
			;
		if (k == a->define_count && !is_catalogued(name, strlen(name)))
			status = kefu_desk_define(asked, name, strlen(name), kefu_desk_definition(held, i));
	}
	return status == KEFU_OK || fail(a->state, kefu_strerror(status));
}

int store_match(const struct arguments *a, const kefu_zone *zone, const kefu_desk *desk)
{
	struct arguments again = *a;
	struct question question = {0};
	kefu_desk *asked = NULL;
	int sound;

	again.metrics = a->metrics != NULL ? strdup(a->metrics) : NULL;
	again.by = a->by != NULL ? strdup(a->by) : NULL;
	sound = (kefu_desk_new(NULL, &asked) == KEFU_OK &&
	         (again.metrics == NULL) == (a->metrics == NULL) &&
	         (again.by == NULL) == (a->by == NULL)) || fail(a->state, "out of memory");
	sound = sound && own_copy(a, desk, asked) && question_read(&again, zone, asked, &question) &&
		question_check(asked, &question) && definitions_match(a->state, desk, asked);
	kefu_desk_free(asked);
	free(again.metrics);
	free(again.by);
	return sound;
}

/* Every knob that FORMAT.md names, and where it goes. A name that is not here
 * skips the vector: it belongs to a part that is not built. */
#include "knobs.h"

#include <math.h>
#include <string.h>

struct word {
	const char *text;
	int32_t value;
};

#define BIT(x) (1 << (x))

static const struct word units[] = {
	{"round", UNIT_ROUND}, {"session", UNIT_SESSION}, {"customer", UNIT_CUSTOMER},
	{"customer_day", UNIT_CUSTOMER_DAY},
	{"agent_customer_day", UNIT_AGENT_CUSTOMER_DAY}, {NULL, 0}
};
static const struct word samples[] = {
	{"every", SAMPLES_EVERY}, {"first", SAMPLES_FIRST},
	{"not_first", SAMPLES_NOT_FIRST}, {NULL, 0}
};
static const struct word excludes[] = {
	{"bot_only", EXCLUDE_BOT_ONLY}, {"unanswered", EXCLUDE_UNANSWERED},
	{"cross_day", EXCLUDE_CROSS_DAY}, {"shop_closed", EXCLUDE_SHOP_CLOSED},
	{"agent_initiated", EXCLUDE_AGENT_INITIATED}, {"abandoned", EXCLUDE_ABANDONED},
	{"leave_message", EXCLUDE_LEAVE_MESSAGE}, {"card", EXCLUDE_CARD},
	{"small_talk", EXCLUDE_SMALL_TALK}, {"ad", EXCLUDE_AD},
	{"notice", EXCLUDE_NOTICE}, {NULL, 0}
};
static const struct word hours_by[] = {
	{"session_open", HOURS_BY_SESSION_OPEN}, {"handoff", HOURS_BY_HANDOFF},
	{"survey_send", HOURS_BY_SURVEY_SEND}, {"round_open", HOURS_BY_ROUND_OPEN},
	{"reply", HOURS_BY_REPLY}, {NULL, 0}
};
static const struct word clock_starts[] = {
	{"open", CLOCK_START_OPEN}, {"first_message", CLOCK_START_FIRST_MESSAGE},
	{"last_message", CLOCK_START_LAST_MESSAGE}, {"handoff", CLOCK_START_HANDOFF},
	{"assign", CLOCK_START_ASSIGN}, {NULL, 0}
};
static const struct word modes[] = {
	{"human", BIT(KEFU_MODE_HUMAN)}, {"quick", BIT(KEFU_MODE_QUICK)},
	{"assist", BIT(KEFU_MODE_ASSIST)}, {"auto", BIT(KEFU_MODE_AUTO)},
	{"welcome", BIT(KEFU_MODE_WELCOME)}, {"bot", BIT(KEFU_MODE_BOT)}, {NULL, 0}
};
static const struct word pauses[] = {
	{"pending", PAUSE_PENDING}, {"hold", PAUSE_HOLD}, {NULL, 0}
};
static const struct word surveys[] = {
	{"csat", KEFU_SURVEY_CSAT}, {"nps", KEFU_SURVEY_NPS}, {"ces", KEFU_SURVEY_CES},
	{"quality", KEFU_SURVEY_QUALITY}, {"expertise", KEFU_SURVEY_EXPERTISE},
	{"attitude", KEFU_SURVEY_ATTITUDE}, {"speed", KEFU_SURVEY_SPEED}, {NULL, 0}
};
static const struct word directions[] = {
	{"both", DIRECTION_BOTH}, {"in", DIRECTION_IN}, {"out", DIRECTION_OUT}, {NULL, 0}
};
static const struct word targets[] = {
	{"first_reply", TARGET_FIRST_REPLY}, {"next_reply", TARGET_NEXT_REPLY},
	{"resolution", TARGET_RESOLUTION}, {NULL, 0}
};
static const struct word unanswered[] = {
	{"ignore", UNANSWERED_IGNORE}, {"fail", UNANSWERED_FAIL},
	{"cap", UNANSWERED_CAP}, {NULL, 0}
};
static const struct word open_units[] = {
	{"leave_out", OPEN_UNITS_LEAVE_OUT}, {"fail", OPEN_UNITS_FAIL},
	{"pass", OPEN_UNITS_PASS}, {NULL, 0}
};
static const struct word reduces[] = {
	{"each", REDUCE_EACH}, {"first", REDUCE_FIRST}, {"all", REDUCE_ALL},
	{"max", REDUCE_ALL}, {"any", REDUCE_ANY}, {"mean", REDUCE_MEAN},
	{"sum", REDUCE_SUM}, {NULL, 0}
};
static const struct word credits[] = {
	{"replier", CREDIT_REPLIER}, {"owner", CREDIT_OWNER},
	{"owner_at_event", CREDIT_OWNER_AT_EVENT}, {"first_agent", CREDIT_FIRST_AGENT},
	{"last_agent", CREDIT_LAST_AGENT},
	{"all_participants", CREDIT_ALL_PARTICIPANTS},
	{"resolver", CREDIT_RESOLVER}, {NULL, 0}
};
static const struct word dates[] = {
	{"start", DATE_BY_START}, {"end", DATE_BY_END}, {NULL, 0}
};

static const struct word judgements[] = {
	{"order", JUDGEMENT_ORDER}, {"payment", JUDGEMENT_PAYMENT},
	{"order_first", JUDGEMENT_ORDER_FIRST}, {NULL, 0}
};
static const struct word ties[] = {
	{"latest_end", TIE_LATEST_END}, {"most_rounds", TIE_MOST_ROUNDS}, {NULL, 0}
};
static const struct word return_pauses[] = {
	{"shipping", RETURN_PAUSE_SHIPPING}, {"posting", RETURN_PAUSE_POSTING},
	{"none", RETURN_PAUSE_NONE}, {NULL, 0}
};
static const struct word withdrawals[] = {{"first_refusal", 1}, {NULL, 0}};
static const struct word bases[] = {
	{"orders", BASIS_ORDERS}, {"shipments", BASIS_SHIPMENTS}, {NULL, 0}
};

/* A knob being read: its name, its value and where complaints go. */
struct knob {
	kefu_desk *desk; /* flags are its ids */
	const char *name;
	const json_t *value;
	struct outcome *outcome;
};

static int32_t word_value(const struct knob *knob, const json_t *value,
                          const struct word *words)
{
	const char *text = json_string_value(value);

	for (; text != NULL && words->text != NULL; words++)
		if (strcmp(words->text, text) == 0)
			return words->value;
	outcome_skip(knob->outcome, "knob %s: %s is not built", knob->name,
	             text != NULL ? text : "such a value");
	return 0;
}

static int32_t word_of(const struct knob *knob, const struct word *words)
{
	return word_value(knob, knob->value, words);
}

static uint32_t set_of(const struct knob *knob, const struct word *words)
{
	uint32_t set = 0;
	const json_t *member;
	size_t i;

	json_array_foreach(knob->value, i, member)
		set |= (uint32_t)word_value(knob, member, words);
	return set;
}

static int64_t milliseconds_of(const struct knob *knob)
{
	return llround(json_number_value(knob->value) * 1000.0);
}

static void scores_read(const struct knob *knob, const char *name, struct score_set *set)
{
	const json_t *scores = json_object_get(knob->value, name), *score;
	size_t i;

	if (scores == NULL)
		return;
	set->given = 1;
	json_array_foreach(scores, i, score) {
		json_int_t value = json_integer_value(score);

		if (value >= 0 && value < 128)
			set->bits[value / 64] |= UINT64_C(1) << (value % 64);
		else
			outcome_skip(knob->outcome, "knob scores: score out of range");
	}
}

static void attribution_read(const struct knob *knob, struct attribution *rule)
{
	const char *name;
	json_t *value, *flag;
	size_t i;

	json_object_foreach((json_t *)(uintptr_t)knob->value, name, value) {
		struct knob inner = {knob->desk, name, value, knob->outcome};

		if (strcmp(name, "judgement") == 0)
			rule->judgement = (enum judgement)word_of(&inner, judgements);
		else if (strcmp(name, "tie") == 0)
			rule->tie = (enum tie)word_of(&inner, ties);
		else if (strcmp(name, "lookback_s") == 0)
			rule->lookback_ms = milliseconds_of(&inner);
		else if (strcmp(name, "silent_urge_s") == 0)
			rule->silent_urge_ms = milliseconds_of(&inner);
		else if (strcmp(name, "silent_follow_up_s") == 0)
			rule->silent_follow_up_ms = milliseconds_of(&inner);
		else if (strcmp(name, "deduct_refunds") == 0)
			rule->deduct_refunds = json_is_true(value);
		else if (strcmp(name, "exclude_flags") == 0 &&
		         json_array_size(value) <= MOST_FLAGS) {
			json_array_foreach(value, i, flag)
				kefu_desk_intern(knob->desk, json_string_value(flag),
				                 json_string_length(flag),
				                 &rule->exclude_flags[i]);
		} else
			outcome_skip(knob->outcome, "knob attribution.%s is not built", name);
	}
}

static void target_read(const struct knob *knob, struct definition *d)
{
	const char *name = json_string_value(knob->value);

	d->target_metric = name != NULL ? metric_named(name, strlen(name)) : NULL;
	if (d->target_metric == NULL)
		outcome_fail(knob->outcome, "target_metric is no metric");
}

static void knob_read(const struct knob *knob, struct definition *d)
{
	const char *name = knob->name;

#define IS(text) (strcmp(name, text) == 0)
	if (IS("measure") || IS("hours") || IS("clock"))
		return;
	else if (IS("unit"))
		d->unit = (enum unit)word_of(knob, units);
	else if (IS("samples"))
		d->samples = (enum samples)word_of(knob, samples);
	else if (IS("exclude"))
		d->exclude = set_of(knob, excludes);
	else if (IS("hours_by"))
		d->hours_by = (enum hours_by)word_of(knob, hours_by);
	else if (IS("clock_start"))
		d->clock_start = (enum clock_start)word_of(knob, clock_starts);
	else if (IS("valid_reply"))
		d->valid_reply = set_of(knob, modes);
	else if (IS("cleared_by"))
		d->cleared_by = set_of(knob, modes);
	else if (IS("pause"))
		d->pause = set_of(knob, pauses);
	else if (IS("scores")) {
		scores_read(knob, "accepted", &d->accepted);
		scores_read(knob, "positive", &d->positive);
		scores_read(knob, "negative", &d->negative);
	} else if (IS("survey"))
		d->survey = word_of(knob, surveys);
	else if (IS("direction"))
		d->direction = (enum direction)word_of(knob, directions);
	else if (IS("target"))
		d->target = (enum target)word_of(knob, targets);
	else if (IS("horizon_days"))
		d->horizon_ms = 24 * 3600 * milliseconds_of(knob);
	else if (IS("limit_s"))
		d->limit_ms = milliseconds_of(knob);
	else if (IS("limit_inclusive"))
		d->limit_exclusive = !json_is_true(knob->value);
	else if (IS("unanswered"))
		d->unanswered = (enum unanswered)word_of(knob, unanswered);
	else if (IS("cap_s"))
		d->cap_ms = milliseconds_of(knob);
	else if (IS("open_units"))
		d->open_units = (enum open_units)word_of(knob, open_units);
	else if (IS("slow_rounds"))
		d->slow_rounds = (int32_t)json_integer_value(knob->value);
	else if (IS("short_s"))
		d->short_ms = milliseconds_of(knob);
	else if (IS("reduce"))
		d->reduce = (enum reduce)word_of(knob, reduces);
	else if (IS("credit"))
		d->credit = (enum credit_rule)word_of(knob, credits);
	else if (IS("date_by"))
		d->date_by = (enum date_by)word_of(knob, dates);
	else if (IS("attribution"))
		attribution_read(knob, &d->attribution);
	else if (IS("order_days"))
		d->order_days = (int32_t)json_integer_value(knob->value);
	else if (IS("pay_days"))
		d->pay_days = (int32_t)json_integer_value(knob->value);
	else if (IS("return_pause"))
		d->return_pause = (enum return_pause)word_of(knob, return_pauses);
	else if (IS("withdrawn"))
		d->withdrawn_counts = word_of(knob, withdrawals);
	else if (IS("pair_cap"))
		d->pair_cap = (int32_t)json_integer_value(knob->value);
	else if (IS("basis"))
		d->basis = (enum basis)word_of(knob, bases);
	else if (IS("target_metric"))
		target_read(knob, d);
	else if (IS("case_filter") && json_object_size(knob->value) == 1 &&
	         json_object_get(knob->value, "intervened") != NULL)
		d->intervened = json_is_true(json_object_get(knob->value, "intervened"))
			? INTERVENED_YES : INTERVENED_NO;
	else if (IS("window_days"))
		d->window_days = (int32_t)json_integer_value(knob->value);
	else if (IS("lag_days"))
		d->lag_days = (int32_t)json_integer_value(knob->value);
	else if (IS("min_count"))
		d->min_count = json_integer_value(knob->value);
	else if (IS("default_value")) {
		d->has_default = 1;
		d->default_value = json_number_value(knob->value);
	} else
		outcome_skip(knob->outcome, "knob %s is not built", name);
#undef IS
}

/* `hours` and `clock` name a schedule of the desk. */
static kefu_schedule *schedule_of(const json_t *define, const char *knob, const json_t *named,
                                  struct outcome *outcome)
{
	const char *name = member_text(define, knob);
	const json_t *source = name != NULL ? json_object_get(named, name) : NULL;

	if (name == NULL)
		return NULL;
	if (source == NULL) {
		outcome_fail(outcome, "the desk has no schedule %s", name);
		return NULL;
	}
	return schedule_read(source, outcome);
}

void schedules_free(struct schedules *schedules)
{
	kefu_schedule_free(schedules->hours);
	kefu_schedule_free(schedules->clock);
}

void definition_read(kefu_desk *desk, const json_t *define, const json_t *named,
                     struct definition *definition, struct schedules *schedules,
                     struct outcome *outcome)
{
	const char *measure = member_text(define, "measure"), *name;
	const struct metric *metric = NULL;
	kefu_metric row = {.size = sizeof row};
	json_t *value;

	if (measure == NULL) {
		outcome_fail(outcome, "define names no measure");
		return;
	}
	if (kefu_metric_find(measure, strlen(measure), &row) != KEFU_OK) {
		outcome_fail(outcome, "measure %s is not in the catalogue", measure);
		return;
	}
	if (!row.computed) {
		outcome_skip(outcome, "measure %s is not computed", measure);
		return;
	}
	metric = metric_named(measure, strlen(measure));
	definition_init(definition, metric);
	json_object_foreach((json_t *)(uintptr_t)define, name, value) {
		struct knob knob = {desk, name, value, outcome};

		knob_read(&knob, definition);
	}
	if (outcome->verdict != PASSED)
		return;
	definition->hours = schedules->hours = schedule_of(define, "hours", named, outcome);
	definition->clock = schedules->clock = schedule_of(define, "clock", named, outcome);
}

/* The spelling of every knob and value. Names and meanings are those of
 * docs/definitions.md; a word for the default stands first. */
#include "measure/knobs.h"

#include <stddef.h>
#include <string.h>

#define BIT(x) (1 << (x))

static const struct word units[] = {
	{"message", UNIT_MESSAGE}, {"round", UNIT_ROUND}, {"session", UNIT_SESSION}, {"customer", UNIT_CUSTOMER},
	{"customer_day", UNIT_CUSTOMER_DAY},
	{"agent_customer_day", UNIT_AGENT_CUSTOMER_DAY},
	{"item", UNIT_ITEM}, {"order", UNIT_ORDER}, {NULL, 0}
};
static const struct word samples[] = {
	{"every", SAMPLES_EVERY}, {"first", SAMPLES_FIRST},
	{"not_first", SAMPLES_NOT_FIRST}, {"last", SAMPLES_LAST}, {NULL, 0}
};
static const struct word excludes[] = {
	{"bot_only", EXCLUDE_BOT_ONLY}, {"unanswered", EXCLUDE_UNANSWERED},
	{"cross_day", EXCLUDE_CROSS_DAY}, {"shop_closed", EXCLUDE_SHOP_CLOSED},
	{"agent_initiated", EXCLUDE_AGENT_INITIATED}, {"abandoned", EXCLUDE_ABANDONED},
	{"leave_message", EXCLUDE_LEAVE_MESSAGE}, {"card", EXCLUDE_CARD},
	{"small_talk", EXCLUDE_SMALL_TALK}, {"ad", EXCLUDE_AD},
	{"notice", EXCLUDE_NOTICE}, {"weekend", EXCLUDE_WEEKEND},
	{"public_holiday", EXCLUDE_PUBLIC_HOLIDAY},
	{"internal", EXCLUDE_INTERNAL}, {"blocked", EXCLUDE_BLOCKED}, {NULL, 0}
};
static const struct word agent_started[] = {
	{"counts", AGENT_STARTED_COUNTS}, {"skip", AGENT_STARTED_SKIP},
	{"from_first_inbound", AGENT_STARTED_FROM_FIRST_INBOUND},
	{"second_reply", AGENT_STARTED_SECOND_REPLY}, {NULL, 0}
};
static const struct word contents[] = {
	{"text", BIT(KEFU_CONTENT_TEXT)}, {"card", BIT(KEFU_CONTENT_CARD)},
	{"small_talk", BIT(KEFU_CONTENT_SMALL_TALK)},
	{"ad", BIT(KEFU_CONTENT_AD)}, {"notice", BIT(KEFU_CONTENT_NOTICE)}, {NULL, 0}
};
static const struct word stops[] = {
	{"resolve", STOP_ALSO_RESOLVE}, {"pending", STOP_ALSO_PENDING}, {NULL, 0}
};
static const struct word restarts[] = {
	{"bot_only_resolution", RESTART_BOT_ONLY_RESOLUTION}, {NULL, 0}
};
static const struct word no_agents[] = {
	{"fail", NO_AGENT_FAIL}, {"leave_out", NO_AGENT_LEAVE_OUT}, {NULL, 0}
};
static const struct word judged_at[] = {
	{"query", JUDGED_AT_QUERY}, {"day_end", JUDGED_AT_DAY_END}, {NULL, 0}
};
static const struct word due_rules[] = {
	{"limit", DUE_RULE_LIMIT}, {"same_day", DUE_RULE_SAME_DAY},
	{"next_working_day", DUE_RULE_NEXT_WORKING_DAY},
	{"cycle_18_19", DUE_RULE_CYCLE_18_19},
	{"weekend_noon", DUE_RULE_WEEKEND_NOON}, {NULL, 0}
};
static const struct word liables[] = {
	{"seller", LIABLE_DEFAULT}, {"any", LIABLE_ANY}, {NULL, 0}
};
static const struct word parties[] = {
	{"customer", BIT(KEFU_PARTY_CUSTOMER)}, {"agent", BIT(KEFU_PARTY_AGENT)},
	{"system", BIT(KEFU_PARTY_SYSTEM)}, {"platform", BIT(KEFU_PARTY_PLATFORM)},
	{"seller", BIT(KEFU_PARTY_SELLER)}, {NULL, 0}
};
static const struct word case_types[] = {
	{"refund_only", KEFU_TYPE_REFUND_ONLY}, {"return_refund", KEFU_TYPE_RETURN_REFUND},
	{"exchange", KEFU_TYPE_EXCHANGE}, {"repair", KEFU_TYPE_REPAIR}, {NULL, 0}
};
static const struct word outcomes[] = {
	{"paid", OUTCOME_RULE_PAID}, {"shipped", OUTCOME_RULE_SHIPPED},
	{"group_completed", OUTCOME_RULE_GROUP_COMPLETED}, {NULL, 0}
};
static const struct word touches[] = {
	{"at_most_one", TOUCH_AT_MOST_ONE}, {"exactly_one", TOUCH_EXACTLY_ONE},
	{"unbroken", TOUCH_UNBROKEN}, {"one_agent", TOUCH_ONE_AGENT}, {NULL, 0}
};
static const struct word denominators[] = {
	{"handled", DENOMINATOR_HANDLED}, {"created", DENOMINATOR_CREATED}, {NULL, 0}
};
static const struct word backlogs[] = {
	{"all", BACKLOG_OF_ALL}, {"waiting", BACKLOG_OF_WAITING}, {NULL, 0}
};
static const struct word windows[] = {
	{"days", WINDOW_DAYS}, {"month", WINDOW_MONTH},
	{"six_months", WINDOW_SIX_MONTHS}, {NULL, 0}
};
static const struct word statistics[] = {
	{"mean", SHOWN_DEFAULT}, {"p50", SHOWN_P50}, {"p90", SHOWN_P90},
	{"p95", SHOWN_P95}, {"p99", SHOWN_P99}, {"min", SHOWN_MIN},
	{"max", SHOWN_MAX}, {"sum", SHOWN_SUM}, {NULL, 0}
};
/* Events of a refund case that a span names. */
static const struct word span_events[] = {
	{"request", KEFU_EVENT_REFUND_REQUEST}, {"refuse", KEFU_EVENT_REFUND_REFUSE},
	{"agree", KEFU_EVENT_REFUND_AGREE}, {"ship_back", KEFU_EVENT_REFUND_SHIP_BACK},
	{"sign", KEFU_EVENT_REFUND_SIGN}, {"complete", KEFU_EVENT_REFUND_COMPLETE},
	{"withdraw", KEFU_EVENT_REFUND_WITHDRAW},
	{"intervene", KEFU_EVENT_REFUND_INTERVENE},
	{"judge", KEFU_EVENT_REFUND_JUDGE}, {NULL, 0}
};
static const struct word hours_by[] = {
	{"session_open", HOURS_BY_DEFAULT}, {"handoff", HOURS_BY_HANDOFF},
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
	{"pending", PAUSE_PENDING}, {"hold", PAUSE_HOLD},
	{"resolved", PAUSE_RESOLVED}, {NULL, 0}
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
	{"resolver", CREDIT_RESOLVER}, {"current_owner", CREDIT_CURRENT_OWNER},
	{"first_submission_owner", CREDIT_FIRST_SUBMISSION_OWNER},
	{"transfer_giver", CREDIT_TRANSFER_GIVER},
	{"transfer_receiver", CREDIT_TRANSFER_RECEIVER}, {NULL, 0}
};
static const struct word dates[] = {
	{"start", DATE_BY_START}, {"end", DATE_BY_END},
	{"resolution", DATE_BY_RESOLUTION}, {NULL, 0}
};
static const struct word judgements[] = {
	{"order", JUDGEMENT_ORDER}, {"payment", JUDGEMENT_PAYMENT},
	{"order_first", JUDGEMENT_ORDER_FIRST}, {NULL, 0}
};
static const struct word ties[] = {
	{"latest_end", TIE_LATEST_END}, {"most_rounds", TIE_MOST_ROUNDS},
	{"latest_start", TIE_LATEST_START}, {NULL, 0}
};
static const struct word intervened[] = {
	{"true", INTERVENED_YES}, {"false", INTERVENED_NO}, {NULL, 0}
};
static const struct word return_pauses[] = {
	{"shipping", RETURN_PAUSE_SHIPPING}, {"posting", RETURN_PAUSE_POSTING},
	{"none", RETURN_PAUSE_NONE}, {NULL, 0}
};
static const struct word withdrawals[] = {{"first_refusal", 1}, {NULL, 0}};
static const struct word bases[] = {
	{"orders", BASIS_ORDERS}, {"shipments", BASIS_SHIPMENTS}, {NULL, 0}
};

/* Metrics over rounds, with units of several. */
#define ROUNDS (READS(READER_RESPONSE_TIME) | READS(READER_REPLY_WITHIN) | \
	READS(READER_REPLY_RATE) | READS(READER_SLOW_RESPONSE))
#define WAITS (READS(READER_RESPONSE_TIME) | READS(READER_REPLY_WITHIN) | \
	READS(READER_SLOW_RESPONSE) | READS(READER_FIRST_RESPONSE_TIME) | \
	READS(READER_REPLY_RATE) | READS(READER_TARGET))
#define REFUNDS (READS(READER_REFUND) | READS(READER_REFUND_SHARE))
#define SALES (READS(READER_SALES) | READS(READER_COST) | READS(READER_ATTAINMENT))
/* exclude and hours choose among sessions; what is counted beside them is as it
 * is, so they mean something for every metric. */
#define ANY (~UINT64_C(0))
/* Durations on a clock. */
#define CLOCKED (WAITS | READS(READER_WAITING) | READS(READER_QUEUE_TIME) | \
	READS(READER_RESOLUTION_TIME) | READS(READER_RESOLUTION) | \
	READS(READER_HANDLE_TIME) | READS(READER_SHARE) | REFUNDS | \
	READS(READER_ORDER))
#define SCORED (READS(READER_SURVEY) | READS(READER_SURVEY_SENT) | \
	READS(READER_REVIEW))
#define LIMITED (READS(READER_REPLY_WITHIN) | READS(READER_SLOW_RESPONSE) | \
	READS(READER_RESOLUTION) | READS(READER_TARGET) | READS(READER_REFUND) | \
	READS(READER_ORDER) | READS(READER_SHARE))
#define INQUIRY READS(READER_INQUIRY)

#define AT(member) offsetof(struct definition, member)

/* In the order of the clauses, which is that of the text form. */
const struct knob knob_table[] = {
	{"unit", KNOB_WORD, AT(unit), units,
	 ROUNDS | READS(READER_COMPLAINT) | READS(READER_CONTACT) | READS(READER_TARGET) | READS(READER_ORDER) |
	 REFUNDS | READS(READER_INQUIRY), "units to choose"},
	{"samples", KNOB_WORD, AT(samples), samples,
	 ROUNDS | READS(READER_TARGET) | READS(READER_RESOLUTION_TIME) |
	 READS(READER_RESOLUTION) | READS(READER_QUEUE_TIME), "samples"},

	{"exclude", KNOB_SET, AT(exclude), excludes, ANY, ""},
	{"hours", KNOB_SCHEDULE, AT(hours), NULL, ANY, ""},
	{"hours_by", KNOB_WORD, AT(hours_by), hours_by, ANY, ""},
	{"agent_started", KNOB_WORD, AT(agent_started), agent_started,
	 READS(READER_FIRST_RESPONSE_TIME) | READS(READER_TARGET), "first response"},
	{"opens_round", KNOB_SET, AT(opens_round), contents, ANY, ""},
	{"no_agent", KNOB_WORD, AT(no_agent), no_agents,
	 READS(READER_REPLY_WITHIN) | READS(READER_REPLY_RATE), "rounds that may have no agent"},
	{"case_filter.type", KNOB_WORD, AT(case_type), case_types, REFUNDS, "refund cases"},
	{"case_filter.intervened", KNOB_WORD, AT(intervened), intervened, REFUNDS, "refund cases"},
	{"case_filter.intervened_by", KNOB_SET, AT(intervened_by), parties, READS(READER_REFUND_SHARE), "refund cases"},
	{"case_filter.liable", KNOB_WORD, AT(liable), liables, READS(READER_REFUND_SHARE), "refund cases"},
	{"case_filter.completed", KNOB_SWITCH, AT(only_completed), NULL, REFUNDS, "refund cases"},
	{"pair_cap", KNOB_WHOLE, AT(pair_cap), NULL, READS(READER_REVIEW), "reviews"},

	{"clock", KNOB_SCHEDULE, AT(clock), NULL, ANY, ""},
	{"clock_start", KNOB_WORD, AT(clock_start), clock_starts,
	 WAITS | READS(READER_QUEUE_TIME) | READS(READER_RESOLUTION_TIME), "clock to start"},
	{"valid_reply", KNOB_SET, AT(valid_reply), modes, ANY, ""},
	{"valid_content", KNOB_SET, AT(valid_content), contents, ANY, ""},
	{"cleared_by", KNOB_SET, AT(cleared_by), modes, ANY, ""},
	{"stop_also", KNOB_SET, AT(stop_also), stops,
	 READS(READER_FIRST_RESPONSE_TIME) | READS(READER_TARGET), "first response"},
	{"restart_on", KNOB_WORD, AT(restart_on), restarts,
	 READS(READER_FIRST_RESPONSE_TIME) | READS(READER_TARGET), "first response"},
	{"pause", KNOB_SET, AT(pause), pauses, CLOCKED & ~REFUNDS, "clock to pause"},
	{"scores.accepted", KNOB_SCORES, AT(accepted), NULL,
	 READS(READER_SURVEY) | READS(READER_SURVEY_SENT), "answers to accept"},
	{"scores.positive", KNOB_SCORES, AT(positive), NULL, SCORED, "scores"},
	{"scores.negative", KNOB_SCORES, AT(negative), NULL, SCORED, "scores"},
	{"survey", KNOB_WORD, AT(survey), surveys,
	 READS(READER_SURVEY) | READS(READER_SURVEY_SENT), "surveys"},
	{"direction", KNOB_WORD, AT(direction), directions, READS(READER_MESSAGE), "messages to count"},
	{"target", KNOB_WORD, AT(target), targets, READS(READER_TARGET), "target"},
	{"horizon_days", KNOB_DAYS, AT(horizon_ms), NULL,
	 READS(READER_FOLLOW_UP) | READS(READER_REPURCHASE), "look-ahead"},
	{"span", KNOB_SPAN, AT(span), span_events, READS(READER_REFUND), "refund cases to time"},
	{"outcome", KNOB_WORD, AT(outcome), outcomes, INQUIRY, "inquiries"},
	{"touch", KNOB_WORD, AT(touch), touches, READS(READER_RESOLUTION), "touches"},
	{"backlog_of", KNOB_WORD, AT(backlog_of), backlogs, READS(READER_BACKLOG), "backlog"},
	{"return_pause", KNOB_WORD, AT(return_pause), return_pauses, READS(READER_REFUND), "refund cases to time"},
	{"withdrawn", KNOB_WORD, AT(withdrawn_counts), withdrawals, READS(READER_REFUND), "refund cases to time"},

	{"limit_s", KNOB_SECONDS, AT(limit_ms), NULL, LIMITED, "limit"},
	{"limit_inclusive", KNOB_INVERSE, AT(limit_exclusive), NULL, LIMITED, "limit"},
	{"unanswered", KNOB_WORD, AT(unanswered), unanswered, WAITS, "waits that may stay unanswered"},
	{"cap_s", KNOB_SECONDS, AT(cap_ms), NULL, WAITS, "waits to cap"},
	{"due_rule", KNOB_WORD, AT(due_rule), due_rules,
	 READS(READER_REPLY_WITHIN) | READS(READER_FIRST_RESPONSE_TIME), "replies that are due"},
	{"judged_at", KNOB_WORD, AT(judged_at), judged_at,
	 READS(READER_REPLY_WITHIN) | READS(READER_RESPONSE_TIME), "rounds to judge"},
	{"open_units", KNOB_WORD, AT(open_units), open_units,
	 READS(READER_REPLY_WITHIN) | READS(READER_TARGET), "units that may be undecided"},
	{"slow_rounds", KNOB_WHOLE, AT(slow_rounds), NULL, READS(READER_SLOW_RESPONSE), "slow rounds"},
	{"short_s", KNOB_SECONDS, AT(short_ms), NULL, READS(READER_SHARE), "abandoned sessions"},

	{"reduce", KNOB_WORD, AT(reduce), reduces, ROUNDS, "rounds to reduce"},

	{"credit", KNOB_WORD, AT(credit), credits, ANY, ""},
	{"date_by", KNOB_WORD, AT(date_by), dates, ANY, ""},
	{"attribution.judgement", KNOB_WORD, AT(attribution.judgement), judgements, SALES, "sales to attribute"},
	{"attribution.tie", KNOB_WORD, AT(attribution.tie), ties, SALES, "sales to attribute"},
	{"attribution.lookback_s", KNOB_SECONDS, AT(attribution.lookback_ms), NULL, SALES, "sales to attribute"},
	{"attribution.silent_urge_s", KNOB_SECONDS, AT(attribution.silent_urge_ms), NULL, SALES, "sales to attribute"},
	{"attribution.silent_follow_up_s", KNOB_SECONDS, AT(attribution.silent_follow_up_ms), NULL, SALES, "sales to attribute"},
	{"attribution.exclude_flags", KNOB_FLAGS, AT(attribution.exclude_flags), NULL, SALES, "sales to attribute"},
	{"attribution.deduct_refunds", KNOB_SWITCH, AT(attribution.deduct_refunds), NULL, SALES, "sales to attribute"},
	{"attribution.deduct_postage", KNOB_SWITCH, AT(attribution.deduct_postage), NULL, SALES, "sales to attribute"},

	{"basis", KNOB_WORD, AT(basis), bases, READS(READER_ORDER), "choice of basis"},
	{"target_metric", KNOB_METRIC, AT(target_metric), NULL, READS(READER_ATTAINMENT), "target to attain"},
	{"order_days", KNOB_WHOLE, AT(order_days), NULL, INQUIRY, "inquiries"},
	{"pay_days", KNOB_WHOLE, AT(pay_days), NULL, INQUIRY, "inquiries"},
	{"denominator", KNOB_WORD, AT(denominator), denominators, READS(READER_SURVEY_SENT), "choice of denominator"},
	{"statistic", KNOB_WORD, AT(statistic), statistics, ANY, ""},
	{"only_within_s", KNOB_SECONDS, AT(only_within_ms), NULL,
	 READS(READER_FIRST_RESPONSE_TIME) | READS(READER_RESPONSE_TIME), "waits"},
	{"recency.share", KNOB_FRACTION, AT(recency_share), NULL, READS(READER_REPLY_WITHIN), "recency"},
	{"recency.weight", KNOB_FRACTION, AT(recency_weight), NULL, READS(READER_REPLY_WITHIN), "recency"},
	{"gate_sessions", KNOB_LARGE, AT(gate_sessions), NULL, ANY, ""},
	{"window", KNOB_WORD, AT(window), windows, ANY, ""},
	{"window_days", KNOB_WHOLE, AT(window_days), NULL, ANY, ""},
	{"lag_days", KNOB_WHOLE, AT(lag_days), NULL, ANY, ""},
	{"min_count", KNOB_LARGE, AT(min_count), NULL, ANY, ""},
	{"default_value", KNOB_NUMBER, AT(default_value), NULL, ANY, ""},
};
const int32_t knob_count = (int32_t)(sizeof knob_table / sizeof *knob_table);

const struct knob *knob_named(const char *name, size_t length)
{
	int32_t i;

	for (i = 0; i < knob_count; i++)
		if (strlen(knob_table[i].name) == length &&
		    memcmp(knob_table[i].name, name, length) == 0)
			return &knob_table[i];
	return NULL;
}

int decimal_read(const char *text, size_t length, int decimals, int64_t *out)
{
	int64_t value = 0;
	int negative = length != 0 && text[0] == '-', digits = 0, point = 0;
	size_t i = negative ? 1 : 0;

	for (; i < length; i++) {
		if (text[i] == '.' && !point && digits != 0) {
			point = 1;
			continue;
		}
		if (text[i] < '0' || text[i] > '9' || digits == 18)
			return 0;
		if (point && decimals == 0) {
			if (text[i] != '0') /* more places than there is room for */
				return 0;
			continue;
		}
		decimals -= point;
		value = value * 10 + (text[i] - '0');
		digits++;
	}
	for (; decimals > 0; decimals--) {
		if (value > INT64_MAX / 10)
			return 0;
		value *= 10;
	}
	*out = negative ? -value : value;
	return digits != 0;
}

static const struct word *word_find(const struct word *words, const char *text,
                                    size_t length)
{
	for (; words->text != NULL; words++)
		if (strlen(words->text) == length &&
		    memcmp(words->text, text, length) == 0)
			return words;
	return NULL;
}

/* The next member of a comma list; 0 when there is none. */
static int next_member(const char **text, size_t *length, const char **member,
                       size_t *member_length)
{
	const char *comma;

	if (*text == NULL)
		return 0;
	comma = *length != 0 ? memchr(*text, ',', *length) : NULL;
	*member = *text;
	*member_length = comma != NULL ? (size_t)(comma - *text) : *length;
	*length -= *member_length + (comma != NULL);
	*text = comma != NULL ? comma + 1 : NULL;
	return 1;
}

static int32_t set_read(const struct word *words, const char *text,
                        size_t length, uint32_t *set)
{
	const char *member;
	size_t member_length;

	*set = 0;
	while (next_member(&text, &length, &member, &member_length)) {
		const struct word *word = word_find(words, member, member_length);

		if (word == NULL)
			return KEFU_E_ENUM;
		*set |= (uint32_t)word->value;
	}
	return KEFU_OK;
}

static int32_t scores_read(const char *text, size_t length,
                           struct score_set *set)
{
	const char *member;
	size_t member_length;
	int64_t score;

	memset(set, 0, sizeof *set);
	set->given = 1;
	while (next_member(&text, &length, &member, &member_length)) {
		if (!decimal_read(member, member_length, 0, &score) ||
		    score < 0 || score > 100)
			return KEFU_E_ENUM;
		set->bits[score / 64] |= UINT64_C(1) << (score % 64);
	}
	return KEFU_OK;
}

static int event_read(const char *text, size_t length, uint8_t *event)
{
	const struct word *word = word_find(span_events, text, length);

	if (word != NULL)
		*event = (uint8_t)word->value;
	return word != NULL;
}

/* "request>agree|refuse": from one event to the first of one or two others;
 * a minus before it takes it off. */
static int pair_read(const char *text, size_t length, struct span_pair *pair)
{
	const char *to, *other, *end = text + length;

	memset(pair, 0, sizeof *pair);
	if (length != 0 && text[0] == '-') {
		pair->minus = 1;
		text++;
	}
	to = memchr(text, '>', (size_t)(end - text));
	if (to == NULL || !event_read(text, (size_t)(to - text), &pair->from))
		return 0;
	to++;
	other = memchr(to, '|', (size_t)(end - to));
	if (other == NULL)
		return event_read(to, (size_t)(end - to), &pair->to);
	return event_read(to, (size_t)(other - to), &pair->to) &&
	       event_read(other + 1, (size_t)(end - other - 1), &pair->or_to);
}

static int32_t span_read(const char *text, size_t length, struct span *span)
{
	const char *member;
	size_t member_length;

	memset(span, 0, sizeof *span);
	while (next_member(&text, &length, &member, &member_length)) {
		if (span->count == MOST_SPANS)
			return KEFU_E_RANGE;
		if (!pair_read(member, member_length, &span->pairs[span->count]))
			return KEFU_E_ENUM;
		span->count++;
	}
	return span->pairs[0].minus ? KEFU_E_RANGE : KEFU_OK;
}

static size_t knob_size(const struct knob *knob)
{
	switch (knob->kind) {
	case KNOB_SECONDS:
	case KNOB_DAYS:
	case KNOB_LARGE:
	case KNOB_NUMBER:
	case KNOB_FRACTION:
		return sizeof(int64_t);
	case KNOB_SPAN:
		return sizeof(struct span);
	case KNOB_SCORES:
		return sizeof(struct score_set);
	case KNOB_METRIC:
	case KNOB_SCHEDULE:
		return sizeof(void *);
	case KNOB_FLAGS:
		return sizeof(kefu_id) * MOST_FLAGS;
	default:
		return sizeof(int32_t);
	}
}

static int32_t number_read(const struct knob *knob, const char *text,
                           size_t length, int64_t *out)
{
	int64_t unit = knob->kind == KNOB_DAYS ? INT64_C(86400000) : 1;

	if (!decimal_read(text, length, knob->kind == KNOB_SECONDS ? 3 : 0,
	                  out) || *out < 0)
		return KEFU_E_RANGE;
	if (*out > (knob->kind == KNOB_WHOLE ? 1000000 : INT64_C(100000000000000)) / unit)
		return KEFU_E_RANGE;
	*out *= unit;
	return KEFU_OK;
}

static void knob_reset(struct definition *definition, const struct knob *knob)
{
	struct definition fresh;

	definition_init(&fresh, definition->metric);
	memcpy((char *)definition + knob->at, (char *)&fresh + knob->at,
	       knob_size(knob));
	if (knob->kind == KNOB_NUMBER)
		definition->has_default = 0;
}

int32_t knob_set(struct definition *definition, const struct knob *knob,
                 const char *text, size_t length)
{
	void *place = (char *)definition + knob->at;
	const struct word *word;
	const struct metric *metric;
	struct score_set scores;
	struct span span;
	uint32_t set;
	int64_t number;
	double real;
	int32_t whole, status = KEFU_OK;

	if (length == 0) {
		knob_reset(definition, knob);
		return KEFU_OK;
	}
	switch (knob->kind) {
	case KNOB_WORD:
		word = word_find(knob->words, text, length);
		if (word == NULL)
			return KEFU_E_ENUM;
		memcpy(place, &word->value, sizeof word->value);
		break;
	case KNOB_SET:
		status = set_read(knob->words, text, length, &set);
		if (place == &definition->valid_reply && set == DEFAULT_REPLIES)
			set = 0;
		if (status == KEFU_OK)
			memcpy(place, &set, sizeof set);
		break;
	case KNOB_SECONDS:
	case KNOB_DAYS:
	case KNOB_LARGE:
		status = number_read(knob, text, length, &number);
		if (status == KEFU_OK)
			memcpy(place, &number, sizeof number);
		break;
	case KNOB_WHOLE:
		status = number_read(knob, text, length, &number);
		if (status != KEFU_OK)
			break;
		whole = (int32_t)number;
		memcpy(place, &whole, sizeof whole);
		break;
	case KNOB_SWITCH:
	case KNOB_INVERSE:
		whole = length == 4 && memcmp(text, "true", 4) == 0;
		if (!whole && (length != 5 || memcmp(text, "false", 5) != 0))
			return KEFU_E_ENUM;
		whole = whole != (knob->kind == KNOB_INVERSE);
		memcpy(place, &whole, sizeof whole);
		break;
	case KNOB_SPAN:
		status = span_read(text, length, &span);
		if (status == KEFU_OK)
			memcpy(place, &span, sizeof span);
		break;
	case KNOB_FRACTION:
		if (!decimal_read(text, length, 6, &number) || number < 0)
			return KEFU_E_RANGE;
		real = (double)number / 1e6;
		memcpy(place, &real, sizeof real);
		break;
	case KNOB_NUMBER:
		if (!decimal_read(text, length, 6, &number))
			return KEFU_E_RANGE;
		real = (double)number / 1e6;
		memcpy(place, &real, sizeof real);
		definition->has_default = 1;
		break;
	case KNOB_SCORES:
		status = scores_read(text, length, &scores);
		if (status == KEFU_OK)
			memcpy(place, &scores, sizeof scores);
		break;
	case KNOB_METRIC:
		metric = metric_named(text, length);
		if (metric == NULL)
			return KEFU_E_METRIC;
		memcpy(place, &metric, sizeof metric);
		break;
	default:
		return KEFU_E_NOT_FOUND;
	}
	return status;
}

int knob_equal(const struct definition *a, const struct definition *b,
               const struct knob *knob)
{
	if (knob->kind == KNOB_NUMBER && a->has_default != b->has_default)
		return 0;
	return memcmp((const char *)a + knob->at, (const char *)b + knob->at,
	              knob_size(knob)) == 0;
}

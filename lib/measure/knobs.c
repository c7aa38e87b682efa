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
	{"item", UNIT_ITEM}, {"order", UNIT_ORDER}, {"target", UNIT_TARGET}, {NULL, 0}
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
	{"internal", EXCLUDE_INTERNAL}, {"blocked", EXCLUDE_BLOCKED},
	{"external_echo", EXCLUDE_EXTERNAL_ECHO}, {NULL, 0}
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
	{"resolve", STOP_ALSO_RESOLVE}, {"pending", STOP_ALSO_PENDING},
	{"public_note", STOP_ALSO_PUBLIC_NOTE},
	{"external_echo", STOP_ALSO_EXTERNAL_ECHO}, {NULL, 0}
};
static const struct word restarts[] = {
	{"bot_only_resolution", RESTART_BOT_ONLY_RESOLUTION},
	{"handoff", RESTART_HANDOFF}, {NULL, 0}
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
	{"ordered", OUTCOME_RULE_ORDERED}, {"paid", OUTCOME_RULE_PAID}, {"shipped", OUTCOME_RULE_SHIPPED},
	{"group_completed", OUTCOME_RULE_GROUP_COMPLETED}, {NULL, 0}
};
static const struct word touches[] = {
	{"at_most_one", TOUCH_AT_MOST_ONE}, {"exactly_one", TOUCH_EXACTLY_ONE},
	{"unbroken", TOUCH_UNBROKEN}, {"one_agent", TOUCH_ONE_AGENT}, {NULL, 0}
};
static const struct word denominators[] = {
	{"handled", DENOMINATOR_HANDLED}, {"created", DENOMINATOR_CREATED},
	{"answered", DENOMINATOR_ANSWERED}, {"sent", DENOMINATOR_SENT},
	{"everyone", DENOMINATOR_EVERYONE}, {"rated", DENOMINATOR_RATED},
	{"completed_orders", DENOMINATOR_COMPLETED_ORDERS},
	{"replies", DENOMINATOR_REPLIES}, {"received", DENOMINATOR_RECEIVED},
	{"decided", DENOMINATOR_DECIDED}, {"resolved", DENOMINATOR_RESOLVED}, {NULL, 0}
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
/* Events that a span names: of a refund case, and of a session. */
static const struct word span_events[] = {
	{"request", KEFU_EVENT_REFUND_REQUEST}, {"refuse", KEFU_EVENT_REFUND_REFUSE},
	{"agree", KEFU_EVENT_REFUND_AGREE}, {"ship_back", KEFU_EVENT_REFUND_SHIP_BACK},
	{"sign", KEFU_EVENT_REFUND_SIGN}, {"complete", KEFU_EVENT_REFUND_COMPLETE},
	{"withdraw", KEFU_EVENT_REFUND_WITHDRAW},
	{"intervene", KEFU_EVENT_REFUND_INTERVENE},
	{"judge", KEFU_EVENT_REFUND_JUDGE},
	{"reply", KEFU_EVENT_MESSAGE},
	{"resolve", KEFU_EVENT_SESSION_RESOLVE}, {NULL, 0}
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
/* Modes, and what else discards a round. */
static const struct word clears[] = {
	{"human", BIT(KEFU_MODE_HUMAN)}, {"quick", BIT(KEFU_MODE_QUICK)},
	{"assist", BIT(KEFU_MODE_ASSIST)}, {"auto", BIT(KEFU_MODE_AUTO)},
	{"welcome", BIT(KEFU_MODE_WELCOME)}, {"bot", BIT(KEFU_MODE_BOT)},
	{"note", CLEARED_BY_NOTE}, {"resolve", CLEARED_BY_RESOLVE}, {NULL, 0}
};
static const struct word pause_clocks[] = {
	{"same", PAUSE_CLOCK_SAME}, {"elapsed", PAUSE_CLOCK_ELAPSED}, {NULL, 0}
};
static const struct word withdrawn[] = {
	{"true", WITHDRAWN_YES}, {"false", WITHDRAWN_NO}, {NULL, 0}
};
static const struct word platform_afters[] = {
	{"anything", PLATFORM_AFTER_ANYTHING},
	{"refusal", PLATFORM_AFTER_REFUSAL}, {NULL, 0}
};
static const struct word pauses[] = {
	{"pending", PAUSE_PENDING}, {"hold", PAUSE_HOLD},
	{"resolved", PAUSE_RESOLVED},
	{"outside_hours", PAUSE_OUTSIDE_HOURS}, {NULL, 0}
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
	{"resolution", TARGET_RESOLUTION},
	{"periodic_update", TARGET_PERIODIC_UPDATE}, {NULL, 0}
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
	{"transfer_receiver", CREDIT_TRANSFER_RECEIVER},
	{"team_at_reply", CREDIT_TEAM_AT_REPLY}, {NULL, 0}
};
static const struct word dates[] = {
	{"start", DATE_BY_START}, {"end", DATE_BY_END}, {"reply", DATE_BY_END},
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
#define RECEIVED (READS(READER_CONTACT) | READS(READER_INQUIRY))
/* Durations of one case each. */
#define TIMED (READS(READER_FIRST_RESPONSE_TIME) | READS(READER_RESPONSE_TIME) | \
	READS(READER_WAITING) | READS(READER_QUEUE_TIME) | \
	READS(READER_RESOLUTION_TIME) | READS(READER_REFUND))

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
	{"case_filter.withdrawn", KNOB_WORD, AT(withdrawn), withdrawn, REFUNDS, "refund cases"},
	{"case_filter.reason", KNOB_NAME, AT(case_reason), NULL, REFUNDS, "refund cases"},
	{"case_filter.platform_after", KNOB_WORD, AT(platform_after), platform_afters, READS(READER_REFUND_SHARE), "refund cases"},
	{"case_filter.withdrawn_after_s", KNOB_SECONDS, AT(withdrawn_after_ms), NULL, READS(READER_REFUND_SHARE), "refund cases"},
	{"case_filter.complaints", KNOB_SWITCH, AT(with_complaints), NULL, READS(READER_REFUND_SHARE), "refund cases"},
	{"exempt", KNOB_DATES, AT(exempt), NULL, ANY, ""},
	{"reception.single_line", KNOB_WHOLE, AT(reception.single_line), NULL, RECEIVED, "customers to receive"},
	{"reception.forwarded_lines", KNOB_WHOLE, AT(reception.forwarded_lines), NULL, RECEIVED, "customers to receive"},
	{"reception.answered_lines", KNOB_WHOLE, AT(reception.answered_lines), NULL, RECEIVED, "customers to receive"},
	{"reception.after_sales_out", KNOB_SWITCH, AT(reception.after_sales_out), NULL, RECEIVED, "customers to receive"},
	{"pair_cap", KNOB_WHOLE, AT(pair_cap), NULL, READS(READER_REVIEW), "reviews"},

	{"clock", KNOB_SCHEDULE, AT(clock), NULL, ANY, ""},
	{"clock_start", KNOB_WORD, AT(clock_start), clock_starts,
	 WAITS | READS(READER_QUEUE_TIME) | READS(READER_RESOLUTION_TIME), "clock to start"},
	{"valid_reply", KNOB_SET, AT(valid_reply), modes, ANY, ""},
	{"valid_content", KNOB_SET, AT(valid_content), contents, ANY, ""},
	{"cleared_by", KNOB_SET, AT(cleared_by), clears, ANY, ""},
	{"stop_also", KNOB_SET, AT(stop_also), stops,
	 READS(READER_FIRST_RESPONSE_TIME) | READS(READER_TARGET), "first response"},
	{"restart_on", KNOB_SET, AT(restart_on), restarts,
	 READS(READER_FIRST_RESPONSE_TIME) | READS(READER_TARGET), "first response"},
	{"pause", KNOB_SET, AT(pause), pauses, CLOCKED & ~REFUNDS, "clock to pause"},
	{"pause_clock", KNOB_WORD, AT(pause_clock), pause_clocks, CLOCKED & ~REFUNDS, "clock to pause"},
	{"scores.accepted", KNOB_SCORES, AT(accepted), NULL,
	 READS(READER_SURVEY) | READS(READER_SURVEY_SENT), "answers to accept"},
	{"scores.positive", KNOB_SCORES, AT(positive), NULL, SCORED, "scores"},
	{"scores.negative", KNOB_SCORES, AT(negative), NULL, SCORED, "scores"},
	{"survey", KNOB_WORD, AT(survey), surveys,
	 READS(READER_SURVEY) | READS(READER_SURVEY_SENT), "surveys"},
	{"direction", KNOB_WORD, AT(direction), directions, READS(READER_MESSAGE), "messages to count"},
	{"target", KNOB_WORD, AT(target), targets, READS(READER_TARGET), "target"},
	{"horizon_days", KNOB_DAYS, AT(horizon_ms), NULL,
	 READS(READER_FOLLOW_UP) | READS(READER_REPURCHASE) | READS(READER_SHARE), "look-ahead"},
	{"span", KNOB_SPAN, AT(span), span_events,
	 READS(READER_REFUND) | READS(READER_RESPONSE_TIME), "refund cases to time"},
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
	{"denominator", KNOB_WORD, AT(denominator), denominators,
	 READS(READER_SURVEY_SENT) | READS(READER_SURVEY) | READS(READER_REVIEW) |
	 READS(READER_RESPONSE_TIME) | READS(READER_TARGET), "choice of denominator"},
	{"statistic", KNOB_WORD, AT(statistic), statistics, ANY, ""},
	{"only_within_s", KNOB_SECONDS, AT(only_within_ms), NULL,
	 READS(READER_FIRST_RESPONSE_TIME) | READS(READER_RESPONSE_TIME), "waits"},
	{"round_up_s", KNOB_SECONDS, AT(round_up_ms), NULL, TIMED, "times to round"},
	{"weight_by.flag", KNOB_NAME, AT(weight_by.flag), NULL, READS(READER_REFUND_SHARE), "cases to weigh"},
	{"weight_by.factor", KNOB_WHOLE, AT(weight_by.factor), NULL, READS(READER_REFUND_SHARE), "cases to weigh"},
	{"recency.share", KNOB_FRACTION, AT(recency_share), NULL, READS(READER_REPLY_WITHIN), "recency"},
	{"recency.weight", KNOB_FRACTION, AT(recency_weight), NULL, READS(READER_REPLY_WITHIN), "recency"},
	{"recency.least", KNOB_WHOLE, AT(recency_least), NULL, READS(READER_REPLY_WITHIN), "recency"},
	{"mature_days", KNOB_WHOLE, AT(mature_days), NULL, ANY, ""},
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

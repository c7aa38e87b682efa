/* A definition: which figure, of which cases, read how, judged how, credited
 * to whom. Plain data; the clauses of DESIGN §5 in their order. The spelling
 * and meaning of every knob is in docs/definitions.md; zero is the default of each
 * unless said. Bit sets are written bit(x) = 1 << x. */
#ifndef MEASURE_DEFINITION_H
#define MEASURE_DEFINITION_H

#include "kefu/event.h"
#include "measure/metrics.h"

struct kefu_schedule;

enum unit { UNIT_DEFAULT, UNIT_MESSAGE, UNIT_ROUND, UNIT_SESSION, UNIT_CUSTOMER,
	UNIT_CUSTOMER_DAY, UNIT_AGENT_CUSTOMER_DAY, UNIT_ITEM, UNIT_ORDER,
	UNIT_TARGET };

enum samples { SAMPLES_DEFAULT /* every round, the last resolution */,
	SAMPLES_EVERY, SAMPLES_FIRST, SAMPLES_NOT_FIRST, SAMPLES_LAST };

/* Members of the exclude set, as bits. The first four and `unanswered` mean
 * rounds in measures over rounds; classes mean messages. */
enum exclude {
	EXCLUDE_BOT_ONLY = 1 << 0,
	EXCLUDE_UNANSWERED = 1 << 1,
	EXCLUDE_CROSS_DAY = 1 << 2,
	EXCLUDE_SHOP_CLOSED = 1 << 3,
	EXCLUDE_AGENT_INITIATED = 1 << 4,
	EXCLUDE_ABANDONED = 1 << 5,
	EXCLUDE_LEAVE_MESSAGE = 1 << 6,
	EXCLUDE_CARD = 1 << 7,
	EXCLUDE_SMALL_TALK = 1 << 8,
	EXCLUDE_AD = 1 << 9,
	EXCLUDE_NOTICE = 1 << 10,
	EXCLUDE_WEEKEND = 1 << 11,
	EXCLUDE_PUBLIC_HOLIDAY = 1 << 12,
	/* sessions excluded by event are out whatever their reason */
	EXCLUDE_INTERNAL = 1 << 13,
	EXCLUDE_BLOCKED = 1 << 14,
	/* an agent's messages that name no agent: sent outside the tool */
	EXCLUDE_EXTERNAL_ECHO = 1 << 15
};

/* Local days that leave every side, inclusive. */
#define MOST_EXEMPT 8
struct exempt {
	int32_t count;
	struct day_range {
		int32_t from, to;
	} days[MOST_EXEMPT]; /* ascending, apart */
};

/* Which sessions receive their customer (contact.c); -1, 0: do not ask. */
struct reception {
	int32_t single_line;     /* of one question: at least so many replies */
	int32_t forwarded_lines; /* given away with at most so many: not the giver's */
	int32_t answered_lines;  /* begun by an agent: more questions than that */
	int32_t after_sales_out;
};

/* A case of a customer whom an order.flag names counts several times. */
#define WEIGHT_BACK_MS (INT64_C(90) * 86400000) /* before the case */
struct weight_by {
	kefu_id flag;   /* 0: none, or nobody ever used it */
	int32_t factor; /* 0: 1 */
};

enum agent_started { AGENT_STARTED_DEFAULT /* after the first question */,
	AGENT_STARTED_COUNTS, AGENT_STARTED_SKIP,
	AGENT_STARTED_FROM_FIRST_INBOUND, AGENT_STARTED_SECOND_REPLY };

enum stop_also { STOP_ALSO_RESOLVE = 1 << 0, STOP_ALSO_PENDING = 1 << 1,
	STOP_ALSO_PUBLIC_NOTE = 1 << 2, STOP_ALSO_EXTERNAL_ECHO = 1 << 3 };

enum restart_on { RESTART_BOT_ONLY_RESOLUTION = 1 << 0,
	RESTART_HANDOFF = 1 << 1 };

/* What discards a round besides messages of a mode: bits beside bit(mode). */
enum cleared_by { CLEARED_BY_NOTE = 1 << 8, CLEARED_BY_RESOLVE = 1 << 9 };

enum pause_clock { PAUSE_CLOCK_SAME, PAUSE_CLOCK_ELAPSED };

enum no_agent { NO_AGENT_FAIL, NO_AGENT_LEAVE_OUT };

enum judged_at { JUDGED_AT_QUERY, JUDGED_AT_DAY_END };

enum due_rule { DUE_RULE_LIMIT, DUE_RULE_SAME_DAY, DUE_RULE_NEXT_WORKING_DAY,
	DUE_RULE_CYCLE_18_19, DUE_RULE_WEEKEND_NOON };

enum liable { LIABLE_DEFAULT /* the seller */, LIABLE_ANY };

enum outcome_rule { OUTCOME_RULE_DEFAULT /* ordered; paid with pay_days */,
	OUTCOME_RULE_ORDERED, OUTCOME_RULE_PAID, OUTCOME_RULE_SHIPPED, OUTCOME_RULE_GROUP_COMPLETED };

enum touch { TOUCH_AT_MOST_ONE, TOUCH_EXACTLY_ONE, TOUCH_UNBROKEN,
	TOUCH_ONE_AGENT };

enum denominator { DENOMINATOR_DEFAULT /* of the metric */,
	DENOMINATOR_HANDLED, DENOMINATOR_CREATED, DENOMINATOR_ANSWERED,
	DENOMINATOR_SENT, DENOMINATOR_EVERYONE, DENOMINATOR_RATED,
	DENOMINATOR_COMPLETED_ORDERS, DENOMINATOR_REPLIES,
	DENOMINATOR_RECEIVED, DENOMINATOR_DECIDED, DENOMINATOR_RESOLVED };

enum withdrawn { WITHDRAWN_ANY, WITHDRAWN_NO, WITHDRAWN_YES };

enum platform_after { PLATFORM_AFTER_ANYTHING, PLATFORM_AFTER_REFUSAL };

enum backlog_of { BACKLOG_OF_ALL, BACKLOG_OF_WAITING };

enum window { WINDOW_DAYS, WINDOW_MONTH, WINDOW_SIX_MONTHS };

enum shown_statistic { SHOWN_DEFAULT, SHOWN_P50, SHOWN_P90, SHOWN_P95,
	SHOWN_P99, SHOWN_MIN, SHOWN_MAX, SHOWN_SUM };

/* What a refund case is timed by: events from and to, added or taken off. Of
 * a session: KEFU_EVENT_MESSAGE, its replies, and SESSION_RESOLVE. */
#define MOST_SPANS 4
struct span {
	int32_t count;
	struct span_pair {
		uint8_t from, to, or_to; /* KEFU_EVENT_…; 0: no other */
		uint8_t minus;
	} pairs[MOST_SPANS];
};

enum hours_by { HOURS_BY_DEFAULT /* session_open */, HOURS_BY_SESSION_OPEN,
	HOURS_BY_HANDOFF, HOURS_BY_SURVEY_SEND, HOURS_BY_ROUND_OPEN,
	HOURS_BY_REPLY, HOURS_BYS };

enum clock_start { CLOCK_START_DEFAULT /* open */, CLOCK_START_OPEN,
	CLOCK_START_FIRST_MESSAGE, CLOCK_START_LAST_MESSAGE,
	CLOCK_START_HANDOFF, CLOCK_START_ASSIGN };

enum pause { PAUSE_PENDING = 1 << 0, PAUSE_HOLD = 1 << 1,
	PAUSE_RESOLVED = 1 << 2, PAUSE_OUTSIDE_HOURS = 1 << 3 };

enum unanswered { UNANSWERED_DEFAULT /* fail for rates, ignore for means */,
	UNANSWERED_IGNORE, UNANSWERED_FAIL, UNANSWERED_CAP };

enum open_units { OPEN_UNITS_LEAVE_OUT, OPEN_UNITS_FAIL, OPEN_UNITS_PASS };

enum reduce { REDUCE_DEFAULT /* each for rounds, all for other units */,
	REDUCE_EACH, REDUCE_FIRST, REDUCE_ALL, REDUCE_ANY, REDUCE_MEAN,
	REDUCE_SUM };

enum credit_rule { CREDIT_DEFAULT /* of the metric */, CREDIT_REPLIER, CREDIT_OWNER,
	CREDIT_OWNER_AT_EVENT, CREDIT_FIRST_AGENT, CREDIT_LAST_AGENT,
	CREDIT_ALL_PARTICIPANTS, CREDIT_RESOLVER, CREDIT_CURRENT_OWNER,
	CREDIT_FIRST_SUBMISSION_OWNER, CREDIT_TRANSFER_GIVER,
	CREDIT_TRANSFER_RECEIVER, CREDIT_TEAM_AT_REPLY };

enum date_by { DATE_BY_DEFAULT, DATE_BY_START, DATE_BY_END,
	DATE_BY_RESOLUTION };

enum direction { DIRECTION_BOTH, DIRECTION_IN, DIRECTION_OUT };

enum target { TARGET_FIRST_REPLY, TARGET_NEXT_REPLY, TARGET_RESOLUTION,
	TARGET_PERIODIC_UPDATE };

enum judgement { JUDGEMENT_ORDER, JUDGEMENT_PAYMENT, JUDGEMENT_ORDER_FIRST };

enum tie { TIE_LATEST_END, TIE_MOST_ROUNDS, TIE_LATEST_START };

#define MOST_FLAGS 4

/* Which chat earns an order (sales.c). */
struct attribution {
	enum judgement judgement;
	enum tie tie;
	int64_t lookback_ms;         /* after a chat's end */
	int64_t silent_urge_ms;      /* -1: none */
	int64_t silent_follow_up_ms; /* -1: none */
	int32_t deduct_refunds;
	int32_t deduct_postage;
	kefu_id exclude_flags[MOST_FLAGS]; /* orders so flagged are out; 0: end */
};

enum intervened { INTERVENED_ANY, INTERVENED_NO, INTERVENED_YES };

enum return_pause { RETURN_PAUSE_SHIPPING, RETURN_PAUSE_POSTING,
	RETURN_PAUSE_NONE };

enum basis { BASIS_ORDERS, BASIS_SHIPMENTS };

/* Scores 0..100, a bit each; `given` 0 means the default set. */
struct score_set {
	int32_t given;
	uint64_t bits[2];
};

struct definition {
	const struct metric *metric; /* the catalogue's row */

	/* unit */
	enum unit unit;
	enum samples samples;

	/* members */
	uint32_t exclude;                  /* enum exclude */
	const struct kefu_schedule *hours; /* NULL: always */
	enum hours_by hours_by;
	enum agent_started agent_started;
	uint32_t opens_round;              /* bit(KEFU_CONTENT_…); 0: all */
	enum no_agent no_agent;
	struct exempt exempt;
	struct reception reception;

	/* reading */
	const struct kefu_schedule *clock; /* NULL: elapsed */
	enum clock_start clock_start;
	uint32_t valid_reply;              /* bit(KEFU_MODE_…); 0: human, quick, assist */
	uint32_t valid_content;            /* bit(KEFU_CONTENT_…); 0: all */
	uint32_t cleared_by;               /* bit(KEFU_MODE_…), enum cleared_by */
	uint32_t stop_also;                /* enum stop_also */
	uint32_t restart_on;               /* enum restart_on */
	struct span span;                  /* count 0: request to completion */
	enum touch touch;
	enum backlog_of backlog_of;
	uint32_t pause;                    /* enum pause */
	enum pause_clock pause_clock;
	struct score_set accepted, positive, negative;
	int32_t survey;                    /* 0: the metric's */
	enum direction direction;
	enum target target;
	int64_t horizon_ms;                /* look-ahead; 0: the metric's default */

	/* judgement */
	int64_t limit_ms;                  /* -1: none */
	int32_t limit_exclusive;           /* 1: the limit itself fails */
	enum unanswered unanswered;
	int64_t cap_ms;                    /* -1: none */
	enum open_units open_units;
	enum due_rule due_rule;
	enum judged_at judged_at;
	int32_t slow_rounds;               /* 0: 1 */
	int64_t short_ms;                  /* abandoned sooner is left out; 0: none */

	/* reduction, credit */
	enum reduce reduce;
	enum credit_rule credit;
	enum date_by date_by;

	/* figure */
	enum window window;
	int32_t window_days, lag_days;     /* window 0: the query's days */
	enum denominator denominator;
	enum shown_statistic statistic;
	int64_t only_within_ms;            /* longer readings do not count; -1: all do */
	int64_t round_up_ms;               /* to whole ones of these; 0: no */
	struct weight_by weight_by;
	int32_t mature_days;               /* days until a case is complete */
	int64_t gate_sessions;             /* fewer sessions: below minimum; 0: none */
	double recency_share, recency_weight; /* 0: none */
	int32_t recency_least;             /* cases, however small the share */
	int64_t min_count;                 /* 0: none */
	int32_t has_default;
	double default_value;

	/* sales */
	struct attribution attribution;
	int32_t order_days;                /* of an inquiry; 0: 2 */
	int32_t pay_days;                  /* 0: an order is enough */

	/* refunds, reviews, costs */
	enum outcome_rule outcome;
	enum intervened intervened;
	uint32_t intervened_by;            /* bit(KEFU_PARTY_…); 0: the metric's */
	enum liable liable;
	int32_t case_type;                 /* KEFU_TYPE_…; 0: any */
	int32_t only_completed;
	enum withdrawn withdrawn;
	kefu_id case_reason;               /* of the first request; 0: any */
	enum platform_after platform_after;
	int64_t withdrawn_after_ms;        /* a withdrawn case counts so long */
	int32_t with_complaints;           /* 1: complaints call for help, too */
	enum return_pause return_pause;
	int32_t withdrawn_counts;          /* 1: up to the first refusal */
	int32_t pair_cap;                  /* 0: none */
	enum basis basis;
	const struct metric *target_metric; /* of target_attainment */
};

/* Replies that are valid unless the definition says otherwise. */
#define DEFAULT_REPLIES (1u << KEFU_MODE_HUMAN | 1u << KEFU_MODE_QUICK | \
	1u << KEFU_MODE_ASSIST)

/* The definition of a catalogue row with everything at its default. */
void definition_init(struct definition *definition, const struct metric *metric);
/* Whether its times are means of several, which have parts of a ms: cells have
 * them in 2^-MEAN_BITS ms (cell.h). */
int definition_reads_means(const struct definition *definition);
/* What `denominator` is when nothing is said; DENOMINATOR_DEFAULT: there is no
 * choice. */
enum denominator denominator_of(const struct metric *metric);
/* Why knobs make no sense together; NULL when they do. */
const char *definition_fault(const struct definition *definition);

#endif

/* The catalogue as the core reads it: one table, a row a metric. */
#ifndef MEASURE_METRICS_H
#define MEASURE_METRICS_H

#include <stddef.h>
#include <stdint.h>

/* Which reader of observations a metric uses; see observe.h. */
enum reader {
	READER_NONE, /* not computed by this version */
	READER_FIRST_RESPONSE_TIME,
	READER_RESPONSE_TIME,
	READER_REPLY_WITHIN,
	READER_REPLY_RATE,
	READER_SLOW_RESPONSE,
	READER_WAITING,      /* requester wait, pending, hold */
	READER_QUEUE_TIME,
	READER_SHARE,        /* sessions with a property / sessions */
	READER_RESOLUTION_TIME,
	READER_RESOLUTION,   /* rates over resolved or opened sessions */
	READER_REOPEN,
	READER_FOLLOW_UP,    /* first contact resolution, repeat contact */
	READER_HANDLE_TIME,
	READER_TARGET,       /* SLA compliance and overrun */
	READER_SURVEY,
	READER_SURVEY_SENT,
	READER_TRANSFER,
	READER_COMPLAINT,
	READER_FINDING,
	READER_MESSAGE
};

/* Tells the metrics of one reader apart. */
enum variant {
	VARIANT_PLAIN,
	VARIANT_UNANSWERED,
	VARIANT_LONGEST,
	VARIANT_FIRST,
	VARIANT_WITHIN,
	VARIANT_ONE_TOUCH,
	VARIANT_COUNT,
	VARIANT_REPEAT,
	VARIANT_PENDING,
	VARIANT_HOLD,
	VARIANT_OVERRUN,
	VARIANT_POSITIVE,
	VARIANT_NEGATIVE,
	VARIANT_NPS,
	VARIANT_DISTRIBUTION,
	VARIANT_INVITED,
	VARIANT_BOT_ONLY,
	VARIANT_ESCALATED,
	VARIANT_TRANSFERRED,
	VARIANT_TRANSFERS,
	VARIANT_BOT_HANDOFF,
	VARIANT_BOT_CONTAINED,
	VARIANT_ABANDONED,
	VARIANT_KNOWLEDGE,
	VARIANT_LEFT_MESSAGE,
	VARIANT_LEFT_MESSAGE_ANSWERED,
	VARIANT_HANDLED,
	VARIANT_TOPIC,
	VARIANT_FILED,
	VARIANT_POINTS,
	VARIANT_ANSWER_RATIO
};

struct metric {
	const char *id, *name, *family, *formula, *credit, *source;
	int32_t unit, better; /* KEFU_UNIT_…, KEFU_BETTER_… */
	enum reader reader;
	enum variant variant;
	int32_t survey;       /* KEFU_SURVEY_… that it reads, or 0 */
	int32_t everyday;     /* 1: in the set "default" */
};

extern const struct metric metric_table[];
extern const int32_t metric_table_count;

/* NULL when there is none. */
const struct metric *metric_named(const char *id, size_t length);

#endif

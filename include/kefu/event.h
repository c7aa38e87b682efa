/**
 * @file kefu/event.h
 * What can happen: the event record, its kinds, its fields and their values.
 *
 * A host fills a #kefu_event (all zero first: zero means "not given" in every
 * field), sets `size`, `kind` and `t` and what its kind needs, and gives it to
 * kefu_desk_apply(). A field that a kind does not use is ignored. The kinds,
 * fields and values can also be set by name with kefu_desk_set_text().
 */
#ifndef KEFU_EVENT_H
#define KEFU_EVENT_H

#include "kefu/base.h"

#ifdef __cplusplus
extern "C" {
#endif

/**
 * Names a session, customer, agent, team, channel, topic, order …
 *
 * 0 is "none". A host whose ids are numbers uses them as they are, 1 to
 * 2^63 - 1; text ids become numbers above that with kefu_desk_intern(), and
 * then mean something to that desk only. The number 42 and the text "42" are
 * two different ids. In the one total order numbers come before texts,
 * numbers by value, texts as bytes.
 */
typedef uint64_t kefu_id;

/** @name Kinds of events. The numbers never change.
 *  The comment names the fields that the kind reads; `*` marks a required
 *  one. Every kind may carry `agent`, `team` and `seq`. */
/**@{*/
#define KEFU_EVENT_SESSION_OPEN 1       /**< session*, customer, channel, topic, phase, initiator, agent: a conversation, ticket or call begins */
#define KEFU_EVENT_MESSAGE 2            /**< session or customer*, from*, agent, mode, content, is_private: one message or call turn */
#define KEFU_EVENT_SESSION_QUEUE 3      /**< session: waits for a human */
#define KEFU_EVENT_SESSION_HANDOFF 4    /**< session: a bot gives over to humans */
#define KEFU_EVENT_SESSION_ASSIGN 5     /**< session, agent*: the owner is set */
#define KEFU_EVENT_SESSION_JOIN 6       /**< session, agent*: takes part */
#define KEFU_EVENT_SESSION_LEAVE 7      /**< session, agent: takes part no more; without agent nothing changes */
#define KEFU_EVENT_SESSION_TRANSFER 8   /**< session, agent (who gives), to, to_team, correct: given to someone else */
#define KEFU_EVENT_SESSION_ESCALATE 9   /**< session, value (level), team: reaches a higher tier */
#define KEFU_EVENT_SESSION_PEND 10      /**< session: waits for the customer */
#define KEFU_EVENT_SESSION_HOLD 11      /**< session: waits for a third party */
#define KEFU_EVENT_SESSION_RESUME 12    /**< session: runs again */
#define KEFU_EVENT_SESSION_RESOLVE 13   /**< session, agent */
#define KEFU_EVENT_SESSION_REOPEN 14    /**< session */
#define KEFU_EVENT_SESSION_CLOSE 15     /**< session */
#define KEFU_EVENT_SESSION_ABANDON 16   /**< session: the customer left before help came */
#define KEFU_EVENT_SESSION_LEAVE_MESSAGE 17 /**< session: the customer left a message outside service */
#define KEFU_EVENT_SESSION_TAG 18       /**< session, topic, phase, priority: re-classified */
#define KEFU_EVENT_SESSION_EXCLUDE 19   /**< session, name (reason): leaves every measure */
#define KEFU_EVENT_SESSION_INCLUDE 20   /**< session: is measured again */
#define KEFU_EVENT_SESSION_MERGE 21     /**< session, to* (the session it duplicates): leaves every measure */
#define KEFU_EVENT_SESSION_SLA 22       /**< session, name (which target; none: all), value (its new ms) and/or `to` (the schedule it goes on with), one of both*: see kefu/sla.h */
#define KEFU_EVENT_SURVEY_SEND 30       /**< session or customer*, survey* */
#define KEFU_EVENT_SURVEY_ANSWER 31     /**< session or customer*, survey*, value* (score), min*, max*, agent */
#define KEFU_EVENT_COMPLAINT_FILE 35    /**< session, order or customer*, complaint, agent */
#define KEFU_EVENT_COMPLAINT_UPHOLD 36  /**< as file */
#define KEFU_EVENT_COMPLAINT_DISMISS 37 /**< as file */
#define KEFU_EVENT_QA_FINDING 40        /**< session, refund or customer*, name (finding), value (points, signed), agent */
#define KEFU_EVENT_KB_USE 41            /**< session or customer*, name (article), agent */
#define KEFU_EVENT_ORDER_PLACE 50       /**< order*, customer, item, amount, units */
#define KEFU_EVENT_ORDER_PAY 51         /**< order*, customer, item, amount, currency, units, postage */
#define KEFU_EVENT_ORDER_DEPOSIT 52     /**< order*, amount, currency */
#define KEFU_EVENT_ORDER_SHIP 53        /**< order*, item */
#define KEFU_EVENT_ORDER_RECEIVE 54     /**< order*, item */
#define KEFU_EVENT_ORDER_CANCEL 55      /**< order*, item, name (reason: by whom) */
#define KEFU_EVENT_ORDER_FLAG 56        /**< order*, name (which flag) */
#define KEFU_EVENT_REFUND_REQUEST 60    /**< refund*, order, item, type, name (reason), amount, units, initiator */
#define KEFU_EVENT_REFUND_REFUSE 61     /**< refund*, order */
#define KEFU_EVENT_REFUND_AGREE 62      /**< refund*, order */
#define KEFU_EVENT_REFUND_SHIP_BACK 63  /**< refund*, order */
#define KEFU_EVENT_REFUND_SIGN 64       /**< refund*, order */
#define KEFU_EVENT_REFUND_COMPLETE 65   /**< refund*, order, amount, units */
#define KEFU_EVENT_REFUND_WITHDRAW 66   /**< refund*, order */
#define KEFU_EVENT_REFUND_INTERVENE 67  /**< refund*, order, initiator */
#define KEFU_EVENT_REFUND_JUDGE 68      /**< refund*, order, liable */
#define KEFU_EVENT_COST 70              /**< type*, amount*, currency, order, refund, session, agent */
#define KEFU_EVENT_REVIEW 71            /**< order*, value* (stars, 1 to 5), name (axis), customer, agent, item */
#define KEFU_EVENT_AGENT_ONLINE 80      /**< agent* */
#define KEFU_EVENT_AGENT_SUSPEND 81     /**< agent* */
#define KEFU_EVENT_AGENT_OFFLINE 82     /**< agent* */
#define KEFU_EVENT_AGENT_TRAINING 83    /**< agent* */
#define KEFU_EVENT_AGENT_TARGET 84      /**< agent*, name* (metric), value* */
#define KEFU_EVENT_SHOP_OPEN 90         /**< service is expected from here */
#define KEFU_EVENT_SHOP_HOLIDAY 91      /**< service is not expected */
#define KEFU_EVENT_SHOP_CLOSED 92       /**< service is not expected */
#define KEFU_EVENT_COUNT 95             /**< name* (paid_orders, paid_items, orders, shipments, visitors, or the host's own), value* */
#define KEFU_EVENT_RETRACT 99           /**< seq* and the entity of the event that is taken back: refund, session, order, customer (+ agent), agent, or none for the shop */
/**@}*/

/** @name Who speaks: `from`, and who begins: `initiator`, and who is `liable` */
/**@{*/
#define KEFU_PARTY_CUSTOMER 1 /**< `customer` */
#define KEFU_PARTY_AGENT 2 /**< `agent` */
#define KEFU_PARTY_BOT 3      /**< `from` only */
#define KEFU_PARTY_SYSTEM 4   /**< not as `liable` */
#define KEFU_PARTY_PLATFORM 5 /**< `initiator` and `liable` only */
#define KEFU_PARTY_SELLER 6   /**< `initiator` and `liable` only */
/**@}*/

/** @name How a message was made: `mode`. Not given: human for an agent, bot
 *  for a bot, auto for the system. */
/**@{*/
#define KEFU_MODE_HUMAN 1 /**< `human` */
#define KEFU_MODE_QUICK 2   /**< a prepared phrase, sent by a person */
#define KEFU_MODE_ASSIST 3  /**< drafted by a machine, sent by a person */
#define KEFU_MODE_AUTO 4    /**< automatic reply */
#define KEFU_MODE_WELCOME 5 /**< greeting */
#define KEFU_MODE_BOT 6 /**< `bot` */
/**@}*/

/** @name What a message is: `content` (spelled `class` in text) */
/**@{*/
#define KEFU_CONTENT_TEXT 1 /**< also when not given */
#define KEFU_CONTENT_CARD 2 /**< `card` */
#define KEFU_CONTENT_SMALL_TALK 3 /**< `small_talk` */
#define KEFU_CONTENT_AD 4 /**< `ad` */
#define KEFU_CONTENT_NOTICE 5 /**< `notice` */
/**@}*/

/** @name `phase` */
/**@{*/
#define KEFU_PHASE_PRESALE 1 /**< `presale` */
#define KEFU_PHASE_AFTERSALE 2 /**< `aftersale` */
/**@}*/

/** @name `survey` */
/**@{*/
#define KEFU_SURVEY_CSAT 1 /**< `csat` */
#define KEFU_SURVEY_NPS 2 /**< `nps` */
#define KEFU_SURVEY_CES 3 /**< `ces` */
#define KEFU_SURVEY_QUALITY 4 /**< `quality` */
#define KEFU_SURVEY_EXPERTISE 5 /**< `expertise` */
#define KEFU_SURVEY_ATTITUDE 6 /**< `attitude` */
#define KEFU_SURVEY_SPEED 7 /**< `speed` */
/**@}*/

/** @name `priority` */
/**@{*/
#define KEFU_PRIORITY_LOW 1 /**< `low` */
#define KEFU_PRIORITY_NORMAL 2 /**< `normal` */
#define KEFU_PRIORITY_HIGH 3 /**< `high` */
#define KEFU_PRIORITY_URGENT 4 /**< `urgent` */
/**@}*/

/** @name `type` of a refund, and of a cost */
/**@{*/
#define KEFU_TYPE_REFUND_ONLY 1 /**< `refund_only` */
#define KEFU_TYPE_RETURN_REFUND 2 /**< `return_refund` */
#define KEFU_TYPE_EXCHANGE 3 /**< `exchange` */
#define KEFU_TYPE_REPAIR 4 /**< `repair` */
#define KEFU_TYPE_FREIGHT 11 /**< `freight` */
#define KEFU_TYPE_COMPENSATION 12 /**< `compensation` */
#define KEFU_TYPE_WAGE 13 /**< `wage` */
#define KEFU_TYPE_TRAINING 14 /**< `training` */
#define KEFU_TYPE_OTHER 15 /**< `other` */
/**@}*/

/** @name `correct` and `is_private`: a yes or no that may be missing */
/**@{*/
#define KEFU_NO 1  /**< no; 0: not known */
#define KEFU_YES 2 /**< yes */
/**@}*/

/** One event. Plain data: copy it freely. */
typedef struct kefu_event {
	uint32_t size;    /**< sizeof(kefu_event) as the host knows it. */
	int32_t kind;     /**< One of `KEFU_EVENT_…`. */
	int64_t t;        /**< Instant, ms since 1970; 0 to kefu_time_max(). */
	int64_t seq;      /**< The source's number of this event within its
	                       entity, from 1; 0: numbered on arrival. Of no use to
	                       `count`, and `cost` without session and order: these
	                       have no entity, and count as often as they come. */
	kefu_id session;  /**< Conversation, ticket or call. */
	kefu_id customer; /**< Who asks. */
	kefu_id agent;    /**< Who serves, or whom the event is about. */
	kefu_id team;     /**< Wins over the roster. */
	kefu_id order;    /**< Order. */
	kefu_id item;     /**< Sub-order. */
	kefu_id refund;   /**< After-sales case. */
	kefu_id to;       /**< transfer: the receiving agent; merge: the session
	                       that remains (`into` in text); sla: a schedule. */
	kefu_id to_team;  /**< transfer: the receiving team. */
	kefu_id channel;  /**< Chat, e-mail, phone …: the host's own names. */
	kefu_id topic;    /**< Issue type: the host's own names. */
	kefu_id complaint; /**< Which complaint, where there are several. */
	kefu_id name;     /**< Reason, finding, article, axis, count's name,
	                       target's metric: whichever the kind has. */
	int64_t value;    /**< Score, stars, level, points, count, target. */
	int64_t amount;   /**< Money, minor units; 0 to kefu_quantity_max(). */
	int64_t postage;  /**< Money, minor units, part of amount; likewise. */
	int64_t units;    /**< Pieces; likewise. */
	int32_t min;      /**< Lowest score of the scale. */
	int32_t max;      /**< Highest score of the scale. */
	char currency[4]; /**< ISO 4217 and a zero; empty: the order's or desk's. */
	uint8_t from;       /**< One of `KEFU_PARTY_…`: who speaks. */
	uint8_t mode;       /**< One of `KEFU_MODE_…`. */
	uint8_t content;    /**< One of `KEFU_CONTENT_…`. */
	uint8_t is_private; /**< KEFU_YES: an internal note. */
	uint8_t initiator;  /**< One of `KEFU_PARTY_…`: who began. */
	uint8_t phase;      /**< One of `KEFU_PHASE_…`. */
	uint8_t survey;     /**< One of `KEFU_SURVEY_…`. */
	uint8_t priority;   /**< One of `KEFU_PRIORITY_…`. */
	uint8_t type;       /**< One of `KEFU_TYPE_…`. */
	uint8_t liable;     /**< One of `KEFU_PARTY_…`: at whose cost. */
	uint8_t correct;    /**< KEFU_YES, KEFU_NO: was a transfer right? */
	uint8_t has_value; /**< 1: `value` is given even if it is 0. Set it for
	                        kinds that require a value. */
	uint8_t reserved[8]; /**< 0. */
} kefu_event;

/** @return sizeof(kefu_event), for bindings. */
KEFU_API size_t kefu_event_size(void);

/** @name Fields by number, for columns and for walking */
/**@{*/
#define KEFU_FIELD_KIND 1 /**< `kind` */
#define KEFU_FIELD_T 2 /**< `t` */
#define KEFU_FIELD_SEQ 3 /**< `seq` */
#define KEFU_FIELD_SESSION 4 /**< `session` */
#define KEFU_FIELD_CUSTOMER 5 /**< `customer` */
#define KEFU_FIELD_AGENT 6 /**< `agent` */
#define KEFU_FIELD_TEAM 7 /**< `team` */
#define KEFU_FIELD_ORDER 8 /**< `order` */
#define KEFU_FIELD_ITEM 9 /**< `item` */
#define KEFU_FIELD_REFUND 10 /**< `refund` */
#define KEFU_FIELD_TO 11 /**< `to`, `into`, `schedule` */
#define KEFU_FIELD_TO_TEAM 12 /**< `to_team` */
#define KEFU_FIELD_CHANNEL 13 /**< `channel` */
#define KEFU_FIELD_TOPIC 14 /**< `topic` */
#define KEFU_FIELD_COMPLAINT 15 /**< `complaint` */
#define KEFU_FIELD_NAME 16 /**< `name`, `reason`, `finding`, `article`, `axis`, `metric` */
#define KEFU_FIELD_VALUE 17 /**< `value`, `score`, `stars`, `points`, `level` */
#define KEFU_FIELD_AMOUNT 18 /**< `amount` */
#define KEFU_FIELD_POSTAGE 19 /**< `postage` */
#define KEFU_FIELD_UNITS 20 /**< `units` */
#define KEFU_FIELD_MIN 21 /**< `min` */
#define KEFU_FIELD_MAX 22 /**< `max` */
#define KEFU_FIELD_CURRENCY 23 /**< `currency` */
#define KEFU_FIELD_FROM 24 /**< `from` */
#define KEFU_FIELD_MODE 25 /**< `mode` */
#define KEFU_FIELD_CONTENT 26 /**< `class` */
#define KEFU_FIELD_PRIVATE 27 /**< `private` */
#define KEFU_FIELD_INITIATOR 28 /**< `initiator` */
#define KEFU_FIELD_PHASE 29 /**< `phase` */
#define KEFU_FIELD_SURVEY 30 /**< `survey` */
#define KEFU_FIELD_PRIORITY 31 /**< `priority` */
#define KEFU_FIELD_TYPE 32 /**< `type` */
#define KEFU_FIELD_LIABLE 33 /**< `liable` */
#define KEFU_FIELD_CORRECT 34 /**< `correct` */
/**@}*/

/**
 * Walks the names of fields. Several names may lead to one field: `score`,
 * `stars`, `points`, `level` and `value` all are KEFU_FIELD_VALUE; `reason`,
 * `finding`, `article`, `axis`, `metric` and `name` KEFU_FIELD_NAME.
 * @param index from 0.
 * @param field the field's number; may be NULL.
 * @return the name, static, or NULL past the last.
 */
KEFU_API const char *kefu_field_name(int32_t index, int32_t *field);

/** @param kind any number. @return its name ("session.open"), static, or
 *  NULL when no kind has this number. */
KEFU_API const char *kefu_event_kind_name(int32_t kind);

/**
 * Walks the kinds.
 * @param index from 0. @return the number of the kind, or 0 past the last.
 */
KEFU_API int32_t kefu_event_kind_at(int32_t index);

/**
 * @param field one of the enumerated fields (`KEFU_FIELD_FROM` to
 *        `KEFU_FIELD_CORRECT`).
 * @param value a value of it.
 * @return how text spells it ("customer", "return_refund", …), static, or
 *         NULL when the field has no such value.
 */
KEFU_API const char *kefu_field_value_name(int32_t field, int32_t value);

/**
 * Checks an event by itself, as kefu_desk_apply() does first; only ids made
 * with kefu_desk_intern() are not checked here.
 * @param event the event.
 * @param field which field is at fault, one of `KEFU_FIELD_…`, 0 when none
 *        or when it is the size; may be NULL.
 * @return KEFU_OK, KEFU_E_NULL, KEFU_E_SIZE, KEFU_E_KIND (unknown kind),
 *         KEFU_E_TIME, KEFU_E_MISSING, KEFU_E_SCORE, KEFU_E_NEGATIVE (seq,
 *         amount, units, postage, count), KEFU_E_ENUM, KEFU_E_CURRENCY,
 *         KEFU_E_RANGE (level, stars, points, target; amount, units, postage
 *         or count above kefu_quantity_max()).
 */
KEFU_API int32_t kefu_event_check(const kefu_event *event, int32_t *field);

#ifdef __cplusplus
}
#endif

#endif

/**
 * @file kefu/attribution.h
 * Who earned an order, and why the others did not.
 *
 * A chat is an agent's presence in a session of the customer: between the
 * opening (or a reopening) and the end, from the first instant as owner or
 * human replier to the last. Three judgements say which chat earns an order:
 * the one at hand when it was placed (`order`), when it was paid (`payment`),
 * or the first of these that there was (`order_first`). A definition of sales
 * picks one of them; here they stand side by side.
 *
 * @code
 * kefu_attribution *answer;
 * kefu_attributed_chat chat = {.size = sizeof chat};
 *
 * kefu_desk_attribution(desk, 90210, NULL, 0, KEFU_AS_OF_LAST, &answer);
 * for (i = 0; i < kefu_attribution_chat_count(answer); i++) {
 *         kefu_attribution_chat(answer, i, &chat);
 *         puts(kefu_earned_name(chat.by_payment));   // "another_ended_later"
 * }
 * kefu_attribution_free(answer);
 * @endcode
 */
#ifndef KEFU_ATTRIBUTION_H
#define KEFU_ATTRIBUTION_H

#include "kefu/desk.h"

#ifdef __cplusplus
extern "C" {
#endif

/** How an order was earned: immutable, complete in itself, readable from many
 *  threads; it may outlive the desk, whose allocator must outlive it. */
typedef struct kefu_attribution kefu_attribution;

/**
 * Asks who earned an order.
 * @param order the order's id.
 * @param name the definition whose rules of attribution (look-back, ties,
 *        silent limits, flags) apply: one in use, of whatever metric, in its
 *        newest version. NULL: the everyday rules, a look-back of 48 hours
 *        and nothing else.
 * @param length its bytes; with NULL 0.
 * @param as_of later events have not happened; KEFU_AS_OF_LAST: the desk's
 *        last event.
 * @param out the answer; free it with kefu_attribution_free().
 * @return KEFU_OK, KEFU_E_NULL, KEFU_E_MISSING (order 0), KEFU_E_METRIC (no
 *         definition in use has this name), KEFU_E_TIME, KEFU_E_NOT_FOUND
 *         (nothing was told of the order), KEFU_E_NOMEM.
 *         Cost: reads the events of the order's customer, and of the refunds
 *         whose customer nobody told.
 */
KEFU_API int32_t kefu_desk_attribution(const kefu_desk *desk, kefu_id order,
                                       const char *name, size_t length,
                                       int64_t as_of, kefu_attribution **out);

/** Frees an answer; NULL is a no-op. */
KEFU_API void kefu_attribution_free(kefu_attribution *attribution);

/** @name Judgements. The numbers never change. */
/**@{*/
#define KEFU_JUDGEMENT_ORDER 0       /**< who was there when it was placed */
#define KEFU_JUDGEMENT_PAYMENT 1     /**< who was there when it was paid */
#define KEFU_JUDGEMENT_ORDER_FIRST 2 /**< the order's, else the payment's */
/**@}*/

/** @return the name of a judgement ("order_first"), static, NULL when unknown. */
KEFU_API const char *kefu_judgement_name(int32_t judgement);

/** @name What a chat did for an order, by one judgement. The numbers never
 *  change. */
/**@{*/
#define KEFU_EARNED 1               /**< it earned the order */
#define KEFU_EARNED_AS_FOLLOW_UP 2  /**< nobody had; it was the first within the limit after payment */
#define KEFU_EARNED_NO_INSTANT 3    /**< not placed, or not paid: there is nothing to earn */
#define KEFU_EARNED_BEGAN_LATER 4   /**< not: began after the instant */
#define KEFU_EARNED_ENDED_EARLIER 5 /**< not: ended longer before than the look-back */
#define KEFU_EARNED_FEWER_ROUNDS 6  /**< not: another agent answered more rounds */
#define KEFU_EARNED_OTHER_RAN 7     /**< not: it had ended, another had not */
#define KEFU_EARNED_OTHER_ENDED_LATER 8 /**< not: another ended later */
#define KEFU_EARNED_OTHER_BEGAN_LATER 9 /**< not: another ended with it, or the latest start counts, and began later */
#define KEFU_EARNED_OTHER_ID 10     /**< not: all was equal but the ids */
#define KEFU_EARNED_ONLY_URGED 11   /**< not: begun right after a silent order, it only urged the payment on */
#define KEFU_EARNED_FLAGGED 12      /**< not: the order has a flag that leaves it out */
#define KEFU_EARNED_BY_ORDER 13     /**< not: it would have earned the payment, but the chat of the order goes first */
/**@}*/

/** @return the name of what a chat did ("began_later"), static, NULL when
 *  unknown. */
KEFU_API const char *kefu_earned_name(int32_t earned);

/** @name What an order is to an agent. The numbers never change. */
/**@{*/
#define KEFU_BUCKET_NONE 0                 /**< nothing: at neither instant was a chat of the agent near */
#define KEFU_BUCKET_OWN_ORDER_OWN_PAYMENT 1   /**< placed and paid with the agent */
#define KEFU_BUCKET_OWN_ORDER_OTHER_PAYMENT 2 /**< placed with the agent, paid with another */
#define KEFU_BUCKET_OTHER_ORDER_OWN_PAYMENT 3 /**< placed with another, paid with the agent */
#define KEFU_BUCKET_SILENT_ORDER_OWN_PAYMENT 4 /**< placed with nobody, paid with the agent */
#define KEFU_BUCKET_SILENT 5               /**< placed and paid with nobody */
#define KEFU_BUCKET_ASSISTED 6             /**< the agent was near, but others earned it */
#define KEFU_BUCKET_OWN_ORDER_SILENT_PAYMENT 7 /**< placed with the agent, paid with nobody */
#define KEFU_BUCKET_OWN_ORDER_UNPAID 8     /**< placed with the agent, not paid */
#define KEFU_BUCKET_FOLLOWED_UP 9          /**< placed and paid with nobody, followed up by the agent */
/**@}*/

/** @return the name of a bucket ("own_order_own_payment"), static, NULL when
 *  unknown. */
KEFU_API const char *kefu_bucket_name(int32_t bucket);

/** An order as its attribution sees it. Flags do not change what is said of
 *  the instants, only who earned. */
typedef struct kefu_attribution_view {
	uint32_t size;      /**< sizeof(kefu_attribution_view), set by the caller. */
	int32_t judgement;  /**< The definition's, one of `KEFU_JUDGEMENT_…`. */
	kefu_id order;      /**< As asked. */
	kefu_id customer;   /**< 0: not known. */
	int64_t placed;     /**< t of the first place, or -1. */
	int64_t paid;       /**< t of the first payment, or -1. */
	int64_t lookback;   /**< ms after its end in which a chat may earn. */
	kefu_id by_order;   /**< Who earned it by order; 0: nobody. */
	kefu_id by_payment; /**< Who earned it by payment; 0: nobody. */
	kefu_id by_order_first; /**< Who earned it by order first; 0: nobody. */
	kefu_id earner;     /**< Who earned it by the definition's judgement. */
	int32_t bucket;     /**< What it is to `earner`, one of `KEFU_BUCKET_…`;
	                         without one: silent, or none when the order was
	                         not paid or is left out. */
	uint8_t is_flagged; /**< 1: the definition leaves it out for a flag. */
	uint8_t reserved[3]; /**< 0. */
} kefu_attribution_view;

/** @param out with `size` set; the rest is written.
 *  @return KEFU_OK, KEFU_E_NULL, KEFU_E_SIZE. */
KEFU_API int32_t kefu_attribution_read(const kefu_attribution *attribution,
                                       kefu_attribution_view *out);

/** A chat of the order's customer. */
typedef struct kefu_attributed_chat {
	uint32_t size;     /**< sizeof(kefu_attributed_chat), set by the caller. */
	int32_t by_order;  /**< One of `KEFU_EARNED…`. */
	int32_t by_payment; /**< One of `KEFU_EARNED…`. */
	int32_t by_order_first; /**< One of `KEFU_EARNED…`. */
	int32_t bucket;    /**< What the order is to its agent, one of `KEFU_BUCKET_…`. */
	int32_t reserved;  /**< 0. */
	kefu_id session;   /**< 0: stitched from messages. */
	kefu_id agent;     /**< Whose chat. */
	int64_t start;     /**< t at which the agent came in. */
	int64_t end;       /**< t of the last sign of the agent; -1: it runs. */
	int64_t rounds;    /**< Questions that the agent answered in it. */
} kefu_attributed_chat;

/** @return how many chats the order's customer had, whether they could earn it
 *  or not. NULL: 0. */
KEFU_API int64_t kefu_attribution_chat_count(
	const kefu_attribution *attribution);

/**
 * Reads a chat; they are sorted by start, then session, then agent.
 * @param index from 0.
 * @param out with `size` set; the rest is written.
 * @return KEFU_OK, KEFU_E_NULL, KEFU_E_SIZE, KEFU_E_NOT_FOUND.
 */
KEFU_API int32_t kefu_attribution_chat(const kefu_attribution *attribution,
                                       int64_t index,
                                       kefu_attributed_chat *out);

#ifdef __cplusplus
}
#endif

#endif

/**
 * @file kefu/refund.h
 * An after-sales case by handle: a refund, a return, an exchange, a repair.
 *
 * @code
 * kefu_refund *refund;
 * kefu_refund_claim claim = {.size = sizeof claim, .order = 90210,
 *                            .type = KEFU_TYPE_RETURN_REFUND, .amount = 9900};
 * kefu_refund_view view = {.size = sizeof view};
 *
 * kefu_desk_refund(desk, 7, &refund);
 * kefu_refund_request(refund, t, &claim);
 * kefu_refund_agree(refund, t + 3600000, ada);
 * kefu_refund_read(refund, KEFU_AS_OF_LAST, &view);    // agreed
 * kefu_refund_free(refund);
 * @endcode
 *
 * As with kefu/session.h, a call is a thin spelling of an event, and every
 * function that tells one returns KEFU_OK (also for a duplicate), KEFU_E_NULL,
 * KEFU_E_HANDLE (the desk is gone), KEFU_E_TIME, KEFU_E_ID (an id that this
 * desk did not make), KEFU_E_NOMEM, and what else it lists. Ids may be 0, "not
 * known". `agent` is who handles the case: its readings credit the last one
 * named. Handles are the host's to free, before or after the desk, whose
 * allocator must outlive them.
 */
#ifndef KEFU_REFUND_H
#define KEFU_REFUND_H

#include "kefu/desk.h"

#ifdef __cplusplus
extern "C" {
#endif

/** A handle on a refund case of a desk. */
typedef struct kefu_refund kefu_refund;

/**
 * Makes a handle. Nothing is told to the desk: the case begins with the first
 * event.
 * @param id the case: the host's own number, or from kefu_desk_intern().
 * @param out the handle; free it with kefu_refund_free().
 * @return KEFU_OK, KEFU_E_NULL, KEFU_E_MISSING (id 0), KEFU_E_ID (not of this
 *         desk), KEFU_E_NOMEM.
 */
KEFU_API int32_t kefu_desk_refund(kefu_desk *desk, kefu_id id,
                                  kefu_refund **out);

/** Frees a handle, before or after its desk; NULL is a no-op. The case itself
 *  stays as it is. */
KEFU_API void kefu_refund_free(kefu_refund *refund);

/** @return the id that the handle was made with. NULL: 0. */
KEFU_API kefu_id kefu_refund_id(const kefu_refund *refund);

/**
 * Numbers the next event told through this handle, as kefu_session_number().
 * @param seq the source's own number of the event within the case, from 1;
 *        0 takes the number away again.
 * @return KEFU_OK, KEFU_E_NULL, KEFU_E_HANDLE, KEFU_E_NEGATIVE.
 */
KEFU_API int32_t kefu_refund_number(kefu_refund *refund, int64_t seq);

/** What is claimed. Zero everything, set `size`, then what is known. */
typedef struct kefu_refund_claim {
	uint32_t size;     /**< sizeof(kefu_refund_claim). */
	uint8_t type;      /**< One of `KEFU_TYPE_REFUND_ONLY` … `KEFU_TYPE_REPAIR`. */
	uint8_t initiator; /**< One of `KEFU_PARTY_…`. */
	uint8_t reserved[2]; /**< 0. */
	kefu_id order;     /**< The order that the case is about. */
	kefu_id item;      /**< Sub-order of it. */
	kefu_id customer;  /**< Who claims; without it, the order's customer. */
	kefu_id agent;     /**< Who takes the claim. */
	kefu_id reason;    /**< The host's own name; `quality` is one that counts. */
	int64_t amount;    /**< Money, minor units, from 0. */
	int64_t units;     /**< Pieces, from 0. */
	char currency[4];  /**< ISO 4217 and a zero; empty: the order's, else the desk's. */
	uint8_t reserved4[4]; /**< 0. */
} kefu_refund_claim;

/** @name What happens to a case */
/**@{*/
/** It is requested, for the first time or again.
 *  @param claim NULL: nothing is known.
 *  @return as above; KEFU_E_SIZE, KEFU_E_ENUM, KEFU_E_NEGATIVE,
 *          KEFU_E_CURRENCY. */
KEFU_API int32_t kefu_refund_request(kefu_refund *refund, int64_t t,
                                     const kefu_refund_claim *claim);
/** It is refused; it may be requested again. */
KEFU_API int32_t kefu_refund_refuse(kefu_refund *refund, int64_t t,
                                    kefu_id agent);
/** It is agreed to. */
KEFU_API int32_t kefu_refund_agree(kefu_refund *refund, int64_t t,
                                   kefu_id agent);
/** The buyer sends the goods back. */
KEFU_API int32_t kefu_refund_ship_back(kefu_refund *refund, int64_t t);
/** The goods are back. */
KEFU_API int32_t kefu_refund_sign(kefu_refund *refund, int64_t t,
                                  kefu_id agent);
/** It is done: the money is back, the exchange sent.
 *  @param amount given back, minor units; 0: as last requested.
 *  @param currency ISO 4217, NULL or empty: the case's, else the order's, else
 *         the desk's.
 *  @param units given back; 0: as last requested.
 *  @return as above; KEFU_E_NEGATIVE, KEFU_E_CURRENCY. */
KEFU_API int32_t kefu_refund_complete(kefu_refund *refund, int64_t t,
                                      kefu_id agent, int64_t amount,
                                      const char *currency, int64_t units);
/** The buyer takes it back. */
KEFU_API int32_t kefu_refund_withdraw(kefu_refund *refund, int64_t t);
/** The platform steps in.
 *  @param initiator who called it, one of `KEFU_PARTY_…`.
 *  @return as above; KEFU_E_ENUM. */
KEFU_API int32_t kefu_refund_intervene(kefu_refund *refund, int64_t t,
                                       int32_t initiator);
/** The platform judges.
 *  @param liable at whose cost: KEFU_PARTY_CUSTOMER, _SELLER, _PLATFORM or
 *         _AGENT.
 *  @return as above; KEFU_E_ENUM. */
KEFU_API int32_t kefu_refund_judge(kefu_refund *refund, int64_t t,
                                   int32_t liable);
/** Quality control finds something in the handling, as kefu_session_find().
 *  @param agent about whom.
 *  @param finding the host's own name of it.
 *  @param points below 0: an error; -1,000,000,000 to 1,000,000,000.
 *  @return as above; KEFU_E_RANGE (points). */
KEFU_API int32_t kefu_refund_find(kefu_refund *refund, int64_t t,
                                  kefu_id agent, kefu_id finding,
                                  int64_t points);
/**@}*/

/** Takes back an event of this case, as kefu_session_retract().
 *  @param seq the number of the event.
 *  @return as above; KEFU_E_MISSING (seq 0), KEFU_E_NEGATIVE. */
KEFU_API int32_t kefu_refund_retract(kefu_refund *refund, int64_t t,
                                     int64_t seq);

/** @name State of a case: what the last event of these kinds made it */
/**@{*/
#define KEFU_REFUND_UNREQUESTED 0 /**< only spoken of */
#define KEFU_REFUND_REQUESTED 1  /**< waits for the seller */
#define KEFU_REFUND_REFUSED 2    /**< refused, not requested again */
#define KEFU_REFUND_AGREED 3     /**< agreed to */
#define KEFU_REFUND_RETURNING 4  /**< the goods are on their way back */
#define KEFU_REFUND_SIGNED 5     /**< the goods are back */
#define KEFU_REFUND_COMPLETED 6  /**< done; stays so whatever follows */
#define KEFU_REFUND_WITHDRAWN 7  /**< taken back, not requested again */
/**@}*/

/** @return the name of a state ("agreed"), static, NULL when unknown. */
KEFU_API const char *kefu_refund_state_name(int32_t state);

/** How a case stands at an instant. */
typedef struct kefu_refund_view {
	uint32_t size;      /**< sizeof(kefu_refund_view), set by the caller. */
	int32_t state;      /**< One of `KEFU_REFUND_…`. */
	uint8_t type;       /**< One of `KEFU_TYPE_…`, or 0. */
	uint8_t liable;     /**< Whom the last judgement found so, one of
	                         `KEFU_PARTY_…`; 0: none. */
	uint8_t intervened_by; /**< Who called the platform first; 0: not known. */
	uint8_t reserved;   /**< 0. */
	char currency[4];   /**< Of the amount; empty when none is known. */
	kefu_id order;      /**< 0: not known. */
	kefu_id customer;   /**< Its own, else its order's; 0: not known. */
	kefu_id handler;    /**< The last agent named; 0: none. */
	int64_t requested;  /**< t of the first request, or -1. */
	int64_t agreed;     /**< t of the first agreement, or -1. */
	int64_t completed;  /**< t of the completion, or -1. */
	int64_t intervened; /**< t of the platform's first stepping in, or -1. */
	int64_t judged;     /**< t of its last judgement, or -1. */
	int64_t last;       /**< t of the last event. */
	int64_t requests;   /**< How often it was requested. */
	int64_t refusals;   /**< How often it was refused. */
	int64_t amount;     /**< Minor units: as completed, else as last requested. */
	int64_t elapsed;    /**< ms that the case has taken, as `refund_time` reads
	                         it: from the first request to its completion,
	                         else to its withdrawal, else to the instant; of
	                         a return without the buyer's shipping, which
	                         lasts from the agreement to the signature. */
} kefu_refund_view;

/**
 * Reads how the case stands.
 * @param as_of later events have not happened; KEFU_AS_OF_LAST: the desk's
 *        last event.
 * @param out with `size` set; the rest is written.
 * @return KEFU_OK, KEFU_E_NULL, KEFU_E_SIZE, KEFU_E_HANDLE, KEFU_E_TIME,
 *         KEFU_E_NOT_FOUND (nothing was told of it),
 *         KEFU_E_SEALED (it was here, and is sealed or erased), KEFU_E_NOMEM.
 *         Cost: reads the events of this case and of its order.
 */
KEFU_API int32_t kefu_refund_read(const kefu_refund *refund, int64_t as_of,
                                  kefu_refund_view *out);

#ifdef __cplusplus
}
#endif

#endif

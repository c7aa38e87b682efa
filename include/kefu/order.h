/**
 * @file kefu/order.h
 * An order by handle: one function for each thing that happens to it, and a
 * reader of how it stands.
 *
 * @code
 * kefu_order *order;
 * kefu_order_line line = {.size = sizeof line, .customer = wang, .units = 2,
 *                         .amount = 19800, .currency = "CNY"};
 * kefu_order_view view = {.size = sizeof view};
 *
 * kefu_desk_order(desk, 90210, &order);
 * kefu_order_place(order, t, &line);
 * kefu_order_pay(order, t + 60000, &line);
 * kefu_order_read(order, KEFU_AS_OF_LAST, &view);   // paid, amount 19800
 * kefu_order_free(order);
 * @endcode
 *
 * As with kefu/session.h, a call is a thin spelling of an event, and every
 * function that tells one returns KEFU_OK (also for a duplicate), KEFU_E_NULL,
 * KEFU_E_HANDLE (the desk is gone), KEFU_E_TIME, KEFU_E_ID (an id that this
 * desk did not make), KEFU_E_NOMEM, and what else it lists. Ids may be 0, "not
 * known", unless their parameter says otherwise. Handles are the host's to
 * free, before or after the desk, whose allocator must outlive them.
 */
#ifndef KEFU_ORDER_H
#define KEFU_ORDER_H

#include "kefu/desk.h"

#ifdef __cplusplus
extern "C" {
#endif

/** A handle on an order of a desk. */
typedef struct kefu_order kefu_order;

/**
 * Makes a handle. Nothing is told to the desk: the order begins with the first
 * event.
 * @param id the order: the host's own number, or from kefu_desk_intern().
 * @param out the handle; free it with kefu_order_free().
 * @return KEFU_OK, KEFU_E_NULL, KEFU_E_MISSING (id 0), KEFU_E_ID (not of this
 *         desk), KEFU_E_NOMEM.
 */
KEFU_API int32_t kefu_desk_order(kefu_desk *desk, kefu_id id,
                                 kefu_order **out);

/** Frees a handle, before or after its desk; NULL is a no-op. The order itself
 *  stays as it is. */
KEFU_API void kefu_order_free(kefu_order *order);

/** @return the id that the handle was made with. NULL: 0. */
KEFU_API kefu_id kefu_order_id(const kefu_order *order);

/**
 * Numbers the next event told through this handle, as kefu_session_number().
 * @param seq the source's own number of the event within the order, from 1;
 *        0 takes the number away again.
 * @return KEFU_OK, KEFU_E_NULL, KEFU_E_HANDLE, KEFU_E_NEGATIVE.
 */
KEFU_API int32_t kefu_order_number(kefu_order *order, int64_t seq);

/** What is ordered or paid: the whole order, or one sub-order of it. Zero
 *  everything, set `size`, then what is known. */
typedef struct kefu_order_line {
	uint32_t size;    /**< sizeof(kefu_order_line). */
	char currency[4]; /**< ISO 4217 and a zero; empty: the order's, else the desk's. */
	kefu_id customer; /**< Who buys; the first event that says so binds the order. */
	kefu_id item;     /**< Sub-order; 0: the order as a whole. */
	int64_t amount;   /**< Money, minor units, from 0. */
	int64_t units;    /**< Pieces, from 0; 0 is 1 when placed. */
	int64_t postage;  /**< Money, minor units, part of amount; read of payments only. */
	uint8_t reserved[8]; /**< 0. */
} kefu_order_line;

/** @name What happens to an order */
/**@{*/
/** It, or a sub-order of it, is placed.
 *  @param line NULL: nothing is known.
 *  @return as above; KEFU_E_SIZE, KEFU_E_NEGATIVE, KEFU_E_CURRENCY. */
KEFU_API int32_t kefu_order_place(kefu_order *order, int64_t t,
                                  const kefu_order_line *line);
/** It is paid, or a part of it; parts add up. Sales are dated by the first.
 *  @param line NULL: nothing is known.
 *  @return as kefu_order_place(). */
KEFU_API int32_t kefu_order_pay(kefu_order *order, int64_t t,
                                const kefu_order_line *line);
/** A deposit is paid: part of the amount, but the order is not paid yet.
 *  @param line NULL: nothing is known; units and postage are not read.
 *  @return as kefu_order_place(). */
KEFU_API int32_t kefu_order_deposit(kefu_order *order, int64_t t,
                                    const kefu_order_line *line);
/** Goods leave. @param item which sub-order. */
KEFU_API int32_t kefu_order_ship(kefu_order *order, int64_t t, kefu_id item);
/** Goods arrive. @param item which sub-order. */
KEFU_API int32_t kefu_order_receive(kefu_order *order, int64_t t,
                                    kefu_id item);
/** It is given up.
 *  @param item which sub-order; 0: all of it.
 *  @param reason by whom, the host's own name; `shop` counts as not fulfilled. */
KEFU_API int32_t kefu_order_cancel(kefu_order *order, int64_t t, kefu_id item,
                                   kefu_id reason);
/** It gets a mark by which definitions can leave it out.
 *  @param flag the host's own name. */
KEFU_API int32_t kefu_order_flag(kefu_order *order, int64_t t, kefu_id flag);
/** The customer reviews it.
 *  @param agent about whom.
 *  @param item which sub-order.
 *  @param stars 1 to 5.
 *  @param axis what is judged, the host's own name.
 *  @return as above; KEFU_E_RANGE (stars). */
KEFU_API int32_t kefu_order_review(kefu_order *order, int64_t t, kefu_id agent,
                                   kefu_id item, int64_t stars, kefu_id axis);
/**@}*/

/** Takes back an event of this order, as kefu_session_retract().
 *  @param seq the number of the event.
 *  @return as above; KEFU_E_MISSING (seq 0), KEFU_E_NEGATIVE. */
KEFU_API int32_t kefu_order_retract(kefu_order *order, int64_t t, int64_t seq);

/** @name State of an order: the furthest that any part of it came */
/**@{*/
#define KEFU_ORDER_UNPLACED 0  /**< only spoken of: a complaint, a deposit */
#define KEFU_ORDER_PLACED 1    /**< placed, not paid */
#define KEFU_ORDER_PAID 2      /**< paid, at least in part */
#define KEFU_ORDER_SHIPPED 3   /**< on its way, at least in part */
#define KEFU_ORDER_RECEIVED 4  /**< arrived, at least in part */
#define KEFU_ORDER_CANCELLED 5 /**< given up: as a whole, or every sub-order */
/**@}*/

/** @return the name of a state ("paid"), static, NULL when unknown. */
KEFU_API const char *kefu_order_state_name(int32_t state);

/** How an order stands at an instant. */
typedef struct kefu_order_view {
	uint32_t size;     /**< sizeof(kefu_order_view), set by the caller. */
	int32_t state;     /**< One of `KEFU_ORDER_…`. */
	kefu_id customer;  /**< 0: not known. */
	int64_t placed;    /**< t of the first place, or -1. */
	int64_t paid;      /**< t of the first payment, or -1. */
	int64_t shipped;   /**< t of the first shipment, or -1. */
	int64_t received;  /**< t of the first arrival, or -1. */
	int64_t cancelled; /**< t at which it was given up wholly, or -1. */
	int64_t last;      /**< t of the last event. */
	int64_t amount;    /**< Payments and deposits, minor units. */
	int64_t postage;   /**< Of this, postage. */
	int64_t refunded;  /**< Given back by completed refunds, minor units. */
	int64_t units;     /**< Pieces placed. */
	int64_t items;     /**< Sub-orders, at least 1. */
	int64_t refunds;   /**< Refund cases that name it. */
	int64_t open_refunds; /**< … neither completed nor withdrawn. */
	char currency[4];  /**< Of the amounts; empty when none is known. */
	uint8_t is_mixed;  /**< 1: paid or refunded in several currencies, which
	                        are not summed: the amounts are then 0. */
	uint8_t is_flagged; /**< 1: has a flag, whichever. */
	uint8_t reserved[2]; /**< 0. */
} kefu_order_view;

/**
 * Reads how the order stands.
 * @param as_of later events have not happened; KEFU_AS_OF_LAST: the desk's
 *        last event.
 * @param out with `size` set; the rest is written.
 * @return KEFU_OK, KEFU_E_NULL, KEFU_E_SIZE, KEFU_E_HANDLE, KEFU_E_TIME,
 *         KEFU_E_NOT_FOUND (nothing was told of it),
 *         KEFU_E_SEALED (it was here, and is sealed or erased), KEFU_E_OVERFLOW (amounts
 *         or pieces), KEFU_E_NOMEM.
 *         Cost: reads the events of its customer, and of the refunds whose
 *         customer nobody told.
 */
KEFU_API int32_t kefu_order_read(const kefu_order *order, int64_t as_of,
                                 kefu_order_view *out);

#ifdef __cplusplus
}
#endif

#endif

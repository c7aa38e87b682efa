/**
 * @file kefu/agent.h
 * An agent by handle: presence, training and targets.
 *
 * As with kefu/session.h, a call is a thin spelling of an event, and every
 * function that tells one returns KEFU_OK (also for a duplicate), KEFU_E_NULL,
 * KEFU_E_HANDLE (the desk is gone), KEFU_E_TIME, KEFU_E_NOMEM,
 * and what else it lists. Handles are the host's to free, before or after the
 * desk, whose allocator must outlive them.
 */
#ifndef KEFU_AGENT_H
#define KEFU_AGENT_H

#include "kefu/desk.h"

#ifdef __cplusplus
extern "C" {
#endif

/** A handle on an agent of a desk. */
typedef struct kefu_agent kefu_agent;

/**
 * Makes a handle. Nothing is told to the desk.
 * @param id the agent: the host's own number, or from kefu_desk_intern().
 * @param out the handle; free it with kefu_agent_free().
 * @return KEFU_OK, KEFU_E_NULL, KEFU_E_MISSING (id 0), KEFU_E_ID (not of this
 *         desk), KEFU_E_NOMEM.
 */
KEFU_API int32_t kefu_desk_agent(kefu_desk *desk, kefu_id id,
                                 kefu_agent **out);

/** Frees a handle, before or after its desk; NULL is a no-op. */
KEFU_API void kefu_agent_free(kefu_agent *agent);

/** @return the id that the handle was made with. NULL: 0. */
KEFU_API kefu_id kefu_agent_id(const kefu_agent *agent);

/**
 * Numbers the next event told through this handle, as kefu_session_number().
 * @param seq the source's own number of the event within the agent, from 1;
 *        0 takes the number away again.
 * @return KEFU_OK, KEFU_E_NULL, KEFU_E_HANDLE, KEFU_E_NEGATIVE.
 */
KEFU_API int32_t kefu_agent_number(kefu_agent *agent, int64_t seq);

/** Ready for customers. */
KEFU_API int32_t kefu_agent_online(kefu_agent *agent, int64_t t);
/** Online, but takes no customers: a break. */
KEFU_API int32_t kefu_agent_suspend(kefu_agent *agent, int64_t t);
/** Not there any more. */
KEFU_API int32_t kefu_agent_offline(kefu_agent *agent, int64_t t);
/** Was trained: what comes after can be compared with what was before. */
KEFU_API int32_t kefu_agent_training(kefu_agent *agent, int64_t t);
/** Is to reach a value from now on.
 *  @param metric the metric's id, interned.
 *  @param value in the metric's own unit.
 *  @return as above; KEFU_E_MISSING (metric 0), KEFU_E_ID. */
KEFU_API int32_t kefu_agent_target(kefu_agent *agent, int64_t t,
                                   kefu_id metric, int64_t value);

/** Takes back an event of this agent, as kefu_session_retract().
 *  @param seq the number of the event.
 *  @return as above; KEFU_E_MISSING (seq 0), KEFU_E_NEGATIVE. */
KEFU_API int32_t kefu_agent_retract(kefu_agent *agent, int64_t t, int64_t seq);

/** @name Presence of an agent */
/**@{*/
#define KEFU_AGENT_UNKNOWN 0   /**< nothing was told of it */
#define KEFU_AGENT_ONLINE 1    /**< ready for customers */
#define KEFU_AGENT_SUSPENDED 2 /**< online, but takes no customers */
#define KEFU_AGENT_OFFLINE 3   /**< not there */
/**@}*/

/** @return the name of a presence ("online"), static, NULL when unknown. */
KEFU_API const char *kefu_agent_presence_name(int32_t presence);

/** How an agent stands at an instant. */
typedef struct kefu_agent_view {
	uint32_t size;        /**< sizeof(kefu_agent_view), set by the caller. */
	int32_t presence;     /**< One of `KEFU_AGENT_…`. */
	int64_t since;        /**< t from which on it is so, or -1. */
	int64_t online_since; /**< t from which on it is online, suspended or not,
	                           or -1. */
	int64_t online_ms;    /**< Online so far, suspended included. */
	int64_t suspended_ms; /**< Suspended so far. */
	int64_t trained;      /**< t of the last training, or -1. */
} kefu_agent_view;

/**
 * Reads how the agent stands.
 * @param as_of later events have not happened; KEFU_AS_OF_LAST: the desk's
 *        last event.
 * @param out with `size` set; the rest is written.
 * @return KEFU_OK (of an agent that nothing was told of, too), KEFU_E_NULL,
 *         KEFU_E_SIZE, KEFU_E_HANDLE, KEFU_E_TIME, KEFU_E_NOMEM.
 *         Cost: reads the events of this agent.
 */
KEFU_API int32_t kefu_agent_read(const kefu_agent *agent, int64_t as_of,
                                 kefu_agent_view *out);

#ifdef __cplusplus
}
#endif

#endif

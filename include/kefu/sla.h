/**
 * @file kefu/sla.h
 * Targets and the timers that run against them: what has been promised, how
 * much of it is used up, when it runs out.
 *
 * A **target** is data: what is timed (#KEFU_SLA_FIRST_REPLY …), how long it
 * may take, on which schedule, for which sessions. kefu_desk_target() gives
 * it to a desk. A **timer** is one run of it on one session: started, maybe
 * paused, stopped, met or breached. kefu_desk_due() lists those that matter
 * now, kefu_desk_timers() all of one session.
 *
 * Targets of one name are one promise with terms of its own for some: of the
 * rows of a name the first whose filters the session meets applies. A session
 * tagged anew (priority, topic) goes on under the row that fits from then on,
 * as it does when a `session.sla` event names another target or schedule.
 *
 * **Elapsed** is what the schedule counts while the timer runs: pauses cost
 * nothing but the open time inside them. It alone decides: a timer is met
 * when `elapsed <= target`. Of the instants, `due` is the first at which the
 * target is used up, `breach_at` the last at which it is not exceeded. They
 * differ when it runs out as the house closes: due then, breached only when
 * the house opens again.
 *
 * Whether, and when, a target was breached does not depend on when anybody
 * asks. What `session.sla` or a tag changes counts from that instant: a
 * breach stays dated by the target in force when it was passed; a target
 * lowered to less than is used up is breached at the change. A stopped timer
 * is judged by what was in force when it stopped.
 */
#ifndef KEFU_SLA_H
#define KEFU_SLA_H

#include "kefu/event.h"
#include "kefu/schedule.h"

#ifdef __cplusplus
extern "C" {
#endif

/** @name What is timed: `kind` of a target.
 *  A reply is a public message of an agent or a bot whose mode is among the
 *  target's `reply_modes`; a question a public message of the customer.
 *  Begun means the opening when the customer began the session, else the
 *  first question. No timer runs while a session is resolved, closed or
 *  abandoned. */
/**@{*/
#define KEFU_SLA_FIRST_REPLY 1      /**< From begun to the first reply. */
#define KEFU_SLA_NEXT_REPLY 2       /**< From the oldest unanswered question after a reply to the next reply; a timer each. With `include_initial` also from begun. */
#define KEFU_SLA_PERIODIC_UPDATE 3  /**< From each reply (and reopening) to the next; a timer each. With `include_initial` also from begun. */
#define KEFU_SLA_REQUESTER_WAIT 4   /**< Time open or on hold; goes on when reopened. */
#define KEFU_SLA_AGENT_WORK 5       /**< Time open; goes on when reopened. */
#define KEFU_SLA_FIRST_RESOLUTION 6 /**< From the opening to the first end. */
#define KEFU_SLA_RESOLUTION 7       /**< From the opening to the end; goes on when reopened. */
#define KEFU_SLA_REFUND 8           /**< A refund case: from the first request to completion, refusal or withdrawal; goes on when requested again. */
/**@}*/

/** @return the name of a kind ("first_reply"), static, NULL when unknown. */
KEFU_API const char *kefu_sla_kind_name(int32_t kind);

/** @name What pauses a timer: bits of `pause` */
/**@{*/
#define KEFU_SLA_PAUSE_DEFAULT 0 /**< Pending and hold for the two resolutions, return for refunds, nothing else. */
#define KEFU_SLA_PAUSE_PENDING 1 /**< The session waits for the customer. */
#define KEFU_SLA_PAUSE_HOLD 2    /**< The session waits for a third party. */
#define KEFU_SLA_PAUSE_RETURN 4  /**< Of a return: from agreement to the signature for the goods. */
#define KEFU_SLA_PAUSE_NOTHING 8 /**< Nothing pauses it. */
/**@}*/

/** @name What a changed schedule does to the time before: `schedule_change` */
/**@{*/
#define KEFU_SLA_SEGMENT 0     /**< Each stretch counts on the schedule then in force. */
#define KEFU_SLA_RETROACTIVE 1 /**< Everything counts on the last one. */
/**@}*/

/** A row of a target. Zero everything, set `size`, then what is meant. */
typedef struct kefu_target {
	uint32_t size;     /**< sizeof(kefu_target). */
	int32_t kind;      /**< One of `KEFU_SLA_…`. */
	kefu_id name;      /**< Whose row it is, from kefu_desk_intern() or a number. */
	int64_t ms;        /**< How long it may take, 1 to kefu_time_max(). */
	const kefu_schedule *schedule; /**< What counts; NULL: all time. Copied. */
	kefu_id channel;   /**< Only sessions of this channel; 0: any. */
	kefu_id topic;     /**< Only while the topic is this; 0: any. */
	uint8_t priority;  /**< Only while the priority is this, `KEFU_PRIORITY_…`; 0: any. */
	uint8_t include_initial; /**< 1: next reply, periodic update: also from begun. */
	uint8_t outlives_end; /**< 1: replies and updates: the end of the session does not stop the timer, a reply must. Until one comes, or `idle_end` after its last event, the session is not sealed. */
	uint8_t schedule_change; /**< KEFU_SLA_SEGMENT or KEFU_SLA_RETROACTIVE. */
	uint32_t pause;    /**< Set of `KEFU_SLA_PAUSE_…`. */
	uint32_t reply_modes; /**< Set of bits `1 << KEFU_MODE_…`; 0: human, quick, assist. */
	uint8_t reserved[12]; /**< 0. */
} kefu_target;

/** @return sizeof(kefu_target), for bindings. */
KEFU_API size_t kefu_target_size(void);

/** @name State of a timer */
/**@{*/
#define KEFU_TIMER_RUNNING 1  /**< Within its target; also while the house is closed. */
#define KEFU_TIMER_PAUSED 2   /**< Within its target, and nothing is used up now. */
#define KEFU_TIMER_MET 3      /**< Stopped within its target. */
#define KEFU_TIMER_BREACHED 4 /**< Beyond its target, stopped or not. */
/**@}*/

/** @return the name of a state ("running"), static, NULL when unknown. */
KEFU_API const char *kefu_timer_state_name(int32_t state);

/** An instant that does not come: the schedule will never be open so long. */
#define KEFU_NEVER INT64_MAX

/** How a timer stands at the instant that was asked about. */
typedef struct kefu_timer {
	uint32_t size;      /**< sizeof(kefu_timer), set by the caller. */
	int32_t kind;       /**< One of `KEFU_SLA_…`. */
	int32_t state;      /**< One of `KEFU_TIMER_…`. */
	int32_t reserved;   /**< 0. */
	kefu_id name;       /**< Of the target. */
	kefu_id session;    /**< 0: a refund, or a session stitched from messages. */
	kefu_id refund;     /**< 0: a session. */
	kefu_id customer;   /**< 0: not known. */
	kefu_id agent;      /**< The owner now; of a refund, the agent last named. 0: nobody. */
	int64_t start;      /**< When it began. */
	int64_t target;     /**< ms, as now in force. */
	int64_t elapsed;    /**< ms used up. */
	int64_t remaining;  /**< target - elapsed; below 0, by how much it is exceeded. */
	int64_t due;        /**< Running: the first instant at which the target is used up, or KEFU_NEVER; else -1. */
	int64_t breach_at;  /**< Running: the last instant at which it is not exceeded, or KEFU_NEVER; else -1. */
	int64_t breached_at; /**< The last instant at which no more was used up than the target then in force, -1: not breached. Stays when the target is raised. */
	int64_t stopped_at; /**< When it stopped; -1: it has not. */
} kefu_timer;

/** A list of timers: immutable once made, readable from many threads. Its ids
 *  are those of the desk, which it may outlive. */
typedef struct kefu_timers kefu_timers;

/** Frees a list; NULL is a no-op. */
KEFU_API void kefu_timers_free(kefu_timers *timers);

/** @return how many it holds. NULL: 0. */
KEFU_API int64_t kefu_timers_count(const kefu_timers *timers);

/** @return how many there were before the limit cut it. NULL: 0. */
KEFU_API int64_t kefu_timers_total(const kefu_timers *timers);

/** @return the instant that the list is as of. NULL: -1. */
KEFU_API int64_t kefu_timers_as_of(const kefu_timers *timers);

/**
 * A timer of the list.
 * @param index from 0.
 * @param out with `size` set; the rest is written.
 * @return KEFU_OK, KEFU_E_NULL, KEFU_E_SIZE, KEFU_E_NOT_FOUND.
 */
KEFU_API int32_t kefu_timers_at(const kefu_timers *timers, int64_t index,
                                kefu_timer *out);

/** @name What kefu_desk_due() lists: bits of `which` */
/**@{*/
#define KEFU_DUE_BREACHED 1 /**< What is beyond its target, the longest first. */
#define KEFU_DUE_RUNNING 2  /**< What runs, by `due`. */
#define KEFU_DUE_PAUSED 4   /**< What is paused, the least remaining first. */
/**@}*/

#ifdef __cplusplus
}
#endif

#endif

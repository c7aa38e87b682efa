/**
 * @file kefu/session.h
 * A session by handle: one function for each thing that a helpdesk does, and
 * a reader of how the session stands.
 *
 * @code
 * kefu_session *session;
 * kefu_session_view view = {.size = sizeof view};
 *
 * kefu_desk_session(desk, 4711, &session);
 * kefu_session_open(session, t, NULL);
 * kefu_session_customer_message(session, t, KEFU_CONTENT_TEXT);
 * kefu_session_agent_reply(session, t + 40000, ada, KEFU_MODE_HUMAN,
 *                          KEFU_CONTENT_TEXT);
 * kefu_session_read(session, KEFU_AS_OF_LAST, &view);  // first_response 40000
 * kefu_session_free(session);
 * @endcode
 *
 * A call is a thin spelling of an event: it fills a #kefu_event and gives it
 * to kefu_desk_apply(), so both may be mixed at will, and what is said there
 * holds here. Each takes the instant `t` (ms since 1970) at which the thing
 * happened, which may lie before what was told already. What means nothing in
 * the state of the session (to resume what is closed) is taken, and ignored
 * when the session is read.
 *
 * Every function that tells an event returns KEFU_OK (also for a duplicate),
 * KEFU_E_NULL, KEFU_E_HANDLE (the desk is gone), KEFU_E_TIME, KEFU_E_ID (an id
 * that this desk did not make), KEFU_E_NOMEM, and what else it
 * lists. Ids may be 0, "not known", unless their parameter says otherwise.
 * A refused event is counted and listed by the desk (kefu_desk_refusal()) and
 * changes nothing else.
 *
 * A handle is the host's to free, costs some dozen bytes and holds only the
 * name of its session: any number of handles may speak of one session. To use,
 * make or free one is to use its desk: one writer or many readers at a time.
 * A desk may be freed before its handles; its allocator must outlive them.
 */
#ifndef KEFU_SESSION_H
#define KEFU_SESSION_H

#include "kefu/desk.h"

#ifdef __cplusplus
extern "C" {
#endif

/** A handle on a session of a desk. */
typedef struct kefu_session kefu_session;

/**
 * Makes a handle. Nothing is told to the desk: the session begins with the
 * first event.
 * @param id the session: the host's own number, or from kefu_desk_intern().
 * @param out the handle; free it with kefu_session_free().
 * @return KEFU_OK, KEFU_E_NULL, KEFU_E_MISSING (id 0), KEFU_E_ID (not of this
 *         desk), KEFU_E_NOMEM.
 */
KEFU_API int32_t kefu_desk_session(kefu_desk *desk, kefu_id id,
                                   kefu_session **out);

/** Frees a handle, before or after its desk; NULL is a no-op. The session
 *  itself stays as it is. */
KEFU_API void kefu_session_free(kefu_session *session);

/** @return the id that the handle was made with. NULL: 0. */
KEFU_API kefu_id kefu_session_id(const kefu_session *session);

/**
 * Numbers the next event told through this handle, so that its source may
 * repeat it without harm and take it back with kefu_session_retract(). A
 * refused or failed event does not use the number up; without one, an event
 * is numbered on arrival and can be neither.
 * @param seq the source's own number of the event within the session, from 1;
 *        0 takes the number away again.
 * @return KEFU_OK, KEFU_E_NULL, KEFU_E_HANDLE, KEFU_E_NEGATIVE.
 */
KEFU_API int32_t kefu_session_number(kefu_session *session, int64_t seq);

/** How a session begins. Zero everything, set `size`, then what is known. */
typedef struct kefu_session_opening {
	uint32_t size;     /**< sizeof(kefu_session_opening). */
	uint8_t initiator; /**< One of `KEFU_PARTY_…`; 0: the customer. */
	uint8_t phase;     /**< One of `KEFU_PHASE_…`. */
	uint8_t reserved[2]; /**< 0. */
	kefu_id customer;  /**< Who asks. */
	kefu_id agent;     /**< The first owner. */
	kefu_id team;      /**< Wins over the roster. */
	kefu_id channel;   /**< Chat, e-mail, phone …: the host's own names. */
	kefu_id topic;     /**< The host's own names. */
} kefu_session_opening;

/**
 * Begins a session. Of one that has begun it fills what was missing.
 * @param opening what is known; NULL: nothing.
 * @return as above; KEFU_E_SIZE; KEFU_E_ENUM.
 */
KEFU_API int32_t kefu_session_open(kefu_session *session, int64_t t,
                                   const kefu_session_opening *opening);

/** @name Messages */
/**@{*/
/** The customer writes or speaks: a question, unless one is open. Wakes a
 *  pending session and reopens an ended one.
 *  @param content one of `KEFU_CONTENT_…`; 0: text.
 *  @return as above; KEFU_E_ENUM. */
KEFU_API int32_t kefu_session_customer_message(kefu_session *session,
                                               int64_t t, int32_t content);

/** An agent answers in public.
 *  @param mode one of `KEFU_MODE_…`; 0: human.
 *  @param content one of `KEFU_CONTENT_…`; 0: text.
 *  @return as above; KEFU_E_ENUM. */
KEFU_API int32_t kefu_session_agent_reply(kefu_session *session, int64_t t,
                                          kefu_id agent, int32_t mode,
                                          int32_t content);

/** A bot answers in public. */
KEFU_API int32_t kefu_session_bot_reply(kefu_session *session, int64_t t);

/** The system says something in public by itself.
 *  @param mode KEFU_MODE_AUTO or KEFU_MODE_WELCOME; 0: automatic.
 *  @return as above; KEFU_E_ENUM. */
KEFU_API int32_t kefu_session_system_message(kefu_session *session, int64_t t,
                                             int32_t mode);

/** An agent leaves an internal note; it stops no clock. */
KEFU_API int32_t kefu_session_note(kefu_session *session, int64_t t,
                                   kefu_id agent);
/**@}*/

/** @name Who serves */
/**@{*/
/** Waits for a human. @param team whose queue. */
KEFU_API int32_t kefu_session_queue(kefu_session *session, int64_t t,
                                    kefu_id team);

/** A bot gives over to humans. */
KEFU_API int32_t kefu_session_handoff(kefu_session *session, int64_t t);

/** An agent becomes the owner. @return as above; KEFU_E_MISSING (agent 0). */
KEFU_API int32_t kefu_session_assign(kefu_session *session, int64_t t,
                                     kefu_id agent);

/** An agent takes part; and owns it when nobody does.
 *  @return as above; KEFU_E_MISSING (agent 0). */
KEFU_API int32_t kefu_session_join(kefu_session *session, int64_t t,
                                   kefu_id agent);

/** An agent takes part no more. When it was the owner, nobody owns it. */
KEFU_API int32_t kefu_session_leave(kefu_session *session, int64_t t,
                                    kefu_id agent);

/** Given to another agent.
 *  @param from who gives; 0: the owner.
 *  @param to who gets it; 0: nobody, back to the queue. */
KEFU_API int32_t kefu_session_transfer(kefu_session *session, int64_t t,
                                       kefu_id from, kefu_id to);

/** Given to a team: nobody owns it until someone takes it.
 *  @param from who gives; 0: the owner. */
KEFU_API int32_t kefu_session_transfer_to_team(kefu_session *session,
                                               int64_t t, kefu_id from,
                                               kefu_id team);

/** Reaches a higher tier of support.
 *  @param agent who gives it up; 0: the owner.
 *  @param level the tier, 0 to 1,000,000.
 *  @param team whose tier.
 *  @return as above; KEFU_E_RANGE (level). */
KEFU_API int32_t kefu_session_escalate(kefu_session *session, int64_t t,
                                       kefu_id agent, int64_t level,
                                       kefu_id team);
/**@}*/

/** @name How it stands */
/**@{*/
/** Waits for the customer. */
KEFU_API int32_t kefu_session_pend(kefu_session *session, int64_t t);
/** Waits for a third party. */
KEFU_API int32_t kefu_session_hold(kefu_session *session, int64_t t);
/** Runs again after it was pending or held. */
KEFU_API int32_t kefu_session_resume(kefu_session *session, int64_t t);
/** The matter is solved. @param agent by whom; 0: the owner. */
KEFU_API int32_t kefu_session_resolve(kefu_session *session, int64_t t,
                                      kefu_id agent);
/** An ended session runs again. */
KEFU_API int32_t kefu_session_reopen(kefu_session *session, int64_t t);
/** Ends it, solved or not; a resolution stays in force. */
KEFU_API int32_t kefu_session_close(kefu_session *session, int64_t t);
/** The customer left before help came. */
KEFU_API int32_t kefu_session_abandon(kefu_session *session, int64_t t);
/** The customer left a message outside service. */
KEFU_API int32_t kefu_session_leave_message(kefu_session *session, int64_t t);
/**@}*/

/** @name What it is */
/**@{*/
/** Re-classifies; what is 0 stays.
 *  @param topic the host's own name.
 *  @param phase one of `KEFU_PHASE_…` or 0.
 *  @param priority one of `KEFU_PRIORITY_…` or 0.
 *  @return as above; KEFU_E_ENUM. */
KEFU_API int32_t kefu_session_tag(kefu_session *session, int64_t t,
                                  kefu_id topic, int32_t phase,
                                  int32_t priority);
/** Leaves every measure: spam, a test. @param reason the host's own name. */
KEFU_API int32_t kefu_session_exclude(kefu_session *session, int64_t t,
                                      kefu_id reason);
/** Enters the measures again. */
KEFU_API int32_t kefu_session_include(kefu_session *session, int64_t t);
/** It is a duplicate: leaves every measure for good.
 *  @param into the session that remains.
 *  @return as above, KEFU_E_HANDLE also when `into` belongs to another desk. */
KEFU_API int32_t kefu_session_merge(kefu_session *session, int64_t t,
                                    const kefu_session *into);
/**@}*/

/** @name What was promised (kefu/sla.h) */
/**@{*/
/** A target or schedule changes while the session runs.
 *  @param target the name of a target; 0: all that the session has.
 *  @param ms what it may take from now on; 0: as before.
 *  @param schedule the name of a schedule that it goes on with; 0: as before.
 *  @return as above; KEFU_E_MISSING (neither ms nor schedule), KEFU_E_RANGE
 *          (ms). */
KEFU_API int32_t kefu_session_sla(kefu_session *session, int64_t t,
                                  kefu_id target, int64_t ms,
                                  kefu_id schedule);
/** What is most urgent: the target breached longest, or due next.
 *  @param as_of later events have not happened; KEFU_AS_OF_LAST: the desk's
 *         last event.
 *  @param out with `size` set; the rest is written.
 *  @return KEFU_OK, KEFU_E_NULL, KEFU_E_SIZE, KEFU_E_HANDLE, KEFU_E_TIME,
 *          KEFU_E_NOT_FOUND (it has not begun), KEFU_E_EMPTY (nothing is
 *          breached or running, it has ended, or left the measures),
 *          KEFU_E_NOMEM. Cost: reads the events of this session. */
KEFU_API int32_t kefu_session_due(const kefu_session *session, int64_t as_of,
                                  kefu_timer *out);
/** Every timer of the session, as kefu_desk_timers().
 *  @param out the list; free it with kefu_timers_free().
 *  @return KEFU_OK, KEFU_E_NULL, KEFU_E_HANDLE, KEFU_E_TIME,
 *          KEFU_E_NOT_FOUND, KEFU_E_NOMEM. */
KEFU_API int32_t kefu_session_timers(const kefu_session *session,
                                     int64_t as_of, kefu_timers **out);
/**@}*/

/** @name What was thought of it. These begin no session. */
/**@{*/
/** The customer is asked. @param survey one of `KEFU_SURVEY_…`.
 *  @return as above; KEFU_E_MISSING (survey 0), KEFU_E_ENUM. */
KEFU_API int32_t kefu_session_survey_send(kefu_session *session, int64_t t,
                                          int32_t survey);
/** The customer answers. A later answer replaces an earlier one.
 *  @param survey one of `KEFU_SURVEY_…`.
 *  @param score the answer, @p min to @p max.
 *  @param min the lowest score of the scale.
 *  @param max the highest score of the scale, at most min + 100.
 *  @return as above; KEFU_E_MISSING (survey 0, or no scale), KEFU_E_ENUM,
 *          KEFU_E_SCORE. */
KEFU_API int32_t kefu_session_rate(kefu_session *session, int64_t t,
                                   int32_t survey, int64_t score, int32_t min,
                                   int32_t max);
/** The customer complains. @param agent about whom; 0: the owner.
 *  @param complaint which complaint, where there are several. */
KEFU_API int32_t kefu_session_complain(kefu_session *session, int64_t t,
                                       kefu_id agent, kefu_id complaint);
/** A complaint was justified. @param complaint which one. */
KEFU_API int32_t kefu_session_uphold(kefu_session *session, int64_t t,
                                     kefu_id complaint);
/** A complaint was not justified. @param complaint which one. */
KEFU_API int32_t kefu_session_dismiss(kefu_session *session, int64_t t,
                                      kefu_id complaint);
/** Quality control finds something.
 *  @param agent about whom; 0: the owner.
 *  @param finding the host's own name of it.
 *  @param points below 0: an error; -1,000,000,000 to 1,000,000,000.
 *  @return as above; KEFU_E_RANGE (points). */
KEFU_API int32_t kefu_session_find(kefu_session *session, int64_t t,
                                   kefu_id agent, kefu_id finding,
                                   int64_t points);
/** An article of the knowledge base is used. @param agent by whom.
 *  @param article which. */
KEFU_API int32_t kefu_session_use_article(kefu_session *session, int64_t t,
                                          kefu_id agent, kefu_id article);
/**@}*/

/**
 * Takes back an event of this session: from @p t on, it has not happened.
 * The event may still be on its way. A number set with kefu_session_number()
 * waits for the next event after this one.
 * @param seq the number of the event.
 * @return as above; KEFU_E_MISSING (seq 0), KEFU_E_NEGATIVE.
 */
KEFU_API int32_t kefu_session_retract(kefu_session *session, int64_t t,
                                      int64_t seq);

/** @name State of a session */
/**@{*/
#define KEFU_SESSION_OPEN 1      /**< runs */
#define KEFU_SESSION_PENDING 2   /**< waits for the customer */
#define KEFU_SESSION_HOLD 3      /**< waits for a third party */
#define KEFU_SESSION_RESOLVED 4  /**< ended, solved */
#define KEFU_SESSION_CLOSED 5    /**< ended */
#define KEFU_SESSION_ABANDONED 6 /**< ended by the customer */
/**@}*/

/** @return the name of a state ("open"), static, NULL when unknown. */
KEFU_API const char *kefu_session_state_name(int32_t state);

/** How a session stands at an instant. Valid replies are public messages of
 *  agents and bots with mode human, quick or assist, as in the measures of
 *  the set "default". */
typedef struct kefu_session_view {
	uint32_t size;      /**< sizeof(kefu_session_view), set by the caller. */
	int32_t state;      /**< One of `KEFU_SESSION_…`. */
	uint8_t initiator;  /**< One of `KEFU_PARTY_…`. */
	uint8_t phase;      /**< One of `KEFU_PHASE_…`, or 0. */
	uint8_t priority;   /**< One of `KEFU_PRIORITY_…`, or 0. */
	uint8_t excluded;   /**< 1: excluded, or merged into another. */
	uint8_t left_message; /**< 1: the customer left a message. */
	uint8_t reserved[3]; /**< 0. */
	kefu_id customer;   /**< 0: not known. */
	kefu_id owner;      /**< 0: nobody. */
	kefu_id channel;    /**< 0: not known. */
	kefu_id topic;      /**< 0: not known. */
	int64_t opened;     /**< t of the first event. */
	int64_t ended;      /**< t of the end in force, or -1. */
	int64_t resolved;   /**< t of the resolution in force, or -1. */
	int64_t last;       /**< t of the last event. */
	int64_t first_response; /**< ms from the opening to the first valid reply
	                         (after the first customer message, when an
	                         agent began), or -1. */
	int64_t waiting_since; /**< t of the question without a valid reply, or
	                         -1: the session is answered, or has ended. */
	int64_t rounds;     /**< Questions, answered or not; messages sent before
	                         the answer are one. */
	int64_t answered;   /**< … with a valid reply. */
	int64_t messages_in;  /**< Public messages of the customer. */
	int64_t messages_out; /**< Valid replies. */
	int64_t reopens;    /**< Times it ran again after a resolution. */
	int64_t transfers;  /**< Times it was given away. */
	int64_t escalations; /**< Times it was escalated. */
	int64_t ignored;    /**< Events that meant nothing in its state. */
} kefu_session_view;

/**
 * Reads how the session stands.
 * @param as_of later events have not happened; KEFU_AS_OF_LAST: the desk's
 *        last event.
 * @param out with `size` set; the rest is written.
 * @return KEFU_OK, KEFU_E_NULL, KEFU_E_SIZE, KEFU_E_HANDLE, KEFU_E_TIME,
 *         KEFU_E_NOT_FOUND (it has not begun), KEFU_E_SEALED (it was here,
 *         and is sealed or erased), KEFU_E_NOMEM.
 *         Cost: reads the events of this session.
 */
KEFU_API int32_t kefu_session_read(const kefu_session *session, int64_t as_of,
                                   kefu_session_view *out);

#ifdef __cplusplus
}
#endif

#endif

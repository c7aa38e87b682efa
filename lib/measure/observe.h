/* Observations: what the definitions read from a customer's history.
 *
 * observe_customer() walks the definitions in use over one customer; each
 * metric's reader (response.c, resolution.c, satisfaction.c, flow.c) decides
 * what its cases are, reads and judges them, and hands each to observe(),
 * which asks the days and puts it into the cube. */
#ifndef MEASURE_OBSERVE_H
#define MEASURE_OBSERVE_H

#include "history/fold.h"
#include "measure/batch.h"
#include "measure/column.h"
#include "measure/cube.h"
#include "measure/definition.h"
#include "measure/gather.h"
#include "measure/opening.h"
#include "measure/rounds.h"
#include "measure/trade.h"
#include "time/zone.h"

/* Cells at one depth. A query has one; sealing a first one, by team and agent,
 * for readings that count alike in all of them, and one each in total, by team
 * and by agent for those that do not. */
struct layer {
	struct cube *cube;
	const int32_t *by; /* dimensions */
	int32_t by_count;
};

/* Which team an agent was in: a dated roster, sorted by agent and time. */
struct roster_entry {
	kefu_id agent, team;
	int64_t from;
};

struct roster {
	struct roster_entry *entries;
	size_t count, capacity;
};

/* Whom a reading credits: a growable list without repetitions. */
struct credited {
	kefu_id agent;
	int64_t share; /* the agent's part, where parts differ */
};

struct credit {
	struct credited *list;
	size_t count, capacity;
};

/* A question or complaint as a customer-day sees it (contact.c). */
struct contact {
	int64_t t;
	kefu_id agent;
	const struct session *session; /* NULL: none */
	int32_t day;
	int asks; /* a question; else a reply or a complaint */
};

/* Reserved names, as ids of this desk; 0 when nobody used them. */
struct words {
	kefu_id paid_orders, paid_items, orders, shipments, visitors;
	kefu_id quality, shop, group_completed;
};

/* A stretch in which an agent held or worked on a session (presence.c), or a
 * session waited in a row of the cube (backlog.c). */
struct held_span {
	int32_t column;
	kefu_id agent; /* or the row */
	int64_t from, to;
};

/* An instant at which an agent holds more or fewer sessions, or goes online or
 * offline (presence.c). */
struct mark {
	int64_t t;
	int32_t held, online;
};

/* A stretch in which an agent took part in a session (sales.c). */
struct chat {
	const struct session *session;
	kefu_id agent;
	int64_t start, end; /* end INT64_MAX: it runs */
	size_t first, last; /* steps of the session */
	int64_t rounds;     /* answered by the agent in them */
	int64_t latest;     /* end of this and all that began before it */
};

/* A number under keys (keyed.c). */
struct keyed {
	kefu_id key, other;
	size_t at;
};

#define MET_ROWS 4

/* What was found out about a session. */
struct met_session {
	uint64_t facts; /* of those that definitions leave sessions out for */
	/* where the latest of its cases went: others follow */
	struct met_row {
		size_t row;
		kefu_id agent, team;
		int32_t bucket;
	} rows[MET_ROWS];
	uint32_t row_count; /* ever; the latest is kept at row_count % MET_ROWS */
};

struct observer {
	kefu_allocator allocator;
	const struct fold *fold;
	const kefu_zone *zone;
	zone_segment segment;
	const struct roster *roster;
	char currency[4]; /* of amounts that name none */
	struct words words;

	const struct layer *layers;
	int32_t layer_count;
	/* the layer at work: the only one, but while observe() goes through
	 * them */
	struct cube *cube;
	uint32_t by;     /* its dimensions, bit(KEFU_BY_…) */
	int32_t by_time; /* that of time among them, or 0 */

	/* how far what has no entity of its own to settle (agents, counts) is
	 * sealed, and is being sealed */
	int64_t sealed_to, sealing_to;

	struct column *columns;
	int32_t column_count;
	uint64_t sessions_asked, rounds_asked; /* facts, by any of them */
	struct column **alone; /* that read customers one by one */
	int32_t alone_count;
	/* the first of these, which read first replies together; what any of
	 * their rules takes for a reply, this one does */
	int32_t together_count;
	struct round_rule together_rule;
	struct round_set *round_sets;
	size_t round_set_count;
	struct rule_difference rules_difference; /* in what any of the sets' differ */
	struct opening opening;
	uint64_t opening_by[HOURS_BYS]; /* facts of hours by what they are asked for */
	int32_t ended_day; /* asked for last, and where it ended */
	int64_t ended_at;

	uint64_t customers; /* read so far, the one at hand included */

	/* found out about the customer at hand */
	struct spoken spoken; /* known once a set was read */
	struct round_set *rounds_of_all; /* of every column, where they agree */
	struct round_set *read_last; /* the last set with rounds of its own */
	int32_t first_day, last_day; /* of its sessions' events */
	uint32_t standings; /* bit(STANDING_…) of its sessions */
	struct met_session *sessions;
	size_t session_capacity;
	/* what sessions are left out for: found out so far, and holding of any */
	uint64_t sessions_known, sessions_facts;
	struct round **kept; /* of a unit, by the filters */
	size_t kept_capacity;

	struct batches batches; /* of cases that wait to be put into the cube */
	struct gather *gathers; /* of the columns */
	struct gather_room gather_room;

	/* the column at work */
	int32_t at;
	const struct column *column;
	const struct definition *definition;

	/* scratch */
	struct credit credit;
	size_t *counted; /* rows that already have the distinct case at hand */
	size_t counted_count, counted_capacity;
	struct contact *contacts;
	size_t contact_count, contact_capacity;
	kefu_id *teams;
	size_t team_capacity;
	struct held_span *spans; /* of all customers */
	size_t span_count, span_capacity;
	size_t stretched; /* cells, cases and spans that cutting made (buckets.c) */
	struct mark *marks;
	size_t mark_count, mark_capacity;
	struct chat *chats;
	size_t chat_count, chat_capacity;
	const struct entry **reviews;
	size_t review_capacity;
	struct keyed *keyed;
	size_t keyed_count, keyed_capacity;
};

enum verdict { VERDICT_COUNTED = KEFU_VERDICT_COUNTED,
	VERDICT_PASS = KEFU_VERDICT_PASS, VERDICT_FAIL = KEFU_VERDICT_FAIL,
	VERDICT_UNDECIDED = KEFU_VERDICT_UNDECIDED };

/* One case. The observer's credit list says whom it credits. */
struct observation {
	int64_t t;        /* dates it */
	int64_t num, den; /* what it adds */
	int64_t reading;  /* what was read */
	uint32_t parts;   /* and the rest of a ms, in 2^-32 */
	enum verdict verdict;
	uint8_t undecided;    /* and the figure is provisional for it */
	uint8_t immature;
	uint8_t is_duration;  /* the reading enters the cell's durations */
	uint8_t is_mean;      /* … and may have parts */
	uint8_t is_score;     /* the reading enters the cell's scores */
	uint8_t has_shares;   /* each credited agent gets its own share */
	uint8_t needs_credit; /* nobody's readings are in no agent's group */
	uint8_t is_undated;   /* of the whole period: no day to ask for */
	uint8_t has_bucket;   /* `bucket` says which, not `t` */
	uint8_t is_peak;      /* num is the greatest of all, not their sum */
	uint8_t is_repeat;    /* the other side of the case before, not one more */
	uint8_t is_gate;      /* a session for the gate, nothing else */
	uint8_t is_distinct;  /* counts once a group until counted_reset() */
	uint8_t phase;
	uint8_t standing; /* of what it is about */
	uint8_t is_level;     /* the reading is how long one more was there from t */
	uint8_t is_money;     /* num or den is of the currency */
	uint32_t currency; /* packed, or CURRENCY_MIXED; 0: none */
	int32_t bucket;
	kefu_id order, refund; /* that it is about, or 0 */
	kefu_id team;     /* of the deciding event, or 0 */
	kefu_id session, customer;
	kefu_id channel, topic;
};

/* Most cases: of a session, credited to one agent at most. */
struct session_case {
	const struct session *session;
	int64_t t;     /* dates it */
	kefu_id agent; /* 0: nobody */
	kefu_id team;  /* of the deciding event, or 0 */
};

/* What a case comes to. */
struct finding {
	int64_t num, den; /* what it adds */
	int64_t reading;  /* what was read */
	uint32_t parts;   /* and the rest of a ms, in 2^-32 */
	enum verdict verdict;
	int is_duration; /* the reading enters the cell's durations */
	int undecided;   /* and the figure is provisional for it */
};

/* One whose reading is a time. Filled in where it stands: copying what was
 * just written piece by piece makes the processor wait. */
static inline void find_time(struct finding *found, int64_t reading)
{
	found->num = found->reading = reading;
	found->den = 1;
	found->is_duration = 1;
}

/* The mean of several, or just one; its row is not known yet. */
static inline struct cell_time time_of_mean(int64_t sum, int64_t count)
{
	struct cell_time time = {sum, 0, 0};

	if (count != 1) {
		time.ms = sum / count;
		time.parts = (uint32_t)(((uint64_t)(sum % count) << 32) / (uint64_t)count);
	}
	return time;
}

static inline void find_mean(struct finding *found, int64_t sum, int64_t count)
{
	const struct cell_time time = time_of_mean(sum, count);

	find_time(found, time.ms);
	found->parts = time.parts;
}

/* A time for a cell of a column; it waits until batches_flush(). */
static inline int32_t observer_add_time(struct observer *observer, const struct column *column,
                                        struct cell_time time)
{
	return gather_time(column->gather, &observer->gather_room, observer->cube,
	                   column->cube_column, time);
}

/* Into a row of the column at work, where most of it waits until batches_flush(). */
static inline int32_t finding_add(struct observer *observer, const struct finding *found,
                                  size_t row)
{
	const struct column *column = observer->column;
	struct gather *gather = column->gather;
	struct cell *cell = cube_cell(observer->cube, row, column->cube_column);

	if (found->undecided)
		cell->undecided++;
	if (found->is_duration)
		return observer_add_time(observer, column,
		                         (struct cell_time){found->reading, found->parts, (uint32_t)row});
	if (found->den == 1 && (found->num & ~(int64_t)1) == 0 && row < gather->tally_count &&
	    observer->batches.tallied < TALLY_MOST - BATCH_MOST) {
		observer->batches.tallied++;
		gather->tallies[row] += found->num != 0 ? TALLY_CASE + TALLY_HAS : TALLY_CASE;
		return KEFU_OK;
	}
	if (found->num == 0 && found->den == 0) {
		cell->touched = 1;
		return KEFU_OK;
	}
	return cell_add(cell, found->num, found->den);
}

int32_t observer_begin(struct observer *observer,
                       const kefu_allocator *allocator,
                       const struct fold *fold, const kefu_zone *zone,
                       const struct roster *roster, const char currency[4],
                       const struct layer *layers, int32_t layer_count,
                       struct column *columns, int32_t column_count);
void observer_end(struct observer *observer);
/* Puts a layer to work. */
void observer_turn_to_layer(struct observer *observer, int32_t layer);
/* Puts a column to work. */
void observer_turn_to(struct observer *observer, const struct column *column);
/* The same for the customer at hand; false if it asks for none of the days. */
int observer_asks(struct observer *observer, struct column *column);

/* Everything that the fold's history gives to every column. KEFU_E_NOMEM,
 * KEFU_E_OVERFLOW. */
int32_t observe_customer(struct observer *observer);
/* The same for a track of an agent, whose events the fold has just read, and
 * for a day of events that belong to no entity. */
int32_t observe_agent(struct observer *observer, kefu_id agent);
int32_t observe_unowned(struct observer *observer);
/* What can only be said when everyone has been read. */
int32_t observe_everyone(struct observer *observer);

/* The doors between the clauses. */

/* Puts an observation into the cube, if its day is asked for. */
int32_t observe(struct observer *observer, const struct observation *made);
/* The same for a case of a session. */
int32_t observe_found(struct observer *observer, const struct session_case *one,
                     const struct finding *found);
/* The row that it goes to, if that is all there is to it (is_plain). */
int32_t observe_row(struct observer *observer, const struct session_case *one,
                    size_t *row);
/* The same, if there is one; CUBE_NO_ROW. */
size_t observe_find_row(struct observer *observer, const struct session_case *one);
static inline int stands(const struct column *column, const struct session *session)
{
	return (column->standings >> session->standing & 1) != 0;
}
/* Likewise credited to whomever the observer's credit list says. */
int32_t observe_credited(struct observer *observer, const struct session_case *one,
                         const struct finding *found);
/* What follows is another distinct case. */
static inline void counted_reset(struct observer *observer)
{
	observer->counted_count = 0;
}
/* An observation about a session, with its dimensions filled in. */
void observation_of(struct observation *made, const struct session *session,
                    int64_t t);

/* Of an event of the history that was read last. */
enum standing entry_standing(const struct observer *observer, const struct entry *entry);

/* Fills in a duration: a case whose reading is a time. */
static inline void make_duration(struct observation *made, int64_t reading)
{
	made->num = made->reading = reading;
	made->den = 1;
	made->is_duration = 1;
}

/* A case that counts, with or without the property. */
static inline void make_share(struct observation *made, int has)
{
	made->num = made->reading = has != 0;
	made->den = 1;
	made->verdict = has ? VERDICT_PASS : VERDICT_FAIL;
}

/* Calls `each` with every session of the customer that is a member. */
typedef int32_t session_reader(struct observer *observer,
                               const struct session *session);
int32_t sessions_read(struct observer *observer, session_reader *each);

static inline int32_t local_day(struct observer *observer, int64_t t)
{
	return zone_day(observer->zone, &observer->segment, t);
}
/* 1 when the column asks for a local day, and its definition exempts it not. */
int day_is_asked(const struct column *column, int32_t day);

/* Whether there is no dimension but time. */
static inline int is_only_by_time(const struct observer *observer)
{
	return (observer->by & ~(1u << observer->by_time)) == 0;
}

/* buckets.c */
/* The local hour, day, week or month of an instant, numbered. */
int32_t bucket_of(struct observer *observer, int32_t by, int64_t t);
/* The same for what lasts, and where it ends: buckets follow each other, so
 * what a clock set back shows again is not of one that has ended. Of no time
 * (`by` 0) there is one, 0. */
int32_t bucket_at(struct observer *observer, int32_t by, int64_t t, int64_t *end);
/* Cuts a stretch to such a bucket; nothing is left where from >= to. */
void bucket_cut(const struct observer *observer, int32_t by, int32_t bucket,
                int64_t *from, int64_t *to);
/* KEFU_E_RANGE: a stretch is too long for a row each hour, day … */
int32_t stretch_check(const struct observer *observer, int64_t from, int64_t to);
/* After each part of a stretch but the first: the rows there were before it,
 * and what else it keeps. KEFU_E_RANGE: all stretches make too much. */
int32_t stretch_spend(struct observer *observer, size_t rows, size_t kept);

/* members.c */
/* Which facts leave sessions and rounds of the column out. */
void members_begin(struct observer *observer, struct column *column);
int is_over_rounds(const struct definition *definition);
int session_is_member(struct observer *observer,
                      const struct session *session);
/* Filters on rounds alone; the session's are session_is_member(). Only after
 * rounds_learn(). */
int round_is_member(const struct observer *observer, const struct round *round);
/* Finds out what the column at work leaves out for; returns what of it holds
 * of any session, of any round. */
void sessions_learn_all(struct observer *observer);
void rounds_learn_all(struct observer *observer, struct round_set *set);
static inline uint64_t sessions_learn(struct observer *observer)
{
	uint64_t out = observer->column->session_out;

	if ((out & ~observer->sessions_known) != 0)
		sessions_learn_all(observer);
	return out & observer->sessions_facts;
}
static inline uint64_t rounds_learn(struct observer *observer,
                                    struct round_set *set)
{
	uint64_t out = observer->column->round_out;

	if ((out & ~set->known) != 0)
		rounds_learn_all(observer, set);
	return out & set->facts;
}
int session_is_handled(const struct observer *observer,
                       const struct session *session);
int session_is_bot_only(const struct session *session);
/* Handed off, or a bot spoke before any agent. */
int session_is_begun_by_bot(const struct session *session);

/* credit.c; and the team of an agent at an instant, by the roster. */
kefu_id roster_team(const struct roster *roster, kefu_id agent, int64_t t);
void credit_nobody(struct observer *observer);
int32_t credit_agent(struct observer *observer, kefu_id agent);
/* Adds another agent, once. */
int32_t credit_also(struct observer *observer, kefu_id agent, int64_t share);
/* By the definition's rule, or `otherwise` when it names none. `deciding` is
 * the step that gave the reading, or NULL. */
int32_t credit_session(struct observer *observer,
                       const struct session *session, enum credit_rule otherwise,
                       const struct step *deciding);

/* due.c: the first instant after a local day. */
int64_t day_end(struct observer *observer, int32_t day);
/* By when a reply has to come; INT64_MAX: a limit says. 0 Monday … */
int64_t due_instant(struct observer *observer, const struct definition *definition,
                    int64_t opened);
int weekday_of(int32_t day);

/* units.c: how a definition over rounds makes cases of them (units.h). */
struct unit_rule unit_rule_of(const struct definition *definition);
/* unit_rows.c: whether its cases that begin with rounds of one run (rounds.h) go into
 * one row. */
int goes_by_run(const struct observer *observer, const struct column *column);
/* unit_readings.c: what it reads of them. */
enum unit_reading unit_reading_of(const struct definition *definition);
/* The customer's rounds under the column's rule. */
int32_t rounds_of_column(struct observer *observer, struct round_set **set);
static inline int32_t observer_rounds(struct observer *observer, struct round_set **set)
{
	*set = observer->rounds_of_all != NULL ? observer->rounds_of_all
		: observer->round_sets[observer->column->rounds].read;
	return *set != NULL ? KEFU_OK : rounds_of_column(observer, set);
}
void round_set_release(struct round_set *set, const kefu_allocator *allocator);

/* judgement.c: fills in what a column judges rounds by; and, does a reading
 * meet the definition's limit. */
void judgement_begin(struct column *column);
static inline int within_limit(const struct definition *definition,
                               int64_t reading)
{
	if (definition->limit_ms < 0)
		return 1;
	return definition->limit_exclusive ? reading < definition->limit_ms
	                                   : reading <= definition->limit_ms;
}

/* first_response.c: the step of the first valid reply (NULL: none yet), and
 * where its clock starts. */
const struct step *first_reply(const struct observer *observer,
                               const struct session *session, int64_t *start);
/* Whether nothing is special about the column, so that it can be read together
 * with others, but for sessions with one of its facts; and reads these. */
int reads_together(const struct observer *observer, const struct column *column);
int32_t read_together(struct observer *observer);

/* updates.c: agents' gaps between replies, as readings; and every stretch that
 * an update is owed, up to the step that ends it (NULL: none yet). */
int32_t read_updates(struct observer *observer);
typedef int32_t update_reader(struct observer *observer,
                              const struct session *session, int64_t from,
                              const struct step *stop, void *context);
int32_t updates_each(struct observer *observer, const struct session *session,
                     update_reader *each, void *context);

/* words.c: the reserved names that this desk knows. */
void words_find(struct words *words, const struct text_table *texts);

/* finish.c: does a definition leave a day out; does it change its observations
 * before they count; and the change. */
int definition_exempts(const struct definition *definition, int32_t day);
int definition_finishes(const struct definition *definition);
void observation_finish(struct observer *observer, struct observation *made);

/* reception.c: does the session receive its customer, as the definition has
 * it; and does an agent who answered in it? */
int session_is_received(struct observer *observer,
                        const struct session *session);
int agent_receives(struct observer *observer, const struct session *session,
                   kefu_id agent);

/* satisfaction.c: calls `each` with every event that belongs to no session,
 * and an observation credited to whom it names. */
typedef int32_t loose_reader(struct observer *observer,
                             struct observation *made,
                             const struct entry *event);
int32_t loose_read(struct observer *observer, loose_reader *each);

/* The readers */
int32_t read_first_response(struct observer *observer);
int32_t read_response_time(struct observer *observer);
int32_t read_units(struct observer *observer);
int32_t read_slow_response(struct observer *observer);
int32_t read_target(struct observer *observer);
int32_t read_waiting(struct observer *observer);
int32_t read_queue_time(struct observer *observer);
int32_t read_resolution_time(struct observer *observer);
int32_t read_resolution(struct observer *observer);
int32_t read_reopen(struct observer *observer);
int32_t read_follow_up(struct observer *observer);
int32_t read_handle_time(struct observer *observer);
int32_t read_survey(struct observer *observer);
int32_t read_survey_sent(struct observer *observer);
int32_t read_share(struct observer *observer);
int32_t read_transfer(struct observer *observer);
int32_t read_complaint(struct observer *observer);
int32_t read_finding(struct observer *observer);
int32_t read_message(struct observer *observer);
int32_t read_contact_days(struct observer *observer);
int32_t read_contact(struct observer *observer);
int32_t read_backlog(struct observer *observer);
int32_t read_stations(struct observer *observer);
int32_t read_presence(struct observer *observer);
int32_t read_sales(struct observer *observer);
int32_t read_inquiry(struct observer *observer);
int32_t read_order(struct observer *observer);
int32_t read_refund(struct observer *observer);
int32_t read_refund_share(struct observer *observer);
int32_t read_return(struct observer *observer);
int32_t read_review(struct observer *observer);
int32_t read_repurchase(struct observer *observer);
int32_t read_retention(struct observer *observer);
int32_t read_cost(struct observer *observer);
int32_t read_attainment(struct observer *observer);

/* Agents' tracks, and what belongs to no entity */
int32_t agent_presence(struct observer *observer, kefu_id agent);
int32_t agent_training(struct observer *observer, kefu_id agent);
int32_t agent_target(struct observer *observer, kefu_id agent);
int32_t unowned_count(struct observer *observer, kefu_id name);
int32_t unowned_cost(struct observer *observer);
int32_t everyone_presence(struct observer *observer);
int32_t everyone_backlog(struct observer *observer);
/* Puts one more in a row for a while. */
int32_t backlog_keep(struct observer *observer, size_t row,
                     const struct observation *made);
/* Keeps a stretch of [from, to), cut to the queried days. */
int32_t span_keep(struct observer *observer, kefu_id agent, int64_t from,
                  int64_t to);
/* The most spans at once. */
int32_t span_peak(struct observer *observer, const struct held_span *spans,
                  size_t count, int64_t *peak);
/* Sorts the stretches kept so far, so that agents can be read. */
void presence_sort(struct observer *observer);
/* Cuts a stretch to the days of the column at work. */
void presence_cut(struct observer *observer, int64_t *from, int64_t *to);

/* Reads the customer by the definition at work. */
int32_t read_metric(struct observer *observer);
/* resolution.c: credits who resolved: the agent of the step, else the owner. */
int32_t credit_resolve(struct observer *observer,
                       const struct session *session,
                       const struct step *resolve);

/* orders.c */
/* The desk's own currency, packed; 0: it has none. */
static inline uint32_t desk_currency(const struct observer *observer)
{
	return currency_pack(observer->currency);
}
/* Fills in an amount. */
static inline void make_money(struct observation *made, struct money money)
{
	made->num = made->reading = money.amount;
	made->currency = money.currency;
	made->is_money = 1;
}
/* An observation about an order or refund, credited to nobody. */
void observation_of_order(struct observer *observer, struct observation *made,
                          const struct dossier *dossier, int64_t t);
/* Denominators over paid orders, or the items in them. */
int32_t paid_orders(struct observer *observer, int by_item);

/* sales.c */
/* What a sale amounts to: refunds and postage deducted where the definition
 * says so. */
struct money sale_money(const struct observer *observer,
                        const struct dossier *order);

/* keyed.c: a reader sets keyed_count to 0, adds, sorts by key, other, number,
 * and walks or asks. */
int32_t keyed_add(struct observer *observer, kefu_id key, kefu_id other,
                  size_t at);
void keyed_sort(struct observer *observer);
/* Where the keys begin that are not less. */
size_t keyed_from(const struct observer *observer, kefu_id key);
int keyed_has(const struct observer *observer, kefu_id key);

/* contact.c: room for every contact of the customer; then kept by day. */
int32_t contacts_reserve(struct observer *observer);
void contact_note(struct observer *observer, const struct session *session,
                  int64_t t, kefu_id agent, int asks);

#endif

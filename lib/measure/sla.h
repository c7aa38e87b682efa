/* Targets of a desk, and what they time: sessions and refund cases read as
 * the events of a timer. */
#ifndef MEASURE_SLA_H
#define MEASURE_SLA_H

#include "base/text.h"
#include "measure/timer.h"

/* The terms of a target for some. */
struct sla_row {
	size_t promise;
	kefu_id channel, topic; /* 0: any */
	uint8_t priority;       /* 0: any */
	int64_t target;
	const struct kefu_schedule *schedule; /* the book's; NULL: all time */
};

/* What all rows of one name share. */
struct sla_promise {
	kefu_id name;
	struct timer timer;
	uint32_t reply_modes;
};

/* A schedule that events can name. */
struct sla_calendar {
	kefu_id name;
	const struct kefu_schedule *schedule;
};

struct sla_book {
	struct sla_promise *promises;
	size_t promise_count, promise_capacity;
	struct sla_row *rows;
	size_t row_count, row_capacity;
	struct sla_calendar *calendars;
	size_t calendar_count, calendar_capacity;
	struct kefu_schedule **schedules; /* copies, each once */
	size_t schedule_count, schedule_capacity;
};

/* Takes a row; the schedule is copied. The statuses of kefu_desk_target(). */
int32_t sla_book_add(struct sla_book *book, const kefu_allocator *allocator,
                     const struct text_table *texts, const kefu_target *target);
/* Names a schedule, which is copied. KEFU_E_NOMEM. */
int32_t sla_book_name(struct sla_book *book, const kefu_allocator *allocator,
                      kefu_id name, const struct kefu_schedule *schedule);
/* KEFU_E_NOMEM; `out` is then to be released, too. */
int32_t sla_book_copy(const struct sla_book *book, const kefu_allocator *allocator,
                      struct sla_book *out);
void sla_book_release(struct sla_book *book, const kefu_allocator *allocator);
size_t sla_book_bytes(const struct sla_book *book);

/* Whether only a reply stops its timers. */
static inline int sla_outlives_end(const struct sla_promise *promise)
{
	return promise->timer.kind <= KEFU_SLA_PERIODIC_UPDATE && !promise->timer.stops_at_end;
}

/* Room for the events of a timer, kept from one reading to the next. */
struct sla_scratch {
	struct timer_event *events;
	size_t capacity;
};

void sla_scratch_release(struct sla_scratch *scratch,
                         const kefu_allocator *allocator);

/* The cycles of a promise on a session, or a refund case, by `now`.
 * KEFU_E_NOMEM, or what `take` returns. */
int32_t sla_session(const struct sla_book *book, size_t promise,
                    const struct session *session, int64_t now,
                    const kefu_allocator *allocator,
                    struct sla_scratch *scratch, timer_taker *take,
                    void *context);
int32_t sla_refund(const struct sla_book *book, size_t promise,
                   const struct dossier *refund, int64_t now,
                   const kefu_allocator *allocator,
                   struct sla_scratch *scratch, timer_taker *take,
                   void *context);

#endif

#include "history/timelines.h"

#include <string.h>

#include "history/kinds.h"

#define DAY_MS INT64_C(86400000)

struct track {
	enum track_kind kind;
	kefu_id id, agent, customer;
	uint32_t owner; /* customer's number, or NOBODY */
	uint32_t next;
	struct entry *at;
	size_t count, capacity;
};

struct timelines {
	kefu_allocator allocator;
	const struct text_table *texts;
	struct track *tracks;
	size_t track_count, track_capacity;
	kefu_id *customers;
	size_t customer_count, customer_capacity;
	uint32_t *first; /* of each customer, and before them of nobody */
	size_t first_capacity;
	uint32_t *slots;
	size_t slot_count;
	uint32_t *customer_slots;
	size_t customer_slot_count;
	int64_t events, sessions, orphans, last;
};

int32_t timelines_new(const kefu_allocator *allocator,
                      const struct text_table *texts, struct timelines **out)
{
	struct timelines *made = memory_get_zeroed(allocator, sizeof *made);

	if (made == NULL)
		return KEFU_E_NOMEM;
	made->allocator = *allocator;
	made->texts = texts;
	made->last = -1;
	*out = made;
	return KEFU_OK;
}

void timelines_free(struct timelines *timelines)
{
	size_t i;
	kefu_allocator allocator;

	if (timelines == NULL)
		return;
	allocator = timelines->allocator;
	for (i = 0; i < timelines->track_count; i++)
		memory_put(&allocator, timelines->tracks[i].at,
		           timelines->tracks[i].capacity * sizeof(struct entry));
	memory_put(&allocator, timelines->tracks, timelines->track_capacity * sizeof(struct track));
	memory_put(&allocator, timelines->customers, timelines->customer_capacity * sizeof(kefu_id));
	memory_put(&allocator, timelines->first, timelines->first_capacity * sizeof(uint32_t));
	memory_put(&allocator, timelines->slots, timelines->slot_count * sizeof(uint32_t));
	memory_put(&allocator, timelines->customer_slots, timelines->customer_slot_count * sizeof(uint32_t));
	memory_put(&allocator, timelines, sizeof *timelines);
}

static void thread_of(const kefu_event *event, enum track_kind *kind, kefu_id *id, kefu_id *agent)
{
	*kind = TRACK_THREAD;
	*id = event->customer;
	*agent = event->agent;
}

void timelines_entity(const kefu_event *event, enum track_kind *kind,
                      kefu_id *id, kefu_id *agent)
{
	const struct kind *described = kind_of(event->kind);

	*agent = 0;
	switch (described->home) {
	case HOME_ORDER:
		*kind = TRACK_ORDER;
		*id = event->order;
		return;
	case HOME_REFUND:
		*kind = TRACK_REFUND;
		*id = event->refund;
		return;
	case HOME_AGENT:
		*kind = TRACK_AGENT;
		*id = event->agent;
		return;
	case HOME_SHOP:
		*kind = TRACK_SHOP;
		*id = 0;
		return;
	case HOME_NAMED:
		if (event->refund != 0) {
			*kind = TRACK_REFUND;
			*id = event->refund;
		} else if (event->session != 0) {
			*kind = TRACK_SESSION;
			*id = event->session;
		} else if (event->order != 0) {
			*kind = TRACK_ORDER;
			*id = event->order;
		} else if (event->customer != 0) {
			thread_of(event, kind, id, agent);
		} else {
			*kind = event->agent != 0 ? TRACK_AGENT : TRACK_SHOP;
			*id = event->agent;
		}
		return;
	default:
		break;
	}
	if (described->home != HOME_NONE && event->session != 0) {
		*kind = TRACK_SESSION;
		*id = event->session;
	} else if (described->home == HOME_SESSION) {
		thread_of(event, kind, id, agent);
	} else if (described->home != HOME_NONE && event->order != 0) {
		*kind = TRACK_ORDER;
		*id = event->order;
	} else if (described->home == HOME_ABOUT && event->refund != 0) {
		*kind = TRACK_REFUND;
		*id = event->refund;
	} else if (described->home == HOME_ABOUT) {
		thread_of(event, kind, id, agent);
	} else {
		*kind = TRACK_NONE;
		*id = (kefu_id)(event->t / DAY_MS) + 1;
	}
}

static size_t hash(uint64_t kind, kefu_id id, kefu_id agent)
{
	uint64_t h = (id ^ kind << 59) * UINT64_C(0x9E3779B97F4A7C15);

	h = (h ^ h >> 32 ^ agent) * UINT64_C(0xD6E8FEB86659FD93);
	return (size_t)(h ^ h >> 32);
}

uint32_t timelines_track_count(const struct timelines *timelines)
{
	return (uint32_t)timelines->track_count;
}

static size_t track_slot(const struct timelines *timelines, enum track_kind kind,
                         kefu_id id, kefu_id agent)
{
	size_t at = hash(kind, id, agent) & (timelines->slot_count - 1);

	while (timelines->slots[at] != 0) {
		const struct track *track = &timelines->tracks[timelines->slots[at] - 1];

		if (track->id == id && track->kind == kind && track->agent == agent)
			break;
		at = (at + 1) & (timelines->slot_count - 1);
	}
	return at;
}

uint32_t timelines_find(const struct timelines *timelines,
                        enum track_kind kind, kefu_id id, kefu_id agent)
{
	if (timelines->slot_count == 0)
		return NO_TRACK;
	return timelines->slots[track_slot(timelines, kind, id, agent)] - 1; /* 0 - 1: none */
}

static size_t customer_slot(const struct timelines *timelines, kefu_id id)
{
	size_t at = hash(0, id, 0) & (timelines->customer_slot_count - 1);

	while (timelines->customer_slots[at] != 0) {
		if (timelines->customers[timelines->customer_slots[at] - 1] == id)
			break;
		at = (at + 1) & (timelines->customer_slot_count - 1);
	}
	return at;
}

void timelines_info(const struct timelines *timelines, uint32_t number,
                    struct track_info *out)
{
	const struct track *track = &timelines->tracks[number];

	out->kind = track->kind;
	out->id = track->id;
	out->agent = track->agent;
	out->customer = track->customer;
	out->events = (uint32_t)track->count;
	out->first = track->at[0].t;
	out->last = track->at[track->count - 1].t;
	if (track->kind == TRACK_REFUND && track->customer == 0) {
		size_t i;

		for (i = 0; i < track->count; i++) {
			uint32_t order;

			if (track->at[i].order == 0)
				continue;
			order = timelines_find(timelines, TRACK_ORDER, track->at[i].order, 0);
			if (order == NO_TRACK || timelines->tracks[order].customer == 0)
				continue;
			if (out->customer == 0 ||
			    text_compare(timelines->texts, timelines->tracks[order].customer, out->customer) < 0)
				out->customer = timelines->tracks[order].customer;
		}
	}
}

uint32_t timelines_customer_count(const struct timelines *timelines)
{
	return (uint32_t)timelines->customer_count;
}

kefu_id timelines_customer_id(const struct timelines *timelines, uint32_t customer)
{
	return timelines->customers[customer];
}

/* Nobody's list comes first. */
static uint32_t *list_of(const struct timelines *timelines, uint32_t customer)
{
	return &timelines->first[(uint32_t)(customer + 1)];
}

uint32_t timelines_first_track(const struct timelines *timelines, uint32_t customer)
{
	return timelines->first_capacity != 0 ? *list_of(timelines, customer) : NO_TRACK;
}

uint32_t timelines_next_track(const struct timelines *timelines, uint32_t track)
{
	return timelines->tracks[track].next;
}

void timelines_prefetch(const struct timelines *timelines, uint32_t customer)
{
	(void)timelines;
	(void)customer;
}

static void entry_from_event(const kefu_event *event, enum track_kind home, struct entry *out)
{
	uint64_t uses = kind_of(event->kind)->uses;

#define COPY(FIELD, field) \
	if ((uses & FIELD_BIT(FIELD)) != 0) \
		out->field = event->field
	memset(out, 0, sizeof *out);
	out->t = event->t;
	out->kind = (uint8_t)event->kind;
	out->seq = home != TRACK_NONE ? event->seq : 0;
	out->agent = event->agent;
	out->team = event->team;
	COPY(ITEM, item);
	COPY(TO, to);
	COPY(TO_TEAM, to_team);
	COPY(CHANNEL, channel);
	COPY(TOPIC, topic);
	COPY(COMPLAINT, complaint);
	COPY(NAME, name);
	COPY(VALUE, value);
	COPY(AMOUNT, amount);
	COPY(POSTAGE, postage);
	COPY(UNITS, units);
	COPY(MIN, min);
	COPY(MAX, max);
	COPY(FROM, from);
	COPY(MODE, mode);
	COPY(CONTENT, content);
	COPY(INITIATOR, initiator);
	COPY(PHASE, phase);
	COPY(SURVEY, survey);
	COPY(PRIORITY, priority);
	COPY(TYPE, type);
	COPY(LIABLE, liable);
	COPY(CORRECT, correct);
	if (home != TRACK_ORDER)
		COPY(ORDER, order);
	if (home != TRACK_REFUND)
		COPY(REFUND, refund);
#undef COPY
	if ((uses & FIELD_BIT(CURRENCY)) != 0)
		memcpy(out->currency, event->currency, sizeof out->currency);
	if ((uses & FIELD_BIT(PRIVATE)) != 0)
		out->is_private = event->is_private == KEFU_YES;
	if (event->kind == KEFU_EVENT_RETRACT)
		memset(&out->agent, 0, sizeof out->agent), out->team = 0, out->order = 0, out->refund = 0;
	if (event->kind == KEFU_EVENT_MESSAGE) {
		if (out->content == 0)
			out->content = KEFU_CONTENT_TEXT;
		if (out->mode == 0 && out->from == KEFU_PARTY_AGENT)
			out->mode = KEFU_MODE_HUMAN;
		else if (out->mode == 0 && out->from == KEFU_PARTY_BOT)
			out->mode = KEFU_MODE_BOT;
		else if (out->mode == 0 && out->from == KEFU_PARTY_SYSTEM)
			out->mode = KEFU_MODE_AUTO;
	}
}

/* Numbered events of an instant come first, then those without a number,
 * then what takes events back. */
static int rank(const struct entry *entry)
{
	if (entry->kind == KEFU_EVENT_RETRACT)
		return 2;
	return entry->seq == 0;
}

static int goes_before(const struct entry *a, const struct entry *b)
{
	if (a->t != b->t)
		return a->t < b->t;
	if (rank(a) != rank(b))
		return rank(a) < rank(b);
	return a->seq < b->seq;
}

static int32_t grow_slots(struct timelines *timelines, uint32_t **slots, size_t *count, size_t used)
{
	size_t wanted = *count != 0 ? *count * 2 : 16;
	uint32_t *made, *old = *slots;
	size_t i, old_count = *count;

	if ((used + 1) * 4 <= *count * 3)
		return KEFU_OK;
	made = memory_get_zeroed(&timelines->allocator, wanted * sizeof *made);
	if (made == NULL)
		return KEFU_E_NOMEM;
	*slots = made;
	*count = wanted;
	for (i = 0; i < old_count; i++) {
		if (old[i] == 0)
			continue;
		if (slots == &timelines->slots) {
			const struct track *track = &timelines->tracks[old[i] - 1];

			made[track_slot(timelines, track->kind, track->id, track->agent)] = old[i];
		} else {
			made[customer_slot(timelines, timelines->customers[old[i] - 1])] = old[i];
		}
	}
	memory_put(&timelines->allocator, old, old_count * sizeof *old);
	return KEFU_OK;
}

#define RESERVE(array, capacity, need) \
	reserve(timelines, (void **)&(array), &(capacity), need, sizeof *(array))

static int32_t reserve(struct timelines *timelines, void **array, size_t *capacity,
                       size_t need, size_t size)
{
	return memory_reserve(&timelines->allocator, array, capacity, need, size);
}

/* The customer's number, made when unknown; nothing is counted yet when
 * memory runs out afterwards, for a customer without tracks is nobody. */
static int32_t find_customer(struct timelines *timelines, kefu_id id, uint32_t *number)
{
	size_t slot;

	if (timelines->customer_slot_count != 0) {
		slot = customer_slot(timelines, id);
		if (timelines->customer_slots[slot] != 0) {
			*number = timelines->customer_slots[slot] - 1;
			return KEFU_OK;
		}
	}
	if (RESERVE(timelines->customers, timelines->customer_capacity, timelines->customer_count + 1) != KEFU_OK ||
	    RESERVE(timelines->first, timelines->first_capacity, timelines->customer_count + 2) != KEFU_OK ||
	    grow_slots(timelines, &timelines->customer_slots, &timelines->customer_slot_count,
	               timelines->customer_count) != KEFU_OK)
		return KEFU_E_NOMEM;
	*number = (uint32_t)timelines->customer_count;
	return KEFU_OK;
}

static void unlink_track(struct timelines *timelines, uint32_t number)
{
	struct track *track = &timelines->tracks[number];
	uint32_t *link = list_of(timelines, track->owner);

	while (*link != number)
		link = &timelines->tracks[*link].next;
	*link = track->next;
}

static void link_track(struct timelines *timelines, uint32_t number, uint32_t owner)
{
	struct track *track = &timelines->tracks[number];

	track->owner = owner;
	track->next = *list_of(timelines, owner);
	*list_of(timelines, owner) = number;
}

static int is_bindable(enum track_kind kind)
{
	return kind == TRACK_SESSION || kind == TRACK_ORDER || kind == TRACK_REFUND;
}

int32_t timelines_apply(struct timelines *timelines, const kefu_event *event,
                        enum applied *applied)
{
	enum track_kind kind;
	kefu_id id, agent, customer = 0;
	struct entry entry;
	struct track *track;
	uint32_t number, owner = NOBODY;
	size_t i;

	timelines_entity(event, &kind, &id, &agent);
	entry_from_event(event, kind, &entry);
	if (kind == TRACK_THREAD)
		customer = id;
	else if (is_bindable(kind) && event->kind != KEFU_EVENT_RETRACT)
		customer = event->customer;
	number = timelines_find(timelines, kind, id, agent);
	if (number != NO_TRACK && entry.seq != 0) {
		track = &timelines->tracks[number];
		for (i = 0; i < track->count; i++) {
			const struct entry *held = &track->at[i];

			if (held->seq == entry.seq && rank(held) == rank(&entry) &&
			    (rank(&entry) != 2 || held->t == entry.t)) {
				*applied = APPLIED_DUPLICATE;
				return KEFU_OK;
			}
		}
	}
	if (customer != 0 && number != NO_TRACK) {
		track = &timelines->tracks[number];
		if (track->customer != 0 && text_compare(timelines->texts, track->customer, customer) <= 0)
			customer = 0;
	}
	if (timelines->first_capacity == 0) {
		if (RESERVE(timelines->first, timelines->first_capacity, 1) != KEFU_OK)
			return KEFU_E_NOMEM;
		timelines->first[0] = NO_TRACK;
	}
	if (customer != 0 && find_customer(timelines, customer, &owner) != KEFU_OK)
		return KEFU_E_NOMEM;
	if (number == NO_TRACK) {
		struct track fresh = {kind, id, agent, 0, NOBODY, NO_TRACK, NULL, 0, 0};

		if (RESERVE(timelines->tracks, timelines->track_capacity, timelines->track_count + 1) != KEFU_OK ||
		    grow_slots(timelines, &timelines->slots, &timelines->slot_count, timelines->track_count) != KEFU_OK ||
		    RESERVE(fresh.at, fresh.capacity, 1) != KEFU_OK)
			return KEFU_E_NOMEM;
		number = (uint32_t)timelines->track_count;
		timelines->tracks[number] = fresh;
		timelines->slots[track_slot(timelines, kind, id, agent)] = number + 1;
		timelines->track_count++;
		link_track(timelines, number, NOBODY);
		timelines->sessions += kind == TRACK_SESSION;
		timelines->orphans += is_bindable(kind);
	}
	track = &timelines->tracks[number];
	if (RESERVE(track->at, track->capacity, track->count + 1) != KEFU_OK)
		return KEFU_E_NOMEM;
	for (i = track->count; i > 0 && goes_before(&entry, &track->at[i - 1]); i--)
		track->at[i] = track->at[i - 1];
	track->at[i] = entry;
	track->count++;
	if (customer != 0) {
		if (owner == timelines->customer_count) {
			timelines->customers[owner] = customer;
			timelines->customer_slots[customer_slot(timelines, customer)] = owner + 1;
			timelines->customer_count++;
			*list_of(timelines, owner) = NO_TRACK;
		}
		timelines->orphans -= is_bindable(kind) && track->customer == 0;
		unlink_track(timelines, number);
		link_track(timelines, number, owner);
		track->customer = customer;
	}
	timelines->events++;
	if (event->t > timelines->last)
		timelines->last = event->t;
	*applied = APPLIED_NEW;
	return KEFU_OK;
}

int32_t timelines_apply_many(struct timelines *timelines,
                             const kefu_event *events, size_t stride,
                             size_t count, size_t *done, int64_t *fresh,
                             int64_t *duplicates)
{
	size_t i;

	for (i = 0; i < count; i++) {
		enum applied applied;
		int32_t status = timelines_apply(timelines,
			(const kefu_event *)(const void *)((const char *)events + i * stride), &applied);

		if (status != KEFU_OK) {
			*done = i;
			return status;
		}
		if (applied == APPLIED_NEW)
			++*fresh;
		else
			++*duplicates;
	}
	*done = count;
	return KEFU_OK;
}

int32_t timelines_read(const struct timelines *timelines, uint32_t number,
                       int64_t as_of, const kefu_allocator *allocator,
                       struct entries *out)
{
	const struct track *track = &timelines->tracks[number];
	void *at = out->at;
	int32_t status = memory_reserve(allocator, &at, &out->capacity,
	                                out->count + track->count, sizeof *out->at);
	size_t i, k;

	out->at = at;
	if (status != KEFU_OK)
		return status;
	for (i = 0; i < track->count && track->at[i].t <= as_of; i++) {
		int gone = track->at[i].kind == KEFU_EVENT_RETRACT;

		for (k = 0; k < track->count && !gone && track->at[i].seq != 0; k++)
			gone = track->at[k].kind == KEFU_EVENT_RETRACT &&
			       track->at[k].t <= as_of && track->at[k].seq == track->at[i].seq;
		if (!gone)
			out->at[out->count++] = track->at[i];
	}
	return KEFU_OK;
}

void timelines_count(const struct timelines *timelines, struct timelines_counts *out)
{
	size_t i;

	out->events = timelines->events;
	out->sessions = timelines->sessions;
	out->orphans = timelines->orphans;
	out->last = timelines->last;
	out->bytes = (int64_t)(sizeof *timelines +
		timelines->track_capacity * sizeof(struct track) +
		timelines->customer_capacity * sizeof(kefu_id) +
		timelines->first_capacity * sizeof(uint32_t) +
		(timelines->slot_count + timelines->customer_slot_count) * sizeof(uint32_t));
	for (i = 0; i < timelines->track_count; i++)
		out->bytes += (int64_t)(timelines->tracks[i].capacity * sizeof(struct entry));
}

#include "desk/desk.h"

#include <string.h>

#include "desk/board.h"
#include "history/kinds.h"

#define REFUSALS_KEPT 100
#define REFUSALS_MOST 1000000

static int is_currency(const char currency[4])
{
	int i;

	if (currency[0] == '\0')
		return 1;
	for (i = 0; i < 3; i++)
		if (currency[i] < 'A' || currency[i] > 'Z')
			return 0;
	return currency[3] == '\0';
}

static int32_t check_options(const kefu_desk_options *options)
{
	size_t i;

	if (options->size != sizeof *options)
		return KEFU_E_SIZE;
	for (i = 0; i < sizeof options->reserved; i++)
		if (options->reserved[i] != 0)
			return KEFU_E_SIZE;
	if (options->session_gap < 0 ||
	    options->session_gap > kefu_time_max() ||
	    options->refusals_kept > REFUSALS_MOST)
		return KEFU_E_RANGE;
	return is_currency(options->currency) ? KEFU_OK : KEFU_E_CURRENCY;
}

static int32_t furnish(kefu_desk *desk, const kefu_desk_options *options)
{
	const kefu_allocator *allocator = &desk->allocator;
	int32_t status;

	desk->session_gap = options->session_gap;
	memcpy(desk->currency, options->currency, sizeof desk->currency);
	desk->refusals_kept = options->refusals_kept != 0
		? options->refusals_kept : REFUSALS_KEPT;
	text_table_init(&desk->texts, allocator);
	desk->mark = -1;
	desk->forgotten_to = KEFU_DAY_ANY;
	status = options->zone != NULL
		? kefu_zone_copy(allocator, options->zone, &desk->zone)
		: kefu_zone_fixed(allocator, 0, &desk->zone);
	if (status != KEFU_OK)
		return status;
	status = timelines_new(allocator, &desk->texts, &desk->timelines);
	if (status == KEFU_OK)
		status = sealed_init(&desk->sealed, allocator);
	if (status != KEFU_OK)
		return status;
	desk->refusals = memory_get(allocator, desk->refusals_kept *
	                                       sizeof *desk->refusals);
	if (desk->refusals == NULL)
		return KEFU_E_NOMEM;
	desk->link = memory_get(allocator, sizeof *desk->link);
	if (desk->link == NULL)
		return KEFU_E_NOMEM;
	desk->link->allocator = *allocator;
	desk->link->desk = desk;
	desk->link->holders = 1;
	return KEFU_OK;
}

int32_t kefu_desk_new(const kefu_desk_options *options, kefu_desk **out)
{
	kefu_desk_options everyday = {0};
	kefu_allocator allocator;
	kefu_desk *desk;
	int32_t status;

	if (out == NULL)
		return KEFU_E_NULL;
	if (options == NULL) {
		everyday.size = sizeof everyday;
		options = &everyday;
	}
	status = check_options(options);
	if (status == KEFU_OK)
		status = memory_resolve(options->allocator, &allocator);
	if (status != KEFU_OK)
		return status;
	desk = memory_get_zeroed(&allocator, sizeof *desk);
	if (desk == NULL)
		return KEFU_E_NOMEM;
	desk->allocator = allocator;
	status = furnish(desk, options);
	if (status != KEFU_OK) {
		kefu_desk_free(desk);
		return status;
	}
	*out = desk;
	return KEFU_OK;
}

int32_t kefu_desk_settings(const kefu_desk *desk, kefu_desk_options *out)
{
	if (desk == NULL || out == NULL)
		return KEFU_E_NULL;
	if (out->size != sizeof *out)
		return KEFU_E_SIZE;
	memset(out, 0, sizeof *out);
	out->size = sizeof *out;
	out->refusals_kept = desk->refusals_kept;
	out->allocator = &desk->allocator;
	out->zone = desk->zone;
	out->session_gap = desk->session_gap;
	memcpy(out->currency, desk->currency, sizeof out->currency);
	return KEFU_OK;
}

void desk_link_drop(struct desk_link *link)
{
	const kefu_allocator allocator = link->allocator;

	if (--link->holders == 0)
		memory_put(&allocator, link, sizeof *link);
}

void kefu_desk_free(kefu_desk *desk)
{
	kefu_allocator allocator;

	if (desk == NULL)
		return;
	allocator = desk->allocator;
	if (desk->link != NULL) {
		desk->link->desk = NULL;
		desk_link_drop(desk->link);
	}
	desk_unuse(desk, 0);
	memory_put(&allocator, desk->used,
	           desk->used_capacity * sizeof *desk->used);
	memory_put(&allocator, desk->roster.entries,
	           desk->roster.capacity * sizeof *desk->roster.entries);
	board_drop(desk);
	sla_book_release(&desk->sla, &allocator);
	memory_put(&allocator, desk->refusals,
	           desk->refusals_kept * sizeof *desk->refusals);
	timelines_free(desk->timelines);
	sealed_release(&desk->sealed);
	text_table_release(&desk->texts);
	kefu_zone_free(desk->zone);
	memory_put(&allocator, desk, sizeof *desk);
}

int32_t kefu_desk_intern(kefu_desk *desk, const char *text, size_t length,
                         kefu_id *out)
{
	if (desk == NULL || out == NULL || (text == NULL && length != 0))
		return KEFU_E_NULL;
	return text_intern(&desk->texts, text, length, out);
}

int32_t kefu_desk_id_text(const kefu_desk *desk, kefu_id id, char *text,
                          size_t capacity, size_t *length)
{
	if (desk == NULL)
		return KEFU_E_NULL;
	return text_write(&desk->texts, id, text, capacity, length);
}

int32_t kefu_desk_roster(kefu_desk *desk, kefu_id agent, kefu_id team,
                         int64_t from)
{
	struct roster *roster;
	struct roster_entry *entry;
	void *array;
	size_t at;
	int32_t status;

	if (desk == NULL)
		return KEFU_E_NULL;
	if (agent == 0)
		return KEFU_E_MISSING;
	if (!text_id_known(&desk->texts, agent) ||
	    !text_id_known(&desk->texts, team))
		return KEFU_E_ID;
	if (from < 0 || from > kefu_time_max())
		return KEFU_E_TIME;
	roster = &desk->roster;
	for (at = roster->count; at > 0; at--) {
		entry = &roster->entries[at - 1];
		if (entry->agent < agent ||
		    (entry->agent == agent && entry->from <= from))
			break;
	}
	if (at > 0 && roster->entries[at - 1].agent == agent &&
	    roster->entries[at - 1].from == from) {
		roster->entries[at - 1].team = team;
		return KEFU_OK;
	}
	array = roster->entries;
	status = memory_reserve(&desk->allocator, &array, &roster->capacity,
	                        roster->count + 1, sizeof *roster->entries);
	roster->entries = array;
	if (status != KEFU_OK)
		return status;
	memmove(&roster->entries[at + 1], &roster->entries[at],
	        (roster->count - at) * sizeof *roster->entries);
	roster->entries[at].agent = agent;
	roster->entries[at].team = team;
	roster->entries[at].from = from;
	roster->count++;
	return KEFU_OK;
}

int32_t desk_fold_begin(const kefu_desk *desk, int64_t as_of, struct fold *fold)
{
	struct fold_rules rules = {desk->session_gap, desk->keeping.idle_end};

	return fold_begin(fold, &desk->allocator, desk->timelines, &desk->texts,
	                  as_of, &rules);
}

int32_t kefu_desk_statistics(const kefu_desk *desk, kefu_statistics *out)
{
	struct timelines_counts counts;

	if (desk == NULL || out == NULL)
		return KEFU_E_NULL;
	if (out->size != sizeof *out)
		return KEFU_E_SIZE;
	timelines_count(desk->timelines, &counts);
	out->reserved = 0;
	out->applied = desk->applied;
	out->duplicates = desk->duplicates;
	out->refused = desk->refused;
	out->held = counts.events;
	out->sessions = counts.sessions;
	out->customers = counts.customers;
	out->orphans = counts.orphans;
	out->last = counts.last;
	out->settled = counts.settled;
	out->bytes = counts.bytes + (int64_t)(sizeof *desk +
		text_table_bytes(&desk->texts) +
		desk_used_bytes(desk) +
		desk->roster.capacity * sizeof *desk->roster.entries +
		sla_book_bytes(&desk->sla) + board_bytes(desk) +
		sealed_bytes(&desk->sealed) +
		desk->refusals_kept * sizeof *desk->refusals);
	return KEFU_OK;
}

int32_t kefu_desk_refusal(const kefu_desk *desk, int64_t index,
                          kefu_refusal *out)
{
	if (desk == NULL || out == NULL)
		return KEFU_E_NULL;
	if (out->size != sizeof *out)
		return KEFU_E_SIZE;
	if (index < 0 || index >= desk->refused ||
	    index >= (int64_t)desk->refusals_kept)
		return KEFU_E_NOT_FOUND;
	*out = desk->refusals[(desk->refused - 1 - index) %
	                      (int64_t)desk->refusals_kept];
	return KEFU_OK;
}

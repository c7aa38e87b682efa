/* A desk once more, whole or without a customer. */
#include <string.h>

#include "desk/board.h"
#include "desk/handover.h"

/* Puts the tracks that are not of this customer (0: all) into other timelines. */
static int32_t put_tracks(const kefu_desk *desk, kefu_id but, struct timelines *out)
{
	uint32_t count = timelines_track_count(desk->timelines), number;
	struct handover handover;
	int32_t status = timelines_adopting(out, count);

	handover_begin(&handover, &desk->allocator, desk->timelines, out, NULL, NULL);
	for (number = 0; number < count && status == KEFU_OK; number++) {
		struct track_info info;

		handover_soon(&handover, number);
		if (timelines_kind(desk->timelines, number) == 0)
			continue;
		if (but != 0) {
			timelines_info(desk->timelines, number, &info);
			if (info.customer == but)
				continue;
		}
		status = handover_track(&handover, number);
	}
	handover_end(&handover);
	return status == KEFU_OK ? timelines_adopted(out) : status;
}

static int32_t rebuild(const kefu_desk *desk, struct text_table *texts, kefu_id but,
                       struct timelines **out)
{
	int32_t status = timelines_new(&desk->allocator, texts, out);

	if (status != KEFU_OK)
		return status;
	status = put_tracks(desk, but, *out);
	if (status != KEFU_OK) {
		timelines_free(*out);
		return status;
	}
	if (desk->mark >= 0) {
		struct timelines_counts counts;

		timelines_count(desk->timelines, &counts);
		timelines_saw(*out, counts.last);
	}
	return KEFU_OK;
}

static int32_t copy_used(const struct used *used, kefu_desk *copy)
{
	struct used *made;
	size_t i;
	int32_t status = desk_used_add(copy, used->name, used->length, &made);

	for (i = 0; i < used->version_count && status == KEFU_OK; i++) {
		const struct version *version = &used->versions[i];
		kefu_definition *definition;

		status = kefu_definition_copy(&copy->allocator, version->definition, &definition);
		if (status != KEFU_OK)
			break;
		status = desk_version_add(copy, made, definition, version->from_day,
		                          version->to_day);
		if (status == KEFU_OK)
			made->versions[i].row = version->row;
		else
			kefu_definition_free(definition);
	}
	return status;
}

static int32_t copy_roster(const struct roster *roster, const kefu_allocator *allocator,
                           struct roster *out)
{
	void *array = NULL;
	int32_t status = memory_reserve(allocator, &array, &out->capacity, roster->count,
	                                sizeof *roster->entries);

	out->entries = array;
	if (status != KEFU_OK)
		return status;
	if (roster->count != 0)
		memcpy(out->entries, roster->entries, roster->count * sizeof *roster->entries);
	out->count = roster->count;
	return KEFU_OK;
}

/* Everything but the events. */
static int32_t copy_rest(const kefu_desk *desk, kefu_desk *copy)
{
	int32_t status = text_table_copy(&desk->texts, &desk->allocator, &copy->texts);
	size_t i;

	for (i = 0; i < desk->used_count && status == KEFU_OK; i++)
		status = copy_used(&desk->used[i], copy);
	if (status == KEFU_OK)
		status = copy_roster(&desk->roster, &desk->allocator, &copy->roster);
	if (status == KEFU_OK)
		status = sla_book_copy(&desk->sla, &desk->allocator, &copy->sla);
	if (status == KEFU_OK) {
		sealed_release(&copy->sealed); /* a new desk's, of nothing */
		status = sealed_copy(&desk->sealed, &desk->allocator, &copy->sealed);
	}
	for (i = 0; i < desk->used_count && status == KEFU_OK; i++)
		copy->used[i].since = desk->used[i].since;
	copy->keeping = desk->keeping;
	copy->mark = desk->mark;
	copy->forgotten_to = desk->forgotten_to;
	return status;
}

int32_t kefu_desk_copy(const kefu_desk *desk, kefu_desk **out)
{
	kefu_desk_options options;
	struct timelines *timelines;
	kefu_desk *copy;
	int32_t status;

	if (desk == NULL || out == NULL)
		return KEFU_E_NULL;
	memset(&options, 0, sizeof options);
	options.size = sizeof options;
	options.refusals_kept = desk->refusals_kept;
	options.allocator = &desk->allocator;
	options.zone = desk->zone;
	options.session_gap = desk->session_gap;
	memcpy(options.currency, desk->currency, sizeof options.currency);
	status = kefu_desk_new(&options, &copy);
	if (status != KEFU_OK)
		return status;
	status = copy_rest(desk, copy);
	if (status == KEFU_OK)
		status = rebuild(desk, &copy->texts, 0, &timelines);
	if (status != KEFU_OK) {
		kefu_desk_free(copy);
		return status;
	}
	state_replace(copy, timelines, NULL);
	*out = copy;
	return KEFU_OK;
}

/* Whether anything is held that put_tracks() would leave out. */
static int holds_customer(const kefu_desk *desk, kefu_id customer)
{
	uint32_t count = timelines_track_count(desk->timelines), number;

	for (number = 0; number < count; number++) {
		struct track_info info;

		timelines_info(desk->timelines, number, &info);
		if (info.customer == customer)
			return 1;
	}
	return 0;
}

/* What put_tracks() leaves out names texts that may be nobody's from then on. */
static void offer_customer(const kefu_desk *desk, kefu_id customer)
{
	uint32_t count = timelines_track_count(desk->timelines), number;

	for (number = 0; number < count; number++) {
		struct track_info info;

		timelines_info(desk->timelines, number, &info);
		if (info.customer == customer)
			timelines_offer_texts(desk->timelines, number);
	}
}

int32_t kefu_desk_erase(kefu_desk *desk, kefu_id customer)
{
	struct timelines *timelines;
	int32_t status;

	if (desk == NULL)
		return KEFU_E_NULL;
	if (customer == 0)
		return KEFU_E_MISSING;
	if (!text_id_known(&desk->texts, customer))
		return KEFU_E_ID;
	if (!holds_customer(desk, customer))
		return KEFU_E_NOT_FOUND;
	status = rebuild(desk, &desk->texts, customer, &timelines);
	if (status != KEFU_OK)
		return status;
	offer_customer(desk, customer);
	state_replace(desk, timelines, NULL);
	desk_forget_texts(desk);
	return KEFU_OK;
}

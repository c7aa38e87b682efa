#include "desk/merge_order.h"

#include <string.h>

#include "base/sort.h"
#include "history/record.h"

#define DROPPED 1 /* an entry's mark: the other side's is kept */

/* ---- numbers that both sides have ---- */

struct numbered {
	int64_t seq;
	struct entry *entry;
};

static int seq_later(const void *context, const void *a, const void *b)
{
	(void)context;
	return ((const struct numbered *)a)->seq > ((const struct numbered *)b)->seq;
}

/* The numbered events of a side in order of their numbers; retractions have
 * theirs from what they take back. */
static size_t list_numbered(const struct entries *side, struct numbered *out,
                            struct numbered *spare)
{
	size_t i, count = 0;

	for (i = 0; i < side->count; i++)
		if (record_rank(side->at[i].kind, side->at[i].seq) == RANK_NUMBERED) {
			out[count].seq = side->at[i].seq;
			out[count++].entry = &side->at[i];
		}
	sort_items(out, spare, count, sizeof *out, seq_later, NULL);
	return count;
}

/* Of two events with one number the smaller one stays. */
static void drop_larger(const struct text_table *texts, struct entry *a, struct entry *b)
{
	int order = (a->t > b->t) - (a->t < b->t);

	if (order == 0)
		order = state_compare(texts, a, b);
	if (order <= 0)
		b->reserved = DROPPED;
	else
		a->reserved = DROPPED;
}

static int32_t drop_repeated(const kefu_allocator *allocator, const struct text_table *texts,
                             struct entries *a, struct entries *b)
{
	size_t room = 2 * (a->count + b->count);
	struct numbered *of_a = memory_get(allocator, room * sizeof *of_a), *of_b;
	size_t count_a, count_b, i = 0, k = 0;

	if (of_a == NULL)
		return KEFU_E_NOMEM;
	count_a = list_numbered(a, of_a, of_a + a->count + b->count);
	of_b = of_a + count_a;
	count_b = list_numbered(b, of_b, of_a + a->count + b->count);
	while (i < count_a && k < count_b) {
		if (of_a[i].seq == of_b[k].seq)
			drop_larger(texts, of_a[i++].entry, of_b[k++].entry);
		else if (of_a[i].seq < of_b[k].seq)
			i++;
		else
			k++;
	}
	memory_put(allocator, of_a, room * sizeof *of_a);
	return KEFU_OK;
}

/* ---- unnumbered events of one millisecond ---- */

/* A run of events none of which is as large as the first. Taking apart a
 * sequence where its largest so far comes up to or above all before gives such
 * descents; any descents put in order and joined come apart into themselves again.
 * That makes joining indifferent to grouping. */
struct descent {
	const struct entry *at;
	size_t count;
};

static int descent_later(const void *context, const void *left, const void *right)
{
	const struct descent *a = left, *b = right;
	size_t i;

	for (i = 0; i < a->count && i < b->count; i++) {
		int order = state_compare(context, &a->at[i], &b->at[i]);

		if (order != 0)
			return order > 0;
	}
	return a->count > b->count;
}

static size_t take_apart(const struct text_table *texts, const struct entry *at, size_t count,
                         struct descent *descents)
{
	size_t made = 0, i;

	for (i = 0; i < count; i++) {
		if (made == 0 || state_compare(texts, descents[made - 1].at, &at[i]) <= 0) {
			descents[made].at = &at[i];
			descents[made++].count = 0;
		}
		descents[made - 1].count++;
	}
	return made;
}

static void append(struct entries *out, const struct entry *at, size_t count)
{
	if (count != 0)
		memcpy(out->at + out->count, at, count * sizeof *at);
	out->count += count;
}

static int32_t join_unnumbered(const kefu_allocator *allocator, const struct text_table *texts,
                               const struct entry *a, size_t count_a, const struct entry *b,
                               size_t count_b, struct entries *out)
{
	size_t room = 2 * (count_a + count_b), count, i;
	struct descent *descents;

	if (count_a == 0 || count_b == 0) {
		append(out, a, count_a);
		append(out, b, count_b);
		return KEFU_OK;
	}
	descents = memory_get(allocator, room * sizeof *descents);
	if (descents == NULL)
		return KEFU_E_NOMEM;
	count = take_apart(texts, a, count_a, descents);
	count += take_apart(texts, b, count_b, descents + count);
	sort_items(descents, descents + count_a + count_b, count, sizeof *descents, descent_later, texts);
	for (i = 0; i < count; i++)
		append(out, descents[i].at, descents[i].count);
	memory_put(allocator, descents, room * sizeof *descents);
	return KEFU_OK;
}

/* ---- the union ---- */

/* Where a side has come to, and how many follow of one instant and rank. */
struct side {
	const struct entry *at;
	size_t left, group;
};

static enum record_rank rank_of(const struct entry *entry)
{
	return record_rank(entry->kind, entry->seq);
}

static void count_group(struct side *side, int64_t t, enum record_rank rank)
{
	side->group = 0;
	while (side->group < side->left && side->at[side->group].t == t &&
	       rank_of(&side->at[side->group]) == rank)
		side->group++;
}

static void skip_group(struct side *side)
{
	side->at += side->group;
	side->left -= side->group;
}

/* Numbered events, or retractions: by their numbers. */
static void join_numbered(const struct side *a, const struct side *b, struct entries *out)
{
	size_t i = 0, k = 0;

	while (i < a->group || k < b->group) {
		const struct entry *of_a = i < a->group ? &a->at[i] : NULL;
		const struct entry *of_b = k < b->group ? &b->at[k] : NULL;
		const struct entry *taken = of_b == NULL || (of_a != NULL && of_a->seq <= of_b->seq)
			? of_a : of_b;

		i += taken == of_a;
		k += taken == of_b;
		/* A retraction of one instant and number is the same one. */
		if (taken == of_a && of_b != NULL && of_a->seq == of_b->seq &&
		    of_a->kind == KEFU_EVENT_RETRACT)
			k++;
		if (taken->reserved != DROPPED)
			append(out, taken, 1);
	}
}

int32_t merge_entries(const kefu_allocator *allocator, const struct text_table *texts,
                      struct entries *a, struct entries *b, struct entries *out)
{
	struct side of_a = {a->at, a->count, 0}, of_b = {b->at, b->count, 0};
	void *array = out->at;
	int32_t status = memory_reserve(allocator, &array, &out->capacity,
	                                out->count + a->count + b->count, sizeof *out->at);

	out->at = array;
	if (status == KEFU_OK)
		status = drop_repeated(allocator, texts, a, b);
	while (status == KEFU_OK && (of_a.left != 0 || of_b.left != 0)) {
		const struct entry *next;
		enum record_rank rank;

		next = of_b.left == 0 ? of_a.at : of_b.at;
		if (of_a.left != 0 && of_b.left != 0 &&
		    (of_a.at->t < of_b.at->t ||
		     (of_a.at->t == of_b.at->t && rank_of(of_a.at) < rank_of(of_b.at))))
			next = of_a.at;
		rank = rank_of(next);
		count_group(&of_a, next->t, rank);
		count_group(&of_b, next->t, rank);
		if (rank == RANK_UNNUMBERED)
			status = join_unnumbered(allocator, texts, of_a.at, of_a.group, of_b.at,
			                         of_b.group, out);
		else
			join_numbered(&of_a, &of_b, out);
		skip_group(&of_a);
		skip_group(&of_b);
	}
	return status;
}

/* Events without a number have nothing that tells a second delivery from a
 * second event. So a state remembers the inputs that they came from: how many rows,
 * and a digest of these. An input that begins with the rows of a known one is
 * that one again, and only what follows is new: a table that grows, or the
 * input of a run that was killed. One that does not, but has a row that was
 * there before, is refused: nobody could say what counts twice. */
#include "kefu-report-inputs.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kefu/event.h"

/* ---- a row's hash ---- */

static int is_field(const char *name)
{
	const char *known;
	int32_t index;

	for (index = 0; (known = kefu_field_name(index, NULL)) != NULL; index++)
		if (strcmp(known, name) == 0)
			return 1;
	return 0;
}

/* Columns count in the order of their names, and only those that events have:
 * a column more, or columns in another order, are no other input. */
static void statement_begin(void *context, sqlite3_stmt *statement)
{
	struct input_walk *walk = context;
	int column, columns = sqlite3_column_count(statement), at;

	walk->columns = 0;
	walk->seq_column = -1;
	for (column = 0; column < columns && walk->columns < INPUT_COLUMNS; column++) {
		const char *name = sqlite3_column_name(statement, column);

		if (strcmp(name, "seq") == 0)
			walk->seq_column = column;
		if (strcmp(name, "seq") == 0 || !is_field(name))
			continue;
		for (at = walk->columns++; at > 0 &&
		     strcmp(sqlite3_column_name(statement, walk->order[at - 1]), name) > 0; at--)
			walk->order[at] = walk->order[at - 1];
		walk->order[at] = column;
	}
}

/* " 12:" */
static size_t size_text(size_t number, char text[32])
{
	size_t at = 32, length;

	text[--at] = ':';
	do
		text[--at] = (char)('0' + number % 10);
	while ((number /= 10) != 0);
	text[--at] = ' ';
	length = 32 - at;
	memmove(text, text + at, length);
	return length;
}

/* NAME LENGTH:VALUE, nothing for NULL. */
static void value_add(struct sha256 *hash, sqlite3_stmt *statement, int column)
{
	char digits[32], size[32];
	const char *text, *name;
	size_t length;

	if (sqlite3_column_type(statement, column) == SQLITE_NULL)
		return;
	name = sqlite3_column_name(statement, column);
	text = sqlite_value_text(statement, column, digits, &length);
	sha256_add(hash, name, strlen(name));
	sha256_add(hash, size, size_text(length, size));
	sha256_add(hash, text, length);
}

static void row_hash(struct input_walk *walk, sqlite3_stmt *statement)
{
	unsigned char digest[SHA256_SIZE];
	struct sha256 hash;
	int i;

	sha256_begin(&hash);
	for (i = 0; i < walk->columns; i++)
		value_add(&hash, statement, walk->order[i]);
	sha256_read(&hash, digest);
	walk->hash = 0;
	for (i = 0; i < 8; i++)
		walk->hash = walk->hash << 8 | digest[i];
	sha256_add(&walk->digest, digest, sizeof digest);
	if (walk->seq_column >= 0)
		value_add(&walk->digest, statement, walk->seq_column);
	walk->rows++;
}

/* ---- the first walk ---- */

/* The least number of rows beyond `rows` that a known input has, or 0. */
static int64_t known_next(const struct state_inputs *known, int64_t rows)
{
	int64_t next = 0;
	size_t i;

	for (i = 0; i < known->count; i++)
		if (known->list[i].rows > rows && (next == 0 || known->list[i].rows < next))
			next = known->list[i].rows;
	return next;
}

/* Is one of the known inputs what was read so far? */
static int known_check(struct input_walk *walk)
{
	unsigned char digest[SHA256_SIZE];
	size_t i;

	if (walk->rows < walk->next_rows)
		return 0;
	sha256_read(&walk->digest, digest);
	for (i = 0; i < walk->known->count; i++)
		if (walk->known->list[i].rows == walk->rows &&
		    memcmp(digest, walk->known->list[i].digest, SHA256_SIZE) == 0) {
			walk->known_rows = walk->rows;
			walk->known_digest = walk->digest;
			walk->continued = i;
			walk->continues = 1;
		}
	walk->next_rows = known_next(walk->known, walk->rows);
	return walk->next_rows != 0 ? 0 : -1;
}

/* ---- both ---- */

static int row_see(void *context, sqlite3_stmt *statement)
{
	struct input_walk *walk = context;
	const struct state_input *before;

	if (!walk->is_search && walk->rows < walk->known_rows) {
		walk->rows++;
		return 0;
	}
	row_hash(walk, statement);
	if (walk->is_search)
		return known_check(walk);
	before = state_inputs_find(walk->known, walk->hash);
	if (before == NULL)
		return 1;
	walk->repeated_row = walk->rows;
	walk->repeated_of = before->rows;
	return -1;
}

/* Would the desk know it again? A number is one within an entity, and what
 * belongs to none has no use for it. */
static int is_numbered(const kefu_event *event)
{
	return event->seq != 0 && event->kind != KEFU_EVENT_COUNT &&
	       (event->kind != KEFU_EVENT_COST || event->session != 0 || event->order != 0);
}

static void row_taken(void *context, int32_t status, const kefu_event *event)
{
	struct input_walk *walk = context;

	if (status != KEFU_OK || is_numbered(event))
		return;
	state_sample_add(&walk->made, walk->hash);
	if (event->t > walk->made.last)
		walk->made.last = event->t;
}

static void walk_begin(struct input_walk *walk, int is_search)
{
	walk->is_search = is_search;
	walk->rows = 0;
	walk->watch = (struct row_watch){walk, statement_begin, row_see, row_taken};
	sha256_begin(&walk->digest);
}

void input_search(struct input_walk *walk, struct state_inputs *known)
{
	memset(walk, 0, sizeof *walk);
	walk->known = known;
	walk->next_rows = known_next(known, 0);
	walk_begin(walk, 1);
}

void input_take(struct input_walk *walk)
{
	walk_begin(walk, 0);
	if (walk->continues)
		walk->digest = walk->known_digest;
}

int input_finish(struct input_walk *walk, const char *state)
{
	struct state_input *made = &walk->made;
	int i;

	if (walk->repeated_row != 0) {
		fprintf(stderr, "kefu-report: %s: row %" PRId64 " was read before, in an input of %" PRId64
		        " rows that this one does not continue; it may count twice, and seq does not tell. "
		        "Nothing was changed\n", state, walk->repeated_row, walk->repeated_of);
		return 0;
	}
	if (made->sample_count == 0)
		return 1; /* each row has a number by which the desk knows it */
	made->rows = walk->rows;
	sha256_read(&walk->digest, made->digest);
	if (walk->continues) {
		const struct state_input *before = &walk->known->list[walk->continued];

		for (i = 0; i < before->sample_count; i++)
			state_sample_add(made, before->sample[i]);
		if (before->last > made->last)
			made->last = before->last;
		state_inputs_remove(walk->known, walk->continued);
	}
	if (state_inputs_add(walk->known, made))
		return 1;
	fprintf(stderr, "kefu-report: %s: out of memory\n", state);
	return 0;
}

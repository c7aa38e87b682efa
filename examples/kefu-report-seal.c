/* --keep, --seal and --forgotten: what is settled is sealed, what nobody can
 * ask for any more is handed to an archive before the state lets go of it. */
#define _GNU_SOURCE /* strdup */

#include "kefu-report.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "kefu.h"

static int fail(const char *what, const char *why)
{
	fprintf(stderr, "kefu-report: %s: %s\n", what, why);
	return 0;
}

/* ---- how long: "7d,30d,35" ---- */

/* "0", or of whatever unit. */
static int is_zero(const char *text)
{
	size_t zeros = strspn(text, "0");

	return zeros != 0 && strspn(text + zeros, "smhd") <= 1 &&
	       text[zeros + strspn(text + zeros, "smhd")] == '\0';
}

static int parts_read(char *text, kefu_keeping *keeping)
{
	char *idle = strchr(text, ','), *days = NULL, *end;
	long number;

	if (idle != NULL) {
		*idle++ = '\0';
		days = strchr(idle, ',');
	}
	if (days != NULL)
		*days++ = '\0';
	if (is_zero(text))
		keeping->retention = 0;
	else if (!duration_read(text, &keeping->retention))
		return 0;
	if (idle != NULL && !duration_read(idle, &keeping->idle_end))
		return 0;
	if (days == NULL)
		return 1;
	number = strtol(days, &end, 10);
	if (end == days || (*end != '\0' && strcmp(end, "d") != 0) || number < 1 || number > INT32_MAX)
		return 0;
	keeping->keep_days = (int32_t)number;
	return 1;
}

static int keeping_read(const char *text, kefu_keeping *keeping)
{
	char *copy = strdup(text);
	int sound;

	kefu_keeping_init(keeping);
	sound = copy != NULL && parts_read(copy, keeping);
	free(copy);
	return sound || fail(text, "not times to keep such as 7d or 7d,30d,35");
}

/* As it can be given. */
static void time_text(int64_t ms, char *text, size_t size)
{
	static const struct {
		char letter;
		int64_t ms;
	} units[] = {{'d', 86400000}, {'h', 3600000}, {'m', 60000}, {'s', 1000}};
	size_t i = 0;

	while (i < sizeof units / sizeof *units && ms % units[i].ms != 0)
		i++;
	if (ms == 0)
		snprintf(text, size, "0");
	else if (i < sizeof units / sizeof *units)
		snprintf(text, size, "%" PRId64 "%c", ms / units[i].ms, units[i].letter);
	else
		snprintf(text, size, "%" PRId64 ".%03ds", ms / 1000, (int)(ms % 1000));
}

int seal_keep(const struct arguments *a, kefu_desk *desk)
{
	kefu_keeping keeping, held = {.size = sizeof held};
	int32_t status;

	if (a->keep == NULL)
		return 1;
	if (!keeping_read(a->keep, &keeping))
		return 0;
	status = kefu_desk_keep(desk, &keeping);
	if (status == KEFU_E_SEALED && kefu_desk_keeping(desk, &held) == KEFU_OK) {
		char retention[32], idle_end[32];

		time_text(held.retention, retention, sizeof retention);
		time_text(held.idle_end, idle_end, sizeof idle_end);
		fprintf(stderr, "kefu-report: --keep: %s has sealed with %s,%s,%" PRId32 " already\n",
		        a->state, retention, idle_end, held.keep_days);
		return 0;
	}
	return status == KEFU_OK || fail(a->keep, kefu_strerror(status));
}

/* ---- a line of CSV for each event ---- */

struct lines {
	char *text;
	size_t length, room;
	int failed;
};

static void put(struct lines *lines, const char *text, size_t length)
{
	if (length == 0)
		return;
	if (lines->room - lines->length < length) {
		size_t room = lines->room * 2 + length + 65536;
		char *larger = realloc(lines->text, room);

		if (larger == NULL) {
			lines->failed = 1;
			return;
		}
		lines->text = larger;
		lines->room = room;
	}
	memcpy(lines->text + lines->length, text, length);
	lines->length += length;
}

static void put_text(struct lines *lines, const char *text)
{
	size_t i;

	if (strpbrk(text, ",\"") == NULL) { /* no id holds a line's end */
		put(lines, text, strlen(text));
		return;
	}
	put(lines, "\"", 1);
	for (i = 0; text[i] != '\0'; i++)
		put(lines, text[i] == '"' ? "\"\"" : &text[i], text[i] == '"' ? 2 : 1);
	put(lines, "\"", 1);
}

static void put_number(struct lines *lines, int64_t number)
{
	char digits[24];

	put(lines, digits, (size_t)snprintf(digits, sizeof digits, "%" PRId64, number));
}

static void put_id(struct lines *lines, const kefu_event_list *list, kefu_id id)
{
	char text[256];
	size_t length = 0;

	if (id == 0)
		return;
	if (kefu_event_list_id_text(list, id, text, sizeof text - 1, &length) != KEFU_OK) {
		lines->failed = 1;
		return;
	}
	text[length] = '\0';
	put_text(lines, text);
}

enum sort {ID, NUMBER, SHORT, CHOICE};
static const struct {
	const char *name;
	enum sort sort;
	size_t offset;
	int32_t field; /* of a choice */
} columns[] = {
#define AT(member) offsetof(kefu_event, member)
	{"t", NUMBER, AT(t), 0}, {"kind", ID, AT(kind), 0}, {"seq", NUMBER, AT(seq), 0},
	{"session", ID, AT(session), 0}, {"customer", ID, AT(customer), 0}, {"agent", ID, AT(agent), 0},
	{"team", ID, AT(team), 0}, {"order", ID, AT(order), 0}, {"item", ID, AT(item), 0},
	{"refund", ID, AT(refund), 0}, {"to", ID, AT(to), 0}, {"to_team", ID, AT(to_team), 0},
	{"channel", ID, AT(channel), 0}, {"topic", ID, AT(topic), 0}, {"complaint", ID, AT(complaint), 0},
	{"name", ID, AT(name), 0}, {"value", NUMBER, AT(value), 0}, {"amount", NUMBER, AT(amount), 0},
	{"postage", NUMBER, AT(postage), 0}, {"units", NUMBER, AT(units), 0}, {"min", SHORT, AT(min), 0},
	{"max", SHORT, AT(max), 0}, {"currency", ID, AT(currency), 0},
	{"from", CHOICE, AT(from), KEFU_FIELD_FROM}, {"mode", CHOICE, AT(mode), KEFU_FIELD_MODE},
	{"content", CHOICE, AT(content), KEFU_FIELD_CONTENT},
	{"private", CHOICE, AT(is_private), KEFU_FIELD_PRIVATE},
	{"initiator", CHOICE, AT(initiator), KEFU_FIELD_INITIATOR}, {"phase", CHOICE, AT(phase), KEFU_FIELD_PHASE},
	{"survey", CHOICE, AT(survey), KEFU_FIELD_SURVEY}, {"priority", CHOICE, AT(priority), KEFU_FIELD_PRIORITY},
	{"type", CHOICE, AT(type), KEFU_FIELD_TYPE}, {"liable", CHOICE, AT(liable), KEFU_FIELD_LIABLE},
	{"correct", CHOICE, AT(correct), KEFU_FIELD_CORRECT}
#undef AT
};
#define COLUMN_COUNT (sizeof columns / sizeof *columns)

/* Nothing stands for what is not given; a value of 0 may be given. */
static void put_field(struct lines *lines, const kefu_event_list *list, const kefu_event *event,
                      size_t column)
{
	const char *at = (const char *)event + columns[column].offset;
	int64_t number = 0;
	int32_t shorter;
	kefu_id id;

	switch (columns[column].sort) {
	case NUMBER:
		memcpy(&number, at, sizeof number);
		if (number != 0 || columns[column].offset == offsetof(kefu_event, t) ||
		    (columns[column].offset == offsetof(kefu_event, value) && event->has_value))
			put_number(lines, number);
		break;
	case SHORT:
		memcpy(&shorter, at, sizeof shorter);
		if (shorter != 0)
			put_number(lines, shorter);
		break;
	case CHOICE:
		if (*at != 0)
			put_text(lines, kefu_field_value_name(columns[column].field, (unsigned char)*at));
		break;
	default:
		if (columns[column].offset == offsetof(kefu_event, kind)) {
			put_text(lines, kefu_event_kind_name(event->kind));
		} else if (columns[column].offset == offsetof(kefu_event, currency)) {
			put_text(lines, event->currency);
		} else {
			memcpy(&id, at, sizeof id);
			put_id(lines, list, id);
		}
	}
}

static void head_put(struct lines *lines)
{
	size_t column;

	for (column = 0; column < COLUMN_COUNT; column++) {
		put(lines, ",", column != 0);
		put_text(lines, columns[column].name);
	}
	put(lines, "\n", 1);
}

static void events_put(struct lines *lines, const kefu_event_list *list)
{
	kefu_event event = {.size = sizeof event};
	size_t column;
	int64_t i;

	for (i = 0; i < kefu_event_list_count(list) && !lines->failed; i++) {
		lines->failed |= kefu_event_list_get(list, i, &event) != KEFU_OK;
		for (column = 0; column < COLUMN_COUNT && !lines->failed; column++) {
			put(lines, ",", column != 0);
			put_field(lines, list, &event, column);
		}
		put(lines, "\n", 1);
	}
}

/* ---- the archive ---- */

static int fail_errno(const char *name, const char *what)
{
	fprintf(stderr, "kefu-report: %s: %s: %s\n", name, what, strerror(errno));
	return 0;
}

static int bytes_read(const char *name, int file, char *bytes, size_t size, off_t at)
{
	while (size != 0) {
		ssize_t more = pread(file, bytes, size, at);

		if (more < 0 && errno == EINTR)
			continue;
		if (more < 0)
			return fail_errno(name, "cannot be read");
		if (more == 0)
			return fail(name, "cannot be read: it became shorter");
		bytes += more;
		size -= (size_t)more;
		at += more;
	}
	return 1;
}

static int bytes_write(const char *name, int file, const char *bytes, size_t size)
{
	while (size != 0) {
		ssize_t written = write(file, bytes, size);

		if (written < 0 && errno == EINTR)
			continue;
		if (written < 0)
			return fail_errno(name, "cannot be written");
		bytes += written;
		size -= (size_t)written;
	}
	return 1;
}

/* A run that was killed after it wrote here and before it replaced the state
 * left some of these lines at the end: how many bytes of them. What is left of
 * a line of which this run knows nothing, because more has come in since, is
 * cut off: *end. The state still holds its event. */
static size_t there_already(const char *tail, size_t tail_size, const struct lines *lines, off_t *end)
{
	size_t at = 0, last = 0;

	for (; at < tail_size; at++) {
		if (at != 0 && tail[at - 1] != '\n')
			continue;
		last = at;
		if (tail_size - at <= lines->length && memcmp(tail + at, lines->text, tail_size - at) == 0)
			return tail_size - at;
	}
	if (tail_size != 0 && tail[tail_size - 1] != '\n')
		*end -= (off_t)(tail_size - last);
	return 0;
}

/* What begins otherwise than an archive is none. */
static int head_check(const char *name, int file, off_t size, const struct lines *head)
{
	size_t shown = (size_t)size < head->length ? (size_t)size : head->length;
	char *bytes = malloc(shown + 1);
	int sound = bytes != NULL || fail(name, "out of memory");

	sound = sound && bytes_read(name, file, bytes, shown, 0) &&
		(memcmp(bytes, head->text, shown) == 0 || fail(name, "not an archive of --forgotten"));
	free(bytes);
	return sound;
}

/* Appends what is not there. A line longer than the longest would be none of ours. */
static int lines_append(const char *name, int file, off_t size, const struct lines *head,
                        const struct lines *lines)
{
	const size_t longest = 16384;
	size_t body = (size_t)size > head->length ? (size_t)size - head->length : 0, have;
	size_t tail_size = body < lines->length + longest ? body : lines->length + longest;
	off_t end = size;
	char *tail = malloc(tail_size + 1);
	int sound = tail != NULL || fail(name, "out of memory");

	sound = sound && bytes_read(name, file, tail, tail_size, size - (off_t)tail_size);
	if (sound && tail_size < body) { /* from the beginning of a line on */
		char *from = memchr(tail, '\n', tail_size);
		size_t before = from != NULL ? (size_t)(from + 1 - tail) : 0;

		memmove(tail, tail + before, tail_size - before);
		tail_size -= before;
	}
	have = sound ? there_already(tail, tail_size, lines, &end) : 0;
	free(tail);
	if (sound && end != size && ftruncate(file, end) != 0)
		sound = fail_errno(name, "cannot be written");
	if (sound && (size_t)size < head->length)
		sound = bytes_write(name, file, head->text + size, head->length - (size_t)size);
	return sound && bytes_write(name, file, lines->text + have, lines->length - have) &&
	       (fsync(file) == 0 || fail_errno(name, "cannot be written"));
}

/* A name that was not there is on the disk only when its folder is. */
static int folder_sync(const char *name)
{
	char *copy = strdup(name), *slash = copy != NULL ? strrchr(copy, '/') : NULL;
	int folder = -1, sound;

	if (slash != NULL)
		slash[slash == copy] = '\0';
	if (copy != NULL)
		folder = open(slash != NULL ? copy : ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	sound = (folder >= 0 && fsync(folder) == 0) ||
		fail_errno(name, "its folder cannot be brought to the disk");
	if (folder >= 0)
		close(folder);
	free(copy);
	return sound;
}

/* It would be replaced, and what is forgotten with it. */
static int place_check(const char *name, const struct stat *found, const struct state_file *state)
{
	if (!state_is(state, found))
		return 1;
	if (!state->exists && found->st_size == 0)
		unlink(state->path);
	return fail(name, "is the state itself; what is forgotten needs another file");
}

static int archive(const char *name, const struct state_file *state, const struct lines *head,
                   const struct lines *lines)
{
	int file = open(name, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0600), sound;
	struct stat found;

	if (file < 0)
		return fail_errno(name, "cannot be opened");
	sound = fstat(file, &found) == 0 || fail_errno(name, "cannot be opened");
	sound = sound && (S_ISREG(found.st_mode) || fail(name, "not a file")) &&
		place_check(name, &found, state) &&
		head_check(name, file, found.st_size, head) &&
		lines_append(name, file, found.st_size, head, lines);
	close(file);
	return sound && folder_sync(name);
}

static int list_archive(const char *name, const struct state_file *state,
                        const kefu_event_list *list)
{
	struct lines head = {0}, lines = {0};
	int sound;

	head_put(&head);
	events_put(&lines, list);
	sound = (!head.failed && !lines.failed) || fail(name, "out of memory");
	sound = sound && archive(name, state, &head, &lines);
	free(head.text);
	free(lines.text);
	return sound;
}

/* ---- advancing ---- */

static int now_read(const char *text, const kefu_zone *zone, int64_t *now)
{
	if (strcmp(text, "now") == 0) {
		*now = (int64_t)time(NULL) * 1000;
		return 1;
	}
	return kefu_zone_parse(zone, text, strlen(text), KEFU_ZONE_EARLIER, now) == KEFU_OK ||
	       fail(text, "not an instant, and not now");
}

static void seal_say(const kefu_desk *desk, const kefu_zone *zone, int64_t forgotten)
{
	kefu_statistics s = {.size = sizeof s};
	char mark[KEFU_ZONE_TEXT_SIZE] = "nothing yet";

	kefu_desk_statistics(desk, &s);
	if (kefu_desk_mark(desk) >= 0)
		kefu_zone_format(zone, kefu_desk_mark(desk), mark, sizeof mark);
	fprintf(stderr, "sealed up to %s: %" PRId64 " events forgotten, %" PRId64
	        " sealed events kept, %" PRId64 " open\n", mark, forgotten, s.settled, s.held);
}

int seal_advance(const struct arguments *a, const struct store *store, const kefu_zone *zone,
                 kefu_desk *desk)
{
	kefu_event_list *list = NULL;
	int64_t now = 0;
	int32_t status;
	int sound;

	if (a->seal == NULL)
		return 1;
	if (!now_read(a->seal, zone, &now))
		return 0;
	status = kefu_desk_advance(desk, now, &list);
	if (status == KEFU_E_MISSING)
		return fail("--seal", "how long to keep events was never said: --keep");
	if (status != KEFU_OK)
		return fail("--seal", kefu_strerror(status));
	sound = a->forgotten == NULL || kefu_event_list_count(list) == 0 ||
		list_archive(a->forgotten, &store->file, list);
	if (sound)
		seal_say(desk, zone, kefu_event_list_count(list));
	kefu_event_list_free(list);
	return sound;
}

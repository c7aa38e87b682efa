/* A report for people: aligned columns, durations as 1h 02m. */
#include <string.h>

#include "report/report.h"

#define SECOND 1000.0
#define MINUTE (60 * SECOND)
#define HOUR (60 * MINUTE)
#define DAY (24 * HOUR)

static void put_two(struct text_writer *writer, int64_t value)
{
	if (value < 10)
		text_put(writer, "0", 1);
	text_put_integer(writer, value);
}

/* Two units, the smaller one rounded: 850ms, 9.4s, 2m 07s, 1h 02m, 3d 04h. */
static void put_duration(struct text_writer *writer, double ms)
{
	int64_t units;

	if (ms < 0) {
		text_put(writer, "-", 1);
		ms = -ms;
	}
	if (ms < SECOND) {
		text_put_decimal(writer, ms, 0, 0);
		text_put_string(writer, "ms");
	} else if (ms < 59.95 * SECOND) {
		text_put_decimal(writer, ms / SECOND, 1, 0);
		text_put_string(writer, "s");
	} else if (ms < HOUR - SECOND / 2) {
		units = (int64_t)(ms / SECOND + 0.5);
		text_put_integer(writer, units / 60);
		text_put_string(writer, "m ");
		put_two(writer, units % 60);
		text_put_string(writer, "s");
	} else if (ms < DAY - MINUTE / 2) {
		units = (int64_t)(ms / MINUTE + 0.5);
		text_put_integer(writer, units / 60);
		text_put_string(writer, "h ");
		put_two(writer, units % 60);
		text_put_string(writer, "m");
	} else {
		units = (int64_t)(ms / HOUR + 0.5);
		text_put_integer(writer, units / 24);
		text_put_string(writer, "d ");
		put_two(writer, units % 24);
		text_put_string(writer, "h");
	}
}

/* Digits behind the point of a currency, by ISO 4217; of an unknown one its
 * minor units are shown. */
static int minor_digits(uint32_t currency)
{
	static const char none[] = "BIFCLPDJFGNFISKJPYKMFKRWPYGRWFUGXUYIVNDVUVXAFXOFXPF";
	static const char three[] = "BHDIQDJODKWDLYDOMRTND";
	size_t i;

	for (i = 0; i + 3 < sizeof none; i += 3)
		if (currency_pack(&none[i]) == currency)
			return 0;
	for (i = 0; i + 3 < sizeof three; i += 3)
		if (currency_pack(&three[i]) == currency)
			return 3;
	return currency != 0 ? 2 : 0;
}

static void put_money(struct text_writer *writer, uint32_t currency,
                      double value)
{
	static const double units[] = {1, 10, 100, 1000};
	int digits = minor_digits(currency);

	text_put_decimal(writer, value / units[digits], digits, 0);
}

static void put_value(struct text_writer *writer, int32_t unit, double value)
{
	switch (unit) {
	case KEFU_UNIT_DURATION:
		put_duration(writer, value);
		break;
	case KEFU_UNIT_RATE:
		text_put_decimal(writer, value * 100, 1, 0);
		text_put(writer, "%", 1);
		break;
	case KEFU_UNIT_COUNT:
		text_put_decimal(writer, value, 0, 0);
		break;
	case KEFU_UNIT_POINTS:
		text_put_decimal(writer, value, 1, 0);
		break;
	default:
		text_put_decimal(writer, value, 2, 0);
		break;
	}
}

/* A mark behind a figure that is not the last word. */
static const char *mark(int32_t state)
{
	switch (state) {
	case KEFU_STATE_PROVISIONAL:
		return "?";
	case KEFU_STATE_IMMATURE:
		return "~";
	case KEFU_STATE_BELOW_MINIMUM:
		return "*";
	case KEFU_STATE_DEFAULT:
		return "=";
	default:
		return "";
	}
}

static void put_scores(struct text_writer *writer, const struct cell *cell)
{
	uint32_t i;

	for (i = 0; i < cell->score_count; i++) {
		if (i != 0)
			text_put(writer, " ", 1);
		text_put_integer(writer, cell->scores[i].score);
		text_put(writer, ":", 1);
		text_put_integer(writer, cell->scores[i].count);
	}
	if (cell->score_count == 0)
		text_put(writer, "-", 1);
}

static void put_cell(const kefu_report *report, size_t row, int32_t column,
                     struct text_writer *writer)
{
	const struct report_column *asked = &report->columns[column];
	int32_t unit = asked->definition.metric->unit;
	kefu_measure figure;

	if (unit == KEFU_UNIT_COUNT && asked->statistic == STATISTIC_MEAN)
		unit = KEFU_UNIT_NUMBER; /* backlog.mean */
	(void)kefu_report_measure(report, (int64_t)row, column, &figure);
	if (unit == KEFU_UNIT_COUNTS)
		put_scores(writer, report_cell(report, (int64_t)row, column));
	else if (figure.value == figure.value && unit == KEFU_UNIT_MONEY)
		put_money(writer, report_cell(report, (int64_t)row, column)->currency,
		          figure.value);
	else if (figure.value == figure.value)
		put_value(writer, unit, figure.value);
	else
		text_put(writer, "-", 1);
	text_put_string(writer, mark(figure.state));
}

/* How many columns of a terminal a text takes: a character each, two for the
 * wide ones of East Asia. */
static size_t display_width(const char *text, size_t length)
{
	size_t width = 0, i;

	for (i = 0; i < length; i++) {
		unsigned char byte = (unsigned char)text[i];
		unsigned char next =
			i + 1 < length ? (unsigned char)text[i + 1] : 0;

		if ((byte & 0xC0) == 0x80)
			continue;
		width++;
		/* U+1100.., U+2E80..U+D7FF, U+F900.., U+FF00.., U+1F300.. */
		if (byte == 0xE1 ? next >= 0x84 && next <= 0x85
		    : byte == 0xE2 ? next >= 0xBA
		    : (byte >= 0xE3 && byte <= 0xED) ||
		      (byte == 0xEF && next >= 0xA4 && next <= 0xBD) ||
		      (byte == 0xF0 && next >= 0x9F))
			width++;
	}
	return width;
}

static void put_spaces(struct text_writer *writer, size_t count)
{
	while (count-- > 0)
		text_put(writer, " ", 1);
}

/* Columns are laid out as text again and again rather than remembered: a
 * table is for people, and so is small. */
enum { LONGEST_CELL = 1600 };

static size_t lay_out(const kefu_report *report, size_t row, int32_t column,
                      char *text)
{
	struct text_writer writer = {text, LONGEST_CELL, 0};

	if (column < report->by_count) {
		struct piece key = report->keys[row * (size_t)report->by_count +
		                                (size_t)column];

		text_put(&writer, report_text(report, key), key.length);
		if (key.length == 0)
			text_put(&writer, "-", 1);
	} else {
		put_cell(report, row, column - report->by_count, &writer);
	}
	return writer.length < LONGEST_CELL ? writer.length : LONGEST_CELL;
}

/* A heading in two lines where its words allow: "first response / time". */
static const char *heading(const kefu_report *report, int32_t column,
                           size_t *length)
{
	struct piece name;

	if (column < report->by_count) {
		const char *by = kefu_by_name(report->by[column]);

		*length = strlen(by);
		return by;
	}
	name = report->columns[column - report->by_count].name;
	*length = name.length;
	return report_text(report, name);
}

/* Where a heading breaks: at the last "_" or "." that leaves the upper line no
 * shorter than the lower one; its whole length when it does not. */
static size_t heading_break(const char *text, size_t length)
{
	size_t i, best = length, least = length;

	for (i = 1; i + 1 < length; i++) {
		size_t longer = i > length - i - 1 ? i : length - i - 1;

		if ((text[i] == '_' || text[i] == '.') && longer < least) {
			least = longer;
			best = i;
		}
	}
	return length > 8 ? best : length;
}

static size_t heading_width(const kefu_report *report, int32_t column)
{
	size_t length, at;
	const char *title = heading(report, column, &length);

	at = heading_break(title, length);
	return length > at && length - at - 1 > at ? length - at - 1 : at;
}

static size_t width_of(const kefu_report *report, int32_t column)
{
	char text[LONGEST_CELL];
	size_t width = heading_width(report, column), row;

	for (row = 0; row < report->row_count; row++) {
		size_t wide = display_width(text, lay_out(report, row, column,
		                                          text));

		if (wide > width)
			width = wide;
	}
	return width;
}

/* The widths of so many columns are known; those of more, which nobody can
 * read anyway, follow their headings. */
enum { MOST_COLUMNS = 160 };

static size_t width_at(const kefu_report *report, const size_t *widths,
                       int32_t column)
{
	return column < MOST_COLUMNS ? widths[column]
	                             : heading_width(report, column);
}

/* Names stand left, numbers right. */
static void put_padded(struct text_writer *writer, const char *text,
                       size_t length, size_t width, int is_key, int is_last)
{
	size_t wide = display_width(text, length);
	size_t pad = wide < width ? width - wide : 0;

	if (!is_key && (length != 0 || !is_last))
		put_spaces(writer, pad);
	text_put(writer, text, length);
	if (is_key && !is_last)
		put_spaces(writer, pad);
	if (!is_last)
		put_spaces(writer, 2);
}

static void put_heading_line(const kefu_report *report, const size_t *widths,
                             int lower, struct text_writer *writer)
{
	int32_t count = report->by_count + report->column_count, i;

	for (i = 0; i < count; i++) {
		size_t length, at;
		const char *title = heading(report, i, &length);

		at = heading_break(title, length);
		if (!lower && at == length)
			at = length = 0; /* one line: it is the lower one */
		else if (!lower)
			length = at;
		else if (at < length) {
			title += at + 1;
			length -= at + 1;
		}
		put_padded(writer, title, length, width_at(report, widths, i),
		           i < report->by_count, i + 1 == count);
	}
	text_put(writer, "\n", 1);
}

void write_table(const kefu_report *report, struct text_writer *writer)
{
	size_t widths[MOST_COLUMNS] = {0}, row;
	char text[LONGEST_CELL];
	int32_t count = report->by_count + report->column_count, i;
	int provisional = 0;

	for (i = 0; i < count && i < MOST_COLUMNS; i++)
		widths[i] = width_of(report, i);
	put_heading_line(report, widths, 0, writer);
	put_heading_line(report, widths, 1, writer);
	for (i = 0; i < count; i++) {
		size_t dash, width = width_at(report, widths, i);

		for (dash = 0; dash < width; dash++)
			text_put_string(writer, "─");
		put_spaces(writer, i + 1 < count ? 2 : 0);
	}
	text_put(writer, "\n", 1);
	for (row = 0; row < report->row_count; row++) {
		for (i = 0; i < count; i++) {
			size_t length = lay_out(report, row, i, text);

			put_padded(writer, text, length,
			           width_at(report, widths, i),
			           i < report->by_count, i + 1 == count);
			provisional |= i >= report->by_count && length != 0 &&
				strchr("?~*=", text[length - 1]) != NULL;
		}
		text_put(writer, "\n", 1);
	}
	if (provisional)
		text_put_string(writer,
			"? provisional  ~ immature  * few cases  = default\n");
}

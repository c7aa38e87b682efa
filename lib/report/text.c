/* Text without printf, whose decimal point is the locale's. */
#include <string.h>

#include "base/int128.h"
#include "report/report.h"

void text_put(struct text_writer *writer, const char *text, size_t length)
{
	if (writer->length < writer->capacity) {
		size_t room = writer->capacity - writer->length;

		memcpy(writer->text + writer->length, text,
		       length < room ? length : room);
	}
	writer->length += length;
}

void text_put_string(struct text_writer *writer, const char *text)
{
	text_put(writer, text, strlen(text));
}

static void put_digits(struct text_writer *writer, uint64_t value, int least)
{
	char digits[20];
	int at = 20;

	do {
		digits[--at] = (char)('0' + value % 10);
		value /= 10;
		least--;
	} while (value != 0 || least > 0);
	text_put(writer, digits + at, (size_t)(20 - at));
}

void text_put_integer(struct text_writer *writer, int64_t value)
{
	if (value < 0)
		text_put(writer, "-", 1);
	put_digits(writer, value < 0 ? 0 - (uint64_t)value : (uint64_t)value, 1);
}

void text_put_decimal(struct text_writer *writer, double value, int decimals,
                      int trim)
{
	uint64_t scale = 1, whole, rest;
	int128 scaled;
	int i;

	for (i = 0; i < decimals; i++)
		scale *= 10;
	if (value < 0) {
		text_put(writer, "-", 1);
		value = -value;
	}
	if (value > 9e15)
		value = 9e15;
	/* Whole and rest apart: together they may exceed what a double holds. */
	whole = (uint64_t)value;
	rest = (uint64_t)((value - (double)whole) * (double)scale + 0.5);
	scaled = (int128)whole * (int128)scale + (int128)rest;
	whole = (uint64_t)(scaled / (int128)scale);
	rest = (uint64_t)(scaled % (int128)scale);
	put_digits(writer, whole, 1);
	if (trim)
		while (decimals > 0 && rest % 10 == 0) {
			rest /= 10;
			decimals--;
		}
	if (decimals == 0)
		return;
	text_put(writer, ".", 1);
	put_digits(writer, rest, decimals);
}

/* Definitions in words. */
#include "kefu/event.h"
#include "measure/rounds.h"
#include "report/report.h"

static void put_modes(uint32_t modes, struct text_writer *writer)
{
	int32_t mode, first = 1;

	for (mode = KEFU_MODE_HUMAN; mode <= KEFU_MODE_BOT; mode++) {
		if ((modes >> mode & 1) == 0)
			continue;
		if (!first)
			text_put_string(writer, ", ");
		text_put_string(writer,
			kefu_field_value_name(KEFU_FIELD_MODE, mode));
		first = 0;
	}
}

static void put_seconds(int64_t ms, struct text_writer *writer)
{
	text_put_decimal(writer, (double)ms / 1000, 3, 1);
	text_put_string(writer, " s");
}

static int reads_replies(enum reader reader)
{
	return reader == READER_FIRST_RESPONSE_TIME ||
	       reader == READER_RESPONSE_TIME || reader == READER_REPLY_WITHIN ||
	       reader == READER_REPLY_RATE || reader == READER_SLOW_RESPONSE;
}

static void put_limit(const struct definition *definition,
                      struct text_writer *writer)
{
	if (definition->limit_ms < 0)
		return;
	text_put_string(writer, " The limit is ");
	put_seconds(definition->limit_ms, writer);
	text_put_string(writer, definition->limit_exclusive
		? ", which itself fails." : ", which itself passes.");
}

static void put_members(const struct definition *definition,
                        struct text_writer *writer)
{
	static const struct {
		uint32_t bit;
		const char *words;
	} members[] = {
		{EXCLUDE_BOT_ONLY, "answered by a bot only"},
		{EXCLUDE_UNANSWERED, "unanswered"},
		{EXCLUDE_CROSS_DAY, "answered on another day"},
		{EXCLUDE_SHOP_CLOSED, "while the shop was closed"},
		{EXCLUDE_AGENT_INITIATED, "begun by an agent"},
		{EXCLUDE_ABANDONED, "abandoned"},
		{EXCLUDE_LEAVE_MESSAGE, "messages left"},
		{EXCLUDE_CARD, "cards"},
		{EXCLUDE_SMALL_TALK, "small talk"},
		{EXCLUDE_AD, "advertisements"},
		{EXCLUDE_NOTICE, "notices"},
		{EXCLUDE_WEEKEND, "weekends"},
		{EXCLUDE_PUBLIC_HOLIDAY, "public holidays"},
		{EXCLUDE_INTERNAL, "internal sessions"},
		{EXCLUDE_BLOCKED, "blocked customers"},
		{EXCLUDE_EXTERNAL_ECHO, "replies from outside the tool"},
	};
	const char *before = " Left out: ";
	size_t i;

	for (i = 0; i < sizeof members / sizeof *members; i++)
		if ((definition->exclude & members[i].bit) != 0) {
			text_put_string(writer, before);
			text_put_string(writer, members[i].words);
			before = ", ";
		}
	if (definition->exclude != 0)
		text_put(writer, ".", 1);
}

void explain_definition(const struct definition *definition,
                        struct text_writer *writer)
{
	const struct metric *metric = definition->metric;
	struct round_rule rule = round_rule_of(definition);

	text_put_string(writer, metric->name);
	text_put_string(writer, ": ");
	text_put_string(writer, metric->formula);
	text_put(writer, ".", 1);
	if (reads_replies(metric->reader)) {
		text_put_string(writer, " Replies that count: ");
		put_modes(rule.valid_reply, writer);
		text_put(writer, ".", 1);
	}
	put_limit(definition, writer);
	put_members(definition, writer);
	text_put_string(writer, definition->clock != NULL
		? " The clock runs in business hours."
		: metric->unit == KEFU_UNIT_DURATION
		? " The clock is elapsed time." : "");
	text_put_string(writer, " Credit, day: ");
	text_put_string(writer, metric->credit);
	text_put_string(writer, ". Source: ");
	text_put_string(writer, metric->source);
	text_put(writer, ".", 1);
}

void explain_source(const struct profile_row *row, struct text_writer *writer)
{
	text_put_string(writer, row->name);
	text_put_string(writer, " (");
	text_put_string(writer, row->id);
	text_put_string(writer, ")");
	if (row->from[0] != '\0' && row->from[0] != '<') {
		text_put_string(writer, ", in force from ");
		text_put_string(writer, row->from[0] == '~' ? "about " : "");
		text_put_string(writer, row->from + (row->from[0] == '~'));
	} else if (row->from[0] == '<') {
		text_put_string(writer, ", in force by ");
		text_put_string(writer, row->from + 1);
	} else {
		text_put_string(writer, ", in force since a day nobody states");
	}
	text_put_string(writer, ". Established: grade ");
	text_put_string(writer, row->grade);
	text_put_string(writer, ", ");
	text_put_string(writer, row->source);
	text_put(writer, ".", 1);
	if (row->note[0] != '\0') {
		text_put(writer, " ", 1);
		text_put_string(writer, row->note);
		text_put(writer, ".", 1);
	}
}

/* Holidays from an iCalendar file, as the feeds that states and shops publish
 * them, read with libical:
 *
 *	holidays [FILE.ics [FROM TO]]
 *
 * prints the dates that the file closes between two dates (default: 2024) and
 * the business time that is left of an office week of 9 to 17. Events that
 * last days close each of them, rules that repeat are followed; events with a
 * time of day (a shop's meeting) close nothing. Feeds often hold more than
 * holidays (clock changes, regional days): look at the list before you use it. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <libical/ical.h>

#include <kefu.h>

static const char sample[] =
	"BEGIN:VCALENDAR\r\nVERSION:2.0\r\n"
	"BEGIN:VEVENT\r\nSUMMARY:New Year\r\nDTSTART;VALUE=DATE:20000101\r\nRRULE:FREQ=YEARLY\r\nEND:VEVENT\r\n"
	"BEGIN:VEVENT\r\nSUMMARY:National Day\r\nDTSTART;VALUE=DATE:20241001\r\nDTEND;VALUE=DATE:20241008\r\nEND:VEVENT\r\n"
	"BEGIN:VEVENT\r\nSUMMARY:Stocktaking\r\nDTSTART;VALUE=DATE:20240506\r\nRRULE:FREQ=MONTHLY;BYDAY=-1FR;COUNT=3\r\nEND:VEVENT\r\n"
	"BEGIN:VEVENT\r\nSUMMARY:Meeting\r\nDTSTART:20240507T090000Z\r\nEND:VEVENT\r\n"
	"END:VCALENDAR\r\n";

struct period {
	int32_t first;
	int32_t last;
	kefu_hours *hours;
	int32_t status;
};

static int32_t day_of(struct icaltimetype time)
{
	int32_t day = INT32_MIN;

	(void)kefu_civil_day(time.year, time.month, time.day, &day);
	return day;
}

/* Closes the days of one occurrence that lie in the period. */
static void close_days(struct period *period, int32_t start, int32_t days, const char *name)
{
	int32_t day;

	for (day = start; day < start + days && day <= period->last; day++) {
		int32_t year, month, of_month;

		if (day < period->first || period->status != KEFU_OK)
			continue;
		period->status = kefu_hours_holiday(period->hours, day);
		kefu_civil_date(day, &year, &month, &of_month);
		printf("%04d-%02d-%02d  %s\n", (int)year, (int)month, (int)of_month, name);
	}
}

static void close_event(struct period *period, icalcomponent *event)
{
	struct icaltimetype start = icalcomponent_get_dtstart(event);
	struct icaltimetype end = icalcomponent_get_dtend(event);
	icalproperty *rule = icalcomponent_get_first_property(event, ICAL_RRULE_PROPERTY);
	const char *name = icalcomponent_get_summary(event);
	int32_t days = 1;

	if (icaltime_is_null_time(start) || !start.is_date)
		return;
	if (!icaltime_is_null_time(end) && day_of(end) > day_of(start))
		days = day_of(end) - day_of(start);
	if (name == NULL)
		name = "";
	if (rule == NULL) {
		close_days(period, day_of(start), days, name);
	} else {
		icalrecur_iterator *steps = icalrecur_iterator_new(icalproperty_get_rrule(rule), start);
		struct icaltimetype next;

		while (steps != NULL) {
			next = icalrecur_iterator_next(steps);
			if (icaltime_is_null_time(next) || day_of(next) > period->last)
				break;
			close_days(period, day_of(next), days, name);
		}
		if (steps != NULL)
			icalrecur_iterator_free(steps);
	}
}

/* The whole file, with a zero behind it; NULL: it cannot be read. */
static char *read_text(const char *path)
{
	FILE *file = fopen(path, "rb");
	size_t room = (size_t)1 << 22, size;
	char *text = file != NULL ? malloc(room) : NULL;

	if (text != NULL) {
		size = fread(text, 1, room - 1, file);
		text[size] = '\0';
		if (ferror(file) || size == room - 1) {
			free(text);
			text = NULL;
		}
	}
	if (file != NULL)
		fclose(file);
	return text;
}

static int report(const struct period *period)
{
	kefu_schedule *schedule = NULL;
	int64_t open = 0;
	int32_t status = kefu_schedule_new(NULL, period->hours, NULL, &schedule);

	if (status == KEFU_OK)
		status = kefu_schedule_between(schedule, period->first * INT64_C(86400000),
		                               (period->last + 1) * INT64_C(86400000), &open);
	kefu_schedule_free(schedule);
	if (status == KEFU_OK)
		printf("%.0f business hours\n", (double)open / 3600000.0);
	else
		fprintf(stderr, "holidays: %s\n", kefu_strerror(status));
	return status == KEFU_OK ? 0 : 1;
}

int main(int argc, char **argv)
{
	const char *from = argc > 3 ? argv[2] : "2024-01-01", *to = argc > 3 ? argv[3] : "2024-12-31";
	char *text = argc > 1 ? read_text(argv[1]) : NULL;
	struct period period = {0, 0, NULL, KEFU_OK};
	icalcomponent *calendar, *event;
	int result = 1;

	if (argc > 1 && text == NULL) {
		fprintf(stderr, "holidays: cannot read %s\n", argv[1]);
		return 1;
	}
	calendar = icalparser_parse_string(text != NULL ? text : sample);
	free(text);
	period.status = kefu_civil_parse_date(from, strlen(from), &period.first);
	if (period.status == KEFU_OK)
		period.status = kefu_civil_parse_date(to, strlen(to), &period.last);
	if (period.status == KEFU_OK)
		period.status = kefu_hours_new(NULL, &period.hours);
	if (period.status == KEFU_OK)
		period.status = kefu_hours_weekly(period.hours, KEFU_MONDAY, KEFU_FRIDAY, 9 * 3600, 17 * 3600);
	if (calendar == NULL)
		fprintf(stderr, "holidays: this is no calendar\n");
	for (event = calendar != NULL ? icalcomponent_get_first_component(calendar, ICAL_VEVENT_COMPONENT) : NULL;
	     event != NULL && period.status == KEFU_OK;
	     event = icalcomponent_get_next_component(calendar, ICAL_VEVENT_COMPONENT))
		close_event(&period, event);
	if (period.status != KEFU_OK)
		fprintf(stderr, "holidays: %s\n", kefu_strerror(period.status));
	else if (calendar != NULL)
		result = report(&period);
	kefu_hours_free(period.hours);
	if (calendar != NULL)
		icalcomponent_free(calendar);
	return result;
}

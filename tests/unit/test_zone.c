#include "unit.h"

#include "kefu/zone.h"
#include "time/civil.h"

/* ck_assert notes every place it passes, which takes too long millions of
 * times; this only speaks up. */
#define must(condition) do { if (!(condition)) ck_abort_msg("%s", #condition); } while (0)

#define SECOND INT64_C(1000)
#define HOUR (3600 * SECOND)
#define DAY (24 * HOUR)

static int64_t at(const char *text)
{
	int64_t t = 0;

	unit_ok(kefu_zone_parse(NULL, text, strlen(text), KEFU_ZONE_EARLIER, &t));
	return t;
}

static int32_t day_number(int32_t year, int32_t month, int32_t day)
{
	int32_t number = 0;

	unit_ok(kefu_civil_day(year, month, day, &number));
	return number;
}

static kefu_zone *posix(const char *text)
{
	kefu_zone *zone = NULL;

	unit_ok(kefu_zone_posix(NULL, text, strlen(text), &zone));
	return zone;
}

static int32_t offset_of(const kefu_zone *zone, const char *when)
{
	int32_t offset = 0;

	unit_ok(kefu_zone_offset(zone, NULL, at(when), &offset));
	return offset;
}

/* A change at `when` from one offset to another; frees nothing. */
static void check_change(const kefu_zone *zone, const char *when, int32_t before, int32_t after)
{
	int32_t got;

	unit_ok(kefu_zone_offset(zone, NULL, at(when) - 1, &got));
	ck_assert_msg(got == before, "before %s: %d", when, (int)got);
	unit_ok(kefu_zone_offset(zone, NULL, at(when), &got));
	ck_assert_msg(got == after, "at %s: %d", when, (int)got);
}

/* New York's clock of 2024, which goes 02:00 to 03:00 and back. */
static kefu_zone *new_york(void)
{
	return posix("EST5EDT,M3.2.0,M11.1.0");
}

START_TEST(fixed_offsets)
{
	kefu_zone *zone = NULL;
	int64_t from, to;
	int32_t offset;

	unit_ok(kefu_zone_fixed(NULL, -2670, &zone));
	ck_assert_int_eq(offset_of(zone, "0001-01-01"), -2670);
	ck_assert_int_eq(offset_of(zone, "9999-12-31"), -2670);
	unit_ok(kefu_zone_stretch(zone, 0, &from, &to, &offset));
	ck_assert(from == INT64_MIN && to == INT64_MAX && offset == -2670);
	kefu_zone_free(zone);
	unit_ok(kefu_zone_fixed(NULL, KEFU_ZONE_OFFSET_MIN, &zone));
	kefu_zone_free(zone);
	unit_ok(kefu_zone_fixed(NULL, KEFU_ZONE_OFFSET_MAX, &zone));
	kefu_zone_free(zone);
	zone = NULL;
	unit_status(kefu_zone_fixed(NULL, KEFU_ZONE_OFFSET_MIN - 1, &zone), KEFU_E_RANGE);
	unit_status(kefu_zone_fixed(NULL, KEFU_ZONE_OFFSET_MAX + 1, &zone), KEFU_E_RANGE);
	unit_status(kefu_zone_fixed(NULL, 0, NULL), KEFU_E_NULL);
	ck_assert_ptr_null(zone);
	kefu_zone_free(NULL);
}
END_TEST

START_TEST(tables)
{
	const int64_t changes[] = {at("1990-01-01"), at("2000-01-01"), at("2010-01-01")};
	const int32_t offsets[] = {7200, 7200, 3600};
	kefu_zone *zone = NULL;

	unit_ok(kefu_zone_table(NULL, 0, changes, offsets, 3, NULL, 0, &zone));
	check_change(zone, "1990-01-01", 0, 7200);
	check_change(zone, "2000-01-01", 7200, 7200);
	check_change(zone, "2010-01-01", 7200, 3600);
	ck_assert_int_eq(offset_of(zone, "9999-12-31"), 3600);
	kefu_zone_free(zone);
	/* A rule takes over from the last change on, at that moment too. */
	unit_ok(kefu_zone_table(NULL, 0, changes, offsets, 3, "AAA5BBB,M3.2.0,M11.1.0", 22, &zone));
	check_change(zone, "2010-01-01", 7200, -18000);
	check_change(zone, "2010-03-14T07:00", -18000, -14400);
	kefu_zone_free(zone);
	unit_ok(kefu_zone_table(NULL, 60, NULL, NULL, 0, NULL, 0, &zone));
	ck_assert_int_eq(offset_of(zone, "2024-01-01"), 60);
	kefu_zone_free(zone);
}
END_TEST

START_TEST(tables_refused)
{
	int64_t changes[] = {at("1990-01-01"), at("2000-01-01")};
	int32_t offsets[] = {7200, 3600};
	kefu_zone *zone = NULL;

	unit_status(kefu_zone_table(NULL, 0, NULL, offsets, 2, NULL, 0, &zone), KEFU_E_NULL);
	unit_status(kefu_zone_table(NULL, 0, changes, NULL, 2, NULL, 0, &zone), KEFU_E_NULL);
	unit_status(kefu_zone_table(NULL, 0, changes, offsets, 2, NULL, 0, NULL), KEFU_E_NULL);
	unit_status(kefu_zone_table(NULL, 93600, changes, offsets, 2, NULL, 0, &zone), KEFU_E_RANGE);
	unit_status(kefu_zone_table(NULL, 0, changes, offsets, KEFU_ZONE_CHANGES_MAX + 1, NULL, 0, &zone),
	            KEFU_E_RANGE);
	unit_status(kefu_zone_table(NULL, 0, changes, offsets, 2, "nonsense", 8, &zone), KEFU_E_ZONE);
	offsets[1] = -90000;
	unit_status(kefu_zone_table(NULL, 0, changes, offsets, 2, NULL, 0, &zone), KEFU_E_RANGE);
	offsets[1] = 3600;
	changes[1] += 1;
	unit_status(kefu_zone_table(NULL, 0, changes, offsets, 2, NULL, 0, &zone), KEFU_E_RANGE);
	changes[1] = changes[0];
	unit_status(kefu_zone_table(NULL, 0, changes, offsets, 2, NULL, 0, &zone), KEFU_E_ZONE);
	changes[1] = INT64_MAX;
	unit_status(kefu_zone_table(NULL, 0, changes, offsets, 2, NULL, 0, &zone), KEFU_E_RANGE);
	ck_assert_ptr_null(zone);
}
END_TEST

START_TEST(posix_strings)
{
	kefu_zone *zone = posix("CST-8");

	ck_assert_int_eq(offset_of(zone, "2024-07-01"), 28800);
	kefu_zone_free(zone);
	zone = posix("<+0330>-3:30:20");
	ck_assert_int_eq(offset_of(zone, "2024-07-01"), 12620);
	kefu_zone_free(zone);
	zone = new_york();
	check_change(zone, "2024-03-10T07:00", -18000, -14400);
	check_change(zone, "2024-11-03T06:00", -14400, -18000);
	check_change(zone, "9999-03-14T07:00", -18000, -14400);
	check_change(zone, "1900-03-11T07:00", -18000, -14400);
	ck_assert_int_eq(offset_of(zone, "1899-07-01"), -18000);
	kefu_zone_free(zone);
	zone = posix("EST5EDT"); /* the same by default */
	check_change(zone, "2024-03-10T07:00", -18000, -14400);
	kefu_zone_free(zone);
	zone = posix("NZST-12NZDT,M9.5.0,M4.1.0/3"); /* south: summer over New Year */
	ck_assert_int_eq(offset_of(zone, "2024-01-01"), 46800);
	check_change(zone, "2024-04-06T14:00", 46800, 43200);
	ck_assert_int_eq(offset_of(zone, "1900-01-01T12:00"), 46800);
	kefu_zone_free(zone);
	zone = posix("IST-1GMT0,M10.5.0,M3.5.0/1"); /* saving that goes back */
	check_change(zone, "2024-03-31T01:00", 0, 3600);
	kefu_zone_free(zone);
}
END_TEST

START_TEST(posix_days_of_the_year)
{
	kefu_zone *zone = posix("AAA0BBB,J59/0,J300/0"); /* J60 is March 1 in every year */

	check_change(zone, "2023-02-28", 0, 3600);
	check_change(zone, "2024-02-28", 0, 3600);
	kefu_zone_free(zone);
	zone = posix("AAA0BBB,J60/0,J365/0");
	check_change(zone, "2023-03-01", 0, 3600);
	check_change(zone, "2024-03-01", 0, 3600);
	check_change(zone, "2024-12-30T23:00", 3600, 0);
	kefu_zone_free(zone);
	zone = posix("AAA0BBB,59/0,364/0"); /* counted from 0, February 29 too */
	check_change(zone, "2023-03-01", 0, 3600);
	check_change(zone, "2024-02-29", 0, 3600);
	check_change(zone, "2023-12-30T23:00", 3600, 0);
	check_change(zone, "2024-12-29T23:00", 3600, 0);
	kefu_zone_free(zone);
	zone = posix("XXX3EDT4,0/0,J365/23"); /* saving all the year */
	ck_assert_int_eq(offset_of(zone, "2024-01-01T03:00"), -14400);
	ck_assert_int_eq(offset_of(zone, "2024-12-31T23:59:59"), -14400);
	ck_assert_int_eq(offset_of(zone, "2024-07-01"), -14400);
	kefu_zone_free(zone);
	zone = posix("AAA-2BBB,M3.4.4/50,M10.4.4/-50"); /* Thursday and two days, and two before */
	check_change(zone, "2024-03-30", 7200, 10800);
	check_change(zone, "2024-10-21T19:00", 10800, 7200);
	kefu_zone_free(zone);
	zone = posix("AAA0BBB,M2.5.0/0,M12.5.0/0"); /* the last Sunday, be it the fourth */
	check_change(zone, "2024-02-25", 0, 3600);
	check_change(zone, "2023-02-26", 0, 3600);
	kefu_zone_free(zone);
}
END_TEST

START_TEST(posix_strings_refused)
{
	static const char *const wrong[] = {"", "UTC", "8", "C8", "CS8", "CST", "CST-", "CST-8x", "CST-26",
		"CST-8:60", "CST-8:00:60", "<CST-8", "<+0>0", "CST+25:00:00", "EST5EDT,", "EST5EDT,M3.2.0",
		"EST5EDT,M3.2.0,", "EST5EDT,M13.2.0,M11.1.0", "EST5EDT,M0.2.0,M11.1.0",
		"EST5EDT,M3.6.0,M11.1.0", "EST5EDT,M3.0.0,M11.1.0", "EST5EDT,M3.2.7,M11.1.0",
		"EST5EDT,M3.2.0/168,M11.1.0", "EST5EDT,M3.2.0/-168,M11.1.0", "EST5EDT,J0,J100",
		"EST5EDT,J366,J100", "EST5EDT,366,100", "EST5EDT,M3.2.0,M11.1.0 ", "EST5ED,M3.2.0,M11.1.0",
		"EST5EDT,99999999999,1", "EST99999999999", "AAA-25:30BBB", ":America/New_York"};
	kefu_zone *zone = NULL;
	size_t i;

	for (i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
		int32_t status = kefu_zone_posix(NULL, wrong[i], strlen(wrong[i]), &zone);

		ck_assert_msg(status == KEFU_E_ZONE, "%s: %d", wrong[i], (int)status);
	}
	unit_status(kefu_zone_posix(NULL, NULL, 0, &zone), KEFU_E_NULL);
	unit_status(kefu_zone_posix(NULL, "CST-8", 5, NULL), KEFU_E_NULL);
	ck_assert_ptr_null(zone);
}
END_TEST

/* TZif data, written piece by piece. */
struct tzif {
	unsigned char bytes[4096];
	size_t size;
};

static void put_big(struct tzif *file, int64_t value, int bytes)
{
	int i;

	for (i = bytes - 1; i >= 0; i--)
		file->bytes[file->size++] = (unsigned char)((uint64_t)value >> (8 * i));
}

static void put_text(struct tzif *file, const char *text)
{
	memcpy(file->bytes + file->size, text, strlen(text));
	file->size += strlen(text);
}

/* A block with the given changes, which alternate between the types 1 and 0,
 * of offsets 3600 and -100. */
static void put_block(struct tzif *file, char version, int size, const int64_t *changes, int count)
{
	int i;

	put_text(file, "TZif");
	file->bytes[file->size++] = (unsigned char)version;
	memset(file->bytes + file->size, 0, 15);
	file->size += 15;
	put_big(file, 0, 4);
	put_big(file, 0, 4);
	put_big(file, 0, 4);
	put_big(file, count, 4);
	put_big(file, 2, 4);
	put_big(file, 4, 4);
	for (i = 0; i < count; i++)
		put_big(file, changes[i], size);
	for (i = 0; i < count; i++)
		put_big(file, (i + 1) % 2, 1);
	put_big(file, -100, 4);
	put_big(file, 0, 2);
	put_big(file, 3600, 4);
	put_big(file, 0x100, 2);
	put_text(file, "LMT");
	put_big(file, 0, 1);
}

static void whole(struct tzif *file, char version, const int64_t *changes, int count, const char *footer)
{
	file->size = 0;
	put_block(file, version, 4, changes, version == '\0' ? count : 0);
	if (version != '\0') {
		put_block(file, version, 8, changes, count);
		put_text(file, "\n");
		put_text(file, footer);
		put_text(file, "\n");
	}
}

static int32_t read_tzif(const struct tzif *file, kefu_zone **zone)
{
	/* Exactly as large as it says, so that a sanitizer sees a read past it. */
	void *copy = malloc(file->size != 0 ? file->size : 1);
	int32_t status;

	memcpy(copy, file->bytes, file->size);
	status = kefu_zone_tzif(NULL, copy, file->size, zone);
	free(copy);
	return status;
}

START_TEST(tzif_of_every_version)
{
	static const char versions[] = {'\0', '2', '3', '4', '5'};
	const int64_t changes[] = {0, 1000000000};
	struct tzif file;
	kefu_zone *zone;
	size_t i;

	for (i = 0; i < sizeof versions; i++) {
		whole(&file, versions[i], changes, 2, "EST5EDT,M3.2.0,M11.1.0");
		unit_ok(read_tzif(&file, &zone));
		check_change(zone, "1970-01-01", -100, 3600);
		if (versions[i] == '\0') { /* no footer: the last one stays */
			check_change(zone, "2001-09-09T01:46:40", 3600, -100);
			ck_assert_int_eq(offset_of(zone, "9999-01-01"), -100);
		} else {
			check_change(zone, "2001-09-09T01:46:40", 3600, -14400);
			check_change(zone, "2024-11-03T06:00", -14400, -18000);
			check_change(zone, "9998-03-08T07:00", -18000, -14400);
		}
		kefu_zone_free(zone);
	}
	whole(&file, '2', changes, 2, ""); /* an empty footer: likewise */
	unit_ok(read_tzif(&file, &zone));
	ck_assert_int_eq(offset_of(zone, "9999-01-01"), -100);
	kefu_zone_free(zone);
	whole(&file, '3', changes, 0, "EST5EDT,M3.2.0,M11.1.0"); /* nothing but a rule */
	unit_ok(read_tzif(&file, &zone));
	check_change(zone, "2024-11-03T06:00", -14400, -18000);
	kefu_zone_free(zone);
	whole(&file, '3', changes, 2, "CST-8");
	put_text(&file, "and more");
	unit_ok(read_tzif(&file, &zone));
	ck_assert_int_eq(offset_of(zone, "2024-01-01"), 28800);
	kefu_zone_free(zone);
}
END_TEST

START_TEST(tzif_out_of_all_time)
{
	const int64_t before[] = {INT64_MIN, -INT64_C(1000000000000)};
	const int64_t around[] = {-INT64_C(1000000000000), INT64_C(1000000000000)};
	const int64_t beyond[] = {INT64_C(1000000000000), INT64_MAX};
	struct tzif file;
	kefu_zone *zone;

	whole(&file, '2', before, 2, ""); /* what held before year 1 still holds */
	unit_ok(read_tzif(&file, &zone));
	ck_assert_int_eq(offset_of(zone, "0001-01-01"), -100);
	kefu_zone_free(zone);
	whole(&file, '2', around, 2, "EST5EDT"); /* the rule is never reached */
	unit_ok(read_tzif(&file, &zone));
	ck_assert_int_eq(offset_of(zone, "0001-01-01"), 3600);
	ck_assert_int_eq(offset_of(zone, "9999-12-31"), 3600);
	kefu_zone_free(zone);
	whole(&file, '2', beyond, 2, "EST5EDT");
	unit_ok(read_tzif(&file, &zone));
	ck_assert_int_eq(offset_of(zone, "9999-12-31"), -100);
	kefu_zone_free(zone);
	whole(&file, '2', before, 2, "EST5EDT,M3.2.0,M11.1.0"); /* and here from the start */
	unit_ok(read_tzif(&file, &zone));
	check_change(zone, "2024-11-03T06:00", -14400, -18000);
	check_change(zone, "0004-03-14T07:00", -18000, -14400);
	kefu_zone_free(zone);
}
END_TEST

START_TEST(tzif_cut_short)
{
	const int64_t changes[] = {0, 1000000000};
	static const char versions[] = {'\0', '2', '3'};
	struct tzif file;
	kefu_zone *zone = NULL;
	size_t i, size;

	for (i = 0; i < sizeof versions; i++) {
		whole(&file, versions[i], changes, 2, "EST5EDT,M3.2.0,M11.1.0");
		for (size = file.size; size > 0;) {
			file.size = --size;
			unit_status(read_tzif(&file, &zone), KEFU_E_TRUNCATED);
		}
	}
	ck_assert_ptr_null(zone);
}
END_TEST

static void check_damage(size_t place, int value, int32_t expected)
{
	const int64_t changes[] = {0, 1000000000};
	struct tzif file;
	kefu_zone *zone = NULL;
	int32_t status;

	whole(&file, '\0', changes, 2, "");
	file.bytes[place] = (unsigned char)value;
	status = read_tzif(&file, &zone);
	ck_assert_msg(status == expected, "byte %zu as %d: %d", place, value, (int)status);
	ck_assert_ptr_null(zone);
}

START_TEST(tzif_damaged)
{
	const int64_t changes[] = {0, 1000000000}, twice[] = {5, 5};
	struct tzif file;
	kefu_zone *zone = NULL;

	check_damage(0, 't', KEFU_E_ZONE);
	check_damage(3, 'x', KEFU_E_ZONE);
	check_damage(4, '1', KEFU_E_ZONE);
	check_damage(4, 1, KEFU_E_ZONE);
	check_damage(4, '2', KEFU_E_TRUNCATED);
	check_damage(20, 255, KEFU_E_TRUNCATED);  /* absurd numbers of everything */
	check_damage(24, 255, KEFU_E_TRUNCATED);
	check_damage(28, 255, KEFU_E_TRUNCATED);
	check_damage(32, 255, KEFU_E_TRUNCATED);
	check_damage(36, 255, KEFU_E_TRUNCATED);
	check_damage(40, 255, KEFU_E_TRUNCATED);
	check_damage(39, 0, KEFU_E_ZONE);         /* no types */
	check_damage(43, 0, KEFU_E_ZONE);         /* no names */
	check_damage(48, 0x80, KEFU_E_ZONE);      /* the second change before the first */
	check_damage(52, 2, KEFU_E_ZONE);         /* no such type */
	check_damage(54, 0x7f, KEFU_E_RANGE);     /* an offset of years */
	check_damage(58, 2, KEFU_E_ZONE);         /* neither saving nor not */
	check_damage(59, 4, KEFU_E_ZONE);         /* a name past the end */
	whole(&file, '\0', twice, 2, "");
	unit_status(read_tzif(&file, &zone), KEFU_E_ZONE);
	whole(&file, '\0', changes, 2, "");
	file.bytes[31] = 1; /* a leap second */
	memmove(file.bytes + file.size, file.bytes, 8);
	file.size += 8;
	unit_status(read_tzif(&file, &zone), KEFU_E_ZONE);
	whole(&file, '2', changes, 2, "nonsense");
	unit_status(read_tzif(&file, &zone), KEFU_E_ZONE);
	whole(&file, '2', changes, 2, "CST-8");
	file.bytes[file.size - 7] = 'x';
	unit_status(read_tzif(&file, &zone), KEFU_E_ZONE);
	whole(&file, '2', changes, 2, "CST-8");
	file.bytes[44 + 16 + 4] = 0; /* the second header is of version 1 */
	unit_status(read_tzif(&file, &zone), KEFU_E_ZONE);
	unit_status(kefu_zone_tzif(NULL, NULL, 0, &zone), KEFU_E_NULL);
	unit_status(kefu_zone_tzif(NULL, "TZif", 4, NULL), KEFU_E_NULL);
	unit_status(kefu_zone_tzif(NULL, "", 0, &zone), KEFU_E_TRUNCATED);
	ck_assert_ptr_null(zone);
}
END_TEST

START_TEST(tzif_with_too_many_changes)
{
	size_t count = KEFU_ZONE_CHANGES_MAX + 1, size = 44 + count * 5 + 6 + 4;
	unsigned char *bytes = calloc(size, 1);
	kefu_zone *zone = NULL;

	memcpy(bytes, "TZif", 4);
	bytes[33] = 1;
	bytes[35] = 1;
	bytes[39] = 1;
	bytes[43] = 4;
	unit_status(kefu_zone_tzif(NULL, bytes, size, &zone), KEFU_E_RANGE);
	ck_assert_ptr_null(zone);
	free(bytes);
}
END_TEST

START_TEST(local_time)
{
	kefu_zone *zone = new_york();
	int32_t day, ms;

	unit_ok(kefu_zone_local(zone, NULL, at("2024-03-10T06:59:59.999Z"), &day, &ms));
	ck_assert_int_eq(day, day_number(2024, 3, 10));
	ck_assert_int_eq(ms, 2 * HOUR - 1);
	unit_ok(kefu_zone_local(zone, NULL, at("2024-03-10T07:00Z"), NULL, &ms));
	ck_assert_int_eq(ms, 3 * HOUR);
	unit_ok(kefu_zone_local(zone, NULL, at("1969-12-31T04:59:59.999Z"), &day, &ms));
	ck_assert_int_eq(day, day_number(1969, 12, 30));
	ck_assert_int_eq(ms, DAY - 1);
	unit_ok(kefu_zone_local(zone, NULL, KEFU_ZONE_TIME_MIN, &day, NULL));
	ck_assert_int_eq(day, day_number(0, 12, 31));
	unit_status(kefu_zone_local(NULL, NULL, 0, &day, &ms), KEFU_E_NULL);
	unit_status(kefu_zone_local(zone, NULL, KEFU_ZONE_TIME_MIN - 1, &day, &ms), KEFU_E_RANGE);
	unit_status(kefu_zone_local(zone, NULL, KEFU_ZONE_TIME_MAX + 1, &day, &ms), KEFU_E_RANGE);
	unit_status(kefu_zone_offset(zone, NULL, INT64_MAX, &ms), KEFU_E_RANGE);
	unit_status(kefu_zone_offset(zone, NULL, 0, NULL), KEFU_E_NULL);
	unit_status(kefu_zone_offset(NULL, NULL, 0, &ms), KEFU_E_NULL);
	unit_status(kefu_zone_stretch(NULL, 0, NULL, NULL, NULL), KEFU_E_NULL);
	unit_status(kefu_zone_stretch(zone, INT64_MIN, NULL, NULL, NULL), KEFU_E_RANGE);
	unit_ok(kefu_zone_stretch(zone, 0, NULL, NULL, NULL));
	kefu_zone_free(zone);
}
END_TEST

START_TEST(stretches_follow_each_other)
{
	kefu_zone *zone = new_york();
	int64_t from, to, t = KEFU_ZONE_TIME_MIN;
	int32_t offset, got, steps = 0;

	while (t <= KEFU_ZONE_TIME_MAX) {
		must(kefu_zone_stretch(zone, t, &from, &to, &offset) == KEFU_OK);
		must(t == KEFU_ZONE_TIME_MIN ? from == INT64_MIN : from == t);
		must(to > t);
		if (to <= KEFU_ZONE_TIME_MAX) {
			must(kefu_zone_offset(zone, NULL, to - 1, &got) == KEFU_OK);
			must(got == offset);
		}
		t = to;
		steps++;
	}
	/* Two a year from 1900 on, and a seam for each 400 years. */
	ck_assert_int_eq(steps, 2 * 8100 + 1 + 20);
	kefu_zone_free(zone);
}
END_TEST

START_TEST(cursors_answer_the_same)
{
	kefu_zone *zone = new_york(), *other = posix("CST-8");
	kefu_zone_cursor cursor = {NULL, 0, 0, 0, 0};
	uint64_t state = 1;
	int64_t t = at("2020-01-01");
	int i;

	for (i = 0; i < 20000; i++) {
		const kefu_zone *asked = unit_below(&state, 50) == 0 ? other : zone;
		int32_t expected, got;

		t += (int64_t)unit_below(&state, 5 * DAY) - DAY;
		must(kefu_zone_offset(asked, NULL, t, &expected) == KEFU_OK);
		must(kefu_zone_offset(asked, &cursor, t, &got) == KEFU_OK);
		must(got == expected);
	}
	kefu_zone_free(zone);
	kefu_zone_free(other);
}
END_TEST

static int64_t instant(const kefu_zone *zone, int32_t day, int64_t ms, int32_t choice)
{
	int64_t t = 0;

	unit_ok(kefu_zone_instant(zone, day, (int32_t)ms, choice, &t));
	return t;
}

START_TEST(from_the_wall_clock)
{
	kefu_zone *zone = new_york();
	int32_t spring = day_number(2024, 3, 10), autumn = day_number(2024, 11, 3);
	int64_t t = 77;

	ck_assert_int_eq(instant(zone, spring, HOUR, KEFU_ZONE_EARLIER), at("2024-03-10T06:00Z"));
	ck_assert_int_eq(instant(zone, spring, HOUR, KEFU_ZONE_LATER), at("2024-03-10T06:00Z"));
	/* 02:30 does not exist: half past two is 03:30 or 01:30. */
	ck_assert_int_eq(instant(zone, spring, 5 * HOUR / 2, KEFU_ZONE_EARLIER), at("2024-03-10T07:30Z"));
	ck_assert_int_eq(instant(zone, spring, 5 * HOUR / 2, KEFU_ZONE_LATER), at("2024-03-10T06:30Z"));
	/* 01:30 comes twice. */
	ck_assert_int_eq(instant(zone, autumn, 3 * HOUR / 2, KEFU_ZONE_EARLIER), at("2024-11-03T05:30Z"));
	ck_assert_int_eq(instant(zone, autumn, 3 * HOUR / 2, KEFU_ZONE_LATER), at("2024-11-03T06:30Z"));
	ck_assert_int_eq(instant(zone, autumn, DAY, KEFU_ZONE_EARLIER), at("2024-11-04T05:00Z"));
	ck_assert_int_eq(instant(zone, autumn, 7, KEFU_ZONE_EARLIER), at("2024-11-03T04:00:00.007Z"));
	unit_status(kefu_zone_instant(NULL, 0, 0, 0, &t), KEFU_E_NULL);
	unit_status(kefu_zone_instant(zone, 0, 0, 0, NULL), KEFU_E_NULL);
	unit_status(kefu_zone_instant(zone, 0, 0, 2, &t), KEFU_E_ENUM);
	unit_status(kefu_zone_instant(zone, 0, 0, -1, &t), KEFU_E_ENUM);
	unit_status(kefu_zone_instant(zone, 0, -1, 0, &t), KEFU_E_RANGE);
	unit_status(kefu_zone_instant(zone, 0, (int32_t)DAY + 1, 0, &t), KEFU_E_RANGE);
	unit_status(kefu_zone_instant(zone, INT32_MAX, 0, 0, &t), KEFU_E_RANGE);
	unit_status(kefu_zone_instant(zone, INT32_MIN, 0, 0, &t), KEFU_E_RANGE);
	unit_status(kefu_zone_instant(zone, day_number(9999, 12, 31), (int32_t)DAY, 0, &t), KEFU_E_RANGE);
	ck_assert_int_eq(t, 77);
	kefu_zone_free(zone);
}
END_TEST

/* Samoa went from -10 to +14 at the end of 2011-12-29. */
static kefu_zone *samoa(void)
{
	const int64_t change = at("2011-12-30T10:00Z");
	const int32_t offset = 14 * 3600;
	kefu_zone *zone = NULL;

	unit_ok(kefu_zone_table(NULL, -10 * 3600, &change, &offset, 1, NULL, 0, &zone));
	return zone;
}

START_TEST(days_of_other_lengths)
{
	kefu_zone *zone = new_york();
	int64_t start, end;

	unit_ok(kefu_zone_day_range(zone, day_number(2024, 3, 10), &start, &end));
	ck_assert_int_eq(start, at("2024-03-10T05:00Z"));
	ck_assert_int_eq(end - start, 23 * HOUR);
	unit_ok(kefu_zone_day_range(zone, day_number(2024, 11, 3), &start, &end));
	ck_assert_int_eq(end - start, 25 * HOUR);
	unit_ok(kefu_zone_day_range(zone, day_number(2024, 11, 4), NULL, NULL));
	unit_ok(kefu_zone_day_range(zone, day_number(1, 1, 1), &start, NULL));
	unit_ok(kefu_zone_day_range(zone, day_number(9999, 12, 31), NULL, &end));
	unit_status(kefu_zone_day_range(zone, day_number(0, 12, 31), &start, &end), KEFU_E_RANGE);
	unit_status(kefu_zone_day_range(zone, day_number(10000, 1, 1), &start, &end), KEFU_E_RANGE);
	unit_status(kefu_zone_day_range(NULL, 0, &start, &end), KEFU_E_NULL);
	kefu_zone_free(zone);
	zone = samoa();
	unit_ok(kefu_zone_day_range(zone, day_number(2011, 12, 29), &start, &end));
	ck_assert_int_eq(end, at("2011-12-30T10:00Z"));
	unit_ok(kefu_zone_day_range(zone, day_number(2011, 12, 30), &start, &end));
	ck_assert_int_eq(start, end);
	unit_ok(kefu_zone_day_range(zone, day_number(2011, 12, 31), &start, &end));
	ck_assert_int_eq(start, at("2011-12-30T10:00Z"));
	ck_assert_int_eq(end - start, DAY);
	kefu_zone_free(zone);
}
END_TEST

START_TEST(a_date_shown_again)
{
	/* At 00:01 back to 23:01 of the day before, as St John's did. */
	const int64_t change = at("2000-10-29T00:01Z");
	const int32_t offset = -3600;
	kefu_zone *zone = NULL;
	int64_t start, end;
	int32_t day;

	unit_ok(kefu_zone_table(NULL, 0, &change, &offset, 1, NULL, 0, &zone));
	unit_ok(kefu_zone_day_range(zone, day_number(2000, 10, 29), &start, &end));
	ck_assert_int_eq(start, at("2000-10-29T00:00Z"));
	ck_assert_int_eq(end, at("2000-10-30T01:00Z"));
	unit_ok(kefu_zone_local(zone, NULL, change, &day, NULL));
	ck_assert_int_eq(day, day_number(2000, 10, 28));
	kefu_zone_free(zone);
}
END_TEST

START_TEST(buckets)
{
	kefu_zone *zone = new_york();
	int64_t start, end, t = at("2024-11-03T06:30Z"); /* 01:30, the second time */
	int32_t number, i;

	unit_ok(kefu_zone_bucket(zone, KEFU_BUCKET_HOUR, t, &number));
	ck_assert_int_eq(number, day_number(2024, 11, 3) * 24 + 1);
	unit_ok(kefu_zone_bucket_range(zone, KEFU_BUCKET_HOUR, number, &start, &end));
	ck_assert_int_eq(start, at("2024-11-03T05:00Z"));
	ck_assert_int_eq(end - start, 2 * HOUR);
	unit_ok(kefu_zone_bucket(zone, KEFU_BUCKET_DAY, t, &number));
	ck_assert_int_eq(number, day_number(2024, 11, 3));
	unit_ok(kefu_zone_bucket(zone, KEFU_BUCKET_WEEK, t, &number));
	ck_assert_int_eq(number, day_number(2024, 10, 28));
	unit_ok(kefu_zone_bucket_range(zone, KEFU_BUCKET_WEEK, number + 3, &start, &end));
	ck_assert_int_eq(start, at("2024-10-28T04:00Z"));
	ck_assert_int_eq(end - start, 7 * DAY + HOUR);
	unit_ok(kefu_zone_bucket(zone, KEFU_BUCKET_MONTH, t, &number));
	ck_assert_int_eq(number, day_number(2024, 11, 1));
	unit_ok(kefu_zone_bucket_range(zone, KEFU_BUCKET_MONTH, number + 20, &start, &end));
	ck_assert_int_eq(start, at("2024-11-01T04:00Z"));
	ck_assert_int_eq(end, at("2024-12-01T05:00Z"));
	/* 02 o'clock of the day in spring is left out. */
	unit_ok(kefu_zone_bucket_range(zone, KEFU_BUCKET_HOUR, day_number(2024, 3, 10) * 24 + 2, &start, &end));
	ck_assert_int_eq(start, end);
	unit_ok(kefu_zone_bucket(zone, KEFU_BUCKET_HOUR, at("1969-12-31T04:30Z"), &number));
	ck_assert_int_eq(number, -25);
	for (i = KEFU_BUCKET_HOUR; i <= KEFU_BUCKET_MONTH; i++) {
		unit_ok(kefu_zone_bucket_range(zone, i, 0, NULL, NULL));
		unit_status(kefu_zone_bucket_range(zone, i, INT32_MAX, &start, &end), KEFU_E_RANGE);
		unit_status(kefu_zone_bucket_range(zone, i, INT32_MIN, &start, &end), KEFU_E_RANGE);
		unit_status(kefu_zone_bucket(zone, i, INT64_MAX, &number), KEFU_E_RANGE);
	}
	unit_status(kefu_zone_bucket(zone, -1, t, &number), KEFU_E_ENUM);
	unit_status(kefu_zone_bucket(zone, 4, t, &number), KEFU_E_ENUM);
	unit_status(kefu_zone_bucket(NULL, 0, t, &number), KEFU_E_NULL);
	unit_status(kefu_zone_bucket(zone, 0, t, NULL), KEFU_E_NULL);
	unit_status(kefu_zone_bucket_range(zone, -1, 0, &start, &end), KEFU_E_ENUM);
	unit_status(kefu_zone_bucket_range(zone, 4, 0, &start, &end), KEFU_E_ENUM);
	unit_status(kefu_zone_bucket_range(NULL, 0, 0, &start, &end), KEFU_E_NULL);
	kefu_zone_free(zone);
}
END_TEST

START_TEST(text_is_read)
{
	static const struct {
		const char *text;
		int64_t t;
	} right[] = {
		{"1970-01-01", 0}, {"1970-01-01T00:00", 0}, {"1970-01-01 00:00:01", 1000},
		{"1970-01-01T00:00:00.5", 500}, {"1970-01-01T00:00:00,123456Z", 123},
		{"1970-01-01t08:00+08", 0}, {"1970-01-01T08:00+0800", 0}, {"1970-01-01T08:00:00+08:00", 0},
		{"1970-01-01 08:00:00 +08:00", 0}, {"1970-01-01T00:00z", 0},
		{"1969-12-31T23:15:30-00:44:30", 0}, {"1969-12-31T24:00", 0}, {"1969-12-31T23:59:59.999Z", -1},
		{"0001-01-01", KEFU_ZONE_TIME_MIN}, {"9999-12-31T23:59:59.999", KEFU_ZONE_TIME_MAX},
	};
	static const char *const wrong[] = {"", "1970", "1970-01-01x", "1970-01-01T", "1970-01-01T1:00",
		"1970-01-01T24:00:01", "1970-01-01T00:60", "1970-01-01T00:00:60", "1970-01-01T00:00:00.",
		"1970-01-01T00:00+", "1970-01-01T00:00+8", "1970-01-01T00:00+08:", "1970-01-01T00:00+08:60",
		"1970-01-01T00:00+27:00", "1970-01-01T00:00ZZ", "1970-01-01T00:00:00+08:00:00:00",
		"1970-01-01T00:00  +08", "1970-02-30", "0000-12-31", "9999-12-31T24:00", "0001-01-01T00:00+01",
		"1970-01-01Z"};
	kefu_zone *zone = new_york();
	int64_t t = 77;
	size_t i;

	for (i = 0; i < sizeof right / sizeof right[0]; i++) {
		unit_ok(kefu_zone_parse(NULL, right[i].text, strlen(right[i].text), 0, &t));
		ck_assert_msg(t == right[i].t, "%s: %lld", right[i].text, (long long)t);
	}
	t = 77;
	for (i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
		int32_t status = kefu_zone_parse(NULL, wrong[i], strlen(wrong[i]), 0, &t);

		ck_assert_msg(status == KEFU_E_RANGE, "%s: %d", wrong[i], (int)status);
	}
	unit_status(kefu_zone_parse(NULL, NULL, 0, 0, &t), KEFU_E_NULL);
	unit_status(kefu_zone_parse(NULL, "1970-01-01", 10, 0, NULL), KEFU_E_NULL);
	unit_status(kefu_zone_parse(NULL, "1970-01-01", 10, 2, &t), KEFU_E_ENUM);
	ck_assert_int_eq(t, 77);
	unit_ok(kefu_zone_parse(zone, "2024-11-03T01:30", 16, KEFU_ZONE_EARLIER, &t));
	ck_assert_int_eq(t, at("2024-11-03T05:30Z"));
	unit_ok(kefu_zone_parse(zone, "2024-11-03T01:30", 16, KEFU_ZONE_LATER, &t));
	ck_assert_int_eq(t, at("2024-11-03T06:30Z"));
	unit_ok(kefu_zone_parse(zone, "2024-11-03T01:30Z", 17, KEFU_ZONE_LATER, &t));
	ck_assert_int_eq(t, at("2024-11-03T01:30Z"));
	kefu_zone_free(zone);
}
END_TEST

static void check_text(const kefu_zone *zone, int64_t t, const char *expected)
{
	char text[KEFU_ZONE_TEXT_SIZE], exact[KEFU_ZONE_TEXT_SIZE];
	size_t size = strlen(expected) + 1;
	int64_t back;

	unit_ok(kefu_zone_format(zone, t, text, sizeof text));
	ck_assert_str_eq(text, expected);
	unit_ok(kefu_zone_format(zone, t, exact, size));
	memset(exact, 'x', sizeof exact);
	unit_status(kefu_zone_format(zone, t, exact, size - 1), KEFU_E_SIZE);
	ck_assert_int_eq(exact[0], 'x');
	unit_ok(kefu_zone_parse(NULL, text, strlen(text), 0, &back));
	ck_assert_int_eq(back, t);
}

START_TEST(text_is_written)
{
	kefu_zone *zone = new_york(), *monrovia = NULL;
	char text[KEFU_ZONE_TEXT_SIZE];

	unit_ok(kefu_zone_fixed(NULL, -2670, &monrovia));
	check_text(NULL, 0, "1970-01-01T00:00:00Z");
	check_text(NULL, -1, "1969-12-31T23:59:59.999Z");
	check_text(zone, at("2024-07-01T12:34:56.789Z"), "2024-07-01T08:34:56.789-04:00");
	check_text(zone, at("2024-12-01T12:00Z"), "2024-12-01T07:00:00-05:00");
	check_text(monrovia, at("1970-01-01T12:00:00.001Z"), "1970-01-01T11:15:30.001-00:44:30");
	unit_status(kefu_zone_format(zone, KEFU_ZONE_TIME_MIN, text, sizeof text), KEFU_E_RANGE);
	unit_status(kefu_zone_format(NULL, KEFU_ZONE_TIME_MAX + 1, text, sizeof text), KEFU_E_RANGE);
	unit_status(kefu_zone_format(zone, 0, NULL, 0), KEFU_E_NULL);
	unit_status(kefu_zone_format(zone, 0, text, 0), KEFU_E_SIZE);
	kefu_zone_free(zone);
	kefu_zone_free(monrovia);
}
END_TEST

START_TEST(copies_and_equals)
{
	kefu_zone *zone = new_york(), *same = NULL, *other = NULL, *longer = NULL;
	const int64_t change = at("2024-03-10T07:00Z");
	const int32_t offset = -14400;

	unit_ok(kefu_zone_copy(NULL, zone, &same));
	ck_assert_int_eq(kefu_zone_equal(zone, same), 1);
	ck_assert_int_eq(kefu_zone_equal(zone, zone), 1);
	kefu_zone_free(zone); /* the copy keeps nothing of it */
	check_change(same, "9999-03-14T07:00", -18000, -14400);
	/* Tables of other lengths that say the same of every instant. */
	unit_ok(kefu_zone_table(NULL, -18000, &change, &offset, 1, "EST5EDT", 7, &other));
	unit_ok(kefu_zone_table(NULL, -18000, &change, &offset, 1, "EST5EDT,M3.2.0/2,M11.1.0/2", 26, &longer));
	ck_assert_int_eq(kefu_zone_equal(other, longer), 1);
	ck_assert_int_eq(kefu_zone_equal(same, other), 0);
	ck_assert_int_eq(kefu_zone_equal(same, NULL), 0);
	ck_assert_int_eq(kefu_zone_equal(NULL, NULL), 0);
	unit_status(kefu_zone_copy(NULL, NULL, &zone), KEFU_E_NULL);
	unit_status(kefu_zone_copy(NULL, same, NULL), KEFU_E_NULL);
	kefu_zone_free(same);
	kefu_zone_free(other);
	kefu_zone_free(longer);
}
END_TEST

static int32_t make_all(const kefu_allocator *allocator)
{
	const int64_t changes[] = {0, 1000000000};
	const int32_t offsets[] = {3600, 0};
	kefu_zone *zones[5] = {NULL, NULL, NULL, NULL, NULL};
	struct tzif file;
	int32_t status;
	int i;

	whole(&file, '3', changes, 2, "EST5EDT,M3.2.0,M11.1.0");
	status = kefu_zone_fixed(allocator, 60, &zones[0]);
	if (status == KEFU_OK)
		status = kefu_zone_table(allocator, 0, changes, offsets, 2, "CST-8", 5, &zones[1]);
	if (status == KEFU_OK)
		status = kefu_zone_posix(allocator, "EST5EDT", 7, &zones[2]);
	if (status == KEFU_OK)
		status = kefu_zone_tzif(allocator, file.bytes, file.size, &zones[3]);
	if (status == KEFU_OK)
		status = kefu_zone_copy(allocator, zones[3], &zones[4]);
	for (i = 0; i < 5; i++)
		kefu_zone_free(zones[i]);
	return status;
}

START_TEST(memory_runs_out)
{
	kefu_allocator half = {NULL, NULL, NULL};
	kefu_zone *zone = NULL;

	unit_sweep(make_all, 5);
	unit_status(kefu_zone_fixed(&half, 0, &zone), KEFU_E_NULL);
	ck_assert_ptr_null(zone);
}
END_TEST

UNIT_MAIN("zone", fixed_offsets, tables, tables_refused, posix_strings, posix_days_of_the_year,
          posix_strings_refused, tzif_of_every_version, tzif_out_of_all_time, tzif_cut_short,
          tzif_damaged, tzif_with_too_many_changes, local_time, stretches_follow_each_other,
          cursors_answer_the_same, from_the_wall_clock, days_of_other_lengths, a_date_shown_again,
          buckets, text_is_read, text_is_written, copies_and_equals, memory_runs_out)

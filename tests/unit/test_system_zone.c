/* The host's finder of time zones, which is an example to copy. */
#define _POSIX_C_SOURCE 200809L
#include "unit.h"

#include <stdio.h>

#include "../../examples/system_zone.c"

START_TEST(names_that_are_no_names)
{
	static const char *const wrong[] = {"", "/etc/passwd", "../zoneinfo/UTC", "Asia/../../etc", "Asia//Tokyo",
		"Asia/", "/", ".", "Asia/Tokyo.bak", "Asia\\Tokyo", "Asia Tokyo", "Asia", "No/Such_Place"};
	kefu_zone *zone = NULL;
	char longest[300];
	size_t i;

	for (i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
		unit_status(system_zone(wrong[i], &zone), KEFU_E_ZONE);
	memset(longest, 'a', sizeof longest);
	longest[sizeof longest - 1] = '\0';
	unit_status(system_zone(longest, &zone), KEFU_E_ZONE);
	unit_status(system_zone(NULL, &zone), KEFU_E_NULL);
	unit_status(system_zone("UTC", NULL), KEFU_E_NULL);
	ck_assert_ptr_null(zone);
}
END_TEST

static void write_file(const char *path, const char *text, size_t zeros)
{
	FILE *file = fopen(path, "wb");

	ck_assert_ptr_nonnull(file);
	fputs(text, file);
	while (zeros-- > 0)
		fputc(0, file);
	fclose(file);
}

START_TEST(files_of_another_directory)
{
	/* Version 1, no changes, one type, its offset 28800. */
	static const unsigned char shanghai[] = {'T', 'Z', 'i', 'f', 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
		0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 4,
		0, 0, 0x70, 0x80, 0, 0, 'C', 'S', 'T', 0};
	char directory[] = "/tmp/kefu-zone-XXXXXX", path[64];
	kefu_zone *zone = NULL;
	int32_t offset = 0;
	FILE *file;

	ck_assert_ptr_nonnull(mkdtemp(directory));
	setenv("TZDIR", directory, 1);
	unit_ok(system_zone("UTC", &zone)); /* needs no file */
	kefu_zone_free(zone);
	zone = NULL;
	snprintf(path, sizeof path, "%s/Zone", directory);
	unit_status(system_zone("Zone", &zone), KEFU_E_ZONE);
	write_file(path, "no zone at all", 0);
	unit_status(system_zone("Zone", &zone), KEFU_E_ZONE);
	write_file(path, "TZif", 10);
	unit_status(system_zone("Zone", &zone), KEFU_E_TRUNCATED);
	write_file(path, "TZif", 70000);
	unit_status(system_zone("Zone", &zone), KEFU_E_ZONE);
	ck_assert_ptr_null(zone);
	file = fopen(path, "wb");
	ck_assert_ptr_nonnull(file);
	fwrite(shanghai, 1, sizeof shanghai, file);
	fclose(file);
	unit_ok(system_zone("Zone", &zone));
	unit_ok(kefu_zone_offset(zone, NULL, 0, &offset));
	ck_assert_int_eq(offset, 28800);
	kefu_zone_free(zone);
	remove(path);
	remove(directory);
}
END_TEST

UNIT_MAIN("system zone", names_that_are_no_names, files_of_another_directory)

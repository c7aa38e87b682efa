/* The system's zones by name, each read once. */
#include "conformance.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct {
	char name[64];
	kefu_zone *zone;
} known[64];
static size_t known_count;

static kefu_zone *zone_load(const char *name)
{
	char path[256], bytes[65536];
	kefu_zone *zone = NULL;
	FILE *file;
	size_t size;

	snprintf(path, sizeof path, "/usr/share/zoneinfo/%s", name);
	file = fopen(path, "rb");
	if (file == NULL)
		return NULL;
	size = fread(bytes, 1, sizeof bytes, file);
	fclose(file);
	return kefu_zone_tzif(NULL, bytes, size, &zone) == KEFU_OK ? zone : NULL;
}

const kefu_zone *zone_named(const char *name)
{
	size_t i;
	kefu_zone *zone;

	if (name == NULL || strlen(name) >= sizeof known[0].name)
		return NULL;
	for (i = 0; i < known_count; i++)
		if (strcmp(known[i].name, name) == 0)
			return known[i].zone;
	zone = known_count < sizeof known / sizeof *known ? zone_load(name) : NULL;
	if (zone != NULL) {
		strcpy(known[known_count].name, name);
		known[known_count++].zone = zone;
	}
	return zone;
}

void zones_free(void)
{
	while (known_count > 0)
		kefu_zone_free(known[--known_count].zone);
}

/* The system's zones by name, each read once. */
#include "conformance.h"

#include <string.h>

#include "system_zone.h"

static struct {
	char name[64];
	kefu_zone *zone;
} known[128];
static size_t known_count;

const kefu_zone *zone_named(const char *name)
{
	kefu_zone *zone = NULL;
	size_t i;

	if (name == NULL || strlen(name) >= sizeof known[0].name)
		return NULL;
	for (i = 0; i < known_count; i++)
		if (strcmp(known[i].name, name) == 0)
			return known[i].zone;
	if (known_count == sizeof known / sizeof *known || system_zone(name, &zone) != KEFU_OK)
		return NULL;
	strcpy(known[known_count].name, name);
	known[known_count++].zone = zone;
	return zone;
}

void zones_free(void)
{
	while (known_count > 0)
		kefu_zone_free(known[--known_count].zone);
}

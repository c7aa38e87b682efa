#include "system_zone.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FILE_BYTES_MAX 65536
#define PATH_BYTES_MAX 1024

/* No path out of the directory: letters, digits, _ + - and /, and no part that
 * is empty. */
static int name_is_safe(const char *name)
{
	size_t i;

	if (name[0] == '\0' || strlen(name) > 255)
		return 0;
	for (i = 0; name[i] != '\0'; i++) {
		if (name[i] == '/' && (i == 0 || name[i - 1] == '/' || name[i + 1] == '\0'))
			return 0;
		if (strchr("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_+-/",
		           name[i]) == NULL)
			return 0;
	}
	return 1;
}

int32_t system_zone(const char *name, kefu_zone **out)
{
	const char *directory = getenv("TZDIR");
	char path[PATH_BYTES_MAX];
	unsigned char *bytes;
	size_t size;
	FILE *file;
	int length;
	int32_t status;

	if (name == NULL || out == NULL)
		return KEFU_E_NULL;
	if (strcmp(name, "UTC") == 0)
		return kefu_zone_fixed(NULL, 0, out);
	if (!name_is_safe(name))
		return KEFU_E_ZONE;
	if (directory == NULL || directory[0] == '\0')
		directory = "/usr/share/zoneinfo";
	length = snprintf(path, sizeof path, "%s/%s", directory, name);
	if (length < 0 || (size_t)length >= sizeof path)
		return KEFU_E_ZONE;
	file = fopen(path, "rb");
	if (file == NULL)
		return KEFU_E_ZONE;
	bytes = malloc(FILE_BYTES_MAX + 1);
	if (bytes == NULL) {
		fclose(file);
		return KEFU_E_NOMEM;
	}
	size = fread(bytes, 1, FILE_BYTES_MAX + 1, file);
	if (ferror(file) || size > FILE_BYTES_MAX)
		status = KEFU_E_ZONE;
	else
		status = kefu_zone_tzif(NULL, bytes, size, out);
	free(bytes);
	fclose(file);
	return status;
}

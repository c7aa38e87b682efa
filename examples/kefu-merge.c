/* Merges encoded desks: kefu-merge OUT FILE...
 *
 * Shards that were counted apart, by customer, become the desk that had seen
 * everything; the order of the files makes no difference. OUT is written
 * beside its place and put there at the end: it is the old one or the whole
 * new one, whatever happens. */
#define _POSIX_C_SOURCE 200809L
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "kefu.h"

static void give_up(const char *name, const char *why)
{
	fprintf(stderr, "kefu-merge: %s: %s\n", name, why);
	exit(1);
}

static unsigned char *read_file(const char *name, size_t *size)
{
	FILE *file = fopen(name, "rb");
	size_t room = 1 << 16, more;
	unsigned char *bytes = malloc(room);

	if (file == NULL || bytes == NULL)
		give_up(name, "cannot be read");
	*size = 0;
	while ((more = fread(bytes + *size, 1, room - *size, file)) != 0) {
		*size += more;
		if (*size == room) {
			room *= 2;
			bytes = realloc(bytes, room);
			if (bytes == NULL)
				give_up(name, "is too large for the memory there is");
		}
	}
	if (ferror(file))
		give_up(name, "cannot be read");
	fclose(file);
	return bytes;
}

static kefu_desk *load(const char *name)
{
	size_t size;
	unsigned char *bytes = read_file(name, &size);
	kefu_desk *desk;
	int32_t status = kefu_desk_decode(NULL, bytes, size, &desk);

	if (status != KEFU_OK)
		give_up(name, kefu_strerror(status));
	free(bytes);
	return desk;
}

static void write_all(int file, const unsigned char *bytes, size_t size, const char *name)
{
	while (size != 0) {
		ssize_t written = write(file, bytes, size);

		if (written <= 0)
			give_up(name, "cannot be written");
		bytes += written;
		size -= (size_t)written;
	}
}

static void store(const kefu_desk *desk, const char *name)
{
	char *beside = malloc(strlen(name) + 8);
	unsigned char *bytes = NULL;
	size_t size;
	int file;

	if (kefu_desk_encode(desk, NULL, 0, &size) != KEFU_OK ||
	    (bytes = malloc(size)) == NULL || beside == NULL ||
	    kefu_desk_encode(desk, bytes, size, &size) != KEFU_OK)
		give_up(name, "is too large for the memory there is");
	sprintf(beside, "%s.XXXXXX", name);
	file = mkstemp(beside);
	if (file < 0)
		give_up(name, "cannot be written");
	write_all(file, bytes, size, beside);
	if (fsync(file) != 0 || close(file) != 0 || rename(beside, name) != 0) {
		unlink(beside);
		give_up(name, "cannot be written");
	}
	free(bytes);
	free(beside);
}

int main(int argc, char **argv)
{
	kefu_desk *whole;
	int i;

	if (argc < 3) {
		puts("usage: kefu-merge OUT FILE...");
		return argc == 1 ? 0 : 2;
	}
	whole = load(argv[2]);
	for (i = 3; i < argc; i++) {
		kefu_desk *shard = load(argv[i]);
		int32_t status = kefu_desk_merge(whole, shard);

		if (status == KEFU_E_MISMATCH)
			give_up(argv[i], kefu_desk_mismatch(whole));
		if (status != KEFU_OK)
			give_up(argv[i], kefu_strerror(status));
		kefu_desk_free(shard);
	}
	store(whole, argv[1]);
	kefu_desk_free(whole);
	return 0;
}

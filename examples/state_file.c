/* Reads and replaces state files; state_text.c has what is in them. */
#define _GNU_SOURCE /* flock, realpath */

#include "state_file.h"
#include "state_text.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

static int fail(const struct state_file *file, const char *what, const char *why)
{
	fprintf(stderr, "%s: %s: %s%s%s\n", file->program, file->name, what,
	        *why != '\0' ? ": " : "", why);
	return 0;
}

static int fail_errno(const struct state_file *file, const char *what)
{
	return fail(file, what, strerror(errno));
}

/* ---- places ---- */

/* Where the last of a chain of links leads; of a file that is not there yet,
 * where it will be. */
static int path_find(struct state_file *file)
{
	char *slash, *folder, *copy;

	file->path = realpath(file->name, NULL);
	if (file->path != NULL)
		return 1;
	if (errno != ENOENT)
		return fail_errno(file, "cannot be found");
	if (lstat(file->name, &file->old) == 0)
		return fail(file, "is a link to what is not there", "");
	copy = strdup(file->name);
	if (copy == NULL)
		return fail(file, "out of memory", "");
	slash = strrchr(copy, '/');
	if (slash != NULL)
		*slash = '\0';
	folder = realpath(slash == NULL ? "." : slash == copy ? "/" : copy, NULL);
	if (folder != NULL && asprintf(&file->path, "%s/%s", folder, slash != NULL ? slash + 1 : copy) < 0)
		file->path = NULL;
	free(copy);
	if (folder == NULL)
		return fail_errno(file, "its folder cannot be found");
	free(folder);
	return file->path != NULL || fail(file, "out of memory", "");
}

static int place_check(struct state_file *file)
{
	file->exists = stat(file->path, &file->old) == 0;
	if (!file->exists && errno != ENOENT)
		return fail_errno(file, "cannot be read");
	return !file->exists || S_ISREG(file->old.st_mode) || fail(file, "not a file", "");
}

int state_look(struct state_file *file, const char *program, const char *name)
{
	memset(file, 0, sizeof *file);
	file->program = program;
	file->name = name;
	file->folder = file->writer = -1;
	return path_find(file) && place_check(file) &&
	       (file->exists || fail(file, "there is no such file", ""));
}

static int writer_drop(struct state_file *file)
{
	close(file->writer);
	file->writer = -1;
	return 0;
}

/* FILE.new is both what will be FILE and the lock on it. A run that was
 * killed leaves one behind, unlocked: it is taken over. 1: have it, 0: no,
 * -1: another run finished meanwhile, so that this is FILE.new no more. */
static int writer_lock(struct state_file *file)
{
	struct stat mine, named;

	file->writer = open(file->beside, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600);
	if (file->writer < 0)
		return fail_errno(file, "FILE.new beside it cannot be opened");
	if (flock(file->writer, LOCK_EX | LOCK_NB) != 0) {
		if (errno == EWOULDBLOCK)
			fail(file, "another run is at work on it", "");
		else
			fail_errno(file, "FILE.new beside it cannot be locked");
		return writer_drop(file);
	}
	if (fstat(file->writer, &mine) != 0) {
		fail_errno(file, "FILE.new beside it cannot be locked");
		return writer_drop(file);
	}
	if (stat(file->beside, &named) == 0 && named.st_dev == mine.st_dev &&
	    named.st_ino == mine.st_ino) {
		file->writer_owner = mine.st_uid;
		if (S_ISREG(mine.st_mode) && mine.st_nlink == 1)
			return 1;
		fail(file, "FILE.new beside it is no file of ours", "");
		return writer_drop(file);
	}
	writer_drop(file);
	return -1;
}

/* One killed while it gave FILE.new to FILE's owner leaves it so. */
static int owner_check(struct state_file *file)
{
	if (file->writer_owner == geteuid() ||
	    (file->exists && file->writer_owner == file->old.st_uid))
		return 1;
	fail(file, "FILE.new beside it is somebody else's", "");
	return writer_drop(file);
}

static int folder_open(struct state_file *file)
{
	char *slash = strrchr(file->path, '/');
	char kept = slash[1];

	slash[1] = '\0';
	file->folder = open(file->path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	slash[1] = kept;
	return file->folder >= 0 || fail_errno(file, "its folder cannot be opened");
}

int state_open(struct state_file *file, const char *program, const char *name)
{
	int locked;

	memset(file, 0, sizeof *file);
	file->program = program;
	file->name = name;
	file->folder = file->writer = -1;
	if (!path_find(file) || !folder_open(file))
		return 0;
	if (asprintf(&file->beside, "%s.new", file->path) < 0) {
		file->beside = NULL;
		return fail(file, "out of memory", "");
	}
	while ((locked = writer_lock(file)) < 0)
		;
	/* Only now is it certain that nobody replaces it. */
	return locked && place_check(file) && owner_check(file);
}

int state_is(const struct state_file *file, const struct stat *found)
{
	struct stat ours;

	return (fstat(file->writer, &ours) == 0 && ours.st_dev == found->st_dev &&
	        ours.st_ino == found->st_ino) ||
	       (stat(file->path, &ours) == 0 && ours.st_dev == found->st_dev &&
	        ours.st_ino == found->st_ino);
}

void state_close(struct state_file *file)
{
	/* While it is locked it is this run's: after a success it has become FILE. */
	if (file->writer >= 0) {
		unlink(file->beside);
		close(file->writer);
	}
	if (file->folder >= 0)
		close(file->folder);
	free(file->path);
	free(file->beside);
	free(file->bytes);
	memset(file, 0, sizeof *file);
	file->folder = file->writer = -1;
}

/* ---- reading ---- */

static int bytes_read(struct state_file *file)
{
	int from = open(file->path, O_RDONLY | O_CLOEXEC);
	size_t room = (size_t)file->old.st_size + 2;
	ssize_t more = 1;

	if (from < 0)
		return fail_errno(file, "cannot be read");
	file->bytes = malloc(room);
	while (file->bytes != NULL && more != 0) {
		if (file->size + 1 == room) { /* it grew: nobody but us should do that */
			unsigned char *larger = realloc(file->bytes, room *= 2);

			if (larger == NULL)
				break;
			file->bytes = larger;
		}
		more = read(from, file->bytes + file->size, room - 1 - file->size);
		if (more < 0 && errno == EINTR)
			continue;
		if (more < 0) {
			fail_errno(file, "cannot be read");
			close(from);
			return 0;
		}
		file->size += (size_t)more;
	}
	close(from);
	if (more == 0)
		file->bytes[file->size] = '\0';
	return more == 0 || fail(file, "is too large for the memory there is", "");
}

int state_read(struct state_file *file, kefu_desk **desk, struct state_inputs *inputs)
{
	const char *why = "";
	size_t at = 0;
	int32_t status;

	if (!file->exists)
		return 1;
	if (!bytes_read(file))
		return 0;
	if (!state_text_read(file->bytes, file->size, inputs, &at, &why))
		return fail(file, "not a state file, or damaged", why);
	status = kefu_desk_decode(NULL, file->bytes + at, file->size - at, desk);
	if (status == KEFU_E_CORRUPT)
		return fail(file, "not a state file, or damaged", "");
	return status == KEFU_OK || fail(file, "cannot be read", kefu_strerror(status));
}

/* ---- replacing ---- */

static int bytes_make(struct state_file *file, const kefu_desk *desk,
                      const struct state_inputs *inputs, unsigned char **bytes, size_t *size)
{
	size_t head, body = 0;

	*bytes = NULL;
	if (kefu_desk_encode(desk, NULL, 0, &body) != KEFU_OK)
		return fail(file, "out of memory", "");
	head = state_text_write(inputs, body, NULL);
	*size = head + body;
	*bytes = malloc(*size);
	if (*bytes == NULL || kefu_desk_encode(desk, *bytes + head, body, &body) != KEFU_OK) {
		free(*bytes);
		return fail(file, "out of memory", "");
	}
	state_text_write(inputs, body, *bytes);
	return 1;
}

static int bytes_write(const struct state_file *file, const unsigned char *bytes, size_t size)
{
	while (size != 0) {
		ssize_t written = write(file->writer, bytes, size);

		if (written < 0 && errno == EINTR)
			continue;
		if (written < 0)
			return fail_errno(file, "cannot be written");
		bytes += written;
		size -= (size_t)written;
	}
	return 1;
}

/* A new one is its owner's alone, because it is about customers; an old one's
 * owner, group and mode stay. Where the group cannot be given, it gets no
 * rights, as another group would have them. */
static int mode_keep(const struct state_file *file)
{
	mode_t mode = file->exists ? file->old.st_mode & 07777 : 0600;

	if (file->exists && (file->old.st_uid != geteuid() || file->old.st_gid != getegid()) &&
	    fchown(file->writer, file->old.st_uid, file->old.st_gid) != 0)
		mode &= 0707;
	return fchmod(file->writer, mode) == 0 || fail_errno(file, "cannot be given its mode");
}

static int replace(struct state_file *file, const unsigned char *bytes, size_t size)
{
	if (ftruncate(file->writer, 0) != 0 || lseek(file->writer, 0, SEEK_SET) != 0)
		return fail_errno(file, "cannot be written");
	if (!bytes_write(file, bytes, size) || !mode_keep(file))
		return 0;
	if (fsync(file->writer) != 0)
		return fail_errno(file, "cannot be written");
	if (rename(file->beside, file->path) != 0)
		return fail_errno(file, "cannot be replaced");
	/* From here on FILE.new would be another run's. */
	close(file->writer);
	file->writer = -1;
	return fsync(file->folder) == 0 ||
	       fail_errno(file, "was replaced, but its folder cannot be brought to the disk");
}

int state_store(struct state_file *file, const kefu_desk *desk,
                const struct state_inputs *inputs)
{
	unsigned char *bytes;
	size_t size = 0;
	int sound;

	if (!bytes_make(file, desk, inputs, &bytes, &size))
		return 0;
	sound = (file->exists && file->size == size && memcmp(file->bytes, bytes, size) == 0) ||
		replace(file, bytes, size);
	free(bytes);
	return sound;
}

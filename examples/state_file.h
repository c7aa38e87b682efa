/* A desk in a file, and beside it which inputs without `seq` it contains.
 *
 * The file is what kefu_desk_encode() wrote. Where events came without `seq`,
 * lines of text stand before it:
 *
 *     kefu-state 1
 *     input ROWS LAST DIGEST SAMPLE
 *     desk SIZE SUM
 *
 * one line "input" for each, in the order of their digests. The digest is that
 * of the input's first ROWS rows, LAST the latest `t` among them, the sample
 * the smallest hashes of its rows, joined by commas. SIZE is how many bytes
 * follow, SUM the SHA-256 of the lines above. So a desk and what it contains
 * are replaced together or not at all. */
#ifndef STATE_FILE_H
#define STATE_FILE_H

#include "kefu/state.h"
#include "sha256.h"

#include <sys/stat.h>
#include <sys/types.h>

#define STATE_SAMPLE 64

/* An input some of whose rows had no seq. */
struct state_input {
	int64_t rows, last;
	unsigned char digest[SHA256_SIZE];
	int sample_count;
	uint64_t sample[STATE_SAMPLE]; /* rising */
};

struct state_inputs {
	struct state_input *list; /* by digest */
	size_t count;
};

/* Adds an input, in its place; 0 when memory runs out. */
int state_inputs_add(struct state_inputs *inputs, const struct state_input *input);
void state_inputs_remove(struct state_inputs *inputs, size_t index);
/* Which input has a row with this hash in its sample, or NULL. */
const struct state_input *state_inputs_find(const struct state_inputs *inputs, uint64_t hash);
/* Takes a hash into a sample, if it is one of the smallest. */
void state_sample_add(struct state_input *input, uint64_t hash);

/* A place for a state. All functions say on stderr what is wrong, as
 * "PROGRAM: FILE: why", and return 0 then. */
struct state_file {
	const char *program, *name;
	char *path, *beside;    /* where links lead, and FILE.new next to it */
	int folder, writer;     /* open files; -1: none */
	uid_t writer_owner;
	int exists;
	struct stat old;        /* when it exists */
	unsigned char *bytes;   /* what it held when it was read */
	size_t size;
};

/* Takes a place to write at: until state_close() nobody else can. */
int state_open(struct state_file *file, const char *program, const char *name);
/* Takes a place to read from only; it has to exist. */
int state_look(struct state_file *file, const char *program, const char *name);
/* Reads it: *desk stays NULL where there is no file yet. */
int state_read(struct state_file *file, kefu_desk **desk, struct state_inputs *inputs);
/* Replaces it as a whole, or leaves it as it is. Equal bytes are not written. */
int state_store(struct state_file *file, const kefu_desk *desk,
                const struct state_inputs *inputs);
/* Is some open file the one at this place, or FILE.new? What else is written there is lost. */
int state_is(const struct state_file *file, const struct stat *found);
void state_close(struct state_file *file);

#endif

/* Merges states: kefu-merge OUT FILE...
 *
 * Shards that were counted apart, by customer, become the desk that had seen
 * everything; the order of the files makes no difference. OUT is the old one
 * or the whole new one, whatever happens. See man/kefu-merge.1. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kefu.h"
#include "state_file.h"

static const char program[] = "kefu-merge";

static int fail(const char *name, const char *why)
{
	fprintf(stderr, "%s: %s: %s\n", program, name, why);
	return 0;
}

/* What is merged so far. */
struct whole {
	kefu_desk *desk; /* NULL: nothing yet */
	struct state_inputs inputs;
};

/* Events without seq are not recognised: those of an input that both have
 * would count twice. */
static int input_check(const struct whole *whole, const struct state_input *input,
                       const char *name)
{
	size_t i;
	int k, same = 0;

	for (i = 0; i < whole->inputs.count; i++)
		same |= memcmp(whole->inputs.list[i].digest, input->digest, SHA256_SIZE) == 0;
	for (k = 0; k < input->sample_count; k++)
		same |= state_inputs_find(&whole->inputs, input->sample[k]) != NULL;
	if (same)
		fprintf(stderr, "%s: %s: holds an input of %" PRId64 " rows, some of which a file before it "
		        "holds too; without seq they would count twice\n", program, name, input->rows);
	return !same;
}

/* All are looked at before the first comes in: a file's own inputs may share rows. */
static int inputs_join(struct whole *whole, const struct state_inputs *other, const char *name)
{
	size_t i;

	for (i = 0; i < other->count; i++)
		if (!input_check(whole, &other->list[i], name))
			return 0;
	for (i = 0; i < other->count; i++)
		if (!state_inputs_add(&whole->inputs, &other->list[i]))
			return fail(name, "out of memory");
	return 1;
}

static int desk_join(struct whole *whole, kefu_desk **desk, const char *name)
{
	int32_t status;

	if (whole->desk == NULL) {
		whole->desk = *desk;
		*desk = NULL;
		return 1;
	}
	status = kefu_desk_merge(whole->desk, *desk);
	if (status == KEFU_E_MISMATCH)
		return fail(name, kefu_desk_mismatch(whole->desk));
	return status == KEFU_OK || fail(name, kefu_strerror(status));
}

static int file_join(struct whole *whole, const char *name)
{
	struct state_file file;
	struct state_inputs inputs = {0};
	kefu_desk *desk = NULL;
	int sound = state_look(&file, program, name) && state_read(&file, &desk, &inputs) &&
		inputs_join(whole, &inputs, name) && desk_join(whole, &desk, name);

	kefu_desk_free(desk);
	free(inputs.list);
	state_close(&file);
	return sound;
}

int main(int argc, char **argv)
{
	struct whole whole = {0};
	struct state_file out;
	int i, sound;

	if (argc == 2 && strcmp(argv[1], "--version") == 0)
		return printf("kefu-merge %s\n", kefu_version_text()) < 0;
	if (argc < 3) {
		puts("usage: kefu-merge OUT FILE...");
		return argc == 1 || strcmp(argv[1], "--help") == 0 ? 0 : 2;
	}
	sound = state_open(&out, program, argv[1]);
	for (i = 2; sound && i < argc; i++)
		sound = file_join(&whole, argv[i]);
	sound = sound && state_store(&out, whole.desk, &whole.inputs);
	state_close(&out);
	kefu_desk_free(whole.desk);
	free(whole.inputs.list);
	return sound ? 0 : 1;
}

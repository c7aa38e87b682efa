#include "state_text.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char first_line[] = "kefu-state 1\n";

/* ---- the list ---- */

int state_inputs_add(struct state_inputs *inputs, const struct state_input *input)
{
	struct state_input *list = realloc(inputs->list, (inputs->count + 1) * sizeof *list);
	size_t at = inputs->count;

	if (list == NULL)
		return 0;
	inputs->list = list;
	while (at > 0 && memcmp(list[at - 1].digest, input->digest, SHA256_SIZE) > 0)
		at--;
	memmove(list + at + 1, list + at, (inputs->count - at) * sizeof *list);
	list[at] = *input;
	inputs->count++;
	return 1;
}

void state_inputs_remove(struct state_inputs *inputs, size_t index)
{
	inputs->count--;
	memmove(inputs->list + index, inputs->list + index + 1,
	        (inputs->count - index) * sizeof *inputs->list);
}

/* Where a hash is in a sample, or would be. */
static int sample_place(const struct state_input *input, uint64_t hash)
{
	int low = 0, high = input->sample_count;

	while (low < high) {
		int middle = (low + high) / 2;

		if (input->sample[middle] < hash)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

const struct state_input *state_inputs_find(const struct state_inputs *inputs, uint64_t hash)
{
	size_t i;

	for (i = 0; i < inputs->count; i++) {
		const struct state_input *input = &inputs->list[i];
		int at;

		if (input->sample_count == 0 || input->sample[input->sample_count - 1] < hash)
			continue;
		at = sample_place(input, hash);
		if (input->sample[at] == hash)
			return input;
	}
	return NULL;
}

void state_sample_add(struct state_input *input, uint64_t hash)
{
	int at, moved;

	if (input->sample_count == STATE_SAMPLE && input->sample[STATE_SAMPLE - 1] < hash)
		return;
	at = sample_place(input, hash);
	if (at < input->sample_count && input->sample[at] == hash)
		return;
	if (input->sample_count < STATE_SAMPLE)
		input->sample_count++;
	moved = input->sample_count - at - 1;
	memmove(input->sample + at + 1, input->sample + at, (size_t)moved * sizeof *input->sample);
	input->sample[at] = hash;
}

/* ---- writing ---- */

struct text {
	unsigned char *out; /* NULL: only the length counts */
	size_t length;
};

static void put(struct text *text, const char *words)
{
	size_t length = strlen(words);

	if (text->out != NULL)
		memcpy(text->out + text->length, words, length);
	text->length += length;
}

static void put_number(struct text *text, int64_t number)
{
	char digits[24];

	snprintf(digits, sizeof digits, "%" PRId64, number);
	put(text, digits);
}

static void put_digest(struct text *text, const unsigned char digest[SHA256_SIZE])
{
	char hex[2 * SHA256_SIZE + 1];
	int i;

	for (i = 0; i < SHA256_SIZE; i++)
		snprintf(hex + 2 * i, 3, "%02x", digest[i]);
	put(text, hex);
}

static void put_input(struct text *text, const struct state_input *input)
{
	char hash[20];
	int i;

	put(text, "input ");
	put_number(text, input->rows);
	put(text, " ");
	put_number(text, input->last);
	put(text, " ");
	put_digest(text, input->digest);
	for (i = 0; i < input->sample_count; i++) {
		snprintf(hash, sizeof hash, "%c%016" PRIx64, i == 0 ? ' ' : ',', input->sample[i]);
		put(text, hash);
	}
	put(text, "\n");
}

size_t state_text_write(const struct state_inputs *inputs, size_t desk_size, unsigned char *out)
{
	struct text text = {out, 0};
	unsigned char sum[SHA256_SIZE] = {0};
	struct sha256 hash;
	size_t i;

	if (inputs->count == 0)
		return 0;
	put(&text, first_line);
	for (i = 0; i < inputs->count; i++)
		put_input(&text, &inputs->list[i]);
	sha256_begin(&hash);
	if (out != NULL)
		sha256_add(&hash, out, text.length);
	sha256_read(&hash, sum);
	put(&text, "desk ");
	put_number(&text, (int64_t)desk_size);
	put(&text, " ");
	put_digest(&text, sum);
	put(&text, "\n");
	return text.length;
}

/* ---- reading ---- */

static const char *read_number(const char *at, int64_t *number)
{
	*number = 0;
	for (; at != NULL && *at >= '0' && *at <= '9'; at++) {
		if (*number > (INT64_MAX - 9) / 10)
			return NULL;
		*number = *number * 10 + (*at - '0');
	}
	return at;
}

static const char *read_sign(const char *at, char sign)
{
	return at != NULL && *at == sign ? at + 1 : NULL;
}

static const char *read_hex(const char *at, unsigned char *bytes, int count)
{
	int i;

	for (i = 0; at != NULL && i < 2 * count; i++, at++) {
		static const char digits[] = "0123456789abcdef";
		const char *digit = *at != '\0' ? strchr(digits, *at) : NULL;

		if (digit == NULL)
			return NULL;
		bytes[i / 2] = (unsigned char)(bytes[i / 2] << 4 | (digit - digits));
	}
	return at;
}

static const char *read_input(const char *at, struct state_input *input)
{
	int i;

	memset(input, 0, sizeof *input);
	at = read_sign(read_number(at, &input->rows), ' ');
	at = read_sign(read_number(at, &input->last), ' ');
	at = read_hex(at, input->digest, SHA256_SIZE);
	while (at != NULL && *at == (input->sample_count == 0 ? ' ' : ',')) {
		unsigned char bytes[8] = {0};
		uint64_t hash = 0;

		at = read_hex(at + 1, bytes, 8);
		for (i = 0; i < 8; i++)
			hash = hash << 8 | bytes[i];
		if (input->sample_count == STATE_SAMPLE ||
		    (input->sample_count > 0 && input->sample[input->sample_count - 1] >= hash))
			return NULL;
		input->sample[input->sample_count++] = hash;
	}
	return read_sign(at, '\n');
}

/* What is written again from what was read must be what was there: there is
 * one form, and no damage that goes unnoticed. */
static int is_as_written(const unsigned char *bytes, const struct state_inputs *inputs,
                         size_t desk_size, size_t length)
{
	unsigned char *again = malloc(length + 1);
	int same;

	if (again == NULL || state_text_write(inputs, desk_size, NULL) != length) {
		free(again);
		return 0;
	}
	state_text_write(inputs, desk_size, again);
	same = memcmp(bytes, again, length) == 0;
	free(again);
	return same;
}

static int lines_read(const unsigned char *bytes, size_t size, struct state_inputs *inputs,
                      size_t *desk_at, const char **why)
{
	const char *text = (const char *)bytes, *at = text + sizeof first_line - 1;
	struct state_input input;
	int64_t desk_size;

	while (at != NULL && strncmp(at, "input ", 6) == 0) {
		at = read_input(at + 6, &input);
		if (at != NULL && !state_inputs_add(inputs, &input)) {
			*why = "out of memory";
			return 0;
		}
	}
	if (at == NULL || strncmp(at, "desk ", 5) != 0)
		return 0;
	at = read_number(at + 5, &desk_size);
	at = at != NULL ? strchr(at, '\n') : NULL;
	if (at == NULL)
		return 0;
	*desk_at = (size_t)(at + 1 - text);
	return (uint64_t)desk_size == size - *desk_at &&
	       is_as_written(bytes, inputs, (size_t)desk_size, *desk_at);
}

int state_text_read(const unsigned char *bytes, size_t size, struct state_inputs *inputs,
                    size_t *at, const char **why)
{
	*at = 0;
	*why = "";
	if (size < sizeof first_line - 1 || memcmp(bytes, "kefu-state ", 11) != 0)
		return 1; /* a desk alone */
	if (memcmp(bytes, first_line, sizeof first_line - 1) != 0) {
		*why = "a newer program wrote it";
		return 0;
	}
	return lines_read(bytes, size, inputs, at, why);
}

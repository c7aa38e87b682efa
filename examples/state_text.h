/* The lines before the desk in a state file. */
#ifndef STATE_TEXT_H
#define STATE_TEXT_H

#include "state_file.h"

/* Writes the lines before a desk of so many bytes, none when there are no
 * inputs; returns their length. `out` may be NULL. */
size_t state_text_write(const struct state_inputs *inputs, size_t desk_size, unsigned char *out);

/* Reads them, from bytes with a zero behind; *at is where the desk begins. 0 when they are not as they would
 * be written; *why says it. */
int state_text_read(const unsigned char *bytes, size_t size, struct state_inputs *inputs,
                    size_t *at, const char **why);

#endif

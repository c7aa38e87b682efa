/* Which rows of an input a state contains already, so that an input that is
 * given again is neither lost nor doubled. */
#ifndef KEFU_REPORT_INPUTS_H
#define KEFU_REPORT_INPUTS_H

#include "sqlite_events.h"
#include "state_file.h"

#define INPUT_COLUMNS 64

/* A walk through the rows of an input. */
struct input_walk {
	struct state_inputs *known;
	struct row_watch watch; /* for struct reading */
	int order[INPUT_COLUMNS], columns, seq_column; /* of this statement */
	int is_search;          /* how many rows are known is not known yet */
	int64_t rows, known_rows;
	int64_t next_rows;      /* where the next comparison is */
	struct sha256 digest, known_digest;
	uint64_t hash;          /* of this row */
	struct state_input made; /* what it adds */
	int64_t repeated_row;   /* a row that another input had, 0: none, */
	int64_t repeated_of;    /* and how many rows that input had */
	size_t continued;       /* the known input that it begins with, */
	int continues;          /* if it does */
};

/* First the rows are walked through to see how many of them are known, only
 * when there are known inputs; then again, to take the others. */
void input_search(struct input_walk *walk, struct state_inputs *known);
void input_take(struct input_walk *walk);
/* Enters what was taken among the known inputs. 0: a row was there before in
 * another input (said on stderr), or out of memory. */
int input_finish(struct input_walk *walk, const char *state);

#endif

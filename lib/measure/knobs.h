/* The knobs of definitions: one table with each one's name, kind of value,
 * place in the struct and the metrics that read it. */
#ifndef MEASURE_KNOBS_H
#define MEASURE_KNOBS_H

#include "measure/definition.h"

enum knob_kind {
	KNOB_WORD,     /* an enum */
	KNOB_SET,      /* bits of words, uint32_t */
	KNOB_SECONDS,  /* int64_t ms */
	KNOB_DAYS,     /* int64_t ms, whole days */
	KNOB_WHOLE,    /* int32_t */
	KNOB_LARGE,    /* int64_t */
	KNOB_SWITCH,   /* int32_t, 1: true */
	KNOB_INVERSE,  /* int32_t, 1: false */
	KNOB_NUMBER,   /* double; has_default says whether it is given */
	KNOB_FRACTION, /* double, 0 when not given */
	KNOB_SCORES,   /* struct score_set */
	KNOB_METRIC,   /* const struct metric * */
	KNOB_FLAGS,    /* names that the definition's object keeps */
	KNOB_NAME,     /* one such name */
	KNOB_DATES,    /* struct exempt */
	KNOB_SPAN,     /* struct span */
	KNOB_SCHEDULE  /* a schedule that the definition's object keeps */
};

struct word {
	const char *text;
	int32_t value; /* of a set: its bits */
};

/* A bit for each reader. */
#define READS(reader) (UINT64_C(1) << (reader))

struct knob {
	const char *name;
	enum knob_kind kind;
	size_t at;                /* offset in struct definition */
	const struct word *words; /* ends with a NULL text */
	uint64_t readers;         /* metrics that read it */
	const char *what;         /* what a metric that does not has none of */
};

extern const struct knob knob_table[];
extern const int32_t knob_count;

const struct knob *knob_named(const char *name, size_t length);

/* Reads a value into the definition; flags and schedules are the object's
 * business. Empty text: the default of the definition's metric. KEFU_E_ENUM,
 * KEFU_E_RANGE, KEFU_E_METRIC. */
int32_t knob_set(struct definition *definition, const struct knob *knob,
                 const char *text, size_t length);
int knob_equal(const struct definition *a, const struct definition *b,
               const struct knob *knob);

/* Whole seconds and up to three decimals to ms, and plain decimals; -1 on
 * anything else. */
int decimal_read(const char *text, size_t length, int decimals, int64_t *out);

#endif

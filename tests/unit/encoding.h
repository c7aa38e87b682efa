/* What every accumulator's encoding owes: sizes told, small buffers refused,
 * what is decoded encodes to the same bytes, damage of any kind refused.
 *
 * ENCODING_CHECKS(rate) defines rate_bytes, rate_same and rate_encoding. */
#ifndef UNIT_ENCODING_H
#define UNIT_ENCODING_H

#include "unit.h"

#include "base/codec.h"

#define ENCODING_MAX 65536

#define ENCODING_CHECKS(type)                                                 \
	/* The bytes of an accumulator in memory of exactly their size. */    \
	static uint8_t *type##_bytes(const kefu_##type *object, size_t *size) \
	{                                                                     \
		uint8_t *bytes;                                               \
		size_t again = 0;                                             \
                                                                              \
		unit_ok(kefu_##type##_encode(object, NULL, 0, size));         \
		bytes = (uint8_t *)malloc(*size);                             \
		unit_ok(kefu_##type##_encode(object, bytes, *size, &again));  \
		ck_assert_uint_eq(again, *size);                              \
		return bytes;                                                 \
	}                                                                     \
	static int type##_same(const kefu_##type *a, const kefu_##type *b)    \
	{                                                                     \
		size_t size_a, size_b;                                        \
		uint8_t *bytes_a = type##_bytes(a, &size_a);                  \
		uint8_t *bytes_b = type##_bytes(b, &size_b);                  \
		int same = size_a == size_b && memcmp(bytes_a, bytes_b, size_a) == 0; \
                                                                              \
		free(bytes_a);                                                \
		free(bytes_b);                                                \
		return same;                                                  \
	}                                                                     \
	static void type##_encoding(const kefu_##type *object, uint32_t number) \
	{                                                                     \
		size_t size, got = 0, i;                                        \
		uint8_t *bytes = type##_bytes(object, &size), forged[64];     \
		kefu_##type *copy = NULL;                                     \
		struct codec_writer writer;                                   \
		int truncated = 0;                                            \
		int32_t status;                                               \
                                                                              \
		unit_ok(kefu_##type##_decode(NULL, bytes, size, &copy));      \
		ck_assert(type##_same(object, copy));                         \
		kefu_##type##_free(copy);                                     \
		copy = NULL;                                                  \
		for (i = 0; i < size; i++) {                                  \
			uint8_t *cut = (uint8_t *)malloc(i + 1);              \
			int bit;                                              \
                                                                              \
			got = 0;                                              \
			unit_status(kefu_##type##_encode(object, cut, i, &got), \
			            KEFU_E_SIZE);                             \
			ck_assert_uint_eq(got, size);                         \
			memcpy(cut, bytes, i);                                \
			status = kefu_##type##_decode(NULL, cut, i, &copy);   \
			ck_assert(status == KEFU_E_TRUNCATED || status == KEFU_E_CORRUPT); \
			truncated += status == KEFU_E_TRUNCATED;              \
			free(cut);                                            \
			for (bit = 0; bit < 8; bit++) {                       \
				bytes[i] = (uint8_t)(bytes[i] ^ 1 << bit);    \
				ck_assert_int_lt(                             \
					kefu_##type##_decode(NULL, bytes, size, &copy), 0); \
				bytes[i] = (uint8_t)(bytes[i] ^ 1 << bit);    \
			}                                                     \
		}                                                             \
		ck_assert_int_gt(truncated, 0);                               \
		/* another type, a later version, no section, an unknown one */ \
		unit_ok(codec_begin(&writer, forged, sizeof forged, &got, number + 1, 1)); \
		unit_ok(codec_end(&writer, &got));                            \
		unit_status(kefu_##type##_decode(NULL, forged, got, &copy), KEFU_E_TYPE); \
		unit_ok(codec_begin(&writer, forged, sizeof forged, &got, number, 2)); \
		unit_ok(codec_end(&writer, &got));                            \
		unit_status(kefu_##type##_decode(NULL, forged, got, &copy), KEFU_E_NEWER); \
		unit_ok(codec_begin(&writer, forged, sizeof forged, &got, number, 1)); \
		unit_ok(codec_end(&writer, &got));                            \
		unit_status(kefu_##type##_decode(NULL, forged, got, &copy), KEFU_E_CORRUPT); \
		unit_ok(codec_begin(&writer, forged, sizeof forged, &got, number, 1)); \
		codec_section_end(&writer, codec_section_begin(&writer, 9, CODEC_REQUIRED)); \
		unit_ok(codec_end(&writer, &got));                            \
		unit_status(kefu_##type##_decode(NULL, forged, got, &copy), KEFU_E_NEWER); \
		ck_assert_ptr_null(copy);                                     \
		unit_status(kefu_##type##_encode(NULL, NULL, 0, &got), KEFU_E_NULL); \
		unit_status(kefu_##type##_encode(object, NULL, 0, NULL), KEFU_E_NULL); \
		unit_status(kefu_##type##_encode(object, NULL, 1, &got), KEFU_E_NULL); \
		unit_status(kefu_##type##_decode(NULL, NULL, 1, &copy), KEFU_E_NULL); \
		unit_status(kefu_##type##_decode(NULL, bytes, size, NULL), KEFU_E_NULL); \
		free(bytes);                                                  \
	}

/* An accumulator's frame around contents that the test writes by hand. */
struct forgery {
	struct codec_writer writer;
	size_t mark, size;
	uint8_t bytes[512];
};

static inline struct codec_writer *forge(struct forgery *forgery, uint32_t type)
{
	forgery->size = 0;
	unit_ok(codec_begin(&forgery->writer, forgery->bytes, sizeof forgery->bytes,
	                    &forgery->size, type, 1));
	forgery->mark = codec_section_begin(&forgery->writer, 1, CODEC_REQUIRED);
	return &forgery->writer;
}

static inline void forged(struct forgery *forgery)
{
	codec_section_end(&forgery->writer, forgery->mark);
	unit_ok(codec_end(&forgery->writer, &forgery->size));
}

#endif

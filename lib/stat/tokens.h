/* Lists of numbers of which an odd one, a token, has another one behind it that
 * belongs to it, and an even one has not. Most take one byte each. Whether a byte
 * begins a token hangs on all before it, and nobody could foresee it: 64 of them are
 * told apart at once, without a branch. */
#ifndef STAT_TOKENS_H
#define STAT_TOKENS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define TOKENS_BYTES 64
#define TOKENS_ROOM (TOKENS_BYTES + 1) /* so many bytes can be read */

/* A bit for each of 64 bytes, 8 at a time: whether it is odd, at least 128, or not
 * 0. */
#define TOKENS_EACH(of, bytes) \
	(of(bytes) | of((bytes) + 8) << 8 | of((bytes) + 16) << 16 | of((bytes) + 24) << 24 | \
	 of((bytes) + 32) << 32 | of((bytes) + 40) << 40 | of((bytes) + 48) << 48 | \
	 of((bytes) + 56) << 56)

/* The lowest byte is the first one. */
static inline uint64_t tokens_load(const uint8_t *bytes)
{
	uint64_t word;

	memcpy(&word, bytes, sizeof word);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
	word = __builtin_bswap64(word);
#endif
	return word;
}

/* The lowest bits of the bytes, side by side. */
static inline uint64_t tokens_low(uint64_t bytes)
{
	return (bytes & UINT64_C(0x0101010101010101)) * UINT64_C(0x0102040810204080) >> 56;
}

/* The highest ones. */
static inline uint64_t tokens_high(uint64_t bytes)
{
	return (bytes & UINT64_C(0x8080808080808080)) * UINT64_C(0x0002040810204081) >> 56;
}

static inline uint64_t tokens_some_odd(const uint8_t *bytes)
{
	return tokens_low(tokens_load(bytes));
}

static inline uint64_t tokens_some_large(const uint8_t *bytes)
{
	return tokens_high(tokens_load(bytes));
}

static inline uint64_t tokens_some_set(const uint8_t *bytes)
{
	uint64_t eight = tokens_load(bytes), low = UINT64_C(0x7F7F7F7F7F7F7F7F);

	return tokens_high(((eight & low) + low) | eight);
}

/* The same of bytes up to 128. */
static inline uint64_t tokens_some_counted(const uint8_t *bytes)
{
	return tokens_high(tokens_load(bytes) + UINT64_C(0x7F7F7F7F7F7F7F7F));
}

static inline uint64_t tokens_some_set16(const uint8_t *bytes)
{
	const uint64_t low = UINT64_C(0x7FFF7FFF7FFF7FFF);
	uint64_t a = tokens_load(bytes), b = tokens_load(bytes + 8);

	a = (((a & low) + low) | a) >> 15 & UINT64_C(0x0001000100010001);
	b = (((b & low) + low) | b) >> 15 & UINT64_C(0x0001000100010001);
	return a * UINT64_C(0x0001000200040008) >> 48 |
	       b * UINT64_C(0x0001000200040008) >> 48 << 4;
}

static inline void tokens_narrow(uint8_t *out, const uint16_t *numbers)
{
	unsigned i;

	for (i = 0; i < 32; i++)
		out[i] = (uint8_t)numbers[i];
}
/* Of 64 numbers of two bytes, in whatever order these are, which are not 0. */
static inline uint64_t tokens_set16(const uint8_t *bytes)
{
	uint64_t set = 0;
	unsigned i;

	for (i = 0; i < TOKENS_BYTES; i += 8)
		set |= tokens_some_set16(bytes + 2 * i) << i;
	return set;
}

/* At least TOKENS_ROOM bytes of a list that goes on for `left` > 0: where it is, or
 * a copy of its end. */
static inline const uint8_t *tokens_bytes(const uint8_t *at, size_t left, uint8_t *room)
{
	if (left >= TOKENS_ROOM)
		return at;
	memset(room, 0, TOKENS_ROOM);
	memcpy(room, at, left);
	return room;
}

/* A bit for each byte that begins a token, up to the first that has more than one
 * byte besides, or not all of them, or is not in its shortest form; how many bytes
 * that is, and whether each token takes one. Which of the two a second byte is the
 * first one says: at least 128, and it goes on; odd, and the second is what belongs
 * to it. */
static inline uint64_t tokens_begin(const uint8_t *bytes, size_t left, unsigned *length,
                                    bool *plain)
{
	const uint64_t even = UINT64_C(0x5555555555555555);
	const uint64_t odd = TOKENS_EACH(tokens_some_odd, bytes);
	const uint64_t large = TOKENS_EACH(tokens_some_large, bytes);
	uint64_t known = left >= 64 ? UINT64_MAX : (UINT64_C(1) << left) - 1;
	uint64_t two = (odd | large) & known, first = two & ~(two << 1), leading;

	/* In a run of bytes that have a second one, if they begin a token, every other
	 * one does, from its first one on; adding to that one clears the run. */
	leading = two & ~(two + (first & even)); /* of runs that begin at an even place */
	leading = (leading & even) | (two & ~leading & ~even);
	*plain = (large & known) == 0;
	if (!*plain) {
		uint64_t second = leading << 1, set = TOKENS_EACH(tokens_some_set, bytes);
		uint64_t other = (odd & large & ~second) | (large & second) |
		                 ((leading & large) << 1 & ~set);

		known &= (other & (~other + 1)) - 1;
	}
	if ((leading & known & ~(known >> 1)) != 0)
		known >>= 1;
	*length = known == UINT64_MAX ? 64 : (unsigned)__builtin_ctzll(~known);
	return known & ~(leading << 1);
}

/* What such a token says itself, and what belongs to it: 0 if nothing, else 1 more. */
static inline uint32_t token_itself(const uint8_t *token)
{
	uint32_t goes_on = 0u - (uint32_t)(*token >> 7);

	return (*token & 127u) | ((uint32_t)token[1] << 7 & goes_on);
}

static inline uint32_t token_more(const uint8_t *token)
{
	return (token[1] + 1u) & (0u - (*token & 1u));
}

/* How many bits are set. */
static inline unsigned tokens_count(uint64_t bits)
{
	bits -= bits >> 1 & UINT64_C(0x5555555555555555);
	bits = (bits & UINT64_C(0x3333333333333333)) + (bits >> 2 & UINT64_C(0x3333333333333333));
	return (unsigned)(((bits + (bits >> 4)) & UINT64_C(0x0F0F0F0F0F0F0F0F)) *
	                  UINT64_C(0x0101010101010101) >> 56);
}

/* For each of 8 bits a byte: 127 if it is set. */
static inline uint64_t tokens_spread(uint64_t bits)
{
	bits = (bits & 255) * UINT64_C(0x0101010101010101) & UINT64_C(0x8040201008040201);
	bits = (bits + UINT64_C(0x7F7F7F7F7F7F7F7F)) & UINT64_C(0x8080808080808080);
	return bits - (bits >> 7);
}

/* The lower seven bits of some of 64 bytes, added up. */
static inline uint32_t tokens_sum(const uint8_t *bytes, uint64_t which)
{
	const uint64_t lower = UINT64_C(0x00FF00FF00FF00FF);
	uint64_t sum = 0;
	unsigned i;

	for (i = 0; i < TOKENS_BYTES; i += 16) {
		uint64_t two = (tokens_load(bytes + i) & tokens_spread(which >> i)) +
		               (tokens_load(bytes + i + 8) & tokens_spread(which >> (i + 8)));

		sum += (two & lower) + (two >> 8 & lower);
	}
	return (uint32_t)(sum * UINT64_C(0x0001000100010001) >> 48);
}

/* Of tokens that tokens_begin() found: how many there are, and halves of what they say
 * themselves and what belongs to them, each added up. */
static inline unsigned tokens_add(const uint8_t *bytes, uint64_t begins, bool plain,
                                  uint32_t *itself, uint32_t *more)
{
	uint64_t odd = TOKENS_EACH(tokens_some_odd, bytes) & begins;
	unsigned with_more = tokens_count(odd);

	*itself = (tokens_sum(bytes, begins) - with_more) / 2;
	*more = tokens_sum(bytes, odd << 1) + with_more;
	if (!plain)
		*itself += 64 * tokens_sum(bytes, (TOKENS_EACH(tokens_some_large, bytes) & begins) << 1);
	return tokens_count(begins);
}

#endif

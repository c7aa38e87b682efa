#include "sha256.h"

#include <string.h>

static const uint32_t constants[64] = {
	0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
	0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
	0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
	0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
	0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
	0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
	0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
	0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2
};

static uint32_t turn(uint32_t x, int by)
{
	return x >> by | x << (32 - by);
}

static inline void step(uint32_t a, uint32_t b, uint32_t c, uint32_t *d, uint32_t e, uint32_t f,
                        uint32_t g, uint32_t *h, uint32_t more)
{
	more += *h + (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) + ((e & f) ^ (~e & g));
	*d += more;
	*h = more + (turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + ((a & b) ^ (a & c) ^ (b & c));
}

static void block_mix(uint32_t state[8], const unsigned char *block)
{
	uint32_t w[64], s[8];
	int i;

	for (i = 0; i < 16; i++)
		w[i] = (uint32_t)block[4 * i] << 24 | (uint32_t)block[4 * i + 1] << 16 |
		       (uint32_t)block[4 * i + 2] << 8 | block[4 * i + 3];
	for (; i < 64; i++)
		w[i] = w[i - 16] + w[i - 7] +
		       (turn(w[i - 15], 7) ^ turn(w[i - 15], 18) ^ w[i - 15] >> 3) +
		       (turn(w[i - 2], 17) ^ turn(w[i - 2], 19) ^ w[i - 2] >> 10);
	memcpy(s, state, sizeof s);
	for (i = 0; i < 64; i += 8) { /* instead of moving all eight, their names move */
		const uint32_t *k = constants + i, *x = w + i;

		step(s[0], s[1], s[2], &s[3], s[4], s[5], s[6], &s[7], k[0] + x[0]);
		step(s[7], s[0], s[1], &s[2], s[3], s[4], s[5], &s[6], k[1] + x[1]);
		step(s[6], s[7], s[0], &s[1], s[2], s[3], s[4], &s[5], k[2] + x[2]);
		step(s[5], s[6], s[7], &s[0], s[1], s[2], s[3], &s[4], k[3] + x[3]);
		step(s[4], s[5], s[6], &s[7], s[0], s[1], s[2], &s[3], k[4] + x[4]);
		step(s[3], s[4], s[5], &s[6], s[7], s[0], s[1], &s[2], k[5] + x[5]);
		step(s[2], s[3], s[4], &s[5], s[6], s[7], s[0], &s[1], k[6] + x[6]);
		step(s[1], s[2], s[3], &s[4], s[5], s[6], s[7], &s[0], k[7] + x[7]);
	}
	for (i = 0; i < 8; i++)
		state[i] += s[i];
}

void sha256_begin(struct sha256 *hash)
{
	static const uint32_t start[8] = {
		0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
		0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19
	};

	memcpy(hash->state, start, sizeof start);
	hash->length = 0;
}

void sha256_add(struct sha256 *hash, const void *bytes, size_t size)
{
	const unsigned char *from = bytes;

	while (size != 0) {
		size_t at = hash->length % 64, part = size < 64 - at ? size : 64 - at;

		memcpy(hash->block + at, from, part);
		hash->length += part;
		from += part;
		size -= part;
		if (at + part == 64)
			block_mix(hash->state, hash->block);
	}
}

void sha256_read(const struct sha256 *hash, unsigned char digest[SHA256_SIZE])
{
	struct sha256 last = *hash;
	unsigned char tail[72] = {0x80};
	size_t i, padding = (119 - last.length % 64) % 64 + 1;

	for (i = 0; i < 8; i++)
		tail[padding + i] = (unsigned char)(hash->length * 8 >> (56 - 8 * i));
	sha256_add(&last, tail, padding + 8);
	for (i = 0; i < SHA256_SIZE; i++)
		digest[i] = (unsigned char)(last.state[i / 4] >> (24 - 8 * (i % 4)));
}

/* SHA-256 (FIPS 180-4). */
#ifndef SHA256_EXAMPLE_H
#define SHA256_EXAMPLE_H

#include <stddef.h>
#include <stdint.h>

#define SHA256_SIZE 32

struct sha256 {
	uint32_t state[8];
	uint64_t length;
	unsigned char block[64];
};

void sha256_begin(struct sha256 *hash);
void sha256_add(struct sha256 *hash, const void *bytes, size_t size);
/* Of what was added so far; more can be added afterwards. */
void sha256_read(const struct sha256 *hash, unsigned char digest[SHA256_SIZE]);

#endif

/* Accumulators have one required section, number 1, in their frame; later
 * versions may add others beside it. */
#ifndef STAT_SECTION_H
#define STAT_SECTION_H

#include "base/codec.h"

#define SECTION_STATE 1u

/* Checks the frame and finds the section; KEFU_E_CORRUPT when it is not there,
 * else as codec_open. */
int32_t section_open(struct codec_reader *body, const void *bytes, size_t size, uint32_t type,
                     uint32_t newest);

#endif

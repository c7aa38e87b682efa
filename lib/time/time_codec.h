/* Zones and schedules inside other objects' bytes. What is written is a
 * function of what they mean, however they were made. */
#ifndef TIME_TIME_CODEC_H
#define TIME_TIME_CODEC_H

#include "base/codec.h"
#include "kefu/schedule.h"
#include "kefu/zone.h"

/* KEFU_E_NOMEM for want of room to lay a zone out. */
int32_t zone_put(struct codec_writer *writer, const kefu_zone *zone,
                 const kefu_allocator *allocator);
int32_t schedule_put(struct codec_writer *writer, const kefu_schedule *schedule,
                     const kefu_allocator *allocator);

/* The reader's status, which KEFU_E_NOMEM becomes, too. A schedule that would
 * be written otherwise than it was read is KEFU_E_CORRUPT, as a zone is. */
int32_t zone_get(struct codec_reader *reader, const kefu_allocator *allocator,
                 kefu_zone **out);
int32_t schedule_get(struct codec_reader *reader, const kefu_allocator *allocator,
                     kefu_schedule **out);

#endif

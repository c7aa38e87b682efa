#include "stat/section.h"

int32_t section_open(struct codec_reader *body, const void *bytes, size_t size, uint32_t type,
                     uint32_t newest)
{
	struct codec_reader reader;
	struct codec_section section;
	uint32_t version;
	bool found = false;
	int32_t status = codec_open(&reader, bytes, size, type, newest, &version);

	if (status != KEFU_OK)
		return status;
	while (codec_next(&reader, &section)) {
		if (section.id == SECTION_STATE) {
			*body = section.body;
			found = true;
			continue;
		}
		status = codec_skip(&section);
		if (status != KEFU_OK)
			return status;
	}
	status = codec_finish(&reader);
	if (status != KEFU_OK)
		return status;
	return found ? KEFU_OK : KEFU_E_CORRUPT;
}

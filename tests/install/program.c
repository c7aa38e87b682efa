/* What an installed library is used like. */
#include <kefu.h>
#include <stdio.h>
#include <string.h>

int main(void)
{
	kefu_rate *rate;
	kefu_measure share;
	char header[32];

	snprintf(header, sizeof header, "%d.%d.%d", KEFU_VERSION_MAJOR, KEFU_VERSION_MINOR,
	         KEFU_VERSION_PATCH);
	if (strcmp(header, kefu_version_text()) != 0)
		return 1;
	if (kefu_rate_new(NULL, &rate) != KEFU_OK)
		return 1;
	kefu_rate_add_counts(rate, 9, 10);
	kefu_rate_value(rate, &share);
	kefu_rate_free(rate);
	printf("libkefu %s: %.0f %%\n", header, 100 * share.value);
	return 0;
}

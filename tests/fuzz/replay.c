/* Runs a fuzz target over the files given, once each: the stored corpus keeps
 * what was found, and any compiler can check it. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int main(int argc, char **argv)
{
	int index;

	for (index = 1; index < argc; index++) {
		FILE *file = fopen(argv[index], "rb");
		uint8_t *data;
		long size;

		if (file == NULL || fseek(file, 0, SEEK_END) != 0 || (size = ftell(file)) < 0) {
			perror(argv[index]);
			return 1;
		}
		rewind(file);
		/* Exactly as large as the input, so that a sanitizer sees a read past it. */
		data = malloc(size > 0 ? (size_t)size : 1);
		if (data == NULL || fread(data, 1, (size_t)size, file) != (size_t)size) {
			perror(argv[index]);
			return 1;
		}
		fclose(file);
		LLVMFuzzerTestOneInput(data, (size_t)size);
		free(data);
	}
	printf("%d inputs\n", argc - 1);
	return 0;
}

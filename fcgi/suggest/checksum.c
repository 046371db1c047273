#include "suggest/checksum.h"

#include <string.h>

uint64_t checksum(struct str bytes)
{
	uint64_t sum = 14695981039346656037U;

	for (size_t i = 0; i + 8 <= bytes.len; i += 8) {
		uint64_t next;

		memcpy(&next, bytes.data + i, sizeof(next));
		sum = (sum ^ next) * 1099511628211U;
		sum ^= sum >> 29;
	}
	return sum;
}

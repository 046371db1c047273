#include "compress/strings.h"

#include "base/buf.h"

#define LENGTH_BITS 35

struct str strings_write(struct arena *arena, const struct str *list, size_t count)
{
	struct buf out = buf_in(arena);

	for (size_t i = 0; i < count; i++) {
		size_t len = list[i].len;

		for (; len > 127; len >>= 7)
			buf_byte(&out, (char)((len & 127) | 128));
		buf_byte(&out, (char)len);
		buf_add(&out, list[i]);
	}
	return buf_str(&out);
}

bool strings_next(struct str *bytes, struct str *out)
{
	size_t len = 0;
	size_t at = 0;
	unsigned char byte = 128;

	for (unsigned bits = 0; bits < LENGTH_BITS && byte > 127; bits += 7) {
		if (at == bytes->len)
			return false;
		byte = (unsigned char)bytes->data[at++];
		len |= (size_t)(byte & 127) << bits;
	}
	if (byte > 127 || len > bytes->len - at)
		return false;
	*out = (struct str){ bytes->data + at, len };
	*bytes = (struct str){ bytes->data + at + len, bytes->len - at - len };
	return true;
}

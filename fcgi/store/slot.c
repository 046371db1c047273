#include "store/slot.h"

#include <hiredis/hiredis.h>
#include <string.h>

/* CRC16 as XMODEM has it: polynomial 1021, nothing inverted, from 0. */
static unsigned int crc16(struct str text)
{
	unsigned int crc = 0;

	for (size_t i = 0; i < text.len; i++) {
		crc ^= (unsigned int)(unsigned char)text.data[i] << 8;
		for (int bit = 0; bit < 8; bit++)
			crc = (crc & 0x8000 ? (crc << 1) ^ 0x1021 : crc << 1) & 0xffff;
	}
	return crc;
}

/* What stands between the first "{" and the first "}" behind it; the whole key, if that is nothing. */
static struct str hash_tag(struct str key)
{
	const char *open = key.len > 0 ? memchr(key.data, '{', key.len) : NULL;
	const char *close;

	if (open == NULL)
		return key;
	close = memchr(open, '}', key.len - (size_t)(open - key.data));
	if (close == NULL || close == open + 1)
		return key;
	return (struct str){ open + 1, (size_t)(close - open - 1) };
}

int slot_of(struct str key)
{
	return (int)(crc16(hash_tag(key)) % SLOTS);
}

/* Whether it is one of the ranges: first slot, last slot, master, replicas. */
static bool is_range(const redisReply *range)
{
	return range->type == REDIS_REPLY_ARRAY && range->elements >= 3 &&
		range->element[0]->type == REDIS_REPLY_INTEGER &&
		range->element[1]->type == REDIS_REPLY_INTEGER &&
		range->element[2]->type == REDIS_REPLY_ARRAY && range->element[2]->elements >= 2 &&
		range->element[2]->element[1]->type == REDIS_REPLY_INTEGER;
}

/* A node's address, its port, and more.  No address, or an empty one, is that of the node that answers. */
static bool take_node(const redisReply *node, const struct endpoint *from, struct endpoint *out)
{
	const redisReply *host = node->element[0];
	const bool named = host->type == REDIS_REPLY_STRING && host->len > 0;

	return endpoint_of(named ? (struct str){ host->str, (size_t)host->len } : str_of(from->host),
		node->element[1]->integer, out);
}

bool slot_master(const redisReply *slots, int slot, const struct endpoint *from, struct endpoint *out)
{
	if (slots == NULL || slots->type != REDIS_REPLY_ARRAY)
		return false;
	for (size_t i = 0; i < slots->elements; i++) {
		const redisReply *range = slots->element[i];

		if (is_range(range) && range->element[0]->integer <= slot &&
			slot <= range->element[1]->integer)
			return take_node(range->element[2], from, out);
	}
	return false;
}

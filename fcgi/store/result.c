#include "store/result.h"

#include <hiredis/hiredis.h>

/*
 * hiredis builds a reply through these (its redisReplyObjectFunctions), so that every element goes straight
 * into the arena: no allocation of its own, no copy.  An element of an array is written where its parent
 * keeps it.  NULL from an exhausted arena: hiredis then gives the reply up.
 */
static struct result *place(const redisReadTask *task, enum result_type type)
{
	struct result *result;

	if (task->parent != NULL)
		result = &((struct result *)task->parent->obj)->items[task->idx];
	else
		result = arena_try(task->privdata, sizeof(*result));
	if (result != NULL)
		result->type = type;
	return result;
}

static void *make_string(const redisReadTask *task, char *text, size_t len)
{
	struct result *result = place(task, task->type == REDIS_REPLY_ERROR ? RESULT_ERROR : RESULT_STR);
	char *copy = arena_try(task->privdata, len + 1);

	if (result == NULL || copy == NULL)
		return NULL;
	memcpy(copy, text, len);
	result->str = (struct str){ copy, len };
	return result;
}

#if HIREDIS_MAJOR >= 1
typedef size_t array_size;
#else
typedef int array_size;
#endif

static void *make_array(const redisReadTask *task, array_size count)
{
	struct result *result = place(task, RESULT_LIST);
	size_t size;

	if (result == NULL || __builtin_mul_overflow((size_t)count, sizeof(*result->items), &size))
		return NULL;
	result->items = arena_try(task->privdata, size);
	result->count = result->items != NULL ? (size_t)count : 0;
	return result->items != NULL ? result : NULL;
}

static void *make_integer(const redisReadTask *task, long long value)
{
	struct result *result = place(task, RESULT_INT);

	if (result != NULL)
		result->integer = value;
	return result;
}

static void *make_nil(const redisReadTask *task)
{
	return place(task, RESULT_NIL);
}

/* Replies are in the arena. */
static void free_no_object(void *object)
{
	(void)object;
}

/* The other functions are for types of RESP3, which is not used. */
static redisReplyObjectFunctions arena_functions = {
	.createString = make_string,
	.createArray = make_array,
	.createInteger = make_integer,
	.createNil = make_nil,
	.freeObject = free_no_object,
};

void result_into(redisReader *reader, struct arena *arena)
{
	reader->fn = &arena_functions;
	/* The macro for this casts a pointer to int, which clang refuses. */
	reader->privdata = arena;
}

#include "model/submission.h"

#include "base/buf.h"
#include "crypt/keyed_hash.h"
#include "model/application.h"

/* Between the parts, so that what moves from one to the next is another text. */
#define END_OF_PART '\x1f'

/* A letter is answered to a person, whoever brings it. */
static bool letter_complete(const struct submission *in)
{
	return in->name.len > 0 && in->phone.len > 0 && in->addressee.len > 0;
}

/* Article 29: name, identity and a way to reach the applicant; what was handed down was checked above us. */
static bool request_complete(const struct submission *in)
{
	const struct application *application = in->application;

	if (application == NULL || in->name.len == 0)
		return false;
	return in->source.len > 0 ||
		(application->paper_no.len > 0 && (in->phone.len > 0 || application->address.len > 0));
}

bool submission_complete(const struct submission *in)
{
	if (in->channel == CHANNEL_LETTER)
		return letter_complete(in);
	return in->channel != CHANNEL_REQUEST || request_complete(in);
}

struct str submission_mark(struct casework *work, const struct submission *in)
{
	const struct str parts[] = { in->title, in->body, in->area, in->name, in->phone, in->addressee,
		str_of(category_name(in->category)), num(work->arena, in->upstream_due) };
	struct buf all = buf_in(work->arena);

	if (in->channel == CHANNEL_TOPIC || in->source.len == 0)
		return (struct str){ 0 };
	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
		buf_add(&all, parts[i]);
		buf_byte(&all, END_OF_PART);
	}
	return keys_index(work->arena, work->keys, buf_str(&all));
}

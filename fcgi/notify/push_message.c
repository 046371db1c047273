#include "notify/push_message.h"

#include <inttypes.h>

#include "crypt/vapid.h"
#include "participation/push_news.h"
#include "privacy/push_device.h"
#include "privacy/sealed.h"

/* How long a service keeps it for a browser that is off: after that the news is old. */
#define TTL_SECONDS "259200"

enum status push_message_spread(struct casework *work, struct str target, const struct notice_event *event)
{
	struct batch batch = batch_in(work->arena);
	struct push_device devices[PUSH_DEVICES];
	struct sealed_contact contact;
	struct case_record record;
	struct result *results;
	size_t count;

	TRY(case_read(work, event->n, &record, NULL, NULL));
	TRY(sealed_read(work, &record, &contact));
	count = push_devices_read(contact.push, devices);
	for (size_t i = 0; i < count; i++) {
		struct notice_event copy = *event;

		copy.only = target;
		copy.about = devices[i].id;
		copy.origin = (struct str){ 0 };
		outbox_add(work, &batch, &copy);
	}
	return count > 0 ? store_run(work->store, &batch, &results) : ERR_NOT_NOW;
}

static struct str contact_of(struct casework *work)
{
	return arena_join(work->arena, S("https://"), str_of(work->config->site.domain));
}

enum status push_message_make(struct casework *work, const struct sender_notice *notice,
	const struct notice_event *event, struct webhook_post *post)
{
	struct arena *arena = work->arena;
	struct push_device device;
	struct str kid = notice->kid;
	struct str header;
	enum status status;

	if (kid.len == 0)
		TRY(vapid_public(arena, work->keys, &header, &kid));
	if (push_device_of(work, notice->to, kid, &device) != OK)
		return ERR_NOT_NOW;
	status = vapid_header(arena, work->keys, kid, push_device_origin(arena, &device), contact_of(work),
		work->now, &header);
	TRY(status == ERR_TOKEN ? ERR_NOT_NOW : status);
	if (notice->n != 0)
		TRY(push_news_put(work, device.id, event->n, notice->follows));
	/* A later message about the case takes the place of one that still waits (section 5.4). */
	*post = (struct webhook_post){ .url = arena_cstr(arena, device.address), .headers = {
		"TTL: " TTL_SECONDS, "Urgency: normal",
		arena_printf(arena, "Topic: c%" PRIu64, event->n).data,
		arena_join(arena, S("Authorization: "), header).data } };
	return OK;
}

bool push_message_gone(const struct webhook_result *result)
{
	return !result->ok && (result->status == 404 || result->status == 410);
}

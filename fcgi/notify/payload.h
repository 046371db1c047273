/*
 * payload: what a target is sent: the body in its form, the address, the signature.
 *   json, command   {id, kind, label, at, case, number, channel, category, dept, dept_name, due, url, text}
 *   wecom, dingtalk {"msgtype":"text","text":{"content":…}}, as the robots of both take it
 * Depends on: notify/notice, notify/targets.
 */
#ifndef NOTIFY_PAYLOAD_H
#define NOTIFY_PAYLOAD_H

#include "notify/notice.h"
#include "notify/targets.h"

struct payload {
	struct str url;		/* with the time and sign that dingtalk wants */
	struct str body;
	struct str signature;	/* header "X-Wenzheng-Signature: t=…,v1=…" */
	struct str id;		/* header "X-Wenzheng-Id: …" */
};

/*
 * All in work's arena, strings ended by NUL; kind is the notice's name, id what receivers know it again by.
 */
void payload_make(struct casework *work, const struct target *target, const struct notice *notice,
	const char *kind, struct str id, int64_t at, struct payload *payload);

/* Whether a robot took it: both answer 200 even when they don't.  If not, *error says why. */
bool payload_taken(struct arena *arena, const struct target *target, struct str answer, struct str *error);

#endif

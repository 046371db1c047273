#include "pages/feed.h"

#include "base/clock.h"
#include "pages/site.h"

void xml_text(struct buf *out, struct str s)
{
	for (size_t i = 0; i < s.len; i++) {
		unsigned char c = (unsigned char)s.data[i];

		if (c == '&')
			buf_add(out, S("&amp;"));
		else if (c == '<')
			buf_add(out, S("&lt;"));
		else if (c == '>')
			buf_add(out, S("&gt;"));
		else if (c == '"')
			buf_add(out, S("&quot;"));
		else if (c >= ' ' || c == '\n' || c == '\t')
			buf_byte(out, (char)c);
	}
}

void xml_element(struct buf *out, const char *name, struct str text)
{
	buf_printf(out, "<%s>", name);
	xml_text(out, text);
	buf_printf(out, "</%s>\n", name);
}

static void add_link(struct buf *out, const char *attributes, struct str url)
{
	buf_printf(out, "<link %shref=\"", attributes);
	xml_text(out, url);
	buf_add(out, S("\"/>\n"));
}

static void add_enclosure(struct buf *out, const struct feed_enclosure *enclosure)
{
	buf_add(out, S("<link rel=\"enclosure\" type=\""));
	xml_text(out, enclosure->media);
	buf_printf(out, "\" length=\"%lld\" title=\"", (long long)enclosure->size);
	xml_text(out, enclosure->name);
	buf_add(out, S("\" href=\""));
	xml_text(out, enclosure->url);
	buf_add(out, S("\"/>\n"));
}

struct feed feed_begin(struct exchange *exchange, struct str title, struct str id)
{
	return (struct feed){ .title = title, .id = id, .path = exchange->request->path,
		.entries = buf_in(exchange->arena), .updated = exchange->site->started };
}

void feed_entry(struct feed *feed, const struct feed_entry *entry)
{
	struct buf *out = &feed->entries;

	if (!feed->any || entry->updated > feed->updated)
		feed->updated = entry->updated;
	feed->any = true;
	buf_add(out, S("<entry>\n"));
	xml_element(out, "title", entry->title);
	xml_element(out, "id", entry->id);
	add_link(out, "", entry->url);
	for (size_t i = 0; i < entry->enclosed; i++)
		add_enclosure(out, &entry->enclosures[i]);
	xml_element(out, "published", clock_rfc3339(out->arena, entry->published));
	xml_element(out, "updated", clock_rfc3339(out->arena, entry->updated));
	buf_add(out, S("<author>"));
	xml_element(out, "name", entry->author);
	buf_add(out, S("</author>\n"));
	if (entry->summary.len > 0)
		xml_element(out, "summary", entry->summary);
	if (entry->content.len > 0)
		xml_element(out, "content", entry->content);
	buf_add(out, S("</entry>\n"));
}

enum status feed_end(struct exchange *exchange, const struct feed *feed)
{
	struct buf out = buf_in(exchange->arena);

	buf_add(&out,
		S("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\" "
		  "xml:lang=\"zh-CN\">\n"));
	xml_element(&out, "title", feed->title);
	xml_element(&out, "id", feed->id);
	xml_element(&out, "updated", clock_rfc3339(exchange->arena, feed->updated));
	add_link(&out, "rel=\"self\" ", arena_join(exchange->arena, site_origin(exchange), feed->path));
	buf_add(&out, buf_str(&feed->entries));
	buf_add(&out, S("</feed>\n"));
	exchange->reply->body = buf_str(&out);
	exchange->reply->type = S("application/atom+xml; charset=utf-8");
	exchange->reply->cacheable = true;
	return OK;
}

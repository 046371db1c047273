#include "web/template.h"

#include <ctemplate/template.h>
#include <ctemplate/template_cache.h>
#include <ctemplate/template_dictionary_interface.h>
#include <ctemplate/template_emitter.h>

#include <charconv>
#include <cstdio>
#include <new>
#include <set>
#include <string>

extern "C" {
#include "base/log.h"
}
#include "web/template_files.hh"

using ctemplate::TemplateString;

struct template_set {
	ctemplate::TemplateCache cache;
	std::set<std::string> names;
	std::string preload;
};

namespace {

/*
 * Everything below is called by ctemplate, whose frames must be unwound by an exception when the arena is
 * exhausted: template_render passes it on.
 */
void *take(struct arena *arena, size_t size)
{
	void *piece = arena_try(arena, size);

	if (piece == nullptr)
		throw std::bad_alloc();
	return piece;
}

struct str str_from(const TemplateString &s)
{
	return { s.data(), s.size() };
}

bool is_shown_as_true(const struct value &v)
{
	switch (v.type) {
	case VALUE_BOOL:
		return v.boolean;
	case VALUE_INT:
		return v.integer != 0;
	case VALUE_STR:
		return v.str.len > 0;
	case VALUE_NULL:
	case VALUE_LIST:
	case VALUE_MAP:
		break;
	}
	return false;
}

const struct str flag_prefixes[] = { S("if_"), S("no_"), S("any_") };

bool is_flag(struct str section)
{
	for (struct str prefix : flag_prefixes)
		if (str_starts(section, prefix))
			return true;
	return false;
}

/* Whether the section prefix_key shows, for the value of key. */
bool flag_shows(struct str prefix, const struct value &v)
{
	if (str_eq(prefix, S("any_")))
		return v.type == VALUE_LIST && v.count > 0;
	if (str_eq(prefix, S("if_")))
		return is_shown_as_true(v);
	if (v.type == VALUE_LIST)
		return v.count == 0;
	return v.type != VALUE_MAP && !is_shown_as_true(v);
}

/*
 * One level of the tree as ctemplate asks for it.  ctemplate's own TemplateDictionary would have to be
 * filled with a copy of the whole tree before each page; this reads the tree where it is, and only what a
 * template mentions.
 */
class Scope : public ctemplate::TemplateDictionaryInterface {
public:
	typedef Iterator ItemsBase;	/* protected where it stands */

	Scope(struct arena *arena, const char *page, const struct value *map, const struct value *beside,
	      const Scope *outer)
		: arena_(arena), page_(page), here_(map), beside_(beside), outer_(outer)
	{
	}
	/* The next item of a list takes this scope over. */
	void enter(const struct value *here)
	{
		here_ = here;
	}

	TemplateString GetValue(const TemplateString &variable) const override;
	bool IsHiddenSection(const TemplateString &name) const override;
	bool IsUnhiddenSection(const TemplateString &name) const override
	{
		return !IsHiddenSection(name);
	}
	Iterator *CreateSectionIterator(const TemplateString &section) const override;
	bool IsHiddenTemplate(const TemplateString &) const override
	{
		return false;
	}
	const char *GetIncludeTemplateName(const TemplateString &variable, int) const override;
	Iterator *CreateTemplateIterator(const TemplateString &) const override;
	void DumpToString(std::string *, int) const override
	{
	}

private:
	friend class Items;
	const struct value *find(struct str key) const;

	struct arena *arena_;
	const char *page_;
	const struct value *here_;
	const struct value *beside_;
	const Scope *outer_;
};

/* The items of one section.  ctemplate deletes it; the memory is the arena's. */
class Items : public Scope::ItemsBase {
public:
	/* Nothing to enter: the section shows once in the scope it stands in. */
	Items() : item_(nullptr), single_(nullptr), scope_(nullptr, nullptr, nullptr, nullptr, nullptr)
	{
	}
	Items(const Scope &outer, const struct value &v)
		: item_(v.type == VALUE_LIST ? v.first : nullptr),
		  single_(v.type == VALUE_MAP ? &v : nullptr),
		  scope_(outer.arena_, outer.page_, nullptr, nullptr, &outer)
	{
	}
	bool HasNext() const override
	{
		return item_ != nullptr || single_ != nullptr;
	}
	const ctemplate::TemplateDictionaryInterface &Next() override
	{
		if (single_ != nullptr) {
			scope_.enter(single_);
			single_ = nullptr;
		} else {
			scope_.enter(&item_->value);
			item_ = item_->next;
		}
		return scope_;
	}
	static void *operator new(size_t size, struct arena *arena)
	{
		return take(arena, size);
	}
	static void operator delete(void *, struct arena *)
	{
	}
	static void operator delete(void *)
	{
	}

private:
	const struct member *item_;
	const struct value *single_;
	Scope scope_;
};

const struct value *Scope::find(struct str key) const
{
	for (const Scope *scope = this; scope != nullptr; scope = scope->outer_) {
		const struct value *v = map_find(scope->here_, key);

		if (v == nullptr)
			v = map_find(scope->beside_, key);
		/* A list of plain values: each is {{item}}. */
		if (v == nullptr && scope->here_ != nullptr && scope->here_->type != VALUE_MAP &&
		    str_eq(key, S("item")))
			v = scope->here_;
		if (v != nullptr)
			return v;
	}
	return nullptr;
}

TemplateString Scope::GetValue(const TemplateString &variable) const
{
	const struct value *v = find(str_from(variable));

	if (v != nullptr && v->type == VALUE_STR && v->str.len > 0)
		return { v->str.data, v->str.len };
	if (v != nullptr && v->type == VALUE_INT) {
		char *text = static_cast<char *>(take(arena_, 24));
		std::to_chars_result end = std::to_chars(text, text + 24, v->integer);

		return { text, static_cast<size_t>(end.ptr - text) };
	}
	return { "", 0 };
}

bool Scope::IsHiddenSection(const TemplateString &name) const
{
	struct str section = str_from(name);

	for (struct str prefix : flag_prefixes) {
		const struct value *v;

		if (!str_starts(section, prefix))
			continue;
		v = find(str_sub(section, prefix.len, section.len));
		return v == nullptr || !flag_shows(prefix, *v);
	}
	const struct value *v = find(section);

	return v == nullptr || !(v->type == VALUE_MAP || (v->type == VALUE_LIST && v->count > 0));
}

Scope::Iterator *Scope::CreateSectionIterator(const TemplateString &section) const
{
	struct str name = str_from(section);
	const struct value *v = is_flag(name) ? nullptr : find(name);

	return v != nullptr ? new (arena_) Items(*this, *v) : new (arena_) Items();
}

Scope::Iterator *Scope::CreateTemplateIterator(const TemplateString &) const
{
	return new (arena_) Items();
}

const char *Scope::GetIncludeTemplateName(const TemplateString &variable, int) const
{
	struct str name = str_from(variable);

	if (str_eq(name, S("PAGE")))
		return page_;
	return static_cast<const char *>(memcpy(take(arena_, name.len + 1), name.data, name.len));
}

/* The page as it grows in the arena.  Most pages fit the first piece. */
class Page : public ctemplate::ExpandEmitter {
public:
	explicit Page(struct arena *arena) : arena_(arena)
	{
	}
	void Emit(char c) override
	{
		Emit(&c, 1);
	}
	void Emit(const std::string &s) override
	{
		Emit(s.data(), s.size());
	}
	void Emit(const char *s) override
	{
		Emit(s, strlen(s));
	}
	void Emit(const char *s, size_t len) override
	{
		if (len > room_ - len_)
			grow(len);
		memcpy(data_ + len_, s, len);
		len_ += len;
	}
	struct str text() const
	{
		return { data_, len_ };
	}

private:
	void grow(size_t more)
	{
		size_t room = room_ > 0 ? room_ : FIRST_PIECE;
		char *data;

		while (room - len_ < more)
			room *= 2;
		data = static_cast<char *>(take(arena_, room));
		if (len_ > 0)
			memcpy(data, data_, len_);
		data_ = data;
		room_ = room;
	}

	static constexpr size_t FIRST_PIECE = 16 * 1024;
	struct arena *arena_;
	char *data_ = nullptr;
	size_t len_ = 0;
	size_t room_ = 0;
};

bool parse_all(const std::string &dir, template_set &set, std::string &problem)
{
	template_files files;

	if (!template_files_read(dir, files, problem))
		return false;
	for (const auto &[name, text] : files) {
		if (!set.cache.StringToTemplateCache(name, text, ctemplate::STRIP_BLANK_LINES)) {
			problem = dir + "/" + name +
				".html: does not parse; ctemplate's complaint stands above";
			return false;
		}
		set.names.insert(name);
	}
	set.cache.Freeze();
	set.preload = template_files_preload(files);
	return true;
}

} // namespace

struct template_set *template_set_load(const char *dir, const char **problem)
{
	static char what[512];
	template_set *set = new template_set;
	std::string fault;

	if (parse_all(dir, *set, fault))
		return set;
	snprintf(what, sizeof(what), "%s", fault.c_str());
	*problem = what;
	delete set;
	return nullptr;
}

void template_set_free(struct template_set *set)
{
	delete set;
}

bool template_set_has(const struct template_set *set, const char *name)
{
	return set->names.count(name) > 0;
}

struct str template_set_preload(const struct template_set *set)
{
	return (struct str){ set->preload.data(), set->preload.size() };
}

/* Expands file, in which {{>PAGE}} is name. */
static bool expand(const struct template_set *set, struct arena *arena, const char *file, const char *name,
	const struct value *view, const struct value *frame, struct str *out)
{
	bool exhausted = false;
	bool rendered = false;

	try {
		Page page(arena);
		Scope scope(arena, name, view, frame, nullptr);

		rendered = template_set_has(set, name) &&
			set->cache.ExpandNoLoad(file, ctemplate::STRIP_BLANK_LINES, &scope, nullptr, &page);
		*out = page.text();
	} catch (const std::bad_alloc &) {
		exhausted = true;
	}
	if (exhausted)
		arena_give_up();
	if (!rendered)
		log_error("template %s could not be rendered", name);
	return rendered;
}

bool template_render(const struct template_set *set, struct arena *arena, const char *name,
	const struct value *view, const struct value *frame, struct str *out)
{
	return expand(set, arena, "layout", name, view, frame, out);
}

bool template_render_alone(const struct template_set *set, struct arena *arena, const char *name,
	const struct value *view, struct str *out)
{
	return expand(set, arena, name, name, view, nullptr, out);
}

#include "web/sources.hh"

#include <ctype.h>
#include <dirent.h>

#include <cstring>
#include <fstream>
#include <set>
#include <sstream>

namespace {

/* What every file must begin with: without it ctemplate escapes nothing. */
const char PRAGMA[] = "{{%AUTOESCAPE context=\"HTML\"}}";
const char LAYOUT[] = "layout";
const char PAGE[] = "PAGE";

/* The names after {{> in the text. */
std::set<std::string> includes_of(const std::string &text)
{
	std::set<std::string> found;

	for (size_t at = text.find("{{>"); at != std::string::npos; at = text.find("{{>", at + 1)) {
		size_t end = text.find_first_of(":}", at);

		if (end != std::string::npos)
			found.insert(text.substr(at + 3, end - at - 3));
	}
	return found;
}

/*
 * ctemplate repeats the blanks before an include on each of its lines, inside a textarea too, which would
 * change what people typed.  So they are taken out.
 */
std::string without_indented_includes(std::string text)
{
	for (size_t at = text.find("{{>"); at != std::string::npos; at = text.find("{{>", at + 1)) {
		size_t from = at;

		while (from > 0 && (text[from - 1] == ' ' || text[from - 1] == '\t'))
			from--;
		if (from == 0 || text[from - 1] == '\n') {
			text.erase(from, at - from);
			at = from;
		}
	}
	return text;
}

/* Where in the markup a place of the source lies: all that with_lines_kept has to know. */
class Markup {
public:
	bool is_text() const
	{
		return !in_tag_ && !in_code_;
	}
	void pass(const std::string &text, size_t at)
	{
		char c = text[at];

		if (!in_tag_)
			enter(text, at);
		else if (quote_ != 0)
			quote_ = c == quote_ ? '\0' : quote_;
		else if (c == '"' || c == '\'')
			quote_ = c;
		else if (c == '>')
			in_tag_ = false;
	}

private:
	void enter(const std::string &text, size_t at)
	{
		bool code = starts(text, at, "<script") || starts(text, at, "<style");

		if (text[at] != '<' || at + 1 == text.size())
			return;
		if (in_code_ && !starts(text, at, "</script") && !starts(text, at, "</style"))
			return;
		in_tag_ = isalpha(static_cast<unsigned char>(text[at + 1])) || text[at + 1] == '/' ||
			  text[at + 1] == '!';
		in_code_ = code;
	}
	static bool starts(const std::string &text, size_t at, const char *what)
	{
		return text.compare(at, strlen(what), what) == 0;
	}

	bool in_tag_ = false;
	bool in_code_ = false;
	char quote_ = '\0';
};

bool is_plain_name(const std::string &marker)
{
	for (char c : marker)
		if (!isalnum(static_cast<unsigned char>(c)) && c != '_')
			return false;
	return !marker.empty();
}

/*
 * ctemplate's html_escape turns line ends into blanks, which would run the paragraphs of a letter
 * together; pre_escape is the same but leaves them.  Were the place judged wrongly here, ctemplate would
 * still add the escape that the place needs.
 */
std::string with_lines_kept(const std::string &text)
{
	std::string out;
	Markup markup;

	for (size_t at = 0; at < text.size();) {
		size_t end = text.compare(at, 2, "{{") == 0 ? text.find("}}", at) : std::string::npos;

		if (end == std::string::npos) {
			markup.pass(text, at);
			out += text[at++];
			continue;
		}
		out += text.substr(at, end - at);
		if (markup.is_text() && is_plain_name(text.substr(at + 2, end - at - 2)))
			out += ":pre_escape";
		out += "}}";
		at = end + 2;
	}
	return out;
}

/* Empty if the source may be used, else what is wrong with it. */
std::string fault_of(const std::string &name, const template_sources &sources)
{
	const std::string &text = sources.at(name);

	if (text.compare(0, sizeof(PRAGMA) - 1, PRAGMA) != 0)
		return std::string("must begin with ") + PRAGMA;
	if (name == LAYOUT && includes_of(text).count(PAGE) == 0)
		return "has no {{>PAGE}}";
	for (const std::string &include : includes_of(text)) {
		if (include == PAGE) {
			if (name != LAYOUT)
				return "only layout.html may include {{>PAGE}}";
			continue;
		}
		if (sources.count(include) == 0)
			return "includes " + include + ", which is missing";
		if (!includes_of(sources.at(include)).empty())
			return "includes " + include + ", which includes others itself";
	}
	return "";
}

bool read_folder(const std::string &dir, template_sources &out)
{
	DIR *folder = opendir(dir.c_str());

	if (folder == nullptr)
		return false;
	for (const struct dirent *entry = readdir(folder); entry != nullptr; entry = readdir(folder)) {
		std::string file = entry->d_name;
		std::stringstream text;

		if (file.size() <= 5 || file.compare(file.size() - 5, 5, ".html") != 0)
			continue;
		text << std::ifstream(dir + "/" + file).rdbuf();
		out[file.substr(0, file.size() - 5)] = text.str();
	}
	closedir(folder);
	return true;
}

} // namespace

bool template_sources_read(const std::string &dir, template_sources &out, std::string &problem)
{
	if (!read_folder(dir, out)) {
		problem = dir + ": cannot be opened";
		return false;
	}
	if (out.count(LAYOUT) == 0) {
		problem = dir + "/layout.html is missing";
		return false;
	}
	for (auto &[name, text] : out) {
		std::string fault = fault_of(name, out);

		if (!fault.empty()) {
			problem = dir + "/" + name + ".html: " + fault;
			return false;
		}
		text = with_lines_kept(without_indented_includes(text));
	}
	return true;
}

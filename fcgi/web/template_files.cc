#include "web/template_files.hh"

#include <dirent.h>

#include <fstream>
#include <set>
#include <sstream>

#include "web/asset_names.hh"

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

/* Empty if the file may be used, else what is wrong with it. */
std::string fault_of(const std::string &name, const template_files &files)
{
	const std::string &text = files.at(name);

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
		if (files.count(include) == 0)
			return "includes " + include + ", which is missing";
		if (!includes_of(files.at(include)).empty())
			return "includes " + include + ", which includes others itself";
	}
	return "";
}

bool read_folder(const std::string &dir, template_files &out)
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

/* What stands between the opening text and the next quotation mark; empty: it isn't there. */
std::string quoted_behind(const std::string &text, const std::string &opening)
{
	size_t at = text.find(opening);

	if (at == std::string::npos)
		return "";
	at += opening.size();
	return text.substr(at, text.find('"', at) - at);
}

} // namespace

bool template_files_read(const std::string &dir, template_files &out, std::string &problem)
{
	const asset_names names = asset_names_of(dir + "/../static");

	if (!read_folder(dir, out)) {
		problem = dir + ": cannot be opened";
		return false;
	}
	if (out.count(LAYOUT) == 0) {
		problem = dir + "/layout.html is missing";
		return false;
	}
	for (auto &[name, text] : out)
		text = asset_names_put(names, text);
	for (const auto &[name, text] : out) {
		std::string fault = fault_of(name, out);

		if (!fault.empty()) {
			problem = dir + "/" + name + ".html: " + fault;
			return false;
		}
	}
	return true;
}

std::string template_files_preload(const template_files &files)
{
	const std::string &layout = files.at(LAYOUT);
	const std::string style = quoted_behind(layout, "<link rel=\"stylesheet\" href=\"");
	const std::string script = quoted_behind(layout, "<script src=\"");

	if (style.empty() || script.empty())
		return "";
	return "<" + style + ">; rel=preload; as=style, <" + script + ">; rel=preload; as=script";
}

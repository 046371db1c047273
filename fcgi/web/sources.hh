/*
 * sources: the template files as ctemplate should get them, read from a folder, checked and put right.
 * Owns nothing; fails with a sentence in English that names the file.  Depends on: the C++ library.
 */
#ifndef WEB_SOURCES_HH
#define WEB_SOURCES_HH

#include <map>
#include <string>

/* Name without ".html" to text. */
typedef std::map<std::string, std::string> template_sources;

/*
 * Reads every *.html of dir.  Each must begin with the pragma that switches escaping on; layout.html must
 * include {{>PAGE}}, the others only files that are there and include nothing themselves.  Two things are
 * put right: {{name}} between tags keeps its line ends ({{name:pre_escape}}), and blanks before an include
 * are taken out.
 */
bool template_sources_read(const std::string &dir, template_sources &out, std::string &problem);

#endif

/*
 * template: wraps ctemplate (C++) for C.  It parses a template once and escapes by context.  How a value tree
 * fills it: string, integer  {{key}}; a string that isn't empty also shows section {{#if_key}}, an empty one
 * {{#no_key}}; an integer that isn't zero shows {{#if_key}}, zero {{#no_key}} true             shows
 * {{#if_key}}; false shows {{#no_key}} map              section {{#key}} once, its members inside (outer ones
 * still visible) list             section {{#key}} once per item (a map's members, or {{item}} for a string);
 * {{#any_key}} once if there is one, else {{#no_key}} A name is looked up from the innermost section outwards
 * and the first that has it decides; what is nowhere shows neither {{#if_key}} nor {{#no_key}}.  The tree is
 * read where it stands, so what a template doesn't mention costs nothing. Between tags (in a textarea too)
 * write {{key:pre_escape}}, which keeps line ends; in attributes {{key}}, which turns them into spaces.
 * Inside a query string write {{key:url_query_escape}}; always quote attributes.
 * {{>name}} includes name.html, which sees the same names; an included file includes no other.
 * Depends on: base/value, web/template_files, ctemplate.
 */
#ifndef WEB_TEMPLATE_H
#define WEB_TEMPLATE_H

#ifdef __cplusplus
extern "C" {
#endif

#include "base/value.h"

struct template_set;

/*
 * Parses every *.html of dir; each must begin with {{%AUTOESCAPE context="HTML"}}.  NULL on failure,
 * *problem naming the file (static storage).
 */
struct template_set *template_set_load(const char *dir, const char **problem);
void template_set_free(struct template_set *set);
bool template_set_has(const struct template_set *set, const char *name);
/* The Link header of pages of the layout (template_files_preload), kept as long as the set; empty: none. */
struct str template_set_preload(const struct template_set *set);

/*
 * Renders page name inside layout.html with two trees whose members stand side by side (view wins).  The
 * text lives in the arena.  False when a template is missing or fails.
 */
bool template_render(const struct template_set *set, struct arena *arena, const char *name,
	const struct value *view, const struct value *frame, struct str *out);
/* The same of a template that is a whole document by itself. */
bool template_render_alone(const struct template_set *set, struct arena *arena, const char *name,
	const struct value *view, struct str *out);

#ifdef __cplusplus
}
#endif

#endif

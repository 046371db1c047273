/*
 * mdoc: prints words as mdoc(7), the language of manual pages, to standard output.  Depends on: nothing.
 * Source: mandoc's mdoc(7) and mandoc_char(7).
 */
#ifndef CTL_MANUAL_MDOC_H
#define CTL_MANUAL_MDOC_H

/*
 * A paragraph of running text: each sentence on a line of its own (two blanks end one), `code` in bold.  The
 * text may have lines of its own; blanks at their beginnings are left out.
 */
void mdoc_text(const char *text);

/* A sentence that lacks its full stop. */
void mdoc_sentence(const char *text);

/* A word, or words, of a macro's line, without the line's end. */
void mdoc_words(const char *words);

#endif

/*
 * segment: one file of the index: documents, their folded texts, and for each key - a letter, or two
 * neighbouring letters - the documents that have it.  Those of the highest standing come first, so that a
 * search can end where none that follows is better.  A segment never changes once it has its name; which of
 * its documents are out of date stands in search/manifest.  Files are mapped, so their memory is the page
 * cache's: what may meet one that somebody cuts reads it within disk/mapped_read.  A file that is no segment
 * isn't opened; nothing in an open one is trusted to lie within it.  Depends on: search/fold,
 * search/postings.
 */
#ifndef SEARCH_SEGMENT_H
#define SEARCH_SEGMENT_H

#include "search/fold.h"
#include "search/postings.h"

enum section { SECTION_TITLE, SECTION_BODY, SECTION_ANSWER, SECTIONS };

/* What a document is, in filters too. */
enum doc_kind { DOC_TOPIC, DOC_LETTER, DOC_ARTICLE, DOC_POLICY, DOC_KINDS };

/* Whether its answer stands; a merged one leads to another, which is found by that itself. */
enum doc_answered { DOC_OPEN, DOC_ANSWERED, DOC_LEADS_ON };

/* The facts about a document, as they lie in the file. */
struct doc_row {
	uint64_t id;		/* search/source */
	int64_t at;		/* ms: what recency counts from */
	uint32_t supports;
	uint32_t dept;		/* hashes of the department's id and of the area; 0: none */
	uint32_t area;
	uint16_t year;		/* of at, at the site */
	uint8_t kind;		/* enum doc_kind */
	uint8_t category;	/* enum category; of an article: CATEGORY_COUNT */
	uint64_t text;		/* where its letters begin among those of the segment */
	uint32_t len[SECTIONS];	/* letters of each section, which lie one behind the other */
	uint8_t answered;	/* enum doc_answered */
	uint8_t unused[3];
};

/* The head of the file; the rest are its parts, each at a multiple of 8 bytes. */
struct segment_head {
	char magic[8];
	uint32_t signature;	/* fold_signature */
	uint32_t docs;
	uint64_t size;		/* of the file */
	uint64_t rows;		/* offsets of the parts: struct doc_row × docs */
	uint64_t standings;	/* uint32_t × docs: doc_standing of each, close together */
	uint64_t letters;	/* uint16_t × letter_count */
	uint64_t letter_count;
	uint64_t ids;		/* struct doc_id × docs, ascending */
	uint64_t lists;		/* postings, each at its place */
	uint64_t lists_size;
	uint64_t keys;		/* uint32_t × key_count, ascending */
	uint64_t places;	/* uint64_t × (key_count + 1), within lists */
	uint64_t key_count;
	uint64_t newest;	/* the most of doc_standing in it */
	uint64_t bonus;		/* the most of doc_bonus */
	uint64_t check;		/* segment_sum of all behind the head */
	uint64_t head_check;	/* segment_sum of the head up to here */
};

struct doc_id {
	uint64_t id;
	uint64_t doc;
};

struct segment {
	struct segment_head *head;	/* of the file; NULL: not open */
	const unsigned char *bytes;	/* the file, mapped */
	int fd;
	int64_t stamp;	/* when the file was last written to, ns, as it was opened */
	uint64_t number;	/* of its name */
};

#define SEGMENT_MAGIC "wzsea-06"

/*
 * What ranks documents whose words stand in equal places: the hours of their time, to which each doubling of
 * their supporters adds DOC_SUPPORT_HOURS.
 */
#define DOC_SUPPORT_HOURS (15 * 24)
static inline uint32_t doc_hours(int64_t at)
{
	return at > 0 ? (uint32_t)(at / 3600000) : 0;
}

static inline uint32_t doc_bonus(const struct doc_row *row)
{
	uint32_t hours = 0;

	for (uint32_t supports = row->supports; supports > 0; supports >>= 1)
		hours += DOC_SUPPORT_HOURS;
	return hours;
}

static inline uint32_t doc_standing(const struct doc_row *row)
{
	return doc_hours(row->at) + doc_bonus(row);
}

/* The keys of a letter, and of two. */
static inline uint32_t key_of_one(uint16_t letter)
{
	return (uint32_t)letter << 16;
}

static inline uint32_t key_of_two(const uint16_t *letters)
{
	return (uint32_t)letters[0] << 16 | letters[1];
}

/* "FOLDER/NUMBER.segment" */
char *segment_path(const char *folder, uint64_t number);

/* False for what isn't there, isn't a whole segment, or was written with another table of search/fold. */
bool segment_open(const char *folder, uint64_t number, struct segment *out);
void segment_close(struct segment *segment);
/* Whether the file is still as it was opened: nobody wrote into it, cut it, or took its name away. */
bool segment_untouched(const struct segment *segment);
/* Whether every byte is as it was written; reads all of it. */
bool segment_sound(const struct segment *segment);

/* doc < head->docs */
const struct doc_row *segment_row(const struct segment *segment, uint32_t doc);
uint32_t segment_standing(const struct segment *segment, uint32_t doc);
/* The first document whose standing is at most this; head->docs: none. */
uint32_t segment_seek_standing(const struct segment *segment, uint64_t standing);
struct letters segment_text(const struct segment *segment, uint32_t doc, enum section section);
/* Stands at its end when no document has the key. */
void segment_list(const struct segment *segment, uint32_t key, struct postings *out);
/* The keys by their places: the first at or behind a key (head->key_count: none), and one's documents. */
size_t segment_seek_key(const struct segment *segment, uint32_t key);
uint32_t segment_key(const struct segment *segment, size_t at);
uint32_t segment_docs(const struct segment *segment, size_t at);
bool segment_find(const struct segment *segment, uint64_t id, uint32_t *doc);

uint64_t segment_sum(const void *bytes, size_t len);

#endif

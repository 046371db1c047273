#include "search/find.h"

#include "disk/mapped_read.h"

#define LISTS_A_TERM 16
/* A score is the places of the words above, doc_standing below. */
#define PLACES_SHIFT 32

uint32_t find_hash(struct str name)
{
	uint64_t sum = name.len > 0 ? segment_sum(name.data, name.len) : 0;

	return name.len > 0 ? (uint32_t)(sum >> 32) | 1 : 0;
}

/* One term in one segment: the lists of its letters, each of which must have the document. */
struct walk {
	const struct query_term *term;
	struct postings lists[LISTS_A_TERM];
	size_t count;
};

/* A search in one segment. */
struct look {
	const struct find *find;
	const struct index *index;
	const struct segment *segment;
	const unsigned char *dead;
	struct found *out;
	struct walk walks[QUERY_TERMS];
	struct postings *all[QUERY_TERMS * LISTS_A_TERM];	/* of what is to be found, the shortest first */
	size_t all_count;
	uint64_t places;	/* the most that a document of the segment can have */
	bool filtered;
	uint32_t dept;
	uint32_t area;
};

/* One letter: its own list.  Else those of its pairs; of many a part, spread over the term. */
static void open_term(struct look *look, struct walk *walk, const struct query_term *term)
{
	struct letters letters = term->letters;
	size_t pairs = letters.count - 1;

	*walk = (struct walk){ .term = term };
	if (pairs == 0) {
		segment_list(look->segment, key_of_one(letters.at[0]), &walk->lists[walk->count++]);
		return;
	}
	for (size_t i = 0; i < pairs && i < LISTS_A_TERM; i++) {
		size_t at = pairs > LISTS_A_TERM ? i * (pairs - 1) / (LISTS_A_TERM - 1) : i;

		segment_list(look->segment, key_of_two(letters.at + at), &walk->lists[walk->count++]);
	}
}

static void add_sorted(struct look *look, struct postings *list)
{
	size_t at = look->all_count++;

	for (; at > 0 && look->all[at - 1]->count > list->count; at--)
		look->all[at] = look->all[at - 1];
	look->all[at] = list;
}

/* What the best of these sections counts; 0: there is none. */
static uint64_t places_of(unsigned sections)
{
	uint64_t places = SECTIONS;

	for (; places > 0 && (sections & 1) == 0; sections >>= 1)
		places--;
	return places;
}

/* False when nothing of the segment can match. */
static bool open_terms(struct look *look)
{
	const struct query *query = look->find->query;

	look->all_count = 0;
	look->places = 0;
	for (size_t i = 0; i < query->count; i++) {
		struct walk *walk = &look->walks[i];
		unsigned sections = 7;

		open_term(look, walk, &query->terms[i]);
		for (size_t k = 0; k < walk->count && i < query->wanted; k++) {
			sections &= walk->lists[k].anywhere;
			if (sections == 0)
				return false;
			add_sorted(look, &walk->lists[k]);
		}
		if (i < query->wanted && !look->find->newest)
			look->places += places_of(sections);
	}
	return true;
}

/* The sections that have all pairs of the term, where all its lists stand at a document. */
static unsigned common_sections(const struct walk *walk)
{
	unsigned sections = 7;

	for (size_t i = 0; i < walk->count; i++)
		sections &= walk->lists[i].sections;
	return sections;
}

/* The best section that has the term, where all its lists stand at the document; SECTIONS: none has it. */
static enum section best_section(const struct look *look, const struct walk *walk, uint32_t doc)
{
	unsigned sections = common_sections(walk);

	for (enum section k = 0; k < SECTIONS; k++) {
		struct letters text;

		if ((sections & 1u << k) == 0)
			continue;
		/* The key of one letter or two is the term itself. */
		if (walk->term->letters.count <= 2)
			return k;
		text = segment_text(look->segment, doc, k);
		if (fold_find(text, walk->term->letters, 0) < text.count)
			return k;
	}
	return SECTIONS;
}

static bool refused(struct look *look, uint32_t doc)
{
	const struct query *query = look->find->query;

	for (size_t i = query->wanted; i < query->count; i++) {
		struct walk *walk = &look->walks[i];
		bool all = true;

		for (size_t k = 0; k < walk->count && all; k++) {
			postings_seek(&walk->lists[k], doc);
			all = walk->lists[k].doc == doc;
		}
		if (all && best_section(look, walk, doc) != SECTIONS)
			return true;
	}
	return false;
}

static bool any_filter(const struct find_filter *filter)
{
	return filter->kind != DOC_KINDS || filter->by_category || filter->dept.len > 0 ||
		filter->area.len > 0 || filter->year != 0 || filter->state != FIND_ANY || filter->from != 0 ||
		filter->to != 0;
}

static bool passes(const struct look *look, const struct doc_row *row)
{
	const struct find_filter *filter = &look->find->filter;

	if (filter->kind != DOC_KINDS && row->kind != filter->kind)
		return false;
	if (filter->by_category && row->category != filter->category)
		return false;
	if ((look->dept != 0 && row->dept != look->dept) || (look->area != 0 && row->area != look->area))
		return false;
	if (filter->year != 0 && row->year != filter->year)
		return false;
	if ((filter->from != 0 && row->at < filter->from) || (filter->to != 0 && row->at >= filter->to))
		return false;
	return filter->state == FIND_ANY ||
		row->answered == (filter->state == FIND_ANSWERED ? DOC_ANSWERED : DOC_OPEN);
}

static bool is_behind(struct find_hit hit, struct find_hit other)
{
	return hit.score != other.score ? hit.score < other.score : hit.id < other.id;
}

/* Keeps the best; one more than the limit tells that there are more. */
static void keep(struct look *look, struct find_hit hit)
{
	struct found *out = look->out;
	size_t limit = look->find->limit;
	size_t at;

	if (look->find->after && !is_behind(hit, look->find->cursor))
		return;
	if (out->count == limit) {
		out->more = true;
		if (!is_behind(out->hits[limit - 1], hit))
			return;
		out->count--;
	}
	for (at = out->count++; at > 0 && is_behind(out->hits[at - 1], hit); at--)
		out->hits[at] = out->hits[at - 1];
	out->hits[at] = hit;
}

static uint64_t score_of(const struct look *look, uint32_t doc, uint64_t places)
{
	return places << PLACES_SHIFT | segment_standing(look->segment, doc);
}

/* Whether the page is full of documents that one with this score comes behind. */
static bool comes_behind(const struct look *look, uint64_t score)
{
	const struct found *out = look->out;

	return out->count == look->find->limit && score < out->hits[out->count - 1].score;
}

/* Enough were counted, and the next page is known to have something. */
static bool counted(const struct look *look)
{
	return look->out->total >= FIND_COUNTED && look->out->more;
}

/* Whether neither this document nor any behind it in the segment changes anything any more. */
static bool at_end(const struct look *look, uint32_t doc)
{
	return counted(look) && comes_behind(look, score_of(look, doc, look->places));
}

/*
 * Whether a document that stands in the first list changes nothing any more: the best places that it can have
 * don't bring it onto this page.  Of common words most documents end here.
 */
static bool of_no_use(const struct look *look, uint32_t doc)
{
	uint64_t places = (look->find->query->wanted - 1) * SECTIONS + places_of(look->all[0]->sections);

	if (!counted(look) || look->find->newest)
		return false;
	return comes_behind(look, score_of(look, doc, places < look->places ? places : look->places));
}

/* Likewise of one at which all lists stand. */
static bool all_of_no_use(const struct look *look, uint32_t doc)
{
	uint64_t places = 0;

	if (!counted(look) || look->find->newest)
		return false;
	for (size_t i = 0; i < look->find->query->wanted; i++)
		places += places_of(common_sections(&look->walks[i]));
	return comes_behind(look, score_of(look, doc, places));
}

/* A document at which all lists stand. */
static void weigh(struct look *look, uint32_t doc)
{
	uint64_t places = 0;
	uint64_t score;

	if (all_of_no_use(look, doc) || doc_dead(look->dead, doc))
		return;
	if (look->filtered && !passes(look, segment_row(look->segment, doc)))
		return;
	for (size_t i = 0; i < look->find->query->wanted; i++) {
		enum section best = best_section(look, &look->walks[i], doc);

		if (best == SECTIONS)
			return;
		if (!look->find->newest)
			places += (uint64_t)(SECTIONS - best);
	}
	if (refused(look, doc))
		return;
	look->out->total++;
	score = score_of(look, doc, places);
	if (comes_behind(look, score))
		look->out->more = true;
	else
		keep(look, (struct find_hit){ score, segment_row(look->segment, doc)->id });
}

/* The documents that may be within the days that are asked for: from the first to before the last. */
static void narrow(const struct look *look, uint32_t *first, uint32_t *last)
{
	const struct find_filter *filter = &look->find->filter;
	const struct segment *segment = look->segment;

	*first = filter->to == 0 ? 0 :
		segment_seek_standing(segment, doc_hours(filter->to) + segment->head->bonus);
	*last = doc_hours(filter->from) == 0 ? segment->head->docs :
		segment_seek_standing(segment, doc_hours(filter->from) - 1);
}

static void look_through(struct look *look)
{
	uint32_t first;
	uint32_t last;
	uint32_t doc;

	narrow(look, &first, &last);
	if (first >= last || !open_terms(look))
		return;
	postings_seek(look->all[0], first);
	for (doc = look->all[0]->doc; doc < last && !at_end(look, doc); doc = look->all[0]->doc) {
		size_t i;

		look->out->looked++;
		if (of_no_use(look, doc)) {
			postings_next(look->all[0]);
			continue;
		}
		for (i = 1; i < look->all_count && look->all[i]->doc == doc; i++)
			;
		for (; i < look->all_count; i++) {
			postings_seek(look->all[i], doc);
			if (look->all[i]->doc != doc)
				break;
		}
		if (i < look->all_count) {
			postings_seek(look->all[0], look->all[i]->doc);
			continue;
		}
		weigh(look, doc);
		postings_next(look->all[0]);
	}
}

static void look_through_all(void *context)
{
	struct look *look = context;
	const struct index *index = look->index;

	for (size_t i = 0; i < index->manifest.count; i++) {
		look->segment = &index->segments[index->order[i]];
		look->dead = index->manifest.segments[index->order[i]].bits;
		look_through(look);
	}
}

enum status find_docs(const struct index *index, const struct find *find, struct found *out)
{
	struct look look = { .find = find, .index = index, .out = out, .filtered = any_filter(&find->filter),
		.dept = find_hash(find->filter.dept), .area = find_hash(find->filter.area) };

	*out = (struct found){ 0 };
	if (!mapped_read(look_through_all, &look)) {
		*out = (struct found){ 0 };
		return ERR_AWAY;
	}
	if (out->total > FIND_COUNTED)
		out->total = FIND_COUNTED;
	return OK;
}

/*
 * models: what the jobs learned of this site's assignments (suggest/teacher), as a worker has it open: whose
 * a case may be, and its category.  Follows the files by a look at each before it is asked.  A file that is
 * truncated, damaged or of another version is passed over, which the log is told once.  Owns its mappings.
 * Depends on: suggest/classifier, suggest/mapped.
 */
#ifndef SUGGEST_MODELS_H
#define SUGGEST_MODELS_H

#include "suggest/classifier.h"

enum model_kind { MODEL_DEPT, MODEL_CATEGORY, MODELS };

/* The name of its file in the folder. */
const char *model_name(enum model_kind kind);

/* Below this a model says nothing: it was right in nine of ten where it spoke in four of five. */
#define MODEL_CONFIDENCE 0.68

struct models;

/* Opens nothing yet. */
struct models *models_new(const char *folder);
void models_free(struct models *models);

/* As it was last learned; NULL: there is none.  Good until the next call. */
const struct classifier *models_follow(struct models *models, enum model_kind kind);

#endif

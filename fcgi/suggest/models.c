#include "suggest/models.h"

#include <stdlib.h>

#include "base/log.h"
#include "suggest/mapped.h"

static const char *const names[MODELS] = { [MODEL_DEPT] = "department.model",
	[MODEL_CATEGORY] = "category.model" };

struct models {
	char *folder;
	struct model {
		struct file_mark mark;
		struct str bytes;	/* empty: there is none, or it was refused */
		struct classifier classifier;
	} list[MODELS];
};

const char *model_name(enum model_kind kind)
{
	return names[kind];
}

struct models *models_new(const char *folder)
{
	struct models *models = calloc(1, sizeof(*models));

	if (models == NULL || (models->folder = strdup(folder)) == NULL)
		abort();
	return models;
}

void models_free(struct models *models)
{
	if (models == NULL)
		return;
	for (size_t i = 0; i < MODELS; i++)
		mapped_close(&models->list[i].bytes);
	free(models->folder);
	free(models);
}

const struct classifier *models_follow(struct models *models, enum model_kind kind)
{
	struct model *model = &models->list[kind];
	struct file_mark mark = file_mark_of(models->folder, names[kind]);
	const char *problem;

	if (!file_mark_same(&mark, &model->mark)) {
		mapped_close(&model->bytes);
		model->mark = mark;
		if (mapped_open(models->folder, names[kind], &model->bytes) &&
			classifier_read(model->bytes, &model->classifier, &problem) != OK) {
			log_warn("%s/%s: %s: it suggests nothing", models->folder, names[kind], problem);
			mapped_close(&model->bytes);
		}
	}
	return model->bytes.len > 0 ? &model->classifier : NULL;
}

/*
 * data_model: wenzhengctl's command that prints the data model.  Depends on: ctl/ctl.
 */
#ifndef CTL_DATA_MODEL_H
#define CTL_DATA_MODEL_H

#include "ctl/ctl.h"

extern const struct ctl_command ctl_data_model[];

#endif

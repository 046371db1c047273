/*
 * sample: the settings of wenzheng.conf(5) as mdoc.  Type and default are those of the table (base/config),
 * the words are the comments of the sample file, conf/wenzheng.conf: a comment tells of the keys below it, up
 * to a blank line or another comment.  Depends on: ctl, ctl/manual/mdoc.
 */
#ifndef CTL_MANUAL_SAMPLE_H
#define CTL_MANUAL_SAMPLE_H

#include "ctl/ctl.h"

/*
 * Prints them in the file's order.  CTL_FAILED, after saying what is wrong, when a key has no words or isn't
 * in the table, or one of the table isn't in the file.
 */
int sample_print(struct ctl *ctl, const char *file);

#endif

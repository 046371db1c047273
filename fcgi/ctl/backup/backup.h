/*
 * backup: wenzhengctl backup, which writes a copy of all sites of a set of workers beside their running
 * processes, and checks one.  Redis's files are opened first (ctl/backup/aof), then the other folders are
 * copied, whose files are there before anything in Redis names them.  A file that the backup before has
 * unchanged (size, time, permissions) becomes a hard link to that one.  All goes into a folder of a
 * temporary name, which gets its own once all bytes and the inventory are on the disk.  Memory doesn't grow
 * with the number of cases; time does with files, bytes only with what is new.
 * Depends on: the rooms below ctl.
 */
#ifndef CTL_BACKUP_BACKUP_H
#define CTL_BACKUP_BACKUP_H

#include "ctl/ctl.h"

extern const struct ctl_command ctl_backup[];

#endif

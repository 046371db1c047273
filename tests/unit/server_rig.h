/*
 * server_rig: a master with workers on a socket in a temporary folder, and a FastCGI client for it, for
 * tests of web/server.
 */
#ifndef TESTS_SERVER_RIG_H
#define TESTS_SERVER_RIG_H

#include <sys/types.h>

#include "web/master.h"

extern char server_folder[24];
extern char server_path[64];
/*
 * How many forks of the master work before the system has no more processes, for a test that overrides
 * fork().
 */

extern int server_forks_left;
/* What the next preparation of workers gives: "workers" or "workers forks". */
void write_plan(const char *count);

/* Set before the master starts: its workers die at their start, each leaving a byte in the file. */
extern char server_start_file[64];
extern bool server_stillborn;

void nap(long ms);
/* A master of its own for each test; its log goes nowhere. */
pid_t start_master(void);
int end_master(pid_t pid, int signal);
int open_connection(void);
/* One FastCGI record (FastCGI Specification section 3.3), without padding. */
void send_record(int fd, unsigned char type, const char *content, size_t len);
void send_head(int fd, const char *uri, const char *length);
/* What the worker wrote, as text; empty when it died. */
const char *receive(int fd);
/*
 * Sends a whole request to "/crash" (the worker dies), "/slow", "/hang" or any other address; gives the
 * reply.
 */
const char *ask(const char *uri);
int server_set_up(void **state);
int server_make_folder(void **state);
int server_drop_folder(void **state);

#endif

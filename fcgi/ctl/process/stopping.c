#include "ctl/process/stopping.h"

volatile sig_atomic_t stopping;

static void stop(int signal)
{
	(void)signal;
	stopping = 1;
}

void stopping_begin(void)
{
	const struct sigaction action = { .sa_handler = stop };

	sigaction(SIGTERM, &action, NULL);
	sigaction(SIGINT, &action, NULL);
	/* A link to Redis that breaks between two writes is tried again, not the end. */
	signal(SIGPIPE, SIG_IGN);
}

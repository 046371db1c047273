#include "ctl/process/stopping.h"

#include <time.h>

#include "base/log.h"
#include "helper/service.h"

volatile sig_atomic_t stopping;

static void stop(int signal)
{
	(void)signal;
	stopping = 1;
}

void stopping_alive(void)
{
	service_alive();
}

void stopping_rest(int ms)
{
	const struct timespec moment = { .tv_nsec = 100 * 1000000L };

	stopping_alive();
	for (; ms > 0 && !stopping; ms -= 100)
		nanosleep(&moment, NULL);
}

void stopping_begin(const struct ctl *ctl)
{
	const struct sigaction action = { .sa_handler = stop };

	sigaction(SIGTERM, &action, NULL);
	sigaction(SIGINT, &action, NULL);
	/* A link to Redis that breaks between two writes is tried again, not the end. */
	signal(SIGPIPE, SIG_IGN);
	log_format(ctl->config->log.json, ctl->command->name);
	service_ready();
}

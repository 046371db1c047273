#include "disk/mapped_read.h"

#include <setjmp.h>
#include <signal.h>
#include <stddef.h>

static sigjmp_buf *volatile place;

/* What no mapped_read is about ends the process as without this: the access is done again, with no handler. */
static void leave(int signal)
{
	struct sigaction plain = { .sa_handler = SIG_DFL };

	if (place != NULL)
		siglongjmp(*place, 1);
	sigaction(signal, &plain, NULL);
}

bool mapped_read(void (*function)(void *context), void *context)
{
	/* The mask isn't saved, which would take a system call each time: the handler leaves it as it is. */
	struct sigaction action = { .sa_handler = leave, .sa_flags = SA_NODEFER };
	sigjmp_buf here;

	sigaction(SIGBUS, &action, NULL);
	if (sigsetjmp(here, 0) != 0) {
		place = NULL;
		return false;
	}
	place = &here;
	function(context);
	place = NULL;
	return true;
}

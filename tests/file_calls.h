/*
 * The calls that change files, for libraries that are preloaded and let them fail: who includes this has
 * defined REFUSED(name), true and errno set when that call fails, and IS_DEVICE(path), what may be opened all
 * the same.
 */
#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

#define CALL(name, parameters, arguments) \
	int name parameters { return REFUSED(name) ? -1 : REAL(name) arguments; }

CALL(mkdir, (const char *path, mode_t mode), (path, mode))
CALL(mkdirat, (int at, const char *path, mode_t mode), (at, path, mode))
CALL(link, (const char *from, const char *to), (from, to))
CALL(linkat, (int at, const char *from, int to_at, const char *to, int flags), (at, from, to_at, to, flags))
CALL(rename, (const char *from, const char *to), (from, to))
CALL(renameat, (int at, const char *from, int to_at, const char *to), (at, from, to_at, to))
CALL(renameat2, (int at, const char *from, int to_at, const char *to, unsigned flags),
	(at, from, to_at, to, flags))
CALL(unlink, (const char *path), (path))
CALL(unlinkat, (int at, const char *path, int flags), (at, path, flags))
CALL(rmdir, (const char *path), (path))
CALL(ftruncate, (int fd, off_t size), (fd, size))

#define OPEN(name, parameters, ...) \
	int name parameters \
	{ \
		va_list args; \
		mode_t mode; \
		va_start(args, flags); \
		mode = (flags & (O_CREAT | O_TMPFILE)) != 0 ? va_arg(args, mode_t) : 0; \
		va_end(args); \
		if ((flags & O_ACCMODE) != O_RDONLY && !IS_DEVICE(path) && REFUSED(name)) \
			return -1; \
		return REAL(name)(__VA_ARGS__, mode); \
	}

OPEN(open, (const char *path, int flags, ...), path, flags)
OPEN(open64, (const char *path, int flags, ...), path, flags)
OPEN(openat, (int at, const char *path, int flags, ...), at, path, flags)
OPEN(openat64, (int at, const char *path, int flags, ...), at, path, flags)

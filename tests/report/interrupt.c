/* Preloaded into a program, it counts the calls that reach files and ends the
 * program before the one numbered INTERRUPT_AT, or makes it fail with the
 * error INTERRUPT_ERROR, or runs the command INTERRUPT_RUN before it, or only
 * writes their names to INTERRUPT_LOG. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

static long calls;

/* 1: the call is to fail; errno is set. */
static int interrupt(const char *name)
{
	const char *at = getenv("INTERRUPT_AT"), *error = getenv("INTERRUPT_ERROR");
	const char *command = getenv("INTERRUPT_RUN");
	const char *log = getenv("INTERRUPT_LOG");
	FILE *file;

	calls++;
	if (log != NULL) {
		calls--; /* writing it calls some of these */
		unsetenv("INTERRUPT_LOG");
		file = fopen(log, "a");
		fprintf(file, "%s\n", name);
		fclose(file);
		setenv("INTERRUPT_LOG", log, 1);
		return 0;
	}
	if (at == NULL || atol(at) != calls)
		return 0;
	if (command != NULL) {
		unsetenv("LD_PRELOAD"); /* only this program is interrupted */
		return system(command) == -1;
	}
	if (error == NULL)
		kill(getpid(), SIGKILL);
	errno = atoi(error);
	return 1;
}

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))
#define STAND_IN(type, name, parameters, arguments, failure) \
	type name parameters \
	{ \
		return interrupt(#name) ? failure : REAL(name) arguments; \
	}

STAND_IN(ssize_t, read, (int file, void *to, size_t size), (file, to, size), -1)
STAND_IN(ssize_t, pread, (int file, void *to, size_t size, off_t at), (file, to, size, at), -1)
STAND_IN(ssize_t, pread64, (int file, void *to, size_t size, off64_t at), (file, to, size, at), -1)
STAND_IN(ssize_t, write, (int file, const void *from, size_t size), (file, from, size), -1)
STAND_IN(int, fsync, (int file), (file), -1)
STAND_IN(int, fdatasync, (int file), (file), -1)
STAND_IN(int, rename, (const char *from, const char *to), (from, to), -1)
STAND_IN(int, unlink, (const char *name), (name), -1)
STAND_IN(int, ftruncate, (int file, off_t size), (file, size), -1)
STAND_IN(int, ftruncate64, (int file, off64_t size), (file, size), -1)
STAND_IN(off_t, lseek, (int file, off_t at, int whence), (file, at, whence), -1)
STAND_IN(int, fchmod, (int file, mode_t mode), (file, mode), -1)
STAND_IN(int, fchown, (int file, uid_t owner, gid_t group), (file, owner, group), -1)
STAND_IN(int, flock, (int file, int how), (file, how), -1)
STAND_IN(int, close, (int file), (file), -1)
STAND_IN(int, stat, (const char *name, struct stat *to), (name, to), -1)
STAND_IN(int, lstat, (const char *name, struct stat *to), (name, to), -1)
STAND_IN(int, fstat, (int file, struct stat *to), (file, to), -1)
STAND_IN(int, stat64, (const char *name, struct stat64 *to), (name, to), -1)
STAND_IN(int, lstat64, (const char *name, struct stat64 *to), (name, to), -1)
STAND_IN(int, fstat64, (int file, struct stat64 *to), (file, to), -1)
STAND_IN(char *, realpath, (const char *name, char *to), (name, to), NULL)

static int open_with(int (*real)(const char *, int, ...), const char *called, const char *name,
                     int how, mode_t mode)
{
	return interrupt(called) ? -1 : real(name, how, mode);
}

int open(const char *name, int how, ...)
{
	va_list rest;
	mode_t mode;

	va_start(rest, how);
	mode = (how & O_CREAT) != 0 ? va_arg(rest, mode_t) : 0;
	va_end(rest);
	return open_with(REAL(open), "open", name, how, mode);
}

int open64(const char *name, int how, ...)
{
	va_list rest;
	mode_t mode;

	va_start(rest, how);
	mode = (how & O_CREAT) != 0 ? va_arg(rest, mode_t) : 0;
	va_end(rest);
	return open_with(REAL(open64), "open64", name, how, mode);
}

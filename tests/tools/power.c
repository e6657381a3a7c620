/* A disk whose power may be cut: loaded before a program (LD_PRELOAD), it notes every write to the files whose path begins
 * with $POWER_FILES, with what was there before, in $POWER_NOTES/<name of the file>; once the file is synced (fsync,
 * fdatasync) its notes are gone. After the program was killed the notes say what a disk may have lost: any of these
 * writes, and any part of them. (SQLite tests itself likewise: its test6.c buffers writes and drops some of them.)
 *
 * A note: offset, length, size of the file before, each 64 bits; the octets before; the octets after. A length below zero
 * says that the file was cut to the offset, with the octets that went; there are none after.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <unistd.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

/* The file that holds the notes about a descriptor, or nothing if it is none of ours. */
static int notes_of(int fd, char *notes, size_t room) {
    const char *files = getenv("POWER_FILES"), *folder = getenv("POWER_NOTES");
    char link[64], path[1024];
    if (!files || !folder) return 0;
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(link, path, sizeof path - 1);
    if (length <= 0) return 0;
    path[length] = 0;
    /* What is shared between processes in memory is not kept over a power cut. */
    if (strncmp(path, files, strlen(files)) || strstr(path, "-shm")) return 0;
    snprintf(notes, room, "%s/%s", folder, strrchr(path, '/') + 1);
    return 1;
}

static ssize_t plain_write(int fd, const void *bytes, size_t count) {
    static ssize_t (*next)(int, const void *, size_t);
    if (!next) next = (ssize_t (*)(int, const void *, size_t))dlsym(RTLD_NEXT, "write");
    return next(fd, bytes, count);
}

static void note(int fd, off_t offset, const void *bytes, int64_t count) {
    char notes[1200];
    struct stat file;
    if (!notes_of(fd, notes, sizeof notes) || fstat(fd, &file)) return;
    size_t length = count < 0 ? (size_t)-count : (size_t)count;
    size_t whole = 24 + length + (bytes ? length : 0);
    char *record = calloc(1, whole);
    int64_t head[3] = {offset, count, file.st_size};
    memcpy(record, head, sizeof head);
    char self[64];
    snprintf(self, sizeof self, "/proc/self/fd/%d", fd);
    int reading = open(self, O_RDONLY);
    if (reading >= 0) {
        if (pread(reading, record + 24, length, offset) < 0) abort();
        close(reading);
    }
    if (bytes) memcpy(record + 24 + length, bytes, length);
    int out = open(notes, O_WRONLY | O_CREAT | O_APPEND, 0644);
    if (out < 0 || plain_write(out, record, whole) != (ssize_t)whole) abort();
    close(out);
    free(record);
}

static void synced(int fd) {
    char notes[1200];
    if (notes_of(fd, notes, sizeof notes)) unlink(notes);
}

#define NEXT(name) \
    static __typeof__(&name) next; \
    if (!next) next = (__typeof__(&name))dlsym(RTLD_NEXT, #name)

ssize_t pwrite64(int fd, const void *bytes, size_t count, off64_t offset) {
    NEXT(pwrite64);
    pthread_mutex_lock(&lock);
    note(fd, offset, bytes, (int64_t)count);
    ssize_t done = next(fd, bytes, count, offset);
    pthread_mutex_unlock(&lock);
    return done;
}

ssize_t pwrite(int fd, const void *bytes, size_t count, off_t offset) { return pwrite64(fd, bytes, count, offset); }

ssize_t write(int fd, const void *bytes, size_t count) {
    pthread_mutex_lock(&lock);
    off_t at = lseek(fd, 0, SEEK_CUR);
    if (at >= 0) note(fd, at, bytes, (int64_t)count);
    ssize_t done = plain_write(fd, bytes, count);
    pthread_mutex_unlock(&lock);
    return done;
}

int ftruncate64(int fd, off64_t size) {
    NEXT(ftruncate64);
    struct stat file;
    pthread_mutex_lock(&lock);
    if (!fstat(fd, &file) && size < file.st_size) note(fd, size, NULL, -(file.st_size - size));
    int done = next(fd, size);
    pthread_mutex_unlock(&lock);
    return done;
}

int ftruncate(int fd, off_t size) { return ftruncate64(fd, size); }

int fsync(int fd) {
    NEXT(fsync);
    pthread_mutex_lock(&lock);
    int done = next(fd);
    if (!done) synced(fd);
    pthread_mutex_unlock(&lock);
    return done;
}

int fdatasync(int fd) {
    NEXT(fdatasync);
    pthread_mutex_lock(&lock);
    int done = next(fd);
    if (!done) synced(fd);
    pthread_mutex_unlock(&lock);
    return done;
}

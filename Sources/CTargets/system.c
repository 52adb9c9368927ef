#define _GNU_SOURCE
#include "foyer_system.h"
#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

int foyer_memory_file(const char *name) { return memfd_create(name, MFD_CLOEXEC); }
int foyer_pipe(int ends[2]) { return pipe2(ends, O_CLOEXEC); }
int foyer_sync_file_system(int folder) { return syncfs(folder); }
int foyer_open_folder(int folder, const char *name) {
  return openat(folder, name, O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
}

#include "foyer_markdown_memory.h"
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

enum { CAPACITY = 512 << 10, HEADER = sizeof(size_t) };

typedef struct {
  char *base;
  // Everything from here on is zero.
  size_t used;
  bool is_taken;
  // Something of the document did not fit.
  bool has_overflowed;
} region;

static _Thread_local region own;
static pthread_once_t once = PTHREAD_ONCE_INIT;
static pthread_key_t key;
static bool has_key;

static void make_key(void) { has_key = pthread_key_create(&key, free) == 0; }

// The key does nothing but free the memory when the thread ends.
static bool make(void) {
  pthread_once(&once, make_key);
  char *base = has_key ? calloc(1, CAPACITY) : NULL;
  if (!base) return false;
  if (pthread_setspecific(key, base) != 0) {
    free(base);
    return false;
  }
  own = (region){.base = base};
  return true;
}

bool foyer_markdown_take(void) {
  if (own.is_taken || (!own.base && !make())) return false;
  own.is_taken = true;
  return true;
}

bool foyer_markdown_has_overflowed(void) { return own.has_overflowed; }

void foyer_markdown_give_back(void) {
  memset(own.base, 0, own.used);
  own.used = 0;
  own.has_overflowed = false;
  own.is_taken = false;
}

// As the library's own allocator does it: it could not go on without memory.
static void *or_abort(void *memory) {
  if (!memory) abort();
  return memory;
}

// In front of every piece stands its size. The library's records hold pointers and numbers, nothing wider.
static size_t *size_of(void *piece) { return (size_t *)piece - 1; }
static size_t rounded(size_t bytes) { return (bytes + 7) & ~(size_t)7; }
static bool is_own(const void *piece) { return own.base && (size_t)((const char *)piece - own.base) < CAPACITY; }

static void *zeroed(size_t bytes) {
  if (own.base) {
    if (bytes <= CAPACITY && own.used + HEADER + rounded(bytes) <= CAPACITY) {
      char *start = own.base + own.used + HEADER;
      *size_of(start) = rounded(bytes);
      own.used += HEADER + rounded(bytes);
      return start;
    }
    own.has_overflowed = true;
  }
  return or_abort(calloc(1, bytes));
}

void *foyer_markdown_calloc(size_t count, size_t size) {
  size_t bytes;
  if (__builtin_mul_overflow(count, size, &bytes)) abort();
  return zeroed(bytes);
}

void *foyer_markdown_realloc(void *old, size_t bytes) {
  if (!old) return zeroed(bytes);
  if (!is_own(old)) return or_abort(realloc(old, bytes));
  size_t size = *size_of(old);
  if (bytes <= size) return old;
  size_t offset = (size_t)((char *)old - own.base);
  if (offset + size == own.used && bytes <= CAPACITY - offset - 8) {
    *size_of(old) = rounded(bytes);
    own.used = offset + rounded(bytes);
    return old;
  }
  return memcpy(zeroed(bytes), old, size);
}

void foyer_markdown_free(void *old) {
  if (!old) return;
  if (!is_own(old)) return free(old);
  // The last piece makes room again; the others wait for the end of the document.
  size_t size = *size_of(old);
  if ((char *)old + size != own.base + own.used) return;
  memset(size_of(old), 0, HEADER + size);
  own.used = (size_t)((char *)old - own.base) - HEADER;
}

#ifndef FOYER_MARKDOWN_MEMORY_H
#define FOYER_MARKDOWN_MEMORY_H
#include <stdbool.h>
#include <stddef.h>

// A thread's memory for one libcmark-gfm document at a time. Allocating moves a mark, and all of it is free again at once.
//
// A page of 5 KB takes hundreds of small allocations, which were a third of the time it takes to parse and render. What does not fit goes to the
// system's allocator, so texts for which the library allocates and frees without end need no more memory than they would without this.
//
// In C, because each call has to find its thread's memory: that is one instruction here.

/// The thread's memory for a document, until foyer_markdown_give_back; false while another document has it.
bool foyer_markdown_take(void);
/// Whether the document has memory of the system's too, which must be freed piece by piece before foyer_markdown_give_back.
bool foyer_markdown_has_overflowed(void);
void foyer_markdown_give_back(void);

// What libcmark-gfm calls. Documents that use it stay on the thread that made them.
void *foyer_markdown_calloc(size_t count, size_t size);
void *foyer_markdown_realloc(void *old, size_t bytes);
void foyer_markdown_free(void *old);
#endif

#ifndef FOYER_POSTGRESQL_H
#define FOYER_POSTGRESQL_H
#if __has_include(<libpq-fe.h>)
#include <libpq-fe.h>
#else
#include <postgresql/libpq-fe.h>
#endif

/// Finds libpq on this system at the first call; before it, none of libpq's functions may be called. NULL is success, otherwise what is missing.
const char *foyer_postgresql_load(void);
#endif

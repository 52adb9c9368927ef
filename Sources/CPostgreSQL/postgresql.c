#define _GNU_SOURCE
#include "foyer_postgresql.h"
#include <dlfcn.h>
#include <pthread.h>
#include <stddef.h>

// libpq is opened when a database of its kind is: with what it needs in turn it is two dozen libraries, and loading them takes as long as all
// else that a program does before its first line. The functions below have libpq's names and lead to it.

#define FUNCTIONS(X)                                                                                                      \
  X(void, PQclear, (PGresult * result), (result))                                                                         \
  X(char *, PQcmdStatus, (PGresult * result), (result))                                                                   \
  X(char *, PQcmdTuples, (PGresult * result), (result))                                                                   \
  X(PGconn *, PQconnectdbParams, (const char *const *keywords, const char *const *values, int expand),                    \
    (keywords, values, expand))                                                                                           \
  X(char *, PQerrorMessage, (const PGconn *connection), (connection))                                                     \
  X(PGresult *, PQexec, (PGconn * connection, const char *query), (connection, query))                                    \
  X(PGresult *, PQexecPrepared,                                                                                           \
    (PGconn * connection, const char *name, int count, const char *const *values, const int *lengths, const int *formats, \
     int format),                                                                                                         \
    (connection, name, count, values, lengths, formats, format))                                                          \
  X(void, PQfinish, (PGconn * connection), (connection))                                                                  \
  X(int, PQgetisnull, (const PGresult *result, int row, int column), (result, row, column))                               \
  X(int, PQgetlength, (const PGresult *result, int row, int column), (result, row, column))                               \
  X(char *, PQgetvalue, (const PGresult *result, int row, int column), (result, row, column))                             \
  X(int, PQntuples, (const PGresult *result), (result))                                                                   \
  X(const char *, PQparameterStatus, (const PGconn *connection, const char *name), (connection, name))                    \
  X(PGresult *, PQprepare,                                                                                                \
    (PGconn * connection, const char *name, const char *query, int count, const Oid *types),                              \
    (connection, name, query, count, types))                                                                              \
  X(char *, PQresultErrorField, (const PGresult *result, int field), (result, field))                                     \
  X(ExecStatusType, PQresultStatus, (const PGresult *result), (result))                                                   \
  X(int, PQserverVersion, (const PGconn *connection), (connection))                                                       \
  X(PQnoticeProcessor, PQsetNoticeProcessor, (PGconn * connection, PQnoticeProcessor processor, void *context),           \
    (connection, processor, context))                                                                                     \
  X(ConnStatusType, PQstatus, (const PGconn *connection), (connection))                                                   \
  X(PGTransactionStatusType, PQtransactionStatus, (const PGconn *connection), (connection))

#define FORWARD(result, name, parameters, arguments) \
  static result(*own_##name) parameters;             \
  result name parameters { return own_##name arguments; }
FUNCTIONS(FORWARD)

static pthread_once_t once = PTHREAD_ONCE_INIT;
static const char *trouble;

static void load(void) {
  // Its own names first: inside libpq they must not lead back here.
  void *library = dlopen("libpq.so.5", RTLD_NOW | RTLD_LOCAL | RTLD_DEEPBIND);
  if (!library) {
    trouble = "the shared library libpq.so.5 is missing; install it with: sudo apt-get install -y libpq5";
    return;
  }
#define FIND(result, name, parameters, arguments)                    \
  if (!(*(void **)&own_##name = dlsym(library, #name))) {            \
    trouble = "the shared library libpq.so.5 is too old: no " #name; \
    return;                                                          \
  }
  FUNCTIONS(FIND)
}

const char *foyer_postgresql_load(void) {
  pthread_once(&once, load);
  return trouble;
}

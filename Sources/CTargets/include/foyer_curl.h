#ifndef FOYER_CURL_H
#define FOYER_CURL_H
#include <stddef.h>

/// An answer; free it with foyer_curl_clear.
typedef struct {
  /// 0, or libcurl's code.
  int code;
  /// What kind of failure: 0 none, 1 connection or time, 2 certificate, 3 answer too large, 4 anything else.
  int kind;
  long status;
  /// Name and value of each header, as they came, separated by line feeds. May be NULL.
  char *headers;
  size_t headers_size;
  char *body;
  size_t body_size;
  char error[256];
} foyer_curl_answer;

/// Finds the library on this system at the first call. NULL is success, otherwise what is missing.
const char *foyer_curl_load(void);

/// A handle keeps its connections. NULL when there is no memory.
void *foyer_curl_open(void);
void foyer_curl_close(void *handle);

/// One request over HTTPS (certificate and host checked, TLS 1.2 or newer), or over plain HTTP when is_local is set. Redirects are not followed.
/// body may be NULL; limit is the largest accepted answer in bytes; seconds is how long all of it may take, 0 for as long as something comes.
/// With is_public only this machine's own and public addresses are connected to, and no proxy is used. Blocks.
void foyer_curl_request(
  void *handle, const char *method, const char *url, const char *const *headers, size_t header_count, const void *body,
  size_t body_size, int is_local, int is_public, long seconds, size_t limit, foyer_curl_answer *answer);
void foyer_curl_clear(foyer_curl_answer *answer);
#endif

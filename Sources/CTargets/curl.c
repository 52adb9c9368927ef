#include "foyer_curl.h"
#define CURL_DISABLE_DEPRECATION
#define CURL_NO_OLDIES
#include <curl/curl.h>
#include <dlfcn.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

// The library is opened at first use: a program that sends nothing does not pay for loading it and what it needs in turn.
static CURLcode (*global_init)(long);
static CURL *(*easy_init)(void);
static CURLcode (*easy_setopt)(CURL *, CURLoption, ...);
static CURLcode (*easy_perform)(CURL *);
static CURLcode (*easy_getinfo)(CURL *, CURLINFO, ...);
static void (*easy_reset)(CURL *);
static void (*easy_cleanup)(CURL *);
static const char *(*easy_strerror)(CURLcode);
static struct curl_slist *(*slist_append)(struct curl_slist *, const char *);
static void (*slist_free_all)(struct curl_slist *);

static pthread_once_t once = PTHREAD_ONCE_INIT;
static const char *trouble;

static void load(void) {
  static const char *const names[] = {"libcurl.so.4", "libcurl-gnutls.so.4"};
  void *library = NULL;
  for (size_t i = 0; !library && i < sizeof names / sizeof *names; i++)
    library = dlopen(names[i], RTLD_NOW | RTLD_LOCAL);
  if (!library) {
    trouble = "the shared library libcurl.so.4 is missing; install it with: sudo apt-get install -y libcurl4";
    return;
  }
#define FIND(variable, name)                                            \
  if (!(*(void **)&variable = dlsym(library, name))) {                  \
    trouble = "the shared library libcurl.so.4 is too old: no " name;   \
    return;                                                             \
  }
  FIND(global_init, "curl_global_init")
  FIND(easy_init, "curl_easy_init")
  FIND(easy_setopt, "curl_easy_setopt")
  FIND(easy_perform, "curl_easy_perform")
  FIND(easy_getinfo, "curl_easy_getinfo")
  FIND(easy_reset, "curl_easy_reset")
  FIND(easy_cleanup, "curl_easy_cleanup")
  FIND(easy_strerror, "curl_easy_strerror")
  FIND(slist_append, "curl_slist_append")
  FIND(slist_free_all, "curl_slist_free_all")
#undef FIND
  if (global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) trouble = "libcurl cannot be started";
}

const char *foyer_curl_load(void) {
  pthread_once(&once, load);
  return trouble;
}

void *foyer_curl_open(void) { return easy_init(); }
void foyer_curl_close(void *handle) { easy_cleanup(handle); }

typedef struct {
  char **bytes;
  size_t *size;
  size_t limit;
  int is_full;
} sink;

static size_t collect(char *bytes, size_t one, size_t count, void *context) {
  sink *sink = context;
  size_t size = one * count;
  if (size > sink->limit - *sink->size) {
    sink->is_full = 1;
    return 0;
  }
  char *grown = realloc(*sink->bytes, *sink->size + size + 1);
  if (!grown) return 0;
  memcpy(grown + *sink->size, bytes, size);
  *sink->bytes = grown;
  *sink->size += size;
  grown[*sink->size] = 0;
  return size;
}

static int kind_of(CURLcode code) {
  switch (code) {
  case CURLE_OK: return 0;
  case CURLE_COULDNT_RESOLVE_HOST:
  case CURLE_COULDNT_RESOLVE_PROXY:
  case CURLE_COULDNT_CONNECT:
  case CURLE_PARTIAL_FILE:
  case CURLE_OPERATION_TIMEDOUT:
  case CURLE_SSL_CONNECT_ERROR:
  case CURLE_GOT_NOTHING:
  case CURLE_SEND_ERROR:
  case CURLE_RECV_ERROR:
  case CURLE_HTTP2:
  case CURLE_HTTP2_STREAM: return 1;
  case CURLE_PEER_FAILED_VERIFICATION:
  case CURLE_SSL_ISSUER_ERROR:
  case CURLE_SSL_CACERT_BADFILE: return 2;
  default: return 4;
  }
}

// Neither a private network nor one machine's neighbours.
static int is_public_v4(uint32_t ip) {
  static const struct { uint32_t net, mask; } closed[] = {
    {0x00000000, 0xFF000000}, {0x0A000000, 0xFF000000}, {0x64400000, 0xFFC00000}, {0xA9FE0000, 0xFFFF0000},
    {0xAC100000, 0xFFF00000}, {0xC0000000, 0xFFFFFF00}, {0xC0A80000, 0xFFFF0000}, {0xC6120000, 0xFFFE0000},
    {0xE0000000, 0xE0000000},
  };
  for (size_t i = 0; i < sizeof closed / sizeof *closed; i++)
    if ((ip & closed[i].mask) == closed[i].net) return 0;
  return 1;
}

static int is_public(const struct sockaddr *address) {
  if (address->sa_family == AF_INET)
    return is_public_v4(ntohl(((const struct sockaddr_in *)address)->sin_addr.s_addr));
  if (address->sa_family != AF_INET6) return 0;
  const struct in6_addr *ip = &((const struct sockaddr_in6 *)address)->sin6_addr;
  if (IN6_IS_ADDR_V4MAPPED(ip)) {
    uint32_t mapped;
    memcpy(&mapped, ip->s6_addr + 12, sizeof mapped);
    return is_public_v4(ntohl(mapped));
  }
  if (IN6_IS_ADDR_LOOPBACK(ip)) return 1;
  // Global unicast addresses; all others are somebody's own.
  return (ip->s6_addr[0] & 0xE0) == 0x20;
}

static curl_socket_t open_public(void *context, curlsocktype purpose, struct curl_sockaddr *address) {
  (void)context;
  (void)purpose;
  if (!is_public(&address->addr)) return CURL_SOCKET_BAD;
  return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

void foyer_curl_request(
  void *handle, const char *method, const char *url, const char *const *headers, size_t header_count, const void *body,
  size_t body_size, int is_local, int is_public, long seconds, size_t limit, foyer_curl_answer *answer) {
  memset(answer, 0, sizeof *answer);
  CURL *curl = handle;
  easy_reset(curl);
  struct curl_slist *list = NULL;
  for (size_t i = 0; i < header_count; i++) {
    struct curl_slist *longer = slist_append(list, headers[i]);
    if (!longer) break;
    list = longer;
  }
  sink into_body = {&answer->body, &answer->body_size, limit, 0};
  sink into_headers = {&answer->headers, &answer->headers_size, 64 << 10, 0};
  easy_setopt(curl, CURLOPT_URL, url);
  easy_setopt(curl, CURLOPT_PROTOCOLS, is_local ? (long)CURLPROTO_HTTP : (long)CURLPROTO_HTTPS);
  easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L);
  easy_setopt(curl, CURLOPT_SSL_VERIFYPEER, 1L);
  easy_setopt(curl, CURLOPT_SSL_VERIFYHOST, 2L);
  easy_setopt(curl, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
  if (is_local || is_public) easy_setopt(curl, CURLOPT_NOPROXY, "*");
  if (is_public) easy_setopt(curl, CURLOPT_OPENSOCKETFUNCTION, open_public);
  if (seconds) easy_setopt(curl, CURLOPT_TIMEOUT, seconds);
  // The signature holds the path as it is.
  easy_setopt(curl, CURLOPT_PATH_AS_IS, 1L);
  easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
  easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, 15L);
  // Less than a byte a second for a minute: nobody is there any more.
  easy_setopt(curl, CURLOPT_LOW_SPEED_LIMIT, 1L);
  easy_setopt(curl, CURLOPT_LOW_SPEED_TIME, 60L);
  easy_setopt(curl, CURLOPT_HTTPHEADER, list);
  easy_setopt(curl, CURLOPT_ERRORBUFFER, answer->error);
  easy_setopt(curl, CURLOPT_WRITEFUNCTION, collect);
  easy_setopt(curl, CURLOPT_WRITEDATA, &into_body);
  easy_setopt(curl, CURLOPT_HEADERFUNCTION, collect);
  easy_setopt(curl, CURLOPT_HEADERDATA, &into_headers);
  if (body) {
    easy_setopt(curl, CURLOPT_POSTFIELDS, body_size ? body : "");
    easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)body_size);
  }
  if (!strcmp(method, "HEAD"))
    easy_setopt(curl, CURLOPT_NOBODY, 1L);
  else
    easy_setopt(curl, CURLOPT_CUSTOMREQUEST, method);
  CURLcode code = easy_perform(curl);
  answer->code = code;
  answer->kind = into_body.is_full ? 3 : kind_of(code);
  easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &answer->status);
  if (code != CURLE_OK && !answer->error[0]) strncpy(answer->error, easy_strerror(code), sizeof answer->error - 1);
  // The handle outlives what these point to.
  easy_reset(curl);
  slist_free_all(list);
}

void foyer_curl_clear(foyer_curl_answer *answer) {
  free(answer->headers);
  free(answer->body);
  memset(answer, 0, sizeof *answer);
}

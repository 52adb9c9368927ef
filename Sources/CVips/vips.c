#include "foyer_vips.h"
#include <vips/vips.h>

int foyer_vips_start(const char *program) {
  if (vips_init(program)) return -1;
  vips_block_untrusted_set(TRUE);
  vips_concurrency_set(1);
  vips_cache_set_max(0);
  return 0;
}

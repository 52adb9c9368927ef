#ifndef FOYER_VIPS_H
#define FOYER_VIPS_H
/// Starts libvips for contents of unknown origin: only loaders that are meant for such, one thread, no cache. 0 is success.
int foyer_vips_start(const char *program);
#endif

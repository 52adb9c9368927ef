#ifndef FOYER_VIPS_H
#define FOYER_VIPS_H

#include <stddef.h>

/// Starts libvips for contents of unknown origin: only loaders that are meant for such, one thread, no cache. 0 is success.
int foyer_vips_start(const char *program);

/// What a picture's header says. Sizes are of the upright picture, in pixels.
typedef struct {
  int width;
  int height;
  /// More than one for animations.
  int frames;
} foyer_picture_header;

/// A picture in memory: sRGB, 8 bits, three bands or four with alpha.
typedef struct foyer_picture foyer_picture;

/// Reads the header and decodes nothing.
/// @param loader the one that must be responsible, for example "jpeg", "png", "webp", "heif"
/// @return 0, or 1 when the bytes are for another loader, or -1 when they are damaged
int foyer_picture_probe(const void *bytes, size_t count, const char *loader, foyer_picture_header *header);

/// Decodes a picture into this size, upright and in sRGB. NULL when it cannot be.
foyer_picture *foyer_picture_decode(const void *bytes, size_t count, int width, int height);

/// A part of a picture in a size. NULL when it cannot be.
foyer_picture *foyer_picture_part(
    const foyer_picture *picture, int x, int y, int width, int height, int into_width, int into_height);

/// Whether anything in it is not wholly opaque. -1 when it cannot be read.
int foyer_picture_has_alpha(const foyer_picture *picture);

/// Encodes a picture without any metadata; free the bytes with foyer_picture_free_bytes. 0 is success.
/// @param format "avif", "webp", "jpeg", "png", or "original" for a JPEG that stands in for the original
int foyer_picture_encode(const foyer_picture *picture, const char *format, void **bytes, size_t *count);

/// Reads what was encoded once more: short of memory, the AVIF encoder leaves half a file and calls it a success. 0 when all is there.
int foyer_picture_verify(const void *bytes, size_t count);

void foyer_picture_free(foyer_picture *picture);
void foyer_picture_free_bytes(void *bytes);

/// What libvips says of the last failure; forgets it.
void foyer_vips_message(char *text, size_t capacity);
#endif

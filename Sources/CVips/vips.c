#include "foyer_vips.h"

#include <string.h>
#include <vips/vips.h>

int foyer_vips_start(const char *program) {
  if (vips_init(program)) return -1;
  vips_block_untrusted_set(TRUE);
  vips_concurrency_set(1);
  vips_cache_set_max(0);
  return 0;
}

static VipsImage *image(const foyer_picture *picture) { return (VipsImage *)picture; }
static foyer_picture *picture(VipsImage *image) { return (foyer_picture *)image; }

int foyer_picture_probe(const void *bytes, size_t count, const char *loader, foyer_picture_header *header) {
  const char *found = vips_foreign_find_load_buffer(bytes, count);
  if (!found) return -1;
  // "VipsForeignLoadJpegBuffer" and its like.
  char wanted[64];
  g_snprintf(wanted, sizeof wanted, "VipsForeignLoad%c%sBuffer", g_ascii_toupper(loader[0]), loader + 1);
  if (strcmp(found, wanted) != 0) return 1;
  VipsImage *head = vips_image_new_from_buffer(bytes, count, "", "access", VIPS_ACCESS_SEQUENTIAL, NULL);
  if (!head) return -1;
  header->frames = vips_image_get_n_pages(head);
  int isTurned = vips_image_get_orientation_swap(head);
  header->width = isTurned ? head->Ysize : head->Xsize;
  header->height = isTurned ? head->Xsize : head->Ysize;
  g_object_unref(head);
  return 0;
}

/// Takes over `in`. The pixels of a lazy image, computed, and nothing of what was said about them: not all writers of libvips leave it out
/// when they are told to.
static foyer_picture *computed(VipsImage *in) {
  VipsImage *out = vips_image_copy_memory(in);
  g_object_unref(in);
  if (!out) return NULL;
  char **names = vips_image_get_fields(out);
  for (char **name = names; name && *name; name++) vips_image_remove(out, *name);
  g_strfreev(names);
  return picture(out);
}

foyer_picture *foyer_picture_decode(const void *bytes, size_t count, int width, int height) {
  VipsImage *shrunk = NULL, *rgb = NULL, *plain = NULL;
  if (vips_thumbnail_buffer(
          (void *)bytes, count, &shrunk, width, "height", height, "size", VIPS_SIZE_FORCE, "export_profile", "srgb",
          "fail_on", VIPS_FAIL_ON_ERROR, NULL))
    return NULL;
  int failed = vips_colourspace(shrunk, &rgb, VIPS_INTERPRETATION_sRGB, NULL);
  g_object_unref(shrunk);
  if (failed) return NULL;
  failed = vips_cast_uchar(rgb, &plain, NULL);
  g_object_unref(rgb);
  if (failed) return NULL;
  if (plain->Bands > 4) {
    VipsImage *cut = NULL;
    failed = vips_extract_band(plain, &cut, 0, "n", 4, NULL);
    g_object_unref(plain);
    if (failed) return NULL;
    plain = cut;
  }
  return computed(plain);
}

foyer_picture *foyer_picture_part(
    const foyer_picture *whole, int x, int y, int width, int height, int into_width, int into_height) {
  VipsImage *part = NULL, *scaled = NULL;
  if (vips_extract_area(image(whole), &part, x, y, width, height, NULL)) return NULL;
  int failed = vips_thumbnail_image(part, &scaled, into_width, "height", into_height, "size", VIPS_SIZE_FORCE, NULL);
  g_object_unref(part);
  return failed ? NULL : computed(scaled);
}

int foyer_picture_has_alpha(const foyer_picture *picture) {
  VipsImage *in = image(picture), *alpha = NULL;
  if (!vips_image_hasalpha(in)) return 0;
  double least = 255;
  if (vips_extract_band(in, &alpha, in->Bands - 1, NULL)) return -1;
  int failed = vips_min(alpha, &least, NULL);
  g_object_unref(alpha);
  return failed ? -1 : least < 255;
}

/// JPEG has no transparency: what lets something through stands on white.
static int save_jpeg(VipsImage *in, int quality, void **bytes, size_t *count) {
  VipsImage *opaque = NULL;
  if (vips_image_hasalpha(in)) {
    double white[] = {255};
    VipsArrayDouble *background = vips_array_double_new(white, 1);
    int failed = vips_flatten(in, &opaque, "background", background, NULL);
    vips_area_unref(VIPS_AREA(background));
    if (failed) return -1;
  } else {
    opaque = in;
    g_object_ref(opaque);
  }
  int failed = vips_jpegsave_buffer(
      opaque, bytes, count, "Q", quality, "interlace", TRUE, "optimize_coding", TRUE, "strip", TRUE, NULL);
  g_object_unref(opaque);
  return failed;
}

int foyer_picture_encode(const foyer_picture *picture, const char *format, void **bytes, size_t *count) {
  VipsImage *in = image(picture);
  if (strcmp(format, "avif") == 0)
    return vips_heifsave_buffer(
        in, bytes, count, "Q", 50, "effort", 2, "compression", VIPS_FOREIGN_HEIF_COMPRESSION_AV1, "strip", TRUE, NULL);
  if (strcmp(format, "webp") == 0)
    return vips_webpsave_buffer(in, bytes, count, "Q", 78, "alpha_q", 85, "effort", 4, "strip", TRUE, NULL);
  if (strcmp(format, "jpeg") == 0) return save_jpeg(in, 80, bytes, count);
  if (strcmp(format, "original") == 0) return save_jpeg(in, 92, bytes, count);
  if (strcmp(format, "png") == 0)
    return vips_pngsave_buffer(in, bytes, count, "palette", TRUE, "Q", 90, "compression", 9, "strip", TRUE, NULL);
  return -1;
}

int foyer_picture_verify(const void *bytes, size_t count) {
  VipsImage *in = vips_image_new_from_buffer(bytes, count, "", "fail_on", VIPS_FAIL_ON_ERROR, NULL);
  double average;
  int failed = !in || vips_avg(in, &average, NULL);
  if (in) g_object_unref(in);
  return failed ? -1 : 0;
}

void foyer_picture_free(foyer_picture *picture) {
  if (picture) g_object_unref(image(picture));
}

void foyer_picture_free_bytes(void *bytes) { g_free(bytes); }

void foyer_vips_message(char *text, size_t capacity) {
  g_strlcpy(text, vips_error_buffer(), capacity);
  vips_error_clear();
}

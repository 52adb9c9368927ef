#include <libxml/xmlversion.h>

/* Debian's libxml2 drags in ICU's headers, whose types clash with those that Foundation brings along as soon as one program sees
   both. Nothing of ours uses them: they only add members at the end of a structure that libxml2 itself makes. */
#undef LIBXML_ICU_ENABLED

#include <libxml/parser.h>
#include <libxml/tree.h>
#include <libxml/xmlerror.h>

/// Media types by file name and by the first bytes. The bytes win: a browser that is told the wrong type shows nothing.
package enum MediaType {
  package static let unknown = "application/octet-stream"

  private static let byExtension: [String: String] = [
    "avif": "image/avif", "gif": "image/gif", "ico": "image/x-icon", "jpeg": "image/jpeg", "jpg": "image/jpeg",
    "png": "image/png", "svg": "image/svg+xml", "webp": "image/webp",
    "aac": "audio/aac", "flac": "audio/flac", "m4a": "audio/mp4", "mp3": "audio/mpeg", "oga": "audio/ogg",
    "ogg": "audio/ogg", "opus": "audio/ogg", "wav": "audio/wav",
    "m4v": "video/mp4", "mp4": "video/mp4", "ogv": "video/ogg", "webm": "video/webm",
    "otf": "font/otf", "ttf": "font/ttf", "woff": "font/woff", "woff2": "font/woff2",
    "css": "text/css", "csv": "text/csv", "htm": "text/html", "html": "text/html", "ics": "text/calendar",
    "js": "text/javascript", "md": "text/markdown", "mjs": "text/javascript", "txt": "text/plain",
    "vcf": "text/vcard", "vtt": "text/vtt", "xml": "application/xml",
    "doc": "application/msword", "epub": "application/epub+zip", "gz": "application/gzip",
    "json": "application/json", "pdf": "application/pdf", "webmanifest": "application/manifest+json",
    "xls": "application/vnd.ms-excel", "zip": "application/zip",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "odt": "application/vnd.oasis.opendocument.text", "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "odp": "application/vnd.oasis.opendocument.presentation",
  ]

  /// The type that a file name promises.
  package static func named(_ path: some StringProtocol) -> String {
    let name = path.split(separator: "/" as Character).last ?? ""
    guard let dot = name.lastIndex(of: "."), dot != name.startIndex else { return unknown }
    return byExtension[name[name.index(after: dot)...].lowercased()] ?? unknown
  }

  /// The type that the first bytes tell; nil where they tell none.
  /// Source: the WHATWG MIME Sniffing Standard, "Matching an image, audio, video, font and archive type pattern".
  package static func sniffed(_ head: ArraySlice<UInt8>) -> String? {
    func has(_ pattern: [UInt8], at offset: Int = 0) -> Bool { head.dropFirst(offset).starts(with: pattern) }
    func has(_ pattern: StaticString, at offset: Int = 0) -> Bool {
      head.dropFirst(offset).starts(
        with: UnsafeBufferPointer(start: pattern.utf8Start, count: pattern.utf8CodeUnitCount))
    }
    if has([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]) { return "image/png" }
    if has([0xFF, 0xD8, 0xFF]) { return "image/jpeg" }
    if has("GIF87a") || has("GIF89a") { return "image/gif" }
    if has("RIFF"), has("WEBP", at: 8) { return "image/webp" }
    if has("RIFF"), has("WAVE", at: 8) { return "audio/wav" }
    if has("ftyp", at: 4) {
      if has("avif", at: 8) || has("avis", at: 8) { return "image/avif" }
      if has("M4A ", at: 8) { return "audio/mp4" }
      return has("heic", at: 8) || has("mif1", at: 8) ? "image/heic" : "video/mp4"
    }
    if has("%PDF-") { return "application/pdf" }
    if has("wOFF") { return "font/woff" }
    if has("wOF2") { return "font/woff2" }
    if has("OTTO") { return "font/otf" }
    if has([0x00, 0x01, 0x00, 0x00]) { return "font/ttf" }
    if has([0x00, 0x00, 0x01, 0x00]) { return "image/x-icon" }
    if has([0x1A, 0x45, 0xDF, 0xA3]) { return "video/webm" }
    if has("ID3") { return "audio/mpeg" }
    if has("OggS") { return "audio/ogg" }
    if has([0x1F, 0x8B, 0x08]) { return "application/gzip" }
    if has([0x50, 0x4B, 0x03, 0x04]) { return "application/zip" }
    return nil
  }

  /// The type of a file by both; the bytes win, unless the name is merely more exact about the same container.
  package static func of(path: some StringProtocol, head: ArraySlice<UInt8>) -> String {
    let named = named(path)
    guard let sniffed = sniffed(head), sniffed != named else { return named }
    let refinements: [String: String] = [
      "application/zip": "application/", "audio/ogg": "video/ogg", "video/mp4": "audio/mp4", "video/webm": "audio/",
    ]
    if let prefix = refinements[sniffed], named.hasPrefix(prefix), named != unknown { return named }
    return sniffed
  }
}

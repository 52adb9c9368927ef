import Model

/// A file that somebody has sent: its kind by its content, never by its name, and the bytes to keep, which are not always those that came.
///
/// Kept are pictures that browsers show, PDF, and documents of office programs without macros. Pictures lose what they tell beside the
/// picture (`PictureBytes`), SVGs all that is active.
package struct UploadedFile: Sendable {
  package let asset: AssetFile
  package let bytes: [UInt8]
  /// What the name of such a file ends with, without the dot.
  package let ending: String

  /// What the name of a picture of that type ends with, without the dot.
  package static func ending(of picture: String) -> String {
    picture == "image/jpeg" ? "jpg" : String(picture.split(separator: "/").last ?? "")
  }

  package init(_ source: [UInt8]) throws(FileRefusal) {
    guard !source.isEmpty else { throw FileRefusal(.empty, "the file is empty") }
    switch Self.kind(of: source) {
    case .picture(let type, let ending): try self.init(picture: source, type: type, ending: ending)
    case .svg: try self.init(svg: source)
    case .document(let type, let ending): self.init(bytes: source, type: type, ending: ending, size: nil)
    case .refused(let refusal): throw refusal
    }
  }

  private init(bytes: [UInt8], type: String, ending: String, size: ImageSize?) {
    asset = AssetFile(
      hash: MediaFile.hash(of: bytes), size: bytes.count, type: type, width: size?.width, height: size?.height)
    self.bytes = bytes
    self.ending = ending
  }

  private init(picture source: [UInt8], type: String, ending: String) throws(FileRefusal) {
    // The size first: whoever decodes the picture needs memory by it, however small the file is.
    guard let size = ImageSize(type: type, head: source[...]) else {
      throw FileRefusal(.broken, "the picture's width and height cannot be read")
    }
    guard size.width * size.height <= FileLimits.pixels else {
      throw FileRefusal(
        .tooManyPixels,
        "the picture has \(size.width) × \(size.height) pixels; at most \(FileLimits.pixels / 1_000_000) million are taken"
      )
    }
    let frames = MovingPicture.frames(source, type: type)
    guard size.width * size.height * frames <= FileLimits.animationPixels else {
      throw FileRefusal(
        .tooManyPixels,
        "the \(frames) frames have \(size.width) × \(size.height) pixels each; at most \(FileLimits.animationPixels / 1_000_000) million are taken altogether"
      )
    }
    guard let bytes = PictureBytes.cleaned(source, type: type), ImageSize(type: type, head: bytes[...]) == size else {
      throw FileRefusal(.broken, "the picture is incomplete or damaged")
    }
    self.init(bytes: bytes, type: type, ending: ending, size: size)
  }

  private init(svg source: [UInt8]) throws(FileRefusal) {
    let file: MediaFile
    do throws(MediaError) {
      file = try MediaFile.svg(source)
    } catch {
      throw FileRefusal(.broken, "the SVG cannot be used: \(error.message)")
    }
    guard case .bytes(let bytes) = file.content, file.asset.width != nil else {
      throw FileRefusal(.broken, "the SVG says neither how large it is nor what part of it is shown (viewBox)")
    }
    asset = file.asset
    self.bytes = bytes
    ending = "svg"
  }

  /// A picture as phones make it and browsers do not show it; nil for everything else. Its hash is left empty.
  package static func heic(_ source: [UInt8]) -> AssetFile? {
    guard MediaType.sniffed(source.prefix(ImageSize.headLength)) == "image/heic", !isCompatible(with: "avif", source),
      let size = ImageSize(type: "image/heic", head: source[...])
    else { return nil }
    return AssetFile(hash: "", size: source.count, type: "image/heic", width: size.width, height: size.height)
  }

  // MARK: Kinds

  private enum Kind {
    case picture(String, ending: String)
    case svg
    case document(String, ending: String)
    case refused(FileRefusal)
  }

  private static func kind(of source: [UInt8]) -> Kind {
    switch MediaType.sniffed(source.prefix(ImageSize.headLength)) {
    case "image/jpeg": return .picture("image/jpeg", ending: "jpg")
    case "image/png": return .picture("image/png", ending: "png")
    case "image/webp": return .picture("image/webp", ending: "webp")
    case "image/gif": return .picture("image/gif", ending: "gif")
    case "image/avif": return .picture("image/avif", ending: "avif")
    case "image/heic":
      // AVIF under the general brand names its own one among the compatible ones.
      if isCompatible(with: "avif", source) { return .picture("image/avif", ending: "avif") }
      return .refused(
        FileRefusal(.type, "browsers do not show HEIC pictures; save it as JPEG, or let the phone send JPEG"))
    case "application/pdf": return .document("application/pdf", ending: "pdf")
    case "application/zip":
      switch OfficeFile(source) {
      case .document(let ending): return .document(MediaType.named("a.\(ending)"), ending: ending)
      case .macros: return .refused(FileRefusal(.type, "the document contains macros; save it without them"))
      case nil: break
      }
    case nil where looksLikeSVG(source): return .svg
    default: break
    }
    return .refused(
      FileRefusal(
        .type,
        "only pictures (JPEG, PNG, WebP, AVIF, GIF, SVG), PDF and documents of office programs (docx, xlsx, pptx, odt, ods, odp) are taken"
      ))
  }

  /// Whether a text begins as markup and has the tag; whether it really is an SVG the parser says.
  private static func looksLikeSVG(_ source: [UInt8]) -> Bool {
    var text = source.prefix(8192)
    if text.starts(with: [0xEF, 0xBB, 0xBF]) { text = text.dropFirst(3) }
    text = text.drop { $0 == 0x20 || (0x09...0x0D).contains($0) }
    guard text.first == UInt8(ascii: "<") else { return false }
    return text.indices.contains { text[$0] == UInt8(ascii: "<") && text[$0...].starts(with: "<svg".utf8) }
  }

  /// Source: ISO/IEC 14496-12, 4.3 (ftyp): major brand, minor version, compatible brands.
  private static func isCompatible(with brand: StaticString, _ source: [UInt8]) -> Bool {
    let bytes = HeadBytes(source.prefix(4096))
    guard let end = bytes.big32(0), (16...4096).contains(end) else { return false }
    return stride(from: 16, to: end, by: 4).contains { bytes.has(brand, at: $0) }
  }
}

import Crypto
import Markup
import Model

/// A file of a site with what has to be known of it: type, size, dimensions, and the hash that names its content.
package struct MediaFile: Sendable {
  package enum Content: Sendable {
    /// The bytes of the file at this path.
    case file(String)
    /// Bytes that differ from the file's: a cleaned SVG.
    case bytes([UInt8])
  }

  package var asset: AssetFile
  package var content: Content
  /// What was left out or looks wrong, with a line where the file has lines.
  package var warnings: [MarkupWarning]

  /// In bytes.
  package static let sizeLimit = 200 << 20

  /// Reads a file's properties. The content streams through the hash; only SVGs are held in memory.
  ///
  /// - Parameter folder: symbolic links must not lead out of it.
  package static func read(_ path: String, within folder: String) throws(MediaError) -> MediaFile {
    let source: [UInt8]
    do throws(FileError) {
      try OpenFile.check(path, isWithin: folder)
      let file = try OpenFile(path, limit: sizeLimit)
      guard MediaType.named(path) == "image/svg+xml" else { return try streamed(file, path) }
      source = try file.bytes()
    } catch {
      throw .file(error)
    }
    return try svg(source)
  }

  /// What a content is that is kept under another name than the file has that it came as.
  package static func read(content path: String, named name: String) throws(MediaError) -> MediaFile {
    let source: [UInt8]
    do throws(FileError) {
      let file = try OpenFile(path, limit: sizeLimit)
      guard MediaType.named(name) == "image/svg+xml" else { return try streamed(file, name) }
      source = try file.bytes()
    } catch {
      throw .file(error)
    }
    return try svg(source)
  }

  private static func streamed(_ file: borrowing OpenFile, _ path: String) throws(FileError) -> MediaFile {
    var hash = SHA256()
    var buffer = [UInt8](repeating: 0, count: max(1, min(ImageSize.headLength, file.size)))
    var head: ArraySlice<UInt8>?
    var total = 0
    while true {
      var count = 0
      var failure: FileError?
      buffer.withUnsafeMutableBytes { pointer in
        do throws(FileError) { count = try file.read(into: pointer) } catch { failure = error }
        hash.update(bufferPointer: UnsafeRawBufferPointer(rebasing: pointer[..<count]))
      }
      if let failure { throw failure }
      if head == nil { head = buffer[..<count] }
      total += count
      // A short read is the end; another call would only say so again.
      if count < buffer.count || total >= file.size { break }
    }
    let type = MediaType.of(path: path, head: head ?? [])
    let size = ImageSize(type: type, head: head ?? [])
    var warnings: [MarkupWarning] = []
    let named = MediaType.named(path)
    if type != named, named != MediaType.unknown {
      warnings.append(MarkupWarning(line: 1, message: "the content is \(type), not \(named) as the name says"))
    } else if type.hasPrefix("image/"), size == nil, type != "image/x-icon" {
      warnings.append(MarkupWarning(line: 1, message: "the picture's width and height cannot be read"))
    }
    let asset = AssetFile(
      hash: hexadecimal(hash.finalize()), size: total, type: type, width: size?.width, height: size?.height)
    return MediaFile(asset: asset, content: .file(path), warnings: warnings)
  }

  /// A cleaned SVG. Its hash and size are those of the cleaned bytes: nothing else is ever stored.
  package static func svg(_ source: [UInt8]) throws(MediaError) -> MediaFile {
    let cleaned: SVGCleaner.Result
    do throws(MarkupError) { cleaned = try SVGCleaner.clean(source) } catch { throw .svg(error) }
    let size = pixels(of: cleaned)
    let asset = AssetFile(
      hash: hexadecimal(SHA256.hash(data: cleaned.svg)), size: cleaned.svg.count, type: "image/svg+xml",
      width: size?.width, height: size?.height)
    return MediaFile(asset: asset, content: .bytes(cleaned.svg), warnings: cleaned.warnings)
  }

  /// Width and height in CSS pixels, or the view box, which gives at least the ratio.
  private static func pixels(of svg: SVGCleaner.Result) -> ImageSize? {
    func pixels(_ text: String?) -> Double? {
      guard let text else { return nil }
      return Double(text.hasSuffix("px") ? text.dropLast(2) : text[...])
    }
    let (width, height) = (pixels(svg.width), pixels(svg.height))
    let size: (Double, Double)
    switch (width, height, svg.viewBox) {
    case (let width?, let height?, _): size = (width, height)
    case (let width?, nil, let box?) where box.width > 0: size = (width, width * box.height / box.width)
    case (nil, let height?, let box?) where box.height > 0: size = (height * box.width / box.height, height)
    case (nil, nil, let box?): size = (box.width, box.height)
    default: return nil
    }
    guard (0.5...1_000_000).contains(size.0), (0.5...1_000_000).contains(size.1) else { return nil }
    return ImageSize(width: Int(size.0.rounded()), height: Int(size.1.rounded()))
  }

  /// The SHA-256 of bytes in lower-case hexadecimal: the name under which content is stored.
  package static func hash(of bytes: [UInt8]) -> String { hexadecimal(SHA256.hash(data: bytes)) }

  private static func hexadecimal(_ digest: SHA256.Digest) -> String {
    let digits = Array("0123456789abcdef".utf8)
    return String(unsafeUninitializedCapacity: 64) { buffer in
      var index = 0
      for byte in digest {
        buffer[index] = digits[Int(byte >> 4)]
        buffer[index + 1] = digits[Int(byte & 15)]
        index += 2
      }
      return index
    }
  }
}

/// Why a file cannot be one of a site's.
package enum MediaError: Error, Sendable {
  case file(FileError)
  case svg(MarkupError)

  package var message: String {
    switch self {
    case .file(let error): error.message
    case .svg(let error): error.message
    }
  }

  package var line: Int? {
    if case .svg(let error) = self { error.line } else { nil }
  }
}

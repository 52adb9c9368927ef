import Glibc
import Media
import Model

/// Why there is no rendition of a picture.
package enum PictureFailure: Error, Hashable, Sendable, CustomStringConvertible {
  /// Nothing was tried: the helper cannot be used.
  case unavailable(String)
  /// The picture is at fault, or asks for too much: the same recipe comes to the same again.
  case refused(rule: String, words: String)
  /// The work was ended before it was done, by a limit, the machine or somebody: at another time it may well be done.
  case interrupted(String)

  package var description: String {
    switch self {
    case .unavailable(let words), .interrupted(let words): words
    case .refused(_, let words): words
    }
  }
}

/// What is asked of pictures, in a process of its own.
package struct PictureHelper: Sendable {
  package struct Made: Sendable {
    package let file: AssetFile
    package let bytes: [UInt8]
  }

  /// Of wall time, for one picture in all its sizes.
  private static let seconds = 120
  private static let outputLimit = 96 << 20
  private let program: HelperProgram

  package init(_ program: HelperProgram) { self.program = program }

  /// Makes the renditions of a need that are of use. Blocks.
  /// - Parameter path: where the original's bytes are
  package func renditions(
    for need: PictureNeed, from path: String
  ) throws(PictureFailure) -> (set: RenditionSet, made: [Made]) {
    let formats =
      switch need.shape {
      case .social: "jpeg"
      default: need.original.type == "image/jpeg" ? "avif,webp,jpeg" : "avif,webp,plain"
      }
    let made = try run(
      need.original, PictureRecipe.region(need.shape, of: need.original),
      formats: formats, sizes: PictureRecipe.sizes(need.shape, of: need.original), from: path)
    let files = PictureRecipe.useful(made.map(\.file), of: need.original, shape: need.shape)
    let kept = Set(files)
    return (RenditionSet(files: files), made.filter { kept.contains($0.file) })
  }

  /// A picture in its own size as JPEG, for originals that browsers do not show. Blocks.
  package func jpeg(of original: AssetFile, from path: String) throws(PictureFailure) -> Made {
    guard let width = original.width, let height = original.height else {
      throw .refused(rule: "broken", words: "the picture's width and height cannot be read")
    }
    let made = try run(
      original, PictureRecipe.region(.whole, of: original), formats: "original",
      sizes: [PictureDimensions(width: width, height: height)], from: path)
    guard let picture = made.first else { throw Self.nonsense }
    return picture
  }

  private func run(
    _ original: AssetFile, _ region: PictureRegion, formats: String, sizes: [PictureDimensions], from path: String
  ) throws(PictureFailure) -> [Made] {
    guard let loader = Self.loaders[original.type], !sizes.isEmpty else { return [] }
    let input = open(path, O_RDONLY | O_CLOEXEC)
    guard input >= 0 else {
      throw .unavailable("the original cannot be read: \(String(cString: strerror(errno)))")
    }
    defer { close(input) }
    let order = [
      "pictures", loader, "\(original.width ?? 0)x\(original.height ?? 0)",
      "\(region.x),\(region.y),\(region.width),\(region.height)", formats,
    ]
    return try Self.parse(try answer(order + sizes.map { "\($0.width)x\($0.height)" }, input))
  }

  /// Whoever kills a process means the process and not the picture, so it gets a second one.
  private func answer(_ order: [String], _ input: Int32) throws(PictureFailure) -> [UInt8] {
    var failure = HelperFailure.killed(SIGKILL)
    for _ in 0..<2 {
      lseek(input, 0, SEEK_SET)
      do throws(HelperFailure) {
        return try program.run(order, input: input, outputLimit: Self.outputLimit, seconds: Self.seconds)
      } catch {
        failure = error
      }
      guard failure == .killed(SIGKILL) else { break }
    }
    switch failure {
    case .unavailable, .failed: throw .unavailable("\(failure)")
    case .killed, .tooSlow: throw .interrupted("\(failure)")
    case .tooMuchOutput, .refused: throw .refused(rule: "limit", words: "\(failure)")
    }
  }

  private static let loaders = [
    "image/jpeg": "jpeg", "image/png": "png", "image/webp": "webp", "image/avif": "heif", "image/heic": "heif",
  ]
  private static let types = [
    "avif": "image/avif", "webp": "image/webp", "jpeg": "image/jpeg", "png": "image/png", "original": "image/jpeg",
  ]
  private static let nonsense = PictureFailure.refused(
    rule: "broken", words: "the picture could not be worked on: foyer-helper gave no proper answer")

  /// What the helper says is not believed further than it can be checked.
  static func parse(_ answer: [UInt8]) throws(PictureFailure) -> [Made] {
    var rest = answer[...]
    var made: [Made] = []
    while let end = rest.prefix(600).firstIndex(of: UInt8(ascii: "\n")) {
      let words = String(decoding: rest[..<end], as: UTF8.self).split(separator: " ").map(String.init)
      rest = rest[(end + 1)...]
      switch words.first {
      case "done" where words.count == 1 && rest.isEmpty: return made
      case "refused" where words.count >= 3:
        throw .refused(rule: words[1], words: String(VisibleText.of(words[2...].joined(separator: " ")).prefix(400)))
      case "file" where words.count == 5:
        guard let type = types[words[1]], let width = Int(words[2]), let height = Int(words[3]),
          let count = Int(words[4]), count > 0, count <= rest.count, made.count < 64
        else { throw nonsense }
        let bytes = Array(rest.prefix(count))
        rest = rest.dropFirst(count)
        // As if a stranger had sent it: not every writer of libvips leaves all metadata out.
        guard let file = try? UploadedFile(bytes), file.asset.type == type, file.asset.width == width,
          file.asset.height == height
        else { throw nonsense }
        made.append(Made(file: file.asset, bytes: file.bytes))
      default: throw nonsense
      }
    }
    throw nonsense
  }
}

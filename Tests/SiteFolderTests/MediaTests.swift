import Markup
import Media
import Model
import Testing

@Suite struct MediaTests {
  private static func big(_ value: Int, _ count: Int) -> [UInt8] {
    (0..<count).reversed().map { UInt8(value >> ($0 * 8) & 255) }
  }
  private static func little(_ value: Int, _ count: Int) -> [UInt8] { big(value, count).reversed() }
  private static func box(_ type: String, _ content: [UInt8]) -> [UInt8] {
    big(content.count + 8, 4) + Array(type.utf8) + content
  }

  private static func jpeg(orientation: Int?) -> [UInt8] {
    var bytes: [UInt8] = [0xFF, 0xD8]
    if let orientation {
      let tiff: [UInt8] =
        Array("MM".utf8) + [0, 42] + big(8, 4) + big(1, 2) + big(0x0112, 2) + big(3, 2) + big(1, 4)
        + big(orientation, 2) + [0, 0]
      bytes += [0xFF, 0xE1] + big(tiff.count + 8, 2) + Array("Exif\0\0".utf8) + tiff
    }
    return bytes + [0xFF, 0xC4] + big(4, 2) + [0, 0] + [0xFF, 0xC2] + big(11, 2) + [8] + big(300, 2) + big(400, 2) + [
      1, 1, 1, 0,
    ]
  }

  private static let png: [UInt8] =
    [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A] + big(13, 4) + Array("IHDR".utf8) + big(400, 4) + big(300, 4)

  private static func avif(turned: Bool) -> [UInt8] {
    let sizes =
      box("ispe", [0, 0, 0, 0] + big(160, 4) + big(120, 4)) + box("ispe", [0, 0, 0, 0] + big(400, 4) + big(300, 4))
    let properties = box("ipco", sizes + (turned ? box("irot", [1]) : []))
    return box("ftyp", Array("avif".utf8) + [0, 0, 0, 0])
      + box("meta", [0, 0, 0, 0] + box("hdlr", [0]) + box("iprp", properties))
  }

  private static func webp(_ chunk: String, _ content: [UInt8]) -> [UInt8] {
    Array("RIFF".utf8) + little(100, 4) + Array("WEBP\(chunk)".utf8) + little(content.count, 4) + content
  }

  static let pictures: [(name: String, bytes: [UInt8], type: String, width: Int, height: Int)] = [
    ("a.png", png, "image/png", 400, 300),
    ("a.gif", Array("GIF89a".utf8) + little(400, 2) + little(300, 2), "image/gif", 400, 300),
    ("a.jpg", jpeg(orientation: nil), "image/jpeg", 400, 300), ("b.jpeg", jpeg(orientation: 1), "image/jpeg", 400, 300),
    ("c.jpg", jpeg(orientation: 6), "image/jpeg", 300, 400),
    ("a.webp", webp("VP8X", [0, 0, 0, 0] + little(399, 3) + little(299, 3)), "image/webp", 400, 300),
    ("b.webp", webp("VP8L", [0x2F] + little(399 | 299 << 14, 4)), "image/webp", 400, 300),
    ("c.webp", webp("VP8 ", [0, 0, 0, 0x9D, 0x01, 0x2A] + little(400, 2) + little(300, 2)), "image/webp", 400, 300),
    ("a.avif", avif(turned: false), "image/avif", 400, 300), ("b.avif", avif(turned: true), "image/avif", 300, 400),
    (
      "a.svg", Array("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"400\" height=\"300px\"/>".utf8),
      "image/svg+xml", 400, 300
    ),
    (
      "b.svg", Array("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 400 300\"/>".utf8), "image/svg+xml", 400,
      300
    ),
  ]

  @Test(arguments: pictures)
  func readsTypeAndSize(name: String, bytes: [UInt8], type: String, width: Int, height: Int) throws {
    let folder = TemporaryFolder()
    folder.write(name, bytes)
    let file = try MediaFile.read("\(folder.path)/\(name)", within: folder.path)
    #expect(file.asset.type == type && file.asset.width == width && file.asset.height == height)
    #expect(file.warnings.isEmpty)
  }

  /// No beginning of a picture may crash the readers.
  @Test(arguments: pictures.map { ($0.bytes, $0.type) }) func survivesEveryCut(bytes: [UInt8], type: String) {
    for length in 0..<bytes.count {
      _ = ImageSize(type: type, head: bytes[..<length])
      var changed = bytes
      changed[length] = 0xFF
      _ = ImageSize(type: type, head: changed[...])
    }
  }

  @Test func hashes() throws {
    let folder = TemporaryFolder()
    folder.write("a.txt", "abc")
    folder.write("empty.txt", "")
    folder.write("large.bin", [UInt8](repeating: 7, count: 700_000))
    let abc = try MediaFile.read("\(folder.path)/a.txt", within: folder.path).asset
    #expect(
      abc.hash == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad" && abc.size == 3
        && abc.type == "text/plain")
    let empty = try MediaFile.read("\(folder.path)/empty.txt", within: folder.path).asset
    #expect(empty.hash == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855" && empty.size == 0)
    let large = try MediaFile.read("\(folder.path)/large.bin", within: folder.path).asset
    #expect(large.size == 700_000 && large.hash == MediaFile.hash(of: [UInt8](repeating: 7, count: 700_000)))
  }

  @Test func namesThatLie() throws {
    let folder = TemporaryFolder()
    folder.write("a.jpg", Self.png)
    let file = try MediaFile.read("\(folder.path)/a.jpg", within: folder.path)
    #expect(file.asset.type == "image/png" && file.warnings.count == 1)
  }

  @Test func cleansSVG() throws {
    let folder = TemporaryFolder()
    folder.write("a.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"><script>x()</script><path d=\"M0 0\"/></svg>")
    let file = try MediaFile.read("\(folder.path)/a.svg", within: folder.path)
    guard case .bytes(let bytes) = file.content else {
      Issue.record("a cleaned SVG is not its file")
      return
    }
    #expect(!String(decoding: bytes, as: UTF8.self).contains("script") && file.asset.hash == MediaFile.hash(of: bytes))
  }

  @Test func refusesLinksOutOfTheFolder() {
    let folder = TemporaryFolder()
    folder.link("a.txt", to: "/etc/hostname")
    #expect(throws: MediaError.self) { try MediaFile.read("\(folder.path)/a.txt", within: folder.path) }
  }
}

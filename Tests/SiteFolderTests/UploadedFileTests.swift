import Glibc
import Media
import Model
import Testing

/// Files as people send them: what they are is seen by their content, whatever they are called.
@Suite("Uploaded files") struct UploadedFileTests {
  private static func big(_ value: Int, _ count: Int) -> [UInt8] {
    (0..<count).reversed().map { UInt8(value >> ($0 * 8) & 255) }
  }
  private static func little(_ value: Int, _ count: Int) -> [UInt8] { big(value, count).reversed() }
  private static func segment(_ kind: UInt8, _ content: [UInt8]) -> [UInt8] {
    [0xFF, kind] + big(content.count + 2, 2) + content
  }

  private static let secret = Array("GPS 52.5,13.4".utf8)

  /// A phone's picture: Exif with place and orientation, comment, XMP, two scans, and a film behind the end.
  static func jpeg(_ width: Int, _ height: Int, orientation: Int = 6) -> [UInt8] {
    let tiff: [UInt8] =
      Array("MM".utf8) + [0, 42] + big(8, 4) + big(1, 2) + big(0x0112, 2) + big(3, 2) + big(1, 4) + big(orientation, 2)
      + [0, 0] + big(0, 4) + secret
    return [0xFF, 0xD8] + segment(0xE0, Array("JFIF\0".utf8) + [1, 1, 0, 0, 1, 0, 1, 0, 0])
      + segment(0xE1, Array("Exif\0\0".utf8) + tiff)
      + segment(0xE1, Array("http://ns.adobe.com/xap/1.0/\0".utf8) + secret)
      + segment(0xE2, Array("ICC_PROFILE\0".utf8) + [1, 1, 9]) + segment(0xFE, secret)
      + segment(0xC2, [8] + big(height, 2) + big(width, 2) + [1, 1, 0x11, 0])
      + segment(0xDA, [1, 1, 0, 0, 0, 0]) + [1, 2, 0xFF, 0, 3, 0xFF, 0xD0, 4] + segment(0xC4, [0, 0])
      + segment(0xDA, [1, 1, 0, 0, 0, 0]) + [5, 0xFF, 0, 6] + [0xFF, 0xD9] + secret
  }

  private static func chunk(_ name: String, _ content: [UInt8]) -> [UInt8] {
    big(content.count, 4) + Array(name.utf8) + content + [0, 0, 0, 0]
  }
  static func png(_ width: Int, _ height: Int) -> [UInt8] {
    [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
      + chunk("IHDR", big(width, 4) + big(height, 4) + [8, 2, 0, 0, 0]) + chunk("eXIf", secret)
      + chunk("tEXt", secret) + chunk("IDAT", [1, 2, 3]) + chunk("IEND", []) + secret
  }
  private static func webpChunk(_ name: String, _ content: [UInt8]) -> [UInt8] {
    Array(name.utf8) + little(content.count, 4) + content + [UInt8](repeating: 0, count: content.count % 2)
  }
  private static let webp: [UInt8] = {
    let chunks =
      webpChunk("VP8X", [0x0C, 0, 0, 0] + little(399, 3) + little(299, 3)) + webpChunk("VP8 ", [1, 2, 3])
      + webpChunk("EXIF", secret) + webpChunk("XMP ", secret)
    return Array("RIFF".utf8) + little(chunks.count + 4, 4) + Array("WEBP".utf8) + chunks
  }()
  private static let gif: [UInt8] =
    Array("GIF89a".utf8) + little(400, 2) + little(300, 2) + [0x80, 0, 0] + [0, 0, 0, 9, 9, 9]
    + [0x21, 0xFF, 11] + Array("NETSCAPE2.0".utf8) + [3, 1, 0, 0, 0] + [0x21, 0xFE, UInt8(secret.count)] + secret + [0]
    + [0x2C, 0, 0, 0, 0, 1, 0, 1, 0, 0, 2, 2, 0x44, 1, 0, 0x3B] + secret
  private static func box(_ type: String, _ content: [UInt8]) -> [UInt8] {
    big(content.count + 8, 4) + Array(type.utf8) + content
  }
  private static func avif(_ brands: String) -> [UInt8] {
    let size = box("ispe", [0, 0, 0, 0] + big(400, 4) + big(300, 4))
    return box("ftyp", Array(brands.prefix(4).utf8) + [0, 0, 0, 0] + Array(brands.dropFirst(4).utf8))
      + box("meta", [0, 0, 0, 0] + box("iprp", box("ipco", size))) + box("mdat", [1, 2, 3])
  }
  private static func text(_ words: String) -> [UInt8] { Array(words.utf8) }
  private static let svg = text(
    "<?xml version=\"1.0\"?><svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 400 300\" onload=\"x()\"><script>x()</script><path d=\"M0 0\"/></svg>"
  )

  /// An archive without compression.
  static func zip(_ files: [(String, String)]) -> [UInt8] {
    var result: [UInt8] = []
    var list: [UInt8] = []
    for (name, content) in files {
      let start = result.count
      let facts = little(content.utf8.count, 4) + little(content.utf8.count, 4) + little(name.utf8.count, 2)
      result += [0x50, 0x4B, 3, 4, 20, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0] + facts + [0, 0] + Array(name.utf8)
      result += Array(content.utf8)
      list += [0x50, 0x4B, 1, 2, 20, 0, 20, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0] + facts
      list += [UInt8](repeating: 0, count: 12) + little(start, 4) + Array(name.utf8)
    }
    let start = result.count
    return result + list + [0x50, 0x4B, 5, 6, 0, 0, 0, 0] + little(files.count, 2) + little(files.count, 2)
      + little(list.count, 4) + little(start, 4) + [0, 0]
  }
  private static func office(_ names: String...) -> [UInt8] { zip(names.map { ($0, "x") }) }

  static let takenFiles: [(name: String, bytes: [UInt8], type: String, width: Int?, height: Int?)] = [
    ("a phone's JPEG", jpeg(400, 300), "image/jpeg", 300, 400),
    ("an upright JPEG", jpeg(400, 300, orientation: 1), "image/jpeg", 400, 300),
    ("a PNG", png(400, 300), "image/png", 400, 300), ("a WebP", webp, "image/webp", 400, 300),
    ("a GIF", gif, "image/gif", 400, 300), ("an AVIF", avif("avifmif1"), "image/avif", 400, 300),
    ("an AVIF by its second brand", avif("mif1miafavif"), "image/avif", 400, 300),
    ("an SVG", svg, "image/svg+xml", 400, 300),
    ("an SVG with a mark", [0xEF, 0xBB, 0xBF] + svg, "image/svg+xml", 400, 300),
    ("a PDF", text("%PDF-1.7 …"), "application/pdf", nil, nil),
    (
      "a Word document", office("[Content_Types].xml", "word/document.xml"),
      "application/vnd.openxmlformats-officedocument.wordprocessingml.document", nil, nil
    ),
    (
      "a spreadsheet", office("[Content_Types].xml", "xl/workbook.xml"),
      "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", nil, nil
    ),
    (
      "an OpenDocument", zip([("mimetype", "application/vnd.oasis.opendocument.text"), ("content.xml", "x")]),
      "application/vnd.oasis.opendocument.text", nil, nil
    ),
    ("just enough pixels", png(10_000, 5_000), "image/png", 10_000, 5_000),
  ]

  @Test("What is taken, and what it is", arguments: takenFiles)
  func taken(name: String, bytes: [UInt8], type: String, width: Int?, height: Int?) throws {
    let file = try UploadedFile(bytes)
    #expect(file.asset.type == type && file.asset.width == width && file.asset.height == height)
    #expect(MediaType.named("a.\(file.ending)") == type)
    #expect(file.asset.hash == MediaFile.hash(of: file.bytes) && file.asset.size == file.bytes.count)
    if type != "image/avif" {
      let words = String(decoding: file.bytes, as: UTF8.self)
      for word in ["GPS", "script", "onload"] { #expect(!words.contains(word), "\(word) is kept") }
    }
    let again = try UploadedFile(file.bytes)
    #expect(again.asset == file.asset, "what is kept does not change when it is sent again")
  }

  @Test("Colours, scans and orientation of a JPEG stay") func keeps() throws {
    let bytes = try UploadedFile(Self.jpeg(400, 300)).bytes
    let words = String(decoding: bytes, as: UTF8.self)
    #expect(words.contains("JFIF") && words.contains("ICC_PROFILE") && words.contains("Exif"))
    #expect(bytes.suffix(7) == [0, 5, 0xFF, 0, 6, 0xFF, 0xD9])
    let upright = try UploadedFile(Self.jpeg(4, 3, orientation: 1)).bytes
    #expect(!String(decoding: upright, as: UTF8.self).contains("Exif"))
  }

  static let refusedFiles: [(name: String, bytes: [UInt8], rule: FileRefusal.Rule)] = [
    ("nothing", [], .empty), ("HTML", text("<!DOCTYPE html><html><script>x()</script></html>"), .type),
    ("HTML with an SVG in it", text("<!DOCTYPE html><html><body><svg></svg></body></html>"), .broken),
    ("a script", text("#!/bin/sh\nrm -rf /"), .type), ("JavaScript", text("alert(1)"), .type),
    ("a program", [0x7F] + text("ELF") + [2, 1, 1, 0], .type), ("another program", text("MZ\u{90}\0"), .type),
    ("words", text("Guten Tag"), .type), ("zeros", [UInt8](repeating: 0, count: 100), .type),
    ("a film", box("ftyp", text("isom") + [0, 0, 2, 0]), .type),
    ("HEIC", box("ftyp", text("heic") + [0, 0, 0, 0]), .type),
    ("an SVG with entities", text("<!DOCTYPE svg [<!ENTITY a \"b\">]><svg viewBox=\"0 0 1 1\">&a;</svg>"), .broken),
    ("an SVG without a size", text("<svg xmlns=\"http://www.w3.org/2000/svg\"/>"), .broken),
    ("the beginning of a PNG", Array(png(400, 300).prefix(20)), .broken),
    ("a PNG without its end", Array(png(400, 300).prefix(60)), .broken),
    ("a PNG without data", Array(png(400, 300).prefix(33)) + chunk("IEND", []), .broken),
    ("a JPEG without a size", [0xFF, 0xD8, 0xFF, 0xE0, 0, 2, 0xFF, 0xD9], .broken),
    ("a JPEG that breaks off", Array(jpeg(400, 300).dropLast(secret.count + 4)), .broken),
    ("a GIF that breaks off", Array(gif.dropLast(secret.count + 1)), .broken),
    ("a WebP that breaks off", Array(webp.dropLast(4)), .broken),
    ("an AVIF that breaks off", Array(avif("avifmif1").dropLast()), .broken),
    ("a bomb", png(100_000, 100_000), .tooManyPixels), ("a pixel too many", png(10_000, 5_001), .tooManyPixels),
    ("impossible dimensions", png(0, 10), .broken), ("more than there is", png(2_000_000_000, 2), .broken),
    ("an archive", office("a.txt"), .type), ("an archive that is cut", Array(office("a.txt").dropLast(9)), .type),
    ("a Java program", office("META-INF/MANIFEST.MF"), .type),
    ("macros", office("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"), .type),
    ("two documents in one", office("[Content_Types].xml", "word/document.xml", "xl/workbook.xml"), .type),
    (
      "an OpenDocument with macros", zip([("mimetype", "application/vnd.oasis.opendocument.text"), ("Basic/a", "x")]),
      .type
    ),
    ("an old document", [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1], .type),
  ]

  @Test("What is refused, and why", arguments: refusedFiles)
  func refused(name: String, bytes: [UInt8], rule: FileRefusal.Rule) {
    do {
      let file = try UploadedFile(bytes)
      Issue.record("\(name) was taken as \(file.asset.type)")
    } catch {
      #expect(error.rule == rule, "\(error.explanation)")
    }
  }

  /// Pictures of one size as a frame says it, so many of them.
  private static func movingWebP(_ width: Int, _ height: Int, _ frames: Int) -> [UInt8] {
    let frame = webpChunk("ANMF", [UInt8](repeating: 0, count: 16) + webpChunk("VP8 ", [1, 2]))
    let chunks =
      webpChunk("VP8X", [2, 0, 0, 0] + little(width - 1, 3) + little(height - 1, 3))
      + webpChunk("ANIM", [0, 0, 0, 0, 0, 0]) + (0..<frames).flatMap { _ in frame }
    return text("RIFF") + little(chunks.count + 4, 4) + text("WEBP") + chunks
  }
  private static func movingPNG(_ width: Int, _ height: Int, told: Int, frames: Int) -> [UInt8] {
    [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
      + chunk("IHDR", big(width, 4) + big(height, 4) + [8, 2, 0, 0, 0]) + chunk("acTL", big(told, 4) + big(0, 4))
      + (0..<frames).flatMap { _ in chunk("fcTL", [UInt8](repeating: 0, count: 26)) } + chunk("IDAT", [1, 2, 3])
      + chunk("IEND", [])
  }
  private static func movingGIF(_ width: Int, _ height: Int, _ frames: Int) -> [UInt8] {
    text("GIF89a") + little(width, 2) + little(height, 2) + [0x80, 0, 0] + [0, 0, 0, 9, 9, 9]
      + (0..<frames).flatMap { _ in [0x2C, 0, 0, 0, 0, 1, 0, 1, 0, 0, 2, 2, 0x44, 1, 0] as [UInt8] } + [0x3B]
  }
  private static func movingAVIF(_ frames: Int) -> [UInt8] {
    let sizes = box("stsz", [0, 0, 0, 0] + big(9, 4) + big(frames, 4))
    return avif("avisavismif1avif") + box("moov", box("trak", box("mdia", box("minf", box("stbl", sizes)))))
  }

  @Test(
    "Pictures that move are counted with all their frames",
    arguments: [
      ("a WebP", movingWebP(1000, 1000, 1000), true), ("a WebP bomb", movingWebP(1000, 1000, 1001), false),
      ("a PNG", movingPNG(1000, 1000, told: 1000, frames: 1000), true),
      ("a PNG that says it", movingPNG(1000, 1000, told: 1001, frames: 1), false),
      ("a PNG that does not say it", movingPNG(1000, 1000, told: 2, frames: 1001), false),
      ("a GIF", movingGIF(1000, 1000, 1000), true), ("a GIF bomb", movingGIF(1000, 1000, 1001), false),
      ("an AVIF", movingAVIF(8000), true), ("an AVIF bomb", movingAVIF(9000), false),
      ("more than any number", movingPNG(5000, 5000, told: 0xFFFF_FFFF, frames: 1), false),
    ])
  func moving(name: String, bytes: [UInt8], isTaken: Bool) throws {
    do throws(FileRefusal) {
      _ = try UploadedFile(bytes)
      #expect(isTaken, "\(name) was taken")
    } catch {
      #expect(!isTaken && error.rule == .tooManyPixels, "\(name): \(error.explanation)")
    }
  }

  /// Written by a library that cameras' programs use too: with Exif (maker, description, position) and XMP (position, place).
  @Test("Real pictures keep their size and lose place, maker and words", arguments: ["avif", "jpg", "webp"])
  func real(ending: String) throws {
    let source = try Self.fixture("place.\(ending)")
    let file = try UploadedFile(source)
    #expect(file.asset.width == 320 && file.asset.height == 240)
    for word in ["GPS-secret-place", "XMP-secret-place", "FoyerPhone", "GPSLatitude", "xmpmeta"] {
      #expect(source.place(of: word) != nil || word == "GPSLatitude", "\(word) is in the source")
      #expect(file.bytes.place(of: word) == nil, "\(word) is kept")
    }
    #expect(try UploadedFile(file.bytes).asset == file.asset)
  }

  @Test("Real pictures that move stay what they are", arguments: ["gif", "webp"])
  func realMoving(ending: String) throws {
    let file = try UploadedFile(try Self.fixture("moving.\(ending)"))
    #expect(file.asset.width == 64 && file.asset.height == 48)
  }

  private static func fixture(_ name: String) throws -> [UInt8] {
    let folder = #filePath.split(separator: "/").dropLast(2).map { "/\($0)" }.joined()
    let file = try #require(fopen("\(folder)/Fixtures/pictures/\(name)", "re"))
    defer { fclose(file) }
    var bytes = [UInt8](repeating: 0, count: 1 << 16)
    let count = fread(&bytes, 1, bytes.count, file)
    return Array(bytes.prefix(count))
  }

  @Test("No cut and no changed byte ends the process", arguments: takenFiles.map { ($0.name, $0.bytes) })
  func survives(name: String, bytes: [UInt8]) {
    for index in bytes.indices {
      _ = try? UploadedFile(Array(bytes[..<index]))
      for value: UInt8 in [0, 0x7F, 0xFF] {
        var changed = bytes
        changed[index] = value
        _ = try? UploadedFile(changed)
      }
    }
  }

  @Test(
    "Names become parts of an address",
    arguments: [
      ("photo.jpg", "photo"), ("Über uns (neu).JPG", "ueber-uns-neu"), ("../../etc/passwd", "passwd"),
      ("C:\\Bilder\\Straße.jpeg", "strasse"), ("a\u{0}b\u{7}\n.png", "a-b"), ("", "file"), ("....", "file"),
      ("日本.png", "file"), ("<script>.svg", "script"), ("u\u{308}ber.png", "ueber"),
      ("Café à la carte.pdf", "cafe-a-la-carte"),
      (".htaccess", "htaccess"), ("a.b.c.png", "a-b-c"), ("%2e%2e%2f", "2e-2e-2f"), ("\u{202E}gpj.exe", "gpj"),
      (String(repeating: "ab", count: 100), String(repeating: "ab", count: 30)),
    ])
  func names(name: String, slug: String) { #expect(UploadName.slug(of: name) == slug) }
}

extension [UInt8] {
  fileprivate func place(of text: String) -> Int? {
    let wanted = Array(text.utf8)
    return indices.first { self[$0...].starts(with: wanted) }
  }
}

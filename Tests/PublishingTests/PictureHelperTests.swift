import Glibc
import Media
import Model
import Publishing
import Testing

private let checkout = String(#filePath.split(separator: "/").dropLast(3).map { "/\($0)" }.joined())

/// Pictures in the helper process, friendly and hostile ones. One after the other, because each takes a whole core.
@Suite("Pictures in a process of their own", .serialized)
struct PictureHelperTests {
  private let helper: PictureHelper
  private let program: HelperProgram
  private let folder = PictureFolder()

  init() throws {
    program = try #require(TestPictures.program, "foyer-helper is built with the tests")
    helper = PictureHelper(program)
  }

  private func renditions(
    _ bytes: [UInt8], type: String = "image/png", shape: PictureShape = .whole
  ) throws(PictureFailure) -> (set: RenditionSet, made: [PictureHelper.Made]) {
    try helper.renditions(
      for: PictureNeed(TestPictures.file(bytes, type: type), shape), from: folder.write(bytes))
  }

  private func refusal(_ body: () throws(PictureFailure) -> Void) -> String? {
    do throws(PictureFailure) { try body() } catch {
      if case .refused(let rule, _) = error { return rule }
      return "\(error)"
    }
    return nil
  }

  @Test("A photograph becomes AVIF, WebP and JPEG in the widths of the ladder, each smaller than the one before")
  func photograph() throws {
    let bytes = try #require(Self.demo("hero.jpg"))
    let (set, made) = try renditions(bytes, type: "image/jpeg")
    let byType = Dictionary(grouping: set.files, by: \.type).mapValues { $0.compactMap(\.width) }
    #expect(byType["image/avif"] == [320, 480, 640, 960, 1280, 1600])
    #expect(byType["image/jpeg"] == [320, 480, 640, 960, 1280, 1600])
    #expect(byType["image/webp"]?.isEmpty == false)
    for picture in made {
      #expect(ImageSize(type: picture.file.type, head: picture.bytes[...])?.width == picture.file.width)
      #expect(MediaFile.hash(of: picture.bytes) == picture.file.hash)
      #expect(!picture.bytes.contains(subsequence: Array("Exif".utf8)))
    }
    func total(_ type: String) -> Int { set.files.filter { $0.type == type }.reduce(0) { $0 + $1.size } }
    #expect(total("image/avif") < total("image/webp") && total("image/webp") < total("image/jpeg"))
  }

  @Test("A crop has its ratio, and the preview for other programs 1200 × 630")
  func crops() throws {
    let bytes = try #require(Self.demo("hero.jpg"))
    let file = TestPictures.file(bytes, type: "image/jpeg")
    let shape = PictureRecipe.shape(of: file, ratio: Limits.Ratio(width: 4, height: 5), focalPoint: nil)
    let (set, _) = try renditions(bytes, type: "image/jpeg", shape: shape)
    #expect(set.files.allSatisfy { abs(($0.width ?? 0) * 5 - ($0.height ?? 0) * 4) <= 5 })
    #expect(set.files.map { $0.width ?? 0 }.max() == 1120)
    let social = try renditions(bytes, type: "image/jpeg", shape: PictureRecipe.socialShape()).set.files
    #expect(social.map { [$0.width, $0.height] } == [[1200, 630]])
    #expect(social.first?.type == "image/jpeg")
  }

  @Test("A phone's HEIC becomes a JPEG of the same size and colours, and says nothing of where it was taken")
  func heic() throws {
    let source = try #require(Self.bytes("\(checkout)/Tests/Fixtures/pictures/place.heic"))
    let original = try #require(UploadedFile.heic(source))
    #expect(original.width == 320 && original.height == 240)
    let made = try helper.jpeg(of: original, from: folder.write(source))
    #expect(made.file.type == "image/jpeg" && made.file.width == 320 && made.file.height == 240)
    for word in ["GPS-secret-place", "XMP-secret-place", "FoyerPhone", "Exif"] {
      #expect(source.contains(subsequence: Array(word.utf8)) && !made.bytes.contains(subsequence: Array(word.utf8)))
    }
    // Sent on, it is a picture like any other.
    let (set, _) = try renditions(made.bytes, type: "image/jpeg")
    #expect(set.files.contains { $0.type == "image/avif" })
  }

  @Test("Real AVIF and WebP are still read when they have lost what they told", arguments: ["avif", "webp"])
  func cleaned(ending: String) throws {
    let source = try #require(Self.bytes("\(checkout)/Tests/Fixtures/pictures/place.\(ending)"))
    let file = try UploadedFile(source)
    let shape = PictureRecipe.socialShape()
    let made = try helper.renditions(for: PictureNeed(file.asset, shape), from: folder.write(file.bytes)).made
    #expect(made.first?.file.width == 320)
    for picture in made { #expect(!picture.bytes.contains(subsequence: Array("secret-place".utf8))) }
  }

  @Test("What shines through keeps doing so: PNG for every browser, no JPEG")
  func alpha() throws {
    let (set, _) = try renditions(TestPictures.png(400, 300, alpha: true))
    #expect(Set(set.files.map(\.type)).isSubset(of: ["image/png", "image/webp", "image/avif"]))
    #expect(set.files.contains { $0.type == "image/png" })
    let (opaque, _) = try renditions(TestPictures.png(400, 300))
    #expect(opaque.files.contains { $0.type == "image/jpeg" })
  }

  @Test("What a header says is believed before anything is decoded: bombs, moving pictures, other kinds, lies")
  func headers() {
    func big(_ width: Int, _ height: Int) -> [UInt8] {
      TestPictures.png(header: TestPictures.big(width) + TestPictures.big(height) + [8, 2, 0, 0, 0])
    }
    // The service has refused these before; the helper does not rely on it.
    let bomb = big(50_000, 50_000)
    let path = folder.write(bomb)
    func pretending(_ width: Int, _ height: Int, _ type: String = "image/png") -> PictureNeed {
      PictureNeed(AssetFile(hash: "", size: 9_999, type: type, width: width, height: height), .whole)
    }
    #expect(
      refusal { () throws(PictureFailure) in _ = try helper.renditions(for: pretending(640, 480), from: path) }
        == "pixels")
    let moving = TestPictures.png(
      header: TestPictures.big(640) + TestPictures.big(480) + [8, 2, 0, 0, 0],
      extra: TestPictures.chunk("acTL", TestPictures.big(2) + TestPictures.big(0)))
    #expect(refusal { () throws(PictureFailure) in _ = try renditions(moving) } == "animated")
    let png = TestPictures.png(400, 300)
    #expect(
      refusal { () throws(PictureFailure) in
        _ = try helper.renditions(for: pretending(400, 300, "image/jpeg"), from: folder.write(png))
      } == "type")
    #expect(
      refusal { () throws(PictureFailure) in
        _ = try helper.renditions(for: pretending(300, 400), from: folder.write(png))
      } == "broken")
    #expect(
      refusal { () throws(PictureFailure) in
        _ = try helper.renditions(for: pretending(640, 480), from: folder.write([]))
      } == "broken")
    let svg = Array("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"640\" height=\"480\"/>".utf8)
    #expect(
      refusal { () throws(PictureFailure) in
        _ = try helper.renditions(for: pretending(640, 480), from: folder.write(svg))
      } != nil)
  }

  @Test("200 damaged files are answered in time, whatever they say, and the service goes on")
  func damaged() throws {
    let samples: [([UInt8], String)] = [
      (try #require(Self.demo("team-neu.jpg")), "image/jpeg"), (TestPictures.png(120, 90), "image/png"),
      try Self.encoded("image/webp", helper, folder), try Self.encoded("image/avif", helper, folder),
    ]
    var seed: UInt64 = 7
    func random(_ limit: Int) -> Int {
      seed = seed &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(seed >> 33) % max(limit, 1)
    }
    var answers: [String: Int] = [:]
    let start = time(nil)
    for round in 0..<200 {
      var (bytes, type) = samples[round % samples.count]
      let file = TestPictures.file(bytes, type: type)
      if round % 5 == 0 {
        bytes.removeLast(1 + random(bytes.count - 1))
      } else {
        for _ in 0..<(1 + random(20)) {
          bytes[random(round % 3 == 0 ? min(bytes.count, 400) : bytes.count)] = UInt8(random(256))
        }
      }
      let path = folder.write(bytes)
      do throws(PictureFailure) {
        // One small size: what is asked here is how it is read.
        let small = AssetFile(hash: file.hash, size: file.size, type: type, width: file.width, height: file.height)
        _ = try helper.renditions(for: PictureNeed(small, PictureRecipe.socialShape()), from: path)
        answers["made", default: 0] += 1
      } catch {
        guard case .refused(let rule, _) = error else {
          Issue.record("round \(round): \(error)")
          continue
        }
        answers[rule, default: 0] += 1
      }
    }
    #expect(answers.values.reduce(0, +) == 200)
    #expect((answers["broken"] ?? 0) > 20)
    #expect(time(nil) - start < 150)
  }

  @Test("Memory, time and everything outside are really taken away")
  func limits() throws {
    // 90 million pixels of one colour in a few kilobytes, and interlaced: a decoder has to hold them all.
    let zeros = try #require(Self.deflatedZeros(rows: 9_500, width: 9_500))
    let bomb = TestPictures.png(
      header: TestPictures.big(9_500) + TestPictures.big(9_500) + [16, 6, 0, 0, 1], zlib: zeros)
    let original = AssetFile(hash: "", size: 9_999, type: "image/png", width: 9_500, height: 9_500)
    let rule = refusal { () throws(PictureFailure) in
      _ = try helper.renditions(for: PictureNeed(original, PictureRecipe.socialShape()), from: folder.write(bomb))
    }
    #expect(rule != nil && rule != "made")
  }

  /// A program in place of the helper.
  private func pretender(_ script: String) -> PictureHelper {
    PictureHelper(HelperProgram(path: folder.write(Array("#!/bin/sh\n\(script)\n".utf8), as: "helper-\(script.count)")))
  }

  @Test(
    "Whatever the helper does, it is an ordinary refusal",
    arguments: [
      "exit 0", "echo done now", "echo file avif 1 1 99999999999; echo done",
      "echo file exe 1 1 3; printf abc; echo done",
      "printf 'file avif 0 1 3\\nabcdone\\n'", "head -c 100000000 /dev/zero",
      "printf 'refused broken'",
    ])
  func pretenders(script: String) {
    let bytes = TestPictures.png(400, 300)
    let path = folder.write(bytes)
    let rule = refusal { () throws(PictureFailure) in
      _ = try pretender(script).renditions(for: PictureNeed(TestPictures.file(bytes), .whole), from: path)
    }
    #expect(rule == "broken" || rule == "limit")
  }

  @Test(
    "Whoever ends the helper says nothing of the picture: another time it may be made",
    arguments: ["kill -9 $$", "kill -SEGV $$", "kill -XCPU $$"])
  func interrupted(script: String) {
    let bytes = TestPictures.png(400, 300)
    do throws(PictureFailure) {
      let path = folder.write(bytes)
      _ = try pretender(script).renditions(for: PictureNeed(TestPictures.file(bytes), .whole), from: path)
      Issue.record("it was made")
    } catch {
      guard case .interrupted(let words) = error, words.contains("signal") || words.contains("computing") else {
        Issue.record("\(error)")
        return
      }
    }
  }

  @Test("A helper that is not there, or does not start, says nothing of the picture")
  func unavailable() {
    let bytes = TestPictures.png(400, 300)
    let need = PictureNeed(TestPictures.file(bytes), .whole)
    let path = folder.write(bytes)
    for helper in [PictureHelper(HelperProgram(path: "/nowhere/foyer-helper")), pretender("exit 70")] {
      do throws(PictureFailure) {
        _ = try helper.renditions(for: need, from: path)
        Issue.record("it was made")
      } catch {
        if case .unavailable = error { continue }
        Issue.record("\(error)")
      }
    }
  }

  @Test("One that hangs is ended at the deadline")
  func hanging() throws {
    let sleeper = HelperProgram(path: folder.write(Array("#!/bin/sh\nexec sleep 60\n".utf8), as: "sleeper"))
    #expect(throws: HelperFailure.tooSlow(seconds: 1)) {
      try sleeper.run(["pictures"], outputLimit: 100, seconds: 1)
    }
    #expect(throws: Never.self) { try program.check() }
  }

  @Test(
    "What the program says at its end is told as it says it",
    arguments: [
      ("echo 'error: “a” is bad' >&2; exit 65", HelperFailure.refused("“a” is bad")),
      ("echo warning >&2; echo 'no room' >&2; exit 74", .failed("no room")),
      ("exit 70", .failed("foyer-helper has ended with 70, without a word")), ("kill -TERM $$", .killed(SIGTERM)),
      ("echo too much", .tooMuchOutput),
    ])
  func endings(script: String, expected: HelperFailure) {
    let program = HelperProgram(path: folder.write(Array("#!/bin/sh\n\(script)\n".utf8), as: "ending-\(script.count)"))
    #expect(throws: expected) { try program.run([], seconds: 20) }
  }

  @Test("Each of many at once gets its own answer, however much it says on both sides")
  func parallel() async throws {
    let program = HelperProgram(
      path: folder.write(
        Array("#!/bin/sh\ncat; head -c 300000 /dev/zero >&2; head -c 300000 /dev/zero | tr '\\0' $1\n".utf8),
        as: "talker"))
    let input = folder.write(Array("read".utf8), as: "input")
    try await withThrowingTaskGroup(of: Void.self) { group in
      for letter in ["a", "b", "c", "d", "e", "f"] {
        group.addTask {
          let descriptor = open(input, O_RDONLY | O_CLOEXEC)
          defer { close(descriptor) }
          let answer = try program.run([letter], input: descriptor, outputLimit: 1 << 20, seconds: 60)
          #expect(answer == Array("read".utf8) + [UInt8](repeating: Array(letter.utf8)[0], count: 300_000))
        }
      }
      try await group.waitForAll()
    }
  }

  // MARK: Pictures

  private static func demo(_ name: String) -> [UInt8]? { bytes("\(checkout)/content/sonnenkorn/assets/\(name)") }

  private static func bytes(_ path: String) -> [UInt8]? {
    guard let file = fopen(path, "re") else { return nil }
    defer { fclose(file) }
    var bytes = [UInt8](repeating: 0, count: 1 << 20)
    let count = fread(&bytes, 1, bytes.count, file)
    return Array(bytes.prefix(count))
  }

  private static func encoded(
    _ type: String, _ helper: PictureHelper, _ folder: PictureFolder
  ) throws -> ([UInt8], String) {
    let bytes = TestPictures.png(400, 300)
    let made = try helper.renditions(for: PictureNeed(TestPictures.file(bytes), .whole), from: folder.write(bytes)).made
    return (try #require(made.last { $0.file.type == type }).bytes, type)
  }

  /// The zlib stream of so many black rows of 16-bit RGBA: runs of the same match, as deflate writes them.
  private static func deflatedZeros(rows: Int, width: Int) -> [UInt8]? {
    var bits: [UInt8] = []
    var current: UInt64 = 0
    var filled = 0
    func put(_ value: UInt64, _ count: Int) {
      current |= value << filled
      filled += count
      while filled >= 8 {
        bits.append(UInt8(current & 255))
        current >>= 8
        filled -= 8
      }
    }
    put(1, 1)
    put(1, 2)
    // A literal zero, then matches of 258 at distance 1, in the fixed codes of RFC 1951, 3.2.6.
    put(0b0000_1100, 8)
    let count = rows * (width * 8 + 1) + rows * 8
    for _ in 0..<(count / 258) {
      put(0b1010_0011, 8)
      put(0, 5)
    }
    put(0, 7)
    put(0, 8)
    return [0x78, 1] + bits + [0, 0, 0, 0]
  }
}

extension [UInt8] {
  fileprivate func contains(subsequence: [UInt8]) -> Bool {
    indices.contains { self[$0...].starts(with: subsequence) }
  }
}

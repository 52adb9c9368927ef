import Compression
import Testing

@Suite struct TextCompressionTests {
  @Test(arguments: TextCompression.allCases)
  func `texts become smaller, the more effort the smaller, and always the same`(_ encoding: TextCompression) throws {
    let words = [
      "Brot", "Teig", "backen", "und", "mit", "Salz", "am", "Morgen", "frisch", "Ofen", "ruht", "lange", "heiß",
    ]
    var seed = 1
    let text = Array(
      (0..<4000).map { _ in
        seed = (seed * 16_807) % 2_147_483_647
        return words[seed % words.count]
      }.joined(separator: " ").utf8)
    let quick = try #require(encoding.compress(text, effort: .quick))
    let best = try #require(encoding.compress(text, effort: .best))
    #expect(best.count < quick.count && quick.count < text.count / 3)
    #expect(encoding.compress(text, effort: .best) == best)
    if encoding == .gzip { #expect(best.prefix(3) == [0x1F, 0x8B, 8]) }
  }

  @Test(arguments: TextCompression.allCases)
  func `what does not become smaller is left alone`(_ encoding: TextCompression) {
    var seed: UInt64 = 1
    let noise = (0..<5000).map { _ in
      seed = seed &* 6_364_136_223_846_793_005 &+ 1
      return UInt8(truncatingIfNeeded: seed >> 33)
    }
    #expect(encoding.compress(noise, effort: .best) == nil)
    #expect(encoding.compress([], effort: .quick) == nil)
  }

  @Test(arguments: [
    ("text/html; charset=utf-8", 1024, true), ("text/html", 1023, false), ("TEXT/CSS", 9999, true),
    ("image/svg+xml", 2000, true), ("application/atom+xml; charset=utf-8", 2000, true), ("image/jpeg", 9999, false),
    ("font/woff2", 9999, false), ("application/json", 2000, true), ("application/pdf", 99999, false),
    ("application/speculationrules+json", 2000, true), ("video/mp4", 1 << 30, false),
  ])
  func `only texts of some size are worth it`(_ type: String, _ size: Int, _ isWorthwhile: Bool) {
    #expect(TextCompression.isWorthwhile(type: type, size: size) == isWorthwhile)
  }
}

import Testing

@testable import Builder

/// The words of a page that visitors can search for.
@Suite struct SearchWordsTests {
  private static func words(_ html: String, words: Int = 1_600, headings: Int = 400) -> SearchWords {
    var found = SearchWords(wordLimit: words, headingLimit: headings)
    found.read(Array(html.utf8))
    return found
  }

  @Test func `each word once, in lower case, without single letters, scripts and marks`() {
    let found = Self.words(
      "<h2>Über <em>uns</em></h2><p>Öfen &amp; Öfen, à la “Größe” x 7 – Ελλάδα</p><script>let hidden = 1</script><h3>Brot</h3>"
    )
    #expect(found.text == "öfen größe 7 ελλάδα")
    #expect(found.headings == "Über uns · Brot")
  }

  @Test func `what is over the limits, or not asked for, is left out`() {
    let html = "<h2>Eins</h2><p>alpha beta gamma de</p><h2>Zwei</h2><p>xyz</p>"
    #expect(Self.words(html, words: 12).text == "alpha beta")
    #expect(Self.words(html, words: 15).text == "alpha beta xyz")
    #expect(Self.words(html, words: 0).text == "" && Self.words(html, words: 0).headings == "Eins · Zwei")
    #expect(
      Self.words(html, headings: 0).headings == "" && Self.words(html, headings: 0).text == "alpha beta gamma xyz")
    #expect(Self.words(html, headings: 3).headings == "Eins")
  }

  @Test func `the quick way through western text finds what Unicode's tables find`() {
    // All of Latin-1, what the quick way knows beside it, and some of what it has to leave to the tables.
    let latin = (1...0xFF).compactMap(Unicode.Scalar.init).filter { !(0x80..<0xA0).contains($0.value) }
    let marks = "–—‘’‚“”„•…".unicodeScalars
    let others = "ŒœŁłŸẞΣςİı\u{300}\u{308}\u{200D}\u{FE0F}½²ªµ€中🙂".unicodeScalars
    var state: UInt64 = 7
    func random(_ limit: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % limit
    }
    var quick = 0
    for number in 0..<20_000 {
      let pool =
        number % 3 == 0
        ? latin + marks + others : latin.filter { ![0xAA, 0xB2, 0xB3, 0xB5, 0xB9, 0xBA].contains($0.value) } + marks
      var text = String.UnicodeScalarView()
      for _ in 0..<random(30) { text.append(random(2) == 0 ? pool[random(pool.count)] : latin[64 + random(26)]) }
      guard let words = LatinWords.split(String(text)) else { continue }
      quick += 1
      let slow = SearchWords.split(String(text))
      #expect(words.elementsEqual(slow) { Array($0.utf8) == Array($1.utf8) }, "\(String(text).debugDescription)")
    }
    #expect(quick > 1_000)
    for text in ["Frisches Brot, täglich – auch „sonntags“ … GRÖSSE & Maß", "Crème brûlée at 7 o’clock", ""] {
      #expect(LatinWords.split(text) != nil, "\(text)")
    }
    for text in ["Łódź", "ΣΑΣ", "e\u{301}", "m² ", "½", "\u{1F642}"] {
      #expect(LatinWords.split(text) == nil, "\(text)")
    }
  }
}

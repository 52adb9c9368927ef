import Markup

/// What changed between two texts, in whole words: people read words, not letters. The editor's script shows the same.
struct WordDifference: Sendable {
  enum Kind: Sendable { case same, removed, added }

  struct Piece: Hashable, Sendable {
    let kind: Kind
    var text: String
  }

  /// In reading order; the removed words of a place stand before the added ones.
  let pieces: [Piece]

  /// Above this many comparisons the answer is not worth the wait: the whole text is then told as replaced.
  private static let largestTable = 250_000

  init(from before: String, to after: String) {
    let (old, new) = (Self.words(of: before)[...], Self.words(of: after)[...])
    let start = zip(old, new).prefix { $0 == $1 }.count
    let end = min(
      zip(old.reversed(), new.reversed()).prefix { $0 == $1 }.count, min(old.count, new.count) - start)
    let middle = Self.between(Array(old.dropFirst(start).dropLast(end)), Array(new.dropFirst(start).dropLast(end)))
    let same = { (words: ArraySlice<String>) in words.map { Piece(kind: .same, text: $0) } }
    pieces = Self.readable(Self.joined(same(old.prefix(start)) + middle + same(old.suffix(end))))
  }

  /// The same with long passages that stayed told by their ends.
  /// - Parameter length: how much of what stayed is shown beside a change, in characters
  func shortened(to length: Int = 60) -> [Piece] {
    pieces.enumerated().map { index, piece in
      guard piece.kind == .same, pieces.count > 1 else {
        return Piece(kind: piece.kind, text: piece.text.count > 400 ? "\(piece.text.prefix(400))…" : piece.text)
      }
      let start = index > 0 ? piece.text.prefix(length) : ""
      let end = index < pieces.count - 1 ? piece.text.suffix(length) : ""
      guard piece.text.count > start.count + end.count + 3 else { return piece }
      // Cut between words.
      let first = start.lastIndex(where: \.isWhitespace).map { start[...$0] } ?? start
      let last = end.firstIndex(where: \.isWhitespace).map { end[$0...] } ?? end
      return Piece(kind: .same, text: "\(first)…\(last)")
    }
  }

  /// Words, runs of white space, and every other sign for itself.
  private static func words(of text: String) -> [String] {
    enum Sort { case word, space, sign }
    var result: [String] = []
    var last = Sort.sign
    for character in text {
      let sort: Sort =
        character.isLetter || character.isNumber ? .word : character.isWhitespace ? .space : .sign
      if sort == last, sort != .sign, !result.isEmpty {
        result[result.count - 1].append(character)
      } else {
        result.append(String(character))
      }
      last = sort
    }
    return result
  }

  /// By the longest common subsequence of two lists of words.
  private static func between(_ old: [String], _ new: [String]) -> [Piece] {
    let removed = { (words: ArraySlice<String>) in words.map { Piece(kind: .removed, text: $0) } }
    let added = { (words: ArraySlice<String>) in words.map { Piece(kind: .added, text: $0) } }
    guard !old.isEmpty, !new.isEmpty, old.count * new.count <= largestTable else {
      return removed(old[...]) + added(new[...])
    }
    let width = new.count + 1
    // How long the common part is from here to the ends.
    var length = [Int32](repeating: 0, count: (old.count + 1) * width)
    for i in old.indices.reversed() {
      for j in new.indices.reversed() {
        length[i * width + j] =
          old[i] == new[j]
          ? length[(i + 1) * width + j + 1] + 1
          : max(length[(i + 1) * width + j], length[i * width + j + 1])
      }
    }
    var pieces: [Piece] = []
    var (i, j) = (0, 0)
    while i < old.count, j < new.count {
      if old[i] == new[j] {
        pieces.append(Piece(kind: .same, text: old[i]))
        (i, j) = (i + 1, j + 1)
      } else if length[(i + 1) * width + j] >= length[i * width + j + 1] {
        pieces.append(Piece(kind: .removed, text: old[i]))
        i += 1
      } else {
        pieces.append(Piece(kind: .added, text: new[j]))
        j += 1
      }
    }
    return pieces + removed(old[i...]) + added(new[j...])
  }

  /// What stayed between two changes and is shorter than both belongs to the change: a new sentence that happens to have an “and” where the
  /// old one had it reads as one replacement.
  private static func readable(_ pieces: [Piece]) -> [Piece] {
    var pieces = pieces
    var from = 0
    func longest(_ range: some Sequence<Piece>) -> Int {
      range.prefix { $0.kind != .same }.map(\.text.count).max() ?? 0
    }
    while let index = pieces.indices.dropFirst(from).first(where: { index in
      pieces[index].kind == .same
        && pieces[index].text.count
          <= min(longest(pieces[..<index].reversed()), longest(pieces[(index + 1)...]))
    }) {
      let text = pieces[index].text
      pieces.replaceSubrange(index...index, with: [Piece(kind: .removed, text: text), Piece(kind: .added, text: text)])
      pieces = joined(pieces)
      // What is joined now is longer, so what stands before it may belong to it, too.
      from = max(0, index - 3)
    }
    return pieces
  }

  /// Neighbours of one kind as one; what was removed and added at one place as one pair.
  private static func joined(_ pieces: [Piece]) -> [Piece] {
    var result: [Piece] = []
    var (gone, come) = ("", "")
    func close() {
      if !gone.isEmpty { result.append(Piece(kind: .removed, text: gone)) }
      if !come.isEmpty { result.append(Piece(kind: .added, text: come)) }
      (gone, come) = ("", "")
    }
    for piece in pieces {
      switch piece.kind {
      case .removed: gone += piece.text
      case .added: come += piece.text
      case .same:
        close()
        if result.last?.kind == .same {
          result[result.count - 1].text += piece.text
        } else {
          result.append(piece)
        }
      }
    }
    close()
    return result
  }
}

extension HTMLWriter {
  /// Two texts as one, with what went and what came.
  mutating func difference(_ difference: WordDifference, _ screen: Screen) {
    let words = screen.words.changes
    for piece in difference.shortened() {
      switch piece.kind {
      case .same: text(piece.text)
      case .removed: mark("del", words.removedWords, piece.text)
      case .added: mark("ins", words.addedWords, piece.text)
      }
    }
  }

  /// Something that went or came, said also to those who do not see it.
  mutating func mark(_ tag: StaticString, _ hint: String, _ words: String) {
    element(tag) { w in
      w.element("span", ["class": "unseen"], text: " \(hint) ")
      w.text(words)
    }
  }
}

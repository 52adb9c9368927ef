import Markup
import Model
import Synchronization

/// Shows of two states of a site that their pages differ in nothing but what a scope allows, byte by byte.
///
/// Each page is written again in both states with marks. The bytes have to be those that are published; what is left of them without the
/// marked places has to be the same. A fault of the builder, or a change that nobody should have made, is found where it stands.
package final class ScopeComparison: Sendable {
  /// A page's file, and what is published there before and now.
  package struct File: Sendable {
    package let path: String
    package let before: String
    package let after: String

    package init(path: String, before: String, after: String) {
      self.path = path
      self.before = before
      self.after = after
    }
  }

  package enum Kind: Hashable, Sendable {
    case page
    /// Made of what pages say: a feed, an index of the search.
    case derived
    case other
  }

  package struct Result: Sendable {
    /// How many pages were compared.
    package var pages = 0
    /// Hashes of the pages without what may differ, in the order of the files.
    package var hashes: [String] = []
    /// How often each thing stands where something differs.
    package var places: [String: Int] = [:]
    /// The files among those asked for that are named where something may differ.
    package var named: Set<String> = []
  }

  private let before: MarkedSite
  private let after: MarkedSite
  private let derived: Set<String>

  /// - Parameters:
  ///   - before: with the options by which it was built then
  ///   - scope: what may differ
  package init(
    before: (SiteSnapshot, BuildOptions), after: (SiteSnapshot, BuildOptions), scope: EditScope
  ) {
    var scope = scope
    scope.setPreviews(before: before.0, after: after.0)
    self.before = MarkedSite(before.0, before.1, scope, fault: .before)
    self.after = MarkedSite(after.0, after.1, scope, fault: .after)
    derived = Set(
      FilePlan(self.after.builder.site).others.filter {
        switch $0.kind {
        case .feed, .search: true
        default: false
        }
      }.map(\.path))
  }

  package func kind(of path: String) -> Kind {
    if before.places[path] != nil, after.places[path] != nil { return .page }
    return derived.contains(path) ? .derived : .other
  }

  /// - Parameters:
  ///   - files: pages of both states
  ///   - assets: paths of files that came or went
  ///   - digest: the hash by which published files are known
  /// - Throws: `ScopeFault`, `BuildError`
  package func compare(
    _ files: [File], assets: Set<String>, workers: Int = 2, digest: @escaping @Sendable ([UInt8]) -> String
  ) throws -> Result {
    try checkStyles()
    let names = assets.map { (path: $0, bytes: Array($0.utf8)) }
    let all = Mutex((result: Result(), hashes: [String](repeating: "", count: files.count)))
    try Parallel.chunks(count: files.count, size: 16, workers: workers) { next in
      var writers = (before: before.builder.renderer(isFull: false), after: after.builder.renderer(isFull: false))
      while let range = next() {
        var result = Result()
        var hashes: [String] = []
        for index in range {
          let file = files[index]
          let one = try before.page(file.path, file.before, &writers.before, digest)
          let other = try after.page(file.path, file.after, &writers.after, digest)
          try compare(one.masked, other.masked, file.path)
          hashes.append(digest(other.masked.bytes))
          result.pages += 1
          for (name, count) in one.masked.counts.merging(other.masked.counts, uniquingKeysWith: max) {
            result.places[name, default: 0] += count
          }
          for name in names where !result.named.contains(name.path) {
            if one.names(name.bytes) || other.names(name.bytes) { result.named.insert(name.path) }
          }
        }
        all.withLock { all in
          all.result.pages += result.pages
          all.result.places.merge(result.places, uniquingKeysWith: +)
          all.result.named.formUnion(result.named)
          all.hashes.replaceSubrange(range, with: hashes)
        }
      }
    }
    // A drawing as a page's picture is published, but no preview shows it.
    let pictures = before.pictures.union(after.pictures).intersection(assets)
    return all.withLock { all in
      all.result.hashes = all.hashes
      all.result.named.formUnion(pictures)
      return all.result
    }
  }

  private func compare(_ one: MaskedPage, _ other: MaskedPage, _ path: String) throws(ScopeFault) {
    if one.bytes == other.bytes { return }
    let place = zip(one.bytes, other.bytes).prefix { $0 == $1 }.count
    let source = other.source(of: place)
    throw ScopeFault(path: path, kind: .differs, offset: source.offset, element: source.element)
  }

  /// What every page's styles are cut from has to be the same, but for the rules of the site's own pictures.
  private func checkStyles() throws(ScopeFault) {
    func css(_ site: MarkedSite) -> [UInt8] {
      StyleSheet.css(for: site.builder.view(isFull: false), hasPictureRules: false) { _ in }
    }
    guard css(before) == css(after) else {
      throw ScopeFault(path: "", kind: .styles, offset: 0, element: nil)
    }
  }
}

/// Where more differs than may.
package struct ScopeFault: Error, Hashable, Sendable {
  package enum Kind: String, Hashable, Sendable {
    /// What is published, before or now, is not what the builder makes of that state.
    case before, after
    /// The page has a rule that the theme has not.
    case styles
    case differs
  }

  /// The file; empty for all pages.
  package let path: String
  package let kind: Kind
  /// Bytes from the beginning of the page as it would be published.
  package let offset: Int
  /// The innermost element there.
  package let element: ElementID?
}

private struct MarkedPage {
  let bytes: [UInt8]
  let masked: MaskedPage

  /// Whether a file is named where something may differ.
  func names(_ path: [UInt8]) -> Bool { masked.masks.contains { bytes[$0].firstRange(of: path) != nil } }
}

/// One of the two states.
private struct MarkedSite: Sendable {
  let builder: SiteBuilder
  /// The pages and their further parts by the files that they are written to.
  let places: [String: (page: Int, part: Int)]
  private let sheet: SheetParts
  private let fault: ScopeFault.Kind

  init(_ snapshot: SiteSnapshot, _ options: BuildOptions, _ scope: EditScope, fault: ScopeFault.Kind) {
    var options = options
    options.scope = scope
    builder = SiteBuilder(snapshot, options: options)
    let site = builder.site
    var places: [String: (page: Int, part: Int)] = [:]
    for place in builder.pagesWithFile {
      places[OutputPath.of(site.layout.path(of: place, in: site.pages))] = (place, 1)
    }
    for file in FilePlan(site).others {
      guard case .part(let number, let part) = file.kind, let place = site.layout.place(ofNumber: number) else {
        continue
      }
      places[file.path] = (place, part)
    }
    self.places = places
    sheet = SheetParts(builder.head.value.css)
    self.fault = fault
  }

  /// The files that pages whose picture may be different have as their picture.
  var pictures: Set<String> {
    let site = builder.site
    return Set(
      (site.options.scope?.pages ?? []).compactMap { id in
        site.layout.place(of: id).flatMap { site.pages[$0].page.meta.image }.flatMap { site.assets[$0]?.outputPath }
      })
  }

  /// - Parameter published: the hash of what is published there
  func page(
    _ path: String, _ published: String, _ renderer: inout Renderer, _ digest: ([UInt8]) -> String
  ) throws -> MarkedPage {
    guard let place = places[path] else { throw ScopeFault(path: path, kind: fault, offset: 0, element: nil) }
    let template = builder.template(for: place.page).value
    try builder.write(place.page, part: place.part, with: template, renderer: &renderer)
    let bytes = renderer.writer.bytes
    guard digest(bytes) == published else { throw ScopeFault(path: path, kind: fault, offset: 0, element: nil) }
    // The body's marks were set before its head was there.
    let head = renderer.headMarks?.events ?? []
    let shift = renderer.headLength
    let masked = MaskedPage(bytes, head + (renderer.marks?.events ?? []).map { ($0.at + shift, $0.mark) })
    for range in masked.styles where !sheet.contain(bytes[range]) {
      throw ScopeFault(path: path, kind: .styles, offset: range.lowerBound, element: nil)
    }
    return MarkedPage(bytes: bytes, masked: masked)
  }
}

/// A style sheet in pieces between its brackets and signs: what is cut out of it consists of the same pieces in the same order.
private final class SheetParts: Sendable {
  private let css: [UInt8]
  private let parts: [ArraySlice<UInt8>]
  /// Pages of a kind have the same styles.
  private let known = Mutex<Set<[UInt8]>>([])

  init(_ css: [UInt8]) {
    self.css = css
    parts = Self.parts(of: css[...])
  }

  func contain(_ range: ArraySlice<UInt8>) -> Bool {
    // The links to fonts stand before the sheet: each names a file that the sheet names.
    if range.starts(with: "<link".utf8) {
      let text = String(decoding: range, as: UTF8.self)
      return text.split(separator: "href=\"").dropFirst().allSatisfy { rest in
        css.firstRange(of: Array(rest.prefix { $0 != "\"" }.utf8)) != nil
      }
    }
    let bytes = Array(range)
    if known.withLock({ $0.contains(bytes) }) { return true }
    var next = parts.startIndex
    for part in Self.parts(of: range) {
      guard let found = parts[next...].firstIndex(of: part) else { return false }
      next = found + 1
    }
    known.withLock { if $0.count < 256 { $0.insert(bytes) } }
    return true
  }

  private static func parts(of css: ArraySlice<UInt8>) -> [ArraySlice<UInt8>] {
    css.split { [UInt8(ascii: "{"), UInt8(ascii: "}"), UInt8(ascii: ";"), UInt8(ascii: ",")].contains($0) }
  }
}

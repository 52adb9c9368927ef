import Builder
import Glibc
import Model
import SiteFolder
import Synchronization
import Testing

private let checkout = String(#filePath.split(separator: "/").dropLast(3).map { "/\($0)" }.joined())

/// Built files by path, collected in memory.
private final class Collected: Sendable {
  private let files = Mutex<[String: BuiltContent]>([:])

  func add(_ file: BuiltFile) throws {
    let twice = files.withLock { $0.updateValue(file.content, forKey: file.path) != nil }
    #expect(!twice, "\(file.path) was made twice")
  }

  var paths: Set<String> { Set(files.withLock { $0.keys }) }

  func text(_ path: String) -> String {
    guard case .bytes(let bytes)? = files.withLock({ $0[path] }) else { return "" }
    return String(decoding: bytes, as: UTF8.self)
  }

  var texts: [String: [UInt8]] {
    files.withLock { $0.compactMapValues { if case .bytes(let bytes) = $0 { bytes } else { nil } } }
  }
}

@Suite("From a folder to a site")
struct FolderBuildTests {
  private static func build(_ read: ReadSite, workers: Int = 2) throws -> Collected {
    let collected = Collected()
    _ = try SiteBuilder(read.snapshot, options: BuildOptions(year: 2026)).build(workers: workers) {
      try collected.add($0)
    }
    return collected
  }

  @Test(
    "The demo sites become pages, a feed and a sitemap, the same with any number of threads",
    arguments: ["sonnenkorn", "harbour-physio"])
  func demoSites(name: String) throws {
    func read() throws -> ReadSite {
      try SiteFolder.read("\(checkout)/content/\(name)", themes: ["\(checkout)/themes"])
    }
    let site = try Self.build(try read())
    for path in ["index.html", "404.html", "sitemap.xml", "robots.txt"] { #expect(site.paths.contains(path)) }
    #expect(site.paths.contains { $0.hasSuffix("/feed.xml") })
    let pages = site.paths.filter { $0.hasSuffix(".html") }
    #expect(pages.count >= 10)
    for page in pages {
      let html = site.text(page)
      #expect(html.hasPrefix("<!doctype html>"), "\(page)")
      for trace in ["data-eid", "data-edit", "data-id", " style=\"", "<script>"] {
        #expect(!html.contains(trace), "\(page): \(trace)")
      }
      // A menu has room for a word or two; a page's title may be a sentence.
      for menu in html.matches(of: /<nav[^>]*>(.*?)<\/nav>/.dotMatchesNewlines()) {
        for link in menu.1.matches(of: /<li><a [^>]*>([^<]*)<\/a>/) {
          #expect(link.1.count <= 24, "\(page): the menu says “\(link.1)”")
        }
      }
    }
    // IDs are random where nobody wrote any, so a second reading has others; the bytes must not show it.
    #expect(try Self.build(try read(), workers: 1).texts == site.texts)
  }

  /// 568 files that nobody here wrote. Every one is in the site, with a list of posts and a feed.
  @Test("Real content of another generator is built whole", .enabled(if: corpus != nil))
  func realContent() throws {
    let folder = try #require(corpus)
    let read = try SiteFolder.read("\(folder)/18f-blog", themes: ["\(checkout)/themes"])
    let entries = read.snapshot.pages.filter { $0.page.collection == "posts" }
    #expect(entries.count >= 500)
    let site = try Self.build(read)
    let feed = site.paths.filter { $0.hasSuffix("feed.xml") }
    #expect(feed.count == 1)
    #expect(site.text(feed.first ?? "").contains("<entry>"))
    let home = site.text("index.html")
    let paths = SitePaths(pages: read.snapshot.pages.map(\.page), collections: read.snapshot.settings.collections)
    for entry in entries where !entry.page.meta.draft {
      let path = try #require(paths.path(of: entry.page.id))
      #expect(site.paths.contains(path.dropFirst() + "index.html"), "\(path) was not built")
      #expect(home.contains("href=\"\(path)\""), "\(path) is not in the list of posts")
    }
    // What was not understood is said with file and line.
    let templateTags = read.warnings.filter { $0.message.contains("template tag") }
    #expect(templateTags.count > 1000 && templateTags.allSatisfy { $0.line != nil && $0.file.hasSuffix(".md") })
  }
}

private let corpus: String? = {
  let path = getenv("FOYER_CORPUS").map { String(cString: $0) } ?? "\(checkout)/../shared/corpus"
  return access("\(path)/18f-blog", R_OK) == 0 ? path : nil
}()

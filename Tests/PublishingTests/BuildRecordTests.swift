import Builder
import Glibc
import Publishing
import Testing

@Suite("A build with nothing changed does nothing")
struct BuildRecordTests {
  /// Builds once; a file that is younger than the clock's step is never trusted, so the test waits for it to age.
  private static func built() throws -> (Scratch, FolderBuild) {
    let scratch = Scratch()
    let build = scratch.makeSite()
    scratch.write("site/pages/c.html", "---\ntitle: C\n---\n<p><a href=\"/gone/\">C</a></p>\n")
    usleep(60_000)
    #expect(try build.run().counts.written >= 5)
    #expect(scratch.read("out/.foyer-record") != nil)
    return (scratch, build)
  }

  @Test func `the second build says what the first one said`() throws {
    let (scratch, build) = try Self.built()
    unlink("\(scratch.output)/.foyer-record")
    let worked = try build.run()
    let noted = try build.run()
    #expect(noted.report == worked.report && !noted.report.warnings.isEmpty)
    #expect(noted.warnings == worked.warnings && noted.filesRead == worked.filesRead)
    #expect(noted.counts == worked.counts && noted.counts.written == 0)
  }

  /// What happens between two builds, and which file then says what.
  struct Change: Sendable, CustomStringConvertible {
    let description: String
    let path: String
    let text: String?
    let then: (path: String, contains: String)
  }

  @Test(arguments: [
    Change(
      description: "a page of the same size", path: "site/pages/b.html", text: "---\ntitle: B\n---\n<p>Z</p>\n",
      then: ("b/index.html", "<p>Z</p>")),
    Change(
      description: "a new page", path: "site/pages/d.html", text: "---\ntitle: D\n---\n<p>D</p>\n",
      then: ("d/index.html", "<p>D</p>")),
    Change(
      description: "a template", path: "themes/plain/templates/page.html",
      text: "<main data-slot=\"main\"></main><hr>\n",
      then: ("b/index.html", "<hr>")),
    Change(
      description: "the site's name", path: "site/site.yaml", text: "name: T\nlocales: [en]\ntheme: plain\n",
      then: ("b/index.html", "B – T")),
    Change(
      description: "an output file by somebody", path: "out/b/index.html", text: "x", then: ("b/index.html", "<p>B</p>")
    ),
    Change(
      description: "an output file removed", path: "out/b/index.html", text: nil, then: ("b/index.html", "<p>B</p>")),
    Change(
      description: "a record of nonsense", path: "out/.foyer-record", text: "{]", then: ("b/index.html", "<p>B</p>")),
    Change(description: "an empty manifest", path: "out/.foyer-manifest", text: "", then: ("b/index.html", "<p>B</p>")),
  ])
  func `whatever has changed is built`(change: Change) throws {
    let (scratch, build) = try Self.built()
    if let text = change.text {
      scratch.write(change.path, text)
    } else {
      unlink("\(scratch.path)/\(change.path)")
    }
    usleep(60_000)
    _ = try build.run()
    #expect(scratch.read("out/\(change.then.path)")?.contains(change.then.contains) == true)
    // And after that there is nothing to do again.
    #expect(try build.run().counts.written == 0)
  }

  @Test func `a page that goes takes its file along`() throws {
    let (scratch, build) = try Self.built()
    unlink("\(scratch.path)/site/pages/b.html")
    #expect(try build.run().counts.removed == 1)
    #expect(scratch.read("out/b/index.html") == nil)
  }

  @Test func `another address or year is another build`() throws {
    let (scratch, build) = try Self.built()
    var other = build
    other.baseURL = "https://elsewhere.example"
    #expect(try other.run().counts.written > 0)
    #expect(scratch.read("out/index.html")?.contains("https://elsewhere.example/") == true)
    #expect(try build.run().counts.written > 0)
    other = build
    other.year = 2027
    _ = try other.run()
    #expect(scratch.read("out/.foyer-record") != nil)
  }

  @Test func `a file that changes while the build begins is not trusted`() throws {
    let scratch = Scratch()
    let build = scratch.makeSite()
    _ = try build.run()
    #expect(scratch.read("out/.foyer-record") == nil)
    // The same size within the same step of the clock.
    scratch.write("site/pages/b.html", "---\ntitle: B\n---\n<p>Y</p>\n")
    _ = try build.run()
    #expect(scratch.read("out/b/index.html")?.contains("<p>Y</p>") == true)
  }
}

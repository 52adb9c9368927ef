import Builder
import Glibc
import Model
import SiteFolder
import Testing

@testable import Publishing

extension Scratch {
  @discardableResult
  func build(_ files: [(String, String)]) throws -> FolderOutput.Counts {
    let folder = try FolderOutput(output) { _ in .bytes([]) }
    for (path, text) in files { try folder.write(built(path, text)) }
    return try folder.finish()
  }
}

private func built(_ path: String, _ text: String) -> BuiltFile {
  BuiltFile(path: path, type: "text/html", content: .bytes(Array(text.utf8)))
}

@Suite struct FolderOutputTests {
  @Test func `what did not change stays untouched`() throws {
    let scratch = Scratch()
    let first = try scratch.build([("index.html", "a"), ("b/c/index.html", "bc"), ("b/d.txt", "")])
    #expect(first == FolderOutput.Counts(written: 3, unchanged: 0, removed: 0, bytes: 3))
    let (kept, changed) = (scratch.inode("out/index.html"), scratch.inode("out/b/c/index.html"))
    let second = try scratch.build([("index.html", "a"), ("b/c/index.html", "xy"), ("b/d.txt", "")])
    #expect(second == FolderOutput.Counts(written: 1, unchanged: 2, removed: 0, bytes: 2))
    #expect(scratch.inode("out/index.html") == kept)
    #expect(scratch.inode("out/b/c/index.html") != changed)
    #expect(scratch.read("out/b/c/index.html") == "xy")
  }

  @Test func `only files of its own are removed`() throws {
    let scratch = Scratch()
    try scratch.build([("index.html", "a"), ("old/deep/index.html", "b"), ("mixed/index.html", "c")])
    scratch.write("out/mixed/note.txt", "mine")
    scratch.write("out/CNAME", "oven.example")
    let counts = try scratch.build([("index.html", "a")])
    #expect(counts.removed == 2)
    #expect(scratch.inode("out/old") == 0)
    #expect(scratch.inode("out/mixed/index.html") == 0)
    #expect(scratch.read("out/mixed/note.txt") == "mine")
    #expect(scratch.read("out/CNAME") == "oven.example")
    #expect(try scratch.build([("index.html", "a")]).removed == 0)
  }

  @Test(arguments: [
    "../x", "/etc/x", "a/../../x", "a//b", "", ".", "a/./b", "a\0b", "a\nb", "a\\b", ".foyer-manifest", "a/.foyer-1",
  ])
  func refuses(_ path: String) throws {
    let scratch = Scratch()
    let folder = try FolderOutput(scratch.output) { _ in .bytes([]) }
    #expect(throws: FolderOutputError.unsafePath(path)) { try folder.write(built(path, "x")) }
    #expect(scratch.inode("x") == 0)
  }

  @Test(arguments: ["../x", "/x", "/etc/x", "a/../../x", "a//b", "a/./b", "link/x", "link/a/x", "link/a/b/x"])
  func `no place below a folder leads out of it, whoever has checked the path`(_ path: String) throws {
    let scratch = Scratch()
    for name in ["out", "outside", "outside/a"] { mkdir("\(scratch.path)/\(name)", 0o755) }
    symlink("\(scratch.path)/outside", "\(scratch.output)/link")
    let files = try FolderFiles(scratch.output)
    #expect(throws: FolderOutputError.self) { try files.replace(files.place(path)) { _ in } }
    #expect(["x", "outside/x", "outside/a/x", "outside/a/b"].allSatisfy { scratch.inode($0) == 0 })
  }

  @Test func `nothing is written or removed through symbolic links`() throws {
    let scratch = Scratch()
    try scratch.build([("index.html", "a"), ("sub/index.html", "b")])
    mkdir("\(scratch.path)/outside", 0o755)
    scratch.write("outside/index.html", "outside")
    scratch.write("target.html", "target")
    unlink("\(scratch.output)/index.html")
    symlink("\(scratch.path)/target.html", "\(scratch.output)/index.html")
    unlink("\(scratch.output)/sub/index.html")
    rmdir("\(scratch.output)/sub")
    symlink("\(scratch.path)/outside", "\(scratch.output)/sub")
    #expect(throws: FolderOutputError.notAFolder("sub")) {
      try scratch.build([("index.html", "new"), ("sub/index.html", "new")])
    }
    #expect(scratch.read("out/index.html") == "new")
    #expect(scratch.read("target.html") == "target")
    try scratch.build([("index.html", "new")])
    #expect(scratch.read("outside/index.html") == "outside")
  }

  @Test(arguments: [("a", "a"), ("a/b", "a/b"), ("a", "a/b"), ("a/b/c", "a/b/c"), ("a/b", "a/b/c")])
  func `a link that takes a folder's place meanwhile leads nowhere`(_ replaced: String, _ folder: String) throws {
    let scratch = Scratch()
    let below = ["", "/b", "/c", "/b/c"]
    for name in ["outside"] + below.dropFirst().map({ "outside\($0)" }) { mkdir("\(scratch.path)/\(name)", 0o755) }
    for name in below { scratch.write("outside\(name)/theirs.html", "theirs") }
    let files = try FolderFiles(scratch.output)
    #expect(try files.create(files.place("\(folder)/index.html"), bytes: [0x61]))
    let early = try files.place("\(folder)/early.html")
    rename("\(scratch.output)/\(replaced)", "\(scratch.path)/moved")
    symlink("\(scratch.path)/outside", "\(scratch.output)/\(replaced)")

    try? files.replace(early) { file throws(FolderOutputError) in try file.write([0x62]) }
    for name in ["late.html", "theirs.html"] {
      guard let place = try? files.place("\(folder)/\(name)") else { continue }
      _ = try? files.create(place, bytes: [0x63])
      #expect(!files.hasContent(place, bytes: Array("theirs".utf8)) && files.size(place) != 6, "\(name)")
      try? files.replace(place) { file throws(FolderOutputError) in try file.write([0x64]) }
    }
    // Nor is anything there taken for what stands here.
    let other = try FolderFiles(scratch.output)
    #expect(!other.exists("\(folder)/theirs.html"))
    #expect(try !other.remove("\(folder)/theirs.html"))
    for name in below {
      #expect(scratch.read("outside\(name)/theirs.html") == "theirs", "\(name)")
      #expect(["early", "late", "index"].allSatisfy { scratch.inode("outside\(name)/\($0).html") == 0 }, "\(name)")
    }
  }

  @Test func `the folder of a target is not followed where a link has taken its place`() throws {
    let scratch = Scratch()
    for name in ["outside", "outside/out"] { mkdir("\(scratch.path)/\(name)", 0o755) }
    symlink("\(scratch.path)/outside", scratch.output)
    symlink("\(scratch.path)/outside", "\(scratch.path)/above")
    for path in [scratch.output, "\(scratch.path)/above/out", "\(scratch.path)/above/new/out"] {
      #expect(throws: TargetError.self) { try FolderPlace(path) }
    }
    #expect(scratch.inode("outside/new") == 0)
  }

  @Test func `a folder that was left empty is made again`() throws {
    let scratch = Scratch()
    let files = try FolderFiles(scratch.output)
    for path in ["a/b/c.html", "a/b/d/e.html", "a/b/c.html"] {
      #expect(try files.create(files.place(path), bytes: [0x61]))
      #expect(try files.remove(path))
      #expect(scratch.inode("out/a") == 0)
    }
  }

  @Test func `more folders than stay open are filled`() throws {
    let scratch = Scratch()
    let paths = (0..<300).flatMap { ["p\($0)/index.html", "p\($0 / 2)/more\($0).html"] }
    for expected in [600, 0] {
      #expect(try scratch.build(paths.map { ($0, $0) }).written == expected)
    }
    #expect(paths.allSatisfy { scratch.read("out/\($0)") == $0 })
  }

  @Test func `a manifest that names foreign files removes nothing outside`() throws {
    let scratch = Scratch()
    try scratch.build([("index.html", "a")])
    scratch.write("keep.txt", "keep")
    scratch.write("out/.foyer-manifest", "foyer-manifest 1\n../keep.txt\n\(scratch.path)/keep.txt\n")
    #expect(try scratch.build([("index.html", "a")]).removed == 0)
    #expect(scratch.read("keep.txt") == "keep")
  }

  @Test func `foreign files are never replaced`() throws {
    let scratch = Scratch()
    mkdir(scratch.output, 0o755)
    scratch.write("out/index.html", "mine")
    #expect(throws: FolderOutputError.notOurs("index.html")) { try scratch.build([("index.html", "a")]) }
    #expect(scratch.read("out/index.html") == "mine")
    #expect(try scratch.build([("index.html", "mine")]).unchanged == 1)
    // Now it is known, and may change.
    #expect(try scratch.build([("index.html", "a")]).written == 1)
    symlink("/etc/hostname", "\(scratch.output)/b.html")
    #expect(throws: FolderOutputError.notOurs("b.html")) { try scratch.build([("index.html", "a"), ("b.html", "b")]) }
    #expect("\(FolderOutputError.notOurs("a\u{1B}[2J"))".contains("a\\u{1B}[2J"))
  }

  @Test func `a build that was cut off can be repeated`() throws {
    let scratch = Scratch()
    let folder = try FolderOutput(scratch.output) { _ in .bytes([]) }
    try folder.claim(["index.html", "b.html", "c.html"])
    for path in ["index.html", "b.html"] { try folder.write(built(path, "half")) }
    let counts = try scratch.build([("index.html", "whole")])
    #expect(counts.written == 1 && counts.removed == 1)
  }

  @Test func `foreign files are found before anything is written`() throws {
    let scratch = Scratch()
    let build = scratch.makeSite()
    mkdir(scratch.output, 0o755)
    scratch.write("out/robots.txt", "mine")
    #expect(throws: FolderOutputError.notOurs("robots.txt")) { try build.run() }
    #expect(scratch.read("out/robots.txt") == "mine" && scratch.read("out/index.html") == nil)
    #expect(scratch.read("out/.foyer-manifest") == nil)
    unlink("\(scratch.output)/robots.txt")
    #expect(try build.run().counts.written >= 4)
    // Without its manifest a folder that holds just this site is still this site's.
    unlink("\(scratch.output)/.foyer-manifest")
    #expect(try build.run().counts.written == 0)
  }

  @Test(arguments: [
    "site", "site/", "site/../site", "", "site/pages", "site/assets/new/deep", "gone/../site/pages", "themes",
    "themes/plain/new", "link",
  ])
  func `output and source are kept apart`(output: String) {
    let scratch = Scratch()
    var build = scratch.makeSite()
    symlink("\(scratch.path)/site", "\(scratch.path)/link")
    build.output = "\(scratch.path)/\(output)"
    let error = #expect(throws: FolderOutputError.self) { try build.run() }
    guard case .mixedWithSource? = error else {
      Issue.record("\(error as Any)")
      return
    }
  }

  @Test(arguments: ["site-2", "site/_site", "new/folder"])
  func `other places are fine`(output: String) throws {
    let scratch = Scratch()
    var build = scratch.makeSite()
    build.output = "\(scratch.path)/\(output)"
    #expect(try build.run().counts.written >= 4)
  }

  @Test func `assets are copied once`() throws {
    let scratch = Scratch()
    scratch.write("source.bin", "content")
    let asset = AssetFile(hash: "ab", size: 7, type: "application/octet-stream")
    for expected in [1, 0] {
      let source = "\(scratch.path)/source.bin"
      let folder = try FolderOutput(scratch.output) { _ in .file(source) }
      try folder.write(BuiltFile(path: "a/source.ab.bin", type: asset.type, content: .asset(asset)))
      #expect(try folder.finish().written == expected)
    }
    #expect(scratch.read("out/a/source.ab.bin") == "content")
  }

  @Test func `a file where a folder is needed is named`() throws {
    let scratch = Scratch()
    scratch.write("out", "")
    #expect(throws: FolderOutputError.self) { try scratch.build([]) }
  }

  @Test func `several threads may write at a time`() throws {
    let scratch = Scratch()
    var settings = SiteSettings(name: "S", locales: ["en"], url: "https://s.example", theme: "t")
    settings.collections["n"] = CollectionSettings(title: "N", path: "deep/down")
    let pages = (0..<500).map { index in
      PageContent(
        page: Page(id: PageID(stored: "p\(index)"), collection: "n", slug: "p\(index)", title: "P"), slots: [:])
    }
    let snapshot = SiteSnapshot(
      settings: settings, theme: Theme(name: "t", title: "T"), pages: pages, templates: [:], shared: [:], assets: [:])
    for expected in [504, 0] {
      let folder = try FolderOutput(scratch.output) { _ in .bytes([]) }
      _ = try SiteBuilder(snapshot, options: BuildOptions(year: 2026)).build(workers: 4) { try folder.write($0) }
      #expect(try folder.finish().written == expected)
    }
  }
}

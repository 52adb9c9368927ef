import Glibc
import Model
import SiteFolder

/// The site behind `foyer theme preview`: the sample pages that come with Foyer, one page for each section and template of the theme, and a
/// first page with all sections one below the other.
struct ThemeSamples {
  /// Absolute.
  let theme: String
  let samples: String

  func write(to folder: String) throws {
    let name = theme.split(separator: "/").last.map(String.init) ?? ""
    for file in try FolderCopy.files(below: samples) {
      try FolderCopy.copy("\(samples)/\(file)", to: "\(folder)/\(file)") { text in
        file == "site.yaml" ? text.replacing("theme: sample", with: "theme: \(name)") : text
      }
    }
    let files = try FolderCopy.files(below: theme)
    func trees(_ part: String) -> [(name: String, path: String)] {
      files.filter { $0.hasPrefix("\(part)/") && $0.hasSuffix(".html") && $0.split(separator: "/").count == 2 }
        .map { (String($0.dropFirst(part.count + 1).dropLast(5)), "\(theme)/\($0)") }
    }
    let sections = trees("sections")
    // What begins a page comes first, so that there is one first heading and nothing above it.
    let bodies = try sections.map { ($0.name, try FolderCopy.read($0.path)) }
      .sorted { left, right in
        let (first, second) = (Self.hasHeading(left.1), Self.hasHeading(right.1))
        return first == second ? left.0 < right.0 : first
      }
    var everything = Self.head("All sections")
    var hasHeading = false
    for (_, body) in bodies where !(hasHeading && Self.hasHeading(body)) {
      everything += body
      hasHeading = hasHeading || Self.hasHeading(body)
    }
    try FolderCopy.write(everything, to: "\(folder)/pages/index.html")
    for (name, body) in bodies {
      try FolderCopy.write(
        Self.head(name, "noindex: true") + body, to: "\(folder)/pages/sections/\(Self.slug(name)).html")
    }
    try FolderCopy.write(
      Array("---\ntitle: Sections\n---\n".utf8)
        + Self.links(sections.map { ("sections/\(Self.slug($0.name))", $0.name) }),
      to: "\(folder)/pages/sections/index.html")
    let templates = trees("templates").map(\.name)
    let text = try FolderCopy.read("\(samples)/long-text.txt")
    for (name, path) in trees("templates") {
      // Where the template has no first heading, the page brings it.
      let heading = Self.hasHeading(try FolderCopy.read(path)) ? "" : "# A heading of the page's own\n\n"
      try FolderCopy.write(
        Array(
          "---\ntitle: The template \(name)\ndescription: How a page with the template \(name) looks.\ntemplate: \(name)\ndate: 2026-05-03\ntags: [one, two]\nimage: assets/landscape.svg\n---\n\(heading)"
            .utf8) + text, to: "\(folder)/pages/templates/\(Self.slug(name)).md")
    }
    try FolderCopy.write(
      Array("---\ntitle: Templates\n---\n".utf8) + Self.links(templates.map { ("templates/\(Self.slug($0))", $0) }),
      to: "\(folder)/pages/templates/index.html")
    try writeCollections(templates, to: folder)
  }

  /// A list of every kind that the templates show.
  private func writeCollections(_ templates: [String], to folder: String) throws {
    var names: Set<String> = []
    for file in try FolderCopy.files(below: theme) where file.hasSuffix(".html") {
      names.formUnion(ThemeCheck.collections(in: try FolderCopy.read("\(theme)/\(file)")))
    }
    let template = templates.contains("entry") ? "entry" : "page"
    for name in names.sorted() {
      try FolderCopy.write(
        Array("title: \(name)\npath: \(name)\ntemplate: \(template)\norder: -date\nfeed: true\n".utf8),
        to: "\(folder)/collections/\(name).yaml")
      for number in 1...4 {
        try FolderCopy.write(
          Array(
            "---\ntitle: Entry number \(number) has a title of some length\ndescription: Two lines that say what it is about, so that cards have something to show.\nimage: assets/landscape.svg\ntags: [one]\n---\nA first paragraph with a [link](/) in it.\n"
              .utf8), to: "\(folder)/collections/\(name)/2026-0\(number)-11-entry-\(number).md")
      }
    }
  }

  private static func head(_ title: String, _ more: String = "") -> [UInt8] {
    Array("---\ntitle: \(title)\n\(more.isEmpty ? "" : more + "\n")---\n".utf8)
  }

  private static func links(_ pages: [(path: String, label: String)]) -> [UInt8] {
    let items = pages.map { "<li><a href=\"/\($0.path)/\">\($0.label)</a></li>" }.joined(separator: "\n")
    return Array("<div>\n<h1 data-field=\"page.title\">Title</h1>\n<ul>\n\(items)\n</ul>\n</div>\n".utf8)
  }

  private static func hasHeading(_ html: [UInt8]) -> Bool { html.firstRange(of: Array("<h1".utf8)) != nil }

  /// A page called `index` would be the folder's own.
  private static func slug(_ name: String) -> String {
    name == "index" ? "index-template" : name.lowercased().replacing("_", with: "-")
  }
}

import Model
import Testing

@testable import SiteFolder

/// Whole sites: the demo sites, where pages stand, folders of other generators.
@Suite struct SiteTests {
  private func demo(_ name: String) throws -> ReadSite {
    try SiteFolder.read("\(packageFolder)/content/\(name)", themes: ["\(packageFolder)/themes"])
  }

  private func paths(_ site: ReadSite) -> [String] {
    let paths = SitePaths(pages: site.snapshot.pages.map(\.page), collections: site.snapshot.settings.collections)
    return site.snapshot.pages.map { paths.path(of: $0.page.id)! }
  }

  private func all(_ site: ReadSite, _ path: String) -> [ElementNode] {
    var nodes: [ElementNode] = []
    for (page, own) in zip(site.snapshot.pages, paths(site)) where own == path {
      for node in page.slots["main"] ?? [] { node.forEach { nodes.append($0) } }
    }
    return nodes
  }

  @Test func sonnenkorn() throws {
    let site = try demo("sonnenkorn")
    #expect(site.snapshot.settings.locales == ["de", "en"])
    #expect(site.snapshot.theme.templateTitles["entry"] == ["de": "Beitrag", "en": "Article"])
    #expect(
      Set(paths(site)).isSuperset(of: ["/", "/brot-und-preise/", "/404.html", "/neuigkeiten/neuer-ofen/", "/kontakt/"]))
    let entries = site.snapshot.pages.filter { $0.page.collection == "news" }
    #expect(entries.count == 4)
    #expect(entries.first { $0.page.slug == "neuer-ofen" }?.page.meta.date == CalendarDate("2026-05-03"))
    #expect(entries.allSatisfy { $0.page.template == "entry" })
    let home = all(site, "/")
    let headline = try #require(home.first { $0.body.tag == "h1" })
    #expect(headline.body.capabilities == .text && headline.body.limits.maximumLength == 80)
    let list = try #require(home.first { $0.body.kind == .list })
    #expect(list.body.limits.minimumItems == 2 && list.body.limits.maximumItems == 4 && list.children.count == 3)
    #expect(home.contains { $0.body.content == .shared("opening-hours") && $0.body.tag.isEmpty })
    #expect(home.contains { $0.body.kind == .richText })
    #expect(site.snapshot.shared["opening-hours"]?.first?.children.first?.children.count == 4)
    let header = try #require(site.snapshot.templates["page"]?.first { $0.body.tag == "header" })
    #expect(header.body.capabilities == .seal)
    let menu = try #require(site.snapshot.settings.navigation["main"])
    #expect(menu.count == 7 && menu.allSatisfy { $0.target.isPage } && menu[0].label == "Start")
    #expect(site.snapshot.theme.tokens["color-accent"]?.dark != nil && site.snapshot.theme.css.contains("{"))
    let hero = try #require(site.snapshot.assets["assets/hero.jpg"])
    #expect(hero.type == "image/jpeg" && (hero.width ?? 0) > 500)
    #expect(site.snapshot.theme.assets["theme/mark.svg"]?.type == "image/svg+xml")
    #expect(site.assetSources[hero.hash] != nil)
    let markdown = try #require(all(site, "/neuigkeiten/springerle/").first)
    #expect(markdown.body.kind == .markdown && markdown.body.capabilities == .text)
  }

  @Test func harbourPhysio() throws {
    let site = try demo("harbour-physio")
    let own = paths(site)
    #expect(
      Set(own).isSuperset(of: ["/", "/treatments/", "/treatments/first-visit/", "/404.html", "/news/winter-hours/"]))
    let child = try #require(site.snapshot.pages.first { $0.page.slug == "first-visit" })
    let parent = try #require(site.snapshot.pages.first { $0.page.id == child.page.parent })
    #expect(parent.page.slug == "treatments")
    #expect(site.snapshot.settings.navigation["main"]?[1].children.count == 1)
    #expect(site.snapshot.settings.redirects["/team/"] == "/about/")
    let form = try #require(all(site, "/contact/").first { $0.body.kind == .form })
    var fields: [String] = []
    form.forEach { if $0.body.kind == .formField { fields.append($0.body.tag) } }
    #expect(fields == ["input", "input", "input", "select", "textarea"])
    #expect(site.warnings.isEmpty, "\(site.warnings)")
  }

  @Test func readsTheSameOnOneThread() throws {
    let folder = TemporaryFolder.site()
    for index in 0..<100 {
      folder.write("pages/s\(index % 7)/p\(index).md", "---\ntitle: P\(index)\n---\n[x](/gone\(index)/)\n")
    }
    let one = try folder.read(workers: 1)
    let four = try folder.read(workers: 4)
    #expect(paths(one) == paths(four) && one.warnings == four.warnings && one.warnings.count == 100)
  }

  @Test func wherePagesStand() throws {
    let site = try TemporaryFolder.site([
      "pages/a/b/c.md": "# Third\n\nWords", "pages/a.md": "---\ntitle: A\norder: 2\n---\n",
      "pages/z.md": "---\ntitle: Z\norder: 1\n---\n",
      "pages/x/y.md": "---\ntitle: Y\nslug: why\n---\n", "pages/Über Uns.md": "Hello\n\nTitle\n=====\n",
    ]).read()
    #expect(paths(site) == ["/", "/z/", "/a/", "/a/b/c/", "/x/why/", "/ueber-uns/"])
    let third = try #require(site.snapshot.pages.first { $0.page.slug == "b/c" })
    #expect(third.page.title == "Third" && third.slots["main"]?.first?.body.content == .markdown("\nWords"))
    #expect(site.snapshot.pages.last?.page.title == "Title")
    #expect(site.snapshot.pages.last?.slots["main"]?.first?.body.content == .markdown("Hello\n\nTitle\n=====\n"))
  }

  @Test func frontMatterIsKept() throws {
    let yaml =
      "title: A\ntags: [x, y, x]\nauthors: Ann\nnoindex: true\nmood: sunny\nlinks: [a, b]\ndeep: { a: [1, \"2\"] }\nimage: assets/a.png"
    let site = try TemporaryFolder.site(["pages/a.md": "---\n\(yaml)\n---\n", "assets/a.png": "A"]).read()
    let meta = try #require(site.snapshot.pages.last).page.meta
    #expect(meta.tags == ["x", "y"] && meta.authors == ["Ann"] && meta.noindex && meta.image == "assets/a.png")
    #expect(meta.extra == ["mood": "sunny", "links": "a, b", "deep": "{\"a\":[\"1\",\"2\"]}"])
  }

  // MARK: Other generators

  @Test(.enabled(if: Corpus.folder != nil)) func corpus() throws {
    let site = try SiteFolder.read(Corpus.folder!, themes: ["\(packageFolder)/themes"], options: .init(label: ""))
    let fromFiles = site.snapshot.pages.filter { $0.slots["main"]?.first?.body.kind == .markdown }
    #expect(fromFiles.count == 568)
    #expect(site.snapshot.pages.filter { $0.page.collection == "posts" }.count > 400)
    #expect(Set(paths(site)).count == site.snapshot.pages.count)
    #expect(
      Set(paths(site)).isSuperset(of: ["/", "/about/", "/404.html", "/our-work/eregulations/", "/posts/29-minutes/"]))
    let tag = try #require(zip(site.snapshot.pages, paths(site)).first { $0.1 == "/tags/open-data/" }?.0)
    guard case .collection(let query)? = tag.slots["main"]?.first?.body.content else {
      Issue.record("a tag's page has no list")
      return
    }
    #expect(query.tag == tag.page.title)
    #expect(
      site.warnings.contains {
        $0.file == "posts/2014-03-19-hello-world-we-are-18f.md" && $0.line == 33
          && $0.message.contains("{{ \"/\" | url }}")
      })
    #expect(site.warnings.contains { $0.message.contains("{% image") })
    let unplaced = site.warnings.filter { $0.line == nil }.map(\.file)
    #expect(unplaced.allSatisfy { !$0.hasSuffix(".md") || $0.contains("award") || $0.contains("tags/") }, "\(unplaced)")
  }

  @Test func jekyll() throws {
    let folder = TemporaryFolder()
    folder.write("_config.yml", "title: My Blog\nurl: https://blog.example/\nlang: de\n")
    folder.write(
      "_posts/2026-05-03-hello.md",
      "---\ntitle: \"Hello <em>you</em>\"\ncategories: news, wood\nauthor: Ann\nredirect_from: /old/\n---\n{% include x.html %}\n![a](/images/a.png) [b](../about.md)\n"
    )
    folder.write("_posts/2026-05-04-bad.md", "---\ntitle: [\n---\nStill here\n")
    folder.write("_drafts/later.md", "Later")
    folder.write("about.md", "---\npermalink: /who/\n---\n# About us\n")
    folder.write("images/a.png", "A")
    folder.write("index.html", "<p>")
    let site = try folder.read(themes: ["\(packageFolder)/themes"])
    #expect(
      site.snapshot.settings.name == "My Blog" && site.snapshot.settings.url == "https://blog.example"
        && site.snapshot.settings.locales == ["de"])
    #expect(
      Set(paths(site)) == ["/", "/who/", "/posts/hello/", "/posts/bad/", "/posts/later/", "/tags/news/", "/tags/wood/"])
    let post = try #require(site.snapshot.pages.first { $0.page.slug == "posts/hello" })
    #expect(
      post.page.title == "Hello you" && post.page.meta.tags == ["news", "wood"] && post.page.meta.authors == ["Ann"])
    #expect(
      post.slots["main"]?.first?.body.content
        == .markdown("{% include x.html %}\n![a](/assets/images/a.png) [b](../about.md)\n"))
    #expect(site.snapshot.settings.redirects == ["/old/": "/posts/hello/"])
    #expect(site.snapshot.pages.first { $0.page.slug == "posts/later" }?.page.meta.draft == true)
    let lines = site.warnings.map(\.description)
    #expect(
      lines.contains { $0.hasPrefix("_posts/2026-05-03-hello.md:7: warning: the template tag “{% include x.html %}”") })
    #expect(lines.contains { $0.hasPrefix("_posts/2026-05-04-bad.md:3: warning: the front matter is not used") })
    #expect(lines.contains { $0.hasPrefix("index.html: warning: this is left out") })
  }

  @Test func hugo() throws {
    let folder = TemporaryFolder()
    folder.write("hugo.toml", "title = 'Garden'\nlanguageCode = \"en-GB\"\n[params]\ntitle = 'No'\n")
    folder.write("content/_index.md", "---\ntitle: Start\n---\nWelcome\n")
    folder.write(
      "content/posts/first/index.md",
      "---\ntitle: First\ndate: 2026-01-02T10:00:00Z\ndraft: false\naliases: [/one/]\n---\n![b](bulb.jpg) {{< figure src=\"x\" >}}\n"
    )
    folder.write("content/posts/first/bulb.jpg", "B")
    folder.write("content/posts/_index.md", "---\ntitle: All posts\n---\n")
    folder.write("content/about.md", "---\ntitle: About\n---\n[one](posts/first/index.md)")
    folder.write("archetypes/default.md", "---\ntitle: {{ .Name }}\n---\n")
    folder.write("static/logo.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"8\" height=\"4\"/>")
    let site = try folder.read(themes: ["\(packageFolder)/themes"])
    #expect(Set(paths(site)) == ["/", "/about/", "/posts/", "/posts/first/"])
    #expect(site.snapshot.settings.name == "Garden" && site.snapshot.pages[0].page.template == "index")
    let post = try #require(site.snapshot.pages.first { $0.page.collection == "posts" })
    #expect(
      post.slots["main"]?.first?.body.content
        == .markdown("![b](/assets/posts/first/bulb.jpg) {{< figure src=\"x\" >}}\n"))
    #expect(site.snapshot.assets["assets/logo.svg"]?.width == 8)
    #expect(site.warnings.contains { $0.message.contains("{{< figure") && $0.line == 7 })
  }
}

import Model

/// A theme that was read from its folder.
package struct ReadTheme: Sendable {
  /// With its trees, made for the site that it was read for.
  package var theme: Theme
  /// Where the content of every file is, by its hash.
  package var assetSources: [String: AssetSource]
  package var warnings: [Diagnostic]
}

extension SiteFolder {
  /// Reads a theme's folder for a site that is there already: links lead to its pages, lists show its collections.
  /// - Throws: everything that is wrong with the theme, at once.
  package static func readTheme(_ folder: String, for site: SiteSnapshot) throws(SiteFolderError) -> ReadTheme {
    let found = try themeFolder(folder)
    var names = SiteNames(
      paths: SitePaths(pages: site.pages.map(\.page), collections: site.settings.collections))
    names.assets = Set(site.assets.keys)
    names.collections = site.settings.collections
    names.menus = Set(site.settings.navigation.keys)
    names.shared = Set(site.shared.keys)
    names.redirects = Set(site.settings.redirects.keys)
    let used = site.pages.map(\.page.template) + site.settings.collections.values.map(\.template)
    let assembly = SiteAssembly(of: found, names: names, templates: Set(used))
    let diagnostics = assembly.diagnostics
    guard !diagnostics.contains(where: { $0.severity == .error }), let theme = assembly.theme else {
      throw SiteFolderError(diagnostics: diagnostics)
    }
    return ReadTheme(theme: theme, assetSources: assembly.assetSources, warnings: diagnostics)
  }

  static func themeFolder(_ folder: String) throws(SiteFolderError) -> ThemeFolder {
    let trimmed = folder.count > 1 && folder.hasSuffix("/") ? String(folder.dropLast()) : folder
    if let found = ThemeFolder(at: trimmed) { return found }
    throw SiteFolderError(diagnostics: [
      Diagnostic(
        .error, file: trimmed, line: nil, message: "this is no theme: the folder has no theme.yaml that can be read",
        advice:
          "give the folder that holds theme.yaml, with a name of letters, digits, - and _; foyer theme new makes one")
    ])
  }
}

extension SiteAssembly {
  /// A theme alone.
  /// - Parameters:
  ///   - names: what its trees may refer to beside its own files and words
  ///   - templates: those that pages use
  init(of folder: ThemeFolder, names: SiteNames, templates: Set<String>) {
    self.init(SiteInput(root: folder.root, label: folder.label, listing: FolderListing(), themes: [], workers: 2))
    self.names = names
    knownTemplates = templates
    take(folder)
    readAssets()
    readTrees()
  }
}

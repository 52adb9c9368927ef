extension SiteAssembly {
  mutating func readForeign() {}
}
extension PageHead {
  mutating func readForeign(_ fields: inout YAMLFields, report: Report) {}
}

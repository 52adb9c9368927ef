/// Why the service should not get requests.
package struct ServiceTrouble: Sendable, Hashable {
  /// One word, for whoever watches the service: `full`, `stuck`, `broken`.
  package let word: String
  /// What is the matter and what to do; told on this machine only.
  package let detail: String

  package init(word: String, detail: String) {
    self.word = word
    self.detail = detail
  }
}

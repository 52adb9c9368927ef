import Model

/// What makes an installation look like its agency's own: name and colour, in this one place.
package struct Branding: Sendable, Hashable {
  package let name: String
  /// CSS colours of buttons and links in the light and in the dark scheme; nil keeps Foyer's own.
  package let accent: Token?

  /// - Parameter accent: left out where it is no safe CSS value
  package init(name: String, accent: Token? = nil) {
    self.name = name
    let colours = [accent?.light, accent?.dark].compactMap { $0 }
    self.accent = colours.allSatisfy(Token.isSafe) ? accent : nil
  }

  package static let foyer = Branding(name: "Foyer")

  /// The style sheet that puts the agency's colour over Foyer's; nil when there is nothing to put.
  var styleSheet: String? {
    guard let accent else { return nil }
    let dark = accent.dark.map { "@media(prefers-color-scheme:dark){:root{--accent:\($0)}}" } ?? ""
    return ":root{--accent:\(accent.light)}\(dark)"
  }
}

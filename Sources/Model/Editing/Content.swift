/// What an element holds, by its kind.
package enum Content: Hashable, Sendable {
  case none
  case inline(InlineText)
  case rich(RichText)
  case markdown(String)
  case image(ImageContent)
  /// `target` nil is a button or an anchor that leads nowhere; the label is empty when the link has elements inside.
  case link(target: LinkTarget?, label: InlineText)
  indirect case list(itemTemplate: ElementSeed?)
  /// The name of a menu of the site.
  case navigation(String)
  case collection(CollectionQuery)
  case field(FieldContent)
  /// The name of the form.
  case form(String)
  case embed(provider: String, source: String)
  case html(String)
  case shop(String)
  case slot(String)
  case shared(String)
  case generated(GeneratedPart)
}

package struct ImageContent: Hashable, Sendable {
  package enum Source: Hashable, Sendable {
    /// A file by its path: `assets/…` of the site or `theme/…` of the theme.
    case asset(String)
    case value(String)
  }

  /// Alternative text is a decision: words, deliberately none, or not yet made.
  package enum Alternative: Hashable, Sendable {
    case text(String)
    case decorative
    case missing
  }

  package var source: Source
  package var alternative: Alternative
  /// The point that stays visible when the picture is cropped, in thousandths of width and height.
  package var focalPoint: FocalPoint?

  package struct FocalPoint: Hashable, Sendable {
    package let x: Int
    package let y: Int
    package init(x: Int, y: Int) {
      self.x = x
      self.y = y
    }
  }

  package init(source: Source, alternative: Alternative, focalPoint: FocalPoint? = nil) {
    self.source = source
    self.alternative = alternative
    self.focalPoint = focalPoint
  }
}

/// What the builder fills an element with, because it follows from where the page stands.
package enum GeneratedPart: String, Sendable, CaseIterable {
  /// The way from the home page to this one.
  case breadcrumbs
  /// The pages of a long list of entries.
  case pagination
  /// The same page in the site's other languages.
  case languages
  /// A field to search the site with.
  case search
}

/// Shows a value: company data, a page's property, a collection entry's, a string of the theme.
package struct FieldContent: Hashable, Sendable {
  package enum Format: String, Sendable { case long, short }

  package var path: String
  package var format: Format

  package init(path: String, format: Format = .long) {
    self.path = path
    self.format = format
  }
}

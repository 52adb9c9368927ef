/// What an element is; decides what content it holds and which editor serves it.
package enum ElementKind: String, Sendable, CaseIterable {
  case box, text, richText, markdown, image, link, list, navigation, collectionList, field, form, formField, embed,
    code,
    shop, slot, shared, generated

  /// Kinds that may have elements below them.
  package var mayHaveChildren: Bool {
    switch self {
    case .box, .link, .list, .collectionList, .form, .formField, .field, .slot: true
    case .text, .richText, .markdown, .image, .navigation, .embed, .code, .shop, .shared, .generated: false
    }
  }

  /// Capabilities that mean something on this kind; granting another one is refused.
  package var capabilities: Capabilities {
    let everywhere: Capabilities = [.visible, .order, .variant, .structure, .seal]
    return switch self {
    case .text, .richText, .markdown: everywhere.union(.text)
    case .image: everywhere.union([.media, .link])
    case .link: everywhere.union([.text, .link])
    case .list: everywhere.union(.items)
    case .embed, .shop: everywhere.union([.media, .link])
    case .formField: everywhere.union(.text)
    case .box, .navigation, .collectionList, .field, .form, .code, .slot, .shared, .generated: everywhere
    }
  }
}

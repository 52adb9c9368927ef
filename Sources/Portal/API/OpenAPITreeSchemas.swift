import Model

/// The shapes of a page's tree in the API document.
enum OpenAPITreeSchemas {
  private typealias Schemas = OpenAPISchemas

  static let all: [String: JSONValue] = [
    "PageTree": Schemas.object(
      [
        "page": id, "title": text, "path": text, "slug": text, "templateName": text, "revision": integer,
        "version": Schemas.described(integer, "To be named by the edit that changes the page"),
        "rights": Schemas.described(Schemas.array(capability), "What this account may do to the page itself now"),
        "lock": Schemas.described(text, "The rule that leaves no right"),
        "meta": Schemas.described(
          Schemas.object(["description": text, "image": text], required: ["description"]),
          "Only for those who may change it"),
        "capabilities": Schemas.described(
          Schemas.array(capability), "For designers, as draft and noindex: what customers may do to the page itself"),
        "draft": Schemas.boolean, "noindex": Schemas.boolean,
        "publish": Schemas.described(Schemas.text, "For designers: the first day on the live site"),
        "expires": Schemas.described(Schemas.text, "For designers: the day from which the page is gone"),
        "role": Schemas.choice(Role.allCases.map(\.rawValue)), "mayDesign": Schemas.boolean,
        "elements": Schemas.described(Schemas.array(element), "What fills the slots of the template"),
        "template": Schemas.described(Schemas.array(partElement), "What stands around it"),
        "shared": Schemas.described(Schemas.array(partElement), "The trees of other pages too that stand on this one"),
      ],
      required: [
        "page", "title", "path", "slug", "templateName", "revision", "version", "rights", "role", "mayDesign",
        "elements", "template", "shared",
      ]),
    "Element": Schemas.object(members, required: required),
    "PartElement": Schemas.object(
      members.merging([
        "owner": Schemas.object(["template": text, "shared": text]),
        "appearsOn": Schemas.described(integer, "How many pages show it"),
      ]) { $1 }, required: required + ["owner", "appearsOn"]),
  ]

  private static let members: [String: JSONValue] = [
    "id": id, "kind": Schemas.choice(ElementKind.allCases.map(\.rawValue)), "tag": text, "name": text,
    "label": Schemas.described(
      text, "The name, or for those who may change the element the beginning of its words; may be empty"),
    "version": Schemas.described(integer, "To be named by the edit that changes the element"),
    "rights": Schemas.described(Schemas.array(capability), "What this account may do to the element now"),
    "lock": Schemas.described(text, "The rule that leaves no right"), "parent": id, "slot": text,
    "hidden": Schemas.boolean,
    "content": Schemas.described(
      ["type": "object"], "Its members depend on the kind; left out, as all that follows from it, without any right"),
    "limits": ["type": "object"],
    "marks": Schemas.described(
      Schemas.array(Schemas.choice(Mark.allCases.map(\.rawValue))), "What the words may carry, or carry already"),
    "blocks": Schemas.array(Schemas.choice(BlockType.allCases.map(\.rawValue))),
    "linkKinds": Schemas.array(Schemas.choice(LinkKind.allCases.map(\.rawValue))),
    "variant": Schemas.described(
      ["type": .strings(["string", "null"])], "The style that is chosen, where there are several"),
    "leadsTo": Schemas.described(
      Schemas.object(["company": text, "page": id, "entry": Schemas.boolean]),
      "Of a value that is only shown here: where it is changed"),
    "capabilities": Schemas.described(Schemas.array(capability), "For designers, as classes and attributes"),
    "classes": Schemas.array(text), "attributes": ["type": "object", "additionalProperties": text],
  ]
  private static let required = ["id", "kind", "tag", "name", "label", "version", "hidden", "rights"]

  private static let text = Schemas.text
  private static let integer = Schemas.integer
  private static let id = OpenAPIPaths.reference("ID")
  private static let element = OpenAPIPaths.reference("Element")
  private static let partElement = OpenAPIPaths.reference("PartElement")
  private static let capability = Schemas.choice(Capabilities.named.map(\.name))
}

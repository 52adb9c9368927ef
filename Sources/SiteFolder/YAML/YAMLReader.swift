import Yams

/// Reads a YAML map, through a quick reader for simple front matter or through Yams.
enum YAMLReader {
  static let sizeLimit = 1 << 20
  /// Deeper nesting has no meaning in any of our files, and libyaml's readers recurse.
  static let depthLimit = 50
  /// Aliases let a small file stand for an endless one.
  static let nodeLimit = 100_000

  /// The entries of the map that `yaml` holds; none for a text of nothing but comments.
  /// - Parameter firstLine: the line of the file on which `yaml` starts
  static func map(_ yaml: ArraySlice<UInt8>, firstLine: Int) throws(YAMLProblem) -> [YAMLEntry] {
    if let entries = SimpleFrontMatter.read(yaml, firstLine: firstLine) { return entries }
    return try mapWithYams(yaml, firstLine: firstLine)
  }

  static func mapWithYams(_ yaml: ArraySlice<UInt8>, firstLine: Int) throws(YAMLProblem) -> [YAMLEntry] {
    guard yaml.count <= sizeLimit else {
      throw YAMLProblem(line: firstLine, message: "the YAML is larger than \(sizeLimit >> 20) MB", advice: "shorten it")
    }
    guard let text = String(validating: yaml, as: UTF8.self) else {
      throw YAMLProblem(
        line: SourceText.line(ofInvalid: yaml, firstLine: firstLine), message: "the text is not UTF-8",
        advice: "save the file as UTF-8")
    }
    try checkDepth(yaml, firstLine: firstLine)
    let root: Node?
    do { root = try compose(yaml: text, .basic) } catch { throw problem(error, firstLine: firstLine) }
    guard let root else { return [] }
    var converter = Converter(firstLine: firstLine)
    let node = try converter.convert(root, depth: 0)
    if node.isNull { return [] }
    guard let entries = node.map else {
      throw YAMLProblem(line: node.line, message: "this is not a list of “key: value” lines")
    }
    return entries
  }

  /// Counts brackets and indentation without understanding them: more than enough for what people write.
  private static func checkDepth(_ yaml: ArraySlice<UInt8>, firstLine: Int) throws(YAMLProblem) {
    var line = firstLine
    var open = 0
    var dashes = 0
    var isStart = true
    for byte in yaml {
      switch byte {
      case 0x0A:
        line += 1
        dashes = 0
        isStart = true
      case UInt8(ascii: "["), UInt8(ascii: "{"): open += 1
      case UInt8(ascii: "]"), UInt8(ascii: "}"): open = max(0, open - 1)
      case UInt8(ascii: "-"), UInt8(ascii: "?"), UInt8(ascii: ":"): if isStart { dashes += 1 }
      case UInt8(ascii: " "): if isStart { dashes += 1 }
      default: isStart = false
      }
      guard open <= depthLimit * 4, dashes <= depthLimit * 8 else {
        throw YAMLProblem(line: line, message: "the YAML is nested too deeply", advice: "simplify it")
      }
    }
  }

  private static func problem(_ error: any Error, firstLine: Int) -> YAMLProblem {
    switch error as? YamlError {
    case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
      .composer(_, let problem, let mark, _):
      return YAMLProblem(line: mark.line + firstLine - 1, message: "the YAML cannot be read: \(problem)")
    case .reader(let problem, let offset, _, let yaml):
      let line = yaml.utf8.prefix(offset ?? 0).count { $0 == 0x0A }
      return YAMLProblem(line: firstLine + line, message: "the YAML cannot be read: \(problem)")
    case .duplicatedKeysInMapping(let duplicates, let context):
      return YAMLProblem(
        line: max(1, context.mark.line) + firstLine - 1,
        message: "the key “\(duplicates.joined(separator: "”, “"))” stands twice", advice: "remove one of them")
    default: return YAMLProblem(line: firstLine, message: "the YAML cannot be read: \(error)")
    }
  }

  private struct Converter {
    let firstLine: Int
    var count = 0

    mutating func convert(_ node: Node, depth: Int) throws(YAMLProblem) -> YAMLNode {
      let line = (node.mark?.line ?? 1) + firstLine - 1
      count += 1
      guard count <= nodeLimit, depth <= depthLimit else {
        throw YAMLProblem(line: line, message: "the YAML is nested too deeply or too large", advice: "simplify it")
      }
      switch node {
      case .scalar(let scalar):
        return YAMLNode(
          value: .scalar(scalar.string, isPlain: scalar.style == .plain || scalar.style == .any), line: line)
      case .sequence(let sequence):
        var nodes: [YAMLNode] = []
        for item in sequence { nodes.append(try convert(item, depth: depth + 1)) }
        return YAMLNode(value: .list(nodes), line: line)
      case .mapping(let mapping):
        var entries: [YAMLEntry] = []
        for (key, value) in mapping {
          let name = try convert(key, depth: depth + 1)
          guard case .scalar(let text, _) = name.value else {
            throw YAMLProblem(line: name.line, message: "a key must be a word")
          }
          entries.append(YAMLEntry(text, keyLine: name.line, try convert(value, depth: depth + 1)))
        }
        return YAMLNode(value: .map(entries), line: line)
      case .alias: throw YAMLProblem(line: line, message: "an alias has no anchor", advice: "write the value out")
      }
    }
  }
}

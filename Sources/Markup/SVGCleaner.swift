import CLibXML2
import Glibc

/// Reads an SVG, keeps what an allow-list names, and writes it anew: no script, no events, no addresses elsewhere.
///
/// XML with a document type is refused, so entities cannot be declared. libxml2 is told not to use the network.
package enum SVGCleaner {
  package struct Result: Sendable, Equatable {
    /// The cleaned SVG, UTF-8, without an XML declaration; fit for a file and for HTML.
    package var svg: [UInt8]
    /// As written (`24`, `1.5em`); nil when missing or a percentage.
    package var width: String?
    /// As `width`.
    package var height: String?
    /// minimum x, minimum y, width, height; nil when missing or malformed.
    package var viewBox: ViewBox?
    /// What was left out, each kind once.
    package var warnings: [MarkupWarning]
  }

  package struct ViewBox: Sendable, Equatable {
    package var x, y, width, height: Double
  }

  /// Cleans one SVG. `sizeLimit` in bytes, `depthLimit` in elements.
  ///
  /// - Throws: `.tooLarge`, `.tooDeep`, `.invalidUTF8`, `.nulByte`, `.documentType`, `.malformedXML`, `.notSVG`.
  package static func clean(
    _ source: [UInt8], sizeLimit: Int = 2 << 20, depthLimit: Int = 128
  ) throws(MarkupError) -> Result {
    if source.count > sizeLimit { throw MarkupError(.tooLarge(limit: sizeLimit)) }
    var text = source[...]
    if text.starts(with: [0xEF, 0xBB, 0xBF]) { text = text.dropFirst(3) }
    try check(text, depthLimit: depthLimit)
    let document = try parse(text)
    defer { xmlFreeDoc(document) }
    // A declaration hidden from the scan (another encoding) would still show here.
    if xmlGetIntSubset(document) != nil { throw MarkupError(.documentType) }
    guard let root = xmlDocGetRootElement(document) else { throw MarkupError(.notSVG) }
    var writer = SVGWriter(depthLimit: depthLimit)
    return try writer.write(root)
  }

  /// Refuses declarations and depth before the parser is called.
  private static func check(_ text: ArraySlice<UInt8>, depthLimit: Int) throws(MarkupError) {
    var failure: MarkupError?
    text.withUnsafeBufferPointer { buffer in
      do throws(MarkupError) {
        try HTMLGuard.checkText(buffer, firstLine: 1)
        var scan = XMLScan(buffer, depthLimit: depthLimit)
        try scan.run()
      } catch {
        failure = error
      }
    }
    if let failure { throw failure }
  }

  /// Once per process, before any thread parses.
  private static let isInitialized: Bool = {
    xmlInitParser()
    return true
  }()

  private static func parse(_ text: ArraySlice<UInt8>) throws(MarkupError) -> xmlDocPtr {
    _ = isInitialized
    guard let context = xmlNewParserCtxt() else { throw MarkupError(.tooLarge(limit: 0)) }
    defer { xmlFreeParserCtxt(context) }
    let flags = XML_PARSE_NONET.rawValue | XML_PARSE_NOERROR.rawValue | XML_PARSE_NOWARNING.rawValue
    let document = text.withUnsafeBytes { buffer in
      xmlCtxtReadMemory(
        context, buffer.baseAddress?.assumingMemoryBound(to: CChar.self), Int32(buffer.count), nil, "UTF-8",
        Int32(bitPattern: flags))
    }
    if let document { return document }
    let error = xmlCtxtGetLastError(context)?.pointee
    let message = error?.message.map { String(cString: $0) } ?? "unreadable"
    let line = error.map { max(1, Int($0.line)) } ?? 1
    throw MarkupError(.malformedXML(message: message.split(separator: "\n").joined(separator: " ")), line: line)
  }
}

/// Reads only the tags and declarations of an XML text.
private struct XMLScan {
  let text: UnsafeBufferPointer<UInt8>
  let depthLimit: Int

  init(_ text: UnsafeBufferPointer<UInt8>, depthLimit: Int) {
    self.text = text
    self.depthLimit = depthLimit
  }

  /// Throws on `<!DOCTYPE`, `<!ENTITY` and the like, and on depth. Anything not well-formed is the parser's to report.
  mutating func run() throws(MarkupError) {
    var index = 0
    var depth = 0
    while index < text.count {
      guard text[index] == UInt8(ascii: "<") else {
        index += 1
        continue
      }
      if starts("<!--", at: index) {
        index = end(of: "-->", from: index + 4)
      } else if starts("<![CDATA[", at: index) {
        index = end(of: "]]>", from: index + 9)
      } else if starts("<!", at: index) {
        throw MarkupError(.documentType, line: line(at: index))
      } else if starts("<?", at: index) {
        index = end(of: "?>", from: index + 2)
      } else if starts("</", at: index) {
        depth -= 1
        index += 2
      } else {
        let start = index
        index = endOfTag(from: index + 1)
        if index >= 2, text[index - 2] == UInt8(ascii: "/") { continue }
        depth += 1
        if depth > depthLimit { throw MarkupError(.tooDeep(limit: depthLimit), line: line(at: start)) }
      }
    }
  }

  private func endOfTag(from start: Int) -> Int {
    var index = start
    var quote: UInt8?
    while index < text.count {
      let byte = text[index]
      index += 1
      if let open = quote {
        if byte == open { quote = nil }
      } else if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") {
        quote = byte
      } else if byte == UInt8(ascii: ">") {
        break
      }
    }
    return index
  }

  private func end(of closer: StaticString, from start: Int) -> Int {
    var index = start
    while index < text.count {
      if starts(closer, at: index) { return index + closer.utf8CodeUnitCount }
      index += 1
    }
    return text.count
  }

  private func starts(_ literal: StaticString, at position: Int) -> Bool {
    guard position + literal.utf8CodeUnitCount <= text.count else { return false }
    for offset in 0..<literal.utf8CodeUnitCount where text[position + offset] != literal.utf8Start[offset] {
      return false
    }
    return true
  }

  private func line(at offset: Int) -> Int { 1 + text[..<offset].count { $0 == 0x0A } }
}

import Testing

@testable import Markup

@Suite struct HTMLWriterTests {
  @Test func escapesByContext() {
    var writer = HTMLWriter()
    writer.element("a", ["href": "/?a=1&b=2", "title": "\"<x>\"", "hidden": nil]) { $0.text("1 < 2 & \"3\"") }
    #expect(
      writer.string
        == "<a href=\"/?a=1&amp;b=2\" title=\"&quot;&lt;x&gt;&quot;\">1 &lt; 2 &amp; \"3\"</a>")
  }
}

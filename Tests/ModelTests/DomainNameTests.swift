import Model
import Testing

@Suite struct DomainNameTests {
  @Test(arguments: [
    ("example.de", "example.de"), ("WWW.Example.DE.", "www.example.de"), ("https://example.de/", "example.de"),
    ("bäckerei.example", "xn--bckerei-5wa.example"), ("www.Müller-Söhne.de", "www.xn--mller-shne-kcb9d.de"),
    ("ü.de", "xn--tda.de"), ("例え.テスト", "xn--r8jz45g.xn--zckzah"), ("a.b.c.example", "a.b.c.example"),
    ("xn--tda.de", "xn--tda.de"), ("4you.de", "4you.de"), ("oven.localhost", "oven.localhost"),
  ])
  func `names as people write them`(_ typed: String, _ host: String) {
    #expect(DomainName(typed)?.text == host)
  }

  @Test(arguments: [
    "", "example", "localhost", ".de", "a..de", "-a.de", "a-.de", "192.0.2.1", "[::1]", "a b.de", "a_b.de", "a.de:8080",
    "a.de/path", "user@a.de", "a.de?x", "*.de", "a\0.de", "☃.de", String(repeating: "a", count: 64) + ".de",
    String(repeating: "abcdefgh.", count: 31) + "de", "http://",
  ])
  func `what is no name of a website`(_ typed: String) { #expect(DomainName(typed) == nil) }

  @Test func `with and without www`() {
    #expect(DomainName.twin(of: "example.de") == "www.example.de")
    #expect(DomainName.twin(of: "www.example.de") == "example.de")
  }
}

import Glibc
import Model
import Publishing
import Testing

/// The examples of “Signature Calculations for the Authorization Header” in Amazon's reference of S3.
@Suite struct RequestSignatureTests {
  static let empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"

  struct Row: Sendable {
    let method: String
    let path: String
    var query: [(String, String)] = []
    var headers: [(String, String)] = []
    var payload = empty
    let signature: String
  }

  static let rows: [Row] = [
    Row(
      method: "GET", path: "/test.txt", headers: [("range", "bytes=0-9")],
      signature: "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41"),
    Row(
      method: "PUT", path: "/" + RequestSignature.encoded("test$file.text"),
      headers: [("date", "Fri, 24 May 2013 00:00:00 GMT"), ("x-amz-storage-class", "REDUCED_REDUNDANCY")],
      payload: "44ce7dd67c959e0d3524ffac1771dfbba87d2b6b4b4e99e42034a8b803f8b072",
      signature: "98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd"),
    Row(
      method: "GET", path: "/", query: [("lifecycle", "")],
      signature: "fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543"),
    Row(
      method: "GET", path: "/", query: [("prefix", "J"), ("max-keys", "2")],
      signature: "34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7"),
  ]

  @Test(arguments: rows) func officialExamples(_ row: Row) {
    let signature = RequestSignature(
      accessKey: "AKIAIOSFODNN7EXAMPLE", secretKey: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", region: "us-east-1")
    let headers =
      row.headers + [
        ("host", "examplebucket.s3.amazonaws.com"), ("x-amz-content-sha256", row.payload),
        ("x-amz-date", "20130524T000000Z"),
      ]
    let value = signature.authorization(
      method: row.method, path: row.path, query: row.query, headers: headers, moment: "20130524T000000Z",
      payload: row.payload)
    #expect(value.hasSuffix("Signature=\(row.signature)"))
    #expect(value.hasPrefix("AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request,"))
  }

  @Test func whatIsEncoded() {
    #expect(RequestSignature.encoded("a b/ü~") == "a%20b%2F%C3%BC~")
    #expect(RequestSignature.encoded("a b/ü~", keeping: "/") == "a%20b/%C3%BC~")
  }
}

@Suite struct SecretBoxTests {
  private final class Folder {
    let path: String
    init() {
      var template = Array("/tmp/foyer-secret-XXXXXX".utf8CString)
      path = String(cString: mkdtemp(&template))
    }
    deinit {
      unlink("\(path)/secret.key")
      rmdir(path)
    }
  }

  @Test func opensForItsPurposeAlone() throws {
    let folder = Folder()
    let box = SecretBox(folder: folder.path)
    let secret = Array("pass word ü".utf8)
    let sealed = try box.seal(secret, for: "target one")
    #expect(try box.open(sealed, for: "target one") == secret)
    // Another process, later.
    #expect(try SecretBox(folder: folder.path).open(sealed, for: "target one") == secret)
    #expect(throws: TargetError.self) { try box.open(sealed, for: "target two") }
    #expect(try box.seal(secret, for: "target one") != sealed, "each time another nonce")
    for index in [4, sealed.count / 2, sealed.count - 2] {
      var characters = Array(sealed)
      characters[index] = characters[index] == "A" ? "B" : "A"
      #expect(throws: TargetError.self) { try box.open(String(characters), for: "target one") }
    }
    for text in ["", "1:", "2:AAAA", "1:AAAA", "nonsense"] {
      #expect(throws: TargetError.self) { try box.open(text, for: "target one") }
    }
  }

  @Test func theKeyIsTheOwnersAlone() throws {
    let folder = Folder()
    let box = SecretBox(folder: folder.path)
    let sealed = try box.seal([1, 2, 3], for: "x")
    var status = stat()
    #expect(stat("\(folder.path)/secret.key", &status) == 0)
    #expect(status.st_mode & 0o777 == 0o600 && status.st_size == 32)
    chmod("\(folder.path)/secret.key", 0o644)
    #expect(throws: TargetError.self) { try box.open(sealed, for: "x") }
    unlink("\(folder.path)/secret.key")
    #expect(throws: TargetError.self) { try box.open(sealed, for: "x") }
    #expect(throws: TargetError.self, "sealed with the key before") {
      _ = try box.seal([1], for: "x")
      _ = try box.open(sealed, for: "x")
    }
  }

  @Test func aSecretIsNeverDescribed() {
    for secret in [TargetSecret.password("geheim"), .privateKey("geheim"), .secretKey("geheim")] {
      #expect(!"\(secret)".contains("geheim") && !String(reflecting: secret).contains("geheim"))
    }
  }
}

@Suite struct TargetSettingsTests {
  @Test(arguments: [
    ("web@example.org/srv/www", "web example.org 22 /srv/www"),
    ("web@example.org:2222/srv/www/", "web example.org 2222 /srv/www"),
    ("web@example.org/~/www", "web example.org 22 www"), ("web@[::1]:2222/srv/www", "web ::1 2222 /srv/www"),
  ])
  func sftpAddress(text: String, parts: String) throws {
    let address = try TargetSettings.SFTP.Address(text)
    #expect("\(address.user) \(address.host) \(address.port) \(address.path)" == parts)
  }

  @Test(arguments: [
    "", "example.org/www", "web@example.org", "web@example.org:0/www", "web@example.org:x/www",
    "-oProxyCommand=x@h/www",
    "web@-oProxyCommand=x/www", "web@exa mple/www", "web@h/../www", "web@h/a//b", "web@h/", "web@h/a\nb", "@h/www",
    "web@/www",
  ])
  func wrongSFTPAddress(text: String) {
    #expect(throws: FieldError.self) { try TargetSettings.SFTP.Address(text) }
  }

  @Test(arguments: [
    ("https://s3.example.com", true), ("http://127.0.0.1:9000", true), ("http://localhost:9000", true),
    ("http://[::1]:9000", true), ("http://s3.example.com", false), ("http://127.0.0.1.example.com", false),
    ("http://localhost.example.com", false), ("http://127.example.com:80", false), ("ftp://x", false),
    ("https://x/path", false), ("https://user@x", false), ("https://", false), ("https://x?y", false),
    ("http://10.0.0.1", false), ("http://169.254.169.254", false),
  ])
  func endpoints(endpoint: String, isRight: Bool) {
    let settings = try? TargetSettings.S3(
      place: "bucket/prefix", endpoint: endpoint, region: "eu-1", accessKey: "A", isPathStyle: nil)
    #expect((settings != nil) == isRight)
    #expect(settings.map { $0.isLocal == endpoint.hasPrefix("http://") } ?? true)
  }

  @Test(arguments: ["b", "Bucket/../x", "-bucket", "bucket//x", "buc ket", "bucket/a/./b"])
  func wrongBuckets(place: String) {
    #expect(throws: FieldError.self) {
      try TargetSettings.S3(place: place, endpoint: nil, region: "eu-1", accessKey: "A", isPathStyle: nil)
    }
  }

  @Test func settingsComeBackFromTheirText() throws {
    let all: [TargetSettings] = [
      .folder(.init(path: "/srv/www", isCompressed: true)),
      .sftp(.init(user: "u", host: "h", port: 2222, path: "www", hostKey: "ssh-ed25519 AAAA", isCompressed: false)),
      .s3(try .init(place: "bucket/p", endpoint: nil, region: "eu-1", accessKey: "A", isPathStyle: nil)),
    ]
    for settings in all {
      #expect(try TargetSettings(kind: settings.kind, json: JSONValue.parse(settings.json.canonical)) == settings)
    }
  }
}

@Suite struct TargetAnswerTests {
  @Test func aListOfABucket() {
    let text = """
      <?xml version="1.0"?><ListBucketResult><IsTruncated>true</IsTruncated><NextContinuationToken>a&amp;b</NextContinuationToken>
      <Contents><Key>site/a &lt;b&gt;&#xE4;&#228;.html</Key><Size>12</Size></Contents><Contents><Key>x</Key><Size>3</Size></Contents>
      </ListBucketResult>
      """
    let listing = S3Listing(Array(text.utf8))
    #expect(listing.files.map(\.key) == ["site/a <b>ää.html", "x"])
    #expect(listing.files.map(\.size) == [12, 3])
    #expect(listing.next == "a&b")
    #expect(S3Listing(Array("<Contents><Key>".utf8)).files.isEmpty)
  }

  @Test(arguments: [
    ("Host key verification failed.", "hostKey"),
    ("@@@\n@ WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED! @\n@@@\nSHA256:abc.", "hostKey"),
    ("web@h: Permission denied (publickey).", "signIn"), ("subsystem request failed on channel 0", "refused"),
    ("ssh: connect to host h port 22: Connection refused", "connection"),
    ("ssh: Could not resolve hostname h: Name or service not known", "connection"), ("", "connection"),
  ])
  func whatSSHSays(text: String, code: String) {
    #expect(SSHProgram.failure(says: text, code: 0).code.rawValue == code)
  }

  @Test func redirectsAsConfiguration() throws {
    let manifest = Manifest([
      Artifact(
        path: "old/index.html", hash: TargetPlanTests.hash("a"), size: 1, type: "text/html",
        redirect: .moved("/ne\"w/$host{x}")),
      Artifact(path: "gone.html", hash: TargetPlanTests.hash("a"), size: 1, type: "text/html", redirect: .gone),
      Artifact(
        path: "w\"ei;rd {$HOME}.html", hash: TargetPlanTests.hash("a"), size: 1, type: "text/html", redirect: .gone),
      Artifact(path: "index.html", hash: TargetPlanTests.hash("b"), size: 1, type: "text/html"),
    ])
    let files = manifest.outgoing(isCompressed: true, hasRedirectFiles: true)
    func text(_ path: String) throws -> String {
      guard case .bytes(let bytes) = try #require(files.first { $0.path == path }).source else { return "" }
      return String(decoding: bytes, as: UTF8.self)
    }
    let nginx = try text(".foyer-redirects.nginx.conf")
    #expect(nginx.contains(#"location = "/old/" { return 308 "/ne%22w/%24host%7Bx%7D"; }"#))
    #expect(nginx.contains(#"location = "/old" { return 308 "#))
    #expect(nginx.contains(#"location = "/gone.html" { return 410; }"#))
    #expect(nginx.contains(#"location = "/w\"ei;rd {$HOME}.html" { return 410; }"#))
    let caddy = try text(".foyer-redirects.caddy")
    #expect(caddy.contains(#""/old/" "/ne%22w/%24host%7Bx%7D""#) && caddy.contains(#""/gone.html" gone"#))
    #expect(!caddy.contains("HOME"))
  }
}

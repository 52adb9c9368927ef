import Model
import Testing

@Suite struct JSONTests {
  @Test(arguments: [
    (#"{"a":1,"a":2}"#, "stands twice"),
    (#"{"a":1,"\u0061":2}"#, "stands twice"),
    ("[1,]", "a value is expected"),
    ("[1 2]", "comma or ]"),
    ("01", "something follows"),
    ("1.", "digit is expected"),
    ("99999999999999999999", "too large"),
    ("\"\\ud800\"", "surrogate"),
    ("\"\\u0000\"", "cannot hold"),
    ("\"a\nb\"", "control character"),
    ("\"abc", "not closed"),
    ("nul", "value is expected"),
    ("", "the text ends"),
    ("{} x", "something follows"),
    (String(repeating: "[", count: 65) + String(repeating: "]", count: 65), "deeper than 64"),
    ("'a'", "value is expected"),
  ])
  func refuses(text: String, problem: String) {
    let error = #expect(throws: JSONError.self) { try JSONValue.parse(text) }
    #expect(error?.problem.contains(problem) == true, "\(error as Any)")
  }

  @Test func refusesInvalidUTF8() {
    #expect(throws: JSONError.self) { try JSONValue.parse([0x22, 0xC3, 0x28, 0x22] as [UInt8]) }
  }

  @Test(arguments: [
    (#" { "b" : [ 1 , -2.5 , true , null ] , "a" : "x" } "#, #"{"a":"x","b":[1,-2.5,true,null]}"#),
    (#""\u00e9\ud83d\ude00\/\t""#, "\"é😀/\\t\""),
    ("\"\\u001f\"", "\"\\u001f\""),
    ("9223372036854775807", "9223372036854775807"),
  ])
  func canonicalForm(text: String, canonical: String) throws {
    #expect(try JSONValue.parse(text).canonical == canonical)
    #expect(try JSONValue.parse(canonical).canonical == canonical)
  }

  @Test func unknownKeysAreErrors() {
    let error = #expect(throws: FieldError.self) { try JSONReader(["a": 1, "b": 2], at: "/x", known: ["a"]) }
    #expect(error == FieldError(pointer: "/x/b", problem: "unknown key"))
  }
}

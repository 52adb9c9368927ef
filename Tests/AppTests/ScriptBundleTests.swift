import Testing

@testable import Web

/// What browsers get of the modules that a script imports: one file that does the same.
@Suite("Linked scripts") struct ScriptBundleTests {
  @Test("An entry brings along what it imports, each module once and before those that need it")
  func order() throws {
    let linked = try ScriptBundle(scripts: [
      "entry.js": "import { a } from './a.js'\nimport {\n  b as other,\n  c,\n} from './b.js'\nstart(a, other, c)\n",
      "a.js": "import { c } from './b.js'\nexport const a = c + 1\n",
      "b.js": "export function b() {}\nexport async function load() {}\nexport class Part {}\nexport const c = 1\n",
      "alone.js": "document.title = 'none'\n",
    ]).linked()
    #expect(Array(linked.keys) == ["entry.js"])
    #expect(
      linked["entry.js"] == """
        // b.js
        const $0 = (() => {
        function b() {}
        async function load() {}
        class Part {}
        const c = 1

        return { b, load, Part, c }
        })()
        // a.js
        const $1 = (() => {
        const { c } = $0
        const a = c + 1

        return { a }
        })()
        // entry.js
        const $2 = (() => {
        const { a } = $1
        const {   b: other,   c, } = $0
        start(a, other, c)

        return {  }
        })()

        """)
  }

  @Test("What is imported later runs when it is wanted, and shares what is there already")
  func later() throws {
    let text = try #require(
      ScriptBundle(scripts: [
        "entry.js":
          "import { kept } from './kept.js'\nconst load = () => Promise.all([import('./text.js'), import('./kept.js')])\n",
        "text.js":
          "import { kept } from './kept.js'\nimport { parts } from './parts.js'\nimport { pm } from 'package'\nexport const text = 1\n",
        "parts.js": "export const parts = []\n",
        "kept.js": "export const kept = new Map()\n",
      ]).linked()["entry.js"])
    #expect(text.contains("() => Promise.all([$3(), Promise.resolve($0)])"))
    #expect(
      text.contains(
        "const $3 = $once(async () => {\nconst { kept } = $0\nconst { parts } = await $2()\nconst { pm } = await import('package')\n"
      ))
    #expect(text.contains("const $2 = $once(async () => {\nconst parts = []"))
    #expect(text.split(separator: "new Map()").count == 2)
  }

  @Test("What stands in double quotes is a file of its own, which gives what it exports")
  func own() throws {
    let linked = try ScriptBundle(scripts: [
      "entry.js": "import { a } from './a.js'\nconst load = () => import(\"./tools.js\").then(({ tool }) => tool(a))\n",
      "tools.js": "import { a } from './a.js'\nexport const size = 1\nexport function tool() {}\n",
      "a.js": "export const a = 1\n",
    ]).linked()
    #expect(linked.keys.sorted() == ["entry.js", "tools.js"])
    #expect(linked["entry.js"]?.contains("size") == false && linked["entry.js"]?.contains("export") == false)
    #expect(linked["tools.js"]?.hasSuffix("export const { size, tool } = $1\n") == true)
  }

  @Test("Packages that are needed at once stay imports, and types in comments are no imports")
  func packages() throws {
    let text = try #require(
      ScriptBundle(scripts: [
        "entry.js": """
        import { pm } from 'package'
        import { a } from './a.js'
        /** @typedef {import('./other.js').Kind} Kind
         * of a part */
        const b = /** @type {Kind} */ (a)
        """,
        "a.js": "export const a = 1",
        "other.js": "export const unseen = 1",
      ]).linked()["entry.js"])
    #expect(text.hasPrefix("import * as $package0 from 'package'\n"))
    #expect(text.contains("const { pm } = $package0\n"))
    #expect(!text.contains("unseen") && !text.contains("typedef"))
  }

  @Test(
    "What cannot be linked is refused with its place",
    arguments: [
      ("import value from './b.js'", 1), ("\nimport './b.js'", 2), ("import { a } from './none.js'", 1),
      ("/**\n * words\n */\nexport let changing = 1", 4), ("export default 1", 1), ("export { a }", 1),
      ("export * from './b.js'", 1), ("const a = import('./none.js')", 1), ("import { entry } from './entry.js'", 1),
    ])
  func refused(text: String, line: Int) throws {
    do {
      _ = try ScriptBundle(scripts: ["entry.js": text, "b.js": "", "root.js": "import { x } from './entry.js'"])
        .linked()
      Issue.record("linked: \(text)")
    } catch {
      guard case .unlinkable("entry.js", line, _) = error else { throw error }
      #expect("\(error)".hasPrefix("entry.js, line \(line): "))
    }
  }
}

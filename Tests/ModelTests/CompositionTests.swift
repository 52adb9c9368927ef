import Model
import Testing

@Suite("What a release consists of")
struct CompositionTests {
  @Test("Its stored form says it all and gives it back") func stored() throws {
    let element = Composition.Pick.element(ElementID("a")!)
    let page = Composition.Pick.page(PageID("b")!)
    let picked = Composition(base: 4).taking([element, page, .setting("company.phone"), .asset("assets/a.jpg")], at: 9)
    #expect(
      picked.storedPicks
        == #"{"assets":{"assets/a.jpg":9},"elements":{"a":9},"pages":{"b":9},"settings":{"company.phone":9}}"#)
    #expect(try Composition(base: 4, storedPicks: picked.storedPicks) == picked)
    #expect(Composition(base: 4).storedPicks.isEmpty)
    #expect(try Composition(base: 4, storedPicks: "") == Composition(base: 4))
    #expect(picked.newest == 9 && Composition(base: 4).newest == 4)
    #expect(picked.taking([element], at: 11).revision(of: element) == 11)
    #expect(picked.taking([element], at: 11).revision(of: page) == 9)
  }

  @Test("What is in the base already is no pick") func older() {
    #expect(Composition(base: 4).taking([.asset("a")], at: 4).isWhole)
  }

  @Test(
    "What this program has not written is refused",
    arguments: [
      #"{"elements":{"a":3}}"#, #"{"elements":{"a b":9}}"#, #"{"elements":{"a":"9"}}"#, #"{"others":{}}"#, "[]", "{",
    ])
  func broken(_ text: String) {
    #expect(throws: (any Error).self) { try Composition(base: 4, storedPicks: text) }
  }

  @Test("Settings are taken value by value") func settings() throws {
    var old = SiteSettings(name: "Alt", locales: ["de"], theme: "plain")
    old.company = ["phone": "1", "fax": "2"]
    var new = old
    new.name = "Neu"
    new.company = ["phone": "9", "email": "a@b.c"]
    new.navigation = ["main": [NavigationItem(target: .url("/"), label: "Start")]]
    #expect(
      SettingPath.differing(old, new) == [
        "company.email", "company.fax", "company.phone", "navigation.main", "site.name",
      ])
    let one = try SettingPath.taking([("company.phone", new)], in: old)
    #expect(one.company == ["phone": "9", "fax": "2"] && one.name == "Alt" && one.navigation.isEmpty)
    let gone = try SettingPath.taking([("company.fax", new), ("site.name", new)], in: old)
    #expect(gone.company == ["phone": "1"] && gone.name == "Neu")
    #expect(try SettingPath.taking(SettingPath.differing(old, new).map { ($0, new) }, in: old) == new)
  }

  @Test("What changes need comes along, and no more") func closure() {
    // 0 a section, 1 a text moved into it, 2 a link to page 3, 3 a page, 4 something else
    let graph = ChangeGraph(needs: [[], [0], [3], [], []])
    #expect(graph.closure(of: [1]) == [0, 1])
    #expect(graph.closure(of: [2, 4]) == [2, 3, 4])
    #expect(graph.closure(of: [0]) == [0])
    #expect(graph.closure(of: []) == [])
    // Two that need each other are found, too.
    #expect(ChangeGraph(needs: [[1], [0], []]).closure(of: [0]) == [0, 1])
  }

  @Test("A list never has more or fewer items than it may") func lists() {
    // A full list of three: 0 and 1 are new items, 2 takes one away, 3 widens the list to five.
    let full = ChangeGraph.ListRule(
      count: 3, limits: 1...3, newLimits: 1...5, owner: 3, adding: [0, 1], removing: [2])
    let graph = ChangeGraph(needs: [[], [], [], [], []], lists: [full])
    #expect(graph.closure(of: [0]) == [0, 2], "the item makes room that another one has left")
    #expect(graph.closure(of: [0, 1]) == [0, 1, 2, 3])
    #expect(graph.closure(of: [3]) == [3])
    #expect(graph.closure(of: [0, 3]) == [0, 3])
    #expect(graph.closure(of: [4]) == [4], "who does not touch the list is not asked")
    let least = ChangeGraph.ListRule(
      count: 1, limits: 1...3, newLimits: 1...3, owner: nil, adding: [1], removing: [0])
    #expect(ChangeGraph(needs: [[], []], lists: [least]).closure(of: [0]) == [0, 1], "the last item is replaced")
  }
}

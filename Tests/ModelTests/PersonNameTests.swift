import Model
import Testing

@Suite("Names of people") struct PersonNameTests {
  @Test(
    "One form, however it was typed",
    arguments: [
      ("Gabi Gast", "Gabi Gast"), ("  Gabi   Gast ", "Gabi Gast"), ("Gabi\u{A0}\u{2003}Gast", "Gabi Gast"),
      ("Andre\u{301}", "André"), ("A\u{30A}sa", "Åsa"), ("\u{1100}\u{1161}", "가"),
      ("Da\u{200B}na", "Dana"), ("\u{FEFF}Dana\u{2060}", "Dana"), ("Da\u{AD}na", "Dana"), ("Da\u{200D}na", "Dana"),
      ("e\u{200B}\u{301}", "é"), ("\u{202E}anaD\u{202C}", "anaD"), ("\u{2066}Dana\u{2069}", "Dana"),
      ("Da\u{E0041}na\u{FE0F}", "Dana"), ("Da\u{0}na\u{7}", "Dana"), ("Da\u{E000}na", "Dana"),
      ("\u{301}\u{302}", ""), ("\u{301}Ann \u{302}a", "Ann a"), ("\u{3164}", ""), ("\u{200B}\u{FEFF}", ""),
      ("\u{2800}", ""), (" \u{A0} ", ""), ("", ""),
      ("Ñandú Łukasz Ødegård 王小明 Дана", "Ñandú Łukasz Ødegård 王小明 Дана"),
      ("a" + String(repeating: "\u{334}", count: 60), "a\u{334}\u{334}\u{334}\u{334}"),
    ])
  func forms(given: String, name: String) {
    let normal = PersonName.normalized(given)
    #expect(Array(normal.unicodeScalars) == Array(name.unicodeScalars))
    #expect(PersonName.normalized(normal) == normal, "once is enough")
  }

  @Test(
    "Names that are taken for one another",
    arguments: [
      "dana owner", "DANA OWNER", "Dana  Owner", "Dana-Owner", "Dana_Owner.", "Dána Öwnér", "Da\u{200B}na Owner",
      "Dаna Оwnеr", "Dana 0wner", "Ｄａｎａ Ｏｗｎｅｒ", "𝐃𝐚𝐧𝐚 𝕆𝕨𝕟𝕖𝕣", "Ⓓⓐⓝⓐ ⓞwner", "Dana Ovvner", "Dαnα Οwner", "Đana Øwner",
      "D\u{336}a\u{336}na Owner", "Owner, Dana", "OwnerDana", "owner dana",
    ])
  func alike(name: String) {
    #expect(PersonName.skeleton(name) == PersonName.skeleton("Dana Owner"))
  }

  @Test(
    "Pairs that look alike",
    arguments: [
      ("Bill", "Bi11"), ("Ivo", "lvo"), ("Marta", "Marta\u{301}"), ("Cornelia", "Comelia"), ("Großmann", "Grossmann"),
      ("Łukasz", "łukasz"), ("Hans", "Наns"), ("Petra", "Реtrа"),
    ])
  func pairs(one: String, other: String) {
    #expect(PersonName.skeleton(one) == PersonName.skeleton(other))
  }

  @Test(
    "Names of letters that no table of look-alikes holds all of",
    arguments: [
      "Ⲇana", "ᗪana Owner", "Dᵃna", "Daոna", "Dana Oꮃner", "ᴰana", "Dana Oᥕner", "ⴷana", "Dana Oɯner", "Dana Оwner",
      "Dǃana",
      "𐌃ana", "Ðаna",
    ])
  func contrived(name: String) { #expect(PersonName.isContrived(name)) }

  @Test(
    "And names as people have them",
    arguments: [
      "Dana Owner", "Ñandú Łukasz Ødegård", "王小明", "山田 エリ", "김민준", "Дана Иванова", "Γιώργος Παπαδόπουλος",
      "Əli Əliyev", "Musa Ɓala", "O'Connor-Żuk", "D’Arcy", "שרה כהן", "محمد علی", "अमित कुमार", "สมชาย ใจดี", "Նարե",
      "გიორგი",
      "Trần Thị Hương", "Ioánna Мария", "Gast 2", "Müller & Söhne",
    ])
  func usual(name: String) { #expect(!PersonName.isContrived(name)) }

  @Test(
    "Names that hold another one",
    arguments: [
      ("Dana Owner (Agentur)", true), ("Frau Dana Owner", true), ("Dana Owner 2", true), ("Ɗana Owner, Studio", true),
      ("Owner-Dana", true), ("Dana", false), ("Dana Editor", false), ("Jana Owner", false),
    ])
  func holding(name: String, isTaken: Bool) {
    #expect(PersonName.isTaken(name, for: "Dana Owner") == isTaken)
    #expect(!PersonName.isTaken("Anna Berg", for: "Anna") && !PersonName.isTaken("Anna", for: ""))
  }

  @Test("And names that are not")
  func different() {
    let names = [
      "Dana Owner", "Dana Editor", "Diana Owner", "Anna", "Hanna", "Jan", "Jana", "Dana", "王小明", "王小红", "Мария",
    ]
    #expect(Set(names.map(PersonName.skeleton)).count == names.count)
    #expect(PersonName.skeleton("★ ☆ 🎉").isEmpty)
  }
}

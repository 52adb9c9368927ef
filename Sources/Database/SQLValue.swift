/// One value on its way into a statement. The cases are what both engines store alike: times are integer milliseconds,
/// booleans 0 and 1, documents canonical JSON as text.
package enum SQLValue: Sendable, Hashable {
  case null
  case integer(Int64)
  case real(Double)
  case text(String)
  case blob([UInt8])
}

extension SQLValue {
  package init(_ value: String) { self = .text(value) }
  package init(_ value: String?) { self = value.map(SQLValue.text) ?? .null }
  package init(_ value: Int) { self = .integer(Int64(value)) }
  package init(_ value: Int?) { self = value.map { .integer(Int64($0)) } ?? .null }
  package init(_ value: Int64) { self = .integer(value) }
  package init(_ value: Int64?) { self = value.map(SQLValue.integer) ?? .null }
  package init(_ value: Bool) { self = .integer(value ? 1 : 0) }
  package init(_ value: Bool?) { self = value.map { .integer($0 ? 1 : 0) } ?? .null }
  package init(_ value: Double) { self = .real(value) }
  package init(_ value: Double?) { self = value.map(SQLValue.real) ?? .null }
  package init(_ value: [UInt8]) { self = .blob(value) }
  package init(_ value: [UInt8]?) { self = value.map(SQLValue.blob) ?? .null }
  /// Identifiers and closed word lists are stored by their raw text.
  package init<Value: RawRepresentable<String>>(_ value: Value) { self = .text(value.rawValue) }
  package init<Value: RawRepresentable<String>>(_ value: Value?) { self = value.map { .text($0.rawValue) } ?? .null }
}

extension SQLValue: ExpressibleByStringInterpolation, ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral,
  ExpressibleByBooleanLiteral, ExpressibleByNilLiteral
{
  package init(stringLiteral value: String) { self = .text(value) }
  package init(integerLiteral value: Int64) { self = .integer(value) }
  package init(floatLiteral value: Double) { self = .real(value) }
  package init(booleanLiteral value: Bool) { self = .integer(value ? 1 : 0) }
  package init(nilLiteral: ()) { self = .null }
}

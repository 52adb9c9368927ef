import Glibc

/// A colour that can be measured. Source: CSS Color Module Level 4; contrast as WCAG 2.2 defines it.
struct Colour: Hashable {
  /// 0 to 1 each, sRGB with its curve.
  let red: Double
  let green: Double
  let blue: Double
  let alpha: Double

  private init(_ red: Double, _ green: Double, _ blue: Double, _ alpha: Double = 1) {
    func clamped(_ value: Double) -> Double { min(1, max(0, value)) }
    self.red = clamped(red)
    self.green = clamped(green)
    self.blue = clamped(blue)
    self.alpha = clamped(alpha)
  }

  /// `#abc`, `#aabbcc`, `rgb()`, `hsl()`, `oklch()`, `white`, `black`; nil for anything else, which may be a colour still.
  init?(_ text: String) {
    let text = text.trimmingSpaces.lowercased()
    switch text {
    case "white": self.init(1, 1, 1)
    case "black": self.init(0, 0, 0)
    case "transparent": self.init(0, 0, 0, 0)
    case _ where text.hasPrefix("#"): self.init(hexadecimal: text.dropFirst())
    default:
      guard let open = text.firstIndex(of: "("), text.hasSuffix(")") else { return nil }
      let parts = text[text.index(after: open)...].dropLast().split { $0 == "," || $0 == "/" || $0.isWhitespace }
      guard parts.count == 3 || parts.count == 4 else { return nil }
      guard let alpha = parts.count == 4 ? Self.number(parts[3], percent: 1) : 1 else { return nil }
      switch text[..<open] {
      case "rgb", "rgba":
        guard let red = Self.number(parts[0], percent: 255), let green = Self.number(parts[1], percent: 255),
          let blue = Self.number(parts[2], percent: 255)
        else { return nil }
        self.init(red / 255, green / 255, blue / 255, alpha)
      case "hsl", "hsla":
        guard let hue = Self.number(parts[0].trimmingUnit, percent: 360),
          let saturation = Self.number(parts[1], percent: 100), let lightness = Self.number(parts[2], percent: 100)
        else { return nil }
        self.init(hue: hue, saturation: saturation / 100, lightness: lightness / 100, alpha)
      case "oklch":
        guard let lightness = Self.number(parts[0], percent: 1), let chroma = Self.number(parts[1], percent: 0.4),
          let hue = Self.number(parts[2].trimmingUnit, percent: 360)
        else { return nil }
        self.init(lightness: lightness, chroma: chroma, hue: hue, alpha)
      default: return nil
      }
    }
  }

  private init?(hexadecimal digits: Substring) {
    let values = digits.compactMap(\.hexDigitValue)
    guard values.count == digits.count else { return nil }
    func double(_ index: Int) -> Double { Double(values[index] * 16 + values[index + 1]) / 255 }
    func single(_ index: Int) -> Double { Double(values[index] * 17) / 255 }
    switch values.count {
    case 3: self.init(single(0), single(1), single(2))
    case 4: self.init(single(0), single(1), single(2), single(3))
    case 6: self.init(double(0), double(2), double(4))
    case 8: self.init(double(0), double(2), double(4), double(6))
    default: return nil
    }
  }

  private init(hue: Double, saturation: Double, lightness: Double, _ alpha: Double) {
    func channel(_ number: Double) -> Double {
      let k = (number + hue / 30).truncatingRemainder(dividingBy: 12)
      let position = k < 0 ? k + 12 : k
      return lightness - saturation * min(lightness, 1 - lightness) * max(-1, min(position - 3, 9 - position, 1))
    }
    self.init(channel(0), channel(8), channel(4), alpha)
  }

  private init(lightness: Double, chroma: Double, hue: Double, _ alpha: Double) {
    let (a, b) = (chroma * cos(hue * .pi / 180), chroma * sin(hue * .pi / 180))
    func cube(_ value: Double) -> Double { value * value * value }
    let l = cube(lightness + 0.3963377774 * a + 0.2158037573 * b)
    let m = cube(lightness - 0.1055613458 * a - 0.0638541728 * b)
    let s = cube(lightness - 0.0894841775 * a - 1.2914855480 * b)
    func curved(_ value: Double) -> Double {
      value <= 0.0031308 ? 12.92 * value : 1.055 * pow(value, 1 / 2.4) - 0.055
    }
    self.init(
      curved(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s),
      curved(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s),
      curved(-0.0041960863 * l - 0.7034186147 * m + 1.7076147010 * s), alpha)
  }

  private static func number(_ text: Substring, percent whole: Double) -> Double? {
    if text.hasSuffix("%") { return Double(text.dropLast()).map { $0 / 100 * whole } }
    return Double(text)
  }

  private var luminance: Double {
    func linear(_ value: Double) -> Double { value <= 0.04045 ? value / 12.92 : pow((value + 0.055) / 1.055, 2.4) }
    return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue)
  }

  /// From 1 to 21; what shines through is left out.
  func contrast(with other: Colour) -> Double {
    let (first, second) = (luminance, other.luminance)
    return (max(first, second) + 0.05) / (min(first, second) + 0.05)
  }
}

extension Substring {
  fileprivate var trimmingUnit: Substring { hasSuffix("deg") ? dropLast(3) : self }
}

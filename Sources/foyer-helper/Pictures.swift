import CVips
import Glibc

/// `foyer-helper pictures LOADER WIDTHxHEIGHT X,Y,WIDTH,HEIGHT FORMAT,… WIDTHxHEIGHT…`: reads a picture from standard input, and writes the
/// given part of it in the given sizes and formats.
///
/// The first size is what the caller takes the picture for. Formats are those of the C interface, and `plain`: what every browser shows.
/// The answer is one line per file, `file FORMAT WIDTH HEIGHT BYTES`, each followed by its bytes, and at last `done`; or a line
/// `refused RULE WORDS`, whatever came before it.
enum Pictures {
  private static let limits = foyer_limits(memory: 700 << 20, seconds: 90, file_size: 0)
  private static let inputLimit = 64 << 20
  private static let pixelLimit = 100_000_000

  static func run(_ arguments: [String]) {
    guard let order = Order(arguments) else { fail("pictures: the order is not understood") }
    guard foyer_vips_start("foyer-helper") == 0 else { fail("libvips does not start") }
    var limits = limits
    guard foyer_limit(&limits) == 0 else { fail("the limits cannot be set: \(String(cString: strerror(errno)))") }
    _ = foyer_confine()
    let input = read()
    guard !isAnimated(input) else { refuse("animated", "moving pictures stay as they are") }
    check(input, order)
    make(order, of: input)
    say("done\n")
  }

  private static func check(_ input: UnsafeRawBufferPointer, _ order: Order) {
    var header = foyer_picture_header()
    switch foyer_picture_probe(input.baseAddress, input.count, order.loader, &header) {
    case 0: break
    case 1: refuse("type", "the content is not what its kind says")
    default: refuse("broken", message("the picture cannot be read"))
    }
    let (width, height) = (Int(header.width), Int(header.height))
    guard width > 0, height > 0, width <= pixelLimit, height <= pixelLimit, width * height <= pixelLimit else {
      refuse(
        "pixels", "the picture has \(width) × \(height) pixels; at most \(pixelLimit / 1_000_000) million are taken")
    }
    guard header.frames <= 1 else { refuse("animated", "moving pictures stay as they are") }
    guard Size(width: width, height: height) == order.size else {
      refuse("broken", "the picture says different things about its size")
    }
  }

  private static func make(_ order: Order, of input: UnsafeRawBufferPointer) {
    guard let largest = order.sizes.max(by: { $0.width < $1.width }) else { return }
    // No more pixels than the largest file needs, but never fewer: the part must fill it.
    let region = order.region
    let scale = min(
      1, max(Double(largest.width) / Double(region.width), Double(largest.height) / Double(region.height)))
    let width = max(1, Int((Double(order.size.width) * scale).rounded(.up)))
    let height = max(1, Int((Double(order.size.height) * scale).rounded(.up)))
    guard let whole = foyer_picture_decode(input.baseAddress, input.count, Int32(width), Int32(height)) else {
      refuse("broken", message("the picture cannot be decoded"))
    }
    let left = min(Int(Double(region.x) * scale), width - 1)
    let top = min(Int(Double(region.y) * scale), height - 1)
    let part = Size(
      width: max(1, min(Int((Double(region.width) * scale).rounded()), width - left)),
      height: max(1, min(Int((Double(region.height) * scale).rounded()), height - top)))
    var plain: String?
    for size in order.sizes.sorted(by: { $0.width > $1.width }) {
      guard
        let picture = foyer_picture_part(
          whole, Int32(left), Int32(top), Int32(part.width), Int32(part.height), Int32(size.width), Int32(size.height))
      else { refuse("broken", message("the picture cannot be scaled")) }
      for format in order.formats {
        if format == "plain" {
          let chosen = plain ?? plainFormat(for: picture, loader: order.loader)
          plain = chosen
          put(encoded(picture, chosen), chosen, size)
        } else {
          put(encoded(picture, format), format, size)
        }
      }
      foyer_picture_free(picture)
    }
    foyer_picture_free(whole)
  }

  /// PNG where something shines through, and where few colours make it the smaller one; otherwise JPEG.
  private static func plainFormat(for picture: OpaquePointer, loader: String) -> String {
    if foyer_picture_has_alpha(picture) != 0 { return "png" }
    guard loader == "png" else { return "jpeg" }
    let (png, jpeg) = (encoded(picture, "png"), encoded(picture, "jpeg"))
    defer { [png, jpeg].forEach { foyer_picture_free_bytes($0.baseAddress) } }
    return png.count <= jpeg.count ? "png" : "jpeg"
  }

  private static func encoded(_ picture: OpaquePointer, _ format: String) -> UnsafeMutableRawBufferPointer {
    var bytes: UnsafeMutableRawPointer?
    var count = 0
    guard foyer_picture_encode(picture, format, &bytes, &count) == 0, let bytes else {
      refuse("broken", message("the picture cannot be written as \(format)"))
    }
    if format == "avif", foyer_picture_verify(bytes, count) != 0 {
      refuse("memory", message("the picture cannot be written as \(format)"))
    }
    return UnsafeMutableRawBufferPointer(start: bytes, count: count)
  }

  // MARK: Input and output

  private static func read() -> UnsafeRawBufferPointer {
    var capacity = 1 << 20
    var count = 0
    guard var memory = malloc(capacity) else { refuse("memory", "there is not enough memory") }
    while true {
      if count == capacity {
        guard capacity < inputLimit else { refuse("broken", "the file is larger than \(inputLimit >> 20) MB") }
        capacity *= 2
        guard let larger = realloc(memory, capacity) else { refuse("memory", "there is not enough memory") }
        memory = larger
      }
      let step = Glibc.read(STDIN_FILENO, memory + count, capacity - count)
      if step < 0, errno == EINTR { continue }
      guard step >= 0 else { refuse("broken", "the file cannot be read") }
      if step == 0 { return UnsafeRawBufferPointer(start: memory, count: count) }
      count += step
    }
  }

  /// What libvips' loaders do not tell: an animated PNG is a plain one to them, a sequence of AVIF its first picture.
  /// Source: PNG Specification (Third Edition), 11.3.6.1 acTL; ISO/IEC 23008-12, 10.3.1 (brand `avis`).
  private static func isAnimated(_ input: UnsafeRawBufferPointer) -> Bool {
    func has(_ text: String, at offset: Int) -> Bool {
      offset + text.utf8.count <= input.count && zip(input[offset...], text.utf8).allSatisfy { $0 == $1 }
    }
    if has("ftypavis", at: 4) { return true }
    guard has("PNG", at: 1) else { return false }
    var offset = 8
    while offset + 12 <= input.count, !has("IDAT", at: offset + 4) {
      if has("acTL", at: offset + 4) { return true }
      let length = input[offset..<offset + 4].reduce(0) { $0 << 8 | Int($1) }
      offset += 12 + length
    }
    return false
  }

  private static func put(_ bytes: UnsafeMutableRawBufferPointer, _ format: String, _ size: Size) {
    say("file \(format) \(size.width) \(size.height) \(bytes.count)\n")
    write(UnsafeRawBufferPointer(bytes))
    foyer_picture_free_bytes(bytes.baseAddress)
  }

  private static func say(_ text: String) { Array(text.utf8).withUnsafeBytes(write) }

  private static func write(_ bytes: UnsafeRawBufferPointer) {
    var done = 0
    while done < bytes.count {
      let step = Glibc.write(STDOUT_FILENO, bytes.baseAddress! + done, bytes.count - done)
      if step < 0, errno == EINTR { continue }
      // Nobody listens any more.
      guard step > 0 else { exit(74) }
      done += step
    }
  }

  private static func refuse(_ rule: String, _ words: String) -> Never {
    say("refused \(rule) \(words)\n")
    exit(0)
  }

  /// - Parameter start: what was tried; libvips' own words follow
  private static func message(_ start: String) -> String {
    var buffer = [CChar](repeating: 0, count: 300)
    foyer_vips_message(&buffer, buffer.count)
    let words = String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    let line = words.split { $0 == "\n" }.first.map(String.init) ?? ""
    return line.isEmpty ? start : "\(start): \(line)"
  }
}

private struct Size: Equatable {
  let width: Int
  let height: Int

  init(width: Int, height: Int) {
    self.width = width
    self.height = height
  }

  init?(_ text: String) {
    let sides = text.split(separator: "x", omittingEmptySubsequences: false).compactMap { Int($0) }
    guard sides.count == 2, sides.allSatisfy({ (1...1_000_000).contains($0) }) else { return nil }
    (width, height) = (sides[0], sides[1])
  }
}

private struct Order {
  let loader: String
  let size: Size
  let region: (x: Int, y: Int, width: Int, height: Int)
  let formats: [String]
  let sizes: [Size]

  init?(_ arguments: [String]) {
    guard arguments.count >= 5, ["jpeg", "png", "webp", "heif"].contains(arguments[0]), let size = Size(arguments[1])
    else { return nil }
    let numbers = arguments[2].split(separator: ",", omittingEmptySubsequences: false).compactMap { Int($0) }
    guard numbers.count == 4, numbers[0] >= 0, numbers[1] >= 0, numbers[2] > 0, numbers[3] > 0,
      numbers[0] + numbers[2] <= size.width, numbers[1] + numbers[3] <= size.height
    else { return nil }
    formats = arguments[3].split(separator: ",").map(String.init)
    guard formats.allSatisfy(["avif", "webp", "jpeg", "plain", "original"].contains) else { return nil }
    sizes = arguments[4...].compactMap { Size($0) }
    guard sizes.count == arguments.count - 4, sizes.count <= 16 else { return nil }
    loader = arguments[0]
    self.size = size
    region = (numbers[0], numbers[1], numbers[2], numbers[3])
  }
}

import Glibc
import Media
import Model
import Publishing

/// Pictures made when they are needed, and places for them.
enum TestPictures {
  /// The helper that was built with the tests.
  static var program: HelperProgram? { .beside() }

  /// An uncompressed PNG of smooth colours with some noise, as photographs have.
  /// - Parameter alpha: whether its left half shines through
  static func png(_ width: Int, _ height: Int, alpha: Bool = false) -> [UInt8] {
    let bands = alpha ? 4 : 3
    var rows: [UInt8] = []
    rows.reserveCapacity(height * (width * bands + 1))
    var seed: UInt32 = 1
    for y in 0..<height {
      rows.append(0)
      for x in 0..<width {
        seed = seed &* 1_664_525 &+ 1_013_904_223
        let noise = Int(seed >> 28)
        rows.append(UInt8(min(255, x * 240 / width + noise)))
        rows.append(UInt8(min(255, y * 240 / height + noise)))
        rows.append(UInt8(min(255, (x + y) * 240 / (width + height) + noise)))
        if alpha { rows.append(x < width / 2 ? 0 : 255) }
      }
    }
    return png(header: big(width) + big(height) + [8, alpha ? 6 : 2, 0, 0, 0], zlib: stored(rows))
  }

  /// A PNG of the given header that says nothing of its pixels.
  static func png(header: [UInt8], zlib: [UInt8] = [0x78, 1, 3, 0, 0, 0, 0, 1], extra: [UInt8] = []) -> [UInt8] {
    [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A] + chunk("IHDR", header) + extra + chunk("IDAT", zlib)
      + chunk("IEND", [])
  }

  static func chunk(_ name: String, _ content: [UInt8]) -> [UInt8] {
    let body = Array(name.utf8) + content
    return big(content.count) + body + big(Int(crc(body)))
  }

  static func big(_ value: Int) -> [UInt8] { (0..<4).reversed().map { UInt8(truncatingIfNeeded: value >> ($0 * 8)) } }

  /// As zlib writes what it does not compress.
  private static func stored(_ bytes: [UInt8]) -> [UInt8] {
    var result: [UInt8] = [0x78, 1]
    var rest = bytes[...]
    while !rest.isEmpty {
      let part = rest.prefix(65_535)
      rest = rest.dropFirst(part.count)
      let count = part.count
      result += [
        rest.isEmpty ? 1 : 0, UInt8(count & 255), UInt8(count >> 8), UInt8(~count & 255), UInt8(~count >> 8 & 255),
      ]
      result += part
    }
    var (a, b) = (1, 0)
    for byte in bytes {
      a = (a + Int(byte)) % 65_521
      b = (b + a) % 65_521
    }
    return result + big(b << 16 | a)
  }

  private static let table: [UInt32] = (0..<256).map { index in
    (0..<8).reduce(UInt32(index)) { value, _ in value & 1 == 1 ? 0xEDB8_8320 ^ value >> 1 : value >> 1 }
  }

  private static func crc(_ bytes: [UInt8]) -> UInt32 {
    ~bytes.reduce(~UInt32(0)) { value, byte in table[Int((value ^ UInt32(byte)) & 255)] ^ value >> 8 }
  }

  static func file(_ bytes: [UInt8], type: String = "image/png") -> AssetFile {
    let size = ImageSize(type: type, head: bytes[...])
    return AssetFile(
      hash: MediaFile.hash(of: bytes), size: bytes.count, type: type, width: size?.width, height: size?.height)
  }
}

/// A folder that is gone afterwards.
final class PictureFolder {
  let path: String

  init() {
    var template = Array("/tmp/foyer-pictures-XXXXXX".utf8CString)
    path = String(cString: mkdtemp(&template))
  }

  deinit { Self.remove(path) }

  /// Writes a file and returns its path.
  func write(_ bytes: [UInt8], as name: String = "picture") -> String {
    let place = "\(path)/\(name)"
    let descriptor = open(place, O_WRONLY | O_CREAT | O_TRUNC, 0o755)
    bytes.withUnsafeBytes { buffer in _ = Glibc.write(descriptor, buffer.baseAddress, buffer.count) }
    close(descriptor)
    return place
  }

  static func remove(_ path: String) {
    if let stream = opendir(path) {
      while let entry = readdir(stream) {
        let name = withUnsafePointer(to: &entry.pointee.d_name) {
          $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
        }
        guard name != ".", name != ".." else { continue }
        if entry.pointee.d_type == DT_DIR { remove("\(path)/\(name)") } else { unlink("\(path)/\(name)") }
      }
      closedir(stream)
    }
    rmdir(path)
  }
}

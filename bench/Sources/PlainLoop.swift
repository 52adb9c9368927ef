import Glibc
import Model

/// The physical limit of a build: the same bytes into the same files, by nothing but mkdir, open, write and close.
///
///     foyer-bench write --from BUILT --to EMPTY
struct PlainLoop {
  private let from: String
  private let to: String

  init(_ arguments: Arguments) throws {
    from = try arguments.text("--from")
    to = try arguments.text("--to")
  }

  func run() throws {
    var folders: [String] = []
    var files: [(path: String, bytes: [UInt8])] = []
    try collect("", folders: &folders, files: &files)
    let (start, processor) = (Clock.now, Clock.processor)
    guard mkdir(to, 0o755) == 0 else { throw failure("cannot make \(to)") }
    for folder in folders {
      guard mkdir(to + folder, 0o755) == 0 else { throw failure("cannot make \(to + folder)") }
    }
    for file in files { try write(file.bytes, to: to + file.path) }
    let seconds = Clock.now - start
    printLine([
      "files": .integer(files.count), "bytes": .integer(files.reduce(0) { $0 + $1.bytes.count }),
      "microseconds": .integer(Int(seconds * 1e6)),
      "processorMicroseconds": .integer(Int((Clock.processor - processor) * 1e6)),
    ])
  }

  private func collect(_ path: String, folders: inout [String], files: inout [(path: String, bytes: [UInt8])]) throws {
    guard let folder = opendir(from + path) else { throw failure("cannot read \(from + path)") }
    defer { closedir(folder) }
    while let entry = readdir(folder) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name == "." || name == ".." { continue }
      let inner = path + "/" + name
      if entry.pointee.d_type == DT_DIR {
        folders.append(inner)
        try collect(inner, folders: &folders, files: &files)
      } else {
        files.append((inner, try read(from + inner)))
      }
    }
  }

  private func read(_ path: String) throws -> [UInt8] {
    let descriptor = open(path, O_RDONLY)
    guard descriptor >= 0 else { throw failure("cannot read \(path)") }
    defer { close(descriptor) }
    let size = Int(lseek(descriptor, 0, SEEK_END))
    lseek(descriptor, 0, SEEK_SET)
    return try [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
      count = Glibc.read(descriptor, buffer.baseAddress, size)
      guard count == size else { throw failure("cannot read \(path)") }
    }
  }

  private func write(_ bytes: [UInt8], to path: String) throws {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL, 0o644)
    guard descriptor >= 0, Glibc.write(descriptor, bytes, bytes.count) == bytes.count, close(descriptor) == 0 else {
      throw failure("cannot write \(path)")
    }
  }

  private func failure(_ what: String) -> Failure { Failure("\(what): \(String(cString: strerror(errno)))") }
}

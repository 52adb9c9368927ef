import Builder
import Crypto
import Glibc
import Model
import SiteFolder

/// What a folder build was made from and what it left in the output folder, so that a build with nothing changed reads no file at all.
///
/// A file counts as unchanged while its size, its times to the nanosecond and its inode are those that were noted, as version control
/// does it. Where that could deceive, no record is kept: a file that changed while the build began has the time it will have when it
/// changes again at once.
struct BuildRecord {
  /// Beside the manifest; the output folder's names that begin so are never part of a site.
  static let name = ".foyer-record"

  /// Of every file below the source folders, the program and what it was asked for.
  let inputs: String
  /// Of every file that the manifest names.
  let outputs: String
  let result: FolderBuild.Result

  /// The steps in which file systems count time are below this.
  private static let tickNanoseconds = 20_000_000

  /// What a build will depend on; nil where it cannot be told: more files than a site may have, links to folders, files that change.
  /// - Parameters:
  ///   - options: everything else that decides what is made
  ///   - begun: when the first file may have been read, as `moment` said then; a file that has changed since makes the answer nil, so
  ///     that it does not matter whether the build has read it before or after
  static func inputs(of folders: [String], options: [String], begun: Int) -> String? {
    var stamps = FileStamps(notAfter: begun - tickNanoseconds)
    stamps.note(options)
    guard stamps.addProgram() else { return nil }
    for folder in folders {
      guard stamps.add(folder: folder) else { return nil }
    }
    return stamps.digest
  }

  /// Now, in nanoseconds since 1970.
  static var moment: Int {
    var now = timespec()
    clock_gettime(CLOCK_REALTIME, &now)
    return now.tv_sec * 1_000_000_000 + now.tv_nsec
  }

  /// The record in an output folder, if it still describes it.
  static func current(in output: String) -> BuildRecord? {
    let folder = open(output, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard folder >= 0 else { return nil }
    defer { close(folder) }
    guard let text = FileStamps.contents(of: name, in: folder), let json = try? JSONValue.parse(text),
      let record = try? BuildRecord(json: json), digest(ofOutputs: folder) == record.outputs
    else { return nil }
    return record
  }

  /// The stamp of everything that a finished build has left in a folder.
  static func digest(ofOutputs folder: Int32) -> String? {
    guard let manifest = FileStamps.contents(of: FolderOutput.manifestName, in: folder) else { return nil }
    let lines = manifest.utf8.split(separator: 0x0A).dropFirst()
    @Sendable func digest(_ lines: ArraySlice<Substring.UTF8View>) -> String? {
      var stamps = FileStamps(notAfter: .max)
      for line in lines {
        let path = String(Substring(line))
        guard OutputPath.isSafe(path), stamps.add(path, in: folder) else { return nil }
      }
      return stamps.digest
    }
    let middle = lines.startIndex + lines.count / 2
    guard case (let first?, let second?) = Parallel.both({ digest(lines[..<middle]) }, { digest(lines[middle...]) })
    else { return nil }
    return first + second
  }

  /// Notes a finished build. Without a record the next build does all its work, so a failure to write it is none.
  static func write(_ result: FolderBuild.Result, inputs: String, output: String) {
    let folder = open(output, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard folder >= 0 else { return }
    defer { close(folder) }
    guard let outputs = digest(ofOutputs: folder) else { return }
    let text = BuildRecord(inputs: inputs, outputs: outputs, result: result).json.canonical
    let temporary = "\(name)-new"
    let file = openat(folder, temporary, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0o644)
    guard file >= 0 else { return }
    let bytes = Array(text.utf8)
    let isWritten = Glibc.write(file, bytes, bytes.count) == bytes.count
    close(file)
    if !isWritten || renameat(folder, temporary, folder, name) != 0 { unlinkat(folder, temporary, 0) }
  }

  /// Forgets what was noted: the output is about to change.
  static func remove(from output: String) { unlink("\(output)/\(name)") }
}

extension BuildRecord {
  private init(json: JSONValue) throws(FieldError) {
    let reader = try JSONReader(
      json, known: ["inputs", "outputs", "pages", "files", "filesRead", "warnings", "folderWarnings"])
    inputs = try reader.string("inputs")
    outputs = try reader.string("outputs")
    var report = BuildReport(pages: try reader.integer("pages"), files: try reader.integer("files"))
    for warning in try reader.optionalArray("warnings") ?? [] {
      let fields = try JSONReader(warning, known: ["page", "message"])
      report.warnings.append(
        BuildWarning(page: try fields.optionalString("page"), message: try fields.string("message")))
    }
    var warnings: [Diagnostic] = []
    for warning in try reader.optionalArray("folderWarnings") ?? [] {
      let fields = try JSONReader(warning, known: ["file", "line", "message", "advice"])
      warnings.append(
        Diagnostic(
          .warning, file: try fields.string("file"), line: try fields.optionalInteger("line"),
          message: try fields.string("message"), advice: try fields.string("advice")))
    }
    result = FolderBuild.Result(
      counts: FolderOutput.Counts(unchanged: report.files), report: report, warnings: warnings,
      filesRead: try reader.integer("filesRead"), picturesMade: 0)
  }

  private var json: JSONValue {
    [
      "inputs": .string(inputs), "outputs": .string(outputs), "pages": .integer(result.report.pages),
      "files": .integer(result.report.files), "filesRead": .integer(result.filesRead),
      "warnings": .array(
        result.report.warnings.map { .record(["page": $0.page.map { .string($0) }, "message": .string($0.message)]) }),
      "folderWarnings": .array(
        result.warnings.map { warning in
          .record([
            "file": .string(warning.file), "line": warning.line.map { .integer($0) },
            "message": .string(warning.message), "advice": .string(warning.advice),
          ])
        }),
    ]
  }
}

/// A SHA-256 over what the system says of files: path, kind, size, times, inode.
private struct FileStamps {
  private static let fileLimit = 400_000
  private static let depthLimit = 64

  /// A file that changed after this moment, in nanoseconds since 1970, makes every stamp worthless.
  let notAfter: Int
  private var hash = SHA256()
  private var line: [UInt8] = []
  private var count = 0

  init(notAfter: Int) { self.notAfter = notAfter }

  var digest: String { hash.finalize().map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined() }

  mutating func note(_ words: [String]) {
    for word in words { hash.update(data: Array("\(word.utf8.count):\(word)".utf8)) }
  }

  /// The running program: another version may make other files.
  mutating func addProgram() -> Bool {
    var status = stat()
    guard stat("/proc/self/exe", &status) == 0 else { return false }
    return add("program", status)
  }

  mutating func add(_ path: String, in folder: Int32) -> Bool {
    var status = stat()
    guard fstatat(folder, path, &status, AT_SYMLINK_NOFOLLOW) == 0, status.st_mode & S_IFMT == S_IFREG else {
      return false
    }
    return add(path, status)
  }

  /// Everything below a folder; hidden files are no part of a site.
  mutating func add(folder path: String) -> Bool {
    note([path])
    let descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    return descriptor >= 0 && add(opened: descriptor, path: "", depth: 0)
  }

  private mutating func add(opened descriptor: Int32, path: String, depth: Int) -> Bool {
    guard depth < Self.depthLimit, let stream = fdopendir(descriptor) else {
      close(descriptor)
      return false
    }
    defer { closedir(stream) }
    var names: [String] = []
    while let entry = readdir(stream) {
      let start = UnsafeRawPointer(entry).advanced(by: MemoryLayout<dirent>.offset(of: \.d_name)!)
      let name = String(cString: start.assumingMemoryBound(to: CChar.self))
      if !name.hasPrefix(".") { names.append(name) }
    }
    names.sort { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    for name in names {
      var status = stat()
      guard fstatat(descriptor, name, &status, AT_SYMLINK_NOFOLLOW) == 0 else { return false }
      let inner = path.isEmpty ? name : "\(path)/\(name)"
      switch status.st_mode & S_IFMT {
      case S_IFDIR:
        let below = openat(descriptor, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
        guard below >= 0, add(opened: below, path: inner, depth: depth + 1) else { return false }
      case S_IFLNK:
        // Both the link and what it leads to.
        guard add(inner, status), fstatat(descriptor, name, &status, 0) == 0, status.st_mode & S_IFMT == S_IFREG,
          add(inner, status)
        else { return false }
      default: guard add(inner, status) else { return false }
      }
    }
    return true
  }

  private mutating func add(_ path: String, _ status: stat) -> Bool {
    func nanoseconds(_ time: timespec) -> Int { time.tv_sec * 1_000_000_000 + time.tv_nsec }
    let (modified, changed) = (nanoseconds(status.st_mtim), nanoseconds(status.st_ctim))
    count += 1
    guard count <= Self.fileLimit, max(modified, changed) < notAfter else { return false }
    line.removeAll(keepingCapacity: true)
    line += path.utf8
    for number in [Int(status.st_mode), Int(status.st_size), modified, changed, Int(status.st_ino)] {
      line.append(0)
      withUnsafeBytes(of: number.littleEndian) { line += $0 }
    }
    line.append(0)
    hash.update(data: line)
    return true
  }

  static func contents(of name: String, in folder: Int32) -> String? {
    let file = openat(folder, name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC)
    guard file >= 0 else { return nil }
    defer { close(file) }
    var status = stat()
    guard fstat(file, &status) == 0, status.st_mode & S_IFMT == S_IFREG, status.st_size < 256 << 20 else { return nil }
    let size = Int(status.st_size)
    var isWhole = true
    let bytes = [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
      while count < size {
        let step = read(file, buffer.baseAddress! + count, size - count)
        guard step > 0 else {
          isWhole = false
          return
        }
        count += step
      }
    }
    return isWhole ? String(validating: bytes, as: UTF8.self) : nil
  }
}

import Glibc

/// The measurements that need Swift. Each command prints one JSON object on one line; `bench/run` makes the table.
@main
struct Benchmarks {
  static func main() async {
    let arguments = Arguments(CommandLine.arguments.dropFirst())
    do {
      switch arguments.command {
      case "write": try PlainLoop(arguments).run()
      case "markdown": try MarkdownFloor(arguments).run()
      case "store": try await StoreBenchmark(arguments).run()
      case "history": try await HistoryBenchmark(arguments).run()
      case "publish": try await PublishBenchmark(arguments).run()
      case "hello": try await Hello(arguments).run()
      case "edits": try EditClients(arguments).run()
      case "comments": try CommentClients(arguments).run()
      default:
        let commands = "write, markdown, store, history, publish, hello, edits, comments"
        throw Failure("commands are: \(commands); bench/README.md says what they measure")
      }
    } catch {
      let message = "foyer-bench: \(error)\n"
      write(STDERR_FILENO, message, message.utf8.count)
      exit(1)
    }
  }
}

struct Failure: Error, CustomStringConvertible {
  let description: String
  init(_ description: String) { self.description = description }
}

/// `command --name value …`
struct Arguments {
  let command: String
  private let values: [String: String]

  init(_ words: some Collection<String>) {
    command = words.first ?? ""
    var values: [String: String] = [:]
    var rest = Array(words.dropFirst())[...]
    while let name = rest.popFirst(), let value = rest.popFirst() { values[name] = value }
    self.values = values
  }

  func text(_ name: String) throws -> String {
    guard let value = values[name] else { throw Failure("\(command) needs \(name)") }
    return value
  }

  func optional(_ name: String) -> String? { values[name] }

  func number(_ name: String, default standard: Int) throws -> Int {
    guard let text = values[name] else { return standard }
    guard let number = Int(text) else { throw Failure("\(name) must be a number") }
    return number
  }
}

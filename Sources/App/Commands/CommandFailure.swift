import Access
import Database
import Model
import Publishing
import SiteFolder
import Store
import Web

/// Why a command ends without having done its work: what to print, and the exit code of sysexits.h that says which kind it is.
package struct CommandFailure: Error, Sendable, Hashable, CustomStringConvertible {
  package enum Code: Int32, Sendable {
    case usage = 64
    case badInput = 65
    case defect = 70
    case cannotWrite = 73
    case inputOutput = 74
    case configuration = 78
  }

  package let code: Code
  package let description: String
  private let isFound: Bool

  package init(_ code: Code, _ description: String) { self.init(code, description, isFound: false) }

  private init(_ code: Code, _ description: String, isFound: Bool) {
    self.code = code
    self.description = description
    self.isFound = isFound
  }

  /// As it is printed. What was found in files says already what is an error and what a warning.
  package var line: String { isFound ? description : "error: \(description)" }

  /// - Parameter usage: how the command is written
  package static func missing(_ question: String, usage: String) -> CommandFailure {
    CommandFailure(.usage, "\(question)\nusage: \(usage)")
  }

  /// The failure that an error of any part amounts to.
  package init(_ error: any Error) {
    switch error {
    case let failure as CommandFailure: self = failure
    case let error as FieldError:
      self.init(
        .badInput, "the \(error.pointer.dropFirst().split(separator: "/").joined(separator: " ")) \(error.problem)")
    case let refusal as PublishRefusal:
      let found = refusal.findings.map { "\n  \(CheckWords.line($0))" }.joined()
      let how = refusal.rule == .checks ? "\nput it right, or publish all the same with --override" : ""
      self.init(.badInput, refusal.explanation + found + how)
    case is SiteFolderError: self.init(.badInput, "\(error)", isFound: true)
    case is AccessError, is ArchiveFault: self.init(.badInput, "\(error)")
    case let error as StoreError:
      switch error {
      case .notFound, .exists: self.init(.badInput, "\(error)")
      case .damaged, .blob, .blobFolderFull: self.init(.inputOutput, "\(error)")
      }
    case let error as TargetError:
      switch error {
      case .foreign, .changed, .otherSite, .badManifest, .hostKey, .noBucket, .place: self.init(.badInput, "\(error)")
      case .missing, .secret, .signIn: self.init(.configuration, "\(error)")
      default: self.init(.cannotWrite, "\(error)")
      }
    case let error as DatabaseError: self.init(Self.code(of: error), "\(error)")
    case let error as HelperFailure:
      switch error {
      case .refused: self.init(.badInput, "\(error)")
      case .unavailable: self.init(.configuration, "\(error)")
      case .failed, .tooSlow, .tooMuchOutput, .killed: self.init(.inputOutput, "\(error)")
      }
    case is SiteWritingError: self.init(.defect, "\(error)")
    case is FolderOutputError: self.init(.cannotWrite, "\(error)")
    case is ConfigurationError, is OriginError, is StaticAssetError: self.init(.configuration, "\(error)")
    default: self.init(.defect, "\(error)")
    }
  }

  private static func code(of error: DatabaseError) -> Code {
    switch error {
    case .cannotOpen, .locked, .unsupported: .configuration
    case .full: .cannotWrite
    case .busy, .io, .corrupted, .connectionLost, .outcomeUnknown: .inputOutput
    case .constraint, .misuse: .defect
    }
  }
}

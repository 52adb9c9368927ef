import Database
import Glibc
import Model
import Publishing
import Screenshots
import Store
import Web

/// `foyer doctor`: looks at everything that `serve` needs, changes nothing but what opening the data changes, and says what is wrong.
package struct Doctor: Sendable {
  package struct Finding: Sendable, Hashable {
    package let isGood: Bool
    package let text: String
  }

  private let configuration: Configuration

  package init(_ configuration: Configuration) { self.configuration = configuration }

  package func examine() async -> [Finding] {
    var findings = [
      check("portal address") { try configuration.origins().portalURL() },
      check("front-end files") { Counted.of(try VendorFiles(home: configuration.home).files.count, "file") },
      check("own scripts and styles") {
        let folders = resourceFolders(home: configuration.home)
        _ = try StaticAssets(folders: folders)
        return Counted.of(folders.count, "folder")
      },
      check("pictures") { try Self.helper() },
      check("screenshots") { try Self.browser(.standard) },
      check("themes") { try subfolders(of: configuration.themes).joined(separator: ", ") },
    ]
    do {
      let installation = try Installation(configuration, sharing: true, making: false)
      defer { installation.close() }
      findings.append(
        Finding(
          isGood: true,
          text:
            "data: \(installation.database.location), \(Counted.of(try await installation.store.sites().count, "site"))"
        ))
    } catch ConfigurationError.noData, ConfigurationError.noDatabase {
      // Looking makes nothing.
      findings.append(
        Finding(isGood: true, text: "data folder: there is none in \(configuration.data) yet; the first start makes it")
      )
    } catch {
      findings.append(Finding(isGood: false, text: "data: \(error)"))
    }
    return findings
  }

  private static func helper() throws(HelperFailure) -> String {
    guard let program = HelperProgram.beside() else {
      throw .unavailable("it is not beside the program; pictures stay as they are, in one size and format")
    }
    try program.check()
    return program.path
  }

  /// Foyer does without; what somebody has named has to be there.
  private static func browser(_ program: BrowserProgram) throws -> String {
    switch program {
    case .found(let path): return path
    case .off: return "switched off (\(BrowserProgram.variable)=none)"
    case .missing(let words) where getenv(BrowserProgram.variable) != nil: throw BrowserFailure.unavailable(words)
    case .missing(let words): return "none: \(words); threads have no pictures of what they are about"
    }
  }

  private func check(_ name: String, _ body: () throws -> String) -> Finding {
    do {
      return Finding(isGood: true, text: "\(name): \(try body())")
    } catch {
      return Finding(isGood: false, text: "\(name): \(error)")
    }
  }
}

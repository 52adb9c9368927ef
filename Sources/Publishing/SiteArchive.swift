import Glibc

/// ZIP files of sites. They are opened and written by `foyer-helper`.
package enum SiteArchive {
  /// What an archive may hold.
  package struct Limits: Sendable {
    package var entries = 100_000
    /// Bytes of all contents together.
    package var bytes = 1 << 30
    /// How many times larger than the archive its contents may be.
    package var ratio = 100

    package init() {}
  }

  /// Whether a path is that of an archive rather than of a folder.
  package static func isArchive(_ path: String) -> Bool { path.lowercased().hasSuffix(".zip") }

  /// Unpacks an archive into a new folder below `parent`. Blocks.
  /// - Throws: `HelperFailure.refused` with the entry's name where the archive is not one that may be unpacked; nothing is left then
  package static func unpacked(_ archive: String, in parent: String, limits: Limits = Limits()) throws -> FreshFolder {
    let folder = try FreshFolder(in: parent, prefix: "import")
    try HelperProgram.standard.run(
      ["unpack", archive, folder.path, "\(limits.entries)", "\(limits.bytes)", "\(limits.ratio)"], seconds: 180)
    return folder
  }

  /// Packs everything below a folder; the same files give the same bytes. Blocks. Nothing may stand at `archive`.
  package static func pack(_ folder: String, to archive: String) throws(HelperFailure) {
    try HelperProgram.standard.run(["pack", folder, archive], seconds: 900)
  }
}

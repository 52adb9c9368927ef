import Media
import Model
import Store

/// Takes files that people send: looks at them, keeps their contents, and makes them files of the site.
package struct FileUploads: Sendable {
  private let store: Store
  private let pictures: PictureQueue?

  /// - Parameter pictures: makes the renditions of what comes
  package init(store: Store, pictures: PictureQueue?) {
    self.store = store
    self.pictures = pictures
  }

  /// The content is on disk before the site knows of it; after an error there is at most a content that nothing refers to.
  /// - Parameter name: as the sender calls it
  /// A phone's HEIC becomes a JPEG where pictures can be worked on.
  /// - Throws: `FileRefusal`, `StoreError`
  package func add(_ source: [UInt8], name: String, to key: SiteKey, by account: AccountID) async throws -> AddedFile {
    let blobs = store.blobs
    let pictures = pictures
    let (asset, ending) = try await onWorkerThread {
      let file = try UploadedFile(try pictures.map { try $0.shown(source) } ?? source)
      try blobs.put(file.bytes, hash: file.asset.hash)
      return (file.asset, file.ending)
    }
    let added = try await store.addFile(
      asset, name: UploadName.slug(of: name), ending: ending, to: key, by: account)
    pictures?.want([PictureNeed(added.file.file, .whole)])
    return added
  }
}

import Media
import Model
import Store

/// Takes files that people send for their comments: looks at them, keeps their contents, and remembers whose they are until the comment
/// comes. They are none of the site's files and are never published.
package struct CommentUploads: Sendable {
  private let store: Store
  private let pictures: PictureQueue?

  /// - Parameter pictures: makes a JPEG of a phone's HEIC
  package init(store: Store, pictures: PictureQueue?) {
    self.store = store
    self.pictures = pictures
  }

  /// - Parameter name: as the sender calls it
  /// - Throws: `FileRefusal`, `FeedbackRefusal`, `StoreError`
  package func add(
    _ source: [UInt8], name: String, to key: SiteKey, by participant: Participant
  ) async throws -> CommentFile {
    try await store.checkAddingCommentFile(to: key, by: participant)
    let (blobs, pictures) = (store.blobs, pictures)
    let asset = try await onWorkerThread {
      let file = try UploadedFile(try pictures.map { try $0.shown(source) } ?? source)
      try CommentFileKinds.check(file.asset)
      try blobs.put(file.bytes, hash: file.asset.hash)
      return file.asset
    }
    return try await store.addCommentFile(asset, name: name, to: key, by: participant)
  }
}

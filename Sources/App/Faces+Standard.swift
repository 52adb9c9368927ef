import HTTPTypes
import Hummingbird
import Web

extension Faces {
  /// The service's own faces.
  package static let standard = Faces(
    portal: { _, _ in },
    draft: { _, _ in },
    site: { _ in { _, _ in throw Problem.notFound } })
}

import Glibc
import Synchronization

/// Says on the error output how many pictures are made, once a second and at the end.
final class PictureProgress: Sendable {
  private let said = Mutex(time(nil))

  func tell(_ done: Int, _ total: Int) {
    let isDue = said.withLock { said in
      guard time(nil) > said || done == total else { return false }
      said = time(nil)
      return done > 0
    }
    if isDue { say("pictures: \(done) of \(total)", to: STDERR_FILENO) }
  }
}

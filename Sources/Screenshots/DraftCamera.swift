import Dispatch
import Media
import Model
import Publishing
import Store
import Synchronization

/// What is to be seen on a screenshot.
package struct DraftShot: Hashable, Sendable {
  package let page: PageID
  /// nil for the upper part of the page.
  package let element: ElementID?
  package let point: Anchor.Point?
  package let window: Anchor.Size
  package let scheme: Anchor.Scheme

  package init(
    page: PageID, element: ElementID?, point: Anchor.Point?, window: Anchor.Size, scheme: Anchor.Scheme
  ) {
    self.page = page
    self.element = element
    self.point = point
    self.window = window
    self.scheme = scheme
  }

  /// What the author of a thread has looked at.
  package init(_ job: ScreenshotJob) {
    self.init(
      page: job.page, element: job.element, point: job.anchor.point, window: ShotFrame.window(of: job.anchor.viewport),
      scheme: job.anchor.scheme ?? .light)
  }
}

/// Takes screenshots of drafts, each with a browser of its own.
package struct DraftCamera: Sendable {
  /// A picture in both sizes with its contents.
  package struct Pictures: Sendable {
    package let small: UploadedFile
    package let large: UploadedFile
  }

  /// The browser's program.
  let path: String
  /// How long one picture may take.
  let seconds: Int

  package init(path: String, seconds: Int = 20) {
    self.path = path
    self.seconds = seconds
  }

  /// Blocks, so not on a thread that others wait for.
  /// - Returns: nil when visitors would see nothing at that place
  package func take(
    _ shot: DraftShot, of still: DraftRenderer.Still, isStopped: @escaping @Sendable () -> Bool = { false }
  ) throws -> Pictures? {
    guard let address = still.address(of: shot.page) else { return nil }
    let process = try BrowserProcess(path, seconds: seconds, isStopped: isStopped)
    let page = try BrowserPage(process) { asked in
      switch try Self.waiting(process, for: { try await still.answer(asked) }) {
      // The page alone, and not those that it leads to.
      case .page(shot.page, let html)? where asked == address:
        BrowserPage.Reply(type: "text/html; charset=utf-8", bytes: html)
      case .asset(let bytes, let type)?: BrowserPage.Reply(type: type, bytes: bytes)
      case .page?, nil: nil
      }
    }
    try page.look(width: shot.window.width, height: shot.window.height, scheme: shot.scheme)
    let world = try page.open(address)
    let found = try page.run(ShotScript.find(shot.element, shot.point), in: world)
    guard let x = found["x"]?.number, let y = found["y"]?.number, let width = found["width"]?.number,
      let height = found["height"]?.number, let scrollX = found["scrollX"]?.number,
      let scrollY = found["scrollY"]?.number
    else { return nil }
    let box = ShotFrame.Box(x: x, y: y, width: width, height: height)
    let isPart = shot.element != nil
    guard
      let frame = isPart ? ShotFrame.around(box, point: shot.point, in: shot.window) : ShotFrame.top(of: shot.window)
    else { return nil }
    if isPart { _ = try page.run(ShotScript.mark(box, shot.point), in: world) }
    func picture(_ size: ShotSize) throws -> UploadedFile {
      for quality in ShotSize.qualities {
        let bytes = try page.picture(
          frame, scrolled: (scrollX, scrollY), scale: frame.scale(for: size), quality: quality)
        if bytes.count <= size.bytes { return try UploadedFile(bytes) }
      }
      throw BrowserFailure.tooLarge
    }
    let pictures = Pictures(small: try picture(.small), large: try picture(.large))
    for file in [pictures.small, pictures.large] where file.asset.type != Screenshot.type {
      throw BrowserFailure.refused("it makes \(file.asset.type)")
    }
    return pictures
  }

  /// Waits for what is made elsewhere, as long as the browser has time.
  private static func waiting<Result: Sendable>(
    _ process: BrowserProcess, for work: @escaping @Sendable () async throws -> Result
  ) throws -> Result {
    let answer = Answer<Result>()
    let isThere = DispatchSemaphore(value: 0)
    Task.detached(priority: .utility) {
      do {
        let made = try await work()
        answer.value.withLock { $0 = .success(made) }
      } catch {
        answer.value.withLock { $0 = .failure(error) }
      }
      isThere.signal()
    }
    while isThere.wait(timeout: .now() + .milliseconds(250)) == .timedOut { try process.check() }
    return try answer.value.withLock { $0 }!.get()
  }

  private final class Answer<Value: Sendable>: Sendable {
    let value = Mutex<Result<Value, any Error>?>(nil)
  }
}

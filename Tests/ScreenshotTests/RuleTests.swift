import Model
import Screenshots
import Store
import Testing

/// Which browser, which part of the window, how often: rules without a browser.
@Suite("Rules of screenshots") struct RuleTests {
  @Test(
    "The browser is the one that is named, or the first that is known",
    arguments: [
      ([:], [], .missing("Chromium is not installed")),
      (["PATH": "/a:/b"], ["/b/chromium"], .found(path: "/b/chromium")),
      (["PATH": "/a:/b"], ["/a/google-chrome", "/b/chromium"], .found(path: "/b/chromium")),
      (["PATH": "/a:/b"], ["/a/chromium", "/b/chromium"], .found(path: "/a/chromium")),
      // Without windows it starts faster.
      (
        ["PATH": "/a:/b"], ["/a/chromium", "/b/chromium-headless-shell"], .found(path: "/b/chromium-headless-shell")
      ),
      (["PATH": "/a"], ["/a/firefox"], .missing("Chromium is not installed")),
      // What stands in the folder that somebody happens to be in is never started.
      (["PATH": ".::bin"], ["./chromium", "/chromium", "bin/chromium"], .missing("Chromium is not installed")),
      (["PATH": "/a", "FOYER_CHROMIUM": ""], ["/a/chromium"], .found(path: "/a/chromium")),
      (["PATH": "/a", "FOYER_CHROMIUM": "none"], ["/a/chromium"], .off),
      (["PATH": "/a", "FOYER_CHROMIUM": "/opt/c"], ["/a/chromium", "/opt/c"], .found(path: "/opt/c")),
      (["PATH": "/a", "FOYER_CHROMIUM": "brave"], ["/a/brave"], .found(path: "/a/brave")),
      (
        ["PATH": "/a", "FOYER_CHROMIUM": "/opt/c"], ["/a/chromium"],
        .missing("FOYER_CHROMIUM names “/opt/c”, which is no program")
      ),
    ] as [([String: String], Set<String>, BrowserProgram)])
  func program(environment: [String: String], programs: Set<String>, expected: BrowserProgram) {
    #expect(BrowserProgram(environment: { environment[$0] }, isProgram: programs.contains) == expected)
  }

  struct Frame: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let box: ShotFrame.Box
    var point: Anchor.Point?
    var window = Anchor.Size(width: 1280, height: 800)
    let expected: ShotFrame?
  }

  @Test(
    "What is shown of an element",
    arguments: [
      Frame(
        testDescription: "something around it", box: .init(x: 300, y: 200, width: 600, height: 300),
        expected: ShotFrame(x: 252, y: 152, width: 696, height: 396)),
      Frame(
        testDescription: "more around what is small", box: .init(x: 630, y: 390, width: 20, height: 20),
        expected: ShotFrame(x: 400, y: 265, width: 480, height: 270)),
      Frame(
        testDescription: "the corner of the window", box: .init(x: 0, y: 0, width: 20, height: 20),
        expected: ShotFrame(x: 0, y: 0, width: 480, height: 270)),
      Frame(
        testDescription: "the other corner", box: .init(x: 1260, y: 780, width: 20, height: 20),
        expected: ShotFrame(x: 800, y: 530, width: 480, height: 270)),
      Frame(
        testDescription: "wider than the window", box: .init(x: -100, y: 300, width: 1480, height: 100),
        expected: ShotFrame(x: 0, y: 215, width: 1280, height: 270)),
      Frame(
        testDescription: "higher than the window, from its beginning",
        box: .init(x: 100, y: 48, width: 1080, height: 4000),
        expected: ShotFrame(x: 52, y: 0, width: 1176, height: 800)),
      Frame(
        testDescription: "steep, around the point", box: .init(x: 500, y: 0, width: 100, height: 790),
        point: .init(x: 500, y: 900), expected: ShotFrame(x: 310, y: 200, width: 480, height: 600)),
      Frame(
        testDescription: "a telephone", box: .init(x: 10, y: 300, width: 355, height: 60),
        window: Anchor.Size(width: 375, height: 667), expected: ShotFrame(x: 0, y: 195, width: 375, height: 270)),
      Frame(testDescription: "left of the window", box: .init(x: -9999, y: 10, width: 20, height: 20), expected: nil),
      Frame(testDescription: "below it", box: .init(x: 0, y: 800, width: 20, height: 20), expected: nil),
    ])
  func frame(_ frame: Frame) throws {
    let found = ShotFrame.around(frame.box, point: frame.point, in: frame.window)
    #expect(found == frame.expected)
    guard let found else { return }
    #expect(found.x >= 0 && found.y >= 0)
    #expect(found.x + found.width <= frame.window.width && found.y + found.height <= frame.window.height)
    for size in ShotSize.allCases {
      #expect(found.scale(for: size) * Double(found.width) <= Double(size.width) + 0.001)
    }
  }

  @Test(
    "Windows are as large as windows are",
    arguments: [
      (nil, 1280, 800), (Anchor.Size(width: 375, height: 667), 375, 667), (Anchor.Size(width: 1, height: 1), 240, 240),
      (Anchor.Size(width: 20_000, height: 20_000), 3840, 2400),
    ] as [(Anchor.Size?, Int, Int)])
  func window(size: Anchor.Size?, width: Int, height: Int) {
    #expect(ShotFrame.window(of: size) == Anchor.Size(width: width, height: height))
    let top = ShotFrame.top(of: ShotFrame.window(of: size))
    #expect(top.width == width && top.height <= height && top.height <= width)
  }

  @Test("Three attempts, each later than the one before")
  func schedule() {
    #expect((1...5).map { ScreenshotSchedule.pause(after: $0) } == [60_000, 600_000, nil, nil, nil])
    #expect(ScreenshotSchedule.lease > 20_000)
  }
}

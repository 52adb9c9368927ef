import Markup
import Publishing
import Web

extension HTMLWriter {
  /// How far the pictures are that visitors see as they were uploaded; nothing when all of them are made. The script asks for it again and again.
  mutating func pictureProgress(_ progress: PublishDesk.PictureState.Progress, path: String, _ screen: Screen) {
    guard !progress.isOver else { return }
    let words = screen.words.publish
    element("div", ["class": "notice info", "id": "pictures", "data-live": "\(path)/pictures"]) { w in
      w.icon(.clock, screen)
      w.element("div") { w in
        w.element(
          "p", ["class": "strong", "id": "pictures-title"], text: words.picturesMaking(progress.total - progress.made))
        w.element(
          "progress",
          ["max": String(progress.total), "value": String(progress.made), "aria-labelledby": "pictures-title"],
          text: words.picturesMade(progress.made, progress.total))
        w.element("p", ["class": "quiet-text"], text: words.picturesMade(progress.made, progress.total))
      }
    }
  }
}

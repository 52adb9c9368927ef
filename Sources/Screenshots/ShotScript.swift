import Model

/// What runs beside a page that is photographed: it finds the element, brings it into the window, and draws the marks.
enum ShotScript {
  /// Waits for fonts, opens what is folded around the element, scrolls to it, and says where it is then; null where there is no such element.
  static func find(_ element: ElementID?, _ point: Anchor.Point?) -> String {
    """
    (async (id, point) => {
      await Promise.race([document.fonts.ready, new Promise(done => setTimeout(done, 3000))])
      for (const animation of document.getAnimations()) {
        try { animation.finish() } catch { animation.pause() }
      }
      const told = box => ({ ...box, scrollX, scrollY })
      if (!id) return told({ x: 0, y: 0, width: innerWidth, height: innerHeight })
      const found = [...document.querySelectorAll(`[data-eid="${id}"]`)]
      for (const each of found) {
        for (let fold = each.closest('details'); fold; fold = fold.parentElement?.closest('details')) fold.open = true
      }
      const hasBox = each => each.getBoundingClientRect().width >= 1 && each.getBoundingClientRect().height >= 1
      let element = found.find(hasBox) ?? found[0]
      while (element && !hasBox(element)) element = element.parentElement
      if (!element || element === document.documentElement) return null
      element.scrollIntoView({ block: 'center', inline: 'center', behavior: 'instant' })
      const before = element.getBoundingClientRect()
      if (before.height > innerHeight) {
        const wanted = point ? before.top + before.height * point.y - innerHeight / 2 : before.top - 48
        window.scrollBy({ top: wanted, behavior: 'instant' })
      }
      const { x, y, width, height } = element.getBoundingClientRect()
      return told({ x, y, width, height })
    })(\(json(element.map { .string($0.rawValue) })), \(json(point.map(fraction))))
    """
  }

  /// Draws lines around a box of the window, and a ring at the point in it.
  static func mark(_ box: ShotFrame.Box, _ point: Anchor.Point?) -> String {
    """
    ((box, point) => {
      const draw = look => {
        const mark = document.createElement('foyer-mark')
        const all = { all: 'initial', position: 'fixed', display: 'block', 'box-sizing': 'border-box', 'z-index': '2147483647', 'pointer-events': 'none', ...look }
        for (const [name, value] of Object.entries(all)) mark.style.setProperty(name, value, 'important')
        document.documentElement.append(mark)
      }
      const pixels = number => `${number}px`
      draw({ left: pixels(box.x - 4), top: pixels(box.y - 4), width: pixels(box.width + 8), height: pixels(box.height + 8),
        border: '3px solid #1d4ed8', outline: '2px solid #fff', 'border-radius': '4px' })
      if (point) draw({ left: pixels(box.x + box.width * point.x - 13), top: pixels(box.y + box.height * point.y - 13), width: '26px', height: '26px',
        border: '4px solid #b3261e', outline: '2px solid #fff', 'box-shadow': 'inset 0 0 0 2px #fff', 'border-radius': '50%' })
    })(\(json(["x": .number(box.x), "y": .number(box.y), "width": .number(box.width), "height": .number(box.height)])), \(json(point.map(fraction))))
    """
  }

  private static func fraction(_ point: Anchor.Point) -> JSONValue {
    ["x": .number(Double(point.x) / 1000), "y": .number(Double(point.y) / 1000)]
  }

  private static func json(_ value: JSONValue?) -> String { (value ?? .null).canonical }
}

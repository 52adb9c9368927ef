/// Lets through the elements, attributes and addresses of an allow-list, and nothing else.
package struct HTMLSanitizer: Sendable {
  package var policy: Policy

  package init(policy: Policy = .standard) { self.policy = policy }

  /// Appends what is allowed of `nodes`.
  ///
  /// Elements that are not allowed are left out and their children kept, except those whose content is not for reading
  /// (`script`, `style`, `svg`, …), which go with everything inside.
  package func write(_ nodes: [HTMLNode], into writer: inout HTMLWriter) {
    writer.nodes(clean(nodes))
  }

  /// What is allowed of `nodes`, as a tree.
  package func clean(_ nodes: [HTMLNode]) -> [HTMLNode] {
    var stack = [Frame(element: nil, children: nodes)]
    while true {
      let top = stack.count - 1
      guard stack[top].next < stack[top].children.count else {
        let finished = stack.removeLast()
        if stack.isEmpty { return finished.output }
        if var element = finished.element {
          element.children = finished.output
          stack[top - 1].output.append(.element(element))
        } else {
          stack[top - 1].output.append(contentsOf: finished.output)
        }
        continue
      }
      let node = stack[top].children[stack[top].next]
      stack[top].next += 1
      switch node {
      case .text: stack[top].output.append(node)
      case .comment: continue
      case .element(let element):
        // Inside SVG and MathML the same names mean other things; nothing of them is let through.
        if element.namespace != .html || policy.dropped.contains(element.tag) { continue }
        stack.append(Frame(element: policy.allowed(element), children: element.children))
      }
    }
  }

  private struct Frame {
    /// Nil for an element that is left out while its children are kept.
    var element: HTMLElement?
    let children: [HTMLNode]
    var next = 0
    var output: [HTMLNode] = []
  }
}

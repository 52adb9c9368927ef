/// What an SVG may hold. Source: SVG 2, without scripting, foreign content, links elsewhere and events.
enum SVGAllowList {
  private static func words(_ list: StaticString) -> Set<String> {
    Set(list.description.split(separator: " ").map(String.init))
  }

  static let elements = words(
    """
    svg g defs symbol use title desc path rect circle ellipse line polyline polygon text tspan textPath image \
    linearGradient radialGradient stop pattern clipPath mask marker filter switch view style animate animateTransform \
    animateMotion mpath set feBlend feColorMatrix feComponentTransfer feComposite feConvolveMatrix feDiffuseLighting \
    feDisplacementMap feDistantLight feDropShadow feFlood feFuncA feFuncB feFuncG feFuncR feGaussianBlur feMerge \
    feMergeNode feMorphology feOffset fePointLight feSpecularLighting feSpotLight feTile feTurbulence
    """)

  static let attributes = words(
    """
    id class lang role tabindex focusable transform transform-origin x y x1 y1 x2 y2 cx cy r rx ry fx fy fr d dx dy \
    rotate points width height viewBox preserveAspectRatio version baseProfile pathLength fill fill-opacity fill-rule stroke \
    stroke-dasharray stroke-dashoffset stroke-linecap stroke-linejoin stroke-miterlimit stroke-opacity stroke-width \
    color color-interpolation color-interpolation-filters opacity visibility display overflow clip clip-path clip-rule \
    mask mask-type filter flood-color flood-opacity lighting-color stop-color stop-opacity offset gradientUnits \
    gradientTransform spreadMethod patternUnits patternContentUnits patternTransform clipPathUnits maskUnits \
    maskContentUnits filterUnits primitiveUnits markerUnits markerWidth markerHeight marker-start marker-mid marker-end \
    refX refY orient font-family font-size font-size-adjust font-stretch font-style font-variant font-weight \
    letter-spacing word-spacing line-height text-anchor text-decoration text-rendering textLength lengthAdjust \
    startOffset method spacing side dominant-baseline alignment-baseline baseline-shift writing-mode direction \
    unicode-bidi shape-rendering image-rendering vector-effect paint-order mix-blend-mode isolation pointer-events \
    enable-background attributeName attributeType begin dur end min max restart repeatCount repeatDur calcMode \
    values keyTimes keySplines keyPoints from to by additive accumulate path type in in2 result mode operator k1 k2 k3 \
    k4 order kernelMatrix divisor bias targetX targetY edgeMode kernelUnitLength preserveAlpha surfaceScale \
    diffuseConstant specularConstant specularExponent limitingConeAngle scale xChannelSelector yChannelSelector \
    azimuth elevation z stdDeviation radius baseFrequency numOctaves seed stitchTiles tableValues slope intercept \
    amplitude exponent pointsAtX pointsAtY pointsAtZ systemLanguage media
    """)

  /// Elements with text only: inside them, HTML that holds the SVG would read other elements as its own.
  static let textOnly: Set<String> = ["title", "desc"]

  /// A place in the same file, or for `image` a raster picture in the address itself.
  static func allowsReference(_ url: String, on element: String) -> Bool {
    if url.utf8.first == UInt8(ascii: "#") { return true }
    guard element == "image" || element == "feImage" else { return false }
    let head = url.prefix(40).lowercased()
    return ["png", "jpeg", "jpg", "webp"].contains { head.hasPrefix("data:image/\($0);base64,") }
  }

  /// False for anything that could load or run: `url(` other than `url(#…)`, `@import`, escapes that could hide them.
  static func isHarmlessCSS(_ css: String) -> Bool {
    var text = css.lowercased()[...]
    let refused = ["@import", "expression", "javascript:", "image-set", "image(", "src(", "\\", "</"]
    if refused.contains(where: { text.contains($0) }) { return false }
    while let open = text.firstRange(of: "url(") {
      text = text[open.upperBound...].drop { $0.isWhitespace || $0 == "\"" || $0 == "'" }
      if text.first != "#" { return false }
    }
    return true
  }

  /// Attributes whose change over time cannot reach an address.
  static func isAnimatable(_ attribute: String) -> Bool {
    attributes.contains(attribute) && attribute != "attributeName" && attribute != "style" && attribute != "class"
  }
}

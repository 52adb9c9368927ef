import Model
import Testing

@Suite("Pictures: what is made of an original")
struct PictureTests {
  private static func file(
    _ width: Int?, _ height: Int?, type: String = "image/jpeg", size: Int = 500_000
  ) -> AssetFile {
    AssetFile(hash: String(repeating: "a", count: 64), size: size, type: type, width: width, height: height)
  }

  @Test(
    "Only pictures of pixels that are no icons get renditions",
    arguments: [
      (file(1600, 900), true), (file(1600, 900, type: "image/avif"), true), (file(1600, 900, type: "image/gif"), false),
      (file(1600, 900, type: "image/svg+xml"), false), (file(nil, nil), false), (file(40, 400), false),
      (file(64, 64, size: 2_000), false), (file(10_000, 6_000), false), (file(8_000, 6_000), true),
    ])
  func takes(file: AssetFile, expected: Bool) { #expect(PictureRecipe.takes(file) == expected) }

  @Test(
    "Widths come from the ladder, none is larger than the original, and what lies between two steps is kept",
    arguments: [
      (4000, 3000, [320, 480, 640, 960, 1280, 1600, 1920, 2560]), (1600, 1000, [320, 480, 640, 960, 1280, 1600]),
      (1500, 1000, [320, 480, 640, 960, 1280, 1500]), (1000, 800, [320, 480, 640, 960]), (600, 750, [320, 480, 600]),
      (200, 100, [200]), (2600, 100, [320, 480, 640, 960, 1280, 1600, 1920, 2560]),
      // Too many pixels, or too high for a format.
      (2560, 19_000, [320, 480, 640, 960]), (2560, 40_000, [320, 480, 640]),
    ])
  func widths(width: Int, height: Int, expected: [Int]) {
    let sizes = PictureRecipe.sizes(.whole, of: Self.file(width, height))
    #expect(sizes.map(\.width) == expected)
    for size in sizes { #expect(abs(size.height * width - size.width * height) <= width) }
  }

  struct Crop: Sendable {
    let original: (Int, Int)
    let ratio: (Int, Int)
    var point: (Int, Int)?
    let name: String
    let region: [Int]
  }

  @Test(
    "A ratio cuts as the browser would, around the focal point",
    arguments: [
      Crop(original: (1600, 1400), ratio: (4, 5), name: "4:5@500,500", region: [240, 0, 1120, 1400]),
      Crop(original: (1600, 1400), ratio: (8, 10), point: (0, 300), name: "4:5@0,500", region: [0, 0, 1120, 1400]),
      Crop(
        original: (1600, 1400), ratio: (4, 5), point: (1000, 0), name: "4:5@1000,500", region: [480, 0, 1120, 1400]),
      Crop(original: (1600, 1000), ratio: (2, 1), point: (10, 760), name: "2:1@500,750", region: [0, 150, 1600, 800]),
      // The original has the ratio, or nearly.
      Crop(original: (1600, 900), ratio: (16, 9), name: "whole", region: [0, 0, 1600, 900]),
      Crop(original: (1610, 900), ratio: (16, 9), point: (0, 0), name: "whole", region: [0, 0, 1610, 900]),
      // A sliver would be left.
      Crop(original: (1600, 900), ratio: (1, 100), name: "whole", region: [0, 0, 1600, 900]),
    ])
  func crops(crop: Crop) throws {
    let file = Self.file(crop.original.0, crop.original.1)
    let shape = PictureRecipe.shape(
      of: file, ratio: Limits.Ratio(width: crop.ratio.0, height: crop.ratio.1),
      focalPoint: crop.point.map { ImageContent.FocalPoint(x: $0.0, y: $0.1) })
    #expect(shape.name == crop.name)
    #expect(PictureShape(name: shape.name) == shape)
    let region = PictureRecipe.region(shape, of: file)
    #expect([region.x, region.y, region.width, region.height] == crop.region)
  }

  @Test("The preview for other programs is 1200 × 630, or as large as the original allows")
  func social() {
    let shape = PictureRecipe.socialShape()
    #expect(shape.name == "social@500,500")
    #expect(PictureRecipe.sizes(shape, of: Self.file(4000, 3000)) == [PictureDimensions(width: 1200, height: 630)])
    #expect(PictureRecipe.sizes(shape, of: Self.file(800, 800)) == [PictureDimensions(width: 800, height: 420)])
  }

  @Test(
    "What no shape is called is none",
    arguments: ["", "whol", "4:5", "4:5@1,2,3", "0:5@1,2", "4:5@1001,0", "4:5@-1,0", "social@", "social@x,1", "a@1,1"])
  func names(name: String) { #expect(PictureShape(name: name) == nil) }

  private static func made(_ type: String, _ sizes: [(Int, Int)]) -> [AssetFile] {
    sizes.map { AssetFile(hash: "", size: $0.1, type: "image/\(type)", width: $0.0, height: $0.0) }
  }

  @Test("A format that saves nothing, and a width that is no smaller than a larger one, are left out")
  func useful() {
    let original = Self.file(1280, 1280)
    let jpeg = Self.made("jpeg", [(320, 20), (640, 60), (1280, 150)])
    let avif = Self.made("avif", [(320, 10), (640, 30), (1280, 80)])
    func kept(_ files: [AssetFile]) -> Set<AssetFile> {
      Set(PictureRecipe.useful(files, of: original, shape: .whole))
    }
    #expect(kept(jpeg + avif) == Set(jpeg + avif))
    let webp = Self.made("webp", [(320, 30), (640, 70), (1280, 160)])
    #expect(kept(jpeg + webp + avif) == Set(jpeg + avif))
    #expect(
      kept(Self.made("jpeg", [(320, 70), (640, 60), (1280, 150)])).map { $0.width ?? 0 }.sorted() == [640, 1280])
  }

  @Test("An original that is as small as what was made of it in its own size stays as it is")
  func unimproved() {
    let original = AssetFile(hash: "", size: 5_000, type: "image/png", width: 200, height: 200)
    #expect(PictureRecipe.useful(Self.made("png", [(200, 4_990)]), of: original, shape: .whole).isEmpty)
    #expect(!PictureRecipe.useful(Self.made("png", [(200, 2_000)]), of: original, shape: .whole).isEmpty)
  }

  @Test(
    "Sizes say how many pixels the widest place needs",
    arguments: [
      ("30rem", 960), ("(min-width: 60rem) 30rem, 100vw", 1920), ("(min-width:60rem) 50vw, 100vw", nil),
      ("(min-width: 1000px) 200px, (min-width: 500px) 50vw, 100vw", 1000), ("100vw", nil),
      ("calc(50vw - 2rem)", nil), ("calc(30rem * 1.25)", 1200),
      ("(min-width: 60rem) calc(30rem * 1.5), calc(100vw * 1.5)", 2880), ("(max-width: 600px) 100vw, 300px", nil),
      ("", nil), ("rem", nil), ("px", nil),
    ] as [(String, Int?)])
  func sizes(text: String, expected: Int?) { #expect(PictureSizes.widest(text) == expected) }

  @Test(
    "Where a part of the picture is seen, the whole is so much wider",
    arguments: [
      ("100vw", 150, "calc(100vw * 1.50)"), ("100vw", 100, "100vw"), ("30rem", 105, "calc(30rem * 1.05)"),
      ("(min-width: 60rem) 30rem, 100vw", 200, "(min-width: 60rem) calc(30rem * 2.00), calc(100vw * 2.00)"),
      (
        "(min-width:60rem)min(30rem, 50vw),100vw", 125,
        "(min-width:60rem) calc(min(30rem, 50vw) * 1.25), calc(100vw * 1.25)"
      ),
      (
        "(min-width: 1px) and (max-width: 2px) 3px, 4px", 125,
        "(min-width: 1px) and (max-width: 2px) calc(3px * 1.25), calc(4px * 1.25)"
      ),
    ])
  func scaledSizes(text: String, percent: Int, expected: String) {
    let scaled = PictureSizes.scaled(text, by: percent)
    #expect(scaled == expected)
    #expect(PictureSizes.isValid(scaled))
  }

  @Test("Sizes hold conditions and lengths and nothing that could end an attribute")
  func validSizes() {
    #expect(PictureSizes.isValid("(min-width: 60rem) calc(50vw - 2rem), 100vw"))
    for text in ["", "100vw\"", "'100vw'", "url(x)\n", "100vw;", String(repeating: "1", count: 501)] {
      #expect(!PictureSizes.isValid(text))
    }
  }
}

// A photo before it is uploaded: smaller when it is larger than any page needs, and without what a camera writes into it, the place above all.

/** The longest side that is kept, in pixels. */
const LONGEST = 2560
const QUALITY = 0.86

/**
 * @param {File} file
 * @returns {Promise<{file: File, scaled?: {width: number, height: number}, isCleaned: boolean}>}
 * @throws when the browser cannot read the picture
 */
export async function prepared(file) {
  // Drawings have no size, and animations would stand still.
  if (!/^image\/(jpeg|png|webp|avif|heic|heif)$/.test(file.type)) return { file, isCleaned: false }
  const isForeign = /hei[cf]$/.test(file.type)
  let picture
  try {
    picture = await createImageBitmap(file, { imageOrientation: 'from-image' })
  } catch (error) {
    throw Object.assign(new Error('unreadable'), { code: 'unreadable', cause: error })
  }
  const factor = Math.min(1, LONGEST / Math.max(picture.width, picture.height))
  const isCleaned = file.type === 'image/jpeg' && await hasCameraData(file)
  if (factor === 1 && !isCleaned && !isForeign) {
    picture.close()
    return { file, isCleaned: false }
  }
  const width = Math.round(picture.width * factor)
  const height = Math.round(picture.height * factor)
  const canvas = document.createElement('canvas')
  Object.assign(canvas, { width, height })
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d'))
  context.imageSmoothingQuality = 'high'
  context.drawImage(picture, 0, 0, width, height)
  picture.close()
  const type = file.type === 'image/jpeg' || isForeign || isOpaque(context, width, height) ? 'image/jpeg' : 'image/png'
  const blob = await new Promise(resolve => canvas.toBlob(resolve, type, QUALITY))
  if (!blob) throw Object.assign(new Error('unreadable'), { code: 'unreadable' })
  const name = file.name.replace(/\.\w+$/, '') + (type === 'image/png' ? '.png' : '.jpg')
  return { file: new File([blob], name, { type }), scaled: factor < 1 ? { width, height } : undefined, isCleaned: true }
}

/** Whether a JPEG carries what a camera knows: it stands in the first segments. @param {Blob} file */
async function hasCameraData(file) {
  const bytes = new Uint8Array(await file.slice(0, 65_536).arrayBuffer())
  const mark = [0x45, 0x78, 0x69, 0x66, 0, 0]
  for (let index = 0; index < bytes.length - mark.length; index += 1) {
    if (mark.every((byte, offset) => bytes[index + offset] === byte)) return true
  }
  return false
}

/** @param {CanvasRenderingContext2D} context */
function isOpaque(context, width, height) {
  const { data } = context.getImageData(0, 0, width, height)
  for (let index = 3; index < data.length; index += 4 * 37) if (data[index] < 250) return false
  return true
}

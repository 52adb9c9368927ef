// Tells the draft's frame how much of it is covered: a keyboard on the screen takes room from the portal's page, and a frame cannot see that.

/**
 * @param {HTMLIFrameElement} frame
 * @param {(message: import('./channel.js').FromPortal) => void} tell
 * @returns {() => void} tells it again, to a frame that has only now begun to listen
 */
export function watchCover(frame, tell) {
  const screen = globalThis.visualViewport
  let told = '0 0'
  const look = () => {
    if (!screen) return
    const { top, bottom } = frame.getBoundingClientRect()
    const cover = {
      top: Math.max(0, Math.round(screen.offsetTop - top)),
      bottom: Math.max(0, Math.round(bottom - screen.offsetTop - screen.height)),
    }
    const key = `${cover.top} ${cover.bottom}`
    if (key === told) return
    told = key
    tell({ type: 'viewport', ...cover })
  }
  screen?.addEventListener('resize', look)
  screen?.addEventListener('scroll', look)
  return () => {
    told = '0 0'
    look()
  }
}

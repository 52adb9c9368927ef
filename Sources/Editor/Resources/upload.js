// Sends one file to the site. A request of the older kind, because only that one tells how far an upload has come.

const MOST_MEGABYTES = 25

/** @typedef {import('./site-directory.js').FileEntry} FileEntry */

/**
 * @param {import('./inspector.js').EditorContext} context
 * @param {File} file
 * @param {{onProgress: (percent: number) => void, signal: AbortSignal}} options
 * @returns {Promise<FileEntry>} rejects with `{code}`
 */
export function upload({ url, screen }, file, { onProgress, signal }) {
  return new Promise((resolve, reject) => {
    if (file.size > MOST_MEGABYTES * 1024 * 1024) return reject({ code: 'tooLarge' })
    const request = new XMLHttpRequest()
    request.open('POST', `${url}/assets?name=${encodeURIComponent(file.name || 'file')}`)
    request.setRequestHeader('Content-Type', file.type || 'application/octet-stream')
    request.setRequestHeader('Accept', 'application/json')
    request.setRequestHeader('Foyer-Screen', screen)
    request.responseType = 'json'
    request.upload.addEventListener('progress', ({ loaded, total }) => onProgress(total ? Math.round((loaded / total) * 100) : 0))
    request.addEventListener('load', () => {
      const { status, response } = request
      if (status >= 200 && status < 300 && response?.path) resolve(response)
      else reject({ code: codeFor(status, response), detail: response?.detail })
    })
    request.addEventListener('error', () => reject({ code: 'offline' }))
    request.addEventListener('abort', () => reject({ code: 'cancelled' }))
    signal.addEventListener('abort', () => request.abort())
    request.send(file)
  })
}

function codeFor(status, answer) {
  if (status === 413) return 'tooLarge'
  if (status === 401) return 'signedOut'
  if (status === 403) return answer?.code === 'phase' ? 'phase' : 'forbidden'
  return status >= 400 && status < 500 ? 'wrongType' : 'failed'
}

/**
 * @param {{code?: string}} problem
 * @param {Record<string, string>} words
 * @param {'image' | 'file'} kind
 */
export function uploadProblem({ code }, words, kind) {
  switch (code) {
    case 'tooLarge': return words.uploadTooLarge.replace('{size}', String(MOST_MEGABYTES))
    case 'wrongType': return kind === 'image' ? words.uploadWrongType : words.uploadWrongFile
    case 'unreadable': return words.uploadUnreadable
    case 'signedOut': return words.signedOut
    case 'forbidden': return words.uploadNotHere
    case 'phase': return words.phase
    default: return words.uploadFailed
  }
}

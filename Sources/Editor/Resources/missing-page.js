// Runs where the draft has no page: the portal's page learns that its draft is there, and that only this address leads nowhere.

const portal = document.head.querySelector('meta[name="foyer-portal"]')?.getAttribute('content')
if (portal && parent !== window) parent.postMessage({ type: 'foyer:missing' }, portal)

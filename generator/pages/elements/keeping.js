// A site that is to be kept has a service worker; the first page is given to it.

const manifest = document.querySelector("link[rel=manifest][data-worker]");

async function keepSite() {
  const address = new URL(manifest.dataset.worker, manifest.href);
  const isFirst = !navigator.serviceWorker.controller;
  await navigator.serviceWorker.register(address);
  if (!isFirst) return;
  const { active } = await navigator.serviceWorker.ready;
  const loaded = performance.getEntriesByType("resource").map((entry) => entry.name);
  active.postMessage({ keep: [location.origin + location.pathname, ...loaded] });
}

// Without it, everything works as long as there is a network.
if (manifest && navigator.serviceWorker) keepSite().catch(() => {});

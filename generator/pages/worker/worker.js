// The service worker of a site that is kept: the network first, what was kept where there is none.
const KEPT = "proven-lessons";
const OF_LAB = /\/assets\/lab\/.*\.(json|py|wasm|xz|zip)$/; // large files, which the Lab keeps itself

addEventListener("install", () => self.skipWaiting());
addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
// The page that brought the worker was there before it: it says what it consists of.
addEventListener("message", (event) => {
  const own = event.data.keep.filter((address) => new URL(address).origin === location.origin);
  event.waitUntil(caches.open(KEPT).then((kept) => Promise.allSettled(own.map((address) => kept.add(address)))));
});
addEventListener("fetch", (event) => {
  const { method, url } = event.request;
  if (method === "GET" && new URL(url).origin === location.origin) event.respondWith(answer(event.request));
});

async function answer(request) {
  const kept = await caches.open(KEPT);
  try {
    const response = await fetch(request);
    if (response.status === 200 && !response.redirected && !OF_LAB.test(request.url)) await kept.put(request, response.clone()).catch(() => {});
    return response;
  } catch (error) {
    const before = await kept.match(request, { ignoreSearch: true, ignoreVary: true });
    if (before) return before;
    throw error;
  }
}

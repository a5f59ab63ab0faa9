// Keeps the page's files, so that it works without a network. The build writes STATE, which
// names just these files, and FILES above this line.

const PREFIX = `${registration.scope}#`;
const CACHE = PREFIX + STATE;
const EARLY = ["./", "index.html", "page.js", "table.js", "page.css", "report.css"];

// What the page has before this begins to work; all else is kept as it is fetched.
addEventListener("install", (event) => {
  event.waitUntil(caches.open(CACHE).then((cache) => cache.addAll(EARLY)));
});

addEventListener("activate", (event) => {
  event.waitUntil((async () => {
    for (const name of await caches.keys()) {
      if (name.startsWith(PREFIX) && name !== CACHE) await caches.delete(name);
    }
    await clients.claim();
  })());
});

const addresses = new Set(FILES.map((name) => new URL(name, registration.scope).href));
const keeping = new Set();

async function answer(request, event) {
  const cache = await caches.open(CACHE);
  const kept = await cache.match(request, { ignoreSearch: true });
  if (kept) return kept;
  const response = await fetch(request);
  if (response.ok && addresses.has(request.url)) {
    const put = cache.put(request, response.clone()).finally(() => keeping.delete(put));
    keeping.add(put);
    event.waitUntil(put);
  }
  return response;
}

addEventListener("fetch", (event) => event.respondWith(answer(event.request, event)));

// The page has all that it needs: fetch what has not come by here, and say that all is kept.
addEventListener("message", (event) => {
  event.waitUntil((async () => {
    await Promise.allSettled(keeping);
    const cache = await caches.open(CACHE);
    for (const name of FILES) if (!(await cache.match(name))) await cache.add(name);
    event.source.postMessage("kept");
  })());
});

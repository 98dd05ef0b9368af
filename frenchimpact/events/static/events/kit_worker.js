/* Answers for the kit when there is no network. KIT, written above by the server: its page, its files, a name and a mark that change with them. */

const CACHE = `${KIT.name}:${KIT.mark}`;

const keepPage = async (cache) => {
  const answer = await fetch(KIT.page, { credentials: "same-origin", cache: "no-store" });
  if (!answer.ok || answer.redirected) throw new Error("the kit did not open");
  await cache.put(KIT.page, answer);
};

self.addEventListener("install", (event) => {
  const prepare = async () => {
    const cache = await caches.open(CACHE);
    await Promise.all([cache.addAll(KIT.files), keepPage(cache)]);
    await self.skipWaiting();
  };
  event.waitUntil(prepare());
});

self.addEventListener("activate", (event) => {
  const tidy = async () => {
    for (const name of await caches.keys()) {
      if (name.startsWith(`${KIT.name}:`) && name !== CACHE) await caches.delete(name);
    }
    await self.clients.claim();
  };
  event.waitUntil(tidy());
});

/* From the network; what it answered last when there is none. */
const page = async (request) => {
  const cache = await caches.open(CACHE);
  try {
    const answer = await fetch(request);
    if (answer.ok && answer.type === "basic" && !answer.redirected) await cache.put(KIT.page, answer.clone());
    return answer;
  } catch (error) {
    const kept = await cache.match(KIT.page, { ignoreVary: true });
    if (kept) return kept;
    throw error;
  }
};

/* Files carry their content in their name: what is kept is right. While developing they do not, and the network is asked first. */
const file = async (request) => {
  const cache = await caches.open(CACHE);
  const kept = await cache.match(request, { ignoreVary: true });
  if (kept && KIT.hashed) return kept;
  try {
    const answer = await fetch(request);
    if (answer.ok && answer.type === "basic") await cache.put(request, answer.clone());
    return answer;
  } catch (error) {
    if (kept) return kept;
    throw error;
  }
};

self.addEventListener("fetch", (event) => {
  const { method, url } = event.request;
  const at = new URL(url);
  if (method !== "GET" || at.origin !== self.location.origin) return;
  if (at.pathname === KIT.page) event.respondWith(page(event.request));
  else if (at.pathname.startsWith(KIT.statics)) event.respondWith(file(event.request));
});

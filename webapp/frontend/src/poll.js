// Asks for one version number while the page is visible; when it has changed, the element loads itself anew.
const EVERY_MS = 10_000;

export function pollVersions(htmx) {
  for (const element of document.querySelectorAll("[data-poll]")) watch(htmx, element);
}

function watch(htmx, element) {
  let tag = null;
  const ask = async () => {
    if (document.hidden || !element.isConnected) return;
    const response = await fetch(element.dataset.poll, { headers: tag ? { "If-None-Match": tag } : {} }).catch(() => null);
    if (!response || response.status !== 200) return;
    const seen = tag;
    tag = response.headers.get("ETag");
    if (seen && tag !== seen) htmx.trigger(element, "refresh");
  };
  ask();
  setInterval(ask, EVERY_MS);
  document.addEventListener("visibilitychange", ask);
}

// How long somebody has had a form before them: whole seconds, counted only while the page can be seen.
export function measureTouch() {
  for (const field of document.querySelectorAll("input[name=touched_seconds]")) measure(field);
}

function measure(field) {
  const before = Number(field.value) || 0;
  let seen = 0;
  let since = document.hidden ? null : performance.now();
  const stop = () => {
    if (since !== null) seen += performance.now() - since;
    since = null;
  };
  document.addEventListener("visibilitychange", () => {
    stop();
    if (!document.hidden) since = performance.now();
  });
  field.form.addEventListener("submit", () => {
    stop();
    field.value = before + Math.round(seen / 1000);
    since = performance.now();
  });
}

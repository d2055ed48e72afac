// Keeps what is typed into form[data-draft] in this tab, so that an expired session costs nobody their words.
// Each person has their own: the next one to sign in here is offered nobody else's.
const PREFIX = `draft:${document.body.dataset.person}:`;
const SKIPPED = new Set(["csrf_token", "revision", "decision", "touched_seconds"]);

function read(form) {
  const content = {};
  for (const [name, value] of new FormData(form)) {
    if (SKIPPED.has(name) || typeof value !== "string") continue;
    (content[name] ??= []).push(value);
  }
  return content;
}

function restore(form, content) {
  const taken = {}; // rows of a table share their names: each takes the value of its place
  for (const field of form.elements) {
    if (!field.name || SKIPPED.has(field.name) || field.type === "file" || field.type === "hidden") continue;
    const values = content[field.name] ?? [];
    if (field.type === "checkbox" || field.type === "radio") field.checked = values.includes(field.value);
    else if (values.length) {
      field.value = values[taken[field.name] ?? 0] ?? "";
      taken[field.name] = (taken[field.name] ?? 0) + 1;
    }
  }
  form.dispatchEvent(new Event("change", { bubbles: true }));
}

function offer(form, key, content) {
  const box = form.querySelector(".draft-offer");
  if (!box) return;
  box.hidden = false;
  box.querySelector("[data-draft-restore]").addEventListener("click", () => {
    restore(form, content);
    box.hidden = true;
  });
  box.querySelector("[data-draft-discard]").addEventListener("click", () => {
    sessionStorage.removeItem(key);
    box.hidden = true;
  });
}

export function keepDrafts() {
  for (const form of document.querySelectorAll("form[data-draft]")) {
    const key = PREFIX + form.dataset.draft;
    const kept = sessionStorage.getItem(key);
    // A refused form comes back with what was sent: there is nothing to put back in.
    const isRefused = form.querySelector(".is-invalid, .alert-danger") !== null;
    if (kept && !isRefused && kept !== JSON.stringify(read(form))) offer(form, key, JSON.parse(kept));
    form.addEventListener("input", () => sessionStorage.setItem(key, JSON.stringify(read(form))));
  }
  // The server names on the next page the drafts whose act went through.
  const sent = document.body.dataset.draftDone;
  if (sent) sessionStorage.removeItem(PREFIX + sent);
}

// A list that grows with each scan, without waiting for the page: what is scanned waits in a queue for its answer.
// It stays in this tab until it is carried out, so that a reload or an expired session loses no scan.
import { signal } from "./signal.js";

export function scanMany() {
  const form = document.querySelector("form[data-scan-many]");
  if (form) manage(form);
}

function manage(form) {
  const list = form.querySelector("[data-scan-list]");
  const key = `draft:${document.body.dataset.person}:scan`;
  const state = { form, list, key, waiting: Promise.resolve(), unanswered: 0 };
  const add = (text) => {
    if (!text.trim()) return;
    state.unanswered += 1;
    state.waiting = state.waiting.then(() => ask(state, text.trim())).finally(() => (state.unanswered -= 1));
  };
  form.addEventListener("click", (event) => waitForAnswers(event, state));
  form.addEventListener("scanned", (event) => add(event.detail));
  form.elements.label.addEventListener("keydown", (event) => {
    if (event.key === "Enter") enter(event, form, add);
  });
  form.querySelector("button[value=add]").addEventListener("click", (event) => enter(event, form, add));
  form.querySelector("[data-scan-undo]").addEventListener("click", (event) => {
    event.preventDefault();
    list.lastElementChild?.remove();
    keep(state);
  });
  const kept = JSON.parse(sessionStorage.getItem(key) ?? "[]");
  if (!list.childElementCount) kept.forEach(add);
  keep(state);
}

// An act counts for everything that was scanned, so it waits for the last answer.
function waitForAnswers(event, state) {
  const button = event.target.closest("button[name=act]");
  if (!button || event.defaultPrevented || !state.unanswered) return;
  event.preventDefault();
  state.waiting.then(() => state.form.requestSubmit(button));
}

function enter(event, form, add) {
  event.preventDefault();
  add(form.elements.label.value);
  form.elements.label.value = "";
  form.elements.label.focus();
}

async function ask(state, text) {
  const { form, list } = state;
  const place = /\/l\/([^/?]+)\/?$/.exec(text);
  if (place) {
    form.elements.location.value = decodeURIComponent(place[1]);
    return signal("taken");
  }
  const address = `${form.dataset.scanMany}?${new URLSearchParams({ label: text })}`;
  const response = await fetch(address).catch(() => null);
  if (!response || response.redirected) return say(state, form.dataset.unanswered, "refused");
  const answer = await response.text();
  if (!response.ok) return say(state, answer, "refused");
  const row = new DOMParser().parseFromString(answer, "text/html").querySelector("li");
  const before = list.querySelector(`[data-asset="${CSS.escape(row.dataset.asset)}"]`);
  before?.remove();
  list.append(row);
  row.scrollIntoView({ block: "nearest" });
  keep(state);
  say(state, "", before ? "again" : "taken");
  tellCamera(row.querySelector("a").textContent);
}

function say(state, sentence, kind) {
  state.form.querySelector("[data-scan-said]").textContent = sentence;
  if (sentence) tellCamera(sentence);
  signal(kind);
}

function tellCamera(text) {
  const said = document.querySelector(".camera-said");
  if (said) said.textContent = text;
}

function keep({ form, list, key }) {
  const labels = [...list.querySelectorAll("input[name=labels]")].map((input) => input.value);
  if (labels.length) sessionStorage.setItem(key, JSON.stringify(labels));
  else sessionStorage.removeItem(key);
  form.querySelector("[data-scan-count]").textContent = labels.length;
  form.querySelector("[data-scan-empty]").hidden = labels.length > 0;
}

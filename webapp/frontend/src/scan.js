// Fields that take a scan: a camera beside each, and scanners that type even where no field has the focus.
import { signal } from "./signal.js";

// A field with room for more than one label takes one after the other, apart by spaces.
const ONE_LABEL = 500;
const BETWEEN_LABELS = /[\s,;，；、]+/;
const KEYSTROKE_MS = 100;
const SHORTEST = 4;

export function offerCamera() {
  if (!globalThis.isSecureContext || !navigator.mediaDevices?.getUserMedia) return;
  decorate(document);
  document.addEventListener("htmx:load", (event) => decorate(event.target));
  for (const hint of document.querySelectorAll("[data-no-camera]")) hint.hidden = true;
}

function decorate(root) {
  const template = document.getElementById("camera-button");
  if (!template) return;
  for (const field of root.querySelectorAll("input[data-scan]:not([readonly])")) {
    if (field.dataset.hasCamera) continue;
    field.dataset.hasCamera = "1";
    const button = buttonOf(field, template);
    button.hidden = false;
    button.addEventListener("click", async () => {
      const { openCamera } = await import("./camera.js");
      await openCamera((text) => take(document.getElementById(field.id) ?? field, text)); // htmx may have renewed it
    });
  }
}

// A page whose first purpose is the camera brings a large button of its own.
function buttonOf(field, template) {
  const own = document.querySelector(`[data-camera-for="${field.id}"]`);
  if (own) return own;
  const made = template.content.firstElementChild.cloneNode(true);
  groupOf(field).append(made);
  return made;
}

function groupOf(field) {
  const group = field.closest(".input-group");
  if (group) return group;
  const made = document.createElement("div");
  made.className = "input-group";
  field.replaceWith(made);
  made.append(field);
  return made;
}

// Whether the camera stays open for the next label.
async function take(field, text) {
  if (field.dataset.scan === "many") return field.form.dispatchEvent(new CustomEvent("scanned", { detail: text }));
  const isList = field.maxLength > ONE_LABEL;
  const isAgain = isList && labelsIn(field).includes(text);
  signal(isAgain ? "again" : "taken");
  if (isAgain) return takesMore(field);
  field.value = isList && field.value.trim() ? `${field.value.trim()} ${text}` : text;
  const waitsForMore = takesMore(field);
  field.dispatchEvent(new Event("input", { bubbles: true }));
  field.dispatchEvent(new Event("change", { bubbles: true }));
  if (field.dataset.scan === "submit") field.form.requestSubmit();
  return waitsForMore;
}

// Whether the field takes one label for each asset of the case, and has not got them all.
function takesMore(field) {
  return field.maxLength > ONE_LABEL && labelsIn(field).length < Number(field.form?.dataset.scanCount ?? 1);
}

function labelsIn(field) {
  return field.value.split(BETWEEN_LABELS).filter(Boolean);
}

// Scanners end what they type with Enter: that leads to the next label or field instead of sending the form.
export function moveOnAfterScan() {
  document.addEventListener("keydown", (event) => {
    const field = event.target;
    if (event.key !== "Enter" || !field.matches?.("[data-scan='']") || !field.form) return;
    event.preventDefault();
    if (takesMore(field)) {
      field.value = field.value.trim() ? `${field.value.trim()} ` : "";
      return;
    }
    const fields = [...field.form.elements].filter((one) => one.type !== "hidden" && !one.disabled);
    const after = fields.slice(fields.indexOf(field) + 1).find((one) => !one.matches("[data-camera]"));
    after?.focus();
  });
}

// Keys that come faster than fingers are a scanner's: what it types with no field chosen goes into the scan field.
export function catchScanner() {
  const field = document.querySelector("[data-scan=submit], [data-scan=many]");
  if (!field) return;
  let typed = "";
  let last = 0;
  document.addEventListener("keydown", (event) => {
    if (event.target.matches("input, select, textarea") || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.timeStamp - last > KEYSTROKE_MS) typed = "";
    last = event.timeStamp;
    if (event.key.length === 1) typed += event.key;
    if (event.key !== "Enter" || typed.length < SHORTEST) return;
    event.preventDefault();
    const text = typed;
    typed = "";
    take(field, text);
  });
}

// A file input sends its files at once; then it is emptied, so that the form does not send them a second time.
export function emptyAfterUpload() {
  document.addEventListener("htmx:afterRequest", (event) => {
    if (event.target.matches?.("[data-upload]") && event.detail.successful) event.target.value = "";
  });
  document.addEventListener("click", (event) => {
    event.target.closest("[data-remove]")?.closest(".photo").remove();
  });
}

// Scanners end what they type with Enter: that leads to the next field instead of sending the form.
export function moveOnAfterScan() {
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !event.target.matches?.("[data-scan='']") || !event.target.form) return;
    event.preventDefault();
    const fields = [...event.target.form.elements].filter((field) => field.type !== "hidden" && !field.disabled);
    fields[fields.indexOf(event.target) + 1]?.focus();
  });
}

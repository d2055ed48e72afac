// A file input sends its files at once; then it is emptied, so that the form does not send them a second time.
export function emptyAfterUpload() {
  document.addEventListener("htmx:afterRequest", (event) => {
    if (event.target.matches?.("[data-upload]") && event.detail.successful) event.target.value = "";
  });
  document.addEventListener("click", (event) => {
    event.target.closest("[data-remove]")?.closest(".photo").remove();
  });
}

// Who was ticked while a search was on its way stays ticked when its answer arrives.
export function keepChosenPeople() {
  let chosen = [];
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (event.detail.target.id === "people") chosen = [...event.detail.target.querySelectorAll("input:checked")];
  });
  document.addEventListener("htmx:afterSwap", (event) => {
    if (event.detail.target.id !== "people") return;
    for (const input of chosen) {
      const found = event.detail.target.querySelector(`input[value="${input.value}"]`);
      if (found) found.checked = true;
      else event.detail.target.prepend(input.closest("label"));
    }
    chosen = [];
  });
}

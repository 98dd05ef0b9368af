/* Scoring by keyboard, inside the evaluation only (WCAG 2.1.4): a digit on a criterion gives its mark and goes on to the next
   one, Ctrl+Enter validates from anywhere in the form. Without it the form works as any other. */

const form = document.querySelector("[data-scoring] form[data-autosave]");

function goOn(from) {
  const all = [...form.querySelectorAll("[data-score]")];
  const next = all[all.indexOf(from) + 1];
  const target = next ? (next.querySelector("input[type=radio]:checked") ?? next.querySelector("input[type=radio]")) : form.elements.opinion;
  target.focus();
}

form?.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    form.requestSubmit(form.querySelector("button[type=submit]:not([name])"));
    return;
  }
  const criterion = event.target.closest("[data-score]");
  if (!criterion || event.target.type !== "radio" || event.ctrlKey || event.altKey || event.metaKey || !/^[0-9]$/.test(event.key)) return;
  const mark = [...criterion.querySelectorAll("input[type=radio]")].find((radio) => radio.value === event.key);
  if (!mark) return;
  event.preventDefault();
  mark.checked = true;
  mark.dispatchEvent(new Event("change", { bubbles: true }));
  goOn(criterion);
});

if (form) {
  form.querySelector("[data-scoring-keys]").hidden = false;
  /* One starts where something is left to say, unless the page says what is missing. */
  if (!document.getElementById("erreurs")) {
    const first = [...form.querySelectorAll("[data-score]")].find((one) => !one.querySelector("input:checked"));
    form.dataset.first = first?.id ?? "";
  }
}

/* A queue by keyboard: j and k go to the next and the previous line, x ticks it, o opens it; where the page has them, r goes to
   answering it and a to confiding those ticked. Only when nothing is being typed, and only if the person kept shortcuts on (WCAG 2.1.4):
   the page of display turns them off. Without it, Tab does the same. */

const isOn = document.documentElement.dataset.shortcuts !== "off";
const rows = () => [...document.querySelectorAll("#results tbody tr")].filter((row) => row.querySelector("a"));
const here = () => rows().findIndex((row) => row.contains(document.activeElement));

function go(step) {
  const all = rows();
  const at = here();
  const next = all[at < 0 ? (step > 0 ? 0 : all.length - 1) : at + step];
  const link = next?.querySelector("a");
  link?.focus();
  link?.scrollIntoView({ block: "nearest" });
}

const ACTS = {
  j: () => go(1),
  k: () => go(-1),
  x: () => rows()[here()]?.querySelector("input[type=checkbox]")?.click(),
  o: () => rows()[here()]?.querySelector("a").click(),
  r: () => rows()[here()]?.querySelector("a[data-answer]")?.click(),
  a: () => {
    const box = rows()[here()]?.querySelector("input[type=checkbox]");
    if (box && !box.checked) box.click();
    document.querySelector("[data-confide]")?.focus();
  },
};

const isTyping = (element) => element.matches?.("input:not([type=checkbox]), select, textarea, [contenteditable]");

if (isOn) {
  document.addEventListener("keydown", (event) => {
    const act = ACTS[event.key];
    if (!act || event.ctrlKey || event.altKey || event.metaKey || isTyping(event.target) || !rows().length) return;
    event.preventDefault();
    act();
  });
  /* A screen that is touched has no such keys. */
  const tell = () => matchMedia("(hover: hover)").matches && document.querySelectorAll("[data-list-keys]").forEach((line) => (line.hidden = false));
  document.addEventListener("htmx:afterSwap", tell);
  tell();
}

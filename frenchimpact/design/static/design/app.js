/* What every page gains when scripts run. Nothing here is needed to use the product. */
const page = document;
const menus = "details.menu, details.account";

/* Errors first: the summary takes the focus, so that it is read and its links are next. */
const focusErrors = () => page.getElementById("erreurs")?.focus();
focusErrors();

/* After signing in, what was typed leaves by itself, once: coming back to the page leaves it to the person. */
const waiting = page.querySelector("form[data-send-now]");
if (waiting && !sessionStorage.getItem(location.pathname)) {
  sessionStorage.setItem(location.pathname, "sent");
  waiting.requestSubmit();
}

/* Signing out: nothing of what was typed in this tab waits for whoever comes next. */
page.addEventListener("submit", (event) => {
  if (event.target.action?.endsWith?.("/deconnexion/")) sessionStorage.clear();
});

/* Menus close with Escape (focus back on their button) and with a click elsewhere. */
page.addEventListener("keydown", (event) => {
  if (event.key === "Escape") {
    const open = event.target.closest?.(menus) ?? page.querySelector(`:is(${menus})[open]`);
    if (open?.open) {
      open.open = false;
      open.querySelector("summary").focus();
    }
  }
  /* "/" goes to the search box, only when nothing is being typed, and only if the person kept shortcuts on. */
  const idle = page.activeElement === page.body || page.activeElement?.id === "contenu";
  if (event.key === "/" && idle && !event.ctrlKey && !event.metaKey && !event.altKey && page.documentElement.dataset.shortcuts !== "off") {
    const box = page.getElementById("recherche");
    if (box?.offsetParent) {
      event.preventDefault();
      box.select();
      box.focus();
    }
  }
});
page.addEventListener("click", (event) => {
  for (const open of page.querySelectorAll(`:is(${menus})[open]`)) {
    if (!open.contains(event.target)) open.open = false;
  }
  const close = event.target.closest?.(".toast button");
  if (close) close.closest(".toast").remove();
});

/* A question asked only for some answers to another comes and goes with them. */
const dependent = [...page.querySelectorAll("[data-when]")];
const depend = () => {
  for (const part of dependent) {
    const given = new FormData(part.closest("form")).getAll(part.dataset.when);
    part.hidden = !given.some((value) => JSON.parse(part.dataset.values).includes(value));
  }
};
if (dependent.length) {
  page.addEventListener("change", depend);
  depend();
}

/* How many characters are left, as one types; spoken only near the end. */
for (const counter of page.querySelectorAll("[data-counter]")) {
  const box = page.getElementById(counter.dataset.counter);
  const most = Number(counter.dataset.most);
  const whole = counter.textContent;
  const count = () => {
    const left = most - box.value.length;
    const words = left < 0 ? counter.dataset.over : counter.dataset.left;
    counter.textContent = box.value ? words.replace("{n}", Math.abs(left).toLocaleString(page.documentElement.lang)) : whole;
    counter.classList.toggle("counter--over", left < 0);
    counter.setAttribute("aria-live", left < most / 10 ? "polite" : "off");
  };
  box?.addEventListener("input", count);
  if (box) count();
}

/* A short message that stays until closed; rooms may call it too: import { toast } from "app.js". */
export const toast = (text) => {
  const region = page.getElementById("toasts");
  const box = page.createElement("div");
  const words = page.createElement("p");
  const close = page.createElement("button");
  box.className = "toast";
  words.textContent = text;
  close.type = "button";
  close.textContent = region.dataset.close;
  box.append(words, close);
  region.replaceChildren(box);
};

/* htmx: a request that fails says so, and nothing typed is touched; an answer with errors takes the focus. */
const failed = () => toast(page.getElementById("toasts").dataset.failed);
page.addEventListener("htmx:responseError", failed);
page.addEventListener("htmx:sendError", failed);
page.addEventListener("htmx:timeout", failed);
page.addEventListener("htmx:afterSettle", (event) => {
  if (event.target.querySelector?.("#erreurs")) focusErrors();
});
page.addEventListener("htmx:beforeRequest", (event) => event.detail.target?.setAttribute("aria-busy", "true"));
page.addEventListener("htmx:afterRequest", (event) => event.detail.target?.removeAttribute("aria-busy"));

/* On a phone, the panel of filters stays open while one ticks in it; its button shows the results. */
let keepsFilters = false;
page.addEventListener("htmx:beforeSwap", (event) => {
  keepsFilters = event.detail.requestConfig?.triggeringEvent?.type === "change" && Boolean(event.target.querySelector?.("details.filters[open]"));
});
page.addEventListener("htmx:afterSwap", (event) => {
  const filters = event.target.querySelector?.("details.filters");
  if (filters && keepsFilters) filters.open = true;
});

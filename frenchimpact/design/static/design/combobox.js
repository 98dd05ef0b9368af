/* A list that proposes while one types: the ARIA 1.2 combobox, with list autocomplete and manual choice. One module for places and search.

   <div class="combo" data-combo="address"><input …>…</div> (components/combobox.html). The address answers ?q= with
   { said, options: [{ words, detail, key, href, group }] }. Choosing fills the field and the hidden key; with data-go it opens
   a page; with data-add="name" it ticks a box of that name. Without scripts the field is a plain one, and so it stays if a request fails. */

const QUIET = 150;
const LEAST = 2;
const MOST_KEPT = 60;
const kept = new Map();
let count = 0;

const make = (tag, attributes, text) => {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  if (text) element.textContent = text;
  return element;
};
const fold = (text) => Array.from(text.toLowerCase(), (letter) => letter.normalize("NFD")[0]).join("");

/* The words with the part that was typed in bold; accents do not matter. */
const marked = (words, typed) => {
  const at = fold(words).search(new RegExp(`(?<![\\p{L}\\p{N}])${fold(typed).replace(/[^\p{L}\p{N}]/gu, ".")}`, "u"));
  const letters = Array.from(words);
  if (at < 0 || letters.length !== words.length) return [words];
  return [words.slice(0, at), make("mark", {}, words.slice(at, at + typed.length)), words.slice(at + typed.length)];
};

class Combobox {
  constructor(box) {
    this.box = box;
    this.input = box.querySelector("input.input");
    this.id = `combo-${++count}`;
    this.list = make("div", { class: "combo__list", role: "listbox", id: this.id, "aria-label": this.name(), hidden: "" });
    this.status = make("p", { class: "sr", role: "status" });
    this.input.after(this.list);
    box.append(this.status);
    for (const [name, value] of Object.entries({ role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": this.id })) {
      this.input.setAttribute(name, value);
    }
    this.options = [];
    this.active = -1;
    this.input.addEventListener("input", (event) => this.typed(event));
    this.input.addEventListener("keydown", (event) => this.pressed(event));
    this.input.addEventListener("change", (event) => this.left(event));
    this.list.addEventListener("mousedown", (event) => event.preventDefault()); /* the focus stays in the field */
    this.list.addEventListener("click", (event) => {
      const option = event.target.closest("[role=option]");
      if (option) this.choose(Number(option.dataset.at), event);
    });
    box.addEventListener("focusout", (event) => box.contains(event.relatedTarget) || this.close());
  }

  name() {
    return this.input.labels[0]?.textContent.trim() || this.input.placeholder;
  }
  get isOpen() {
    return !this.list.hidden;
  }

  /* Asking. */
  typed(event) {
    this.forgetKey();
    this.picked = undefined;
    if (event.isComposing) return;
    clearTimeout(this.timer);
    this.forgetAsked();
    this.status.className = "sr";
    if (this.input.value.trim().length < LEAST) this.close();
    else this.timer = setTimeout(() => this.ask(), QUIET);
  }
  async ask({ first = -1 } = {}) {
    const text = this.input.value.trim();
    if (text.length < LEAST) return;
    this.forgetAsked();
    const asked = (this.asked = new AbortController());
    const address = new URL(this.box.dataset.combo, location.href);
    address.searchParams.set("q", text.slice(0, 120));
    try {
      const answer = kept.get(address.href) ?? (await this.fetch(address, asked.signal));
      if (this.asked === asked && this.input.value.trim() === text && document.activeElement === this.input) this.show(answer, text, first);
    } catch {
      if (this.asked === asked) this.close(); /* stale, or no answer: the field works without */
    }
  }
  /* Forgotten before its refusal arrives: that refusal must not close the list, nor stop the question that the next letter waits to ask. */
  forgetAsked() {
    this.asked?.abort();
    this.asked = undefined;
  }
  async fetch(address, signal) {
    const response = await fetch(address, { signal, headers: { Accept: "application/json" } });
    if (!response.ok) throw new Error(response.status);
    const answer = await response.json();
    if (kept.size >= MOST_KEPT) kept.delete(kept.keys().next().value);
    kept.set(address.href, answer);
    return answer;
  }

  /* Showing. */
  show({ said, options }, text, first) {
    this.options = options;
    this.active = -1;
    this.list.replaceChildren();
    let group, place = this.list;
    options.forEach((option, at) => {
      if (option.group && option.group !== group) {
        group = option.group;
        place = make("div", { role: "group", "aria-labelledby": `${this.id}-g${at}` });
        place.append(make("div", { class: "combo__group", id: `${this.id}-g${at}` }, group));
        this.list.append(place);
      }
      const line = make("div", { role: "option", id: `${this.id}-${at}`, "aria-selected": "false", "data-at": at });
      const words = make("span", {});
      words.append(...marked(option.name || option.words, text));
      line.append(words);
      if (option.detail) line.append(make("span", { class: "combo__detail" }, option.detail));
      place.append(line);
    });
    this.open(options.length > 0);
    /* Nothing found is seen as well as heard, where the text alone would lead nowhere. */
    this.status.className = options.length || "go" in this.box.dataset ? "sr" : "combo__none";
    this.status.textContent = said;
    if (options.length && first !== -1) this.move(first === "last" ? options.length - 1 : first);
  }
  open(isOpen) {
    this.list.hidden = !isOpen;
    this.input.setAttribute("aria-expanded", String(isOpen));
    this.input.removeAttribute("aria-activedescendant");
    if (isOpen) this.list.scrollTop = 0;
  }
  close() {
    clearTimeout(this.timer);
    this.forgetAsked();
    this.active = -1;
    this.open(false);
    if (this.status.className === "sr") this.status.textContent = "";
  }
  move(to) {
    const lines = this.list.querySelectorAll("[role=option]");
    lines[this.active]?.setAttribute("aria-selected", "false");
    this.active = to;
    const line = lines[to];
    if (!line) return this.input.removeAttribute("aria-activedescendant");
    line.setAttribute("aria-selected", "true");
    this.input.setAttribute("aria-activedescendant", line.id);
    line.scrollIntoView({ block: "nearest" });
  }

  /* Keys: the focus never leaves the field. */
  pressed(event) {
    if (event.isComposing || event.ctrlKey || event.metaKey) return;
    const last = this.options.length - 1;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      const isDown = event.key === "ArrowDown";
      event.preventDefault();
      if (!this.isOpen) this.ask({ first: event.altKey ? -1 : isDown ? 0 : "last" });
      else if (isDown) this.move(this.active >= last ? -1 : this.active + 1);
      else this.move(this.active < 0 ? last : this.active - 1);
    } else if (event.key === "Enter" && this.isOpen && this.active >= 0) {
      event.preventDefault();
      this.choose(this.active, event);
    } else if (event.key === "Enter") {
      this.close();
    } else if (event.key === "Escape" && this.isOpen) {
      event.preventDefault();
      event.stopPropagation();
      this.close();
    } else if (event.key === "Tab" && this.isOpen && this.active >= 0 && !("go" in this.box.dataset)) {
      this.choose(this.active, event);
    }
  }

  /* Choosing. */
  choose(at, event) {
    const option = this.options[at];
    if (!option) return;
    this.close();
    if ("go" in this.box.dataset) {
      if (event.ctrlKey || event.metaKey) window.open(option.href);
      else location.assign(option.href);
    } else if (this.box.dataset.add) {
      this.add(option);
    } else {
      this.input.value = this.picked = option.words;
      this.keyField().value = option.key;
      this.status.textContent = option.words;
      this.input.dispatchEvent(new Event("change", { bubbles: true }));
    }
  }
  add(option) {
    const field = this.box.closest("fieldset");
    let box = Array.from(field.querySelectorAll("input[type=checkbox]")).find((one) => one.value === option.key);
    if (!box) {
      const label = make("label", { class: "check" });
      box = make("input", { type: "checkbox", name: this.box.dataset.add, value: option.key });
      label.append(box, make("span", {}, option.words));
      field.querySelector("[data-chosen]").append(label);
    }
    box.checked = true;
    this.input.value = "";
    this.status.textContent = option.words;
    box.dispatchEvent(new Event("change", { bubbles: true }));
  }
  /* The browser tells again, when the field is left, of a text that was picked and already told. */
  left(event) {
    if (event.isTrusted && this.picked !== undefined && this.input.value === this.picked) event.stopPropagation();
  }

  /* The key of what was picked; the choice that the server asked for gives way to a new text. */
  keyField() {
    this.box.querySelector("[data-which]")?.remove();
    let field = this.box.querySelector("input[data-key]");
    if (!field) {
      field = make("input", { type: "hidden", name: `${this.input.name}_cle`, "data-key": "" });
      this.box.append(field);
    }
    return field;
  }
  forgetKey() {
    if (!("go" in this.box.dataset) && !this.box.dataset.add) this.keyField().value = "";
  }
}

const start = (root) => {
  for (const box of root.querySelectorAll(".combo[data-combo]")) {
    if (box.querySelector("input.input:not([role=combobox])")) new Combobox(box);
  }
};
start(document);
document.addEventListener("htmx:load", (event) => start(event.target));

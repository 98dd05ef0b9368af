/* A grid of values by keyboard, as in a spreadsheet: arrows move, a figure or Enter writes, Enter saves and goes down, Escape
   cancels, Ctrl+V pastes a block, Ctrl+Z undoes. Without it each cell is a link to a small form of its own.

   <table data-grid="address" data-undo="address" data-query="…">: its cells are a[data-case]. The answer is JSON: for each cell how it
   now stands, a sentence for everyone, and the batch that may be undone, held by [data-grid-undo]. */

import { toast } from "./app.js";

const table = document.querySelector("[data-grid]");
const status = document.querySelector("[data-grid-status]");
const undoForm = document.querySelector("[data-grid-undo]");
const say = (text) => {
  status.textContent = text;
};

const cellOf = (link) => link.closest("td");
const all = () => [...table.querySelectorAll("a[data-case]")];
const linkOf = (name) => table.querySelector(`a[data-case="${CSS.escape(name)}"]`);

/* A narrow screen shows one row. */
function face(row) {
  for (const one of row.parentElement.rows) one.classList.toggle("cells__now", one === row);
}
/* One cell only is in the way of Tab. */
function reach(link) {
  for (const one of all()) one.tabIndex = one === link ? 0 : -1;
}
function go(link) {
  if (!link) return;
  reach(link);
  face(link.closest("tr"));
  link.focus();
}
function beside(link, down, right) {
  const column = cellOf(link).cellIndex;
  let row = cellOf(link).parentElement;
  if (right) {
    const line = [...row.querySelectorAll("a[data-case]")];
    return line[line.indexOf(link) + right];
  }
  for (;;) {
    row = down > 0 ? row.nextElementSibling : row.previousElementSibling;
    if (!row) return undefined;
    const found = row.cells[column]?.querySelector("a[data-case]");
    if (found) return found;
  }
}

async function send(address, values) {
  const body = new URLSearchParams(table.dataset.query);
  for (const [name, value] of Object.entries(values)) body.set(name, value);
  body.set("csrfmiddlewaretoken", undoForm.elements.csrfmiddlewaretoken.value);
  table.setAttribute("aria-busy", "true");
  try {
    const response = await fetch(address, { method: "POST", body, credentials: "same-origin", headers: { Accept: "application/json" } });
    if ((response.headers.get("Content-Type") || "").includes("application/json")) return await response.json();
  } catch {
    /* said below */
  } finally {
    table.removeAttribute("aria-busy");
  }
  return null;
}

/* What the page shows of each cell: a block says it, so that it replaces nothing that somebody else wrote since. */
const seen = () => all().map((link) => `${link.dataset.case}:${link.dataset.version}`).join(" ");

/* What the server says of each cell, shown where it is. */
function show(answer) {
  for (const [name, one] of Object.entries(answer.cells)) {
    const link = linkOf(name);
    if (!link) continue;
    const cell = cellOf(link);
    link.dataset.typed = one.kept;
    link.dataset.version = one.version;
    link.querySelector("[data-shown]").textContent = one.shown || "–";
    if (one.shown) {
      cell.classList.remove("cells__cell--late");
      link.querySelector(".cells__mark")?.remove();
    }
    cell.classList.toggle("cells__cell--saved", one.state === "saved");
    if (one.message) complain(link, one.message);
    else calm(link);
  }
  for (const [number, one] of Object.entries(answer.rows)) {
    const row = table.querySelector(`tr[data-row="${CSS.escape(number)}"]`);
    if (!row) continue;
    row.querySelector("[data-gap]").textContent = one.gap || "–";
    row.querySelector("[data-late]").textContent = one.late;
  }
  if (answer.batch !== undefined) {
    undoForm.elements.fait.value = answer.batch;
    undoForm.hidden = !answer.batch;
  }
  say(answer.message);
}
function calm(link) {
  cellOf(link).classList.remove("cells__cell--bad");
  cellOf(link).querySelector(".err")?.remove();
}
function complain(link, text) {
  calm(link);
  const words = document.createElement("p");
  words.className = "err";
  words.id = `err-${link.dataset.case}`;
  words.textContent = text;
  cellOf(link).classList.add("cells__cell--bad");
  cellOf(link).append(words);
  return words;
}

/* Writing in a cell. */
class Entry {
  constructor(link, text) {
    this.link = link;
    this.extra = {};
    this.input = this.field(`${table.dataset.label} ${link.innerText.trim()}`);
    this.input.inputMode = "decimal";
    this.input.value = text ?? link.dataset.typed;
    link.hidden = true;
    cellOf(link).prepend(this.input);
    this.input.focus();
    if (text === undefined) this.input.select();
  }
  field(label) {
    const input = document.createElement("input");
    input.className = "cells__input";
    input.autocomplete = "off";
    input.setAttribute("aria-label", label);
    input.addEventListener("keydown", (event) => this.key(event));
    input.addEventListener("blur", () => this.left());
    return input;
  }
  key(event) {
    const down = { Enter: event.shiftKey ? -1 : 1, ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.key === "Escape") {
      event.preventDefault();
      event.stopPropagation();
      this.close();
      calm(this.link);
      go(this.link);
    } else if (down) {
      event.preventDefault();
      this.save(down);
    } else if (event.key === "Tab") {
      const next = beside(this.link, 0, event.shiftKey ? -1 : 1);
      if (next) event.preventDefault();
      this.save(0, next);
    }
  }
  left() {
    /* Elsewhere on the page: what was written is kept, without going anywhere; between its own two fields, nothing. */
    setTimeout(() => {
      if (!this.over && !this.busy && !cellOf(this.link).contains(document.activeElement)) this.save(0, null);
    });
  }
  async save(down, next) {
    if (this.busy || this.over) return;
    const value = this.input.value.trim();
    if (value === this.link.dataset.typed && !this.asked) {
      this.close();
      calm(this.link);
      if (next !== null) go(next ?? (down ? beside(this.link, down) : undefined) ?? this.link);
      return;
    }
    /* A value that was questioned is confirmed by sending the same again. */
    if (this.asked === value && this.kind === "unlikely") this.extra.confirmer = "1";
    if (this.reason) this.extra.raison = this.reason.value;
    this.busy = true;
    const answer = await send(table.dataset.grid, { case: this.link.dataset.case, valeur: value, vu: this.link.dataset.version, ...this.extra });
    this.busy = false;
    if (!answer) {
      complain(this.link, table.dataset.failed);
      say(table.dataset.failed);
      return;
    }
    show(answer);
    const told = answer.cells[this.link.dataset.case];
    if (told?.message) {
      this.ask(value, told);
      return;
    }
    this.close();
    if (next !== null) go(next ?? (down ? beside(this.link, down) : undefined) ?? this.link);
  }
  ask(value, told) {
    this.asked = value;
    this.kind = told.state;
    const words = cellOf(this.link).querySelector(".err");
    if (told.state === "unlikely") words.textContent += ` ${table.dataset.confirm}`;
    say(words.textContent);
    this.input.setAttribute("aria-describedby", words.id);
    if (told.state === "locked" && !this.reason) {
      this.reason = this.field(table.dataset.reason);
      this.reason.placeholder = table.dataset.reason;
      this.input.after(this.reason);
    }
    (this.reason ?? this.input).focus();
  }
  close() {
    this.over = true;
    this.input.remove();
    this.reason?.remove();
    this.link.hidden = false;
  }
}

async function paste(link, text) {
  const answer = await send(table.dataset.grid, { case: link.dataset.case, bloc: text, vus: seen() });
  if (!answer) {
    say(table.dataset.failed);
    toast(table.dataset.failed);
    return;
  }
  show(answer);
  toast(answer.message);
}
async function undo() {
  if (!undoForm.elements.fait.value) return;
  const answer = await send(table.dataset.undo, { fait: undoForm.elements.fait.value });
  if (!answer) {
    undoForm.submit(); /* the page says why not */
    return;
  }
  show(answer);
}

if (table) {
  table.setAttribute("role", "grid");
  const seen = all().filter((link) => link.offsetParent);
  reach(seen.find((link) => cellOf(link).classList.contains("cells__cell--late")) ?? seen.at(-1));
  table.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-case]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    reach(link);
    new Entry(link);
  });
  table.addEventListener("keydown", (event) => {
    const link = event.target.closest("a[data-case]");
    if (!link) return;
    const far = [...link.closest("tr").querySelectorAll("a[data-case]")];
    const to = {
      ArrowDown: () => beside(link, 1),
      ArrowUp: () => beside(link, -1),
      ArrowRight: () => beside(link, 0, 1),
      ArrowLeft: () => beside(link, 0, -1),
      Home: () => far[0],
      End: () => far.at(-1),
    }[event.key];
    const command = event.ctrlKey || event.metaKey;
    if (to && !command && !event.altKey) {
      event.preventDefault();
      go(to());
    } else if (command && event.key.toLowerCase() === "z") {
      event.preventDefault();
      undo();
    } else if (command || event.altKey) {
      return;
    } else if (event.key === "Enter" || event.key === "F2") {
      event.preventDefault();
      new Entry(link);
    } else if (/^[-−0-9,.]$/.test(event.key)) {
      event.preventDefault();
      new Entry(link, event.key);
    } else if (event.key === "Delete" || event.key === "Backspace") {
      event.preventDefault();
      new Entry(link, "");
    }
  });
  table.addEventListener("paste", (event) => {
    const link = event.target.closest("a[data-case]");
    const text = event.clipboardData.getData("text/plain");
    const isBlock = /[\t\n]/.test(text.trimEnd());
    const cell = event.target.closest("td");
    if (link) {
      event.preventDefault();
      paste(link, text);
    } else if (isBlock && cell?.querySelector("a[data-case]")) {
      event.preventDefault();
      const under = cell.querySelector("a[data-case]");
      event.target.dispatchEvent(new KeyboardEvent("keydown", { key: "Escape" }));
      paste(under, text);
    }
  });
  undoForm.addEventListener("submit", (event) => {
    event.preventDefault();
    undo();
  });
}

/* Saves a form field by field while someone types, and never lies about it.

   <form data-autosave="address" data-lists="themes places" data-owner="…"> with hidden fields `marks` (versions by field)
   and `page`. The bar is the element with [data-save]; [data-retry] tries again; <template data-conflict> shows both texts
   when somebody else changed the same field. A session that ended is opened again in [data-sign-in]. */

const QUIET = 1000; /* after the last key */
const LONGEST = 1500; /* while someone keeps typing: a browser that dies loses less than two seconds */
const RETRIES = [2000, 4000, 8000, 16000];
const KEPT = 24 * 3600 * 1000;
const PREFIX = "autosave:";
const SKIPPED = new Set(["csrfmiddlewaretoken", "marks", "page", "once"]);

class Autosave {
  constructor(form) {
    this.form = form;
    this.url = form.dataset.autosave;
    this.lists = new Set((form.dataset.lists || "").split(" ").filter(Boolean));
    this.marks = JSON.parse(form.elements.marks.value || "{}");
    this.page = Array.from(crypto.getRandomValues(new Uint32Array(3)), (part) => part.toString(36)).join("");
    form.elements.page.value = this.page;
    this.key = PREFIX + this.url + location.pathname;
    this.bar = form.querySelector("[data-save]");
    this.retryButton = form.querySelector("[data-retry]");
    this.known = this.given();
    this.attempts = 0;
    this.conflicts = new Map();
    this.refused = new Set(); /* fields whose text the server did not take */
    this.restore();
    for (const button of form.querySelectorAll("button[name=draft]")) button.hidden = true; /* it saves by itself */
    form.addEventListener("input", (event) => this.touched(event) && this.plan(QUIET));
    form.addEventListener("change", (event) => this.touched(event) && this.plan(0));
    form.addEventListener("focusout", () => this.changed().length && this.plan(0));
    form.addEventListener("autosave:now", () => this.plan(0));
    form.addEventListener("submit", () => this.leave());
    this.retryButton?.addEventListener("click", () => this.retry());
    addEventListener("online", () => this.changed().length && this.retry());
    addEventListener("pagehide", () => this.flush());
    document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && this.flush());
    addEventListener("beforeunload", (event) => !this.leaving && this.waiting().length && (this.failed || !this.changed().length) && event.preventDefault());
  }

  /* What is in the form. */
  names() {
    const found = new Set();
    for (const field of this.form.elements) {
      if (field.name && !SKIPPED.has(field.name) && !["submit", "button", "file"].includes(field.type) && !field.name.endsWith("_parcel") && !("noAutosave" in field.dataset)) found.add(field.name);
    }
    for (const name of this.lists) found.add(name);
    return found;
  }
  snapshot() {
    const data = new FormData(this.form);
    return Object.fromEntries([...this.names()].map((name) => [name, this.lists.has(name) ? data.getAll(name) : (data.get(name) ?? "")]));
  }
  /* What the server wrote in it: what was typed before this script came is a change like any other. */
  given() {
    const fields = [...this.form.elements];
    const written = (field) => {
      if (["checkbox", "radio"].includes(field.type)) return field.defaultChecked ? [field.value] : [];
      if (!field.options) return [field.defaultValue ?? ""];
      const chosen = [...field.options].filter((option) => option.defaultSelected).map((option) => option.value);
      return chosen.length || field.multiple ? chosen : [field.options[0]?.value ?? ""];
    };
    const of = (name) => fields.filter((field) => field.name === name).flatMap(written);
    return Object.fromEntries([...this.names()].map((name) => [name, this.lists.has(name) ? of(name) : (of(name)[0] ?? "")]));
  }
  changed() {
    const now = this.snapshot();
    return Object.keys(now).filter((name) => !this.conflicts.has(name) && JSON.stringify(now[name]) !== JSON.stringify(this.known[name] ?? (this.lists.has(name) ? [] : "")));
  }
  /* What only this page has. */
  waiting() {
    return [...new Set([...this.changed(), ...this.conflicts.keys(), ...this.refused])];
  }
  touched(event) {
    return event.target.name && event.target.type !== "file" && !SKIPPED.has(event.target.name) && !("noAutosave" in event.target.dataset);
  }

  /* When to send. */
  plan(wait) {
    this.keep();
    const now = Date.now();
    this.first ??= now;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.send(), Math.max(0, Math.min(now + wait, this.first + LONGEST) - now));
  }
  async send({ leaving = false } = {}) {
    clearTimeout(this.timer);
    if (this.busy) {
      this.again = true;
      return;
    }
    const names = this.changed();
    this.first = undefined;
    if (!names.length) return;
    const values = this.snapshot();
    const changes = Object.fromEntries(names.map((name) => [name, { value: values[name], version: this.marks[name] || 0 }]));
    this.busy = true;
    const slow = setTimeout(() => this.show("busy"), 300);
    let response, body;
    try {
      response = await fetch(this.url, {
        method: "PATCH",
        body: JSON.stringify({ changes }),
        keepalive: leaving,
        credentials: "same-origin",
        headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": this.form.elements.csrfmiddlewaretoken.value, "X-Page": this.page },
      });
      body = (response.headers.get("Content-Type") || "").includes("json") ? await response.json() : null;
    } catch {
      response = null;
    }
    clearTimeout(slow);
    this.busy = false;
    this.settle(response, body, values);
    if (this.again) {
      this.again = false;
      if (!this.failed) this.plan(0);
    }
  }
  flush() {
    if (this.leaving) return;
    if (this.busy) this.busy = false; /* the page goes: what is on its way arrives, the rest leaves now */
    this.send({ leaving: true });
  }
  leave() {
    clearTimeout(this.timer);
    this.leaving = true;
    this.form.elements.marks.value = JSON.stringify(this.marks);
    this.forget();
  }

  /* What became of it. */
  settle(response, body, values) {
    if (response && (response.status === 401 || response.status === 403)) return this.askSignIn(body);
    if (response?.status === 413) return this.fail(this.form.dataset.heavy);
    if (!response || response.status >= 500 || response.status === 429) return this.later();
    if (!body || !body.versions) return this.fail(body?.message || this.form.dataset.refused);
    this.failed = false;
    this.asked = false;
    this.attempts = 0;
    for (const [name, version] of Object.entries(body.versions)) {
      this.marks[name] = version;
      this.known[name] = values[name];
    }
    this.form.elements.marks.value = JSON.stringify(this.marks);
    for (const name of Object.keys(values)) if (name in body.versions) this.refused.delete(name);
    for (const name of Object.keys(body.errors || {})) if (!(name in body.versions)) this.refused.add(name);
    this.showErrors(values, body.errors || {});
    for (const [name, conflict] of Object.entries(body.conflicts || {})) this.showConflict(name, conflict);
    if (this.conflicts.size) this.show("bad", this.form.dataset.conflicted);
    else if (Object.keys(body.errors || {}).some((name) => !(name in body.versions))) this.show("bad", Object.values(body.errors)[0]); /* a wrong text may be kept: its field says what is wrong */
    else this.show("ok", body.at);
    this.at = body.at;
    if (this.waiting().length) this.keep();
    else this.forget();
    this.form.dispatchEvent(new CustomEvent("autosaved", { bubbles: true }));
  }
  later() {
    this.keep();
    const wait = RETRIES[Math.min(this.attempts, RETRIES.length - 1)];
    this.attempts += 1;
    this.fail(navigator.onLine ? this.form.dataset.unreachable : this.form.dataset.offline);
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.send(), wait);
  }
  fail(reason) {
    this.failed = true;
    this.keep();
    this.show("bad", reason);
  }
  retry() {
    this.attempts = 0;
    this.failed = false;
    this.asked = false;
    this.send();
  }
  show(state, detail = "") {
    if (!this.bar) return;
    const words = { busy: this.bar.dataset.busy, ok: `${this.bar.dataset.ok} ${detail}`, bad: detail ? `${this.bar.dataset.bad} – ${detail}` : this.bar.dataset.bad };
    this.bar.className = `save save--${state}`;
    this.bar.querySelector("[data-save-text]").textContent = words[state];
    const icon = this.bar.querySelector("use");
    icon?.setAttribute("href", icon.getAttribute("href").replace(/#.*/, { busy: "#circle-dashed", ok: "#check-circle", bad: "#warning" }[state]));
    if (this.retryButton) this.retryButton.hidden = state !== "bad" || this.conflicts.size > 0;
  }

  /* Format errors are shown beside the field, once it is left. */
  showErrors(values, errors) {
    for (const old of this.form.querySelectorAll("[data-autosave-error]")) {
      if (!(old.dataset.autosaveError in errors)) {
        this.form.elements[old.dataset.autosaveError]?.removeAttribute?.("aria-invalid");
        old.remove();
      }
    }
    for (const [name, text] of Object.entries(errors)) {
      this.known[name] = values[name];
      const field = this.form.elements[name];
      if (!(field instanceof HTMLElement) || field === document.activeElement) continue;
      const line = this.form.querySelector(`[data-autosave-error="${CSS.escape(name)}"]`) || document.createElement("p");
      line.className = "err";
      line.id = `${name}_autosave`;
      line.dataset.autosaveError = name;
      line.textContent = text;
      field.setAttribute("aria-invalid", "true");
      if (!line.isConnected) field.before(line);
    }
  }

  /* Somebody else changed the same field: both texts, and one choice. */
  showConflict(name, conflict) {
    this.conflicts.set(name, conflict);
    const field = this.form.elements[name];
    const element = field instanceof HTMLElement ? field : field?.[0];
    const panel = this.form.querySelector("template[data-conflict]").content.firstElementChild.cloneNode(true);
    const words = (value) => (Array.isArray(value) ? value.join(", ") : value) || "—";
    const fill = (part, text) => (panel.querySelector(`[data-${part}]`).textContent = text);
    fill("by", conflict.by);
    fill("at", conflict.at);
    fill("mine", words(conflict.mine));
    fill("theirs", words(conflict.theirs));
    for (const button of panel.querySelectorAll("[data-keep]")) {
      button.addEventListener("click", () => {
        panel.remove();
        this.conflicts.delete(name);
        this.marks[name] = conflict.version;
        this.known[name] = conflict.theirs;
        if (button.dataset.keep === "theirs") this.write(name, conflict.theirs);
        element?.focus();
        if (!this.waiting().length) this.forget();
        if (this.changed().length) this.plan(0);
        else this.show("ok", this.at);
      });
    }
    const place = element?.closest(".field") || element;
    if (place) place.before(panel);
    else this.bar.before(panel);
    panel.querySelector("[data-keep]").focus({ preventScroll: false });
  }
  write(name, value) {
    for (const field of this.form.elements) {
      if (field.name !== name) continue;
      if (field.type === "checkbox" || field.type === "radio") field.checked = this.lists.has(name) ? value.includes(field.value) : field.value === value;
      else if (!this.lists.has(name)) field.value = value;
    }
  }

  /* The session ended: open it again here, then send what waits. */
  async askSignIn(body) {
    this.fail(body?.message || this.form.dataset.signedOut);
    if (this.asked) return; /* the panel is open already: what is typed meanwhile waits with the rest */
    this.asked = true;
    const place = this.form.parentElement.querySelector("[data-sign-in]");
    const address = body?.panel || this.form.dataset.panel;
    if (!place || !address) return;
    this.fillPanel(place, await fetch(address, { credentials: "same-origin" }));
  }
  async fillPanel(place, response) {
    if (!response.ok && response.status !== 422) return;
    place.innerHTML = await response.text(); /* our own page, escaped by its template */
    place.hidden = false;
    const panel = place.querySelector("[data-sign-in-panel]");
    if (panel.dataset.step === "done") {
      for (const token of document.querySelectorAll("input[name=csrfmiddlewaretoken]")) token.value = panel.dataset.token;
      const wasTyping = place.contains(document.activeElement);
      setTimeout(() => (place.hidden = true), 4000);
      if (wasTyping) this.form.querySelector("textarea, input:not([type=hidden])")?.focus();
      this.failed = this.asked = false;
      this.send();
      return;
    }
    panel.querySelector("h2, input")?.focus();
    panel.querySelector("form").addEventListener("submit", async (event) => {
      event.preventDefault();
      const form = event.target;
      this.fillPanel(place, await fetch(form.action, { method: "POST", body: new FormData(form, event.submitter), credentials: "same-origin" }));
    });
  }

  /* A copy in this tab, for when the network or the session is gone. Erased once everything is saved, or after a day. */
  keep() {
    const now = this.snapshot();
    const values = {};
    const marks = {};
    for (const name of this.waiting()) {
      const field = this.form.elements[name];
      if (field instanceof HTMLElement && "sensitive" in field.dataset) continue;
      values[name] = now[name];
      marks[name] = this.marks[name] || 0;
    }
    try {
      sessionStorage.setItem(this.key, JSON.stringify({ at: Date.now(), owner: this.form.dataset.owner || "", values, marks }));
    } catch {
      /* storage is full or refused: the server still has what was saved */
    }
  }
  forget() {
    try {
      sessionStorage.removeItem(this.key);
    } catch {
      /* nothing was kept */
    }
  }
  restore() {
    try {
      for (const key of Object.keys(sessionStorage)) {
        if (!key.startsWith(PREFIX)) continue;
        const copy = JSON.parse(sessionStorage.getItem(key));
        if (Date.now() - copy.at > KEPT || (copy.owner && copy.owner !== (this.form.dataset.owner || ""))) sessionStorage.removeItem(key);
        else if (key === this.key) {
          for (const [name, value] of Object.entries(copy.values)) {
            this.write(name, value);
            /* The text was typed upon that version: if the field moved since, both texts are shown again. */
            if (copy.marks && name in copy.marks) this.marks[name] = copy.marks[name];
          }
        }
      }
    } catch {
      return;
    }
    if (this.changed().length) this.plan(0);
  }
}

for (const form of document.querySelectorAll("form[data-autosave]")) new Autosave(form);

/* The stop kit on a phone. What is captured is written on the device first, then sent; it leaves the device once the server has it.

   Cards carry a number drawn here (`client_id`): sent twice, after a line that broke, they are one. What the server refuses stays,
   with why. Without this script each form works by itself. */
import { Store } from "./kit_store.js";

const kit = document.querySelector("[data-kit]");
const AGAIN = 20000; /* ms between two tries while something waits */
const BATCH = 20;
const SHOWN = 8;

const part = (name) => kit.querySelector(`[data-${name}]`);
const say = (name, given = {}) => Object.entries(given).reduce((text, [key, value]) => text.replaceAll(`{${key}}`, value), kit.dataset[name] ?? "");
const row = (name) => kit.querySelector(`template[data-row="${name}"]`).content.firstElementChild.cloneNode(true);
const fold = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().trim();
const kindWords = (kind) => kit.getAttribute(`data-kind-${kind}`) ?? kind;
/* Where the words of a component stand, whatever the skin puts around them. */
const leaf = (element) => (element.lastElementChild ? leaf(element.lastElementChild) : element);

/* Resolves once the script that answers without network is in place; fails when it could not take everything along. */
const active = (registration) =>
  new Promise((resolve, reject) => {
    const worker = registration.installing ?? registration.waiting ?? registration.active;
    const look = () => (worker.state === "activated" ? resolve() : worker.state === "redundant" && reject(new Error("not installed")));
    worker.addEventListener("statechange", look);
    look();
  });

class Kit {
  constructor(store) {
    this.store = store;
    this.cards = [];
    this.people = [];
    this.skew = 0; /* how far the clock of this device is from the server's */
    this.isOffline = !navigator.onLine;
    this.trouble = "";
    this.isSending = false;
    this.isPreparing = false;
  }

  async start() {
    this.skew = (await this.store.get("skew")) ?? 0;
    this.people = (await this.store.get("people")) ?? [];
    this.prepared = await this.store.get("prepared");
    if (this.prepared && this.now() > new Date(this.prepared.forget_at)) await this.forget();
    for (const form of kit.querySelectorAll("form[data-card]")) form.addEventListener("submit", (event) => this.captureForm(event));
    const box = this.who();
    box?.addEventListener("input", () => {
      this.doorSaid("");
      this.showPeople();
    });
    part("send").addEventListener("click", () => this.send());
    part("prepare").addEventListener("click", () => this.prepare());
    part("erase").addEventListener("click", () => this.erase());
    this.offerCamera();
    addEventListener("online", () => this.send());
    addEventListener("offline", () => this.lost());
    document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && this.send());
    setInterval(() => this.waiting().length && !this.isSignedOut() && this.send(), AGAIN);
    part("device").hidden = part("sendbar").hidden = false;
    await this.read();
    await this.send();
    kit.dataset.started = "";
  }

  now() {
    return new Date(Date.now() + this.skew);
  }
  who() {
    return kit.querySelector('form[data-card="check_in"] [name=who]');
  }
  waiting() {
    return this.cards.filter((card) => !card.problems);
  }
  refused() {
    return this.cards.filter((card) => card.problems);
  }
  isSignedOut() {
    return this.trouble === "signedOut" || this.trouble === "notYours";
  }

  /* What is written on the device is what is shown: another tab may have written too. */
  async read() {
    this.cards = await this.store.cards();
    this.show();
  }

  /* ── Capturing ── */
  async captureForm(event) {
    event.preventDefault();
    const form = event.target;
    const what = form.dataset.card;
    const given = {};
    for (const field of form.elements) {
      if (!field.name || ["csrfmiddlewaretoken", "client_id", "captured_at", "what", "registration", "ticket"].includes(field.name)) continue;
      if (field.type === "checkbox") given[field.name] = field.checked;
      else if (field.type !== "radio" || field.checked) given[field.name] = field.value.trim();
    }
    if (what === "check_in") return this.welcomeTyped(given.who ?? "");
    const problem = this.missing(form, what, given);
    if (problem) return this.tell(form, problem.words, problem.field);
    if (!(await this.keep(what, given, given.title || given.text || given.name))) return;
    form.reset();
    this.tell(form, say("noted"));
    form.querySelector("input:not([type=hidden]), textarea")?.focus();
  }
  missing(form, what, given) {
    const empty = [...form.elements].filter((field) => field.required && field.type !== "radio" && !field.value.trim());
    const choice = [...form.elements].find((field) => field.required && field.type === "radio" && !given[field.name]);
    if (choice) empty.unshift(choice);
    if (empty.length) return { words: say("missing", { fields: empty.map((field) => this.label(field)).join(", ") }), field: empty[0] };
    if (what === "walk_in") return null;
    if (what === "project" && !given.email && !given.phone) return { words: say("reach"), field: form.elements.email };
    if ((given.name || given.email || given.phone) && !given.agrees) return { words: say("agree"), field: form.elements.agrees };
    return null;
  }
  label(field) {
    const words = field.type === "radio" ? field.closest("fieldset").querySelector("legend") : field.labels[0];
    return words.firstChild.textContent.trim();
  }
  tell(form, words, field) {
    const place = form.querySelector("[data-said]");
    place.className = field ? "err" : "small";
    place.textContent = words;
    field?.focus();
  }
  async keep(what, given, label) {
    const card = { ...given, what, client_id: crypto.randomUUID(), captured_at: this.now().toISOString(), label };
    try {
      await this.store.keepCard(card);
    } catch {
      this.alert("full");
      return false;
    }
    await this.read();
    this.send();
    return true;
  }

  /* ── Welcoming ── */
  async welcomeTyped(typed) {
    if (!typed) return this.who().focus();
    const found = this.matches(typed);
    if (found.length === 1) return this.welcome(found[0]);
    if (found.length > 1) {
      this.doorSaid(say("choose"));
      return part("people").querySelector("button")?.focus();
    }
    if (!(await this.keep("check_in", { who: typed }, typed))) return;
    this.clearTyped();
    this.doorSaid(say("unknown"));
  }
  async welcome(person) {
    if (this.isHere(person)) return this.doorSaid(say("already", { who: person.name }));
    if (!(await this.keep("check_in", { registration: person.id }, person.name))) return;
    this.clearTyped();
    this.doorSaid(say("kept", { who: person.name }));
    this.who().focus();
  }
  clearTyped() {
    this.who().value = "";
    this.showPeople();
  }
  isHere(person) {
    return person.here || this.cards.some((card) => card.registration === person.id && !card.problems);
  }
  matches(typed) {
    const code = typed.toUpperCase().replace(/[^0-9A-F]/g, "");
    const byCode = code.length === 8 ? this.people.filter((one) => one.code.replace("-", "") === code) : [];
    if (byCode.length) return byCode;
    const words = fold(typed).split(/\s+/).filter(Boolean);
    return words.length ? this.people.filter((one) => words.every((word) => fold(one.name).includes(word))) : [];
  }
  /* About who arrives, beside the box; how many are here stands below it. */
  doorSaid(words) {
    this.tell(this.who().form, words);
  }
  showPeople() {
    const box = this.who();
    if (!box) return;
    const found = this.matches(box.value).slice(0, SHOWN);
    part("people").replaceChildren(...found.map((person) => this.personRow(person)));
    const here = this.people.filter((person) => this.isHere(person)).length;
    const count = this.people.length ? say("here", { n: here, all: this.people.length }) : "";
    if (part("people-said").textContent !== count) part("people-said").textContent = count;
  }
  personRow(person) {
    const line = row("person");
    line.querySelector("[data-name]").textContent = person.name;
    line.querySelector("[data-note]").textContent = [person.code, person.note].filter(Boolean).join(" · ");
    line.querySelector("[data-no-photo]").hidden = person.photo;
    line.querySelector("[data-waits]").hidden = !person.waits || person.here;
    const button = line.querySelector("[data-welcome]");
    const isHere = this.isHere(person);
    line.querySelector("[data-is-here]").hidden = !isHere;
    button.hidden = isHere;
    button.setAttribute("aria-label", `${button.textContent.trim()} ${person.name}`);
    button.addEventListener("click", () => this.welcome(person));
    return line;
  }

  /* ── Scanning, where the browser reads codes by itself ── */
  async offerCamera() {
    const button = part("scan");
    if (!button || !("BarcodeDetector" in window) || !navigator.mediaDevices?.getUserMedia) return;
    const known = await BarcodeDetector.getSupportedFormats().catch(() => []);
    if (!known.includes("qr_code")) return;
    button.hidden = false;
    button.addEventListener("click", (event) => {
      event.preventDefault();
      this.scan();
    });
    part("camera-stop").addEventListener("click", () => this.stopCamera());
  }
  async scan() {
    const video = part("video");
    try {
      this.stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
    } catch {
      return this.doorSaid(say("noCamera"));
    }
    video.srcObject = this.stream;
    part("camera").hidden = false;
    await video.play();
    const reader = new BarcodeDetector({ formats: ["qr_code"] });
    const look = async () => {
      if (!this.stream) return;
      const [code] = await reader.detect(video).catch(() => []);
      if (!code) return requestAnimationFrame(look);
      this.stopCamera();
      await this.welcomeScanned(code.rawValue);
    };
    look();
  }
  stopCamera() {
    for (const track of this.stream?.getTracks() ?? []) track.stop();
    this.stream = null;
    part("camera").hidden = true;
  }
  /* A ticket names its registration; whether it is a true one, the server says. */
  async welcomeScanned(text) {
    let ticket = "";
    let id = 0;
    try {
      ticket = new URL(text).searchParams.get("billet") ?? "";
      id = JSON.parse(atob(ticket.split(":")[0].replaceAll("-", "+").replaceAll("_", "/")))[0];
    } catch {
      /* told below */
    }
    if (!ticket) return this.doorSaid(say("foreign"));
    const person = this.people.find((one) => one.id === id);
    if (person && this.isHere(person)) return this.doorSaid(say("already", { who: person.name }));
    if (await this.keep("check_in", { ticket, ...(person && { registration: person.id }) }, person?.name ?? say("scanned"))) {
      this.doorSaid(person ? say("kept", { who: person.name }) : say("scanned"));
    }
  }

  /* ── Sending ── */
  async send() {
    if (this.isSending) {
      this.isAskedAgain = true;
      return;
    }
    this.isSending = true;
    this.show();
    try {
      /* One tab at a time: the others find the cards gone. */
      await navigator.locks.request(`carnet-${kit.dataset.reference}`, () => this.exchange());
    } finally {
      this.isSending = false;
      await this.read();
    }
    if (this.isAskedAgain) {
      this.isAskedAgain = false;
      if (this.waiting().length && !this.trouble && !this.isOffline) this.send();
    }
  }
  async exchange() {
    const first = await this.ask(kit.dataset.stateUrl);
    if (!first) return;
    await this.takeState(first);
    const waiting = (await this.store.cards()).filter((card) => !card.problems);
    for (let start = 0; start < waiting.length; start += BATCH) {
      const sent = waiting.slice(start, start + BATCH);
      const answer = await this.ask(kit.dataset.sendUrl, { cards: sent }, first.token);
      if (!answer) return;
      for (const [index, said] of answer.cards.entries()) await this.settle(sent[index], said);
    }
    if (waiting.length) {
      const after = await this.ask(kit.dataset.stateUrl);
      if (after) await this.takeState(after);
    }
  }
  /* The answer, or nothing with the reason why. */
  async ask(url, body, token) {
    let answer;
    try {
      answer = await fetch(url, {
        method: body ? "POST" : "GET",
        headers: { Accept: "application/json", ...(body && { "Content-Type": "application/json", "X-CSRFToken": token }) },
        body: body && JSON.stringify(body),
        cache: "no-store",
      });
    } catch {
      this.lost();
      return null;
    }
    this.isOffline = false;
    if (answer.ok && answer.headers.get("Content-Type")?.startsWith("application/json") && !answer.redirected) {
      this.trouble = "";
      return answer.json().catch(() => null);
    }
    this.trouble = answer.status === 401 || answer.redirected ? "signedOut" : answer.status === 403 || answer.status === 404 ? "notYours" : "broken";
    if (this.trouble === "notYours") await this.dropList();
    return null;
  }
  async settle(card, said) {
    if (said.taken) {
      await this.store.dropCard(card.client_id);
      const person = this.people.find((one) => one.id === said.registration);
      if (person) person.here = true;
    } else {
      await this.store.keepCard({ ...card, problems: said.problems });
    }
  }
  async takeState(told) {
    this.skew = Date.parse(told.now) - Date.now();
    this.people = told.people;
    this.showWall(told.wall);
    if (!this.prepared) return;
    if (new Date(told.now) > new Date(told.forget_at)) return this.forget();
    this.prepared = { ...this.prepared, forget_at: told.forget_at };
    await this.store.keep("skew", this.skew);
    await this.store.keep("people", this.people);
    await this.store.keep("prepared", this.prepared);
  }
  async dropList() {
    this.people = [];
    await this.store.drop("people");
  }
  lost() {
    this.isOffline = true;
    this.show();
  }

  /* ── This device ── */
  async prepare() {
    if (!navigator.serviceWorker) return this.deviceSaid(say("unready"));
    try {
      await active(await navigator.serviceWorker.register(kit.dataset.worker));
    } catch {
      return this.deviceSaid(this.isOffline ? say("notReady") : say("unready"));
    }
    navigator.storage?.persist?.();
    this.prepared = { forget_at: "9999-12-31" };
    this.isPreparing = true;
    try {
      /* Behind what is being sent, if anything is: the device is ready once the list is on it, not before. */
      await navigator.locks.request(`carnet-${kit.dataset.reference}`, () => this.exchange());
    } finally {
      this.isPreparing = false;
      this.prepared = await this.store.get("prepared");
      await this.read();
    }
  }
  async erase() {
    if (this.cards.length) return this.deviceSaid(say("keepFirst"));
    await this.forget();
    this.show();
    this.deviceSaid(say("erased"));
  }
  /* The list, the page and its files go; cards that were not sent stay until they are. */
  async forget() {
    await this.store.forget();
    this.prepared = undefined;
    const here = (await navigator.serviceWorker?.getRegistrations()) ?? [];
    for (const one of here) if (location.pathname.startsWith(new URL(one.scope).pathname)) await one.unregister();
    for (const name of await caches.keys()) if (name.startsWith(`carnet-${kit.dataset.reference}-`)) await caches.delete(name);
  }
  deviceSaid(words) {
    part("ready-text").textContent = words;
  }

  /* ── Showing ── */
  show() {
    this.showPeople();
    this.showQueue();
    this.showState();
    const isReady = this.prepared && !this.isPreparing;
    part("prepare").hidden = Boolean(this.prepared);
    part("erase").hidden = !isReady;
    this.deviceSaid(isReady ? say("ready") : say("notReady"));
    if (this.trouble) this.alert(this.trouble);
    else part("alert").hidden = true;
  }
  alert(name) {
    part("alert").hidden = false;
    part("alert-text").textContent = say(name);
    part("alert-way").hidden = !this.isSignedOut();
  }
  showState() {
    const counted = (n, name) => (n === 1 ? say(`${name}One`) : say(`${name}Many`, { n }));
    const waiting = this.waiting().length;
    const refused = this.refused().length;
    const words = [this.isOffline ? say("offline") : say("online")];
    if (waiting) words.push(waiting === 1 ? say("one") : say("many", { n: waiting }));
    if (refused) words.push(counted(refused, "refused"));
    if (!waiting && !refused) words.push(say("none"));
    const text = this.isSending && waiting ? say("sendingWords") : words.join(", ");
    const state = part("sending");
    const place = part("sending-text");
    if (place.textContent !== text) place.textContent = text;
    state.className = `save save--${refused || this.trouble ? "bad" : waiting || this.isOffline ? "idle" : "ok"}`;
    const sign = state.querySelector("use");
    const name = this.isOffline ? "cloud-slash" : refused || this.trouble ? "warning" : waiting ? "arrows-clockwise" : "check-circle";
    sign.setAttribute("href", `${sign.getAttribute("href").split("#")[0]}#${name}`);
    part("send").hidden = !waiting;
  }
  showQueue() {
    part("queue-empty").hidden = this.cards.length > 0;
    part("queue").replaceChildren(...this.cards.map((card) => this.cardRow(card)));
  }
  cardRow(card) {
    const line = row("card");
    leaf(line.querySelector("[data-kind]")).textContent = kindWords(card.kind ?? card.what);
    line.querySelector("[data-text]").textContent = card.label;
    line.querySelector("[data-waiting-words]").hidden = Boolean(card.problems);
    if (card.problems) {
      line.querySelector("[data-problems]").hidden = false;
      line.querySelector("[data-problem-text]").textContent = card.problems.join(" ");
    }
    const mend = line.querySelector("[data-mend]");
    const remove = line.querySelector("[data-remove]");
    mend.hidden = !card.problems;
    for (const button of [mend, remove]) button.setAttribute("aria-label", `${button.textContent.trim()} ${card.label}`);
    mend.addEventListener("click", () => this.mend(card));
    remove.addEventListener("click", async () => {
      await this.store.dropCard(card.client_id);
      await this.read();
    });
    return line;
  }
  /* Back in its form, as it was typed. */
  async mend(card) {
    const form = kit.querySelector(`form[data-card="${card.what}"]`);
    for (const field of form?.elements ?? []) {
      if (!(field.name in card) && !(field.name === "who" && card.label)) continue;
      if (field.type === "checkbox") field.checked = card[field.name];
      else if (field.type === "radio") field.checked = field.value === card[field.name];
      else if (field.type !== "hidden") field.value = card[field.name] ?? card.label;
    }
    for (const fold of kit.querySelectorAll("details")) if (fold.contains(form) || form?.contains(fold)) fold.open = true;
    await this.store.dropCard(card.client_id);
    await this.read();
    form?.querySelector("input:not([type=hidden]), textarea")?.focus();
  }
  showWall(told) {
    const wall = part("wall");
    wall.replaceChildren(
      ...told.map((one) => {
        const line = row("wall");
        leaf(line.querySelector("[data-kind]")).textContent = kindWords(one.kind);
        line.querySelector("[data-text]").textContent = one.text;
        return line;
      }),
    );
    const empty = part("wall-empty");
    if (empty) empty.hidden = told.length > 0;
  }
}

if (kit && isSecureContext) {
  /* Where nothing can be kept (some private windows, an address without https), the forms go on by themselves. */
  Store.open(`carnet-${kit.dataset.reference}`).then(
    (store) => new Kit(store).start(),
    () => {},
  );
}

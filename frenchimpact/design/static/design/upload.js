/* Sends the files of a form in pieces as soon as they are chosen (tus 1.0.0): progress, resume after a cut.
   Without this script, or when nobody is signed in, the form sends them itself. */
const TUS = { "Tus-Resumable": "1.0.0" };
const SMALLEST = 128 * 1024;
const LARGEST = 4 * 1024 * 1024;
const WAITS = [2, 4, 8, 16, 30];

const base64 = (text) => btoa(String.fromCharCode(...new TextEncoder().encode(text)));
const sleep = (seconds) =>
  new Promise((done) => {
    const timer = setTimeout(done, seconds * 1000);
    addEventListener("online", () => (clearTimeout(timer), done()), { once: true });
  });
const remember = (key, value) => {
  try {
    if (value) localStorage.setItem(key, value);
    else localStorage.removeItem(key);
  } catch {
    /* Storage may be switched off: resuming after a reload is lost, nothing else. */
  }
};
const remembered = (key) => {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
};

class Refused extends Error {}
class NotHere extends Error {}

/* One file of one field. */
class Sending {
  constructor(field, file) {
    this.field = field;
    this.file = file;
    this.step = 512 * 1024;
    this.tries = 0;
    this.stopped = false;
    this.memory = `envoi:${field.data.intake}:${file.name}:${file.size}:${file.lastModified}`;
    this.address = remembered(this.memory);
    this.row = field.template.content.firstElementChild.cloneNode(true);
    this.row.querySelector("b").textContent = file.name;
    for (const spoken of this.row.querySelectorAll(".sr")) spoken.textContent = ` ${file.name}`;
    this.retry = this.row.querySelector("[data-retry]");
    this.retry.addEventListener("click", () => this.run());
    this.row.querySelector("[data-remove]").addEventListener("click", () => this.remove());
    field.list.append(this.row);
    field.list.hidden = false;
  }

  show(state, words, spoken = true) {
    this.row.dataset.state = state;
    this.row.querySelector(".upload__words").textContent = words;
    this.retry.hidden = state !== "wait" && state !== "bad";
    if (spoken) this.field.say(`${this.file.name} : ${words}`);
  }

  progress(sent) {
    const percent = Math.floor((sent / this.file.size) * 100);
    this.row.querySelector("progress").value = percent;
    const words = sent < this.file.size ? this.field.data.sending.replace("{percent}", percent) : this.field.data.checking;
    this.show("busy", words, false);
  }

  async call(method, address, headers = {}, body = undefined) {
    const token = this.field.form.elements.csrfmiddlewaretoken?.value ?? "";
    this.abort = new AbortController();
    const options = { method, body, redirect: "manual", signal: this.abort.signal, headers: { ...TUS, "X-CSRFToken": token, ...headers } };
    const answer = await fetch(address, options);
    if (answer.type === "opaqueredirect" || answer.status === 403) throw new NotHere();
    if (answer.status === 422 || answer.status === 429 || answer.status === 413) throw new Refused(await answer.text());
    return answer;
  }

  async run() {
    if (this.running || this.stopped) return;
    this.running = true;
    try {
      for (;;) {
        try {
          await this.send();
          return;
        } catch (error) {
          if (this.stopped || error instanceof Refused || error instanceof NotHere) throw error;
          if (this.tries >= WAITS.length) {
            this.tries = 0;
            this.show("bad", this.field.data.failed);
            return;
          }
          this.show("wait", this.field.data.cut);
          await sleep(WAITS[this.tries++]);
        }
      }
    } catch (error) {
      if (this.stopped) return;
      remember(this.memory, null);
      this.address = null;
      if (error instanceof NotHere) this.field.fallBack(this);
      else {
        this.show("bad", error.message || this.field.data.failed);
        this.retry.hidden = true;
      }
    } finally {
      this.running = false;
      this.field.settled();
    }
  }

  /* From the offset that the server says, to the end. */
  async send() {
    let offset = await this.begin();
    this.progress(offset);
    while (offset < this.file.size || !this.done) {
      const piece = this.file.slice(offset, offset + this.step);
      const started = performance.now();
      const headers = { "Upload-Offset": String(offset), "Content-Type": "application/offset+octet-stream" };
      if (offset + piece.size >= this.file.size) this.progress(this.file.size);
      const answer = await this.call("PATCH", this.address, headers, piece);
      if (answer.status !== 204 && answer.status !== 409) throw new Error(String(answer.status));
      offset = Number(answer.headers.get("Upload-Offset"));
      this.tries = 0;
      this.done = answer.status === 204 && offset >= this.file.size;
      const seconds = (performance.now() - started) / 1000;
      this.step = Math.min(LARGEST, Math.max(SMALLEST, seconds < 0.7 ? this.step * 2 : seconds > 3 ? this.step / 2 : this.step));
      if (!this.done) this.progress(offset);
    }
    remember(this.memory, null);
    const parcel = document.createElement("input");
    parcel.type = "hidden";
    parcel.name = `${this.field.input.name}_parcel`;
    parcel.value = this.address.split("/").pop();
    this.row.append(parcel);
    this.show("ok", this.field.data.done);
  }

  async begin() {
    if (this.address) {
      const answer = await this.call("HEAD", this.address);
      if (answer.ok) return Number(answer.headers.get("Upload-Offset"));
      if (answer.status !== 404) throw new Error(String(answer.status));
    }
    const metadata = `filename ${base64(this.file.name)},intake ${base64(this.field.data.intake)}`;
    const answer = await this.call("POST", this.field.data.upload, { "Upload-Length": String(this.file.size), "Upload-Metadata": metadata });
    if (answer.status !== 201) throw new Error(String(answer.status));
    this.address = answer.headers.get("Location");
    remember(this.memory, this.address);
    return 0;
  }

  remove() {
    this.stopped = true;
    this.abort?.abort();
    remember(this.memory, null);
    if (this.address) this.call("DELETE", this.address).catch(() => {});
    this.row.remove();
    this.field.dropped(this);
  }
}

/* One file input and the list under it. */
class Field {
  constructor(box) {
    this.data = box.dataset;
    this.input = box.querySelector("input[type=file]");
    this.form = this.input.form;
    this.list = box.querySelector(".uploads");
    this.status = box.querySelector("[role=status]");
    this.template = box.querySelector("template");
    this.required = this.input.required;
    this.sendings = [];
    this.input.addEventListener("change", () => this.chosen());
    this.form.addEventListener("submit", (event) => this.hold(event));
  }

  say(words) {
    this.status.textContent = words;
  }

  chosen() {
    if (this.plain) return;
    const files = [...this.input.files];
    if (!files.length) return;
    if (!this.input.multiple) for (const old of [...this.sendings]) old.remove();
    this.input.value = "";
    for (const file of files) {
      const sending = new Sending(this, file);
      this.sendings.push(sending);
      const words = file.size === 0 ? this.data.empty : file.size > Number(this.data.largest) ? this.data.heavy : "";
      if (words) {
        sending.show("bad", words);
        sending.retry.hidden = true;
      } else sending.waiting = true;
    }
    this.settled();
  }

  /* One file at a time; when all is quiet, a form that waited goes. */
  settled() {
    this.input.required = this.required && !this.sendings.some((one) => one.row.dataset.state !== "bad");
    if (this.sendings.some((one) => one.running)) return;
    const next = this.sendings.find((one) => one.waiting);
    if (next) {
      next.waiting = false;
      next.run();
    } else if (this.held !== undefined) {
      const submitter = this.held;
      this.held = undefined;
      if (this.sendings.every((one) => one.row.dataset.state === "ok")) this.form.requestSubmit(submitter);
    }
  }

  dropped(sending) {
    this.sendings = this.sendings.filter((one) => one !== sending);
    this.list.hidden = !this.sendings.length;
    this.say(`${sending.file.name} : ${this.data.removed}`);
    this.input.focus();
    this.settled();
  }

  hold(event) {
    if (!this.sendings.some((one) => one.running || one.waiting)) return;
    event.preventDefault();
    this.held = event.submitter;
    this.say(this.data.hold);
  }

  /* Nobody is signed in: the files go back to the input, and leave with the form. */
  fallBack(sending) {
    this.plain = true;
    const files = new DataTransfer();
    for (const one of this.sendings) {
      if (one === sending || one.waiting) {
        one.waiting = false;
        files.items.add(one.file);
        one.show("ok", this.data.later);
        one.row.querySelector(".upload__acts").remove();
      }
    }
    this.input.files = files.files;
  }
}

for (const box of document.querySelectorAll("[data-upload]")) new Field(box);

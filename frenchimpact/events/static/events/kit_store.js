/* What the kit keeps on this device: cards that wait to be sent, and what is needed to welcome without network. */

const done = (request) =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

export class Store {
  /* One database by event. Throws where the browser keeps nothing. */
  static async open(name) {
    const request = indexedDB.open(name, 1);
    request.onupgradeneeded = () => {
      request.result.createObjectStore("cards", { keyPath: "client_id" });
      request.result.createObjectStore("kept");
    };
    return new Store(name, await done(request));
  }
  constructor(name, base) {
    this.name = name;
    this.base = base;
    /* Another tab erases the device: this one lets go. */
    base.onversionchange = () => base.close();
  }
  /* Resolves once it is written for good. */
  write(table, act) {
    return new Promise((resolve, reject) => {
      const going = this.base.transaction(table, "readwrite", { durability: "strict" });
      going.oncomplete = () => resolve();
      going.onabort = going.onerror = () => reject(going.error);
      act(going.objectStore(table));
    });
  }
  async cards() {
    const rows = await done(this.base.transaction("cards").objectStore("cards").getAll());
    return rows.sort((one, other) => one.captured_at.localeCompare(other.captured_at));
  }
  keepCard(card) {
    return this.write("cards", (table) => table.put(card));
  }
  dropCard(id) {
    return this.write("cards", (table) => table.delete(id));
  }
  get(name) {
    return done(this.base.transaction("kept").objectStore("kept").get(name));
  }
  keep(name, value) {
    return this.write("kept", (table) => table.put(value, name));
  }
  drop(name) {
    return this.write("kept", (table) => table.delete(name));
  }
  /* Nothing is left but cards that were not sent. */
  forget() {
    return this.write("kept", (table) => table.clear());
  }
}

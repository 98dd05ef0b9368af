/* The detailed map: nothing of it is loaded before somebody asks. What it shows is also in the list beside it, kept in step. */
const WAIT = 200;
const CLOSEST = 13;
const token = (name) => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
const fill = (words, values) => words.replace(/\{(\w+)\}/g, (_all, name) => values[name]);
const shown = (number) => number.toLocaleString(document.documentElement.lang);
const make = (tag, properties, ...children) => {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
};

/* The basemap in the colours of the page. */
const style = (basemap) => {
  const [sea, land, france, line, ink, halo] = ["info-soft", "mist", "paper", "ctl", "ink-2", "paper"].map(token);
  const ground = (id, layer, type, paint, more = {}) => ({ id, type, source: "ground", "source-layer": layer, paint, ...more });
  const font = token("font").split(",")[0].replaceAll(/["']/g, "").trim();
  const least = ["step", ["zoom"], 200000, 6, 90000, 7, 40000, 8, 12000, 9, 4000, 10, 800, 11, 0];
  return {
    version: 8,
    sources: { ground: { type: "vector", url: `pmtiles://${basemap}` } },
    layers: [
      { id: "sea", type: "background", paint: { "background-color": sea } },
      ground("land", "pays", "fill", { "fill-color": land }),
      ground("france", "region", "fill", { "fill-color": france }),
      ground("epci", "epci", "line", { "line-color": line, "line-opacity": 0.35, "line-width": 0.6 }, { minzoom: 8 }),
      ground("departments", "departement", "line", { "line-color": line, "line-opacity": 0.55, "line-width": 0.8 }, { minzoom: 5 }),
      ground("regions", "region", "line", { "line-color": line, "line-width": ["interpolate", ["linear"], ["zoom"], 4, 0.8, 9, 1.8] }),
      ground(
        "names",
        "commune_label",
        "symbol",
        { "text-color": ink, "text-halo-color": halo, "text-halo-width": 1.4 },
        {
          filter: [">=", ["get", "pop"], least],
          layout: {
            "text-field": ["get", "nom"],
            "text-font": [font],
            "text-size": ["interpolate", ["linear"], ["get", "pop"], 2000, 12, 200000, 15],
            "symbol-sort-key": ["-", 0, ["get", "pop"]],
            "text-anchor": "top",
            "text-offset": [0, 0.9],
            "text-padding": 6,
          },
        },
      ),
    ],
  };
};

/* The view in the address: #carte=zoom/latitude/longitude. */
const remembered = () => {
  const parts = location.hash.match(/^#carte=([\d.]+)\/(-?[\d.]+)\/(-?[\d.]+)$/)?.slice(1).map(Number);
  return parts?.every(Number.isFinite) && parts[0] <= 22 && Math.abs(parts[1]) <= 85 && Math.abs(parts[2]) <= 180
    ? { zoom: parts[0], center: [parts[2], parts[1]] }
    : null;
};
const remember = (hash) => history.replaceState(history.state, "", location.pathname + location.search + hash);

class DetailedMap {
  constructor(box) {
    this.box = box;
    this.words = box.dataset;
    this.source = box.dataset.source;
    this.button = box.querySelector("[data-open]");
    this.ask = box.querySelector(".map__ask");
    this.trouble = box.querySelector("[data-trouble]");
    this.points = [];
    this.button.addEventListener("click", () => this.open());
    document.addEventListener("htmx:afterSettle", () => this.follow());
    for (const media of ["(prefers-color-scheme: dark)", "(forced-colors: active)"]) {
      matchMedia(media).addEventListener("change", () => this.map?.setStyle(style(this.basemap)));
    }
    if (remembered()) this.open();
  }

  say(words) {
    this.trouble.textContent = words;
    this.trouble.hidden = !words;
  }

  async open() {
    if (this.opening || this.map) return;
    this.opening = true;
    this.say("");
    this.button.setAttribute("aria-disabled", "true");
    try {
      const library = await import(this.words.library).catch(() => null);
      if (library) this.draw(library);
      else this.say(this.words.failed);
    } finally {
      this.button.removeAttribute("aria-disabled");
      this.opening = false;
    }
  }

  draw(library) {
    this.library = library;
    this.panel = this.box.querySelector("template").content.firstElementChild.cloneNode(true);
    this.ask.hidden = true;
    this.box.append(this.panel);
    this.basemap = new URL(this.words.basemap, location.href).href;
    if (!DetailedMap.isReady) {
      library.addProtocol("pmtiles", new library.Protocol().tile);
      DetailedMap.isReady = true;
    }
    const [west, south, east, north] = this.words.bounds.split(",").map(Number);
    try {
      this.map = new library.Map({
        container: this.panel.querySelector(".map__ground"),
        style: style(this.basemap),
        ...(remembered() ?? { bounds: [west, south, east, north], fitBoundsOptions: { padding: 30, maxZoom: 11 } }),
        minZoom: 2,
        maxZoom: CLOSEST + 1,
        maxPitch: 0,
        dragRotate: false,
        renderWorldCopies: false,
        attributionControl: false,
        cooperativeGestures: true,
        locale: {
          "Map.Title": this.words.canvas,
          "CooperativeGesturesHandler.WindowsHelpText": this.words.scroll,
          "CooperativeGesturesHandler.MacHelpText": this.words.scrollMac,
          "CooperativeGesturesHandler.MobileHelpText": this.words.fingers,
        },
      });
    } catch {
      this.close();
      this.say(this.words.unable);
      return;
    }
    this.map.keyboard.disableRotation();
    this.map.touchZoomRotate.disableRotation();
    this.layer = make("div", { className: "map__points" });
    this.layer.setAttribute("role", "group");
    this.listen();
    this.panel.querySelector("h2").focus();
    this.read();
  }

  listen() {
    const { map, panel } = this;
    map.on("error", (event) => {
      if (event.sourceId || event.source) this.say(this.words.ground);
    });
    map.on("moveend", () => {
      const { lng, lat } = map.getCenter();
      remember(`#carte=${map.getZoom().toFixed(2)}/${lat.toFixed(4)}/${lng.toFixed(4)}`);
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.read(), WAIT);
    });
    map.getContainer().addEventListener("keydown", (event) => this.walk(event));
    panel.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      if (this.popup) this.popup.remove();
      else this.close();
    });
    panel.addEventListener("click", ({ target }) => {
      const button = target.closest("button");
      if (!button) return;
      const { zoom, go } = button.dataset;
      if ("close" in button.dataset) this.close();
      if ("retry" in button.dataset) this.read();
      if (zoom) map.zoomTo(map.getZoom() + Number(zoom));
      if (go) {
        const [west, south, east, north] = go.split(",").map(Number);
        map.fitBounds([west, south, east, north], { padding: 20 });
      }
    });
  }

  close() {
    this.asking?.abort();
    clearTimeout(this.timer);
    this.popup?.remove();
    this.map?.remove();
    this.panel?.remove();
    this.map = this.panel = null;
    this.points = [];
    this.say("");
    if (location.hash.startsWith("#carte=")) remember("");
    this.ask.hidden = false;
    this.button.focus();
  }

  /* The filters changed: the list was drawn again, and says where to read. */
  follow() {
    const source = document.querySelector("[data-map-source]")?.value;
    if (!source || source === this.source) return;
    this.source = source;
    if (this.map) this.read();
  }

  async fetch(window, sheets, signal) {
    const address = new URL(this.source, location.href);
    address.searchParams.set("bbox", window.map((degree) => degree.toFixed(5)).join(","));
    address.searchParams.set("fiches", sheets);
    const answer = await fetch(address, { signal });
    if (!answer.ok) throw new Error(String(answer.status));
    return answer.json();
  }

  /* What stands in the view. A view left before its answer is forgotten. */
  async read() {
    this.asking?.abort();
    const asking = (this.asking = new AbortController());
    const bounds = this.map.getBounds();
    const retry = this.panel.querySelector("[data-retry]");
    try {
      const window = [bounds.getWest(), bounds.getSouth(), bounds.getEast(), bounds.getNorth()];
      const found = await this.fetch(window, 20, asking.signal);
      retry.hidden = true;
      this.place(found.cells);
      this.list(found);
    } catch (error) {
      if (asking.signal.aborted || !this.map) return;
      this.panel.querySelector("[data-count]").textContent = this.words.points;
      retry.hidden = false;
    }
  }

  list(found) {
    const words = found.inside ? fill(this.words.inside, { words: found.words }) : this.words.nothing;
    this.panel.querySelector("[data-count]").textContent = words;
    this.panel.querySelector("[data-list]").replaceChildren(...found.sheets.map((sheet) => this.line(sheet)));
    const rest = this.panel.querySelector("[data-rest]");
    rest.hidden = found.inside <= found.sheets.length;
    rest.textContent = this.words.more;
  }

  line([name, href, place]) {
    return make("li", {}, make("a", { href, textContent: name }), make("span", { textContent: place }));
  }

  /* One button per cell, from west to east: the Tab key enters once, the arrows go from one to the next. */
  place(cells) {
    const focused = this.points.findIndex((point) => point.button === document.activeElement);
    const before = focused >= 0 ? this.points[focused].at : null;
    for (const point of this.points) point.marker.remove();
    this.popup?.remove();
    this.points = cells
      .sort((one, other) => one[0] - other[0])
      .map((cell) => {
        const [lng, lat, number, name] = cell;
        const words = number === 1 ? name : fill(this.words[name ? "spot" : "cluster"], { n: shown(number) });
        const button = make("button", { type: "button", className: "map__point", title: words, tabIndex: -1 });
        button.setAttribute("aria-label", words);
        if (number === 1) button.classList.add("map__point--one");
        else button.append(number < 10000 ? shown(number) : `${shown(Math.round(number / 1000))} k`);
        button.dataset.size = String(number).length;
        button.addEventListener("click", (event) => {
          event.stopPropagation();
          this.press(cell, button);
        });
        const marker = new this.library.Marker({ element: button }).setLngLat([lng, lat]).addTo(this.map);
        /* The library names what it places; our words say more. */
        button.setAttribute("aria-label", words);
        button.removeAttribute("role");
        return { at: [lng, lat], marker, button };
      });
    const distance = (point) => (before ? (point.at[0] - before[0]) ** 2 + (point.at[1] - before[1]) ** 2 : 0);
    const nearest = this.points.reduce((best, point) => (best && distance(best) <= distance(point) ? best : point), null);
    if (nearest) nearest.button.tabIndex = 0;
    if (before) (nearest?.button ?? this.map.getCanvas()).focus();
  }

  /* Arrows, on a point: to the nearest point on that side. */
  walk(event) {
    const here = this.points.find((point) => point.button === event.target);
    const [x, y] = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key] ?? [0, 0];
    if (!here || (!x && !y)) return;
    event.preventDefault();
    event.stopPropagation();
    const at = this.map.project(here.at);
    let best = null;
    for (const point of this.points) {
      const to = this.map.project(point.at);
      const along = (to.x - at.x) * x + (to.y - at.y) * y;
      const aside = Math.abs((to.x - at.x) * y) + Math.abs((to.y - at.y) * x);
      if (along > 0 && along >= aside && (!best || along + 2 * aside < best.far)) best = { point, far: along + 2 * aside };
    }
    if (!best) return;
    here.button.tabIndex = -1;
    best.point.button.tabIndex = 0;
    best.point.button.focus();
  }

  async press([lng, lat, number, name, href], button) {
    if (number > 1 && !name && this.map.getZoom() < CLOSEST) {
      this.map.easeTo({ center: [lng, lat], zoom: Math.min(CLOSEST, this.map.getZoom() + 2) });
      return;
    }
    this.popup?.remove();
    let sheets = [[name, href, ""]];
    let isCut = false;
    if (number > 1) {
      const window = [lng - 0.0005, lat - 0.0005, lng + 0.0005, lat + 0.0005];
      const found = await this.fetch(window, 20).catch(() => null);
      if (!found || !this.map) return this.map && this.say(this.words.points);
      sheets = found.sheets;
      isCut = found.inside > sheets.length;
    }
    const list = make("ul", { className: "map__names" }, ...sheets.map((sheet) => this.line(sheet)));
    if (isCut) list.append(make("li", { textContent: this.words.many }));
    const popup = new this.library.Popup({ closeButton: false, offset: 16, maxWidth: "min(19rem, 80vw)" });
    popup.setLngLat([lng, lat]).setDOMContent(list).addTo(this.map);
    popup.on("close", () => {
      if (this.popup === popup) this.popup = null;
      if (list.contains(document.activeElement) || document.activeElement === document.body) button.focus();
    });
    this.popup = popup;
  }
}

for (const box of document.querySelectorAll("[data-map]")) new DetailedMap(box);

// What the detailed map needs of MapLibre GL and PMTiles. One file serves the page and its worker: each runs its own part,
// so that the browser fetches it once and no script is made on the fly.
import "./node_modules/maplibre-gl/src/source/worker.ts";
import { config } from "./node_modules/maplibre-gl/src/util/config.ts";

export { addProtocol } from "./node_modules/maplibre-gl/src/source/protocol_crud.ts";
export { Map } from "./node_modules/maplibre-gl/src/ui/map.ts";
export { Marker } from "./node_modules/maplibre-gl/src/ui/marker.ts";
export { Popup } from "./node_modules/maplibre-gl/src/ui/popup.ts";
export { PMTiles, Protocol } from "pmtiles";

config.WORKER_URL = import.meta.url;

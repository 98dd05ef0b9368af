// Stands for parts of MapLibre GL that our map never calls: another format of tiles, sources in GeoJSON.
const absent = () => {
  throw new Error("This part is left out of the map's library: see data/map_library.py.");
};
export const decodeTile = absent;
export const GEOMETRY_TYPE = {};
export const GeoJSONVT = absent;
export const GEOJSONVT_CLIP_START = "geojsonvt_clip_start";
export const GEOJSONVT_CLIP_END = "geojsonvt_clip_end";

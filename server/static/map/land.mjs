// The land of a site's map, from the coast lines of Natural Earth at 1 : 10 million (public domain).
import { bboxClip } from "@turf/bbox-clip";
import { readFile } from "node:fs/promises";
import { feature } from "topojson-client";
import { parse } from "yaml";

export const LAND_PACKAGE = "node_modules/world-atlas/";
const BEYOND = 2; // degrees around the window, so that its edge is never seen
const PLACES = 1000; // a thousandth of a degree, about a hundred metres: finer than the coast lines are

const rounded = (part) => (Array.isArray(part) ? part.map(rounded) : Math.round(part * PLACES) / PLACES);
const isDrawn = (rings) => rings.length > 0 && rings[0].length > 3;

/** GeoJSON of the land in the window that `maps/atlas.yaml` of `site` declares; null where it declares none. */
export async function landOf(site) {
  const atlas = await readFile(new URL("maps/atlas.yaml", site), "utf8").catch(() => "");
  const window = parse(atlas)?.web;
  if (!window) return null;
  const topology = JSON.parse(await readFile(new URL(import.meta.resolve("world-atlas/land-10m.json")), "utf8"));
  const box = [window.west - BEYOND, window.south - BEYOND, window.east + BEYOND, window.north + BEYOND];
  const coordinates = feature(topology, topology.objects.land).features.flatMap((land) => {
    const { type, coordinates } = bboxClip(land, box).geometry;
    return type === "Polygon" ? [coordinates] : coordinates;
  });
  return { type: "MultiPolygon", coordinates: rounded(coordinates.filter(isDrawn)) };
}

// The results of the finder on a map that one can enlarge and move. The list beside it is the same, without scripts too.
import * as leaflet from "leaflet";
import "leaflet/dist/leaflet.css";
import { near, NUMBERS } from "./near.mjs";
import { groupsOf, placesOf } from "./places.mjs";
import { namesAt, popup } from "./popup.mjs";

const APART = 38; // pixels between two points, so that each can be hit with a finger
const CLOSEST = 12;
const GAP = 2; // pixels between a point and its name
const SIZES = [1, 3, 10]; // from how many results on a point is larger

let view = null; // where the reader has moved the map; what is chosen afterwards does not move it back
let land = null;
let shown = null; // the map of the results that are shown

const number = new Intl.NumberFormat(NUMBERS);

function begin() {
  const front = document.querySelector("[data-map]");
  if (!front || front.dataset.begun) return;
  front.dataset.begun = "true";
  shown?.off().remove();
  const words = JSON.parse(front.dataset.words);
  const [south, west, north, east] = front.dataset.window.split(",").map(Number);
  const window = leaflet.latLngBounds([south, west], [north, east]);
  const isStill = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const map = leaflet.map(front.querySelector("[data-canvas]"), {
    attributionControl: false, zoomControl: false, maxBounds: window, maxBoundsViscosity: 1, maxZoom: CLOSEST, zoomSnap: 0.5,
    scrollWheelZoom: false, zoomAnimation: !isStill, fadeAnimation: !isStill, markerZoomAnimation: !isStill, inertia: !isStill,
  });
  shown = map;
  leaflet.control.zoom({ zoomInTitle: words.enlarge, zoomOutTitle: words.reduce }).addTo(map);
  // A wheel scrolls the page until the map is used.
  map.on("focus", () => map.scrollWheelZoom.enable()).on("blur", () => map.scrollWheelZoom.disable());

  const places = placesOf(front.querySelector("[data-places]"));
  const whole = places.length
    ? leaflet.latLngBounds(places.map(({ latitude, longitude }) => [latitude, longitude])).pad(0.1)
    : window;
  if (view) map.setView(view.centre, view.zoom);
  else map.fitBounds(whole, { maxZoom: 9 });
  map.setMinZoom(Math.min(map.getBoundsZoom(window, true), map.getZoom()));
  map.on("moveend", () => { view = { centre: map.getCenter(), zoom: map.getZoom() }; });

  drawLand(map, front.dataset.land);
  const points = leaflet.layerGroup().addTo(map);
  const names = namesAt(front.dataset.results);
  const draw = () => drawPoints(map, points, places, words, names);
  map.on("zoomend", draw).on("moveend", () => placeNames(map));
  draw();
  near(front, map, places, words);
}

/** The land is asked for once. Without it the points are still there. */
async function drawLand(map, url) {
  if (!url) return;
  land ??= fetch(url).then((response) => response.json());
  try {
    leaflet.geoJSON(await land, { interactive: false, style: { className: "map-land" } }).addTo(map).bringToBack();
  } catch {
    land = null;
  }
}

function drawPoints(map, points, places, words, names) {
  const zoom = map.getZoom();
  const pixel = ({ latitude, longitude }) => map.project([latitude, longitude], zoom);
  const focused = document.activeElement?.dataset?.point;
  points.clearLayers();
  for (const group of groupsOf(places, pixel, APART)) points.addLayer(point(map, group, words, names));
  if (focused) map.getPane("markerPane").querySelector(`[data-point="${focused}"]`)?.focus({ preventScroll: true });
  placeNames(map);
}

/** One point: the largest place of `group`, and how many others it stands for. */
function point(map, group, words, names) {
  const [largest] = group;
  const count = new Set(group.flatMap(({ results }) => results)).size;
  const size = 22 + 6 * SIZES.filter((least) => count >= least).length;
  const content = document.createElement("span");
  const circle = document.createElement("span");
  const name = document.createElement("span");
  circle.className = "map-count";
  circle.textContent = number.format(count);
  name.className = "map-name";
  name.append(...largest.link.cloneNode(true).childNodes);
  if (group.length > 1) name.append(` +${number.format(group.length - 1)}`);
  content.append(circle, " ", name);
  const marker = leaflet.marker([largest.latitude, largest.longitude], {
    icon: leaflet.divIcon({ html: content, className: "map-point", iconSize: [size, size] }),
    zIndexOffset: -largest.number, riseOnHover: true,
  });
  const choose = () => {
    const together = leaflet.latLngBounds(group.map(({ latitude, longitude }) => [latitude, longitude]));
    const canPart = group.some(({ position }) => position !== largest.position) && map.getZoom() < CLOSEST;
    if (canPart) map.fitBounds(together.pad(0.3), { maxZoom: CLOSEST });
    else popup(map, marker, group, words, names, number);
  };
  marker.on("click", choose).on("keypress", ({ originalEvent }) => { if (originalEvent.key === "Enter") choose(); });
  marker.on("add", () => {
    const element = marker.getElement();
    element.dataset.point = largest.position;
    element.addEventListener("focus", () => mark(group, true));
    element.addEventListener("blur", () => mark(group, false));
  });
  return marker;
}

const mark = (group, isMarked) => group.forEach(({ item }) => item.classList.toggle("marked", isMarked));

/** Puts each name beside its point where it lies on no other name or point; the larger come first.
 *  A name without such a place is hidden until its point is pointed at. */
function placeNames(map) {
  const frame = map.getContainer().getBoundingClientRect();
  const points = [...map.getPane("markerPane").querySelectorAll(".map-point")]
    .map((element) => ({ element, box: element.getBoundingClientRect(), name: element.querySelector(".map-name") }))
    .filter(({ box }) => meets(box, frame));
  const sizes = points.map(({ name }) => name.getBoundingClientRect());
  const taken = points.map(({ box }) => box);
  points.forEach(({ element, box }, place) => {
    const { width, height } = sizes[place];
    const [middle, centre] = [(box.top + box.bottom) / 2, (box.left + box.right) / 2];
    const side = Object.entries({
      right: new DOMRect(box.right + GAP, middle - height / 2, width, height),
      left: new DOMRect(box.left - GAP - width, middle - height / 2, width, height),
      below: new DOMRect(centre - width / 2, box.bottom + GAP, width, height),
      above: new DOMRect(centre - width / 2, box.top - GAP - height, width, height),
    }).find(([, name]) => isWithin(name, frame) && !taken.some((other) => other !== box && meets(name, other)));
    element.classList.toggle("nameless", !side);
    element.dataset.side = side ? side[0] : "right";
    if (side) taken.push(side[1]);
  });
}

const meets = (one, other) =>
  one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom;
const isWithin = (one, other) =>
  one.left >= other.left && one.right <= other.right && one.top >= other.top && one.bottom <= other.bottom;

begin();
document.addEventListener("finder:results", begin);

// "Near me": the list by distance from where the reader is. The position never leaves the browser.
import * as leaflet from "leaflet";
import { kilometres } from "./places.mjs";

/** The locale of numbers: the digits are those of the rest of the page in every language. */
export const NUMBERS = `${document.documentElement.lang}-u-nu-latn`;

const SHOWN = 3; // the nearest places that the map then shows

let reader = null; // where the reader is, once that was asked for: what is chosen afterwards stays in this order

/** Lets the button of `front` put `places` in the order of their distance from the reader. */
export function near(front, map, places, words) {
  const button = front.querySelector("[data-near]");
  const status = front.querySelector("[data-near-status]");
  const number = new Intl.NumberFormat(NUMBERS, { maximumFractionDigits: 0 });
  if (!navigator.geolocation || !places.length) {
    button.disabled = true;
    return;
  }
  button.addEventListener("click", () => {
    status.textContent = words.asking;
    navigator.geolocation.getCurrentPosition(
      ({ coords: { latitude, longitude } }) => {
        reader = { latitude, longitude };
        status.textContent = sort();
        const nearest = placesInOrder().slice(0, SHOWN).map(({ place }) => [place.latitude, place.longitude]);
        map.fitBounds(leaflet.latLngBounds([[latitude, longitude], ...nearest]).pad(0.2), { maxZoom: 11 });
      },
      () => { status.textContent = words.failed; },
      { timeout: 20_000, maximumAge: 600_000 },
    );
  });

  if (reader) status.textContent = sort();

  function placesInOrder() {
    return places
      .map((place) => ({ place, away: kilometres(reader, place) }))
      .sort((one, other) => one.away - other.away || one.place.number - other.place.number);
  }

  /** Sorts the list, marks the reader on the map, and gives the sentence that names the nearest place. */
  function sort() {
    const byDistance = placesInOrder();
    for (const { place, away } of byDistance) {
      place.item.querySelector("[data-away]").textContent = `${number.format(away)} km`;
      place.item.parentNode.append(place.item);
    }
    const here = [reader.latitude, reader.longitude];
    leaflet.circleMarker(here, { radius: 7, className: "map-reader", interactive: false }).addTo(map);
    const [{ place, away }] = byDistance;
    return words.nearest.replace("#place", place.link.dataset.name).replace("#away", `${number.format(away)} km`);
  }
}

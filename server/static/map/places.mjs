// Places of a list in the page, as the map needs them; nothing here knows of Leaflet.

/** The places of `list`: its items that say where they are. */
export function placesOf(list) {
  return [...list.querySelectorAll("[data-position]")].map((item, number) => {
    const link = item.querySelector("a");
    const [latitude, longitude] = item.dataset.position.split(",").map(Number);
    const results = item.dataset.items.split(" ");
    return { item, link, number, latitude, longitude, results, count: results.length, position: `${longitude},${latitude}` };
  });
}

/** Groups of `places` that are less than `apart` pixels from the largest of them, which stands for them all.
 *  `pixel` gives where a place is drawn. */
export function groupsOf(places, pixel, apart) {
  const groups = [];
  for (const place of [...places].sort((one, other) => other.count - one.count || one.number - other.number)) {
    const at = pixel(place);
    const near = groups
      .map((group) => ({ group, away: Math.hypot(group.at.x - at.x, group.at.y - at.y) }))
      .filter(({ away }) => away < apart)
      .sort((one, other) => one.away - other.away)[0];
    if (near) near.group.places.push(place);
    else groups.push({ at, places: [place] });
  }
  return groups.map(({ places }) => places);
}

const EARTH = 6371; // mean radius in kilometres

/** Kilometres between two positions along the surface of the Earth. */
export function kilometres(one, other) {
  const radians = (degrees) => (degrees * Math.PI) / 180;
  const up = Math.sin(radians(other.latitude - one.latitude) / 2) ** 2;
  const across = Math.sin(radians(other.longitude - one.longitude) / 2) ** 2;
  const part = up + Math.cos(radians(one.latitude)) * Math.cos(radians(other.latitude)) * across;
  return 2 * EARTH * Math.asin(Math.sqrt(part));
}

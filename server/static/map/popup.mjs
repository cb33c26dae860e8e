// What a point says when it is chosen: its places, and the names of what is there.

const MOST = 5;

/** Gives the names of the results at a position, from the results as GeoJSON, which are asked for once. */
export function namesAt(url) {
  let features = null;
  return async (position) => {
    features ??= fetch(url, { headers: { Accept: "application/geo+json" } }).then((response) => response.json());
    try {
      const results = (await features).features.filter(({ geometry }) => positionsOf(geometry).includes(position));
      return results.map(({ properties }) => properties.label);
    } catch {
      features = null;
      return [];
    }
  };
}

function positionsOf(geometry) {
  if (!geometry) return [];
  const points = geometry.type === "Point" ? [geometry.coordinates] : geometry.coordinates;
  return points.map(([longitude, latitude]) => `${longitude},${latitude}`);
}

/** The name of `label`, a name by language, in the language of the page, else in its `fallback`, or the next best. */
function named(label, fallback) {
  const { lang } = document.documentElement;
  const languages = [lang, lang.split("-")[0], fallback, ...Object.keys(label)];
  const language = languages.find((tag) => tag in label);
  const item = document.createElement("li");
  item.lang = language;
  item.textContent = label[language];
  return item;
}

/** Opens the popup of `marker`, which stands for `group`, places at one position. */
export async function popup(map, marker, group, words, names, number) {
  const content = document.createElement("div");
  for (const { link, count } of group) {
    const line = document.createElement("p");
    const way = link.cloneNode(true);
    line.className = "map-way";
    line.append(way, ` ${number.format(count)}`);
    content.append(line);
  }
  const list = document.createElement("ul");
  content.append(list);
  marker.unbindPopup().bindPopup(content, { maxWidth: 260, minWidth: 160, maxHeight: 260 }).openPopup();
  const close = marker.getPopup().getElement().querySelector(".leaflet-popup-close-button");
  close.setAttribute("aria-label", words.close);
  content.querySelector("a").focus({ preventScroll: true });
  const labels = await names(group[0].position);
  list.append(...labels.slice(0, MOST).map((label) => named(label, words.fallback)));
  if (labels.length > MOST) {
    const more = document.createElement("li");
    more.textContent = words.more.replace("#count", number.format(labels.length - MOST));
    list.append(more);
  }
  marker.getPopup().update();
}

// A zone for looking at pages: real streets where IGIZ_SHARED has them, else a schematic grid.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

export const centre = [4.2836, 52.0905];
const folder = join(process.env.IGIZ_SHARED ?? "../../shared", "data/the-hague");
const flat = process.env.IGIZ_SHARED ? join(process.env.IGIZ_SHARED, "the-hague") : folder;
const place = existsSync(folder) ? folder : flat;
const collection = (features) => ({ type: "FeatureCollection", features });
const feature = (geometry, properties) => ({ type: "Feature", geometry, properties });
const read = (name) => JSON.parse(readFileSync(join(place, name), "utf8"));
const real = existsSync(join(place, "zone_streets.geojson"));

function gridStreets() {
  const lines = [];
  for (let n = -8; n <= 8; n++) {
    const kind = n === 0 ? "secondary" : n % 4 === 0 ? "tertiary" : "residential";
    const x = centre[0] + n * 0.0022;
    const y = centre[1] + n * 0.0014;
    const properties = (name) => ({ name, class: kind, car: true, bicycle: true, foot: true });
    lines.push(
      feature(
        {
          type: "LineString",
          coordinates: [
            [x, 52.078],
            [x, 52.103],
          ],
        },
        properties(`Laan ${n + 9}`),
      ),
    );
    lines.push(
      feature(
        {
          type: "LineString",
          coordinates: [
            [4.265, y],
            [4.302, y],
          ],
        },
        properties(`Straat ${n + 9}`),
      ),
    );
  }
  return collection(lines);
}

const known = ["trunk", "secondary", "tertiary", "residential", "service", "cycleway", "footway"];
function realStreets() {
  const streets = read("zone_streets.geojson");
  for (const { properties } of streets.features) {
    const name = String(properties.class).replace("_link", "").replace("primary", "secondary");
    properties.class = known.includes(name) ? name : "residential";
  }
  return streets;
}

function areas() {
  const label = (name, position) => feature({ type: "Point", coordinates: position }, { name });
  return collection([
    label("Geuzen- en Statenkwartier", [4.2772, 52.0941]),
    label("Zorgvliet", [4.2868, 52.0902]),
    label("Duinoord", [4.2838, 52.0862]),
  ]);
}

const box = (x, y, w, h) => [
  [
    [x, y],
    [x + w, y],
    [x + w, y + h],
    [x, y + h],
    [x, y],
  ],
];
export const layers = {
  streets: real ? realStreets() : gridStreets(),
  buildings: real ? read("zone_buildings.geojson") : collection([]),
  green: collection([feature({ type: "Polygon", coordinates: box(4.2855, 52.0893, 0.004, 0.0022) }, {})]),
  water: collection([feature({ type: "Polygon", coordinates: box(4.2775, 52.0858, 0.006, 0.0004) }, {})]),
  trams: collection([
    feature(
      {
        type: "LineString",
        coordinates: [
          [4.2795, 52.0868],
          [4.2825, 52.0899],
          [4.2845, 52.094],
        ],
      },
      { name: "1" },
    ),
  ]),
  areas: areas(),
  points: collection([]),
  trees: collection([]),
};

const site = (id, name, position) => ({
  id: `site--${id}`,
  name: { nl: name, en: name },
  kind: "international-organisation",
  position,
  partner: null,
});
export const sites = [
  site(1, "World Forum", [4.2825, 52.0898]),
  site(2, "Europol", [4.2812, 52.0934]),
  site(3, "OPCW", [4.2849, 52.0912]),
  site(4, "Eurojust", [4.2858, 52.0883]),
];

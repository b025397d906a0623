/** The style: sources and layers from below, as data of the palette. No tiles, glyphs or sprites. */
import type { ExpressionSpecification, LayerSpecification, StyleSpecification } from "maplibre-gl";
import type { Palette } from "./palette";

export const font = "Atkinson Hyperlegible Next Variable";
export const sources = [
  "green",
  "water",
  "buildings",
  "streets",
  "trams",
  "areas",
  "sites",
  "extents",
  "items",
  "draw",
  "found",
] as const;
export type SourceName = (typeof sources)[number];

const isMain: ExpressionSpecification = ["in", ["get", "class"], ["literal", ["trunk", "primary", "secondary"]]];
const isTertiary: ExpressionSpecification = ["==", ["get", "class"], "tertiary"];
const isPath: ExpressionSpecification = ["in", ["get", "class"], ["literal", ["cycleway", "footway"]]];
const isSmall: ExpressionSpecification = ["!", ["any", isMain, isTertiary, isPath]];
const round = { "line-cap": "round", "line-join": "round" } as const;

const grows = (at12: unknown, at15: unknown, at18: unknown): ExpressionSpecification =>
  ["interpolate", ["exponential", 1.6], ["zoom"], 12, at12, 15, at15, 18, at18] as ExpressionSpecification;

const ground = (c: Palette): LayerSpecification[] => [
  { id: "land", type: "background", paint: { "background-color": c.land } },
  { id: "green", type: "fill", source: "green", minzoom: 12, paint: { "fill-color": c.green } },
  { id: "water", type: "fill", source: "water", minzoom: 12, paint: { "fill-color": c.water } },
  {
    id: "buildings",
    type: "fill",
    source: "buildings",
    minzoom: 13.5,
    paint: { "fill-color": c.building, "fill-outline-color": c.buildingLine },
  },
];

const streets = (c: Palette): LayerSpecification[] => [
  {
    id: "paths",
    type: "line",
    source: "streets",
    minzoom: 14.5,
    filter: isPath,
    layout: round,
    paint: { "line-color": c.path, "line-width": grows(0.5, 1.2, 4) },
  },
  {
    id: "casing",
    type: "line",
    source: "streets",
    filter: ["!", isPath],
    layout: round,
    paint: {
      "line-color": c.casing,
      "line-width": grows(
        ["case", isMain, 3.4, isTertiary, 2.6, 1.6],
        ["case", isMain, 10.5, isTertiary, 8.5, 6],
        ["case", isMain, 46, isTertiary, 36, 26],
      ),
    },
  },
  {
    id: "small",
    type: "line",
    source: "streets",
    filter: isSmall,
    layout: round,
    paint: { "line-color": c.small, "line-width": grows(0.9, 4.4, 23) },
  },
  {
    id: "tertiary",
    type: "line",
    source: "streets",
    filter: isTertiary,
    layout: round,
    paint: { "line-color": c.tertiary, "line-width": grows(1.8, 6.9, 33) },
  },
  {
    id: "main",
    type: "line",
    source: "streets",
    filter: isMain,
    layout: round,
    paint: { "line-color": c.main, "line-width": grows(2.4, 8.7, 42) },
  },
  {
    id: "trams",
    type: "line",
    source: "trams",
    minzoom: 13,
    layout: round,
    paint: { "line-color": c.tram, "line-width": grows(0.6, 1.4, 3), "line-dasharray": [4, 2] },
  },
];

const underItems = (c: Palette): LayerSpecification[] => [
  {
    id: "extents",
    type: "fill",
    source: "extents",
    filter: ["==", ["geometry-type"], "Polygon"],
    paint: { "fill-color": ["get", "colour"], "fill-opacity": 0.13 },
  },
  {
    id: "extent-lines",
    type: "line",
    source: "extents",
    filter: ["!", ["get", "coarse"]],
    paint: { "line-color": ["get", "colour"], "line-width": 2 },
  },
  {
    id: "coarse-lines",
    type: "line",
    source: "extents",
    filter: ["get", "coarse"],
    paint: { "line-color": ["get", "colour"], "line-width": 1.5, "line-dasharray": [2, 1.5] },
  },
  {
    id: "draw-area",
    type: "fill",
    source: "draw",
    filter: ["==", ["geometry-type"], "Polygon"],
    paint: { "fill-color": c.action, "fill-opacity": 0.15 },
  },
  {
    id: "draw-line-edge",
    type: "line",
    source: "draw",
    filter: ["!=", ["geometry-type"], "Point"],
    paint: { "line-color": c.surface, "line-width": 5 },
  },
  {
    id: "draw-line",
    type: "line",
    source: "draw",
    filter: ["!=", ["geometry-type"], "Point"],
    paint: { "line-color": c.action, "line-width": 2.5 },
  },
];

const names = (c: Palette): LayerSpecification[] => [
  {
    id: "street-names",
    type: "symbol",
    source: "streets",
    minzoom: 13,
    filter: [
      "all",
      ["!=", ["coalesce", ["get", "name"], ""], ""],
      ["any", isMain, isTertiary, [">", ["zoom"], 14.3]],
    ] as ExpressionSpecification,
    layout: {
      "symbol-placement": "line",
      "text-field": ["get", "name"],
      "text-font": [font],
      "text-size": ["interpolate", ["linear"], ["zoom"], 13, 11, 16, 13],
      "text-max-angle": 30,
      "text-padding": 14,
      "symbol-spacing": 320,
    },
    paint: { "text-color": c.faint, "text-halo-color": c.halo, "text-halo-width": 1.6 },
  },
  {
    id: "area-names",
    type: "symbol",
    source: "areas",
    maxzoom: 15.2,
    layout: {
      "text-field": ["get", "name"],
      "text-font": [font],
      "text-size": 13,
      "text-letter-spacing": 0.06,
      "text-max-width": 9,
    },
    paint: { "text-color": c.faint, "text-halo-color": c.halo, "text-halo-width": 2 },
  },
  {
    id: "sites",
    type: "symbol",
    source: "sites",
    layout: {
      "icon-image": "site",
      "icon-allow-overlap": true,
      "text-field": ["get", "name"],
      "text-font": [font],
      "text-size": 13.5,
      "text-variable-anchor": ["top", "bottom", "left", "right"],
      "text-radial-offset": 1.05,
      "text-optional": true,
    },
    paint: { "text-color": c.ink, "text-halo-color": c.halo, "text-halo-width": 2.2 },
  },
];

const markersOver = (c: Palette): LayerSpecification[] => [
  {
    id: "selection",
    type: "circle",
    source: "items",
    filter: ["==", ["get", "chosen"], true],
    paint: {
      "circle-radius": 19,
      "circle-color": "rgba(0,0,0,0)",
      "circle-stroke-color": c.action,
      "circle-stroke-width": 3,
    },
  },
  {
    id: "items",
    type: "symbol",
    source: "items",
    filter: ["has", "icon"],
    layout: {
      "icon-image": ["get", "icon"],
      "icon-size": ["get", "size"],
      "icon-allow-overlap": true,
      "symbol-sort-key": ["-", 0, ["get", "order"]],
      "text-field": ["get", "name"],
      "text-font": [font],
      "text-size": 13,
      "text-variable-anchor": ["left", "right", "top", "bottom"],
      "text-radial-offset": 1.5,
      "text-justify": "auto",
      "text-max-width": 14,
      "text-optional": true,
    },
    paint: { "text-color": c.ink, "text-halo-color": c.surface, "text-halo-width": 2.4 },
  },
  {
    id: "counts",
    type: "symbol",
    source: "items",
    filter: ["has", "count"],
    layout: {
      "icon-image": ["case", ["get", "open"], "count-open", "count-taken"],
      "icon-allow-overlap": true,
      "text-field": ["get", "count"],
      "text-font": [font],
      "text-size": 14,
      "text-allow-overlap": true,
    },
    paint: { "text-color": ["case", ["get", "open"], c.surface, c.ink] },
  },
  {
    id: "found",
    type: "symbol",
    source: "found",
    layout: {
      "icon-image": "place",
      "icon-allow-overlap": true,
      "text-field": ["get", "name"],
      "text-font": [font],
      "text-size": 13,
      "text-variable-anchor": ["top", "bottom"],
      "text-radial-offset": 1,
    },
    paint: { "text-color": c.ink, "text-halo-color": c.surface, "text-halo-width": 2.4 },
  },
  {
    id: "draw-points",
    type: "circle",
    source: "draw",
    filter: ["==", ["geometry-type"], "Point"],
    paint: {
      "circle-radius": 6,
      "circle-color": c.surface,
      "circle-stroke-color": c.action,
      "circle-stroke-width": 3,
    },
  },
];

export const layers = (colours: Palette): LayerSpecification[] => [
  ...ground(colours),
  ...streets(colours),
  ...underItems(colours),
  ...names(colours),
  ...markersOver(colours),
];

export function style(colours: Palette): StyleSpecification {
  const empty = { type: "FeatureCollection" as const, features: [] };
  return {
    version: 8,
    sources: Object.fromEntries(sources.map((name) => [name, { type: "geojson" as const, data: empty }])),
    layers: layers(colours),
  };
}

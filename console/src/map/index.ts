/** The map module's front door; everything else in this folder is its own business. */
export type { Drawing } from "./draw";
export { anchor, distance } from "./geometry";
export type { MapItem } from "./items";
export type { MapTheme } from "./palette";
export { canDrawMap, ZoneMap, type ZoneMapOptions } from "./zone-map";

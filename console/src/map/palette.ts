/** Colours of the map per theme; canvas and WebGL cannot read CSS variables. */
import type { Severity } from "../api/types";

export type MapTheme = "light" | "dark" | "contrast-light" | "contrast-dark";
export interface Palette {
  land: string;
  green: string;
  water: string;
  building: string;
  buildingLine: string;
  casing: string;
  small: string;
  tertiary: string;
  main: string;
  path: string;
  tram: string;
  label: string;
  faint: string;
  halo: string;
  ink: string;
  surface: string;
  action: string;
  severity: Record<Severity, string>;
}

const light: Palette = {
  land: "#EDF0F1",
  green: "#DCE7DC",
  water: "#CFE0E8",
  building: "#DDE3E6",
  buildingLine: "#C9D2D7",
  casing: "#CBD4D9",
  small: "#FFFFFF",
  tertiary: "#FFFFFF",
  main: "#FBF7EA",
  path: "#C3CDD3",
  tram: "#9FB0BA",
  label: "#3E4E5A",
  faint: "#566571",
  halo: "#F6F8F8",
  ink: "#14212B",
  surface: "#FFFFFF",
  action: "#0A5A73",
  severity: { extreme: "#9B1239", severe: "#BF390C", moderate: "#8A5A00", minor: "#2F6383", unknown: "#566571" },
};
const dark: Palette = {
  land: "#10171C",
  green: "#14231D",
  water: "#10262F",
  building: "#1A242B",
  buildingLine: "#26333C",
  casing: "#080C0F",
  small: "#27333C",
  tertiary: "#34434E",
  main: "#3E4B50",
  path: "#2B3842",
  tram: "#465763",
  label: "#B7C4CC",
  faint: "#98A7B1",
  halo: "#10171C",
  ink: "#E8EEF1",
  surface: "#141C22",
  action: "#72C5DC",
  severity: { extreme: "#FF8BA8", severe: "#FF9468", moderate: "#E6B450", minor: "#8CBFE0", unknown: "#98A7B1" },
};
const plain = (base: Palette, land: string, ink: string, line: string): Palette => ({
  ...base,
  land,
  green: land,
  water: land,
  building: land,
  buildingLine: line,
  casing: line,
  small: land,
  tertiary: land,
  main: land,
  path: line,
  tram: line,
  label: ink,
  faint: ink,
  halo: land,
  ink,
  surface: land,
  action: ink,
});

export const palettes: Record<MapTheme, Palette> = {
  light,
  dark,
  "contrast-light": plain(light, "#FFFFFF", "#000000", "#767676"),
  "contrast-dark": plain(dark, "#000000", "#FFFFFF", "#8A8A8A"),
};

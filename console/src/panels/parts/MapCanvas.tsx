/** The map module in React: loads layers, follows theme and selection, throws the map away on leaving. */

import type { Geometry } from "geojson";
import { Map as MapIcon, Minus, Plus } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { useLayers } from "../../api/queries";
import type { Zone } from "../../api/types";
import { useWords } from "../../lib/i18n";
import type { Jump } from "../../lib/jump";
import { usePreference } from "../../lib/preference";
import { useForcedColours, useSystemDark } from "../../lib/screen";
import { type Drawing, type MapItem, type MapTheme, ZoneMap } from "../../map";
import { Icon } from "./Icon";

export interface MapCanvasProps {
  zone: Zone;
  items: MapItem[];
  selected: string | null;
  jump?: Jump | null;
  onSelect: (id: string | null) => void;
  onCluster: (ids: string[], at: { x: number; y: number }) => void;
  /** Draw a place: what kind, what is drawn so far, and what to do with the result. */
  drawing?: { mode: Drawing | null; geometry: Geometry | null; onDraw: (geometry: Geometry | null) => void };
}
const layerNames = ["green", "water", "buildings", "streets", "trams", "areas"] as const;

function useMapTheme(): MapTheme {
  const { theme } = usePreference();
  const forced = useForcedColours();
  const systemDark = useSystemDark();
  if (forced) return systemDark ? "contrast-dark" : "contrast-light";
  return theme;
}

/** One ZoneMap for the life of the element; callbacks are read at the moment they are needed. */
function useZoneMap(props: MapCanvasProps, theme: MapTheme, name: string) {
  const element = useRef<HTMLDivElement>(null);
  const [map, setMap] = useState<ZoneMap | null>(null);
  const latest = useRef(props);
  latest.current = props;
  const first = useRef({ theme, name });
  const { centre, radiusM } = props.zone;
  const [x, y] = centre;
  useEffect(() => {
    if (!element.current) return;
    const made = new ZoneMap({
      element: element.current,
      centre: [x, y],
      radiusM,
      ...first.current,
      onSelect: (id) => latest.current.onSelect(id),
      onCluster: (ids, at) => latest.current.onCluster(ids, at),
      onDraw: (geometry) => latest.current.drawing?.onDraw(geometry),
    });
    setMap(made);
    return () => {
      made.destroy();
      setMap(null);
    };
  }, [x, y, radiusM]);
  return { element, map };
}

function useGround(map: ZoneMap | null, zone: Zone): void {
  const t = useWords();
  const layers = useLayers(layerNames);
  useEffect(() => {
    for (const [name, data] of layers) map?.setLayer(name, data);
  }, [map, layers]);
  useEffect(() => {
    const features = zone.sites.map((site) => ({
      type: "Feature" as const,
      properties: { name: t.of(site.name) },
      geometry: { type: "Point" as const, coordinates: site.position },
    }));
    map?.setLayer("sites", { type: "FeatureCollection", features });
  }, [map, zone, t]);
}

function MapTools({ map }: { map: ZoneMap | null }) {
  const t = useWords();
  const tool = (label: string, icon: typeof Plus, act: () => void) => (
    <button type="button" aria-label={label} title={label} onClick={act}>
      <Icon of={icon} />
    </button>
  );
  return (
    <fieldset className="map-tools" aria-label={t("map.tools")}>
      <div>
        {tool(t("map.zoomIn"), Plus, () => map?.zoomIn())}
        {tool(t("map.zoomOut"), Minus, () => map?.zoomOut())}
      </div>
      <div>{tool(t("map.whole"), MapIcon, () => map?.wholeZone())}</div>
    </fieldset>
  );
}

export function MapCanvas(props: MapCanvasProps) {
  const { zone, items, selected, jump, drawing } = props;
  const t = useWords();
  const theme = useMapTheme();
  const name = t("map.name");
  const { element, map } = useZoneMap(props, theme, name);
  useGround(map, zone);
  useEffect(() => map?.setTheme(theme), [map, theme]);
  useEffect(() => map?.setName(name), [map, name]);
  useEffect(() => map?.setItems(items, selected), [map, items, selected]);
  const latestItems = useRef(items);
  latestItems.current = items;
  useEffect(() => {
    const item = latestItems.current.find((each) => each.id === selected);
    if (item) map?.show(item.geometry);
  }, [map, selected]);
  useEffect(() => {
    if (jump) map?.show({ type: "Point", coordinates: jump.position }, jump.name);
  }, [map, jump]);
  const mode = drawing?.mode ?? null;
  const geometry = drawing?.geometry ?? null;
  useEffect(() => map?.draw(mode, geometry), [map, mode, geometry]);
  return (
    <>
      <div className="map-canvas" ref={element} />
      {mode !== null && <span className="map-cross" aria-hidden="true" />}
      <MapTools map={map} />
      <div className="map-attribution">{zone.attribution}</div>
    </>
  );
}

/** The map of the zone on MapLibre: framework-free, told what to show, says what was clicked. */
import type { FeatureCollection, Geometry, Position } from "geojson";
import {
  type GeoJSONSource,
  Map as GlMap,
  type MapLayerMouseEvent,
  type MapMouseEvent,
  ScaleControl,
  setWorkerUrl,
} from "maplibre-gl";
import workerUrl from "maplibre-gl/dist/maplibre-gl-worker.mjs?url";
import { type Drawing, drawn, geometryOf, pointsOf, withPoint } from "./draw";
import { type Box, boxOf, destination, positions } from "./geometry";
import { extents, group, type MapItem, markers } from "./items";
import { type MapTheme, palettes } from "./palette";
import { images, ratio } from "./shapes";
import { font, layers, type SourceName, style } from "./style";

setWorkerUrl(workerUrl);

export interface ZoneMapOptions {
  element: HTMLElement;
  centre: Position;
  radiusM: number;
  theme: MapTheme;
  /** Accessible name of the map. */
  name: string;
  onSelect: (id: string | null) => void;
  /** A count was opened: its items, most urgent first, and where it stands in the element. */
  onCluster: (ids: string[], at: { x: number; y: number }) => void;
  onDraw?: (geometry: Geometry | null) => void;
}

/** Whether this browser can draw the map at all. */
export function canDrawMap(): boolean {
  try {
    const context = document.createElement("canvas").getContext("webgl2");
    context?.getExtension("WEBGL_lose_context")?.loseContext();
    return context !== null;
  } catch {
    return false;
  }
}

export class ZoneMap {
  private readonly gl: GlMap;
  private readonly ready: Promise<void>;
  private readonly options: ZoneMapOptions;
  private theme: MapTheme;
  private items: readonly MapItem[] = [];
  private selected: string | null = null;
  private hovered: string | null = null;
  private shownZoom = Number.NaN;
  private drawing: Drawing | null = null;
  private points: Position[] = [];
  private opened = false;
  private gone = false;

  /** Throws where WebGL2 is missing: ask canDrawMap first. */
  constructor(options: ZoneMapOptions) {
    this.options = options;
    this.theme = options.theme;
    this.gl = new GlMap({
      container: options.element,
      style: style(palettes[options.theme]),
      bounds: this.zoneBox(),
      fitBoundsOptions: { padding: 16 },
      minZoom: 11.5,
      maxZoom: 19.5,
      attributionControl: false,
      fadeDuration: 0,
      pitchWithRotate: false,
      dragRotate: false,
      touchPitch: false,
      locale: { "Map.Title": options.name },
      canvasContextAttributes: { antialias: true },
    });
    this.gl.keyboard.disableRotation();
    this.gl.touchZoomRotate.disableRotation();
    this.gl.addControl(new ScaleControl({ maxWidth: 110 }), "bottom-left");
    this.ready = this.prepare();
    this.listen();
  }

  private zoneBox(): Box {
    const { centre, radiusM } = this.options;
    const corners = [225, 45].map((bearing) => destination(centre, bearing, radiusM));
    return (
      boxOf(corners) ?? [
        [0, 0],
        [0, 0],
      ]
    );
  }

  private async prepare(): Promise<void> {
    await document.fonts.load(`400 13px "${font}"`).catch(() => undefined);
    if (!this.gl.isStyleLoaded()) await new Promise<void>((resolve) => this.gl.once("style.load", () => resolve()));
    if (this.gone) return;
    for (const [name, image] of images(palettes[this.theme])) this.gl.addImage(name, image, { pixelRatio: ratio });
  }

  private whenReady(act: () => void): void {
    void this.ready.then(() => {
      if (!this.gone) act();
    });
  }

  private setSource(name: SourceName, data: FeatureCollection): void {
    this.gl.getSource<GeoJSONSource>(name)?.setData(data);
  }

  /** Say of the element whether the map still moves or loads, until everything that it was told is drawn. */
  private tellWhenBusy(): void {
    const busy = (is: boolean) => () => this.options.element.setAttribute("aria-busy", String(is));
    busy(true)();
    for (const begin of ["movestart", "dataloading", "styledataloading", "sourcedataloading"] as const)
      this.gl.on(begin, busy(true));
    this.gl.on("idle", busy(false));
  }

  private listen(): void {
    this.tellWhenBusy();
    this.gl.on("click", (event) => this.onClick(event));
    this.gl.on("mousemove", "items", (event: MapLayerMouseEvent) =>
      this.hover(String(event.features?.[0]?.properties.id)),
    );
    this.gl.on("mouseleave", "items", () => this.hover(null));
    this.gl.on("zoomend", () => this.whenReady(() => this.drawItems(false)));
    this.options.element.addEventListener("keydown", this.onKey);
  }

  private readonly onKey = (event: KeyboardEvent): void => {
    if (event.target !== this.gl.getCanvas() || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "0") this.wholeZone();
    else if (this.drawing && event.key === "Enter") this.addPoint(this.gl.getCenter().toArray());
    else if (this.drawing && event.key === "Backspace") this.setPoints(this.points.slice(0, -1));
    else return;
    event.preventDefault();
    event.stopPropagation();
  };

  private onClick(event: MapMouseEvent): void {
    if (this.drawing) this.addPoint(event.lngLat.toArray());
    else this.choose(event);
  }

  private choose(event: MapMouseEvent): void {
    const around = 6;
    const { x, y } = event.point;
    const found = this.gl.queryRenderedFeatures(
      [
        [x - around, y - around],
        [x + around, y + around],
      ],
      { layers: ["counts", "items"] },
    )[0];
    const ids = found?.properties.ids;
    const id = found?.properties.id;
    if (typeof ids === "string") this.options.onCluster(ids.split(" "), { x, y });
    else this.options.onSelect(typeof id === "string" ? id : null);
  }

  private hover(id: string | null): void {
    if (id === this.hovered || this.drawing) return;
    this.hovered = id;
    this.gl.getCanvas().style.cursor = id === null ? "" : "pointer";
    this.whenReady(() => this.drawItems(true));
  }

  private drawItems(anew: boolean): void {
    const zoom = this.gl.getZoom();
    if (!anew && Math.abs(zoom - this.shownZoom) < 0.05) return;
    this.shownZoom = zoom;
    const grouped = group(this.items, zoom, this.selected);
    this.setSource("items", markers(grouped, this.selected, this.hovered));
    this.setSource("extents", extents(this.items, palettes[this.theme]));
  }

  /** Give a layer its data; may come in any order, at any time. */
  setLayer(name: SourceName, data: FeatureCollection): void {
    this.whenReady(() => this.setSource(name, data));
  }

  setItems(items: readonly MapItem[], selected: string | null): void {
    this.items = items;
    this.selected = selected;
    this.whenReady(() => {
      this.drawItems(true);
      if (!this.opened && items.length > 0) this.openingView();
    });
  }

  /** Room around what is brought into view: 120 px, less on a small map. */
  private padding(): number {
    const { clientWidth, clientHeight } = this.options.element;
    return Math.min(120, Math.min(clientWidth, clientHeight) / 5);
  }

  /** Everything that waits for a person, else the whole zone. */
  private openingView(): void {
    this.opened = true;
    const box = boxOf(this.items.filter((item) => item.look === "open").flatMap((item) => positions(item.geometry)));
    if (box) this.gl.fitBounds(box, { padding: this.padding(), maxZoom: 15.2, duration: 0 });
  }

  /** Bring a place into view; leaves the map alone when it already is. */
  show(geometry: Geometry, name?: string): void {
    const all = positions(geometry);
    const box = boxOf(all);
    if (!box) return;
    if (name !== undefined) {
      this.opened = true;
      const [first] = all;
      const features =
        first && name !== ""
          ? [
              {
                type: "Feature" as const,
                properties: { name },
                geometry: { type: "Point" as const, coordinates: first },
              },
            ]
          : [];
      this.setLayer("found", { type: "FeatureCollection", features });
    }
    this.whenReady(() => {
      const view = this.gl.getBounds();
      if (name === undefined && (!this.opened || box.every((corner) => view.contains(corner)))) return;
      this.gl.fitBounds(box, { padding: this.padding(), maxZoom: Math.max(15.5, this.gl.getZoom()), duration: 200 });
    });
  }

  setTheme(theme: MapTheme): void {
    if (theme === this.theme) return;
    this.theme = theme;
    this.whenReady(() => {
      for (const layer of layers(palettes[theme]))
        for (const [name, value] of Object.entries(layer.paint ?? {}))
          this.gl.setPaintProperty(layer.id, name as never, value as never);
      for (const [name, image] of images(palettes[theme])) this.gl.updateImage(name, image);
      this.drawItems(true);
    });
  }

  setName(name: string): void {
    this.gl.getCanvas().setAttribute("aria-label", name);
  }

  /** Start, change or stop drawing; `geometry` is what is drawn already. */
  draw(mode: Drawing | null, geometry: Geometry | null = null): void {
    const known = mode !== null && mode === this.drawing ? geometryOf(mode, this.points) : undefined;
    this.drawing = mode;
    // what this map itself told is not taken back: points too few for a shape would be lost
    if (JSON.stringify(known) !== JSON.stringify(geometry)) this.points = mode === null ? [] : pointsOf(geometry);
    this.gl.getCanvas().style.cursor = mode === null ? "" : "crosshair";
    if (mode === null) this.gl.doubleClickZoom.enable();
    else this.gl.doubleClickZoom.disable();
    this.whenReady(() => this.setSource("draw", drawn(mode ?? "point", this.points)));
  }

  private addPoint(at: Position): void {
    if (this.drawing) this.setPoints(withPoint(this.drawing, this.points, at));
  }

  private setPoints(points: Position[]): void {
    if (!this.drawing) return;
    this.points = points;
    this.setSource("draw", drawn(this.drawing, points));
    this.options.onDraw?.(geometryOf(this.drawing, points));
  }

  wholeZone(): void {
    this.gl.fitBounds(this.zoneBox(), { padding: 16, duration: 200 });
  }
  zoomIn(): void {
    this.gl.zoomIn({ duration: 200 });
  }
  zoomOut(): void {
    this.gl.zoomOut({ duration: 200 });
  }
  focus(): void {
    this.gl.getCanvas().focus();
  }

  /** Throw everything away; nothing may be called afterwards. */
  destroy(): void {
    this.gone = true;
    this.options.element.removeEventListener("keydown", this.onKey);
    this.gl.remove();
  }
}

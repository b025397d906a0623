/** Where it is: by name, by coordinates, or drawn as a point, a line or an area. */
import { useMemo, useState } from "react";
import type { Preview } from "../../api/types";
import { useWords } from "../../lib/i18n";
import type { Jump } from "../../lib/jump";
import { useNarrow } from "../../lib/screen";
import { canDrawMap, type Drawing, type MapItem } from "../../map";
import { useHere } from "../here";
import { Button } from "../parts/Button";
import { MapCanvas } from "../parts/MapCanvas";
import { FaultLine, useComposing } from "./composing";
import { PlaceLegend } from "./PlaceLegend";
import { PlaceSearch } from "./PlaceSearch";
import { shapeOf, withoutLast } from "./place";
import { coarsePlaces } from "./summary";

const shapes: Drawing[] = ["point", "line", "area"];
const drawable = canDrawMap();
const noCount = () => undefined;

function Shapes({ mode, onMode }: { mode: Drawing; onMode: (mode: Drawing) => void }) {
  const t = useWords();
  return (
    <fieldset className="segments" aria-label={t("compose.shape")}>
      {shapes.map((one) => (
        <button key={one} type="button" aria-pressed={one === mode} onClick={() => onMode(one)}>
          {t(`compose.${one}`)}
        </button>
      ))}
    </fieldset>
  );
}

function useItems(preview: Preview | undefined): MapItem[] {
  const { form } = useComposing();
  const { geometry, severity } = form;
  const name = form.placeName.trim();
  const radii = preview
    ? coarsePlaces(preview)
        .map((each) => each.metres)
        .join()
    : "";
  return useMemo(() => {
    if (!geometry) return [];
    const one = { title: "", severity, look: "open" as const, old: false, geometry };
    const coarse = radii.split(",").filter(Boolean).map(Number);
    return [
      ...coarse.map((precisionM) => ({ ...one, id: `within-${precisionM}`, precisionM })),
      { ...one, id: "place", title: name, precisionM: 0 },
    ];
  }, [geometry, severity, radii, name]);
}

function DrawTools() {
  const t = useWords();
  const { form, change } = useComposing();
  if (!form.geometry) return null;
  return (
    <span className="line">
      {form.geometry.type !== "Point" && (
        <Button
          kind="subtle"
          label={t("compose.lastPoint")}
          onClick={() => change({ geometry: withoutLast(form.geometry) })}
        />
      )}
      <Button kind="subtle" label={t("compose.clearPlace")} onClick={() => change({ geometry: null, placeName: "" })} />
    </span>
  );
}

export function PlacePane({ preview }: { preview: Preview | undefined }) {
  const t = useWords();
  const { zone } = useHere();
  const { form, change } = useComposing();
  const narrow = useNarrow();
  const [mapOpen, setMapOpen] = useState(false);
  const [mode, setMode] = useState<Drawing>(shapeOf(form.geometry));
  const [jump, setJump] = useState<Jump | null>(null);
  const items = useItems(preview);
  const shown = drawable && (!narrow || mapOpen);
  return (
    <section
      className={shown ? "map place" : "map place no-map"}
      aria-label={t("compose.mapOf")}
      data-pane=""
      tabIndex={-1}
    >
      <div className="map-card place-card">
        <div className="place-row">
          <PlaceSearch
            onChoose={(found) => {
              setMode("point");
              change({ placeName: found.name, geometry: { type: "Point", coordinates: found.position } });
              setJump({ name: "", position: found.position });
            }}
          />
          {shown && <Shapes mode={mode} onMode={setMode} />}
        </div>
        <div className="place-row small">
          <span className="grow second">{shown ? t(`compose.drawHint.${mode}`) : !drawable && t("map.none")}</span>
          <DrawTools />
          {narrow && drawable && (
            <Button
              label={t(mapOpen ? "compose.hideMap" : "compose.showMap")}
              aria-expanded={mapOpen}
              onClick={() => setMapOpen(!mapOpen)}
            />
          )}
        </div>
        <FaultLine of="place" />
      </div>
      {shown && (
        <>
          <MapCanvas
            zone={zone}
            items={items}
            selected={form.geometry ? "place" : null}
            jump={jump}
            onSelect={noCount}
            onCluster={noCount}
            drawing={{ mode, geometry: form.geometry, onDraw: (geometry) => change({ geometry }) }}
          />
          {form.geometry && preview && <PlaceLegend preview={preview} severity={form.severity} />}
        </>
      )}
    </section>
  );
}

/** The place as text: a name of one's own, one that the zone knows, or coordinates. */
import { useDeferredValue } from "react";
import { usePlaces } from "../../api/queries";
import type { Position } from "../../api/types";
import { useWords } from "../../lib/i18n";
import { idOf, useComposing } from "./composing";
import { parsePosition } from "./place";
import { type Hit, Suggest } from "./Suggest";

export interface Found {
  name: string;
  position: Position;
}
type PlaceHit = Hit & Found;

function useHits(text: string): PlaceHit[] {
  const t = useWords();
  const typed = parsePosition(text);
  const found = usePlaces(typed ? "" : text).data?.items ?? [];
  if (typed) return [{ id: "typed", label: text.trim(), name: text.trim(), what: "WGS 84", position: typed }];
  return found.slice(0, 8).map((place, at) => ({
    id: String(at),
    label: place.name,
    name: place.name,
    what: t(`place.${place.kind}`),
    position: place.position,
  }));
}

export function PlaceSearch({ onChoose }: { onChoose: (found: Found) => void }) {
  const t = useWords();
  const { form, change } = useComposing();
  const hits = useHits(useDeferredValue(form.placeName));
  return (
    <div className="field grow">
      <label htmlFor={idOf("place")}>{t("compose.place")}</label>
      <Suggest
        id={idOf("place")}
        placeholder={t("compose.placeSearch")}
        value={form.placeName}
        onType={(placeName) => change({ placeName })}
        hits={hits}
        onTake={({ name, position }) => onChoose({ name, position })}
      />
    </div>
  );
}

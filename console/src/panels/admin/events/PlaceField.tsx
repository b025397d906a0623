/** Where an event is: a name, and its place on the map when the zone knows the name. */
import type { Geometry } from "geojson";
import { useDeferredValue, useEffect, useEffectEvent, useId } from "react";
import { usePlaces } from "../../../api/queries";
import { useWords } from "../../../lib/i18n";

interface Props {
  name: string | null;
  place: Geometry | null;
  onChange: (part: { placeName: string | null; place: Geometry | null }) => void;
}

export function PlaceField({ name, place, onChange }: Props) {
  const t = useWords();
  const id = useId();
  const text = name ?? "";
  const found = usePlaces(useDeferredValue(text)).data?.items ?? [];
  const known = (wanted: string) => found.find((each) => each.name === wanted);
  const take = (placeName: string) => {
    const position = known(placeName)?.position;
    onChange({ placeName, place: position ? { type: "Point", coordinates: position } : null });
  };
  // a name that was typed or pasted faster than the zone answered
  const position = place ? null : known(text)?.position;
  const locate = useEffectEvent(() => take(text));
  useEffect(() => {
    if (position) locate();
  }, [position]);
  return (
    <div className="field">
      <label htmlFor={id}>{t("item.where")}</label>
      <p className="hint" id={`${id}-hint`}>
        {place ? t("event.placeOnMap") : t("event.placeHint")}
      </p>
      <input
        id={id}
        className="utrecht-textbox"
        list={`${id}-places`}
        autoComplete="off"
        maxLength={300}
        value={text}
        aria-describedby={`${id}-hint`}
        onChange={(event) => take(event.target.value)}
      />
      <datalist id={`${id}-places`}>
        {[...new Map(found.map((each) => [each.name, each])).values()].map((each) => (
          <option key={each.name} value={each.name}>
            {t(`place.${each.kind}`)}
          </option>
        ))}
      </datalist>
    </div>
  );
}

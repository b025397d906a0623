/** The frame, the same on every desk: top bar, rail, foot, toast, keys, and the desk itself. */
import { Suspense, useEffect, useMemo, useRef, useState } from "react";
import { openStream } from "../../api/stream";
import { go, usePlace } from "../../lib/address";
import { useWords } from "../../lib/i18n";
import { type Action, nextPane, useKeys } from "../../lib/keys";
import { redoLast, undoLast } from "../../lib/undo";
import { deskFor, desks } from "../desks";
import { useHere } from "../here";
import { Boundary } from "../parts/Boundary";
import { Loading } from "../parts/States";
import { AllKeys } from "./AllKeys";
import { Foot } from "./Foot";
import { Rail } from "./Rail";
import { Toast } from "./Toast";
import { TopBar } from "./TopBar";

function useFrameKeys(showKeys: () => void): void {
  const t = useWords();
  const { session } = useHere();
  const actions = useMemo((): Action[] => {
    const open = desks.filter((desk) => desk.opens(session));
    return [
      ...open.map((desk, at) => ({
        id: `desk.${desk.name}`,
        key: String(at + 1),
        word: "key.desk" as const,
        fill: { desk: t(desk.word) },
        run: () => go({ desk: desk.name, view: null }),
      })),
      { id: "search", key: "/", word: "key.search", run: () => document.getElementById("search")?.focus() },
      { id: "undo", key: "z", word: "key.undo", run: () => void undoLast(), foot: 9 },
      { id: "redo", key: "Shift+z", word: "key.redo", run: () => void redoLast() },
      { id: "panes", key: "F6", word: "key.panes", run: () => nextPane(1) },
      { id: "panes.back", key: "Shift+F6", word: "key.panesBack", run: () => nextPane(-1) },
      { id: "keys", key: "?", word: "keys.all", run: showKeys },
    ];
  }, [session, t, showKeys]);
  useKeys(actions);
}

/** Whoever goes elsewhere takes the focus along, unless what is there has taken it already. */
function useFocusAlong(where: string): void {
  const began = useRef(where);
  useEffect(() => {
    if (began.current === where) return;
    began.current = "";
    const timer = window.setTimeout(() => {
      if (document.activeElement === document.body) document.getElementById("main")?.focus();
    }, 150);
    return () => window.clearTimeout(timer);
  }, [where]);
}

export function Frame() {
  const t = useWords();
  const { session, zone } = useHere();
  const place = usePlace();
  const desk = deskFor(place.desk, session);
  const [keysShown, setKeysShown] = useState(false);
  const showKeys = useMemo(() => () => setKeysShown(true), []);
  useEffect(() => openStream(), []);
  useFrameKeys(showKeys);
  useFocusAlong(`${desk.name} ${place.view}`);
  useEffect(() => {
    document.title = `${t(desk.word)} · ${t.of(zone.name)} · igiz`;
  }, [desk, zone, t]);
  return (
    <>
      <a className="nl-skip-link nl-skip-link--visible-on-focus" href="#main">
        {t("app.skip")}
      </a>
      <div className="app">
        <TopBar />
        <Rail desk={desk.name} />
        <main className="main" id="main" tabIndex={-1}>
          <Boundary key={desk.name}>
            <Suspense fallback={<Loading rows={8} />}>
              <desk.panel />
            </Suspense>
          </Boundary>
          <Toast />
          <div id="layers" />
        </main>
        <Foot onKeys={showKeys} />
      </div>
      <AllKeys desk={t(desk.word)} isOpen={keysShown} onOpenChange={setKeysShown} />
    </>
  );
}

/** Keeps the draft on the server: at each pause and on leaving; what fails is tried again. */
import { useCallback, useEffect, useRef, useState } from "react";
import { refresh } from "../../api/commands";
import { dropDraft, saveDraft } from "../../api/exchange";
import type { DraftBody } from "./drafts";

export type Saved = { kind: "none" | "saving" | "failed" } | { kind: "saved"; at: number };
const pause = 700;
const again = 5000;

export function useDraftSaving(id: string, body: DraftBody) {
  const [state, setState] = useState<Saved>({ kind: "none" });
  const text = JSON.stringify(body);
  const latest = useRef(text);
  latest.current = text;
  const kept = useRef(text);
  const stopped = useRef(false);
  const queue = useRef(Promise.resolve());

  const saveNow = useCallback((): Promise<void> => {
    const save = async () => {
      const wanted = latest.current;
      if (stopped.current || wanted === kept.current) return;
      setState({ kind: "saving" });
      try {
        await saveDraft(id, JSON.parse(wanted));
        kept.current = wanted;
        setState({ kind: "saved", at: Date.now() });
      } catch {
        setState({ kind: "failed" });
      }
    };
    queue.current = queue.current.then(save);
    return queue.current;
  }, [id]);

  useEffect(() => {
    if (text === kept.current) return;
    const timer = window.setTimeout(() => void saveNow(), pause);
    return () => window.clearTimeout(timer);
  }, [text, saveNow]);
  useEffect(() => {
    if (state.kind !== "failed") return;
    const timer = window.setTimeout(() => void saveNow(), again);
    return () => window.clearTimeout(timer);
  }, [state, saveNow]);
  useEffect(
    () => () => {
      void saveNow().then(() => refresh("drafts"));
    },
    [saveNow],
  );

  /** Forget the draft: it was shared, or thrown away. */
  const drop = useCallback(async () => {
    stopped.current = true;
    await queue.current;
    await dropDraft(id).catch(() => undefined);
    void refresh("drafts");
  }, [id]);
  return { state, drop };
}

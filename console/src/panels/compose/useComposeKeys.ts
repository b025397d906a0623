/** Keys of compose: send, to the preview, leave. */
import { useMemo, useRef } from "react";
import { go } from "../../lib/address";
import { type Action, useKeys } from "../../lib/keys";

/** Leaving never asks: the draft is kept. */
export const leaveCompose = (): void => go({ view: null });

export function useComposeKeys(share: () => void): void {
  const latest = useRef(share);
  latest.current = share;
  const actions = useMemo(
    (): Action[] => [
      { id: "send", key: "Ctrl+Enter", word: "key.send", run: () => latest.current(), foot: 1 },
      {
        id: "preview",
        key: "Alt+p",
        word: "key.preview",
        run: () => document.getElementById("preview-title")?.focus(),
        foot: 2,
      },
      { id: "leave", key: "Escape", word: "key.leave", run: leaveCompose, foot: 3 },
    ],
    [],
  );
  useKeys(actions);
}

/** A part that scrolls, reachable with the keyboard also where nothing in it takes focus. */
import type { ReactNode } from "react";

export function Scroll({ named, className, children }: { named: string; className: string; children: ReactNode }) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset groups fields; this groups facts
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable with the keyboard
    <div className={`pane-scroll ${className}`} tabIndex={0} role="group" aria-labelledby={named}>
      {children}
    </div>
  );
}

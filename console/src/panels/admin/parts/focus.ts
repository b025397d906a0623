/** Where the focus goes when one pane takes the place of another. */

/** List and detail take turns: there is no room for both. */
export const isStacked = (): boolean => matchMedia("(max-width: 68.74em)").matches;

/** To the heading of what is chosen, once it is drawn; perhaps only when what had the focus is gone. */
export function focusDetail({ onlyIfLost = false } = {}): void {
  requestAnimationFrame(() => {
    if (onlyIfLost && document.activeElement !== document.body) return;
    document.getElementById("admin-detail-title")?.focus();
  });
}

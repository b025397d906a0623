/** Where the focus goes when an item is opened. */

const patience = 5000;

/** Bring the detail of the chosen item under the focus, once it is fetched and unless one has gone elsewhere. */
export const focusDetail = (): void => {
  const from = document.activeElement;
  const end = performance.now() + patience;
  const look = () => {
    if (document.activeElement !== from || performance.now() > end) return;
    const title = document.getElementById("detail-title");
    if (title) title.focus();
    else requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
};

// Sets theme and language before the first paint, so that a dark screen never flashes white.
(() => {
  const query = new URLSearchParams(location.search);
  let kept = {};
  try {
    kept = JSON.parse(localStorage.getItem("igiz.preference") ?? "{}");
  } catch {
    kept = {};
  }
  const theme = query.get("theme") ?? kept.theme ?? "system";
  const dark = theme === "dark" || (theme !== "light" && matchMedia("(prefers-color-scheme: dark)").matches);
  document.documentElement.dataset.theme = dark ? "dark" : "light";
  const language = query.get("lang") ?? kept.lang ?? (navigator.language.startsWith("nl") ? "nl" : "en");
  document.documentElement.lang = language === "nl" ? "nl" : "en";
})();

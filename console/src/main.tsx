/** Start of the console. */
import "@fontsource-variable/atkinson-hyperlegible-next/wght.css";
import "@nl-design-system-candidate/button-css/button.css";
import "@nl-design-system-candidate/data-badge-css/data-badge.css";
import "@nl-design-system-candidate/skip-link-css/skip-link.css";
import "@utrecht/table-css/dist/index.css";
import "@utrecht/textbox-css/dist/index.css";
import "maplibre-gl/dist/maplibre-gl.css";
import "./lib/style/tokens.css";
import "./lib/style/base.css";
import "./panels/parts/parts.css";
import "./panels/frame/frame.css";
import "./panels/frame/frame-folded.css";
import { createRoot } from "react-dom/client";
import { App } from "./panels/App";

const root = document.getElementById("root");
if (root) createRoot(root).render(<App />);

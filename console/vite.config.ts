/** Build settings: every file is served by ourselves, so that a strict Content-Security-Policy holds. */
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

const server = process.env.IGIZ_SERVER ?? "http://localhost:8000";

export default defineConfig({
  base: "/",
  plugins: [react()],
  build: {
    outDir: "../src/igiz/edge/web/static/console",
    emptyOutDir: true,
    target: "es2022",
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 1200,
  },
  server: { proxy: { "/v1": { target: server, headers: { origin: server } } } },
});

import { mkdirSync, realpathSync, writeFileSync } from "node:fs";
import { createHash } from "node:crypto";
import { fileURLToPath } from "node:url";
import { dirname, resolve } from "node:path";
import vue from "@vitejs/plugin-vue";
import { VantResolver } from "@vant/auto-import-resolver";
import Components from "unplugin-vue-components/vite";
import { ElementPlusResolver } from "unplugin-vue-components/resolvers";
import { defineConfig, type Plugin } from "vite";

const root = dirname(fileURLToPath(import.meta.url));
const here = (path: string): string => resolve(root, path);

/** In development `/console/…` and `/m/…` answer with their own page, as the server does for the built files. */
function surfaces(): Plugin {
  return {
    name: "surfaces",
    configureServer(server) {
      server.middlewares.use((request, _response, next) => {
        const path = (request.url ?? "/").split("?")[0] ?? "/";
        const isFile = /\.[a-z0-9]+$/i.test(path);
        if (path === "/") request.url = "/console/index.html";
        if (!isFile && /^\/console(\/|$)/.test(path)) request.url = "/console/index.html";
        if (!isFile && /^\/m(\/|$)/.test(path)) request.url = "/m/index.html";
        next();
      });
    },
  };
}

/**
 * The icon style sheet of Vant holds its font as a data URL with a fall-back on a foreign host.
 * Nothing may be loaded from elsewhere and the policy allows fonts from ourselves only, so the font becomes a file of ours.
 */
function ownIconFont(): Plugin {
  return {
    name: "own-icon-font",
    enforce: "pre",
    transform(code, id) {
      if (!/vant[\\/]es[\\/]icon[\\/]index\.css/.test(id)) return null;
      const match = /@font-face\{[^}]*?url\(data:font\/woff2;charset=utf-8;base64,([^)]+)\)[^}]*\}/.exec(code);
      if (!match?.[1]) throw new Error("The icon style sheet of Vant has another form than expected.");
      const folder = here("node_modules/.cache/dangjian");
      mkdirSync(folder, { recursive: true });
      const file = `${folder}/vant-icon.woff2`;
      writeFileSync(file, Buffer.from(match[1], "base64"));
      const face = `@font-face{font-family:"vant-icon";font-display:block;src:url("${file}") format("woff2")}`;
      return { code: code.replace(match[0], face), map: null };
    },
  };
}

/** Writes the list of the phone shell's files into the service worker, so that each release has its own cache. */
function workerShell(): Plugin {
  return {
    name: "worker-shell",
    apply: "build",
    generateBundle(_options, bundle) {
      const worker = Object.values(bundle).find((item) => item.fileName === "m/sw.js");
      if (worker?.type !== "chunk") return;
      const files = new Set<string>();
      const visit = (name: string): void => {
        const chunk = bundle[name];
        if (files.has(`/${name}`) || chunk?.type !== "chunk") return;
        files.add(`/${name}`);
        for (const file of [...(chunk.viteMetadata?.importedCss ?? []), ...(chunk.viteMetadata?.importedAssets ?? [])]) files.add(`/${file}`);
        for (const next of chunk.imports) visit(next);
        // The pages that must work without a connection: the home page and sign-in with their frames.
        for (const next of chunk.dynamicImports) if (/(HomePage|Panel|SignIn|CheckIn)/.test(next)) visit(next);
      };
      for (const chunk of Object.values(bundle)) {
        if (chunk.type === "chunk" && chunk.isEntry && chunk.name === "m") visit(chunk.fileName);
      }
      const shell = [...files].sort();
      const release = createHash("sha256").update(shell.join("\n")).digest("hex").slice(0, 12);
      worker.code = worker.code
        .replace(/["'`]__SHELL_FILES__["'`]/, JSON.stringify(JSON.stringify(shell)))
        .replace("__SHELL_RELEASE__", release);
    },
  };
}

const backEnd = process.env.DANGJIAN_API ?? "http://127.0.0.1:8000";

export default defineConfig({
  root,
  base: "/",
  plugins: [
    vue(),
    surfaces(),
    ownIconFont(),
    workerShell(),
    Components({
      dts: false,
      dirs: [],
      resolvers: [ElementPlusResolver({ importStyle: "css" }), VantResolver()],
    }),
  ],
  resolve: { alias: { "@": here("src") } },
  optimizeDeps: {
    // Components are imported by the resolvers while pages open; found late, each would reload the page in development.
    // So everything is named here; a new dependency is added to the list.
    noDiscovery: true,
    include: [
      "@element-plus/icons-vue",
      "@tanstack/vue-query",
      "@tiptap/starter-kit",
      "@tiptap/vue-3",
      "dompurify",
      "echarts/charts",
      "echarts/components",
      "echarts/core",
      "echarts/renderers",
      "element-plus",
      "element-plus/es",
      "element-plus/es/components/*/style/css",
      "element-plus/es/locale/lang/zh-cn",
      "idb",
      "marked",
      "openapi-fetch",
      "pinia",
      "qrcode",
      "vant",
      "vant/es",
      "vant/es/*/style/index",
      "vue",
      "vue-router",
    ],
  },
  server: {
    port: Number(process.env.PORT ?? 5173),
    fs: { allow: [root, realpathSync(here("node_modules"))] },
    proxy: { "/api": { target: backEnd, changeOrigin: false } },
  },
  build: {
    outDir: here("dist"),
    emptyOutDir: true,
    target: "es2022",
    assetsInlineLimit: 0,
    manifest: true,
    cssCodeSplit: true,
    reportCompressedSize: false,
    chunkSizeWarningLimit: 900,
    rolldownOptions: {
      input: { console: here("console/index.html"), m: here("m/index.html"), sw: here("src/phone/worker/sw.ts") },
      output: {
        entryFileNames: (chunk) => (chunk.name === "sw" ? "m/sw.js" : "assets/[name]-[hash].js"),
        chunkFileNames: "assets/[name]-[hash].js",
        assetFileNames: "assets/[name]-[hash][extname]",
      },
    },
  },
});


import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import tailwindcss from '@tailwindcss/vite';
import vue from '@vitejs/plugin-vue';
import { type Browser, chromium, type Page } from 'playwright-core';
import { build } from 'vite';
import { vueOptions } from '../../build/inline-icons.ts';
import type { Scene } from '../../renderer/testing/gallery-scenes.ts';

const renderer = path.resolve(import.meta.dirname, '../../renderer');
const types: Record<string, string> = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css', '.woff2': 'font/woff2' };

export interface Gallery {
  /** Opens the interface in that state, as a page of its own. */
  show: (scene: Scene, options?: Parameters<Browser['newPage']>[0]) => Promise<Page>;
  close: () => Promise<void>;
}

/** Builds `renderer/testing/gallery.html` from source, serves it from loopback and opens it in headless Chromium. */
export async function openGallery(executablePath: string): Promise<Gallery> {
  const outDir = await mkdtemp(path.join(os.tmpdir(), 'offhook-gallery-'));
  await build({
    configFile: false,
    root: renderer,
    base: './',
    logLevel: 'error',
    plugins: [vue(vueOptions), tailwindcss()],
    define: {
      __VUE_OPTIONS_API__: false,
      __VUE_I18N_LEGACY_API__: false,
      __VUE_I18N_FULL_INSTALL__: false,
      __INTLIFY_PROD_DEVTOOLS__: false,
    },
    build: {
      outDir,
      emptyOutDir: true,
      target: 'chrome140',
      minify: false,
      rolldownOptions: { input: path.join(renderer, 'testing/gallery.html') },
    },
  });
  const server = createServer((request, response) => {
    const file = path.join(outDir, path.normalize(new URL(request.url ?? '/', 'http://localhost').pathname));
    readFile(file).then(
      (content) => response.setHeader('content-type', types[path.extname(file)] ?? 'application/octet-stream').end(content),
      () => response.writeHead(404).end(),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/testing/gallery.html`;
  const browser = await chromium.launch({ executablePath, args: ['--headless=new', '--no-sandbox'] });
  return {
    async show(scene, options) {
      const page = await browser.newPage(options);
      const failures: string[] = [];
      page.on('pageerror', (error) => failures.push(String(error)));
      await page.goto(`${url}#${scene}`);
      await page
        .waitForFunction((name) => document.documentElement.dataset.scene === name, scene)
        .catch((error: unknown) => {
          throw new Error(`The scene ${scene} did not come up. ${failures.join(' ')}`, { cause: error });
        });
      await page.evaluate(() => document.fonts.ready);
      return page;
    },
    async close() {
      await browser.close();
      server.close();
      await rm(outDir, { recursive: true, force: true });
    },
  };
}

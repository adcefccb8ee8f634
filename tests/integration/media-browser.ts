import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { chromium, type Page } from 'playwright-core';
import { build } from 'vite';

// biome-ignore lint/suspicious/noExplicitAny: any function will do
type Functions = Record<string, (...input: any[]) => unknown>;

/** Calls a function of the page's bench by its name. */
export type Ask<Bench extends Functions> = <Name extends keyof Bench>(
  name: Name,
  ...input: Parameters<Bench[Name]>
) => Promise<Awaited<ReturnType<Bench[Name]>>>;

export interface MediaBrowser<Bench extends Functions> {
  page: Page;
  ask: Ask<Bench>;
  /** How many objects of a global class are alive, after a collection of garbage. */
  count: (className: string) => Promise<number>;
  close: () => Promise<void>;
}

/** Bundles a page of this folder from source, serves it from loopback and opens it in headless Chromium. It sets a global `bench`. */
export async function openMediaPage<Bench extends Functions>(
  executablePath: string,
  file: string,
  env: Record<string, string> = {},
): Promise<MediaBrowser<Bench>> {
  const scripts = await bundle(new URL(file, import.meta.url).pathname);
  const server = createServer(({ url = '' }, response) => {
    const script = scripts.get(url);
    if (script !== undefined) response.setHeader('content-type', 'text/javascript').end(script);
    else
      response
        .setHeader('content-type', 'text/html')
        .end('<!doctype html><title>media</title><script type="module" src="/page.js"></script>');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const browser = await chromium.launch({
    executablePath,
    env: { ...process.env, ...env },
    args: [
      '--headless=new',
      '--no-sandbox',
      '--use-fake-ui-for-media-stream',
      '--use-fake-device-for-media-stream',
      '--autoplay-policy=no-user-gesture-required',
      '--disable-features=LocalNetworkAccessChecks',
    ],
  });
  const page = await browser.newPage();
  await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  await page.waitForFunction(() => 'bench' in globalThis);
  return {
    page,
    ask: (name, ...input) =>
      page.evaluate(
        ([method, args]) => (globalThis as unknown as { bench: Record<string, (...all: unknown[]) => unknown> }).bench[method]!(...args),
        [String(name), input] as const,
      ) as never,
    count: (className) => countObjects(page, className),
    close: async () => {
      await browser.close();
      server.close();
    },
  };
}

async function countObjects(page: Page, className: string): Promise<number> {
  const session = await page.context().newCDPSession(page);
  const { result } = await session.send('Runtime.evaluate', { expression: `${className}.prototype` });
  // Once by this and once by the next: what finalisers let go of is found by another turn.
  await session.send('HeapProfiler.collectGarbage');
  const { objects } = await session.send('Runtime.queryObjects', { prototypeObjectId: result.objectId! });
  const { result: length } = await session.send('Runtime.callFunctionOn', {
    objectId: objects.objectId!,
    functionDeclaration: 'function () { return this.length; }',
    returnByValue: true,
  });
  await session.detach();
  return length.value as number;
}

/** By their paths: the page's own is `/page.js`, beside it are its workers. */
async function bundle(entry: string): Promise<Map<string, string | Uint8Array>> {
  const result = await build({
    configFile: false,
    logLevel: 'error',
    // In one file: WebAssembly and worklets stand in the page's script as `data:` addresses, and so does what is imported when first used.
    build: {
      ...{ write: false, minify: false, modulePreload: false, assetsInlineLimit: 1_000_000 },
      rolldownOptions: { input: entry, output: { codeSplitting: false } },
    },
  });
  const { output } = (Array.isArray(result) ? result[0] : result) as { output: Output[] };
  return new Map(output.map((file) => (file.type === 'chunk' ? ['/page.js', file.code] : [`/${file.fileName}`, file.source])));
}

type Output = { type: 'chunk'; code: string } | { type: 'asset'; fileName: string; source: string | Uint8Array };

import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { build } from 'vite';

const types: Record<string, string> = { html: 'text/html', js: 'text/javascript' };

/** The pages of the bare libraries, bundled for production as the app is, served from memory on loopback. */
export async function servePlainPages(): Promise<{ url: (library: string) => string; stop: () => void }> {
  const root = join(import.meta.dirname, 'pages');
  const built = await build({
    root,
    configFile: false,
    logLevel: 'warn',
    build: {
      write: false,
      target: 'chrome140',
      modulePreload: { polyfill: false },
      rolldownOptions: { input: ['sipjs', 'jssip'].map((name) => join(root, `${name}.html`)) },
    },
  });
  if (!('output' in built)) throw new Error('Vite built something else than pages');
  const files = new Map(built.output.map((file) => [`/${file.fileName}`, file.type === 'chunk' ? file.code : file.source]));
  const server = createServer(({ url = '/' }, answer) => {
    const { pathname } = new URL(url, 'http://127.0.0.1');
    const body = files.get(pathname);
    answer.writeHead(body === undefined ? 404 : 200, {
      'Content-Type': types[pathname.split('.').at(-1) ?? ''] ?? 'application/octet-stream',
    });
    answer.end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: (library) => `http://127.0.0.1:${port}/${library}.html`,
    stop: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

import type { Session } from './cdp.ts';

/** The format of V8’s heap snapshots, as far as sizes are concerned. */
interface Snapshot {
  readonly snapshot: { readonly meta: { readonly node_fields: readonly string[]; readonly node_types: readonly [readonly string[]] } };
  /** Fields of all nodes, one after the other. */
  readonly nodes: readonly number[];
  readonly strings: readonly string[];
}

/**
 * Bytes of the JavaScript objects of a page that can be reached. Counted node by node: what V8 says is in use (`Runtime.getHeapUsage`)
 * differs by 100 kB and more between two runs that have the same objects.
 */
export async function liveHeapBytes(page: Session): Promise<number> {
  const chunks: string[] = [];
  page.on('HeapProfiler.addHeapSnapshotChunk', ({ chunk }) => void chunks.push(chunk));
  await page.send('HeapProfiler.takeHeapSnapshot', { reportProgress: false });
  return jsBytes(JSON.parse(chunks.join('')) as Snapshot);
}

function jsBytes({ snapshot: { meta }, nodes, strings }: Snapshot): number {
  const [types] = meta.node_types;
  const [type, name, size] = ['type', 'name', 'self_size'].map((field) => meta.node_fields.indexOf(field)) as [number, number, number];
  let bytes = 0;
  for (let node = 0; node < nodes.length; node += meta.node_fields.length) {
    const isOfJs = types[nodes[node + type]!] !== 'native' || isOfV8(strings[nodes[node + name]!]!);
    if (isOfJs) bytes += nodes[node + size]!;
  }
  return bytes;
}

/** Among what is native, which is Blink’s else: V8 names its own so. The text of a string that Blink owns lies outside of V8’s heap. */
const isOfV8 = (name: string): boolean => name.startsWith('system / ') && name !== 'system / ExternalStringData';

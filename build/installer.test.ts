import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { LINK_SCHEMES } from '../shared/links.ts';

const read = (name: string): string => readFileSync(path.join(import.meta.dirname, name), 'utf8');

test('every scheme is offered to Windows by the installer, and taken back by its end', () => {
  const script = read('installer.nsh');
  const found = (pattern: RegExp): (string | undefined)[] => [...script.matchAll(pattern)].map(([, scheme]) => scheme);
  expect(found(/insertmacro offerScheme "(\w+)"/g)).toEqual([...LINK_SCHEMES]);
  expect(found(/DeleteRegKey SHCTX "Software\\Classes\\Offhook\.(\w+)"/g)).toEqual([...LINK_SCHEMES]);
  expect(read('../electron-builder.yml')).toContain('include: build/installer.nsh');
});

test('and to Linux and macOS by the package', () => {
  const schemes = [...read('../electron-builder.yml').matchAll(/schemes: \[(.*)\]/g)].flatMap(([, list]) => list?.split(', '));
  expect(schemes).toEqual([...LINK_SCHEMES]);
});

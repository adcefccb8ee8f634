import { expect, test } from 'vitest';
import { makeTestApp } from '../testing/app.ts';
import { useNotices } from './notices.ts';

test('what main tells is shown, the same thing only once', () => {
  const { pinia, bridge } = makeTestApp();
  const notices = useNotices(pinia);
  bridge.tell('notice:raised', { kind: 'bad-link', link: 'tel:x' });
  bridge.tell('notice:raised', { kind: 'history-unavailable' });
  bridge.tell('notice:raised', { kind: 'bad-link', link: 'tel:x' });
  expect(notices.shown.map(({ notice }) => notice.kind)).toEqual(['history-unavailable', 'bad-link']);
});

test('a dismissed notice is gone, and never more than three are shown', () => {
  const notices = useNotices(makeTestApp().pinia);
  for (const number of ['1', '2', '3', '4']) notices.raise({ kind: 'copied', number });
  const shown = () => notices.shown.map(({ notice }) => (notice.kind === 'copied' ? notice.number : ''));
  expect(shown()).toEqual(['2', '3', '4']);
  notices.dismiss(notices.shown[0]?.id ?? -1);
  expect(shown()).toEqual(['3', '4']);
});

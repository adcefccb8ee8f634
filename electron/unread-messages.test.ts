import { expect, test } from 'vitest';
import type { CallMessage } from '../shared/call.ts';
import { callIn, fakeShell } from './testing/fake-shell.ts';
import { unreadMessages } from './unread-messages.ts';

const talking = callIn({ kind: 'active', since: 1, hold: 'none' });
const them = (at: number): CallMessage => ({ from: 'them', text: 'Hello', at });
const us = (at: number): CallMessage => ({ from: 'us', text: 'Hello', at });

test('messages count from when the user looked away until they look again, and no longer than the call', () => {
  const { calls, face } = fakeShell();
  const unread = unreadMessages({ calls, face });
  calls.set([{ ...talking, messages: [them(1)] }]);
  expect(unread.get()).toBe(0);
  face.set('behind');
  calls.set([{ ...talking, messages: [them(1), them(2), us(3), them(4)] }]);
  expect(unread.get()).toBe(2);
  face.set('front');
  expect(unread.get()).toBe(0);
  face.set('hidden');
  calls.set([
    { ...talking, messages: [them(4), them(5)] },
    { ...talking, id: 'other', messages: [them(6)] },
  ]);
  expect(unread.get()).toBe(2);
  calls.set([{ ...talking, messages: [them(5)] }]);
  expect(unread.get()).toBe(1);
  calls.set([]);
  expect(unread.get()).toBe(0);
});

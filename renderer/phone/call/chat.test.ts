import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { PhoneError, type PhoneErrorReason } from '../errors.ts';
import { active, dialled } from '../testing/scenes.ts';

beforeEach(() => vi.useFakeTimers({ now: 1_000_000 }));
afterEach(() => vi.useRealTimers());

const refusal = (reason: PhoneErrorReason, code: number | null = null) => expect.objectContaining({ name: 'PhoneError', reason, code });

describe('a text within a call', () => {
  it('is among the messages when the far end took it', async () => {
    const { call, leg, phone } = active();
    const heard: unknown[] = [];
    phone.on('message', ({ message }) => heard.push(message.text));
    const sent = call.sendMessage('On my way');
    expect(call.snapshot.messages).toEqual([]);
    await sent;
    leg.say({ kind: 'message', text: 'Good' });
    expect(leg.asked).toEqual([{ kind: 'message', text: 'On my way' }]);
    expect(call.snapshot.messages).toEqual([
      { from: 'us', text: 'On my way', at: 1_000_000 },
      { from: 'them', text: 'Good', at: 1_000_000 },
    ]);
    expect(heard).toEqual(['On my way', 'Good']);
  });

  it('that is refused is not shown as sent', async () => {
    const { call, leg } = active();
    leg.attitude = new PhoneError('rejected', 'Unsupported', { code: 415 });
    await expect(call.sendMessage('Hello')).rejects.toThrow(refusal('rejected', 415));
    leg.attitude = new Error('anything');
    await expect(call.sendMessage('Hello')).rejects.toThrow(refusal('rejected'));
    expect(call.messages).toEqual([]);
  });

  it('needs words, and a call that is up', async () => {
    const { call, leg } = dialled();
    await expect(call.sendMessage('Hello')).rejects.toThrow(refusal('wrong-state'));
    leg.pickUp();
    for (const text of ['', '  \n']) await expect(call.sendMessage(text)).rejects.toThrow(refusal('empty-message'));
    expect(leg.asked).toEqual([]);
  });

  it('is kept until there are fifty later ones, and cut when it is endless', () => {
    const { call, leg } = active();
    for (let count = 1; count <= 60; count++) leg.say({ kind: 'message', text: `${count}` });
    expect(call.messages.map(({ text }) => text)).toEqual(Array.from({ length: 50 }, (_, index) => `${index + 11}`));
    leg.say({ kind: 'message', text: 'a'.repeat(100_000) });
    expect(call.messages.at(-1)?.text).toHaveLength(4_096);
  });
});

describe('information for the other program', () => {
  it('is sent with its type and headers', async () => {
    const { call, leg } = active();
    await call.sendInfo('application/vnd.example+json; charset="utf-8"', '{}', { headers: { 'X-Id': '1' } });
    expect(leg.asked).toEqual([
      { kind: 'info', mime: 'application/vnd.example+json; charset="utf-8"', body: '{}', headers: { 'X-Id': '1' } },
    ]);
  });

  it.each([
    '',
    'text',
    'text/',
    '/plain',
    'text/plain/x',
    'text/pla in',
    'text/plain\r\nVia: x',
    'text/plain;',
    'text/plain;a="b\r\nVia: x"',
    `text/${'a'.repeat(300)}`,
  ])('has a MIME type, which %j is not', async (mime) => {
    const { call, leg } = active();
    await expect(call.sendInfo(mime, 'x')).rejects.toThrow(refusal('bad-mime'));
    expect(leg.asked).toEqual([]);
  });

  it('needs headers of ours, a call that is up, and a far end that takes it', async () => {
    const { call, leg } = dialled();
    await expect(call.sendInfo('text/plain', 'x', { headers: { Via: 'x' } })).rejects.toThrow(refusal('bad-header'));
    await expect(call.sendInfo('text/plain', 'x')).rejects.toThrow(refusal('wrong-state'));
    leg.pickUp();
    leg.attitude = new PhoneError('rejected', 'Not implemented', { code: 501 });
    await expect(call.sendInfo('text/plain', 'x')).rejects.toThrow(refusal('rejected', 501));
  });

  it('of the far end is told to whoever listens', () => {
    const { call, leg, phone } = active();
    const heard = vi.fn();
    call.on('info', heard);
    phone.on('info', heard);
    leg.say({ kind: 'info', mime: 'application/json', body: '{}' });
    expect(heard.mock.calls).toEqual(
      [[{ mime: 'application/json', body: '{}' }], [{ call, mime: 'application/json', body: '{}' }]].reverse(),
    );
  });
});

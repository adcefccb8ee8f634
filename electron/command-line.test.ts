import { describe, expect, test } from 'vitest';
import { readCommandLine, readDial } from './command-line.ts';

const read = (...args: string[]) => readCommandLine(['/usr/bin/offhook', ...args], '/home/ada');

test('nothing given', () => {
  expect(read()).toEqual({ userData: null, signInFile: null, isSelfTest: false, isHidden: false, dial: null, order: null });
});

test('switches, in any order, relative to where the user stands', () => {
  expect(read('--self-test', '--remote-debugging-port=9222', '--user-data-dir=/tmp/x', '--sign-in=me.json')).toEqual({
    userData: '/tmp/x',
    signInFile: '/home/ada/me.json',
    isSelfTest: true,
    isHidden: false,
    dial: null,
    order: null,
  });
});

test('an empty switch is no switch', () => {
  expect(read('--user-data-dir=', '--sign-in=', '--self-testing')).toEqual({
    userData: null,
    signInFile: null,
    isSelfTest: false,
    isHidden: false,
    dial: null,
    order: null,
  });
});

test('while developing, the app folder and a loader stand among the arguments', () => {
  expect(read('-r', '/x/node_modules/playwright-core/lib/loader.js', '.', 'tel:555').dial).toEqual({ kind: 'dial', target: 'tel:555' });
});

test('one launch, one call', () => {
  expect(read('tel:1', 'tel:2').dial).toEqual({ kind: 'dial', target: 'tel:1' });
});

describe('what asks for a call', () => {
  test.each([
    'tel:+4930901820',
    'SIP:bob@example.com',
    'sips:bob@example.com',
    'callto:1000',
    'offhook://1000/',
    '1000',
    '+49 30 901820',
    '*97',
    'bob@example.com',
  ])('%s', (arg) => {
    expect(readDial(arg)).toEqual({ kind: 'dial', target: arg });
  });
});

describe('what does not', () => {
  test.each([
    '.',
    '..',
    './2024',
    '/2024/11/21',
    '2024\\11',
    'C:\\1',
    '--inspect=0',
    '-1',
    '--',
    '',
    'README.md',
    'http://example.com/',
    'javascript:1',
  ])('%j', (arg) => {
    expect(readDial(arg)).toBeNull();
  });
});

test('a link without a number is told, shortened', () => {
  expect(readDial('tel:')).toEqual({ kind: 'bad-link', link: 'tel:' });
  expect(readDial(`tel:${'x'.repeat(5000)}`)).toEqual({ kind: 'bad-link', link: `tel:${'x'.repeat(96)}` });
  expect(readDial('sip:bob%0d%0aX:1@example.com')).toMatchObject({ kind: 'bad-link' });
});

test('a verb is for the app that runs already, and calls nobody by itself', () => {
  expect(read('.', 'dial', '600')).toMatchObject({ dial: null, order: { kind: 'order', order: { verb: 'dial', target: '600' } } });
  expect(read('dial')).toMatchObject({ dial: null, order: { kind: 'bad-usage' } });
});

test('a start with the session shows no window', () => {
  expect(read('--hidden').isHidden).toBe(true);
});

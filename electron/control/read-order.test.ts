import { describe, expect, test } from 'vitest';
import { readOrder } from './read-order.ts';

describe('orders', () => {
  test.each([
    [['dial', '600'], { verb: 'dial', target: '600', hasVideo: false }],
    [['dial', '--video', '600'], { verb: 'dial', target: '600', hasVideo: true }],
    [['dial', 'sip:bob@example.com'], { verb: 'dial', target: 'sip:bob@example.com', hasVideo: false }],
    [['answer'], { verb: 'answer', call: null }],
    [['decline', '--call=abc'], { verb: 'decline', call: 'abc' }],
    [['hangup', '--call='], { verb: 'hangup', call: null }],
    [['hold', '--toggle'], { verb: 'hold', isToggle: true, call: null }],
    [['resume'], { verb: 'resume', call: null }],
    [['mute'], { verb: 'mute', isToggle: false, call: null }],
    [['unmute'], { verb: 'unmute', call: null }],
    [['dtmf', '12#'], { verb: 'dtmf', tones: '12#', call: null }],
    [['transfer', '601', '--call=x'], { verb: 'transfer', target: '601', call: 'x' }],
    [['dnd', 'on'], { verb: 'dnd', on: true }],
    [['dnd', 'off'], { verb: 'dnd', on: false }],
    [['dnd', '--toggle'], { verb: 'dnd', on: null }],
    [['presence', 'away'], { verb: 'presence', status: 'away', note: null }],
    [['presence', 'dnd', '--note=Back at two'], { verb: 'presence', status: 'dnd', note: 'Back at two' }],
    [['presence', '--note=', 'busy'], { verb: 'presence', status: 'busy', note: '' }],
    [['status'], { verb: 'status' }],
    [['show'], { verb: 'show' }],
    [['quit'], { verb: 'quit' }],
  ])('%j', (args, order) => {
    expect(readOrder(args)).toEqual({ kind: 'order', order, isJson: false });
  });

  test('--json, wherever it stands after the verb, and switches before it', () => {
    expect(readOrder(['--user-data-dir=/x', '/app', 'dial', '--json', '600'])).toEqual({
      kind: 'order',
      order: { verb: 'dial', target: '600', hasVideo: false },
      isJson: true,
    });
  });
});

test.each([[[]], [['tel:600']], [['600']], [['DIAL', '600']], [['toString']], [['--status']], [['./status']]])('%j is no order', (args) => {
  expect(readOrder(args)).toBeNull();
});

describe('what is missing or too much is told with the right way of writing it', () => {
  test.each([
    [['dial'], 'offhook dial NUMBER|ADDRESS [--video] [--json]'],
    [['dial', '--json'], 'offhook dial NUMBER|ADDRESS [--video] [--json]'],
    [['dial', '1', '2'], 'offhook dial NUMBER|ADDRESS [--video] [--json]'],
    [['dial', 'x'.repeat(5000)], 'offhook dial NUMBER|ADDRESS [--video] [--json]'],
    [['dtmf'], 'offhook dtmf DIGITS [--call=ID] [--json]'],
    [['dnd'], 'offhook dnd on|off|--toggle [--json]'],
    [['dnd', 'toString'], 'offhook dnd on|off|--toggle [--json]'],
    [['presence'], 'offhook presence available|away|busy|dnd [--note=TEXT] [--json]'],
    [['presence', 'asleep'], 'offhook presence available|away|busy|dnd [--note=TEXT] [--json]'],
    [['presence', 'away', `--note=${'x'.repeat(201)}`], 'offhook presence available|away|busy|dnd [--note=TEXT] [--json]'],
    [['mute', 'now'], 'offhook mute [--toggle] [--call=ID] [--json]'],
    [['status', 'please'], 'offhook status [--json]'],
  ])('%j', (args, usage) => {
    expect(readOrder(args)).toEqual({ kind: 'bad-usage', usage });
  });
});

import { describe, expect, test } from 'vitest';
import { makeTestPhone, testAccount } from '../testing/test-phone.ts';
import { Presence } from './presence.ts';

function setUp(isRegistered = true) {
  const { phone, line } = makeTestPhone({ isRegistered });
  const presence = new Presence(phone);
  const told: string[] = [];
  const comeBack = () => {
    phone.retryNow();
    line().register();
  };
  presence.on('lamp', ({ target, lamp, note }) => told.push(`${target} ${lamp}${note && ` (${note})`}`));
  return { phone, line, presence, told, comeBack };
}
const uri = 'sip:1002@pbx.example.com';

describe('somebody who is watched', () => {
  test('is told of once for each change', () => {
    const { line, presence, told } = setUp();
    presence.watch('1002');
    presence.watch('1002');
    for (const lamp of ['idle', 'ringing', 'ringing', 'busy'] as const) line().presence.lamps.get(uri)?.(lamp);
    expect(told).toEqual(['1002 idle', '1002 ringing', '1002 busy']);
    expect([presence.lampOf('1002'), presence.lampOf('1003')]).toEqual(['busy', 'unknown']);
  });

  test('is what their telephone does while it is used, and else what they say of themselves', () => {
    const { line, presence, told } = setUp();
    presence.watch('1002');
    const telephone = line().presence.lamps.get(uri)!;
    const person = line().presence.people.get(uri)!;
    telephone('idle');
    person('away', 'Lunch');
    telephone('ringing');
    person('occupied', 'Lunch');
    telephone('idle');
    person('offline');
    person('unknown');
    expect(told).toEqual([
      ...['1002 idle', '1002 away (Lunch)', '1002 ringing (Lunch)', '1002 occupied (Lunch)'],
      ...['1002 offline', '1002 idle'],
    ]);
  });

  test('is unknown as soon as the server is lost, and watched again with the next registration', () => {
    const { line, presence, told, comeBack } = setUp();
    presence.watch('1002');
    const before = line().presence.lamps.get(uri)!;
    before('busy');
    line().lose();
    expect([told.at(-1), line().presence.lamps.size]).toEqual(['1002 unknown', 0]);
    comeBack();
    line().presence.lamps.get(uri)?.('idle');
    expect(told.at(-1)).toBe('1002 idle');
  });

  test('is watched no more when nobody wants to know', () => {
    const { line, presence, comeBack } = setUp();
    presence.watch('1002');
    presence.watch('1003');
    presence.unwatch('1002');
    expect([...line().presence.lamps.keys()]).toEqual(['sip:1003@pbx.example.com']);
    presence.close();
    expect(line().presence.lamps.size).toBe(0);
    line().lose();
    comeBack();
    expect(line().presence.lamps.size).toBe(0);
  });

  test('without an account is watched as soon as there is one', () => {
    const { line, presence, phone } = setUp(false);
    presence.watch('1002');
    phone.open(testAccount, { password: 'secret', turnPassword: '' });
    line().register();
    expect([...line().presence.lamps.keys()]).toEqual([uri]);
  });

  test('by something that nobody can call is never known', () => {
    const { line, presence } = setUp();
    presence.watch('not a number!');
    expect([line().presence.lamps.size, presence.lampOf('not a number!')]).toEqual([0, 'unknown']);
  });
});

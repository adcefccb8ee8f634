import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ProgramCall, ProgramPress, ProgramView } from '../../shared/headset-program.ts';
import { afterPress, type Belief, noBelief, type Step, stepsTo } from './steps.ts';

const view = (text: string, isMuted = false): ProgramView => ({
  calls: text
    .split(' ')
    .filter(Boolean)
    .map((one) => {
      const [id = '', kind = 'talks', held = ''] = one.split(':');
      return { id, kind: kind as ProgramCall['kind'], isHeld: held === 'held' };
    }),
  isMuted,
});
const words = (steps: readonly Step[]): string =>
  steps
    .map((step) => {
      const what = 'on' in step ? `${step.on ? '' : 'no '}${step.kind}` : step.kind;
      return [what, 'callId' in step ? step.callId : '', 'hasOthers' in step && step.hasOthers ? 'of several' : '']
        .filter(Boolean)
        .join(' ');
    })
    .join(', ');
/** What is told from one view to the next. */
const tell = (views: readonly ProgramView[], belief: Belief = noBelief): string[] =>
  views.map((next) => {
    const { steps, belief: after } = stepsTo(next, belief);
    belief = after;
    return words(steps);
  });

describe('what a program is told', () => {
  test.each<[string, ProgramView[], string[]]>([
    ['a call that is answered here', [view('a:rings'), view('a'), view('')], ['ring a', 'answer a', 'end a']],
    ['one that nobody answers', [view('a:rings'), view('')], ['ring a', 'decline a']],
    ['one that we make', [view('a:dials'), view('a'), view('')], ['dial a', '', 'end a']],
    ['one that answered itself', [view('a')], ['take a']],
    [
      'a second one',
      [view('a'), view('a b:rings'), view('a:talks:held b'), view('a:talks:held')],
      ['take a', 'ring b', 'hold a, answer b', 'end b of several'],
    ],
    ['hold and mute', [view('a', true), view('a:talks:held', true), view('a')], ['take a, mute', 'hold a', 'no hold a, no mute']],
    ['a mute that ends with the call', [view('a', true), view(''), view('b')], ['take a, mute', 'end a', 'take b']],
    ['nothing new', [view('a'), view('a')], ['take a', '']],
  ])('%s', (_, views, expected) => {
    expect(tell(views)).toEqual(expected);
  });

  test.each<[string, ProgramView, ProgramPress, ProgramView[], string[]]>([
    ['answers', view('a:rings'), { kind: 'answer', callId: 'a' }, [view('a:rings'), view('a'), view('')], ['', '', 'end a']],
    ['declines', view('a:rings'), { kind: 'decline', callId: 'a' }, [view('a:rings'), view('')], ['', '']],
    ['ends', view('a'), { kind: 'hang-up', callId: 'a' }, [view('a'), view('')], ['', '']],
    ['mutes', view('a'), { kind: 'mute', on: true }, [view('a', true)], ['']],
    ['mutes what cannot be muted', view('a'), { kind: 'mute', on: true }, [view('a')], ['no mute']],
    ['holds', view('a'), { kind: 'hold', callId: 'a', on: true }, [view('a:talks:held')], ['']],
    ['holds what cannot be held', view('a'), { kind: 'hold', callId: 'a', on: true }, [view('a')], ['no hold a']],
    ['ends what we know nothing of', view('a'), { kind: 'hang-up', callId: 'x' }, [view('a')], ['']],
  ])('nothing again of what it said itself: the user %s', (_, before, press, views, expected) => {
    expect(tell(views, afterPress(press, stepsTo(before, noBelief).belief))).toEqual(expected);
  });

  test('whatever happens, it ends up knowing what is', () => {
    const id = fc.constantFrom('a', 'b', 'c');
    const call = fc.record({ id, kind: fc.constantFrom('rings' as const, 'dials' as const, 'talks' as const), isHeld: fc.boolean() });
    const anyView = fc.record({ calls: fc.uniqueArray(call, { selector: ({ id }) => id }), isMuted: fc.boolean() });
    const anyPress = fc.oneof(
      fc.record({ kind: fc.constantFrom('answer' as const, 'decline' as const, 'hang-up' as const), callId: id }),
      fc.record({ kind: fc.constant('hold' as const), callId: id, on: fc.boolean() }),
      fc.record({ kind: fc.constant('mute' as const), on: fc.boolean() }),
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(anyView, anyPress)), anyView, (story, last) => {
        let belief = noBelief;
        for (const one of [...story, last]) belief = 'calls' in one ? stepsTo(one, belief).belief : afterPress(one, belief);
        expect(words(stepsTo(last, belief).steps)).toBe('');
        expect([...belief.calls.keys()].sort()).toEqual(last.calls.map(({ id }) => id).sort());
        expect(belief.isMuted).toBe(last.calls.length > 0 && last.isMuted);
      }),
    );
  });
});

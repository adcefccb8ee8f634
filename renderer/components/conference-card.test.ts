// @vitest-environment happy-dom
import { enableAutoUnmount, mount } from '@vue/test-utils';
import { afterEach, expect, test } from 'vitest';
import type { CallSnapshot, Participant } from '../../shared/call.ts';
import type { QualityGrade } from '../../shared/quality.ts';
import { groupCalls } from '../call-groups.ts';
import { bob, makeCall } from '../testing/calls.ts';
import ConferenceCard from './ConferenceCard.vue';

enableAutoUnmount(afterEach);

const names = ['Bob', 'Carol', 'Dave', 'Erin', 'Frank', 'Grace'];

const remote = (id: string, change: Partial<Participant> = {}): Participant => ({
  ...{ id, name: id, uri: `sip:${id}@pbx.example.com`, isLocal: false, isMuted: false, isSpeaking: false },
  ...change,
});
const us: Participant = { ...remote('local'), name: 'Alice', isLocal: true };

interface Options {
  hold?: 'none' | 'local';
  isMuted?: boolean;
  grades?: readonly QualityGrade[];
}

function setUp(count: number, { hold = 'none', isMuted = false, grades = [] }: Options = {}) {
  const people = names.slice(0, count);
  const participants = [us, ...people.map((name, index) => remote(name, index === 0 ? { isSpeaking: true } : { isMuted }))];
  const calls = people.map(
    (name, index): CallSnapshot =>
      makeCall({
        ...{ id: name, peer: { ...bob, name }, conferenceId: 'room', state: { kind: 'active', since: 0, hold }, participants },
        grade: grades[index] ?? null,
      }),
  );
  const [group] = groupCalls(calls);
  if (!group) throw new Error('There is no conference.');
  const card = mount(ConferenceCard, {
    props: { group },
    slots: { add: 'Who?', quality: '<template #quality="{ call }">Heard: {{ call.id }}</template>' },
    attachTo: document.body,
  });
  const press = async (label: string) => {
    const found = card.findAll('button').find((each) => (each.attributes('aria-label') ?? each.text()) === label);
    if (!found) throw new Error(`There is no button ${label}.`);
    await found.trigger('click');
    return card.emitted('act')?.map(([command]) => command);
  };
  return { card, press };
}

test('it lists who is in it, ourselves first, and who speaks in words', () => {
  const rows = setUp(2)
    .card.findAll('li')
    .map((row) => row.text());
  expect(rows[0]).toContain('You');
  expect(rows[1]).toMatch(/Bob.*Speaking/);
  expect(rows[2]).not.toContain('Speaking');
});

test('each can be muted or removed by name, and we mute ourselves', async () => {
  const { press } = setUp(2);
  await press('Mute Bob');
  await press('Remove Carol from the conference');
  expect(await press('Mute yourself')).toEqual([
    { kind: 'mute-participant', participantId: 'Bob', on: true },
    { kind: 'drop-participant', participantId: 'Carol' },
    { kind: 'toggle-microphone', callId: 'Bob' },
  ]);
});

test('who is muted can be unmuted', async () => {
  expect(await setUp(2, { isMuted: true }).press('Unmute Carol')).toEqual([
    { kind: 'mute-participant', participantId: 'Carol', on: false },
  ]);
});

test('of two the others can go on without us; of more they cannot, and it says so', async () => {
  expect(await setUp(2).press('Leave, and let them go on')).toEqual([{ kind: 'leave-conference' }]);
  const { card } = setUp(3);
  expect(card.text()).not.toContain('Leave, and');
  expect(card.text()).toContain('without you the conference ends');
});

test('all are hung up, held, resumed or split at once', async () => {
  expect(await setUp(2).press('Hang up all')).toEqual([
    { kind: 'hang-up', callId: 'Bob' },
    { kind: 'hang-up', callId: 'Carol' },
  ]);
  expect(await setUp(2).press('Hold')).toEqual([{ kind: 'hold', callId: 'Bob' }]);
  expect(await setUp(2, { hold: 'local' }).press('Resume')).toEqual([{ kind: 'resume', callId: 'Bob' }]);
  expect(await setUp(2).press('Split')).toEqual([{ kind: 'split-conference' }]);
});

test('somebody is added until it is full, and Esc gives the keyboard back', async () => {
  const { card, press } = setUp(2);
  await press('Add someone');
  expect(card.text()).toContain('Who?');
  await card.get('article').trigger('keydown', { key: 'Escape' });
  expect(card.text()).not.toContain('Who?');
  await card.vm.$nextTick();
  expect(document.activeElement?.textContent).toContain('Add someone');
  const full = setUp(6)
    .card.findAll('button')
    .find((button) => button.text() === 'Add someone');
  expect(full?.attributes('disabled')).toBeDefined();
});

test('it says that nobody is seen in it where somebody could have been', () => {
  const { group } = setUp(2).card.props();
  const [first, second] = group.calls;
  const textWith = (change: Partial<CallSnapshot['video']>): string => {
    const calls = [first, { ...second!, video: { ...second!.video, ...change } }] as const;
    return mount(ConferenceCard, { props: { group: { ...group, calls } } }).text();
  };
  expect(textWith({})).not.toContain('sound only');
  expect(textWith({ isRefused: true })).toContain('A conference on this computer has sound only');
  expect(textWith({ isAsked: true })).toContain('your camera is off in it');
});

test('its light is that of whoever sounds worst, each has one of their own, and any of them says more', async () => {
  const { card, press } = setUp(3, { grades: ['good', 'poor', 'fair'] });
  expect(card.get('[data-panel="quality"]').text()).toBe('Poor sound');
  await press('Poor sound. Show how the call sounds');
  expect(card.text()).toContain('Heard: Carol');
  await press('Dave: Fair sound. Show how the call sounds');
  expect(card.text()).toContain('Heard: Dave');
  await press('Dave: Fair sound. Show how the call sounds');
  expect(card.text()).not.toContain('Heard:');
});

test('before the first report, and on hold, nobody has a light', () => {
  expect(setUp(2).card.text()).not.toContain('sound');
  expect(setUp(2).card.find('[data-panel="quality"]').exists()).toBe(false);
});

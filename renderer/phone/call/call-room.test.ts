import { expect, it, vi } from 'vitest';
import { makeFakeStream } from '../testing/fake-media.ts';
import { active, type Scene } from '../testing/scenes.ts';

const channel = (id: string, number: string, callId: string) => ({ id, protocol_id: callId, caller: { name: `User ${number}`, number } });

async function tell({ leg }: Scene, type: string, ...channels: object[]): Promise<void> {
  leg.say({ kind: 'room', document: JSON.stringify({ type: `Confbridge${type}`, channels }) });
  await vi.dynamicImportSettled();
}

async function welcomed(): Promise<Scene> {
  const scene = active();
  await tell(scene, 'Welcome', channel('1.0', '1001', scene.leg.id), channel('1.3', '1002', 'other'));
  return scene;
}

const namesOf = ({ call }: Scene) => call.snapshot.participants.map(({ name, isLocal }) => (isLocal ? 'us' : name));

it('those of whom a conference of the server tells are the participants, ourselves first and once', async () => {
  const scene = await welcomed();
  const heard = vi.fn();
  scene.call.on('participants', heard);
  expect(namesOf(scene)).toEqual(['us', 'User 1002']);
  expect(scene.call.participants[1]).toMatchObject({ id: '1.3', uri: expect.stringMatching(/^sip:1002@/) });
  await tell(scene, 'Talking', { ...channel('1.3', '1002', 'other'), talking_status: 'on' });
  expect(scene.call.participants[1]?.isSpeaking).toBe(true);
  await tell(scene, 'Leave', channel('1.3', '1002', 'other'));
  expect(namesOf(scene)).toEqual(['us']);
  expect(heard).toHaveBeenCalledTimes(2);
});

it('what is told in one breath is taken in its order, the first word included', async () => {
  const scene = active();
  const member = channel('1.3', '1002', 'other');
  const words = ['Welcome', 'Mute', 'Unmute', 'Mute'].map((type) => tell(scene, type, member));
  await Promise.all(words);
  await vi.waitFor(() => expect(scene.call.participants[1]).toMatchObject({ name: 'User 1002', isMuted: true }));
});

it('with somebody else at the far end it is a call of two again', async () => {
  const scene = await welcomed();
  scene.leg.say({ kind: 'peer', peer: { name: 'Carol', number: '1003', uri: 'sip:1003@pbx.example.com', company: '', avatar: '' } });
  expect(namesOf(scene)).toEqual(['us', 'Carol']);
});

it('what a server marks is known to be somebody’s, ours included, once it told who that is', async () => {
  const scene = active();
  const received = ['1.3', '1.0', 'unknown', null].map((label) => ({ content: 'camera' as const, stream: makeFakeStream(), label }));
  scene.leg.say({ kind: 'video', video: { sent: [], received, isAsked: false } });
  await vi.dynamicImportSettled();
  const seen = () => scene.call.snapshot.video.received.map(({ participantId }) => participantId);
  expect(seen()).toEqual([null, null, null, null]);
  await tell(scene, 'Welcome', channel('1.0', '1001', scene.leg.id), channel('1.3', '1002', 'other'));
  expect(seen()).toEqual(['1.3', 'local', null, null]);
  expect(scene.call.snapshot.video.received.map(({ id }) => id)).toEqual(received.map(({ stream }) => stream.id));
});

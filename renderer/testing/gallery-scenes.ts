import type { Peer } from '../../shared/call.ts';
import type { VideoContent } from '../../shared/video.ts';
import type { Call } from '../phone/call/call.ts';
import { PhoneError } from '../phone/errors.ts';
import type { FakeLegOptions } from '../phone/testing/fake-leg-options.ts';
import type { FakeLeg } from '../phone/testing/fake-line.ts';
import { FakeStatistics, type SoundOptions } from '../phone/testing/fake-statistics.ts';
import type { TestPhone } from '../phone/testing/test-phone.ts';
import { bob, carol, dave, endless, makePeer } from './gallery-people.ts';
import { countPictures, makePicture } from './gallery-pictures.ts';

interface Talk {
  call: Call;
  leg: FakeLeg;
}

/** Lets the microtasks of a command and its answer pass, and the page be drawn. */
const settle = () => new Promise<void>((resolve) => setTimeout(resolve, 20));

function newest({ phone, line }: TestPhone): Talk {
  const call = phone.calls.at(-1);
  const leg = line().invites.at(-1)?.leg;
  if (!call || !leg) throw new Error('Nobody was called.');
  return { call, leg };
}

async function talk(test: TestPhone, peer: Peer): Promise<Talk> {
  test.phone.dial(peer.number);
  const { call, leg } = newest(test);
  leg.say({ kind: 'peer', peer });
  leg.pickUp();
  test.microphone.deliver();
  await settle();
  return { call, leg };
}

async function ring(test: TestPhone, peer: Peer, options: FakeLegOptions = {}): Promise<void> {
  test.line().ring({ peer, destination: 'alice', ...options });
  await settle();
}

async function consult(test: TestPhone, { isAnswered }: { isAnswered: boolean }): Promise<Talk> {
  const { call } = await talk(test, bob);
  call.consult(carol.number);
  const asked = newest(test);
  asked.leg.say({ kind: 'peer', peer: carol });
  if (isAnswered) asked.leg.pickUp();
  else asked.leg.say({ kind: 'rang' });
  await settle();
  return asked;
}

/** A call sounds like that from now on; settles with the first report of it. */
async function sound({ phone }: TestPhone, { call, leg }: Talk, options: SoundOptions): Promise<void> {
  const statistics = new FakeStatistics();
  statistics.set(options);
  leg.readStatistics = async () => {
    statistics.pass();
    return statistics.report;
  };
  phone.reportInterval = 1_000;
  await new Promise((resolve) => call.on('report', resolve, { once: true }));
}

async function confer(test: TestPhone, ...peers: readonly Peer[]): Promise<void> {
  const calls: Call[] = [];
  for (const peer of peers) calls.push((await talk(test, peer)).call);
  await calls[0]?.merge(...calls.slice(1));
  test.meters.level = 0.2;
  await settle();
}

/** What both show: ourselves by the names of what we show, the far end too. */
async function see(test: TestPhone, ours: readonly VideoContent[], theirs: readonly VideoContent[]): Promise<void> {
  const { call, leg } = await talk(test, bob);
  for (const content of ours) await call.addStream(makePicture(content, '#775533', 'Alice'), { content });
  const received = theirs.map((content) => ({
    content,
    stream: makePicture(content, content === 'camera' ? '#335577' : '#557755', content),
  }));
  leg.say({ kind: 'video', video: { sent: ours, received, isAsked: ours.length === 0 } });
  await settle();
}

/** A conference of the server with so many others, who are seen; the third of them talks, and the second is muted. */
async function meet(test: TestPhone, count: number, contents: readonly VideoContent[] = []): Promise<void> {
  const { call, leg } = await talk(test, makePeer('Monday round', '7003'));
  await call.addStream(makePicture('camera', '#775533', 'Alice'));
  const names = [bob, carol, dave, endless].map(({ name }) => name);
  const channels = Array.from({ length: count }, (_, i) => ({
    id: `1.${i}`,
    caller: { name: names[i] ?? `Member ${i + 1}`, number: `10${i}` },
  }));
  const tell = (type: string, ...told: object[]) =>
    leg.say({ kind: 'room', document: JSON.stringify({ type: `Confbridge${type}`, channels: told }) });
  tell('Welcome', ...channels);
  tell('Mute', channels[1] ?? {});
  tell('Talking', { ...channels[2], talking_status: 'on' });
  const faces = channels.map(({ id }, i) => ({
    ...{ content: 'camera' as const, label: id },
    stream: makePicture('camera', `hsl(${(i * 47) % 360} 35% 40%)`, `${i + 1}`),
  }));
  const shared = contents.map((content) => ({ content, stream: makePicture(content, '#557755', content) }));
  const received = [...faces, ...shared];
  leg.readStatistics = countPictures(received.map(({ stream }) => stream));
  leg.say({ kind: 'video', video: { sent: ['camera'], received, isAsked: false } });
  while (!call.snapshot.video.received.every(({ isFlowing }) => isFlowing)) await settle();
}

async function endWith(test: TestPhone, reason: Parameters<FakeLeg['end']>[0]): Promise<void> {
  const { leg } = await talk(test, bob);
  leg.end(reason);
  await settle();
}

/** `outcome`: what becomes of the transfer after its far end was rung. */
async function handOver(test: TestPhone, outcome: Promise<void>): Promise<void> {
  const { call, leg } = await talk(test, bob);
  leg.refer = (_, { onProgress }) => {
    onProgress?.(180);
    return outcome;
  };
  call.transfer('1003').catch(() => {}); // What becomes of it is on the card.
  await settle();
}

/** Every state of the interface around calls, by the name under which it is looked at. */
export const scenes = {
  idle: async () => {},
  'empty-idle': async () => {},
  favourites: async ({ line }) => {
    const lamps = [bob, carol, dave].map(({ number }) => line().presence.lamps.get(`sip:${number}@pbx.example.com`));
    for (const [index, lamp] of (['busy', 'ringing', 'idle'] as const).entries()) lamps[index]?.(lamp);
    await settle();
  },
  ringing: (test) => ring(test, bob),
  'ringing-forwarded': (test) => ring(test, endless, { facts: { forwardedBy: makePeer('Reception', '1000') } }),
  'ringing-while-talking': async (test) => {
    await talk(test, bob);
    await ring(test, carol);
  },
  dialing: async (test) => {
    test.phone.dial(bob.number);
    await settle();
  },
  talking: async (test) => void (await talk(test, bob)),
  /** Through a headset of Bluetooth, whose microphone is on (`gallery.ts`). */
  'talking-bluetooth': async (test) => void (await talk(test, bob)),
  'talking-endless': async (test) => {
    const { call } = await talk(test, endless);
    call.muteMicrophone();
    call.muteSpeaker();
  },
  held: async (test) => {
    const { call } = await talk(test, bob);
    await call.hold();
  },
  'auto-answered': async (test) => {
    test.phone.rules = { ...test.phone.rules, autoAnswer: { isOn: true, after: 0, obeysHeaders: false } };
    await ring(test, bob);
  },
  messages: async (test) => {
    const { call, leg } = await talk(test, bob);
    leg.say({ kind: 'message', text: 'The order number is 4711-0815, could you read it back to me?' });
    await call.sendMessage('4711-0815. Shipping today.');
    leg.say({ kind: 'message', text: 'Perfect, thanks' });
  },
  'tones-waiting': async (test) => {
    const { call } = await talk(test, bob);
    await call.sendTones('123#,4;4711#');
  },
  transferring: (test) => handOver(test, new Promise(() => {})),
  'transfer-failed': (test) => handOver(test, Promise.reject(new PhoneError('rejected', 'Busy here.', { code: 486 }))),
  'transfer-asked': async (test) => {
    const { leg } = await talk(test, bob);
    leg.askToRefer({ target: 'sip:+449001234567@elsewhere.example', host: 'elsewhere.example' });
  },
  'consulting-rings': async (test) => void (await consult(test, { isAnswered: false })),
  consulting: async (test) => void (await consult(test, { isAnswered: true })),
  'two-calls': async (test) => {
    await talk(test, bob);
    await talk(test, carol);
  },
  'eight-calls': async (test) => {
    for (let index = 2; index < 10; index++) await talk(test, makePeer(['Bob', 'Carol', 'Dave'][index - 2] ?? '', `100${index}`));
  },
  conference: (test) => confer(test, bob, carol),
  'conference-sounds': async (test) => {
    const first = await talk(test, bob);
    const second = await talk(test, carol);
    await second.call.merge(first.call);
    await Promise.all([sound(test, first, {}), sound(test, second, { lost: 0.2 })]);
    await settle();
  },
  'conference-full': (test) => confer(test, bob, carol, dave, endless, makePeer('Erin', '1005'), makePeer('', '+493090182000')),
  'conference-and-call': async (test) => {
    await confer(test, bob, carol);
    await talk(test, dave);
  },
  'ringing-video': (test) => ring(test, bob, { hasVideo: true }),
  video: (test) => see(test, ['camera'], ['camera']),
  'video-calling': async (test) => {
    test.camera.open = async () => makePicture('camera', '#775533', 'Alice');
    test.phone.dial(bob.number, { video: true });
    newest(test).leg.say({ kind: 'rang' });
    await settle();
  },
  'video-asked': async (test) => {
    const leg = test.line().ring({ peer: bob, destination: 'alice', hasVideo: true });
    await test.phone.calls.at(-1)?.answer();
    test.microphone.deliver();
    leg.say({ kind: 'video', video: { sent: [], received: [], isAsked: true } });
    await settle();
  },
  'video-looking': (test) => see(test, [], ['camera']),
  'video-held': async (test) => {
    await see(test, ['camera'], ['camera']);
    await test.phone.calls.at(-1)?.hold();
    await settle();
  },
  'video-screen': (test) => see(test, ['camera'], ['camera', 'screen']),
  'video-sharing': (test) => see(test, ['screen'], []),
  'video-room-two': (test) => meet(test, 2),
  'video-room': (test) => meet(test, 4),
  'video-room-nine': (test) => meet(test, 9),
  'video-room-full': (test) => meet(test, 16),
  'video-room-screen': (test) => meet(test, 5, ['screen']),
  'ended-transferred': (test) => endWith(test, { kind: 'transferred', by: 'local', to: '1003' }),
  'ended-busy': (test) => endWith(test, { kind: 'busy', code: 486, phrase: 'Busy Here' }),
  'ended-moved': async (test) => {
    test.phone.dial(bob.number);
    const { leg } = newest(test);
    leg.say({ kind: 'peer', peer: bob });
    leg.sendOn('sip:+449001234567@elsewhere.example');
    await settle();
  },
  'ended-network': (test) => endWith(test, { kind: 'network-lost', by: 'local' }),
} satisfies Record<string, (test: TestPhone) => Promise<void>>;

export type Scene = keyof typeof scenes;

/*
 * The page in which video.test.ts runs whole phones that show each other pictures: each camera and screen is a colour with a counter in it, and a
 * picture that arrived counts when it has that colour and its counter moves.
 */

import type { CreatedPhone } from '../../renderer/phone/create-phone.ts';
import type { CallSnapshot } from '../../shared/call.ts';
import type { VideoContent, VideoRules } from '../../shared/video.ts';
import { makePhone, type Opening, open, outcome, Phones, plain, until } from './page-phones.ts';
import { earOf, hasTone, tone } from './page-sound.ts';

export interface PhoneOptions extends Opening {
  /** CSS colours of what the phone shows. */
  camera: Colour;
  screen: Colour;
  /** What it says; default the first. */
  voice?: 'voice' | 'other voice';
}

export type Colour = keyof typeof colours;

const colours = { red: [255, 0, 0], green: [0, 200, 0], blue: [0, 0, 255], yellow: [230, 230, 0], purple: [200, 0, 200] } as const;

interface Entry extends CreatedPhone {
  texts: string[];
  screens: MediaStream[];
  cameras: MediaStream[];
  screen: Colour;
}

/** Hertz: what each phone says, and what the computer plays whose screen it shares. */
const sounds = { voice: 600, 'other voice': 1_000, screen: 1_500 } as const;
/** Milliseconds: the 8192 samples by which an ear tells tones. */
const earMemory = 200;
const phones = new Phones<Entry>();

const bench = {
  async open({ camera, screen, voice = 'voice', ...opening }: PhoneOptions): Promise<void> {
    const texts: string[] = [];
    const made = makePhone((_, text) => void texts.push(text));
    const entry: Entry = { ...made, texts, screen, screens: [], cameras: [] };
    phones.set(opening.user, entry);
    made.camera.open = async () => {
      const stream = pattern(camera);
      entry.cameras.push(stream);
      return stream;
    };
    await made.microphone.substitute(async () => tone(sounds[voice]));
    await open(made, opening);
  },
  async close(user: string): Promise<void> {
    await phones.of(user).stop();
    phones.delete(user);
  },
  setRules: (user: string, rules: Partial<VideoRules>): void => {
    const { phone } = phones.of(user);
    phone.videoRules = { ...phone.videoRules, ...rules };
  },
  dial: (user: string, number: string, video: boolean): void => void phones.of(user).phone.dial(number, { video }),
  /** Waits until the phone rings, takes the call, and tells how it rang. */
  async answer(user: string, video: boolean): Promise<CallSnapshot> {
    const { phone } = phones.of(user);
    const ringing = () => phone.calls.find(({ direction, state }) => direction === 'incoming' && state.kind === 'ringing');
    await until(`${user} rings`, () => ringing() !== undefined);
    const call = ringing()!;
    const { snapshot } = call;
    await call.answer({ video });
    await until(`${user} talks`, () => call.state.kind === 'active');
    return plain(snapshot);
  },
  talks: (user: string): Promise<void> => until(`${user} talks`, () => phones.of(user).phone.calls[0]?.state.kind === 'active'),
  /** All calls become a conference that is mixed in this phone. */
  async merge(user: string): Promise<void> {
    const [first, ...others] = phones.of(user).phone.calls;
    await first!.merge(...others);
  },
  hangUp: async (user: string): Promise<void> => void (await phones.first(user).hangUp()),
  hold: (user: string, on: boolean): Promise<void> => (on ? phones.first(user).hold() : phones.first(user).resume()),
  mute: (user: string, on: boolean): void => (on ? phones.first(user).muteMicrophone() : phones.first(user).unmuteMicrophone()),
  /** As the phone does by itself when what arrives does not become pictures. */
  renew: (user: string): Promise<void> => phones.first(user).core.life.leg.renewVideo(),
  turnCamera: (user: string, on: boolean): Promise<string> => outcome(() => phones.first(user).turnCamera(on)),
  receive: (user: string, on: boolean): Promise<string> => outcome(() => phones.first(user).receiveVideo(on)),
  share(user: string, beside: boolean, withSound = false): Promise<string> {
    const entry = phones.of(user);
    navigator.mediaDevices.getDisplayMedia = async (options) => {
      const stream = pattern(entry.screen);
      if (options?.audio) for (const track of tone(sounds.screen).getTracks()) stream.addTrack(track);
      entry.screens.push(stream);
      return stream;
    };
    return outcome(() => phones.first(user).startScreenSharing({ beside, withSound }));
  },
  /** Resolves when these sounds of the far end arrive, and no others, for longer than an ear remembers what was before. */
  async hears(user: string, ...expected: (keyof typeof sounds)[]): Promise<void> {
    const heard = () => {
      const { remoteStream } = phones.first(user);
      return (Object.keys(sounds) as (keyof typeof sounds)[]).filter((name) => remoteStream && hasTone(earOf(remoteStream), sounds[name]));
    };
    let since = Number.POSITIVE_INFINITY;
    const isSo = () => {
      if (heard().join() !== expected.join()) since = Number.POSITIVE_INFINITY;
      else since = Math.min(since, performance.now());
      return performance.now() - since > earMemory;
    };
    await until(`${user} hears ${expected}`, isSo, () => heard().join());
  },
  stopSharing: (user: string): Promise<string> => outcome(() => phones.first(user).stopScreenSharing()),
  /** As when a window is closed or a camera unplugged. */
  end(user: string, content: VideoContent): void {
    const [track] = phones.of(user)[content === 'camera' ? 'cameras' : 'screens'].at(-1)!.getVideoTracks();
    track!.stop();
    track!.dispatchEvent(new Event('ended'));
  },
  /** Replaces what the camera shows. */
  replaceCamera: (user: string, colour: Colour): Promise<string> =>
    outcome(() =>
      phones
        .first(user)
        .replaceStream(pattern(colour), phones.first(user).localStreams.find(({ content }) => content === 'camera')!.stream),
    ),
  /** Resolves when what the far end shows as that has the colour, and moves. */
  async sees(user: string, content: VideoContent, colour: Colour): Promise<void> {
    const counts = new Set<number>();
    let seen = '';
    const isSeen = () => {
      const shown = phones.get(user)?.phone.calls[0]?.remoteStreams.find((each) => each.content === content);
      const picture = shown && look(eyeOf(shown.stream));
      seen = picture ? `${picture.colour} ${picture.count}` : 'nothing';
      if (picture?.colour === colour) counts.add(picture.count);
      return counts.size >= 3;
    };
    await until(`${user} sees ${colour} as ${content}`, isSeen, () => `${seen} ${JSON.stringify(phones.first(user).snapshot.video)}`);
  },
  /** Resolves when these colours move before the user, each in one stream, and no others for half a second. */
  async seesAll(user: string, expected: readonly Colour[]): Promise<void> {
    const last = new Map<MediaStream, number>();
    const moved = new Map<MediaStream, { at: number; colour: Colour | null }>();
    const now = () => {
      const { remoteStreams } = phones.first(user);
      for (const { stream } of remoteStreams) {
        const { count = -1, colour = null } = look(eyeOf(stream)) ?? {};
        if (last.has(stream) && last.get(stream) !== count) moved.set(stream, { at: performance.now(), colour });
        last.set(stream, count);
      }
      const isMoving = (stream: MediaStream) => performance.now() - (moved.get(stream)?.at ?? Number.NEGATIVE_INFINITY) < 500;
      return remoteStreams.filter(({ stream }) => isMoving(stream)).map(({ stream }) => moved.get(stream)!.colour);
    };
    let since = Number.POSITIVE_INFINITY;
    const isSo = () => {
      if (now().sort().join() !== [...expected].sort().join()) since = Number.POSITIVE_INFINITY;
      else since = Math.min(since, performance.now());
      return performance.now() - since > 500;
    };
    const tell = () => `${now()} ${JSON.stringify(phones.first(user).snapshot.video)}`;
    await until(`${user} sees ${expected}`, isSo, tell, 30);
  },
  /** Resolves when the picture in which that participant is said to be seen has the colour, and moves. */
  async seesOf(user: string, name: string, colour: Colour): Promise<void> {
    const counts = new Set<number>();
    const isSeen = () => {
      const { remoteStreams, snapshot } = phones.first(user);
      const { id } = snapshot.participants.find((each) => each.name === name) ?? {};
      const pictures = snapshot.video.received.find(({ participantId }) => participantId !== null && participantId === id);
      const shown = remoteStreams.find(({ stream }) => stream.id === pictures?.id);
      const picture = shown && look(eyeOf(shown.stream));
      if (picture?.colour === colour) counts.add(picture.count);
      return counts.size >= 3;
    };
    await until(`${user} sees ${name} in ${colour}`, isSeen, () => JSON.stringify(phones.first(user).snapshot));
  },
  /** Resolves when those are said to talk, and nobody else. */
  async hearsTalk(user: string, ...names: string[]): Promise<void> {
    const now = () =>
      phones
        .first(user)
        .participants.filter(({ isLocal, isSpeaking }) => isSpeaking && !isLocal)
        .map(({ name }) => name)
        .join();
    await until(`${user} is told that ${names} talk`, () => now() === names.join(), now);
  },
  /** Resolves when nothing that is shown moves any more for half a second. */
  async seesNothing(user: string): Promise<void> {
    let last = '';
    let since = performance.now();
    await until(`${user} sees nothing`, () => {
      const now = phones
        .first(user)
        .remoteStreams.map(({ stream }) => look(eyeOf(stream))?.count ?? '')
        .join();
      if (now !== last) since = performance.now();
      last = now;
      return performance.now() - since > 500;
    });
  },
  /** Waits until what the snapshot says of pictures is that: contents sent, contents received, and their codecs. */
  async shows(user: string, sent: string, received: string): Promise<void> {
    const now = () => {
      const { video } = phones.first(user).snapshot;
      return `${video.sent.map(({ content }) => content)} ${video.received.map(({ content }) => content)}`;
    };
    await until(`${user} shows ${sent} and sees ${received}`, () => now() === `${sent} ${received}`, now);
  },
  /** Waits until pictures of that codec flow, and tells their size. */
  async codec(user: string, codec: string): Promise<string> {
    const found = () => phones.first(user).snapshot.video.received.find((each) => each.codec === codec && each.isFlowing && each.width > 0);
    await until(
      `${user} gets ${codec}`,
      () => found() !== undefined,
      () => JSON.stringify(phones.first(user).snapshot.video),
    );
    return `${found()!.width}x${found()!.height}`;
  },
  /** How many streams of the camera are open: with one its light burns. */
  openCameras: (user: string): number => phones.of(user).cameras.filter(({ active }) => active).length,
  snapshot: (user: string): CallSnapshot => plain(phones.first(user).snapshot),
  /** What the browser would send pictures in. */
  codecs: (): string[] => RTCRtpSender.getCapabilities('video')!.codecs.map(({ mimeType }) => mimeType.replace('video/', '')),
  /** The last message that begins so and was sent or received. */
  lastText: (user: string, start: string): string => phones.of(user).texts.findLast((text) => text.startsWith(start)) ?? '',
};

export type VideoBench = typeof bench;
Object.assign(globalThis, { bench });

const size = { width: 320, height: 240 };
const bits = 6;

/** Above the colour, below a counter: a field for each bit, white for 1. */
function pattern(colour: Colour): MediaStream {
  const canvas = Object.assign(document.createElement('canvas'), size);
  const context = canvas.getContext('2d')!;
  let count = 0;
  const draw = () => {
    context.fillStyle = `rgb(${colours[colour]})`;
    context.fillRect(0, 0, size.width, size.height / 2);
    for (let bit = 0; bit < bits; bit++) {
      context.fillStyle = (count >> bit) & 1 ? '#fff' : '#000';
      context.fillRect((bit * size.width) / bits, size.height / 2, size.width / bits, size.height / 2);
    }
    count = (count + 1) % 2 ** bits;
  };
  draw();
  const stream = canvas.captureStream(15);
  const timer = setInterval(() => (stream.getVideoTracks()[0]?.readyState === 'ended' ? clearInterval(timer) : draw()), 70);
  return stream;
}

const eyes = new WeakMap<MediaStream, HTMLVideoElement>();

function eyeOf(stream: MediaStream): HTMLVideoElement {
  const known = eyes.get(stream);
  if (known) return known;
  const element = document.createElement('video');
  element.srcObject = stream;
  element.muted = true;
  void element.play();
  eyes.set(stream, element);
  return element;
}

const retina = Object.assign(document.createElement('canvas'), size).getContext('2d', { willReadFrequently: true })!;

/** What is in the picture that is shown now; null before the first. */
function look(element: HTMLVideoElement): { colour: Colour | null; count: number } | null {
  if (element.readyState < 2) return null;
  retina.drawImage(element, 0, 0, size.width, size.height);
  const at = (x: number, y: number) => [...retina.getImageData(x, y, 1, 1).data.slice(0, 3)];
  const seen = at(size.width / 2, size.height / 4);
  const isNear = (colour: readonly number[]) => colour.every((part, i) => Math.abs(part - seen[i]!) < 70);
  let count = 0;
  for (let bit = 0; bit < bits; bit++) if (at(((bit + 0.5) * size.width) / bits, size.height * 0.75)[0]! > 128) count |= 1 << bit;
  return { colour: (Object.keys(colours) as Colour[]).find((name) => isNear(colours[name])) ?? null, count };
}

import { type RunTool, runTool } from './run-tool.ts';

/** The programs that play music or films on this desktop. */
export interface Players {
  /** Pauses those that play, and gives their names. */
  readonly pause: () => Promise<readonly string[]>;
  /** Lets those play on that are still paused. */
  readonly resume: (names: readonly string[]) => Promise<void>;
}

const BUS = 'org.freedesktop.DBus';
const PATH = '/org/mpris/MediaPlayer2';
const PLAYER = 'org.mpris.MediaPlayer2.Player';
/** As the specification has them: after the prefix letters, digits, hyphens and underscores between dots. Many more than these nobody has. */
const names = /\borg\.mpris\.MediaPlayer2\.[\w-]+(?:\.[\w-]+)*/g;
const most = 20;

/** What is asked of the session bus, for the tool of GLib and for that of systemd. */
type Question = readonly [gdbus: readonly string[], busctl: readonly string[]];

const call = (name: string, path: string, method: string, ...args: string[]): readonly string[] => [
  ...['call', '--session', '--dest', name, '--object-path', path, '--method', method],
  ...args,
];
const list: Question = [
  call(BUS, '/org/freedesktop/DBus', `${BUS}.ListNames`),
  ['--user', 'call', BUS, '/org/freedesktop/DBus', BUS, 'ListNames'],
];
const status = (name: string): Question => [
  call(name, PATH, `${BUS}.Properties.Get`, PLAYER, 'PlaybackStatus'),
  ['--user', 'get-property', name, PATH, PLAYER, 'PlaybackStatus'],
];
const order = (name: string, verb: 'Pause' | 'Play'): Question => [
  call(name, PATH, `${PLAYER}.${verb}`),
  ['--user', 'call', name, PATH, PLAYER, verb],
];

/** Players by MPRIS, which those of Linux speak. @param ownProcess its id: Chromium offers the sound of our calls as a player of its own */
export function sessionPlayers(run: RunTool = runTool, ownProcess: number = process.pid): Players {
  const ask = async ([gdbus, busctl]: Question): Promise<string | null> => (await run('gdbus', gdbus)) ?? run('busctl', busctl);
  const are = async (some: readonly string[], wanted: 'Playing' | 'Paused'): Promise<readonly string[]> => {
    const answers = await Promise.all(some.map((name) => ask(status(name))));
    return some.filter((_, i) => new RegExp(`['"]${wanted}['"]`).test(answers[i] ?? ''));
  };
  const tell = async (some: readonly string[], verb: 'Pause' | 'Play'): Promise<void> => {
    await Promise.all(some.map((name) => ask(order(name, verb))));
  };
  return {
    pause: async () => {
      const all = new Set((await ask(list))?.match(names) ?? []);
      const others = [...all].filter((name) => !name.endsWith(`.instance${ownProcess}`)).slice(0, most);
      const playing = await are(others, 'Playing');
      await tell(playing, 'Pause');
      return playing;
    },
    resume: async (paused) => tell(await are(paused, 'Paused'), 'Play'),
  };
}

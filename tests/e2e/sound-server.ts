import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { RoomMicrophone } from './room-microphone.ts';

const execute = promisify(execFile);

/** A device that can be unplugged; a microphone hears one steady tone. */
export interface PluggedIn {
  unplug(): Promise<void>;
}

/**
 * A PulseAudio of the test's own, in a folder of its own: devices that Chromium finds, loses and finds again as it does real ones.
 * It touches no sound server that the machine may run.
 */
export class SoundServer {
  readonly #folder: string;
  readonly #process: ChildProcess;

  private constructor(folder: string, process: ChildProcess) {
    this.#folder = folder;
    this.#process = process;
  }

  static async start(): Promise<SoundServer> {
    const folder = await mkdtemp(path.join(os.tmpdir(), 'offhook-sound-'));
    const modules = [`module-native-protocol-unix socket=${folder}/native auth-anonymous=1`, 'module-null-sink sink_name=loudspeaker'];
    const command = ['pulseaudio', '-n', '--daemonize=no', '--exit-idle-time=-1', ...modules.flatMap((module) => ['-L', module])];
    // The kernel ends it when the test run dies.
    const server = spawn('setpriv', ['--pdeathsig', 'KILL', ...command], {
      env: { ...process.env, HOME: folder, XDG_RUNTIME_DIR: folder, PULSE_RUNTIME_PATH: folder },
      stdio: 'ignore',
    });
    const started = new SoundServer(folder, server);
    const end = performance.now() + 10_000;
    while (
      !(await started.#control('info').then(
        () => true,
        () => false,
      ))
    ) {
      if (server.exitCode !== null || performance.now() > end) throw new Error('PulseAudio did not start');
      await delay(50);
    }
    return started;
  }

  /** For the app, so that its Chromium finds these devices. */
  get env(): Record<string, string> {
    return { PULSE_SERVER: `unix:${this.#folder}/native` };
  }

  /** Plugs in a microphone with a name that people see. Its tone comes from a null sink, which stays for the next time. */
  async plugIn(name: string, hertz: number): Promise<PluggedIn> {
    const source = [`master=${await this.#makeTone(hertz)}.monitor`, `source_name=${name}`, `source_properties=device.description=${name}`];
    const module = await this.#control('load-module', 'module-remap-source', ...source);
    return {
      unplug: async () => {
        await this.#control('unload-module', module.trim());
      },
    };
  }

  /** Plugs in a speaker with a name that people see. There is one from the beginning, `loudspeaker`, which is the default one. */
  async plugInSpeaker(name: string): Promise<PluggedIn> {
    const module = await this.#control(
      'load-module',
      'module-null-sink',
      `sink_name=${name}`,
      `sink_properties=device.description=${name}`,
    );
    await this.#control('set-default-sink', 'loudspeaker');
    return {
      unplug: async () => {
        await this.#control('unload-module', module.trim());
      },
    };
  }

  /** Connects a headset with microphone and speaker as a sound server does with one of Bluetooth: by its bare name, and on no bus. */
  async connectHeadset(name: string, hertz: number): Promise<void> {
    const description = `device.description=${name}`;
    const hardware = ['rate=16000', 'channels=1'];
    await this.#control('load-module', 'module-null-sink', 'sink_name=bluez_sink.headset', `sink_properties=${description}`, ...hardware);
    const source = [
      `master=${await this.#makeTone(hertz)}.monitor`,
      'source_name=bluez_source.headset',
      `source_properties=${description}`,
    ];
    await this.#control('load-module', 'module-remap-source', ...source, ...hardware);
    await this.#control('set-default-sink', 'loudspeaker');
  }

  /** Puts an ear at a speaker; to be stopped by who asked for it. */
  listenAt(speaker: string): RoomMicrophone {
    return new RoomMicrophone(speaker, { ...process.env, ...this.env, HOME: this.#folder });
  }

  /** Makes a microphone the system's default one. */
  async makeDefault(name: string): Promise<void> {
    await this.#control('set-default-source', name);
  }

  async stop(): Promise<void> {
    if (this.#process.exitCode === null) {
      const exited = once(this.#process, 'exit');
      this.#process.kill();
      await exited;
    }
    await rm(this.#folder, { recursive: true, force: true });
  }

  /** A sink in which a tone sounds, made once. */
  async #makeTone(hertz: number): Promise<string> {
    const sink = `tone_${hertz}`;
    if ((await this.#control('list', 'short', 'sinks')).includes(sink)) return sink;
    await this.#control('load-module', 'module-null-sink', `sink_name=${sink}`);
    await this.#control('load-module', 'module-sine', `sink=${sink}`, `frequency=${hertz}`);
    return sink;
  }

  async #control(...args: string[]): Promise<string> {
    const { stdout } = await execute('pactl', args, { env: { ...process.env, ...this.env, HOME: this.#folder } });
    return stdout;
  }
}

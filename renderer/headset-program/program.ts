import type { VendorImplementation } from 'softphone-vendor-headsets/dist/es/src/library/services/vendor-implementations/vendor-implementation';
import type { ProgramPress, ProgramState } from '../../shared/headset-program.ts';
import type { Step } from './steps.ts';

/** What softphone-vendor-headsets calls an implementation: the connection to one maker's program. */
export type Maker = VendorImplementation;

/** What the library has to say; of a program that is not there it says a lot. */
export const quietly = (write: (message: string) => void) => {
  const say = (...what: unknown[]): void => write(what.map((one) => (one instanceof Error ? one.message : JSON.stringify(one))).join(' '));
  return { debug: say, info: say, warn: say, error: say };
};

export const isConnected = (maker: Maker): boolean => maker.isConnected && !maker.isConnecting;

/** Tells the program. Rejects when it does not want to hear that. */
export async function tellProgram(maker: Maker, step: Step): Promise<void> {
  switch (step.kind) {
    case 'ring':
      return maker.incomingCall({ conversationId: step.callId });
    case 'dial':
      return maker.outgoingCall({ conversationId: step.callId });
    case 'answer':
      return maker.answerCall(step.callId);
    case 'take':
      return maker.answerCall(step.callId, true);
    case 'decline':
      return maker.rejectCall(step.callId);
    case 'end':
      return maker.endCall(step.callId, step.hasOthers);
    case 'hold':
      return maker.setHold(step.callId, step.on);
    case 'mute':
      return maker.setMute(step.on);
    default:
      return step satisfies never;
  }
}

/** Hears what is pressed on the headset. Programs also tell of calls of others, which have no id here. */
export function onPress(maker: Maker, listener: (press: ProgramPress) => void): void {
  const withCall = (kind: 'answer' | 'decline' | 'hang-up') => (event: { body: { conversationId?: string } }) => {
    if (event.body.conversationId) listener({ kind, callId: event.body.conversationId });
  };
  maker.on('deviceAnsweredCall', withCall('answer'));
  maker.on('deviceRejectedCall', withCall('decline'));
  maker.on('deviceEndedCall', withCall('hang-up'));
  maker.on('deviceMuteStatusChanged', ({ body: { isMuted } }) => listener({ kind: 'mute', on: isMuted }));
  maker.on('deviceHoldStatusChanged', ({ body: { conversationId, holdRequested } }) => {
    if (conversationId) listener({ kind: 'hold', callId: conversationId, on: holdRequested });
  });
}

/** The names are those of EPOS and of Poly, in this order. */
const headsetOf = ({ deviceInfo }: Maker): string => deviceInfo?.deviceName ?? deviceInfo?.ProductName ?? '';

/** How many looks a program has for its first answer. */
const PATIENCE = 5;

type Ports = {
  readonly maker: Maker;
  /** Ends an attempt that leads to nothing, so that another can begin. */
  readonly giveUp: () => void;
  readonly onState: (state: ProgramState) => void;
  /** Milliseconds between two looks: whether it is there, and which headset it has. */
  readonly pause?: number;
};

/** Looks for the program until it is there, and again when it has gone. Returns the function that ends that. */
export function keepConnected({ maker, giveUp, onState, pause = 2_000 }: Ports): () => void {
  let said = '';
  let looks = 0;
  const say = (): void => {
    // An attempt says nothing before it has ended.
    if (maker.isConnecting) return;
    const state: ProgramState = maker.isConnected ? { kind: 'working', headset: headsetOf(maker).slice(0, 200) } : { kind: 'missing' };
    if (JSON.stringify(state) === said) return;
    said = JSON.stringify(state);
    onState(state);
  };
  const look = (): void => {
    looks = maker.isConnecting ? looks + 1 : 0;
    if (looks > PATIENCE) giveUp();
    else if (!maker.isConnected && !maker.isConnecting) maker.connect().catch(() => {}); // the library has logged it
    say();
  };
  maker.on('deviceConnectionStatusChanged', say);
  const timer = setInterval(look, pause);
  look();
  return () => clearInterval(timer);
}

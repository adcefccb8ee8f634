import type { Leg } from '../line.ts';
import type { Call } from './call.ts';
import type { CallCorePorts } from './call-core.ts';
import type { Conference } from './conference.ts';
import type { TransferOptions } from './transfers.ts';

/** What a call needs of the phone around it. All calls have the same. */
export interface CallPorts extends Pick<CallCorePorts, 'phone'> {
  makeWay: (call: Call) => Promise<boolean>;
  isFloorFree: (call: Call) => boolean;
  /** Talks to whom the far end of a call sent us. */
  follow: (call: Call, leg: Leg) => Call;
  /** What the rules say to a far end that wants us to call somebody else. */
  decideTransfer: (call: Call, host: string) => ReturnType<CallCorePorts['decideTransfer']>;
  /** Calls somebody about a call. */
  consult: (call: Call, target: string, options: TransferOptions) => Call;
  live: () => readonly Call[];
  merge: (calls: readonly [Call, ...Call[]]) => Promise<Conference>;
  /** Where voicemail is reached, empty where there is none. */
  voicemail: () => string;
}

/** What the parts of a call need, as that call sees it. */
export const corePortsOf = (call: Call, ports: CallPorts, emit: CallCorePorts['emit']): CallCorePorts => ({
  phone: ports.phone,
  makeWay: () => ports.makeWay(call),
  isFloorFree: () => ports.isFloorFree(call),
  follow: (found) => ports.follow(call, found),
  decideTransfer: (host) => ports.decideTransfer(call, host),
  emit,
});

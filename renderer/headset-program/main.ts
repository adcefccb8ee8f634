import type { HeadsetProgram } from '../../shared/headset-program.ts';
import { bridge } from '../bridge.ts';
import { makeLog } from '../log.ts';
import { followPhone } from './follow.ts';
import { eposConnect, polyProgram } from './makers.ts';
import { keepConnected, quietly } from './program.ts';

const log = makeLog(bridge);
const report = (error: unknown): void => log.warn(error instanceof Error ? `headset program: ${error.stack}` : `headset program: ${error}`);
window.addEventListener('error', ({ error, message }) => report(error ?? message));
window.addEventListener('unhandledrejection', ({ reason }) => report(reason));

const makers = { epos: eposConnect, poly: polyProgram } satisfies Record<HeadsetProgram, unknown>;
const name = new URLSearchParams(location.search).get('program') as HeadsetProgram;
const { maker, giveUp } = makers[name](quietly(log.debug));
const take = followPhone({ maker, ask: (press) => bridge.request('program:press', press), log: log.debug });
bridge.on('program:view', take);
await bridge.request('app:ready', undefined);
keepConnected({
  maker,
  giveUp,
  onState: (state) => {
    log.info(`the headset program ${name} is ${state.kind}`);
    void bridge.request('program:state', state);
  },
});

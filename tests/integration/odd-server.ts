import { afterAll, afterEach, beforeAll } from 'vitest';
import { type ScriptedServer, startScriptedServer } from '../pbx/scripted-server.ts';
import { type OddPhone, openOddPhone } from './odd-phone.ts';

/** The server that the tests of a file script, from `useScriptedServer` on. It accepts every registration. */
export let server: ScriptedServer;
/** A phone that is registered there, from `useOddPhone` on. */
export let phone: OddPhone;

/** Starts the server for all tests of a file; what came in is forgotten after each of them. */
export function useScriptedServer(): void {
  beforeAll(async () => {
    server = await startScriptedServer();
    server.acceptRegistrations();
  });
  afterAll(() => server?.stop());
  afterEach(() => server.inbox.clear());
}

/** The same, with a phone. */
export function useOddPhone(): void {
  useScriptedServer();
  beforeAll(async () => {
    phone = await openOddPhone({ url: server.url });
  });
  afterAll(() => phone?.close());
}

/**
 * Where the phone tells what it does; the app injects its file log. One `info` line per transition of a call or a registration,
 * `debug` for what crosses the wire. Nobody passes credentials; SDP and whole numbers go to `debug` only.
 */
export interface Log {
  error: (message: string) => void;
  warn: (message: string) => void;
  info: (message: string) => void;
  debug: (message: string) => void;
}

/** Says nothing: for programs and tests that do not care. */
export const silentLog: Log = { error() {}, warn() {}, info() {}, debug() {} };

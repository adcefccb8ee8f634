import { app } from 'electron';

/** What was printed must get through the pipe first. */
export function exitWith(code: number): void {
  process.stdout.write('', () => app.exit(code));
}

import { execFile } from 'node:child_process';

/** Runs a program, its arguments as arguments, and gives what it wrote; null when it is not there, failed or took longer than a second. */
export type RunTool = (tool: string, args: readonly string[]) => Promise<string | null>;

export const runTool: RunTool = (tool, args) =>
  new Promise((resolve) => {
    execFile(tool, [...args], { timeout: 1000 }, (error, output) => resolve(error ? null : output));
  });

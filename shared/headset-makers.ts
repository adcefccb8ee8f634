import type { Headset } from './headset.ts';
import type { HeadsetProgram } from './headset-program.ts';

/** Whose headsets a program speaks for, by the numbers that USB gives to makers: Sennheiser Communications (EPOS); Plantronics (Poly) and HP, who took it over. */
const makers: Readonly<Record<HeadsetProgram, readonly number[]>> = { epos: [0x1395], poly: [0x047f, 0x03f0] };

/** Whether the program speaks for this headset: then nobody else may, or one press would be two. */
export const isKeptBy = (program: HeadsetProgram | null, { vendorId }: Pick<Headset, 'vendorId'>): boolean =>
  program !== null && makers[program].includes(vendorId);

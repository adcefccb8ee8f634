import { z } from 'zod';

/** A maker's own program, which knows what its headsets do and lets softphones take part: EPOS Connect, and Poly Lens or Plantronics Hub. */
export const HeadsetProgram = z.enum(['epos', 'poly']);
export type HeadsetProgram = z.infer<typeof HeadsetProgram>;

/** How it stands with the program. `headset`: what it calls the one in use, empty while there is none. */
export const ProgramState = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('off') }),
  z.object({ kind: z.literal('looking') }),
  /** Not installed, not running, or not willing. */
  z.object({ kind: z.literal('missing') }),
  z.object({ kind: z.literal('working'), headset: z.string().max(200) }),
]);
export type ProgramState = z.infer<typeof ProgramState>;

/** A call as a headset sees it. The id is made up by us and says nothing of who calls. */
export const ProgramCall = z.object({ id: z.string(), kind: z.enum(['rings', 'dials', 'talks']), isHeld: z.boolean() });
export type ProgramCall = z.infer<typeof ProgramCall>;

/** All that the makers' programs are told of the phone. */
export const ProgramView = z.object({ calls: z.array(ProgramCall), isMuted: z.boolean() });
export type ProgramView = z.infer<typeof ProgramView>;

/** What the user did with the headset. */
export const ProgramPress = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('answer'), callId: z.string() }),
  z.object({ kind: z.literal('decline'), callId: z.string() }),
  z.object({ kind: z.literal('hang-up'), callId: z.string() }),
  z.object({ kind: z.literal('hold'), callId: z.string(), on: z.boolean() }),
  z.object({ kind: z.literal('mute'), on: z.boolean() }),
]);
export type ProgramPress = z.infer<typeof ProgramPress>;

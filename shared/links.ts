import { z } from 'zod';

/** The schemes of the links that this app opens. */
export const LINK_SCHEMES = ['tel', 'sip', 'sips', 'callto', 'offhook'] as const;

/** Of every scheme whether its links come to us. */
export const LinkReport = z.record(z.enum(LINK_SCHEMES), z.boolean());
export type LinkReport = z.infer<typeof LinkReport>;

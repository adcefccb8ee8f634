import { z } from 'zod';

/** One line of text, as people type it. */
const Line = z
  .string()
  .max(200)
  .regex(/^\P{Cc}*$/u);

/** A number or a SIP address as the user wrote it, spaces and all: `contact-index.ts` knows how numbers are compared. */
export const ContactNumber = z.object({
  kind: z.enum(['work', 'mobile', 'home', 'other']),
  number: z
    .string()
    .min(1)
    .max(256)
    .regex(/^\P{Cc}*$/u),
});
export type ContactNumber = z.infer<typeof ContactNumber>;

/** A person or a company that the user wants to know by name. One of `name` and `company` may be empty, not both. */
export const Contact = z
  .object({
    id: z.string().min(1).max(64),
    name: Line,
    company: Line,
    numbers: z.array(ContactNumber).min(1).max(20),
    /** At hand in the phone view and in the tray, with a busy lamp. Absent: no. */
    isFavourite: z.boolean().optional(),
  })
  .refine(({ name, company }) => name.trim() !== '' || company.trim() !== '');
export type Contact = z.infer<typeof Contact>;

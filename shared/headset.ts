import { z } from 'zod';

/** A kind of headset whose buttons may drive the phone, by the numbers that USB gives to maker and product. */
export const Headset = z.object({
  vendorId: z.number().int().min(0).max(0xffff),
  productId: z.number().int().min(0).max(0xffff),
  /** As it calls itself. */
  name: z.string().max(200),
});
export type Headset = z.infer<typeof Headset>;

/** Usage page of telephones and headsets (HID Usage Tables 1.5, 14). */
export const telephonyPage = 0x0b;

export const isSameHeadset = (a: Omit<Headset, 'name'>, b: Omit<Headset, 'name'>): boolean =>
  a.vendorId === b.vendorId && a.productId === b.productId;

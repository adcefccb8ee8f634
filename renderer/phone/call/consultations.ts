import { PhoneError } from '../errors.ts';
import type { Call } from './call.ts';

/** A call on hold, and the one in which somebody is asked about it. */
export interface Consultation {
  original: Call;
  consultation: Call;
}

/** The pair that a call belongs to, on either side. Throws a PhoneError `wrong-state` when it belongs to none. */
export function consultationOf(call: Call, live: readonly Call[]): Consultation {
  const original = call.consultationFor === null ? call : live.find(({ id }) => id === call.consultationFor);
  const consultation = original === call ? live.findLast(({ consultationFor }) => consultationFor === call.id) : call;
  if (!original || !consultation) throw new PhoneError('wrong-state', 'Nobody is being asked about this call.');
  return { original, consultation };
}

/** Hands the original over to whoever was asked. Where they did not answer yet there is nothing to replace: they are called once more, by the far end. */
export async function completeTransfer({ original, consultation }: Consultation): Promise<void> {
  if (consultation.state.kind === 'active') return original.transferTo(consultation);
  const { destination } = consultation;
  if (original.state.kind !== 'active') throw new PhoneError('wrong-state', 'The call that was to be handed over is not up.');
  await consultation.hangUp();
  await original.transfer(destination);
}

/** Back to the original, as if nobody had been asked. */
export async function cancelTransfer({ original, consultation }: Consultation): Promise<void> {
  await consultation.hangUp();
  await original.resume();
}

/** The call is over: nobody is asked about it any more. */
export function forgetOriginal(call: Call, live: readonly Call[]): void {
  for (const other of live) if (other.consultationFor === call.id) other.core.setConsultationFor(null);
}

/** Another call took the place of one (RFC 3891): whatever that was for, this is for. */
export function inheritConsultation(replaced: Call, call: Call, live: readonly Call[]): void {
  call.core.setConsultationFor(replaced.consultationFor);
  replaced.core.setConsultationFor(null);
  for (const other of live) if (other.consultationFor === replaced.id) other.core.setConsultationFor(call.id);
}

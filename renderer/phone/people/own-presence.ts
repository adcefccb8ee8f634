import type { Announced } from '../../../shared/announced-presence.ts';
import { PhoneError } from '../errors.ts';
import type { Phone } from '../phone.ts';
import { writePidf } from './pidf.ts';

interface Ports {
  readonly phone: Pick<Phone, 'account' | 'announce' | 'on' | 'registration'>;
  /** The server takes no presence, or not from us; told once for every time that the account is opened. `code`: its SIP status. */
  readonly onRefused: (code: number | null) => void;
}

/**
 * Tells the phone system how its user is (RFC 3856, RFC 3903) as long as that is wanted: with every change, and anew with every registration. It is
 * loaded when there is something to say. The line takes it back when it closes.
 */
export class OwnPresence {
  readonly #ports: Ports;
  readonly #stopListening: () => void;
  #wanted: Announced | null = null;
  /** What was said last on this connection. */
  #said = '';
  #isRefused = false;

  constructor(ports: Ports) {
    this.#ports = ports;
    this.#stopListening = ports.phone.on('registration', ({ new: next, old }) => {
      if (next.kind === old.kind) return;
      this.#said = '';
      if (next.kind === 'offline') this.#isRefused = false;
      this.#tell();
    });
  }

  /** What others are to know from now on; null: nothing, and what was said is taken back. */
  say(wanted: Announced | null): void {
    this.#wanted = wanted;
    this.#tell();
  }

  close(): void {
    this.#stopListening();
    this.say(null);
  }

  #tell(): void {
    const { phone, onRefused } = this.#ports;
    const { account } = phone;
    // A guest has no name under which anybody could ask.
    if (account?.kind !== 'sip' || phone.registration.kind !== 'registered' || this.#isRefused) return;
    const body = this.#wanted ? writePidf(`sip:${account.user}@${account.domain}`, this.#wanted) : '';
    if (body === this.#said) return;
    this.#said = body;
    phone.announce(body === '' ? null : { event: 'presence', mime: 'application/pidf+xml', body }).catch((error: unknown) => {
      // Without a connection it is said again with the next one.
      if (!(error instanceof PhoneError) || error.reason !== 'rejected' || this.#isRefused) return;
      this.#isRefused = true;
      onRefused(error.code);
    });
  }
}

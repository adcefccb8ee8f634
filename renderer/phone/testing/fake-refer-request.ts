import type { ReferRequest } from '../line.ts';
import { FakeLeg } from './fake-line.ts';

/** A wish of the far end to be transferred, and what became of it. */
export class FakeReferRequest implements ReferRequest {
  readonly target: string;
  readonly referredBy = null;
  readonly host: string;
  readonly replaces = false;
  /** The leg that the acceptance led to. */
  leg: FakeLeg | null = null;
  isDeclined = false;

  constructor({ target = 'sip:602@pbx.example.com', host = 'pbx.example.com' }: { target?: string; host?: string } = {}) {
    this.target = target;
    this.host = host;
  }

  accept(): FakeLeg {
    this.leg = new FakeLeg({ direction: 'outgoing', destination: this.target, peer: { number: '602', uri: this.target } });
    return this.leg;
  }

  decline(): void {
    this.isDeclined = true;
  }
}

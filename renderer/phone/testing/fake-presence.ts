import type { Lamp } from '../../../shared/presence.ts';
import type { Announcement, Sight } from '../line.ts';

/** What a server in memory tells of people, and what it is told. */
export class FakePresence {
  /** The lamps that are watched now, by SIP URI. A test changes one by calling it. */
  readonly lamps = new Map<string, (lamp: Lamp) => void>();
  /** The same of what people say of themselves. */
  readonly people = new Map<string, (lamp: Lamp, note?: string) => void>();
  /** What was announced, oldest first; null where it was taken back. */
  readonly announced: (Announcement | null)[] = [];
  /** What comes of the next announcements; nothing but good without it. */
  refusal: Error | null = null;

  readonly watch = (uri: string, tell: (sight: Sight) => void): (() => void) => {
    this.lamps.set(uri, (lamp) => tell({ of: 'telephone', lamp }));
    this.people.set(uri, (lamp, note = '') => tell({ of: 'person', lamp, note }));
    return () => {
      this.lamps.delete(uri);
      this.people.delete(uri);
    };
  };

  readonly announce = (announcement: Announcement | null): Promise<void> => {
    this.announced.push(announcement);
    return this.refusal ? Promise.reject(this.refusal) : Promise.resolve();
  };
}

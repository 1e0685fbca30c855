/** From an administrator's vault to the machine at work, on two ways to the relay: reading, publishing. */

import { Administer, headsOwner } from '../core/administer.ts';
import type { AdministerAction, AdministerView } from '../core/administer_view.ts';
import { equal } from '../core/bytes.ts';
import { DamagedVault, ForeignVault, UnsupportedVault, WrongPassphrase } from '../core/errors.ts';
import { unlock } from '../core/vault.ts';
import type { Problem } from '../core/views.ts';
import { connect } from '../transport/socket.ts';
import type { Organisation } from '../ui/organisation.ts';
import { random } from '../ui/support.ts';
import { type Publishing, publish } from './publishing.ts';
import { NoticeShelf } from './notice_shelf.ts';
import { KeyShelf } from './storage.ts';

export interface Administration {
  act(action: AdministerAction): void;
  /** Everything public, as one file. */
  exported(): Uint8Array | undefined;
  /** Wipes every key, closes. */
  lock(): void;
}

/** `stamp` pins the organisation and the relay. Returns why it was not opened, otherwise. */
export async function administer(
  stamp: Organisation,
  vault: Uint8Array,
  passphrase: string,
  progress: (done: number) => void,
  onChange: (view: AdministerView) => void,
): Promise<Administration | Problem> {
  let content: Awaited<ReturnType<typeof unlock>>;
  try {
    content = await unlock(vault, passphrase, progress);
  } catch (error) {
    return reason(error);
  }
  if (content.kind !== 'administrator' || !equal(content.organisation, stamp.fingerprint)) {
    return 'foreign-vault';
  }
  return new Sessions(stamp, content, onChange);
}

type AdministratorVault = ConstructorParameters<typeof Administer>[0]['vault'];

class Sessions implements Administration {
  private readonly stamp: Organisation;
  private readonly machine: Administer;
  private readonly keeper: ReturnType<typeof connect<AdministerView, AdministerAction>>;
  private readonly onChange: (view: AdministerView) => void;
  private readonly shelf: KeyShelf;
  private readonly notices: NoticeShelf;
  private publishing: Publishing | undefined;
  private over = false;

  constructor(
    stamp: Organisation,
    vault: AdministratorVault,
    onChange: (view: AdministerView) => void,
  ) {
    this.stamp = stamp;
    this.onChange = onChange;
    this.shelf = new KeyShelf(headsOwner(vault), random);
    this.notices = new NoticeShelf(stamp.fingerprint, stamp.desk);
    this.machine = new Administer({
      vault,
      desk: stamp.desk,
      relay: stamp.relay,
      leastCharterVersion: stamp.leastCharterVersion,
      stored: this.shelf.load(),
      notices: this.notices.load(),
      now: Date.now() / 1000,
      random,
    });
    this.keeper = connect(`${stamp.relay}/v1/staff`, this.machine, (view) => this.changed(view));
  }

  act(action: AdministerAction): void {
    if (!this.over) this.keeper.act(action);
  }

  exported(): Uint8Array | undefined {
    return this.machine.exported();
  }

  lock(): void {
    this.act({ do: 'lock' });
  }

  private changed(view: AdministerView): void {
    const kept = this.machine.takeChanged();
    if (kept !== undefined && !this.over) this.shelf.keep(kept);
    this.notices.keep(view.notices);
    const items = this.machine.toPublish();
    if (items !== undefined) this.send(items);
    if (view.stage === 'locked' && !this.over) {
      this.over = true;
      this.shelf.wipe();
      this.publishing?.stop();
      // The first view comes before there is a keeper.
      setTimeout(() => this.keeper.stop(), 0);
    }
    this.onChange(view);
  }

  private send(items: NonNullable<ReturnType<Administer['toPublish']>>): void {
    const publishing = publish(this.stamp, items);
    this.publishing = publishing;
    void publishing.done.then((result) => {
      this.publishing = undefined;
      // What is left to say is said by the keeper, which then shows it.
      if (!this.over) this.keeper.act({ do: 'published', result });
    });
  }
}

function reason(error: unknown): Problem {
  if (error instanceof WrongPassphrase) return 'wrong-passphrase';
  if (error instanceof DamagedVault) return 'damaged-vault';
  if (error instanceof ForeignVault || error instanceof UnsupportedVault) return 'foreign-vault';
  throw error;
}

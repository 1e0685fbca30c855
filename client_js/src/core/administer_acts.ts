/** What an administrator can do, one thing at a time: each makes the documents to be published. */

import { deviceViews, staffOf } from './administer_list.ts';
import type { Reading } from './administer_reading.ts';
import { badRequest, Refused } from './administer_refusals.ts';
import type {
  AdministerAction,
  AdministerView,
  DeviceView,
  DoneKind,
  RequestView,
} from './administer_view.ts';
import { type Bytes, equal, fromHex, type Random } from './bytes.ts';
import { spoken } from './device.ts';
import { HandbookReader } from './handbook_carry.ts';
import * as office from './office.ts';
import { noticeProblems } from './notice_rules.ts';
import { newHandbook } from './office_handbook.ts';
import { nextNotice } from './notice_make.ts';
import type { Listed } from './packet.ts';
import { fieldsOf, type NoticeDraft } from './notice_draft.ts';
import type { PublishItem } from './publisher.ts';
import {
  type DeviceRequest,
  fromFile,
  fromText,
  type Grant as ReleasedGrant,
  makeGrant,
  readRequest,
  toText,
} from './request.ts';
import type { AdministratorVault } from './vault.ts';

const HOUR = 3600;
/** Seconds for which a list of devices is not checked anew, unless something has changed. */
const LIST_FOR = 30;

export interface ActsSetting {
  readonly vault: AdministratorVault;
  readonly desk: Bytes;
  readonly random: Random;
  readonly reading: Reading;
}

type Done = NonNullable<AdministerView['done']>;
type Grant = NonNullable<AdministerView['grant']>;

export class Acts {
  request: RequestView | undefined;
  done: Done | undefined;
  grant: Grant | undefined;
  private readonly setting: ActsSetting;
  private asked: DeviceRequest | undefined;
  /** Newer sealing keys than the directory has. */
  private readonly learned: Listed[] = [];
  /** What will have been done when the relay has taken it. */
  private underWay: { readonly done: Done; readonly grant: Grant | undefined } | undefined;
  private readonly reader: HandbookReader;
  /** The highest edition made here. */
  private edition = 0;
  private list: { readonly of: readonly unknown[]; readonly staff: office.Staff } | undefined;

  constructor(setting: ActsSetting) {
    this.setting = setting;
    this.reader = new HandbookReader(setting.desk);
  }

  /** What can be done at any time, since nothing is signed by it; whether it was that. */
  quiet(action: AdministerAction, now: number): boolean {
    switch (action.do) {
      case 'read-request':
        this.read(() => fromFile(action.file), now);
        return true;
      case 'read-request-text':
        this.read(() => fromText(action.text), now);
        return true;
      case 'drop-request':
        this.request = this.asked = undefined;
        return true;
      case 'close-grant':
        this.grant = undefined;
        return true;
      default:
        return false;
    }
  }

  /**
   * The documents to publish, in order. Raises Refused, OfficeRefused or Untrusted; nothing has
   * changed then.
   */
  sign(action: AdministerAction, now: number): readonly PublishItem[] {
    this.done = undefined;
    const [given, signer] = [this.given(now), this.signer];
    switch (action.do) {
      case 'certify': {
        if (this.asked === undefined) throw new Refused('bad-request');
        const made = office.certify(given, signer, this.asked, action);
        const grant = this.granted(made.certificate.payload.alias, made.grant);
        return this.making('certified', grant.alias, made, grant);
      }
      case 'renew': {
        const made = office.renewDevice(given, signer, fromHex(action.device), action.days);
        const { alias } = made.certificate.payload;
        return this.making('renewed', alias, made, this.granted(alias, made.grant));
      }
      case 'revoke': {
        const hash = fromHex(action.device);
        const member = office.memberWith(this.staff(now), hash);
        if (member === undefined) throw new Refused('unknown-device');
        const made = office.revoke(given, signer, hash);
        return this.making('revoked', member.certificate.payload.alias, made);
      }
      case 'renew-roster':
        return this.making('roster', '', office.nextRoster(given, signer));
      case 'start-shift': {
        const made = office.nextShift(given, signer, now + action.hours * HOUR);
        return this.making('shift', '', made);
      }
      case 'handbook': {
        const made = newHandbook(given, signer, action.content, this.edition);
        this.edition = made.version;
        return this.making('handbook', '', made);
      }
      case 'notice':
        return this.making('notice', '', this.notice(given, action.draft));
      default:
        throw new Refused('not-possible');
    }
  }

  /** Nothing that the pages would not understand is signed, and nothing on a notice that nobody read. */
  private notice(given: office.Given, draft: NoticeDraft): office.Made {
    const { noticeRead, notices } = this.setting.reading;
    if (!noticeRead) throw new Refused('notice-unread');
    const [problem] = noticeProblems(draft);
    if (problem !== undefined) throw new Refused('bad-notice', problem.where);
    const made = nextNotice(given, this.signer, fieldsOf(draft), notices.newest?.version ?? 0);
    if (made === undefined) throw new Refused('notice-long');
    return made;
  }

  /** Whether the relay has taken what was made last. */
  published(ok: boolean, now: number): void {
    const { underWay } = this;
    this.underWay = undefined;
    if (!ok || underWay === undefined) return;
    this.done = { ...underWay.done, at: now };
    const served = underWay.done.kind === 'shift' && (this.request?.known ?? '') !== '';
    if (underWay.done.kind === 'certified' || served) this.request = this.asked = undefined;
    if (underWay.grant !== undefined) this.grant = underWay.grant;
  }

  devices(now: number): readonly DeviceView[] {
    return deviceViews(this.staff(now));
  }

  handbook(now: number): AdministerView['handbook'] {
    const { documents, directory } = this.setting.reading;
    const view = this.reader.base(documents, directory?.handbook);
    if (view === undefined) return undefined;
    return { counts: this.reader.view(documents, directory?.handbook, now) !== undefined, view };
  }

  forget(): void {
    this.request = this.asked = this.done = this.grant = this.underWay = this.list = undefined;
  }

  private get signer(): office.Administrator {
    const { seed: administratorSeed, officeSeed } = this.setting.vault;
    return { administratorSeed, officeSeed };
  }

  private given(now: number): office.Given {
    const { desk, random, reading } = this.setting;
    const { documents, directory } = reading;
    if (directory === undefined) throw new Refused('not-possible');
    return { documents, desk, directory, learned: this.learned, now, random };
  }

  private making(
    kind: DoneKind,
    alias: string,
    made: office.Made,
    grant?: Grant,
  ): readonly PublishItem[] {
    const leftOut = made.leftOut.map((one) => one.alias);
    this.underWay = { done: { kind, alias, at: 0, leftOut }, grant };
    return made.items;
  }

  private granted(alias: string, grant: ReleasedGrant): Grant {
    const file = makeGrant(grant);
    return { alias, file, text: toText(file) };
  }

  private read(bytes: () => Bytes, now: number): void {
    this.request = this.asked = undefined;
    try {
      const asked = readRequest(this.setting.reading.documents.organisation, bytes(), now);
      const { alias, role, languages } = asked;
      const known = this.learn(asked, now);
      this.asked = asked;
      this.request = { fingerprint: spoken(asked.device), alias, role, languages, known };
    } catch (error) {
      throw badRequest(error);
    }
  }

  /**
   * A device that stands already may have been away until nobody knew its key any more. Its own
   * signature under the new one is enough: whose device it is, was compared when it joined.
   */
  private learn({ device, sealingKey }: DeviceRequest, now: number): string {
    const same = ({ device: other }: office.Member): boolean => equal(other, device);
    const member = this.staff(now).members.find(same);
    if (member === undefined || sealingKey === undefined) return '';
    const { raw, warrant } = member.certificate;
    this.learned.push({ certificate: raw, sealingKey: sealingKey.raw, warrant });
    return member.certificate.payload.alias;
  }

  /** Checking signatures takes time, and a screen asks every second. */
  private staff(now: number): office.Staff {
    const { documents, directory } = this.setting.reading;
    const of = [
      directory,
      documents.rosterBase?.payload,
      documents.charter?.payload,
      Math.floor(now / LIST_FOR),
    ];
    if (this.list === undefined || of.some((one, at) => one !== this.list?.of[at])) {
      this.list = { of, staff: staffOf(directory, documents, now) };
    }
    return this.list.staff;
  }
}

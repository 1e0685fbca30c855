/**
 * Tells a person at another window that something is new: by the system's own small window and, if
 * they want it, a soft tone. Neither says who, what or how many: others may see a locked screen.
 * The only place that may do so (attacks 34, 36).
 */

export type Allowed = 'unasked' | 'yes' | 'no';

/** One for all: a newer one takes the place of the one before. */
const TAG = 'noview';
/** Two soft notes: hertz, and when each begins and how long it sounds, in seconds. */
const NOTES = [
  [523, 0],
  [659, 0.18],
] as const;
const LASTS = 0.35;
const LOUD = 0.15;

export class Alerts {
  /** The person's wish; off until they say so. */
  wanted = false;
  sound = false;
  private told: Allowed | undefined;
  private shown: Notification | undefined;
  private audio: AudioContext | undefined;

  /**
   * What the browser said when it was asked last. It waits for another process each time, which no
   * screen may: after a person has changed it elsewhere, `look` asks again.
   */
  get allowed(): Allowed {
    this.told ??= permission();
    return this.told;
  }

  /** The person is back at this window. */
  look(): void {
    this.told = undefined;
  }

  /** Only after a person has pressed for it. */
  async ask(): Promise<void> {
    this.look();
    if (this.allowed === 'unasked') await Notification.requestPermission();
    this.look();
    this.wanted = this.allowed === 'yes';
  }

  /** Only after a person has pressed for it: browsers keep pages silent until then. */
  setSound(on: boolean): void {
    this.sound = on;
    if (on) this.play();
  }

  /** Says that something is new, with these words and no others. */
  tell(title: string, body: string): void {
    this.look();
    if (this.wanted && this.allowed === 'yes') {
      this.shown?.close();
      const shown = new Notification(title, { body, tag: TAG, silent: true });
      shown.onclick = () => {
        window.focus();
        shown.close();
      };
      this.shown = shown;
    }
    if (this.sound) this.play();
  }

  /** The person is here. */
  seen(): void {
    this.shown?.close();
    this.shown = undefined;
  }

  /** Locked: nothing is shown or sounds any more. The person's wishes stay. */
  forget(): void {
    this.seen();
    void this.audio?.close();
    this.audio = undefined;
  }

  private play(): void {
    this.audio ??= new AudioContext();
    const { audio } = this;
    void audio.resume();
    for (const [pitch, after] of NOTES) {
      const at = audio.currentTime + after;
      const tone = audio.createOscillator();
      const volume = audio.createGain();
      tone.frequency.value = pitch;
      // Up and down softly: a hard edge clicks.
      volume.gain.setValueAtTime(0, at);
      volume.gain.linearRampToValueAtTime(LOUD, at + 0.05);
      volume.gain.linearRampToValueAtTime(0, at + LASTS);
      tone.connect(volume).connect(audio.destination);
      tone.start(at);
      tone.stop(at + LASTS);
    }
  }
}

/** A page that was opened from a disk may have no way to ask. */
function permission(): Allowed {
  if (!('Notification' in window)) return 'no';
  const told = Notification.permission;
  return told === 'default' ? 'unasked' : told === 'granted' ? 'yes' : 'no';
}

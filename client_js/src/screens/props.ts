/**
 * What the survivor's screens are given. They stand in a room of their own, since the console shows
 * an administrator the very same ones before she signs what they say.
 */

import type { JSX } from 'preact';
import type { VisitAction, VisitView } from '../core/views.ts';
import type { SharedWords, SurvivorWords } from '../ui/catalog/words.ts';

/** The words of one language. */
export interface Words {
  readonly shared: SharedWords;
  readonly survivor: SurvivorWords;
}

export interface ScreenProps {
  readonly view: VisitView;
  readonly shared: SharedWords;
  readonly words: SurvivorWords;
  /** A text of the organisation; where it has signed none, the page's own; else nothing. */
  readonly say: (key: string) => string;
  readonly phones: JSX.Element;
  /** Whether it was taken. */
  readonly act: (action: VisitAction) => boolean;
}

/** The languages in which people come to a practice. */

import type { Tongue } from './situations.ts';
import { ARABIC } from './words_ar.ts';
import { ENGLISH } from './words_en.ts';
import { RUSSIAN } from './words_ru.ts';
import { SPANISH } from './words_es.ts';

export const TONGUES: readonly Tongue[] = [ENGLISH, SPANISH, RUSSIAN, ARABIC];

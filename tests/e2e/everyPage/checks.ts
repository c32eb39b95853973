import type { Check } from './check.ts';
import { languages } from './languages.ts';
import { dates } from './dates.ts';
import { readableInTheDark } from './dark.ts';
import { focusShown } from './focusShown.ts';
import { forcedColours } from './forcedColours.ts';
import { magnified } from './magnified.ts';
import { names } from './names.ts';
import { sideways } from './sideways.ts';
import { titles } from './titles.ts';
import { words } from './words.ts';

/** What every page is asked, in this order. */
export const checks: readonly Check[] = [
	sideways,
	magnified,
	focusShown,
	dates,
	languages,
	words,
	titles,
	names,
	readableInTheDark,
	forcedColours
];

import { monthAndYear, percent } from '#lib/i18n/format.ts';
import type { Locale } from '#lib/i18n/language.ts';
import { m } from '#lib/i18n/paraglide/messages.js';
import type { Advice } from './memory.ts';

/** What to do with a topic, in a few words: "Kort repetisjon for nye". */
export function adviceName(advice: Pick<Advice, 'kind' | 'because'>): string {
	switch (advice.kind) {
		case 'rest':
			return m.topics_advice_rest();
		case 'repeat':
			return m.topics_advice_repeat();
		case 'all':
			return advice.because === 'never' ? m.topics_advice_first() : m.topics_advice_all();
	}
}

export const adviceTones = { rest: 'plain', repeat: 'now', all: 'ahead' } as const;

/** Why, with the numbers it rests on, as a sentence. */
export function sayWhy(locale: Locale, { because, memory }: Advice): string {
	const { last, coverage, stayed, newcomers, headcount } = memory;
	const when = last === null ? '' : monthAndYear(locale, last.slice(0, 7));
	const among = percent(locale, stayed === 0 ? 0 : Math.min(1, coverage / stayed));
	switch (because) {
		case 'never':
			return m.topics_why_never();
		case 'faded':
			return stayed < 0.005 ? m.topics_why_all_new({ when }) : m.topics_why_faded({ share: among, when });
		case 'newcomers':
			return m.topics_why_newcomers({ share: among, when, count: newcomers, headcount });
		case 'known':
			return m.topics_why_known({ share: percent(locale, coverage), when });
	}
}

import { type Locale, inLanguage } from '#lib/i18n/language.ts';
import { m } from '#lib/i18n/paraglide/messages.js';
import type { Gathering, GatheringState } from './model.ts';
import { longDate, monthAndYear, timeSpan } from '#lib/i18n/format.ts';
import type { SentencesOf } from '#lib/result.ts';
import type { setCost } from './commands.server.ts';

/** "Bustadsosialt forum: Startlån og tilskot". */
export function titleOf(gathering: { seriesNn: string; seriesNb: string; theme: string }, locale: Locale): string {
	return `${inLanguage(locale, { nn: gathering.seriesNn, nb: gathering.seriesNb })}: ${gathering.theme}`;
}

const states: Record<GatheringState, () => string> = {
	planned: m.gatherings_state_planned,
	invited: m.gatherings_state_invited,
	open: m.gatherings_state_open,
	held: m.gatherings_state_held,
	cancelled: m.gatherings_state_cancelled
};

const tones: Record<GatheringState, 'ahead' | 'now' | 'done' | 'stopped'> = {
	planned: 'ahead',
	invited: 'ahead',
	open: 'now',
	held: 'done',
	cancelled: 'stopped'
};

/** The state in a word, and the tone of its tag. */
export function stateTag(state: GatheringState): { label: string; tone: 'ahead' | 'now' | 'done' | 'stopped' } {
	return { label: states[state](), tone: tones[state] };
}

/** "onsdag 14. mars 2018, kl. 09.00–14.40"; "mars 2016 (dato ikkje oppgitt)" where no more is known. */
export function whenText(locale: Locale, gathering: Pick<Gathering, 'date' | 'month' | 'year' | 'startTime' | 'endTime'>): string {
	const { date, month, year, startTime, endTime } = gathering;
	if (date === null) return m.gatherings_no_date({ when: month ? monthAndYear(locale, month) : String(year) });
	return startTime && endTime ? `${longDate(locale, date)}, ${timeSpan(locale, startTime, endTime)}` : longDate(locale, date);
}

/** The unit and role that arrange it, or '' when it is not told. */
export function organiserText(
	locale: Locale,
	gathering: Pick<Gathering, 'organiserRoleNn' | 'organiserRoleNb'> & { organiserNn?: string | null; organiserNb?: string | null }
): string {
	const unit = gathering.organiserNn ? inLanguage(locale, { nn: gathering.organiserNn, nb: gathering.organiserNb ?? '' }) : '';
	const role = gathering.organiserRoleNn ? inLanguage(locale, { nn: gathering.organiserRoleNn, nb: gathering.organiserRoleNb ?? '' }) : '';
	return [unit, role].filter(Boolean).join(', ');
}

/** Why a cost was not taken. */
export const costText = {
	notAllowed: () => m.gatherings_refused_not_allowed(),
	invalid: () => m.programme_cost_wrong()
} satisfies SentencesOf<typeof setCost>;

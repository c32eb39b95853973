import { isCivilDate, type CivilDate } from '#lib/dates.ts';
import { nameKey } from '#lib/text/names.ts';
import { readDate } from '#lib/typedDates.ts';
import type { MeasureStatus } from '../model.ts';

/*
 * What is written of a measure's deadline, cost and status, read where it can mean one thing only. What is not read (null) is kept as it
 * is written, and listed.
 */

const months = ['januar', 'februar', 'mars', 'april', 'mai', 'juni', 'juli', 'august', 'september', 'oktober', 'november', 'desember'];
const month = `(${months.map((name) => `${name.slice(0, 3)}(?:${name.slice(3)})?`).join('|')})\\.?`;
const year = '((?:19|20|21)\\d{2})';
/** Words before a day that leave it the last one: "innan utgangen av 2018", "frist: 1.7.2018". */
const until = /^(?:(?:innan|innen|seinast|senest|frist|til og med|t\.o\.m\.?|i løpet av|ved|i)\s+)?(?:(?:utgangen|slutten|enden)\s+av\s+)?/;
/** Only with these is a year or month alone a last day: "innan 2018" may mean either end of it. */
const isBefore = /^(?:innan|innen|seinast|senest)\s+(?!(?:utgangen|slutten|enden)\s+av)/;

/** The last day of a deadline as it is written; null where it is none, or may mean more than one day. */
export function readDeadline(written: string): CivilDate | null {
	const said = nameKey(written).replace(/[.;]$/, '');
	const rest = said.replace(until, '');
	const day = dayIn(rest);
	if (day) return day;
	if (isBefore.test(said)) return null;
	return (
		found(`^${year}\\s*[/-]\\s*${year}$`, rest, ([from, to]) => (from! <= to! ? lastOf(to!, 12) : null)) ??
		found(`^(\\d)\\.?\\s*(?:kvartal|kv\\.?)\\s*${year}$`, rest, ([quarter, of]) => part(quarter!, 4, of!)) ??
		found(`^q(\\d)\\s*${year}$`, rest, ([quarter, of]) => part(quarter!, 4, of!)) ??
		found(`^(\\d)\\.?\\s*halv[åa]r\\s*${year}$`, rest, ([half, of]) => part(half!, 2, of!)) ??
		found(`^(\\d)\\.?\\s*tertial\\s*${year}$`, rest, ([third, of]) => part(third!, 3, of!)) ??
		found(`^${month}\\s*${year}$`, rest, ([name, of]) => lastOf(of!, months.findIndex((one) => one.startsWith(name!.slice(0, 3))) + 1)) ??
		found(`^(?:år(?:et)?\\s+)?${year}$`, rest, ([of]) => lastOf(of!, 12))
	);
}

function dayIn(rest: string): CivilDate | null {
	if (!/\d/.test(rest) || !new RegExp(year).test(rest)) return null;
	const read = readDate(rest, () => 0);
	return read.ok && isCivilDate(read.value) ? read.value : null;
}

function found(pattern: string, text: string, day: (groups: string[]) => CivilDate | null): CivilDate | null {
	const match = new RegExp(pattern).exec(text);
	return match ? day(match.slice(1)) : null;
}

function part(number: string, parts: number, of: string): CivilDate | null {
	const at = Number(number);
	return at >= 1 && at <= parts ? lastOf(of, (at * 12) / parts) : null;
}

function lastOf(of: string, monthNumber: number): CivilDate {
	const last = new Date(Date.UTC(Number(of), monthNumber, 0)).getUTCDate();
	return `${of}-${String(monthNumber).padStart(2, '0')}-${String(last).padStart(2, '0')}` as CivilDate;
}

const number = '(\\d{1,3}(?:[ .]\\d{3})+|\\d+)(?:,(\\d+))?';
const within =
	/^(?:innan(?:for)?|innen(?:for)?)\s+(?:(?:gjeldande|gjeldende|eksisterande|eksisterende|ordinær[et]?|vedteken|vedtatt)\s+)?(?:(?:økonomiske?\s+)?ramm[aeo]r?|budsjett(?:et|ramma|rammen)?|drift)(?:\s+(?:til eininga|til enheten))?$/;
const none = /^(?:ingen(?:\s+(?:kostnad(?:er)?|meirkostnad|merkostnad))?|0|kr\.? 0|utan kostnad|uten kostnad)$/;

/** What the header of a column of costs says that its numbers are of. */
export function factorIn(header: string): number {
	if (/mill/i.test(header)) return 1_000_000;
	return /\b1\s?000\b|\btusen\b|\btkr\b/i.test(header) ? 1000 : 1;
}

/** Whole kroner, 0 for what is done within what there is; null where it is no single sum for the whole period. */
export function readCost(written: string, factor = 1): number | null {
	const said = nameKey(written).replace(/[.;]$/, '');
	if (within.test(said) || none.test(said)) return 0;
	const match = new RegExp(
		`^(?:(?:kr|nok)\\.?\\s*)?${number}\\s*(mill(?:\\.|ionar|ioner)?|mnok|mrd\\.?|tusen|tkr\\.?)?\\s*(?:kr(?:oner)?\\.?|nok)?\\s*(?:,-)?$`
	).exec(said);
	if (!match || (factor !== 1 && /kr|nok|,-/.test(said))) return null;
	const [, whole = '', fraction = '', unit = ''] = match;
	const kroner = Number(`${whole.replace(/\D/g, '')}.${fraction || 0}`) * (unit === '' ? factor : timesOf(unit));
	const rounded = Math.round(kroner);
	return Math.abs(kroner - rounded) < 1e-6 && rounded <= 1e12 ? rounded : null;
}

function timesOf(unit: string): number {
	if (/^mrd/.test(unit)) return 1_000_000_000;
	return /^(mill|mnok)/.test(unit) ? 1_000_000 : 1000;
}

const statuses: readonly [RegExp, MeasureStatus][] = [
	[/^(?:ikkje|ikke)\s+(?:starta|startet|påbegynt|påbyrja|begynt)|^planlagd?t?$/, 'notStarted'],
	[/^(?:i gang|igong|pågår|under arbeid|påbegynt|påbyrja|starta|startet|i arbeid)/, 'ongoing'],
	[/^(?:gjennomførd?t?|utførd?t?|ferdig|fullførd?t?|i mål|ok)$/, 'done'],
	[/^(?:stoppa|stoppet|avslutta|avsluttet|utgår|utgått|droppa)/, 'stopped']
];

export function readStatus(written: string): MeasureStatus | null {
	const said = nameKey(written).replace(/[.;]$/, '');
	return statuses.find(([pattern]) => pattern.test(said))?.[1] ?? null;
}

import type { Locale } from '#db/schema/people.ts';
import { withoutGuard, type Row } from './csv.ts';
import { isCurrent } from '../model.ts';

/** More people than any municipality's list of those who meet; a larger file is the wrong file. */
export const mostRows = 5000;

type Column = 'name' | 'first' | 'last' | 'email' | 'unit' | 'level' | 'title' | 'locale';

/** What people call the columns, in the product's languages and as HR systems write them. */
const headers: Record<Column, readonly string[]> = {
	name: ['namn', 'navn', 'name', 'fullt namn', 'fullt navn', 'full name'],
	first: ['fornamn', 'fornavn', 'first name', 'given name'],
	last: ['etternamn', 'etternavn', 'last name', 'surname', 'family name'],
	email: ['e-post', 'epost', 'e-postadresse', 'epostadresse', 'e-mail', 'email', 'mail'],
	unit: ['eining', 'enhet', 'avdeling', 'unit', 'department', 'tenestestad', 'tjenestested'],
	level: ['nivå', 'level', 'stillingsnivå'],
	title: ['stilling', 'tittel', 'stillingstittel', 'title', 'job title'],
	locale: ['språk', 'målform', 'language']
};

const languages: Record<string, Locale> = {
	nn: 'nn',
	nynorsk: 'nn',
	nb: 'nb',
	bokmål: 'nb',
	en: 'en',
	engelsk: 'en',
	english: 'en'
};

export type Known = {
	today: string;
	people: readonly {
		id: string;
		name: string;
		email: string | null;
		unitId: string | null;
		levelId: string | null;
		title: string | null;
		locale: Locale | null;
		disabledAt: string | null;
	}[];
	units: readonly { id: string; nameNn: string; nameNb: string; validFrom: string | null; validTo: string | null }[];
	levels: readonly { id: string; nameNn: string; nameNb: string }[];
};

export type Fault = 'noName' | 'noEmail' | 'badEmail' | 'twice' | 'unknownLevel' | 'unitEnded' | 'noAccess' | 'unknownLanguage' | 'tooLong';
export type Field = 'name' | 'unit' | 'level' | 'title' | 'locale';

/** What is to be written of a person; a unit that is new is told by its name. */
export type Wanted = {
	name: string;
	email: string;
	unitId: string | null;
	newUnit: string | null;
	levelId: string | null;
	title: string | null;
	locale: Locale | null;
};

/** What becomes of one row. `changes` says from what to what, in the words of the file. */
export type Outcome = { line: number; name: string; email: string; unit: string } & (
	| { what: 'create'; wanted: Wanted }
	| { what: 'change'; personId: string; wanted: Wanted; changes: { field: Field; from: string; to: string }[] }
	| { what: 'same' }
	| { what: 'refuse'; why: Fault; value: string }
);

export type Preview = { rows: Outcome[]; newUnits: string[] };
export type Unusable = { ok: false; reason: 'empty' | 'noHeader' | 'tooManyRows'; rows: number };

const folded = (text: string) => text.normalize('NFC').replace(/\s+/g, ' ').trim().toLocaleLowerCase('nb');
const address = /^[^\s@<>"(),;:\\]{1,64}@[^\s@<>"(),;:\\]+\.[^\s@<>"(),;:\\]{2,}$/u;
const clean = (cell: string) =>
	withoutGuard(cell)
		.replace(/[\u0000-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]+/g, ' ')
		.replace(/\s+/g, ' ')
		.trim();

/**
 * What reading a list would do: whom it adds, what it changes of whom, and which rows it refuses and why. An empty cell changes
 * nothing; a person is known by their address. Reading the same list again after it was taken in gives only `same`.
 */
export function previewOf(rows: readonly Row[], known: Known): ({ ok: true } & Preview) | Unusable {
	const [head, ...body] = rows;
	if (!head) return { ok: false, reason: 'empty', rows: 0 };
	const at = columnsOf(head.cells);
	if (at.email === undefined || (at.name === undefined && at.last === undefined))
		return { ok: false, reason: 'noHeader', rows: body.length };
	if (body.length === 0) return { ok: false, reason: 'empty', rows: 0 };
	if (body.length > mostRows) return { ok: false, reason: 'tooManyRows', rows: body.length };
	const persons = new Map(known.people.flatMap((person) => (person.email ? [[person.email.toLowerCase(), person] as const] : [])));
	const units = named(known.units.toSorted((a, b) => Number(isCurrent(a, known.today)) - Number(isCurrent(b, known.today))));
	const levels = named(known.levels);
	const newUnits = new Map<string, string>();
	const seen = new Map<string, number>();

	const outcome = ({ line, cells }: Row): Outcome => {
		const cell = (column: Column) => (at[column] === undefined ? '' : clean(cells[at[column]] ?? ''));
		const email = cell('email').toLowerCase();
		const name = cell('name') || [cell('first'), cell('last')].filter(Boolean).join(' ');
		const about = { line, name, email, unit: cell('unit') };
		const refuse = (why: Fault, value = ''): Outcome => ({ ...about, what: 'refuse', why, value });
		if (!email) return refuse('noEmail');
		if (!address.test(email)) return refuse('badEmail', email);
		if (!name) return refuse('noName');
		if ([name, cell('unit'), cell('title')].some((text) => text.length > 120) || email.length > 254) return refuse('tooLong');
		const before = seen.get(email);
		if (before !== undefined) return refuse('twice', String(before));
		seen.set(email, line);
		const person = persons.get(email);
		if (person?.disabledAt) return refuse('noAccess');
		const level = cell('level') ? levels.get(folded(cell('level'))) : undefined;
		if (cell('level') && !level) return refuse('unknownLevel', cell('level'));
		const locale = cell('locale') ? languages[folded(cell('locale'))] : undefined;
		if (cell('locale') && !locale) return refuse('unknownLanguage', cell('locale'));
		const unit = cell('unit') ? units.get(folded(cell('unit'))) : undefined;
		if (unit && unit.validTo !== null && unit.validTo < known.today) return refuse('unitEnded', cell('unit'));
		const isNew = cell('unit') !== '' && !unit;
		if (isNew && !newUnits.has(folded(cell('unit')))) newUnits.set(folded(cell('unit')), cell('unit'));
		const wanted: Wanted = {
			name,
			email,
			unitId: unit?.id ?? (isNew ? null : (person?.unitId ?? null)),
			newUnit: isNew ? newUnits.get(folded(cell('unit')))! : null,
			levelId: level?.id ?? person?.levelId ?? null,
			title: cell('title') || (person?.title ?? null),
			locale: locale ?? person?.locale ?? null
		};
		if (!person) return { ...about, what: 'create', wanted };
		const unitName = (id: string | null) => known.units.find((one) => one.id === id)?.nameNn ?? '';
		const levelName = (id: string | null) => known.levels.find((one) => one.id === id)?.nameNn ?? '';
		const changes = (
			[
				['name', person.name, wanted.name],
				['unit', unitName(person.unitId), wanted.newUnit ?? unitName(wanted.unitId)],
				['level', levelName(person.levelId), levelName(wanted.levelId)],
				['title', person.title ?? '', wanted.title ?? ''],
				['locale', person.locale ?? '', wanted.locale ?? '']
			] as const
		).flatMap(([field, from, to]) => (from === to ? [] : [{ field, from, to }]));
		return changes.length > 0 ? { ...about, what: 'change', personId: person.id, wanted, changes } : { ...about, what: 'same' };
	};
	return { ok: true, rows: body.map(outcome), newUnits: [...newUnits.values()] };
}

function columnsOf(cells: readonly string[]): Partial<Record<Column, number>> {
	const found: Partial<Record<Column, number>> = {};
	for (const [column, names] of Object.entries(headers) as [Column, readonly string[]][]) {
		const index = cells.findIndex((cell) => names.includes(folded(cell).replace(/[:*]$/, '')));
		if (index >= 0) found[column] = index;
	}
	return found;
}

/** By both names; of two with the same name the last counts. */
function named<T extends { nameNn: string; nameNb: string }>(things: readonly T[]): Map<string, T> {
	return new Map(things.flatMap((thing) => [[folded(thing.nameNn), thing] as const, [folded(thing.nameNb), thing] as const]));
}

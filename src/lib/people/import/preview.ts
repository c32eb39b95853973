import type { Locale } from '#db/schema/people.ts';
import { refuse } from '#lib/result.ts';
import { withoutGuard, type Row } from './csv.ts';
import { mailAddress } from '#lib/text/mailAddress.ts';
import { nameKey } from '#lib/text/names.ts';
import { seenText } from '#lib/text/unseen.ts';
import { isCurrent } from '../model.ts';

/** More people than any municipality's list of those who meet; a larger file is the wrong file. */
export const maxRows = 5000;

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

export type Fault = 'noName' | 'noEmail' | 'badEmail' | 'twice' | 'unitEnded' | 'noAccess' | 'unknownLanguage' | 'tooLong';
export type Field = 'name' | 'unit' | 'level' | 'title' | 'locale';

/** What is to be written of a person; a unit that is new is told by its name. */
export type Wanted = {
	name: string;
	email: string;
	unitId: string | null;
	newUnit: string | null;
	/** As `newUnit`, of a level. */
	newLevel: string | null;
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

const clean = (cell: string) =>
	seenText(withoutGuard(cell))
		.replace(/[\s\u2028\u2029]+/g, ' ')
		.trim();

/**
 * What reading a list would do: whom it adds, what it changes of whom, and which rows it refuses and why. An empty cell changes
 * nothing; a person is known by their address. Reading the same list again after it was taken in gives only `same`.
 * Refuses `empty`, `missingHeader`, and `tooLong` with the number of `rows`.
 */
export function previewOf(rows: readonly Row[], known: Known) {
	const [head, ...body] = rows;
	if (!head) return refuse('empty');
	const at = columnsOf(head.cells);
	if (at.email === undefined || (at.name === undefined && at.last === undefined)) return refuse('missingHeader');
	if (body.length === 0) return refuse('empty');
	if (body.length > maxRows) return refuse('tooLong', { rows: body.length });
	const register = registerOf(known);
	const outcomes = body.map((row) => outcomeOf(entryOf(row, at), register));
	return { ok: true as const, rows: outcomes, newUnits: [...register.newUnits.values()], newLevels: [...register.newLevels.values()] };
}

/** A row by what its cells mean; '' where there is no such cell. */
type Entry = Record<'name' | 'email' | 'unit' | 'level' | 'title' | 'locale', string> & { line: number };
type Person = Known['people'][number];

/** What is known, to look entries up in, and what earlier rows of the list have added to it. */
type Register = {
	today: string;
	persons: Map<string, Person>;
	units: Map<string, Known['units'][number]>;
	levels: Map<string, Known['levels'][number]>;
	unitNames: Map<string, string>;
	levelNames: Map<string, string>;
	/** `nameKey` → as it was written first. */
	newUnits: Map<string, string>;
	newLevels: Map<string, string>;
	/** Address → the line it was on. */
	seen: Map<string, number>;
};

function registerOf({ today, people, units, levels }: Known): Register {
	return {
		today,
		persons: new Map(people.flatMap((person) => (person.email ? [[person.email, person] as const] : []))),
		// Of two units with one name, the one that exists today counts.
		units: named(units.toSorted((a, b) => Number(isCurrent(a, today)) - Number(isCurrent(b, today)))),
		levels: named(levels),
		unitNames: new Map(units.map(({ id, nameNn }) => [id, nameNn])),
		levelNames: new Map(levels.map(({ id, nameNn }) => [id, nameNn])),
		newUnits: new Map(),
		newLevels: new Map(),
		seen: new Map()
	};
}

function entryOf({ line, cells }: Row, at: Partial<Record<Column, number>>): Entry {
	const cell = (column: Column) => (at[column] === undefined ? '' : clean(cells[at[column]] ?? ''));
	return {
		line,
		name: cell('name') || [cell('first'), cell('last')].filter(Boolean).join(' '),
		email: mailAddress(cell('email')) ?? cell('email'),
		unit: cell('unit'),
		level: cell('level'),
		title: cell('title'),
		locale: cell('locale')
	};
}

function outcomeOf(entry: Entry, register: Register): Outcome {
	const { line, name, email, unit } = entry;
	const about = { line, name, email, unit };
	const fault = faultOf(entry, register);
	if (fault) return { ...about, what: 'refuse', ...fault };
	const person = register.persons.get(email);
	const wanted = wantedOf(entry, person, register);
	if (!person) return { ...about, what: 'create', wanted };
	const changes = changesOf(person, wanted, register);
	return changes.length > 0 ? { ...about, what: 'change', personId: person.id, wanted, changes } : { ...about, what: 'same' };
}

/** Why an entry is not taken in. Notes its address: the second entry with the same one is refused. */
function faultOf(entry: Entry, { persons, units, seen, today }: Register): { why: Fault; value: string } | undefined {
	const { line, name, email, unit, level, title, locale } = entry;
	const fault = (why: Fault, value = '') => ({ why, value });
	if (!email) return fault('noEmail');
	if (mailAddress(email) === undefined) return fault('badEmail', email);
	if (!name) return fault('noName');
	if ([name, unit, level, title].some((text) => text.length > 120) || email.length > 254) return fault('tooLong');
	const before = seen.get(email);
	if (before !== undefined) return fault('twice', String(before));
	seen.set(email, line);
	if (persons.get(email)?.disabledAt) return fault('noAccess');
	if (locale && !languages[nameKey(locale)]) return fault('unknownLanguage', locale);
	const { validTo } = units.get(nameKey(unit)) ?? { validTo: null };
	return validTo !== null && validTo < today ? fault('unitEnded', unit) : undefined;
}

/** What is to be written; an empty cell keeps what the person had. A unit or level that is not known is noted as new. */
function wantedOf(entry: Entry, person: Person | undefined, { units, levels, newUnits, newLevels }: Register): Wanted {
	const { name, email } = entry;
	const unit = placeOf(entry.unit, units, newUnits, person?.unitId);
	const level = placeOf(entry.level, levels, newLevels, person?.levelId);
	return {
		name,
		email,
		unitId: unit.id,
		newUnit: unit.added,
		levelId: level.id,
		newLevel: level.added,
		title: entry.title || (person?.title ?? null),
		locale: languages[nameKey(entry.locale)] ?? person?.locale ?? null
	};
}

/** The unit or level that a cell names: one there is, or one that the list adds; `had` when the cell is empty. */
function placeOf(cell: string, known: Map<string, { id: string }>, added: Map<string, string>, had: string | null | undefined) {
	const key = nameKey(cell);
	const found = known.get(key);
	if (cell === '' || found) return { id: found?.id ?? had ?? null, added: null };
	if (!added.has(key)) added.set(key, cell);
	return { id: null, added: added.get(key)! };
}

function changesOf(person: Person, wanted: Wanted, { unitNames, levelNames }: Register) {
	const nameIn = (names: Map<string, string>, id: string | null) => (id === null ? '' : (names.get(id) ?? ''));
	const fields: readonly [Field, string, string][] = [
		['name', person.name, wanted.name],
		['unit', nameIn(unitNames, person.unitId), wanted.newUnit ?? nameIn(unitNames, wanted.unitId)],
		['level', nameIn(levelNames, person.levelId), wanted.newLevel ?? nameIn(levelNames, wanted.levelId)],
		['title', person.title ?? '', wanted.title ?? ''],
		['locale', person.locale ?? '', wanted.locale ?? '']
	];
	return fields.flatMap(([field, from, to]) => (from === to ? [] : [{ field, from, to }]));
}

function columnsOf(cells: readonly string[]): Partial<Record<Column, number>> {
	const found: Partial<Record<Column, number>> = {};
	for (const [column, names] of Object.entries(headers) as [Column, readonly string[]][]) {
		const index = cells.findIndex((cell) => names.includes(nameKey(cell).replace(/[:*]$/, '')));
		if (index >= 0) found[column] = index;
	}
	return found;
}

/** By both names; of two with the same name the last counts. */
function named<T extends { nameNn: string; nameNb: string }>(things: readonly T[]): Map<string, T> {
	const names = things.flatMap((thing) => [[nameKey(thing.nameNn), thing] as const, [nameKey(thing.nameNb), thing] as const]);
	return new Map(names.filter(([name]) => name !== ''));
}

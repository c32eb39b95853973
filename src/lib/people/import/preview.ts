import { setImmediate as yieldToEventLoop } from 'node:timers/promises';
import type { Locale } from '#db/schema/people.ts';
import { refuse } from '#lib/result.ts';
import { headOf, likeliestHead, type Column, type Columns } from './columns.ts';
import { withoutGuard, type Row } from './csv.ts';
import { mailAddress } from '#lib/text/mailAddress.ts';
import { inNameOrder, nameKey } from '#lib/text/names.ts';
import { seenText } from '#lib/text/unseen.ts';
import { isCurrent } from '../model.ts';

/** More people than any municipality's list of those who meet; a larger file is the wrong file. */
export const maxRows = 5000;

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

export type Fault =
	'blocked' | 'lostLetters' | 'noName' | 'noEmail' | 'badEmail' | 'twice' | 'unitEnded' | 'noAccess' | 'unknownLanguage' | 'tooLong';
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
 * `chosen` says what the columns hold where their headers do not; `unused` are the headers of those that are not read, `gone` those with
 * access who are not in the list and stay as they are. Refuses `empty`, `missingHeader` with the likeliest row as `head`, and `tooLong`
 * with the number of `rows`.
 */
export async function previewOf(rows: readonly Row[], known: Known, chosen: Columns = []) {
	if (rows.length === 0) return refuse('empty');
	const list = headOf(rows, chosen);
	if (!list) return refuse('missingHeader', { head: rows[likeliestHead(rows)]!.cells });
	const { head, found, body } = list;
	if (body.length === 0) return refuse('empty');
	if (body.length > maxRows) return refuse('tooLong', { rows: body.length });
	const register = registerOf(known);
	const at = Object.fromEntries(found.flatMap((column, index) => (column ? [[column, index]] : []))) as Partial<Record<Column, number>>;
	const outcomes: Outcome[] = [];
	for (const [index, row] of body.entries()) {
		if (index % slice === slice - 1) await yieldToEventLoop();
		outcomes.push(outcomeOf(entryOf(row, at), register));
	}
	const unused = head.filter((cell, index) => cell !== '' && !found[index]);
	await yieldToEventLoop();
	const missing = known.people.filter(({ email, disabledAt }) => email !== null && disabledAt === null && !register.mentioned.has(email));
	const gone = inNameOrder(missing, ({ name }) => name).map(({ id, name, email }) => ({ id, name, email: email! }));
	return {
		ok: true as const,
		rows: outcomes,
		newUnits: [...register.newUnits.values()],
		newLevels: [...register.newLevels.values()],
		head,
		columns: found,
		unused,
		gone
	};
}

/** How many rows are read at a stretch. */
const slice = 100;

/** A row by what its cells mean; '' where there is no such cell. */
type Entry = Record<'name' | 'email' | 'unit' | 'level' | 'title' | 'locale', string> & { line: number; isBlocked: boolean };
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
	/** Addresses in the list, also in rows that are refused. */
	mentioned: Set<string>;
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
		seen: new Map(),
		mentioned: new Set()
	};
}

const yes = new Set(['true', 'sann', 'ja', 'yes', '1']);
const no = new Set(['false', 'usann', 'nei', 'no', '0']);
/** A letter that was lost where the list was saved: Windows writes ? for what its code page has not. */
const lost = /\p{L}\?\p{L}|^\?\p{Ll}|\ufffd/u;

function entryOf({ line, cells }: Row, at: Partial<Record<Column, number>>): Entry {
	const cell = (column: Column) => (at[column] === undefined ? '' : clean(cells[at[column]] ?? ''));
	const email = cell('email') || (/#ext#/i.test(cell('login')) ? '' : cell('login'));
	return {
		line,
		isBlocked: no.has(nameKey(cell('enabled'))) || yes.has(nameKey(cell('blocked'))),
		// Given and family name are surer than a name for display, which may be turned or have a unit behind it.
		name: (cell('first') && cell('last') ? '' : cell('name')) || [cell('first'), cell('last')].filter(Boolean).join(' '),
		email: mailAddress(email) ?? email,
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
function faultOf(entry: Entry, { persons, units, seen, mentioned, today }: Register): { why: Fault; value: string } | undefined {
	const { line, name, email, unit, level, title, locale } = entry;
	const fault = (why: Fault, value = '') => ({ why, value });
	if (email) mentioned.add(email);
	if (entry.isBlocked) return fault('blocked');
	if (!email) return fault('noEmail');
	if (mailAddress(email) === undefined) return fault('badEmail', email);
	if (!name) return fault('noName');
	if ([name, unit, level, title].some((text) => text.length > 120) || email.length > 254) return fault('tooLong');
	const damaged = name.includes('?') ? name : [unit, level, title].find((text) => lost.test(text));
	if (damaged !== undefined) return fault('lostLetters', damaged);
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

/** By both names; of two with the same name the last counts. */
function named<T extends { nameNn: string; nameNb: string }>(things: readonly T[]): Map<string, T> {
	const names = things.flatMap((thing) => [[nameKey(thing.nameNn), thing] as const, [nameKey(thing.nameNb), thing] as const]);
	return new Map(names.filter(([name]) => name !== ''));
}

import type { Kysely } from 'kysely';
import type { Database } from '#db/schema.ts';
import { otherUnit } from '#lib/cafe/model.ts';
import { minGroupSize } from '#lib/groupSize.ts';
import { dumpOf } from '../support/dump.ts';
import { byRows, sharedWords, type Seats, type Target, type Way } from './attack.ts';
import type { Read } from './files.ts';
import type { Written } from './hall.ts';

/*
 * Somebody who reads every page, download and export beside a copy of the database; and somebody who reads which unit a note is marked
 * with.
 */

/** Where each of `words` stands in a text. */
function placesOf(words: readonly string[], text: string): Map<string, number[]> {
	const places = new Map<string, number[]>();
	for (const word of words)
		for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) places.set(word, [...(places.get(word) ?? []), at]);
	return places;
}

type Searched = Read & { names: Map<string, number[]>; notes: Map<string, number[]> };

function nearest(to: readonly number[], among: ReadonlyMap<string, readonly number[]>, wanted: (word: string) => boolean) {
	let best: { word: string; away: number } | undefined;
	for (const [word, places] of among) {
		if (!wanted(word)) continue;
		for (const one of to)
			for (const other of places) {
				const away = Math.abs(one - other);
				if (!best || away < best.away) best = { word, away };
			}
	}
	return best;
}

/** For each kind of page or file the name that stands nearest to the note; and what files on one person lead to, beside all rows. */
export async function waysIntoShown(
	read: readonly Read[],
	db: Kysely<Database>,
	targets: readonly Target[],
	byName: ReadonlyMap<string, string>
): Promise<Map<string, Way>> {
	const names = [...byName.keys()];
	const ids = targets.map(({ id }) => id);
	const searched: Searched[] = read.map((one) => ({ ...one, names: placesOf(names, one.text), notes: placesOf(ids, one.text) }));
	const ways = new Map<string, Way>();
	for (const [kind, files] of Map.groupBy(
		searched.filter(({ notes }) => notes.size > 0),
		({ kind }) => kind
	))
		ways.set(`the nearest name on ${kind}`, ({ id, candidates }) => {
			const found = files.flatMap(({ names, notes }) => {
				const one = nearest(notes.get(id) ?? [], names, (name) => candidates.includes(byName.get(name)!));
				return one ? [one] : [];
			});
			const [best] = found.toSorted((a, b) => a.away - b.away);
			return best && byName.get(best.word);
		});
	const ofOne = searched.filter(({ names }) => names.size === 1);
	const leaves = ofOne.map(({ path, names, notes }) => ({
		of: path,
		words: new Set([...[...names.keys()].map((name) => byName.get(name)!), ...notes.keys()])
	}));
	ways.set('rows and files on one person', byRows([...(await dumpOf(db)), ...leaves], await sharedWords(db)));
	return ways;
}

/** What a mark is to leave open: of the unit it names everybody who sat at the table in the day, and so for the others. */
export type MarkTarget = Target & { by: string; keptRound: number; written: Written };

type UnitOf = ReadonlyMap<string, string | null>;

async function unitsOf(db: Kysely<Database>): Promise<{ unitOf: UnitOf; nameOf: ReadonlyMap<string, string> }> {
	const people = await db.selectFrom('attendance').select(['id', 'unitId']).execute();
	const units = await db.selectFrom('unit').select(['id', 'nameNn']).execute();
	return { unitOf: new Map(people.map(({ id, unitId }) => [id, unitId])), nameOf: new Map(units.map(({ id, nameNn }) => [id, nameNn])) };
}

const sat = (seats: Seats, table: string, round: number | null) => [
	...new Set(seats.flatMap((seat) => (seat.table === table && (round === null || seat.round === round) ? seat.attendanceId : [])))
];

/** Notes marked with a unit as they are kept, each with those whom its mark may mean. */
export async function markTargets(db: Kysely<Database>, marked: readonly Written[], seats: Seats): Promise<MarkTarget[]> {
	const { unitOf, nameOf } = await unitsOf(db);
	const rows = new Map((await db.selectFrom('note').select(['id', 'writtenBy', 'round']).execute()).map((row) => [row.id, row]));
	return marked.map((written) => {
		const { id, table, round } = written;
		const { writtenBy: by, round: keptRound } = rows.get(id)!;
		const all = sat(seats, table, null);
		const few = (person: string) => all.filter((other) => unitOf.get(other) === unitOf.get(person)).length < minGroupSize.unit;
		const named = all.filter((person) => nameOf.get(unitOf.get(person) ?? '') === by);
		const candidates = by === '' ? sat(seats, table, round) : by === otherUnit ? all.filter(few) : named;
		return { id, table, round, candidates, by, keptRound, written };
	});
}

const pick = (from: readonly string[]) => from[Math.floor(Math.random() * from.length)];

/** Whom a mark means when the round is known in which the note was written; and on pages and files, what unit stands nearest to it. */
export async function waysByMark(
	db: Kysely<Database>,
	targets: readonly MarkTarget[],
	seats: Seats,
	read: readonly Read[] = []
): Promise<Map<string, Way>> {
	const { unitOf, nameOf } = await unitsOf(db);
	const targetOf = new Map(targets.map((target) => [target.id, target]));
	const inRound = ({ table, candidates }: Target, round: number) => {
		const here = new Set(sat(seats, table, round));
		return candidates.filter((person) => here.has(person));
	};
	const units = new Map([...nameOf].map(([id, name]) => [name, id]));
	const ways = new Map<string, Way>([
		[
			'the mark and the round',
			(target) => {
				const { keptRound } = targetOf.get(target.id)!;
				return keptRound > 0 ? pick(inRound(target, keptRound)) : undefined;
			}
		]
	]);
	for (const [kind, files] of Map.groupBy(read, ({ kind }) => kind)) {
		const searched = files.map(({ text }) => ({
			notes: placesOf(
				targets.map(({ id }) => id),
				text
			),
			units: placesOf([...units.keys()], text)
		}));
		if (!searched.some(({ notes, units }) => notes.size > 0 && units.size > 0)) continue;
		ways.set(`the nearest unit on ${kind}`, ({ id, candidates }) => {
			const found = searched.flatMap(({ notes, units }) => nearest(notes.get(id) ?? [], units, () => true) ?? []);
			const [best] = found.toSorted((a, b) => a.away - b.away);
			return best && pick(candidates.filter((person) => unitOf.get(person) === units.get(best.word)));
		});
	}
	return ways;
}

/** As it was: the unit as its writer chose it, and the round. Whom it means is nearly always one. */
export async function asChosen(db: Kysely<Database>, seats: Seats): Promise<(target: MarkTarget) => string | undefined> {
	const { unitOf } = await unitsOf(db);
	return ({ table, written }) =>
		pick(sat(seats, table, written.round).filter((person) => unitOf.get(person) === unitOf.get(written.writer)));
}

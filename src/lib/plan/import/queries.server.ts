import { civilDate, type CivilDate, type Instant } from '#lib/dates.ts';
import type { Db } from '#lib/db/open.server.ts';
import { units as unitsOf } from '#lib/people/queries.server.ts';
import { elementsOf } from '../document/versions.server.ts';
import { versionsInTime } from '../queries.server.ts';
import type { Block } from '../source/block.ts';
import { proposalsFor, type KnownElement, type Proposal } from './matches.ts';
import type { Line, Written } from '../source/model.ts';
import { numbersOf, placed, unreadOf, type Placed, type Purpose } from './model.ts';
import { unitDay, unitOf, type UnitRow } from './units.ts';

export type Import = {
	id: string;
	fileName: string;
	blocks: Block[];
	lines: Line[];
	purpose: Purpose;
	edition: number;
	corrections: number;
	startedAt: string;
	changedAt: string;
};

type Row = { id: string; blocks: string; lines: string; purpose: string } & Omit<Import, 'id' | 'blocks' | 'lines' | 'purpose'>;

const columns = ['id', 'fileName', 'blocks', 'lines', 'purpose', 'edition', 'corrections', 'startedAt', 'changedAt'] as const;
const whole = (row: Row): Import => ({
	...row,
	blocks: JSON.parse(row.blocks) as Block[],
	lines: JSON.parse(row.lines) as Line[],
	purpose: JSON.parse(row.purpose) as Purpose
});

/** An import of the municipality; undefined when it is not there, finished, discarded or another's. */
export async function importOf(db: Db, municipalityId: string, importId: string): Promise<Import | undefined> {
	const row = await db
		.selectFrom('planImport')
		.select(columns)
		.where('municipalityId', '=', municipalityId)
		.where('id', '=', importId)
		.executeTakeFirst();
	return row && whole(row);
}

/** As `importOf`, locked until the transaction ends. */
export async function holdImport(trx: Db, municipalityId: string, importId: string): Promise<Import | undefined> {
	const row = await trx
		.updateTable('planImport')
		.set((set) => ({ edition: set.ref('edition') }))
		.where('municipalityId', '=', municipalityId)
		.where('id', '=', importId)
		.returning(columns)
		.executeTakeFirst();
	return row && whole(row);
}

/** Those that wait to be finished, the newest first. */
export async function waitingImports(
	db: Db,
	municipalityId: string
): Promise<{ id: string; fileName: string; by: string; changedAt: string }[]> {
	return db
		.selectFrom('planImport')
		.innerJoin('person', 'person.id', 'planImport.startedBy')
		.select(['planImport.id', 'planImport.fileName', 'person.name as by', 'planImport.changedAt'])
		.where('planImport.municipalityId', '=', municipalityId)
		.orderBy('planImport.changedAt', 'desc')
		.execute();
}

/** Every element that the plan has had, as the newest version with it says it. */
export async function knownElements(db: Db, municipalityId: string): Promise<KnownElement[]> {
	const known = new Map<string, KnownElement>();
	for (const { id } of await versionsInTime(db, municipalityId))
		for (const { elementId, kind, number, nn, nb } of await elementsOf(db, id)) known.set(elementId, { elementId, kind, number, nn, nb });
	return [...known.values()];
}

/** An import with all that is reckoned of it: where lines stand, their numbers and units, what was not understood, what they may be. */
export type Looked = {
	placed: Placed[];
	numbers: Map<number, string>;
	/** Lines whose number is another's already, or no number. */
	twice: Set<number>;
	units: UnitRow[];
	unitOf: Map<number, UnitRow>;
	unread: Map<number, (keyof Written)[]>;
	known: KnownElement[];
	proposals: Proposal[];
};

export async function lookedThrough(db: Db, municipalityId: string, found: Import, now: Instant): Promise<Looked> {
	const units = await unitsOf(db, municipalityId);
	const day: CivilDate = unitDay(found.purpose, civilDate(now));
	const known = await knownElements(db, municipalityId);
	const standing = placed(found.lines);
	const named = new Map(
		standing.flatMap((line) => {
			const unit = line.kind === 'measure' ? unitOf(line, units, day) : null;
			return unit ? [[line.id, unit] as const] : [];
		})
	);
	return {
		placed: standing,
		...numbersOf(standing),
		units,
		unitOf: named,
		unread: new Map(
			standing.flatMap((line) => {
				const fields = unreadOf(line, named.get(line.id) ?? null);
				return fields.length > 0 ? [[line.id, fields] as const] : [];
			})
		),
		known,
		proposals: proposalsFor(standing, known)
	};
}

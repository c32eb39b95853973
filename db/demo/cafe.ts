import type { Kysely } from 'kysely';
import type { Database } from '#db/schema.ts';
import { pseudonym } from '#lib/cafe/board/authorize.server.ts';
import { freezeBoards, endCafe } from '#lib/cafe/harvest/freeze.server.ts';
import { createCafe } from '#lib/cafe/setup/create.server.ts';
import { addCluster, addNote, newBoardDoc } from '#lib/cafe/board/document.ts';
import { handIn, harvestAt, keepPoint } from '#lib/cafe/harvest/points.server.ts';
import { join } from '#lib/cafe/joining/join.server.ts';
import { enterPaperNote } from '#lib/cafe/harvest/paperNotes.server.ts';
import { columnOf } from '#lib/cafe/setup/planElements.ts';
import { putPlanOnTable } from '#lib/cafe/setup/planElements.server.ts';
import { participantFor } from '#lib/cafe/participants/participants.server.ts';
import { endRound, startRound, startVote } from '#lib/cafe/rounds/commands.server.ts';
import { changeHost, seatEveryone } from '#lib/cafe/seating/commands.server.ts';
import { castVote } from '#lib/cafe/harvest/votes.server.ts';
import { addMilliseconds } from '#lib/dates.ts';
import { newId } from '#lib/ids.ts';
import { seedBoard } from '#lib/live/storage/boards.server.ts';
import { isOfGoals } from '#lib/plan/document/model.ts';
import { elementsOf } from '#lib/plan/document/versions.server.ts';
import { planOf } from '#lib/plan/queries.server.ts';
import { onPaper, onTheCloth, tables2016, type DemoTable } from './cafeNotes.ts';
import type { DemoWorld, UnitKey } from './people.ts';

type GroupedBoard = DemoTable & {
	id: string;
	boardId: string;
	doc: ReturnType<typeof newBoardDoc>;
	/** What may be voted on, the liked ones more often. */ pot: string[];
};

const done = <T extends { ok: boolean }>(answer: T): T & { ok: true } => {
	if (!answer.ok) throw new Error(JSON.stringify(answer));
	return answer as T & { ok: true };
};

/**
 * The café of March 2016, gone through from the first seat to the last point by the product's own commands. The day of the
 * month is not known; the clock times are the demo's.
 */
export async function demoCafe(db: Kysely<Database>, world: DemoWorld): Promise<void> {
	const { leader } = world;
	const gatheringId = world.gatheringId.f2016!;
	const start = addMilliseconds(world.at('2016-03-28'), 4 * 3_600_000);
	const at = (minutes: number) => addMilliseconds(start, minutes * 60_000);

	const questions = tables2016.map(({ question, finding }) => ({ text: question, findingId: world.elementId[finding] ?? null }));
	const { cafeId } = done(await createCafe(db, leader, gatheringId, { preset: 'udir', questions }, at(-60)));
	const present = await db
		.selectFrom('attendance')
		.select(['id', 'unitId'])
		.where('gatheringId', '=', gatheringId)
		.orderBy('name')
		.execute();
	const rows = await db.selectFrom('cafeTable').select(['id', 'boardId']).where('cafeId', '=', cafeId).orderBy('number').execute();
	const tables: GroupedBoard[] = rows.map((row, index) => ({ ...tables2016[index]!, ...row, doc: newBoardDoc(), pot: [] }));
	for (const { id, host } of tables) {
		const [unit, nth] = host;
		const person = present.filter(({ unitId }) => unitId === world.unitId[unit])[nth]!;
		done(await changeHost(db, leader, cafeId, id, person.id));
	}
	await layoutBoard(db, world, cafeId, tables[0]!.id);
	done(await seatEveryone(db, leader, cafeId, at(-5)));
	const guests: string[] = [];
	for (const { id: attendanceId } of present) {
		const door = { cafeId, municipalityId: world.municipalityId };
		guests.push(
			done(await join(db, door, null, { attendanceId, name: '', unitId: null, shownAs: 'unit', proof: 'personalCode' }, at(-4))).token
		);
	}

	const label = await labels(db, world);
	const columns = new Map(
		onTheCloth.map(({ note, stance, element }) => [note, columnOf({ stance, elementId: world.elementId[element]! })])
	);
	for (const round of [1, 2, 3] as const) {
		done(await startRound(db, leader, cafeId, at(round * 14 - 14)));
		for (const table of tables) write(table, round, label, columns);
		if (round < 3) done(await endRound(db, leader, cafeId, at(round * 14 - 2)));
	}
	done(await startVote(db, leader, cafeId, at(41)));
	for (const [index, guestToken] of guests.entries()) await vote(db, tables, { now: at(41), guestToken }, index);

	for (const { boardId, doc } of tables) await seedBoard(db, boardId, doc);
	// Nobody is connected to a board of 2016: there is nothing to stop, and nothing to start again.
	const freeze = async (boardId: string) => {
		const table = tables.find((table) => table.boardId === boardId);
		return table && { doc: table.doc, owners: new Map(), unfreeze() {}, keep() {}, renewed: () => Promise.resolve() };
	};
	done(await freezeBoards(db, { freeze }, leader, cafeId, at(47)));
	// One who would rather write by hand; the leader typed it in when the boards were closed.
	const typed = { tableId: tables[0]!.id, round: 3, noteId: newId(), text: onPaper, anyway: false };
	done(await enterPaperNote(db, { write: () => Promise.resolve(false) }, leader, gatheringId, typed, at(55)));
	for (const table of tables) await harvest(db, world, table, at(60));
	done(await endCafe(db, leader, cafeId, at(75)));
}

/** What each unit was shown as. */
async function labels(db: Kysely<Database>, world: DemoWorld): Promise<(unit: UnitKey | '') => string> {
	const known = new Map<UnitKey, string>();
	for (const unit of new Set(world.people.map((person) => person.unit))) {
		const { nameNn } = await db.selectFrom('unit').select('nameNn').where('id', '=', world.unitId[unit]).executeTakeFirstOrThrow();
		known.set(unit, nameNn);
	}
	return (unit) => (unit === '' ? '' : known.get(unit)!);
}

/** Goal 3 of the draft with its measures, as it read then, on the table where people ask whom to call. */
async function layoutBoard(
	db: Kysely<Database>,
	{ leader, municipalityId, elementId }: DemoWorld,
	cafeId: string,
	tableId: string
): Promise<void> {
	const { open } = (await planOf(db, municipalityId))!;
	const laid = (await elementsOf(db, open!.id))
		.filter((element) => [element.elementId, element.parentId].includes(elementId.g3!))
		.flatMap(({ elementId, kind, number, nn, nb }) =>
			isOfGoals(kind) ? [{ elementId, kind, number, nn, nb, versionId: open!.id, versionNumber: open!.number }] : []
		);
	done(await putPlanOnTable(db, leader, cafeId, tableId, laid));
}

function write(table: GroupedBoard, round: 1 | 2 | 3, label: (unit: UnitKey | '') => string, columns: ReadonlyMap<string, string>): void {
	const groups = [...table.clusters, { title: null, notes: table.loose }];
	for (const [index, { title, notes }] of groups.entries()) {
		const clusterId = title === null ? null : `${table.id}c${index}`;
		if (round === 1 && title !== null) addCluster(table.doc, { id: clusterId!, title });
		for (const [unit, text, writtenIn, liked] of notes) {
			if (writtenIn !== round) continue;
			const id = newId();
			addNote(table.doc, { id, text, clusterId, round, by: label(unit), column: columns.get(text) ?? null });
			for (let times = 0; times < liked; times++) table.pot.push(id);
		}
	}
}

/** Three dots, dealt out of the pot so that what was liked more gets more of them. */
async function vote(
	db: Kysely<Database>,
	tables: readonly GroupedBoard[],
	who: { now: string; guestToken: string },
	index: number
): Promise<void> {
	const somewhere = (await participantFor(db, who, tables[0]!.id))!;
	const table = tables.find(({ id }) => id === (somewhere.goTo ?? tables[0]!.id))!;
	const voter = { ...somewhere.participant!, secret: pseudonym(who.guestToken) };
	let left = 3;
	for (let draw = index * 5; left > 0 && draw < index * 5 + 40; draw++) {
		const cast = await castVote(db, voter, table.id, table.pot[(draw * 7) % table.pot.length]!);
		if (cast.ok) left = cast.left;
	}
}

async function harvest(db: Kysely<Database>, world: DemoWorld, table: GroupedBoard, now: string): Promise<void> {
	const who = { now, actor: world.leader };
	const { notes, clusters } = (await harvestAt(db, who, table.id))!;
	for (const { text, of } of table.points) {
		const clusterIds = clusters.filter(({ title }) => of.includes(title)).map(({ id }) => id);
		const noteIds = notes.filter((note) => of.some((words) => note.text.startsWith(words))).map(({ id }) => id);
		done(await keepPoint(db, who, table.id, { pointId: null, text, noteIds, clusterIds }, now));
	}
	done(await handIn(db, who, table.id, now));
}

import { describe, expect, test } from 'vitest';
import type { Kysely } from 'kysely';
import type { Database } from '#db/schema.ts';
import { freezeBoards } from '#lib/cafe/harvest/freeze.server.ts';
import { addNote } from '#lib/cafe/board/document.ts';
import { handIn, keepPoint } from '#lib/cafe/harvest/points.server.ts';
import { aboutIn, columnOf, maxElements, type TableElement } from '#lib/cafe/setup/planElements.ts';
import { elementsOn, putPlanOnTable } from '#lib/cafe/setup/planElements.server.ts';
import { startRound } from '#lib/cafe/rounds/commands.server.ts';
import { seatEveryone } from '#lib/cafe/seating/commands.server.ts';
import { newId } from '#lib/ids.ts';
import { trace } from '#lib/lineage.server.ts';
import { editElement } from '#lib/plan/document/elements.server.ts';
import { takeHarvest } from '#lib/plan/inputs/commands.server.ts';
import { inputsOf } from '#lib/plan/inputs/queries.server.ts';
import { gatherPoints } from '#lib/summaries/points/commands.server.ts';
import { aCafe, boardsInMemory } from '../../support/cafe.ts';
import { onBothDatabases } from '../../support/database.ts';
import { aDraft, words } from '../../support/plan.ts';
import { aMunicipality, now } from '../../support/world.ts';

/** The lines of an input that lists notes: the first says what it is; loose notes lie on a table in no order of writing. */
function listed(text: string): string {
	const [title = '', ...notes] = text.split('\n');
	return [title, ...notes.toSorted()].join('\n');
}

describe('a note on a table with the plan', () => {
	const elements = [{ elementId: 'tiltak1' }];
	test('says what it is about by its column, as far as that lies on the table', () => {
		expect(aboutIn(columnOf({ elementId: 'tiltak1', stance: 'keep' }), elements)).toEqual({ elementId: 'tiltak1', stance: 'keep' });
		expect(aboutIn('keep-tiltak2', elements)).toBeNull();
		expect(aboutIn('praise-tiltak1', elements)).toBeNull();
		expect(aboutIn(null, elements)).toBeNull();
	});
});

async function laid(db: Kysely<Database>) {
	const world = await aMunicipality(db);
	const plan = await aDraft(db, world);
	const room = await aCafe(db, world, { tables: 2 });
	const on = { versionId: plan.versionId, versionNumber: 1 };
	const cloth: TableElement[] = [
		{ elementId: plan.goal, kind: 'goal', number: '1', nn: 'Innsatsen skal vere heilskapleg', nb: '', ...on },
		{ elementId: plan.measure, kind: 'measure', number: '1.1', nn: 'Arrangere bustadsosialt forum', nb: '', ...on }
	];
	expect(await putPlanOnTable(db, world.facilitator, room.cafeId, room.tables[0]!, cloth)).toEqual({ ok: true });
	return { ...world, ...plan, ...room, cloth };
}

onBothDatabases('the plan on a table', (fresh) => {
	test('lies there in the words it had, and is laid by those who run the day, before they begin', async () => {
		const db = await fresh();
		const { leader, staff, facilitator, cafeId, tables, cloth, measure, stranger } = await laid(db);
		await editElement(db, leader, { ...words('Arrangere forum to gonger i året'), elementId: measure, edition: 1 }, now);
		expect(await elementsOn(db, tables[0]!)).toEqual(cloth);
		expect(await elementsOn(db, tables[1]!)).toEqual([]);
		expect(await putPlanOnTable(db, staff, cafeId, tables[1]!, cloth)).toEqual({ ok: false, reason: 'notAllowed' });
		expect(await putPlanOnTable(db, stranger, cafeId, tables[1]!, cloth)).toEqual({ ok: false, reason: 'notFound' });
		expect(await putPlanOnTable(db, facilitator, cafeId, 'nowhere', cloth)).toEqual({ ok: false, reason: 'conflictTable' });
		const much = Array.from({ length: maxElements + 1 }, () => ({ ...cloth[1]!, elementId: newId() }));
		expect(await putPlanOnTable(db, facilitator, cafeId, tables[1]!, much)).toEqual({ ok: false, reason: 'limitElements' });
		await putPlanOnTable(db, facilitator, cafeId, tables[1]!, cloth);
		await putPlanOnTable(db, facilitator, cafeId, tables[1]!, []);
		expect(await elementsOn(db, tables[1]!)).toEqual([]);
		await seatEveryone(db, facilitator, cafeId, now);
		await startRound(db, facilitator, cafeId, now);
		expect(await putPlanOnTable(db, facilitator, cafeId, tables[0]!, [])).toEqual({ ok: false, reason: 'closed' });
	});

	test('gives inputs on the elements that notes were put on, with the thread from each note and without typing anything again', async () => {
		const db = await fresh();
		const { leader, facilitator, municipalityId, cafeId, gatheringId, tables, boards, goal, measure, versionId } = await laid(db);
		await seatEveryone(db, facilitator, cafeId, now);
		await startRound(db, facilitator, cafeId, now);
		const live = boardsInMemory();
		const note = (text: string, column: string | null, board = 0) => {
			const id = newId();
			addNote(live.doc(boards[board]!), { id, text, round: 1, by: '', column });
			return id;
		};
		const about = (elementId: string, stance: 'keep' | 'change' | 'missing') => columnOf({ elementId, stance });
		const kept = note('Forumet verkar', about(measure, 'keep'));
		const twice = note('To gonger i året', about(measure, 'change'));
		const autumn = note('Og éin gong om hausten', about(measure, 'change'));
		const young = note('Dei unge', about(goal, 'missing'));
		const loose = note('Meir kaffi', null);
		const elsewhere = note('Ikkje på bordet', about(measure, 'change'), 1);
		expect(await freezeBoards(db, live, facilitator, cafeId, now)).toMatchObject({ ok: true });
		const rows = await db.selectFrom('note').select(['id', 'aboutId', 'stance']).execute();
		expect(rows.find(({ id }) => id === twice)).toEqual({ id: twice, aboutId: measure, stance: 'change' });
		expect(rows.find(({ id }) => id === elsewhere)).toEqual({ id: elsewhere, aboutId: null, stance: null });

		// The host makes a point of what the table will keep, and one of what is about nothing in particular.
		const who = { now, actor: leader };
		const point = (text: string, ...noteIds: string[]) =>
			keepPoint(db, who, tables[0]!, { pointId: null, text, noteIds, clusterIds: [] }, now);
		await point('Forumet skal halde fram', kept);
		await point('Kaffi', loose);
		await point('Unge, og kaffi', loose, young);
		await handIn(db, who, tables[0]!, now);
		await gatherPoints(db, leader, gatheringId, now);
		expect(await takeHarvest(db, leader, gatheringId, now)).toMatchObject({ ok: true, added: 4 });
		expect(await takeHarvest(db, leader, gatheringId, now)).toMatchObject({ ok: true, added: 0 });

		const queue = await inputsOf(db, municipalityId, versionId, 'nn');
		expect(new Map(queue.map(({ text, elementId }) => [listed(text), elementId]))).toEqual(
			new Map([
				['Forumet skal halde fram', measure],
				['Kaffi', null],
				['Unge, og kaffi', goal],
				['Endre:\n– Og éin gong om hausten\n– To gonger i året', measure]
			])
		);
		const change = queue.find(({ text }) => text.startsWith('Endre'))!;
		expect(change).toMatchObject({ origin: 'harvest', originLabel: 'Ei felles forståing, bord 1' });
		const inEnglish = await inputsOf(db, municipalityId, versionId, 'en');
		const { text, originLabel } = inEnglish.find(({ id }) => id === change.id)!;
		expect({ text: listed(text), originLabel }, 'what the product says of it is in the language of whoever reads').toEqual({
			text: 'Change:\n– Og éin gong om hausten\n– To gonger i året',
			originLabel: 'Ei felles forståing, table 1'
		});
		const back = await trace(db, municipalityId, { kind: 'input', id: change.id }, 'back');
		expect(back.map(({ from }) => from.id).toSorted()).toEqual([twice, autumn].toSorted());
	});
});

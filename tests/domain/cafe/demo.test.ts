import { expect, test } from 'vitest';
import { demoCafe } from '#db/demo/cafe.ts';
import { onPaper, onTheCloth, tables2016 } from '#db/demo/cafeNotes.ts';
import { demoCycle } from '#db/demo/cycle.ts';
import { demoDraft, demoFindings } from '#db/demo/draft.ts';
import { demoGatherings } from '#db/demo/gatherings.ts';
import { demoPeople } from '#db/demo/people.ts';
import { readBoard } from '#lib/cafe/board/document.ts';
import { trace } from '#lib/lineage.server.ts';
import { freshSqlite } from '../../support/database.ts';
import * as Y from 'yjs';

test('the café of 2016 in the demo is complete: 46 people in three rounds, every note kept, also from paper and about the plan that lay there, every point with its notes', async () => {
	const db = await freshSqlite();
	const world = await demoPeople(db);
	await demoFindings(db, world);
	await demoCycle(db, world);
	await demoGatherings(db, world);
	await demoDraft(db, world);
	await demoCafe(db, world);

	expect(await db.selectFrom('cafe').select(['phase', 'round']).executeTakeFirst()).toEqual({ phase: 'closed', round: 3 });
	expect(await db.selectFrom('seat').select('round').execute()).toHaveLength(46 * 3);
	const written = tables2016.flatMap(({ clusters, loose }) =>
		[...clusters.flatMap(({ notes }) => notes), ...loose].map(([, text]) => text)
	);
	const notes = await db.selectFrom('note').select(['id', 'text', 'votes', 'writtenBy']).execute();
	expect(notes.map(({ text }) => text).toSorted()).toEqual([...written, onPaper].toSorted());
	const about = await db.selectFrom('note').select(['text', 'stance']).where('stance', 'is not', null).orderBy('text').execute();
	expect(about).toEqual(onTheCloth.map(({ note, stance }) => ({ text: note, stance })).toSorted((a, b) => (a.text < b.text ? -1 : 1)));
	expect(notes.reduce((sum, note) => sum + note.votes, 0)).toBe(46 * 3);
	expect(new Set(notes.map(({ writtenBy }) => writtenBy))).not.toContain('RBO');
	for (const point of await db.selectFrom('harvestPoint').select('id').execute()) {
		const back = await trace(db, world.municipalityId, { kind: 'harvestPoint', id: point.id }, 'back');
		expect(back.some(({ from }) => from.kind === 'note')).toBe(true);
	}
	const { boardId } = await db.selectFrom('cafeTable').select('boardId').where('number', '=', 1).executeTakeFirstOrThrow();
	const log = await db.selectFrom('boardUpdate').select('bytes').where('boardId', '=', boardId).execute();
	const doc = new Y.Doc();
	for (const { bytes } of log) Y.applyUpdate(doc, bytes);
	expect(readBoard(doc).notes).toHaveLength(7);
	await db.destroy();
});

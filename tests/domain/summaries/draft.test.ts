import { describe, expect, test, vi } from 'vitest';
import type { Kysely } from 'kysely';
import type { Database } from '#db/schema.ts';
import type { Frozen } from '#lib/live/contract.ts';
import { publish, startDraft } from '#lib/summaries/publication/commands.server.ts';
import { draftWords, seenAs } from '#lib/summaries/draft/queries.server.ts';
import { addNewPoints, mendDraft, reviseDraft, type Revised } from '#lib/summaries/draft/commands.server.ts';
import {
	addSection,
	draftText,
	fillDraft,
	moveSection,
	newDraftDoc,
	placePoint,
	readDraft,
	removeSection
} from '#lib/summaries/draft/document.ts';
import { contentFrom } from '#lib/summaries/model.ts';
import { gatherPoints, markFirst, mergePoints } from '#lib/summaries/points/commands.server.ts';
import { forumPoints } from '#lib/summaries/points/queries.server.ts';
import { versions } from '#lib/summaries/queries.server.ts';
import { onBothDatabases } from '../../support/database.ts';
import { aHarvest } from '../../support/harvest.ts';
import { rooms } from '../../support/rooms.ts';
import { aMunicipality, now } from '../../support/world.ts';

const later = '2018-01-15T09:00:00.000Z';

describe('a draft', () => {
	const words = { title: 'Tittel', intro: 'Innleiing', closing: '', correction: '' };
	const aDoc = () => {
		const doc = newDraftDoc();
		const sections = ['a', 'b', 'c'].map((id) => ({ id, heading: `Del ${id}`, text: '' }));
		fillDraft(doc, { ...words, sections, points: [{ id: 'p', text: 'Eitt nummer', sectionId: 'b' }] });
		return doc;
	};
	test('has its sections in their order, and they can be moved to the ends and no further', () => {
		const doc = aDoc();
		expect(moveSection(doc, 'c', -1)).toBe(true);
		expect(moveSection(doc, 'a', -1)).toBe(false);
		expect(moveSection(doc, 'b', 1)).toBe(false);
		expect(readDraft(doc).sections.map(({ id }) => id)).toEqual(['a', 'c', 'b']);
	});
	test('keeps a section that is taken out, and its points stand among the others meanwhile', () => {
		const doc = aDoc();
		removeSection(doc, 'b', now);
		expect(readDraft(doc)).toMatchObject({ sections: [{ id: 'a' }, { id: 'c' }], removed: [{ id: 'b', heading: 'Del b' }] });
		expect(readDraft(doc).points.get('p')).toEqual({ text: 'Eitt nummer', sectionId: null });
		placePoint(doc, 'p', 'c');
		expect(readDraft(doc).points.get('p')!.sectionId).toBe('c');
		expect(addSection(doc, { id: 'a' })).toBe(false);
	});
});

async function drafted(db: Kysely<Database>) {
	const world = await aMunicipality(db);
	const harvest = await aHarvest(db, world, [
		[{ text: 'Éin stad å ringje', votes: 2 }, { text: 'Same skjema' }],
		[{ text: 'Eitt telefonnummer' }]
	]);
	const { gatheringId } = harvest;
	await gatherPoints(db, world.leader, gatheringId, now);
	const [one, two, three] = (await forumPoints(db, world.municipalityId, gatheringId)).map(({ id }) => id) as [string, string, string];
	await startDraft(db, world.leader, gatheringId, now);
	const live = rooms(db);
	const row = async () => (await versions(db, world.municipalityId, gatheringId))[0]!;
	const words = async () => draftWords(live, await row());
	const nothing: Revised = { texts: [], places: [], command: null };
	const revise = (revised: Partial<Revised>, actor = world.leader) =>
		reviseDraft(db, live, actor, gatheringId, { ...nothing, ...revised }, later);
	return { ...world, ...harvest, one, two, three, live, row, words, revise };
}

onBothDatabases('a draft written by form', (fresh) => {
	test('goes into the room text by text; what somebody else changed meanwhile stands and is given back, the rest is written', async () => {
		const db = await fresh();
		const { words, revise } = await drafted(db);
		const { title, intro, closing } = await words();
		expect(await revise({ texts: [{ field: 'title', text: 'Mi overskrift', seen: seenAs(title) }] })).toEqual({ ok: true });
		const form = [
			{ field: 'title', text: 'Di overskrift', seen: seenAs(title) },
			{ field: 'intro', text: `${intro} Takk!`, seen: seenAs(intro) },
			{ field: 'closing', text: closing, seen: seenAs(closing) }
		];
		expect(await revise({ texts: form })).toEqual({
			ok: false,
			reason: 'conflict',
			theirs: [{ field: 'title', text: 'Mi overskrift' }]
		});
		expect(await words()).toMatchObject({ title: 'Mi overskrift', intro: `${intro} Takk!`, closing });
	});

	test('makes sections, puts points in them, and is for those who run forums', async () => {
		const db = await fresh();
		const { words, revise, facilitator, staff, stranger, one } = await drafted(db);
		expect(await revise({ command: { do: 'add' } }, facilitator)).toEqual({ ok: true });
		const [section] = (await words()).sections;
		expect(
			await revise({
				texts: [{ field: `heading-${section!.id}`, text: 'Korleis vi når kvarandre', seen: seenAs('') }],
				places: [{ pointId: one, sectionId: section!.id }]
			})
		).toEqual({ ok: true });
		expect((await words()).points.get(one)!.sectionId).toBe(section!.id);
		expect(await revise({ command: { do: 'add' } }, staff)).toEqual({ ok: false, reason: 'notAllowed' });
		expect(await revise({ command: { do: 'add' } }, stranger)).toEqual({ ok: false, reason: 'closed' });
	});
});

onBothDatabases('publishing a draft', (fresh) => {
	test('freezes what stands in the room, words, sections and the wording of points, and the points keep that wording', async () => {
		const db = await fresh();
		const { live, leader, gatheringId, municipalityId, one, two, three, row, revise, words } = await drafted(db);
		await markFirst(db, leader, gatheringId, { pointId: two, first: true }, now);
		await revise({ command: { do: 'add' } });
		const sectionId = (await words()).sections[0]!.id;
		await revise({
			texts: [
				{ field: `section-${sectionId}`, text: 'Om telefonen.', seen: seenAs('') },
				{ field: `point-${one}`, text: 'Éin stad å ringje, heile dagen', seen: seenAs('Éin stad å ringje') }
			],
			places: [one, two].map((pointId) => ({ pointId, sectionId }))
		});
		expect(await publish(db, live, leader, gatheringId, later)).toMatchObject({ ok: true, version: 1 });
		const content = contentFrom((await row()).content!);
		expect(content.sections).toEqual([{ id: sectionId, heading: '', text: 'Om telefonen.', points: [one] }]);
		expect(content.points.map(({ id, text, first }) => [id, text, first])).toEqual([
			[two, 'Same skjema', true],
			[one, 'Éin stad å ringje, heile dagen', false],
			[three, 'Eitt telefonnummer', false]
		]);
		expect((await forumPoints(db, municipalityId, gatheringId))[0]!.text).toBe('Éin stad å ringje, heile dagen');
		expect(await revise({ texts: [{ field: 'title', text: 'For seint', seen: 'x' }] })).toEqual({ ok: false, reason: 'closed' });
		await startDraft(db, leader, gatheringId, later);
		expect((await words()).sections).toMatchObject([{ text: 'Om telefonen.' }]);
		expect((await words()).points.get(one)).toEqual({ text: 'Éin stad å ringje, heile dagen', sectionId });
	});

	test('takes in every word that the room had taken, and none after', async () => {
		const db = await fresh();
		const { live, leader, gatheringId, row } = await drafted(db);
		const { boardId } = await row();
		let typing = true;
		let typed = 0;
		const type = async () => {
			while (typing) {
				const isTaken = await live.write(boardId!, (doc) => draftText(doc, 'closing')!.insert(0, `${typed + 1} `));
				if (!isTaken) return;
				typed++;
			}
		};
		const hand = type();
		await expect.poll(() => typed).toBeGreaterThan(5);
		const done = await publish(db, live, leader, gatheringId, later);
		typing = false;
		await hand;
		expect(done).toMatchObject({ ok: true });
		const numbers = contentFrom((await row()).content!)
			.closing.match(/\d+(?= )/g)!
			.map(Number);
		expect(numbers).toEqual(Array.from({ length: typed }, (_, at) => typed - at));
		expect(await live.write(boardId!, (doc) => draftText(doc, 'closing')!.insert(0, 'for seint'))).toBe(false);
	});

	test('by two at once is one publishing, and the room stays shut; refused, it is written in as before', async () => {
		const db = await fresh();
		const { live, leader, gatheringId, row, revise, words } = await drafted(db);
		const { title } = await words();
		await revise({ texts: [{ field: 'title', text: ' ', seen: seenAs(title) }] });
		expect(await publish(db, live, leader, gatheringId, later)).toEqual({ ok: false, reason: 'missingTitle' });
		expect(await revise({ texts: [{ field: 'title', text: 'Tittel', seen: seenAs(' ') }] })).toEqual({ ok: true });
		const { boardId } = await row();
		const both = await Promise.all([publish(db, live, leader, gatheringId, later), publish(db, live, leader, gatheringId, later)]);
		expect(both.filter(({ ok }) => ok)).toHaveLength(1);
		expect(both.find(({ ok }) => !ok)).toEqual({ ok: false, reason: expect.stringMatching(/^(conflict|closed)$/) });
		expect(await live.write(boardId!, () => undefined)).toBe(false);
	});

	test('waits with publishing until whoever writes has written the word to its end, and publishes nothing while they write on', async () => {
		const db = await fresh();
		const { leader, gatheringId, row, revise, words, live } = await drafted(db);
		const { boardId } = await row();
		await revise({ texts: [{ field: 'intro', text: 'Ein halv setn', seen: seenAs((await words()).intro) }] });
		const somebody = { people: 1, connections: 1, version: 1, isSaved: true, isDamaged: false };
		/** The room, where somebody has just written; `look` is called whenever it is looked at. */
		const room = (look: () => number) => ({
			freeze: (id: string) => live.freeze(id),
			setStatus: () => undefined,
			stats: () => new Map([[boardId!, { ...somebody, idleMs: look() }]])
		});
		vi.useFakeTimers({ toFake: ['setTimeout'] });
		let isAnswered = false;
		const refused = publish(
			db,
			room(() => 300),
			leader,
			gatheringId,
			later
		).finally(() => (isAnswered = true));
		while (!isAnswered) {
			await vi.advanceTimersByTimeAsync(250);
			await new Promise((resolve) => setImmediate(resolve));
		}
		vi.useRealTimers();
		expect(await refused).toEqual({ ok: false, reason: 'conflictWriting' });
		expect((await row()).publishedAt).toBeNull();

		let rest: Promise<unknown> | undefined;
		const look = () => {
			if (rest) return 2_000;
			rest = revise({ texts: [{ field: 'intro', text: 'Ein heil setning', seen: seenAs('Ein halv setn') }] });
			return 300;
		};
		expect(await publish(db, room(look), leader, gatheringId, later)).toMatchObject({ ok: true });
		expect(await rest).toEqual({ ok: true });
		expect((await row()).intro).toBe('Ein heil setning');
	});

	test('changes nothing when the room cannot be saved', async () => {
		const db = await fresh();
		const { leader, gatheringId, row, revise, words } = await drafted(db);
		const freeze = (): Promise<Frozen | undefined> => Promise.reject(new Error('the disk is full'));
		expect(await publish(db, { freeze, setStatus: () => undefined, stats: () => new Map() }, leader, gatheringId, later)).toEqual({
			ok: false,
			reason: 'conflictSaving'
		});
		expect((await row()).publishedAt).toBeNull();
		expect(await revise({ texts: [{ field: 'intro', text: 'Ny', seen: seenAs((await words()).intro) }] })).toEqual({ ok: true });
	});

	test('is not published while a part of it can’t be read, until somebody has chosen to write on with the rest', async () => {
		const db = await fresh();
		const { leader, staff, gatheringId, row, revise, words, live } = await drafted(db);
		await revise({ texts: [{ field: 'intro', text: 'Ny innleiing', seen: seenAs((await words()).intro) }] });
		const { closing } = await words();
		await live.shutdown();
		const { boardId } = await row();
		await db
			.updateTable('boardUpdate')
			.set({ bytes: Uint8Array.of(1, 1) })
			.where('boardId', '=', boardId)
			.where('seq', '=', 2)
			.execute();
		const faults: string[] = [];
		const again = rooms(db, ({ event }) => faults.push(event));
		expect(await publish(db, again, leader, gatheringId, later)).toEqual({ ok: false, reason: 'conflictDamage' });
		const revised = { texts: [{ field: 'closing', text: 'Takk', seen: seenAs(closing) }], places: [], command: null };
		expect(await reviseDraft(db, again, leader, gatheringId, revised, later)).toEqual({ ok: false, reason: 'conflictDamage' });
		expect(await mendDraft(db, again, staff, gatheringId, later)).toEqual({ ok: false, reason: 'notAllowed' });
		expect(await mendDraft(db, again, leader, gatheringId, later)).toEqual({ ok: true });
		expect(await mendDraft(db, again, leader, gatheringId, later)).toEqual({ ok: false, reason: 'missingDamage' });
		expect(await reviseDraft(db, again, leader, gatheringId, revised, later)).toEqual({ ok: true });
		expect(await publish(db, again, leader, gatheringId, later)).toMatchObject({ ok: true });
		expect(await mendDraft(db, again, leader, gatheringId, later)).toEqual({ ok: false, reason: 'closed' });
		expect(faults).toEqual(['a board is damaged: what could be read of it is shown']);
	});

	test('has the points that were merged while it was written, with the words of the merged one', async () => {
		const db = await fresh();
		const { live, leader, gatheringId, municipalityId, one, three, row, words } = await drafted(db);
		const merged = await mergePoints(db, leader, gatheringId, { points: [one, three], text: 'Eitt nummer å ringje' }, later);
		if (!merged.ok) throw new Error(merged.reason);
		await addNewPoints(db, live, municipalityId, gatheringId);
		expect((await words()).points.get(merged.pointId)!.text).toBe('Eitt nummer å ringje');
		await publish(db, live, leader, gatheringId, later);
		expect(contentFrom((await row()).content!).points.map(({ text }) => text)).toEqual(['Eitt nummer å ringje', 'Same skjema']);
	});
});

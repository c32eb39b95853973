import { expect, test } from 'vitest';
import type { Kysely } from 'kysely';
import type { Database } from '#db/schema.ts';
import { addNote, newBoardDoc, readBoard } from '#lib/cafe/board/document.ts';
import { tableView } from '#lib/cafe/rounds/tableView.server.ts';
import { canonicalJson, contentHash } from '#lib/canonical.server.ts';
import { seedBoard } from '#lib/live/storage/boards.server.ts';
import { sealSentences } from '#lib/people/seal.ts';
import { sealOf } from '#lib/people/seal.server.ts';
import { checkSeals } from '../../../src/seals.server.ts';
import type { AtTable } from '#lib/cafe/participants/participants.server.ts';
import * as summaries from '#lib/summaries/publication/commands.server.ts';
import { decideDisclosure } from '#lib/privacy/masking.server.ts';
import { openDisclosures } from '#lib/summaries/publication/disclosures.server.ts';
import * as points from '#lib/summaries/points/commands.server.ts';
import { forumPoints } from '#lib/summaries/points/queries.server.ts';
import { draftWords } from '#lib/summaries/draft/queries.server.ts';
import { versions } from '#lib/summaries/queries.server.ts';
import { everythingIn } from '../../support/dump.ts';
import { onBothDatabases } from '../../support/database.ts';
import { aHarvest } from '../../support/harvest.ts';
import { rooms, writeDraft } from '../../support/rooms.ts';
import { aMunicipality, now } from '../../support/world.ts';

/** Made up: a right date and calculated check digits. */
const number = '31129900183';

async function aDraft(db: Kysely<Database>) {
	const world = await aMunicipality(db);
	const harvest = await aHarvest(db, world, [
		[{ text: `Ho med ${number} fekk vente` }, { text: 'Éin stad å ringje' }],
		[{ text: 'Ring 41 23 45 67' }]
	]);
	await points.gatherPoints(db, world.leader, harvest.gatheringId, now);
	const listed = await forumPoints(db, world.municipalityId, harvest.gatheringId);
	// The leader has written the points anew: what is left is what was said at the tables.
	for (const [at, point] of listed.entries())
		await db
			.updateTable('forumPoint')
			.set({ text: `Punkt ${at + 1}` })
			.where('id', '=', point.id)
			.execute();
	await summaries.startDraft(db, world.leader, harvest.gatheringId, now);
	const live = rooms(db);
	const words = async () => draftWords(live, (await versions(db, world.municipalityId, harvest.gatheringId))[0]!);
	const open = async () => openDisclosures(db, world.municipalityId, harvest.gatheringId, await words());
	const write = (texts: Record<string, string>) => writeDraft(db, live, { ...world, gatheringId: harvest.gatheringId }, texts);
	return { ...world, ...harvest, listed, open, live, words, write };
}

onBothDatabases('before a summary is published', (fresh) => {
	test('what points at one person stands in the way, wherever it was written, until somebody has decided about each', async () => {
		const db = await fresh();
		const { leader, gatheringId, tables, open, live } = await aDraft(db);
		expect((await open()).map(({ kind, id, table, finds }) => ({ kind, id, table, finds }))).toEqual([
			{ kind: 'note', id: tables[0]!.noteIds[0], table: 1, finds: ['identity'] },
			{ kind: 'harvestPoint', id: tables[0]!.pointIds[0], table: 1, finds: ['identity'] },
			{ kind: 'note', id: tables[1]!.noteIds[0], table: 2, finds: ['phone'] },
			{ kind: 'harvestPoint', id: tables[1]!.pointIds[0], table: 2, finds: ['phone'] }
		]);
		expect(await summaries.publish(db, live, leader, gatheringId, now)).toEqual({ ok: false, reason: 'conflictDisclosures' });
		const decide = (kind: 'note' | 'harvestPoint', id: string, verdict: 'masked' | 'harmless') =>
			decideDisclosure(db, live, leader, gatheringId, { kind, id, verdict }, now);
		expect(await decide('note', tables[0]!.noteIds[0]!, 'masked')).toEqual({ ok: true });
		// What was made of the note lost it in the same command.
		expect((await open()).map(({ table }) => table)).toEqual([2, 2]);
		for (const { kind, id } of await open()) expect(await decide(kind as 'note', id, 'harmless')).toEqual({ ok: true });
		expect(await open()).toEqual([]);
		expect(await summaries.publish(db, live, leader, gatheringId, now)).toMatchObject({ ok: true });
	});

	test('what is hidden is out of all that the table was frozen as and that came of it, and the frozen board is told as redacted', async () => {
		const db = await fresh();
		const { leader, gatheringId, municipalityId, tables, listed, live } = await aDraft(db);
		const [table] = tables;
		const note = { id: table!.noteIds[0]!, text: `Ho med ${number} fekk vente`, clusterId: null, by: '', pos: 'a', round: 1 };
		const frozenContent = canonicalJson({ notes: [note], clusters: [] });
		const { boardId } = await db.selectFrom('cafeTable').select('boardId').where('id', '=', table!.tableId).executeTakeFirstOrThrow();
		const doc = newBoardDoc();
		addNote(doc, note);
		await seedBoard(db, boardId, doc);
		const frozen = { frozenContent, frozenHash: contentHash(frozenContent) };
		await db.updateTable('cafeTable').set(frozen).where('id', '=', table!.tableId).execute();
		const spaced = number.replace(/^(\d{6})/, '$1 ');
		await db
			.updateTable('forumPoint')
			.set({ doneWord: `Om ${spaced}` })
			.where('id', '=', listed[0]!.id)
			.execute();

		await decideDisclosure(db, live, leader, gatheringId, { kind: 'note', id: note.id, verdict: 'masked' }, now);
		const at = { cafe: { municipalityId, phase: 'closed', round: 1 }, table: { id: table!.tableId }, goTo: null } as unknown as AtTable;
		expect((await tableView(db, at, 'nobody')).frozen!.notes.map(({ text }) => text)).toEqual(['Ho med █████ fekk vente']);
		expect(await live.read(boardId, readBoard)).toMatchObject({ notes: [{ id: note.id, text: 'Ho med █████ fekk vente' }] });
		for (const word of [number, spaced]) expect(await everythingIn(db)).not.toContain(word);

		const subject = { kind: 'cafeTable', id: table!.tableId } as const;
		const kept = await db
			.selectFrom('cafeTable')
			.select(['frozenContent', 'frozenHash'])
			.where('id', '=', table!.tableId)
			.executeTakeFirstOrThrow();
		expect(kept.frozenHash).toBe(frozen.frozenHash);
		const seal = (content: string) => sealOf(db, municipalityId, subject, { content, hash: kept.frozenHash!, since: now });
		expect(await seal(frozenContent)).toEqual({ state: 'whole' });
		expect(await seal(kept.frozenContent!)).toEqual({ state: 'redacted', redactions: [{ kind: 'masked', at: now }] });
		expect(await seal(kept.frozenContent!.replace('fekk', 'måtte'))).toEqual({ state: 'forged' });
		expect(sealSentences(await seal(frozenContent), 'nn')).toEqual([]);
		expect(sealSentences(await seal(kept.frozenContent!), 'nn')).toEqual([
			'Nummer eller adresser som peika på ein person, er tekne ut av teksten måndag 15. januar 2018 kl. 09.00.',
			'Kontrollsummen er frå før det, og gjeld teksten slik han var då.'
		]);

		// The doctor looks at all of them.
		await db
			.updateTable('cafeTable')
			.set({ frozenAt: null, frozenContent: null, frozenHash: null })
			.where('id', '!=', table!.tableId)
			.execute();
		expect(await checkSeals(db)).toEqual({ sealed: 1, redacted: 1, forged: [] });
		const forged = kept.frozenContent!.replace('fekk', 'måtte');
		await db.updateTable('cafeTable').set({ frozenContent: forged }).where('id', '=', table!.tableId).execute();
		expect((await checkSeals(db)).forged).toEqual([expect.stringMatching(/^table 1 on /)]);
		// One that was frozen anew afterwards is whole, whatever was taken out of the one before.
		const anew = { content: forged, hash: contentHash(forged), since: now };
		expect(await sealOf(db, municipalityId, subject, anew)).toEqual({ state: 'whole' });
	});

	test('a decision holds for the text it was made about: a changed one is asked about again', async () => {
		const db = await fresh();
		const { leader, gatheringId, listed, open, live, write } = await aDraft(db);
		const before = (await open()).length;
		const reword = (text: string) => write({ [`point-${listed[0]!.id}`]: text });
		await reword('Skriv til post@stord.example');
		const [asked] = (await open()).filter(({ kind }) => kind === 'forumPoint');
		expect(asked).toMatchObject({ id: listed[0]!.id, finds: ['email'] });
		await decideDisclosure(db, live, leader, gatheringId, { kind: 'forumPoint', id: listed[0]!.id, verdict: 'harmless' }, now);
		expect(await open()).toHaveLength(before);
		await reword('Skriv til kari@stord.example');
		expect(await open()).toHaveLength(before + 1);
		await reword('Skriv til oss');
		expect(await open()).toHaveLength(before);
	});

	test("the draft's own words are asked about too, and can be hidden", async () => {
		const db = await fresh();
		const { leader, gatheringId, listed, open, live, write, words: read } = await aDraft(db);
		await write({ closing: 'Ring 41 23 45 67.', [`point-${listed[0]!.id}`]: 'Skriv til kari@stord.example' });
		const [words] = (await open()).filter(({ kind }) => kind === 'summary');
		await decideDisclosure(db, live, leader, gatheringId, { kind: 'summary', id: words!.id, verdict: 'masked' }, now);
		await decideDisclosure(db, live, leader, gatheringId, { kind: 'forumPoint', id: listed[0]!.id, verdict: 'masked' }, now);
		const hidden = await read();
		expect(hidden.closing).toBe('Ring █████.');
		expect(hidden.points.get(listed[0]!.id)!.text).toBe('Skriv til █████');
	});

	test('only the leader decides, once, and the trail tells the kind and never the number', async () => {
		const db = await fresh();
		const { leader, staff, stranger, gatheringId, tables, live } = await aDraft(db);
		const what = { kind: 'note' as const, id: tables[0]!.noteIds[0]!, verdict: 'masked' as const };
		expect(await decideDisclosure(db, live, staff, gatheringId, what, now)).toEqual({ ok: false, reason: 'notAllowed' });
		expect(await decideDisclosure(db, live, stranger, gatheringId, what, now)).toEqual({ ok: false, reason: 'conflict' });
		expect(await decideDisclosure(db, live, leader, gatheringId, what, now)).toEqual({ ok: true });
		expect(await decideDisclosure(db, live, leader, gatheringId, what, now)).toEqual({ ok: false, reason: 'conflict' });
		const trail = await db.selectFrom('audit').selectAll().where('verb', 'like', 'disclosure%').execute();
		expect(trail).toMatchObject([{ verb: 'disclosure.mask', subjectKind: 'note', subjectId: what.id, actorId: leader.id }]);
		expect(JSON.stringify(trail)).not.toContain(number);
	});

	test('what is published is not changed any more: a correction comes first', async () => {
		const db = await fresh();
		const { leader, gatheringId, open, live } = await aDraft(db);
		const all = await open();
		for (const { kind, id } of all) await decideDisclosure(db, live, leader, gatheringId, { kind, id, verdict: 'harmless' }, now);
		await summaries.publish(db, live, leader, gatheringId, now);
		const { kind, id } = all[0]!;
		expect(await decideDisclosure(db, live, leader, gatheringId, { kind, id, verdict: 'masked' }, now)).toEqual({
			ok: false,
			reason: 'closed'
		});
	});
});

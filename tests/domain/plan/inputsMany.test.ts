import type { Kysely } from 'kysely';
import { expect, test } from 'vitest';
import type { Database } from '#db/schema.ts';
import { assignMany, decide, decideMany, linkInputs, unlinkInput } from '#lib/plan/inputs/decisions.server.ts';
import { takeFindings } from '#lib/plan/inputs/findings.server.ts';
import { addInput, withdrawInput } from '#lib/plan/inputs/commands.server.ts';
import { inputsOf } from '#lib/plan/inputs/queries.server.ts';
import { onBothDatabases } from '../../support/database.ts';
import { aDraft } from '../../support/plan.ts';
import { aMunicipality, now } from '../../support/world.ts';

async function queue(db: Kysely<Database>, count: number) {
	const world = await aMunicipality(db);
	const draft = await aDraft(db, world);
	const ids: string[] = [];
	for (let at = 0; at < count; at++) {
		const added = await addInput(db, world.leader, { text: `Innspel ${at}`, origin: 'mail', originLabel: 'E-post', elementId: null }, now);
		if (!added.ok) throw new Error(added.reason);
		ids.push(added.inputId);
	}
	const outcomes = async () => {
		const rows = await inputsOf(db, world.municipalityId, draft.versionId);
		return ids.map((id) => rows.find((row) => row.id === id)?.outcome ?? null);
	};
	return { ...world, ...draft, ids, outcomes };
}
const no = { outcome: 'no' as const, reason: 'Dette gjer vi alt.', elementId: null };

onBothDatabases('many inputs at once', (fresh) => {
	test('get one decision and one reason, all of them', async () => {
		const db = await fresh();
		const { ids, leader, outcomes, measure } = await queue(db, 4);
		expect(await decideMany(db, leader, ids.slice(0, 2), no, now)).toEqual({ ok: true, count: 2 });
		expect(await decideMany(db, leader, ids.slice(2), { outcome: 'in', reason: '', elementId: measure }, now)).toEqual({
			ok: true,
			count: 2
		});
		expect(await outcomes()).toEqual(['no', 'no', 'in', 'in']);
	});

	test('are left alone, all of them, when one cannot be decided', async () => {
		const db = await fresh();
		const { ids, leader, outcomes } = await queue(db, 3);
		await withdrawInput(db, leader, ids[2]!, now);
		expect(await decideMany(db, leader, ids, no, now)).toEqual({ ok: false, reason: 'closedInput' });
		expect(await outcomes()).toEqual([null, null, null]);
		await decideMany(db, leader, [ids[1]!], no, now);
		expect(await decideMany(db, leader, ids.slice(0, 2), no, now)).toEqual({ ok: false, reason: 'closedDecision' });
		expect(await outcomes()).toEqual([null, 'no', null]);
	});

	test('are refused without a reason, without an element to say yes to, to nobody, and to staff', async () => {
		const db = await fresh();
		const { ids, leader, staff, stranger } = await queue(db, 2);
		expect(await decideMany(db, leader, ids, { ...no, reason: '' }, now)).toEqual({ ok: false, reason: 'missingReason' });
		expect(await decideMany(db, leader, ids, { outcome: 'in', reason: '', elementId: null }, now)).toEqual({
			ok: false,
			reason: 'missingChange'
		});
		expect(await decideMany(db, leader, [], no, now)).toEqual({ ok: false, reason: 'empty' });
		expect(await decideMany(db, staff, ids, no, now)).toEqual({ ok: false, reason: 'notAllowed' });
		expect(await decideMany(db, stranger, ids, no, now)).toMatchObject({ ok: false });
	});

	test('are assigned to an element together, or none of them', async () => {
		const db = await fresh();
		const { ids, leader, measure, municipalityId, versionId } = await queue(db, 3);
		expect(await assignMany(db, leader, ids, 'borte', now)).toEqual({ ok: false, reason: 'conflict' });
		expect(await assignMany(db, leader, ids, measure, now)).toEqual({ ok: true, count: 3 });
		expect(new Set((await inputsOf(db, municipalityId, versionId)).map((input) => input.elementId))).toEqual(new Set([measure]));
		expect(await assignMany(db, leader, [], measure, now)).toEqual({ ok: false, reason: 'empty' });
	});

	test('that say the same are decided together, whichever of them is decided', async () => {
		const db = await fresh();
		const { ids, leader, outcomes, measure } = await queue(db, 4);
		expect(await linkInputs(db, leader, [ids[0]!, ids[1]!], now)).toEqual({ ok: true, count: 2 });
		expect(await linkInputs(db, leader, [ids[2]!, ids[1]!], now)).toEqual({ ok: true, count: 3 });
		const change = { kind: 'existing' as const, elementId: measure };
		await decide(db, leader, ids[1]!, { outcome: 'in', reason: '', internalRemark: null, change }, now);
		expect(await outcomes()).toEqual(['in', 'in', 'in', null]);
		const links = await db.selectFrom('lineage').select('fromId').where('toId', '=', measure).where('fromKind', '=', 'input').execute();
		expect(links.map((link) => link.fromId).toSorted()).toEqual(ids.slice(0, 3).toSorted());
	});

	test('can be taken apart again, the one that leads too', async () => {
		const db = await fresh();
		const { ids, leader, outcomes } = await queue(db, 3);
		await linkInputs(db, leader, ids, now);
		expect(await unlinkInput(db, leader, ids[0]!, now)).toEqual({ ok: true });
		await decideMany(db, leader, [ids[1]!], no, now);
		expect(await outcomes()).toEqual([null, 'no', 'no']);
	});

	test('are not linked when there is one only, when one is decided, or by staff', async () => {
		const db = await fresh();
		const { ids, leader, staff } = await queue(db, 2);
		expect(await linkInputs(db, leader, [ids[0]!], now)).toEqual({ ok: false, reason: 'missingOther' });
		expect(await linkInputs(db, staff, ids, now)).toEqual({ ok: false, reason: 'notAllowed' });
		await decideMany(db, leader, [ids[1]!], no, now);
		expect(await linkInputs(db, leader, ids, now)).toEqual({ ok: false, reason: 'closedDecision' });
		expect(await unlinkInput(db, staff, ids[0]!, now)).toEqual({ ok: false, reason: 'notAllowed' });
	});

	test('include the findings that nothing answers, taken in once', async () => {
		const db = await fresh();
		const { leader, staff, municipalityId, versionId } = await queue(db, 0);
		await db.insertInto('preAnalysis').values({ id: 'ramboll', municipalityId, title: 'Føranalyse', year: 2014 }).execute();
		await db
			.insertInto('finding')
			.values({ id: 'fa1', municipalityId, preAnalysisId: 'ramboll', position: 1, text: 'Uklart ansvar' })
			.execute();
		expect(await takeFindings(db, staff, now)).toEqual({ ok: false, reason: 'notAllowed' });
		expect(await takeFindings(db, leader, now)).toEqual({ ok: true, added: 1 });
		expect(await takeFindings(db, leader, now)).toEqual({ ok: true, added: 0 });
		expect(await inputsOf(db, municipalityId, versionId)).toMatchObject([
			{ origin: 'preAnalysis', originId: 'fa1', originLabel: 'Føranalyse (2014)' }
		]);
	});
});

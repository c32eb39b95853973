import { expect, test } from 'vitest';
import { addReading, saveIndicator } from '#lib/plan/indicators/commands.server.ts';
import { decide } from '#lib/plan/inputs/decisions.server.ts';
import { editElement } from '#lib/plan/document/elements.server.ts';
import { eraseAccount } from '#lib/privacy/erasure.server.ts';
import { threadOf } from '#lib/plan/thread/queries.server.ts';
import { adopt } from '#lib/plan/document/adoption.server.ts';
import { enqueue } from '#lib/mail/outbox.server.ts';
import { onBothDatabases } from '../../support/database.ts';
import { atTheTable } from '../../support/harvest.ts';
import { words } from '../../support/plan.ts';
import { told } from '../../support/thread.ts';
import { now } from '../../support/world.ts';

const adoption = { date: '2018-01-11', body: 'Stord kommunestyre', caseNumber: '18/12' };
const letter = { locale: 'nn' as const, subject: 'Hei', text: 'Hei, Skrivar Skogen', html: '<p>Hei, Skrivar Skogen</p>' };

onBothDatabases('the red thread and whoever is on it', (fresh) => {
	test('deleting an account keeps the chain from note to adoption, and loses the name everywhere', async () => {
		const db = await fresh();
		const setting = await told(db);
		const { leader, municipalityId, gatheringId, cafeTableId, notes, inputs, measure, person } = setting;
		const writer = await person('Skrivar Skogen', setting.units.nav, ['leader', 'staff']);
		const administrator = await person('Admin Austevoll', null, ['administrator']);
		await atTheTable(db, setting.world, gatheringId, writer, cafeTableId);
		await db.updateTable('note').set({ writtenBy: writer.name }).where('id', '=', notes.phone).execute();
		const change = { kind: 'existing' as const, elementId: measure };
		for (const id of inputs) await decide(db, writer, id, { outcome: 'in', reason: 'Ja.', internalRemark: null, change }, now);
		await adopt(db, leader, adoption, now);
		const recipient = { personId: writer.id, name: writer.name, email: `${writer.id}@stord.example` };
		await enqueue(db, municipalityId, { kind: 'summary', id: 's', version: 1, title: 'Oppsummering' }, [{ recipient, ...letter }], now);
		const before = await threadOf(db, municipalityId, { kind: 'note', id: notes.phone });

		expect(await eraseAccount(db, undefined, leader, writer.id, now)).toEqual({ ok: false, reason: 'notAllowed' });
		expect(await eraseAccount(db, undefined, administrator, administrator.id, now)).toEqual({ ok: false, reason: 'notAllowedSelf' });
		expect(await eraseAccount(db, undefined, setting.stranger, writer.id, now)).toEqual({ ok: false, reason: 'notFound' });
		expect(await eraseAccount(db, undefined, administrator, writer.id, now)).toEqual({ ok: true, left: {} });

		const after = await threadOf(db, municipalityId, { kind: 'note', id: notes.phone });
		expect(after!.links).toEqual(before!.links);
		expect(after!.start).toMatchObject({ text: 'Eitt nummer', writtenBy: '' });
		const tables = ['person', 'note', 'participant', 'attendance', 'mail', 'audit', 'decision', 'planInput', 'programmeItem'] as const;
		for (const table of tables) {
			const rows = JSON.stringify(await db.selectFrom(table).selectAll().execute());
			expect(rows, table).not.toContain('Skrivar Skogen');
			expect(rows, table).not.toContain(`${writer.id}@stord.example`);
		}
		expect(await db.selectFrom('mail').select('state').execute()).toEqual([{ state: 'cancelled' }]);
		expect(await db.selectFrom('decision').select('decidedBy').execute()).toEqual([{ decidedBy: writer.id }, { decidedBy: writer.id }]);
		expect(await eraseAccount(db, undefined, administrator, writer.id, now)).toEqual({ ok: true, left: {} });
	});

	test('goes on from the measure to the indicator that shows it, and can be followed back from there to the note', async () => {
		const db = await fresh();
		const { leader, stranger, municipalityId, notes, inputs, goal, measure } = await told(db);
		const named = {
			id: null,
			nameNn: 'Bustadlause',
			nameNb: 'Bostedsløse',
			level: 'individual' as const,
			unit: 'personar',
			source: 'Nav',
			qualityNote: null
		};
		const saved = await saveIndicator(db, leader, named, now);
		if (!saved.ok) throw new Error(saved.reason);
		const id = saved.indicatorId;
		await addReading(db, leader, { indicatorId: id, at: '2016', value: 10, shown: '10', publishedIn: null, isBaseline: true }, now);
		const edited = { elementId: measure, edition: 1, ...words('Arrangere forum', goal), indicatorId: id };
		expect((await editElement(db, leader, edited, now)).ok).toBe(true);
		const change = { kind: 'existing' as const, elementId: measure };
		for (const inputId of inputs) await decide(db, leader, inputId, { outcome: 'in', reason: '', internalRemark: null, change }, now);
		await adopt(db, leader, adoption, now);
		const forward = await threadOf(db, municipalityId, { kind: 'note', id: notes.phone });
		expect(forward!.nodes.find(({ kind }) => kind === 'indicator')).toMatchObject({
			kind: 'indicator',
			items: [{ id, nn: 'Bustadlause' }]
		});
		expect(forward!.links).toContainEqual({ from: { kind: 'element', id: measure }, to: { kind: 'indicator', id } });
		const back = await threadOf(db, municipalityId, { kind: 'indicator', id });
		expect(back!.nodes.map((node) => node.kind)).toEqual(
			expect.arrayContaining(['note', 'input', 'decision', 'element', 'version', 'indicator'])
		);
		expect(await threadOf(db, stranger.municipalityId, { kind: 'indicator', id })).toBeUndefined();
	});
});

import { expect, test } from 'vitest';
import { loadDemo } from '#db/demo.ts';
import { addMilliseconds } from '#lib/dates.ts';
import { replyAddress } from '#lib/handover/replyAddress.server.ts';
import { deliverDue } from '#lib/mail/delivery.server.ts';
import { release } from '#lib/mail/outbox.server.ts';
import { onBothDatabases } from '../../support/database.ts';
import { batch, mailServer, outbox } from '../../support/outbox.ts';
import { aMunicipality, now } from '../../support/world.ts';

onBothDatabases('the answer to a letter', (fresh) => {
	test('goes to whoever fills the role that has the forum, else to the leader of the unit, else to one who may lead', async () => {
		const db = await fresh();
		const { municipalityId, seriesId, units, leader, person } = await aMunicipality(db);
		const mail = (kind: 'datePoll' | 'hearing') => ({ municipalityId, kind, documentId: 'none' });
		const emailOf = async (id: string) =>
			(await db.selectFrom('person').select('email').where('id', '=', id).executeTakeFirstOrThrow()).email;
		expect(await replyAddress(db, mail('hearing'), now)).toBe(await emailOf(leader.id));

		const steward = { unitId: units.bustadkontor, roleNn: 'koordinator', roleNb: 'koordinator', note: null, lessons: null };
		await db.deleteFrom('stewardship').execute();
		await db
			.insertInto('stewardship')
			.values({ id: 's', municipalityId, seriesId, ...steward, validFrom: '2017-01-01', validTo: null })
			.execute();
		const held = { municipalityId, unitId: units.bustadkontor, validFrom: '2017-01-01', validTo: null };
		const [head, coordinator] = [await person('Leiar Bustad', units.bustadkontor), await person('Koordinator', units.bustadkontor)];
		for (const [{ id }, kind, role] of [
			[head, 'leader', 'leiar'],
			[coordinator, 'other', 'koordinator']
		] as const) {
			await db
				.updateTable('person')
				.set({ email: `${role}@stord.example` })
				.where('id', '=', id)
				.execute();
			if (kind === 'other') expect(await replyAddress(db, mail('hearing'), now)).toBe('leiar@stord.example');
			await db
				.insertInto('position')
				.values({ id: role, ...held, personId: id, kind, roleNn: role, roleNb: role })
				.execute();
		}
		expect(await replyAddress(db, mail('hearing'), now)).toBe('koordinator@stord.example');
		expect(await replyAddress(db, mail('datePoll'), now)).toBe('koordinator@stord.example');
	});

	test('stands in the mail as it leaves', async () => {
		const db = await fresh();
		const world = await outbox(db, 1);
		const { transport, arrived } = await mailServer();
		await release(db, world.leader, { batch }, now);
		await deliverDue(db, transport, addMilliseconds(now, 1000), { replyTo: async () => 'koordinator@stord.example' });
		expect(arrived[0]!.mail.replyTo?.value).toEqual([{ address: 'koordinator@stord.example', name: '' }]);
	});

	test('goes somewhere for every letter of the demo', async () => {
		const db = await fresh();
		await loadDemo(db);
		const mails = await db.selectFrom('mail').select(['municipalityId', 'kind', 'documentId']).distinct().execute();
		expect(mails.length).toBeGreaterThan(3);
		for (const mail of mails) expect([mail.kind, await replyAddress(db, mail, now)]).toEqual([mail.kind, expect.stringMatching(/@/)]);
	});
});

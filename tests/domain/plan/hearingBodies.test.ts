import { expect, test } from 'vitest';
import { deliverDue } from '#lib/mail/delivery.server.ts';
import { release } from '#lib/mail/outbox.server.ts';
import { editBody } from '#lib/plan/hearing/bodies.server.ts';
import { closeHearing, openHearing } from '#lib/plan/hearing/commands.server.ts';
import { hearingsOf } from '#lib/plan/hearing/queries.server.ts';
import { hearingBy } from '#lib/plan/hearing/responses.server.ts';
import { onBothDatabases } from '../../support/database.ts';
import { mails } from '../../support/gatherings.ts';
import { mailServer, minutes } from '../../support/outbox.ts';
import { aDraft } from '../../support/plan.ts';
import { aMunicipality, now } from '../../support/world.ts';

const origin = 'https://samling.example';
const bodies = [
	{ kind: 'unit' as const, name: 'Heimetenestene', email: 'heime@stord.example' },
	{ kind: 'council' as const, name: 'Eldrerådet', email: 'eldre@stord.example' }
];
const token = (text: string) => /\/hearing\/([\w-]{22})/.exec(text)?.[1] ?? '';

onBothDatabases('a body that is heard', (fresh) => {
	test('has its name and address mended: the link that went to the old one is dead, and a new one waits in the outbox', async () => {
		const db = await fresh();
		const world = await aMunicipality(db);
		const { versionId } = await aDraft(db, world);
		const { transport } = await mailServer();
		const opened = await openHearing(db, world.leader, { deadline: '2018-02-26', bodies }, origin, now);
		if (!opened.ok) throw new Error(opened.reason);
		const [hearing] = await hearingsOf(db, world.municipalityId, versionId);
		const bodyId = hearing!.bodies.find(({ kind }) => kind === 'council')!.id;
		const edit = (email: string, who = world.leader, name = 'Eldre-rådet') =>
			editBody(db, who, { bodyId, name, email }, origin, minutes(1));
		const same = { ok: false, reason: 'duplicateBody', name: 'Heimetenestene' };
		expect(await edit('heime@stord.example', world.leader, 'Heimetenestene')).toEqual(same);
		expect(await edit('ingen adresse')).toMatchObject({ reason: 'invalidAddress' });
		expect(await edit('nye@stord.example', world.staff)).toEqual({ ok: false, reason: 'notAllowed' });
		expect(await edit('nye@stord.example', world.stranger)).toEqual({ ok: false, reason: 'notFound' });
		const first = token((await mails(db)).find(({ recipientEmail }) => recipientEmail === 'eldre@stord.example')!.text);
		await release(db, world.leader, { batch: (await mails(db))[0]!.batch }, now);
		await deliverDue(db, transport, now);
		expect(await edit('nye@stord.example')).toEqual({ ok: true });
		expect(await hearingBy(db, first, minutes(2))).toBeUndefined();
		const [waiting] = (await mails(db)).filter(({ state }) => state === 'held');
		expect(waiting).toMatchObject({ recipientEmail: 'nye@stord.example', recipientName: 'Eldre-rådet' });
		expect(await hearingBy(db, token(waiting!.text), minutes(2))).toBeDefined();
		expect((await mails(db)).some(({ kind, recipientEmail }) => kind === 'addressChange' && recipientEmail === 'eldre@stord.example')).toBe(
			true
		);
		await closeHearing(db, world.leader, opened.hearingId, minutes(3));
		expect(await edit('atter@stord.example')).toEqual({ ok: false, reason: 'closed' });
	});
});

import { expect, test } from 'vitest';
import { invite } from '#lib/gatherings/invitations/commands.server.ts';
import { byToken } from '#lib/gatherings/invitations/rsvp.server.ts';
import { deliverDue } from '#lib/mail/delivery.server.ts';
import { release } from '#lib/mail/outbox.server.ts';
import { passwordLinkOf, sendReset } from '#lib/people/auth/passwordLinks.server.ts';
import type { Actor } from '#lib/people/model.ts';
import { changeRoles } from '#lib/people/persons/commands.server.ts';
import { editPerson } from '#lib/people/persons/edit.server.ts';
import { levels, persons } from '#lib/people/queries.server.ts';
import { addLevels, editLevel, moveLevel, removeLevel } from '#lib/people/units/levels.server.ts';
import { editMunicipality, municipalityDetails } from '#lib/people/units/municipality.server.ts';
import { renameUnit } from '#lib/people/units/commands.server.ts';
import { unitNames } from '#lib/people/units/names.server.ts';
import { onBothDatabases } from '../../support/database.ts';
import { aGathering, mails, post, tokenIn } from '../../support/gatherings.ts';
import { mailServer, minutes } from '../../support/outbox.ts';
import { aMunicipality, now } from '../../support/world.ts';

const details = {
	name: 'Tone Tysnes',
	email: 'tone@stord.example',
	title: 'Rådgjevar',
	unitId: null,
	levelId: null,
	locale: 'nb' as const
};

onBothDatabases('who a person is', (fresh) => {
	test('is mended by who administers: name, address, unit, level, title and language', async () => {
		const db = await fresh();
		const { leader, staff, stranger, facilitator, units, municipalityId } = await aMunicipality(db);
		await addLevels(db, leader, [{ nameNn: 'Einingsleiar', nameNb: 'Enhetsleder' }], now);
		const [level] = await levels(db, municipalityId);
		const edited = { ...details, unitId: units.heime, levelId: level!.id };
		expect(await editPerson(db, leader, staff.id, edited, now)).toEqual({ ok: true });
		expect(await persons(db, municipalityId, [staff.id])).toMatchObject([edited]);
		const refused: [ReturnType<typeof editPerson>, string][] = [
			[editPerson(db, staff, staff.id, details, now), 'notAllowed'],
			[editPerson(db, stranger, staff.id, details, now), 'notFound'],
			[editPerson(db, leader, facilitator.id, details, now), 'duplicate'],
			[editPerson(db, leader, staff.id, { ...details, unitId: 'nowhere' }, now), 'invalidUnit'],
			[editPerson(db, leader, staff.id, { ...details, levelId: 'nowhere' }, now), 'invalidLevel']
		];
		for (const [answer, reason] of refused) expect(await answer).toEqual({ ok: false, reason });
		// Whose address one holds, one's account one opens.
		const administrator: Actor = { ...leader, roles: ['administrator'] };
		await changeRoles(db, administrator, facilitator.id, ['administrator'], now);
		expect(await editPerson(db, leader, facilitator.id, { ...details, email: 'min@stord.example' }, now)).toMatchObject({
			reason: 'notAllowedRole'
		});
	});

	test('by another address: the old one is told, its links are dead, and what waits goes to the new one', async () => {
		const db = await fresh();
		const { world, id } = await aGathering(db);
		const { transport, arrived } = await mailServer();
		await invite(db, world.leader, id, [world.staff.id, world.partner.id], post, now);
		await release(db, world.leader, { batch: (await mails(db))[0]!.batch }, now);
		await deliverDue(db, transport, now);
		const linkOf = (personId: string) => arrived.find(({ to }) => to[0]!.startsWith(personId))!.mail.text!;
		const [theirs, others] = [tokenIn(linkOf(world.staff.id)), tokenIn(linkOf(world.partner.id))];
		const before = arrived[0]!.to[0]!.replace(/^[^@]+/, world.staff.id);
		await sendReset(db, before, 'https://samling.example', now);
		const reset = (await mails(db)).map(({ text }) => /\/password\/([\w-]{22})/.exec(text)?.[1]).find(Boolean)!;
		expect(await byToken(db, theirs)).toBeDefined();
		expect(await editPerson(db, world.leader, world.staff.id, details, minutes(1))).toEqual({ ok: true });
		expect(await byToken(db, theirs)).toBeUndefined();
		expect(await byToken(db, others)).toBeDefined();
		expect(await passwordLinkOf(db, reset, minutes(2))).toBeUndefined();
		const waiting = (await mails(db)).filter(({ state }) => state === 'queued');
		expect(waiting.map(({ kind, recipientEmail }) => [kind, recipientEmail]).toSorted()).toEqual([
			['addressChange', before],
			['passwordReset', details.email]
		]);
		const last = await db.selectFrom('audit').select(['verb', 'detail']).orderBy('seq', 'desc').executeTakeFirstOrThrow();
		expect([last.verb, JSON.parse(last.detail!)]).toEqual(['person.edit', { fields: ['name', 'email', 'title', 'unitId', 'locale'] }]);
	});
});

onBothDatabases('what a municipality is made of', (fresh) => {
	test('is mended: its own name, county and language, and the names of its units', async () => {
		const db = await fresh();
		const { leader, staff, stranger, units, municipalityId } = await aMunicipality(db);
		const named = { nameNn: 'Nav Stord og Fitjar', nameNb: 'Nav Stord og Fitjar' };
		expect(await renameUnit(db, staff, units.nav, named, now)).toEqual({ ok: false, reason: 'notAllowed' });
		expect(await renameUnit(db, stranger, units.nav, named, now)).toEqual({ ok: false, reason: 'notFound' });
		expect(await renameUnit(db, leader, units.nav, named, now)).toEqual({ ok: true });
		expect((await unitNames(db, municipalityId, 'nn'))(units.nav)).toBe(named.nameNn);
		const town = { name: 'Stord herad', county: null, locale: 'nb' as const };
		expect(await editMunicipality(db, leader, town, now)).toEqual({ ok: false, reason: 'notAllowed' });
		expect(await editMunicipality(db, { ...leader, roles: ['administrator'] }, town, now)).toEqual({ ok: true });
		expect(await municipalityDetails(db, municipalityId)).toEqual(town);
	});

	test('has levels, the highest first: added, renamed, moved, and removed while nobody is on them', async () => {
		const db = await fresh();
		const { leader, staff, stranger, municipalityId } = await aMunicipality(db);
		const named = (nameNn: string) => ({ nameNn, nameNb: nameNn });
		const names = async () => (await levels(db, municipalityId)).map(({ nameNn }) => nameNn);
		expect(await addLevels(db, staff, [named('Leiar')], now)).toEqual({ ok: false, reason: 'notAllowed' });
		await addLevels(db, leader, [named('Kommunalsjef'), named('Leiar')], now);
		await addLevels(db, leader, [named('Rådgjevar')], now);
		expect(await names()).toEqual(['Kommunalsjef', 'Leiar', 'Rådgjevar']);
		expect(await addLevels(db, leader, [named('Ny'), named('RÅDGJEVAR')], now)).toEqual({
			ok: false,
			reason: 'duplicate',
			name: 'RÅDGJEVAR'
		});
		expect(await names()).toHaveLength(3);
		const [first, second, third] = (await levels(db, municipalityId)).map(({ id }) => id) as [string, string, string];
		await moveLevel(db, leader, third, -1, now);
		await moveLevel(db, leader, first, -1, now);
		expect(await names()).toEqual(['Kommunalsjef', 'Rådgjevar', 'Leiar']);
		expect(await moveLevel(db, stranger, third, 1, now)).toEqual({ ok: false, reason: 'notFound' });
		await editLevel(db, leader, second, { nameNn: 'Einingsleiar', nameNb: 'Enhetsleder' }, now);
		expect(await editLevel(db, leader, second, named('kommunalsjef'), now)).toMatchObject({ reason: 'duplicate' });
		await editPerson(db, leader, staff.id, { ...details, levelId: second }, now);
		expect(await removeLevel(db, leader, second, now)).toEqual({ ok: false, reason: 'conflict', count: 1 });
		expect(await removeLevel(db, leader, first, now)).toEqual({ ok: true });
		expect(await names()).toEqual(['Rådgjevar', 'Einingsleiar']);
	});
});

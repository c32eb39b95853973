import { expect, test } from 'vitest';
import { record } from '#lib/people/audit.server.ts';
import { auditVerbs, type AuditKind, type AuditVerb } from '#lib/people/audit.ts';
import { recordRefusal } from '#lib/people/auth/trail.server.ts';
import { changeRoles } from '#lib/people/persons/commands.server.ts';
import { allAuditLines, auditPage, auditPageSize, type AuditFilter } from '#lib/privacy/auditLog.server.ts';
import { auditSentences } from '#lib/privacy/auditText.ts';
import { eraseAccount } from '#lib/privacy/erasure.server.ts';
import { exportKinds, fileAt } from '#lib/privacy/exports.ts';
import { takeOut } from '#lib/privacy/takeOut.server.ts';
import { onBothDatabases } from '../../support/database.ts';
import { aMunicipality, now } from '../../support/world.ts';

const all: AuditFilter = { who: '', about: '', kind: '', from: null, to: null };

onBothDatabases('the log that administrators read', (fresh) => {
	test('says who did what, of whom, in sentences; the newest first, and of their own municipality only', async () => {
		const db = await fresh();
		const { municipalityId, leader, staff, stranger, person } = await aMunicipality(db);
		const administrator = await person('Admin Austevoll', null, ['administrator']);
		await changeRoles(db, leader, staff.id, ['staff', 'facilitator'], now);
		await takeOut(db, administrator, fileAt('/people/people.csv')!, { reason: 'other', note: 'Sak 18/77' }, now);
		await recordRefusal(db, staff, { method: 'GET', route: '/people/import' }, now);
		await record(db, stranger, 'mail.pause', { kind: 'outbox', id: 'x' }, now);
		const { lines } = await auditPage(db, municipalityId, 'nn', all, 1);
		expect(lines.map(({ who, what, details, about }) => [who, what, details, about?.text])).toEqual([
			['Tilsett Tysnes', 'Vart avvist: har ikkje tilgang', ['Personar'], undefined],
			['Admin Austevoll', 'Lasta ned lista over alle personar', ['Grunn: Anna: Sak 18/77'], undefined],
			['Leiar Leirvik', 'Endra rollene til ein person', ['Fekk: Prosessleiar. Mista: ingen.'], 'Tilsett Tysnes']
		]);
	});

	test('is searched by who, what kind, about whom and when', async () => {
		const db = await fresh();
		const { municipalityId, leader, staff } = await aMunicipality(db);
		const at = (day: string) => `2018-01-${day}T23:30:00.000Z`;
		await record(db, leader, 'person.disable', { kind: 'person', id: staff.id }, at('09'));
		await record(db, staff, 'topic.answer', { kind: 'topic', id: 'x' }, at('10'));
		await record(
			db,
			{ id: null, municipalityId, name: 'Samling' },
			'retention.purge',
			{ kind: 'municipality', id: municipalityId },
			at('11')
		);
		const found = async (filter: Partial<AuditFilter>) =>
			(await allAuditLines(db, municipalityId, 'nn', { ...all, ...filter })).map(({ seq }) => seq);
		expect(await found({})).toEqual([1, 2, 3]);
		expect(await found({ who: 'leirvik LEIAR' })).toEqual([1]);
		expect(await found({ who: 'samling' })).toEqual([3]);
		expect(await found({ who: 'ingen' })).toEqual([]);
		expect(await found({ about: 'tysnes' })).toEqual([1]);
		expect(await found({ kind: 'topics' })).toEqual([2]);
		// Half past eleven in the evening in Greenwich is the next day here.
		expect(await found({ from: '2018-01-11', to: '2018-01-11' })).toEqual([2]);
	});

	test('has pages', async () => {
		const db = await fresh();
		const { municipalityId, leader } = await aMunicipality(db);
		for (let nth = 0; nth <= auditPageSize; nth++) await record(db, leader, 'task.add', { kind: 'gathering', id: 'x' }, now);
		const second = await auditPage(db, municipalityId, 'nn', all, 2);
		expect([second.pages, second.lines.map(({ seq }) => seq)]).toEqual([2, [1]]);
		expect((await auditPage(db, municipalityId, 'nn', all, 99)).page).toBe(2);
	});

	test('forgets what was written about somebody who is erased, and their name in what was written about others', async () => {
		const db = await fresh();
		const { municipalityId, staff, leader, person } = await aMunicipality(db);
		const administrator = await person('Admin Austevoll', null, ['administrator']);
		await takeOut(db, administrator, fileAt(`/people/${staff.id}/data`)!, { reason: 'other', note: 'Han ringde' }, now);
		await takeOut(db, administrator, fileAt(`/people/${leader.id}/data`)!, { reason: 'other', note: 'Spurd av Tilsett Tysnes' }, now);
		await eraseAccount(db, undefined, administrator, staff.id, now);
		const kept = JSON.stringify(await allAuditLines(db, municipalityId, 'nn', all));
		expect(kept).not.toContain('Han ringde');
		expect(kept).not.toContain('Tysnes');
		expect(kept).toContain('Spurd av');
	});
});

test('every kind of entry stands under one heading, and has a sentence that is not its code', () => {
	const verbs = (Object.keys(auditVerbs) as AuditKind[]).flatMap((kind): readonly AuditVerb[] => auditVerbs[kind]);
	expect(new Set(verbs).size).toBe(verbs.length);
	expect(Object.keys(auditSentences).toSorted()).toEqual(verbs.toSorted());
});

test.each(Object.entries(exportKinds))(
	'the file %s is known by its address, with what is asked for, and no other is',
	(kind, { route }) => {
		const path = route.replace('[id]', 'some-id');
		expect(fileAt(`${path}?who=a&ticket=b`)).toMatchObject({ kind, address: `${path}?who=a` });
		for (const other of [`//elsewhere.example${path}`, `https://elsewhere.example${path}`, `${path}x`, `/x${path}`])
			expect(fileAt(other)).toBe(undefined);
	}
);

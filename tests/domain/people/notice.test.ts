import { sql, type Kysely } from 'kysely';
import { expect, test } from 'vitest';
import type { Database } from '#db/schema.ts';
import { parsedBy } from '#lib/form.ts';
import { editNotice } from '#lib/people/notice/commands.server.ts';
import { notice } from '#lib/people/notice/input.ts';
import { noticeOf } from '#lib/people/notice/queries.server.ts';
import { hashOf } from '#lib/tokens.server.ts';
import { municipalityOf } from '#lib/privacy/municipality.server.ts';
import { freshSqlite, onBothDatabases } from '../../support/database.ts';
import { aMunicipality, now } from '../../support/world.ts';

const said = {
	statementUrl: 'https://uustatus.no/nn/erklaringer/publisert/1',
	accessibilityEmail: 'tilgjenge@stord.example',
	privacyEmail: '',
	officerName: 'Ombod',
	officerEmail: 'ombod@stord.example',
	processor: '',
	legalBasis: ''
};

onBothDatabases('what a municipality tells everybody of itself', (fresh) => {
	test('is what its administrator said last, and nobody else’s', async () => {
		const db = await fresh();
		const { person, leader, stranger, municipalityId } = await aMunicipality(db);
		const administrator = await person('Admin', null, ['administrator']);
		expect(await editNotice(db, await person('Leiar', null, ['leader']), said, now)).toEqual({ ok: false, reason: 'notAllowed' });
		expect(await noticeOf(db, municipalityId)).toMatchObject({ statementUrl: '', updatedAt: null });
		await editNotice(db, administrator, { ...said, officerName: 'Før' }, now);
		await editNotice(db, administrator, said, now);
		expect(await noticeOf(db, municipalityId)).toMatchObject({ ...said, updatedAt: now, name: leader.municipalityName });
		expect(await noticeOf(db, stranger.municipalityId)).toMatchObject({ officerName: '', updatedAt: null });
		expect(await noticeOf(db, 'none')).toBeUndefined();
	});
});

test('a statement stands in the national register, and addresses are addresses', () => {
	expect(parsedBy(notice, {}).ok).toBe(true);
	for (const wrong of ['http://uustatus.no/1', 'https://uustatus.no.example.org/1', 'https://example.org/https://uustatus.no', 'uustatus'])
		expect(parsedBy(notice, { statementUrl: wrong })).toMatchObject({ ok: false, errors: { statementUrl: expect.any(String) } });
	expect(parsedBy(notice, { officerEmail: 'ombod' })).toMatchObject({ ok: false, errors: { officerEmail: expect.any(String) } });
});

/** A row with this hash in a table of links, whatever else the table asks for. */
async function addLink(db: Kysely<Database>, table: string, columns: { name: string; dataType: string }[], tokenHash: string) {
	const values = columns.map(({ name, dataType }) =>
		name === 'municipality_id' ? 'stord' : name === 'token_hash' ? tokenHash : dataType === 'integer' ? 0 : `${table} ${name}`
	);
	const names = sql.join(columns.map(({ name }) => sql.ref(name)));
	await sql`insert into ${sql.table(table)} (${names}) values (${sql.join(values)})`.execute(db);
}

test('every kind of personal link tells whose it is, and one that nobody has tells nothing', async () => {
	const db = await freshSqlite();
	await sql`pragma foreign_keys = off`.execute(db);
	await sql`pragma ignore_check_constraints = on`.execute(db);
	const routes: Record<string, string> = {
		invitation: '/invitation/[token]',
		invitation_link: '/invitation/[token]',
		evaluation_ticket: '/evaluation/[token]',
		speaker_request: '/speaker/[token]',
		host_request: '/host/[token]',
		date_poll_link: '/poll/[token]',
		hearing_link: '/hearing/[token]',
		remark_link: '/remark/[token]',
		follow_up_link: '/status/[token]',
		report_link: '/report/[token]',
		summary_reader: '/summary/[token]',
		mail_stop_link: '/mail/[token]/stop',
		password_link: '/password/[token]',
		identity_link: '/connect/[token]',
		participant: '/table/[id]',
		waiting_phone: '/table/[id]',
		former_phone: '/table/[id]'
	};
	const tables = (await db.introspection.getTables()).filter(({ columns }) => columns.some(({ name }) => name === 'token_hash'));
	// A calendar feed is a file: no page, no foot.
	expect(
		tables
			.map(({ name }) => name)
			.filter((name) => name !== 'calendar_feed')
			.toSorted()
	).toEqual(Object.keys(routes).toSorted());
	for (const { name, columns } of tables) {
		if (!routes[name]) continue;
		const secret = `secret of ${name}`;
		await addLink(db, name, columns, hashOf(secret));
		const phone = routes[name].startsWith('/table') ? `${secret}.none` : undefined;
		expect([name, await municipalityOf(db, routes[name], { token: secret }, phone)]).toEqual([name, 'stord']);
		expect(await municipalityOf(db, routes[name], { token: 'none' }, undefined)).toBeNull();
	}
});

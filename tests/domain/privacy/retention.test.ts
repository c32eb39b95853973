import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Kysely } from 'kysely';
import { expect, onTestFinished, test } from 'vitest';
import type { Database } from '#db/schema.ts';
import { migrate, openSqlite } from '#lib/db/open.server.ts';
import { enqueue } from '#lib/mail/outbox.server.ts';
import { purgeExpired, previewPurge } from '#lib/privacy/retention.server.ts';
import { aRunningCafe } from '../../support/cafe.ts';
import { onBothDatabases } from '../../support/database.ts';
import { root } from '../../support/sources.ts';
import { aMunicipality, now, type World } from '../../support/world.ts';

/** A forum held on 14 March 2018 with one of everything that is known of people and not kept for ever. */
async function held(db: Kysely<Database>) {
	const world: World = await aMunicipality(db);
	const { municipalityId } = world;
	const { gatheringId } = await aRunningCafe(db, world);
	await db.updateTable('gathering').set({ date: '2018-03-14' }).where('id', '=', gatheringId).execute();
	const { id: cafeId } = await db.selectFrom('cafe').select('id').executeTakeFirstOrThrow();
	const own = { municipalityId, gatheringId };
	await db
		.insertInto('invitation')
		.values({
			id: 'i',
			...own,
			personId: world.staff.id,
			tokenHash: 'i',
			answer: 'accepted',
			answeredAt: now,
			createdAt: now,
			needs: 'Nøtter'
		})
		.execute();
	await db
		.insertInto('evaluationTicket')
		.values({ tokenHash: 'e', ...own })
		.execute();
	const guest = {
		municipalityId,
		cafeId,
		personId: null,
		unitId: null,
		startTableId: null,
		joinedAt: now,
		joinedBy: 'tableCode' as const,
		leftAt: null
	};
	await db
		.insertInto('participant')
		.values([
			{ id: 'walkIn', ...guest, tokenHash: 'g1', attendanceId: null, name: 'Gjest Utan Plass' },
			{ id: 'quiet', ...guest, tokenHash: null, attendanceId: null, name: '' }
		])
		.execute();
	const itemId = 'item';
	const times = { startTime: '09:00', minutes: 30, position: 99, standard: null, track: null, speakerUnitId: null, topicId: null };
	await db
		.insertInto('programmeItem')
		.values({ id: itemId, ...own, ...times, kind: 'talk', title: 'Startlån', speaker: 'Talar Tveit' })
		.execute();
	const request = { tokenHash: 's', reminderHash: null, reminders: 0, answer: 'yes' as const, note: '', askedAt: now, remindedAt: null };
	const never = { sequence: 1, toldDate: null, toldTime: null, toldRoom: null, answerBy: null, lapsedAt: null, offeredAt: null };
	await db
		.insertInto('speakerRequest')
		.values({
			id: 's',
			...own,
			itemId,
			name: 'Talar Tveit',
			email: 'talar@example.org',
			locale: 'nn',
			...request,
			answeredAt: now,
			...never
		})
		.execute();
	const recipient = { personId: world.staff.id, name: 'Tilsett', email: 'tilsett@stord.example' };
	const letter = { recipient, locale: 'nn' as const, subject: 'Oppsummering', text: 'Hei, Tilsett', html: '<p>Hei, Tilsett</p>' };
	await enqueue(db, municipalityId, { kind: 'summary', id: 's', version: 1, title: 'Oppsummering' }, [letter], now);
	return { ...world, gatheringId };
}

onBothDatabases('what is known of people', (fresh) => {
	test('goes seven days after a form was sent, also what that form was', async () => {
		const db = await fresh();
		await db.insertInto('once').values({ id: 'o', answer: 'o', at: now }).execute();
		const kept = () => db.selectFrom('once').select('id').execute();
		await purgeExpired(db, '2018-01-22T12:00:00.000Z');
		expect(await kept()).toHaveLength(1);
		await purgeExpired(db, '2018-01-23T12:00:00.000Z');
		expect(await kept()).toEqual([]);
	});

	test('is forgotten when it has been kept for long enough, each thing in its time, and a look before changes nothing', async () => {
		const db = await fresh();
		const world = await held(db);
		const due = async (day: string) => {
			const kinds = await previewPurge(db, world.municipalityId, `${day}T10:00:00.000Z`);
			return kinds.flatMap(({ kind, count }) => (count > 0 ? [kind] : []));
		};
		expect(await due('2018-03-28')).toEqual([]);
		expect(await due('2018-03-29')).toEqual(['needs']);
		expect(await due('2018-06-12')).toEqual(['needs']);
		expect(await due('2018-06-13')).toEqual(['needs', 'evaluations', 'guests']);
		// A day of which only the month is known: then it is counted from when its tables were laid.
		await db.updateTable('gathering').set({ date: null }).execute();
		expect(await due('2018-04-14')).toEqual([]);
		expect(await due('2018-06-13')).toEqual(['guests']);
		await db.updateTable('gathering').set({ date: '2018-03-14' }).execute();
		expect(await due('2019-03-15')).toEqual(['needs', 'evaluations', 'guests', 'speakers', 'seats']);
		// A letter that waits for somebody is not history yet.
		expect(await due('2020-03-01')).toEqual(['needs', 'evaluations', 'guests', 'speakers', 'seats']);
		await db.updateTable('mail').set({ state: 'sent', releasedAt: now, sentAt: now }).execute();
		expect(await due('2020-01-15')).not.toContain('letters');
		expect(await due('2020-01-16')).toContain('letters');
		expect(await db.selectFrom('invitation').select('needs').execute()).toEqual([{ needs: 'Nøtter' }]);
		expect(await db.selectFrom('audit').select('verb').where('verb', '=', 'retention.purge').execute()).toEqual([]);
	});

	test('goes, what hangs on it stays, and the log says how much', async () => {
		const db = await fresh();
		const world = await held(db);
		await db.updateTable('mail').set({ state: 'sent', releasedAt: now, sentAt: now }).execute();
		const places = await db.selectFrom('seat').selectAll().execute();
		const done = await purgeExpired(db, '2020-03-01T10:00:00.000Z');
		expect(done.map(({ municipality, kinds }) => [municipality, kinds.reduce((sum, { count }) => sum + count, 0)])).toEqual([
			['Karmøy kommune', 0],
			['Stord kommune', 6]
		]);
		expect(await db.selectFrom('invitation').select(['answer', 'needs']).execute()).toEqual([{ answer: 'accepted', needs: null }]);
		expect(await db.selectFrom('evaluationTicket').selectAll().execute()).toEqual([]);
		const guests = await db.selectFrom('participant').select(['id', 'tokenHash', 'name']).orderBy('id').execute();
		expect(guests).toEqual([
			{ id: 'quiet', tokenHash: null, name: '' },
			{ id: 'walkIn', tokenHash: null, name: '' }
		]);
		expect(await db.selectFrom('speakerRequest').selectAll().execute()).toEqual([]);
		expect(await db.selectFrom('programmeItem').select('speaker').where('id', '=', 'item').execute()).toEqual([{ speaker: 'Talar Tveit' }]);
		const mail = await db.selectFrom('mail').select(['subject', 'text', 'html', 'recipientEmail', 'state']).execute();
		expect(mail).toEqual([{ subject: 'Oppsummering', text: '', html: '', recipientEmail: 'tilsett@stord.example', state: 'sent' }]);
		// Who sat where is gone; that two have met is not, for the next seating.
		expect(await db.selectFrom('seat').selectAll().execute()).toEqual([]);
		const met = await db.selectFrom('met').select(['attendanceId', 'otherId']).execute();
		const together = [...Map.groupBy(places, ({ cafeTableId, round }) => `${cafeTableId} ${round}`).values()].find(
			({ length }) => length > 1
		)!;
		const [attendanceId, otherId] = together.map((seat) => seat.attendanceId).sort();
		expect(met).toContainEqual({ attendanceId, otherId: expect.any(String) });
		expect(met.some((pair) => pair.attendanceId === attendanceId && pair.otherId === otherId)).toBe(true);
		const log = await db.selectFrom('audit').select(['actorName', 'detail']).where('verb', '=', 'retention.purge').execute();
		expect(log.map(({ actorName, detail }) => [actorName, JSON.parse(detail!)])).toEqual([
			['Samling', { needs: 1, evaluations: 1, guests: 1, seats: 1, speakers: 1, letters: 1 }]
		]);
		await purgeExpired(db, '2020-03-01T11:00:00.000Z');
		expect(await db.selectFrom('audit').select('id').where('verb', '=', 'retention.purge').execute()).toHaveLength(1);
		expect(await previewPurge(db, world.municipalityId, '2020-03-01T11:00:00.000Z')).toSatisfy((kinds: { count: number }[]) =>
			kinds.every(({ count }) => count === 0)
		);
	});

	test('is not forgotten where that would make one guest’s words another’s: a typed name that somebody on the list has stays', async () => {
		const db = await fresh();
		const { municipalityId } = await held(db);
		await db.updateTable('participant').set({ name: 'Gjest Utan Plass', personId: null }).where('id', '=', 'quiet').execute();
		const present = await db.selectFrom('attendance').select('id').limit(1).executeTakeFirstOrThrow();
		await db.updateTable('participant').set({ attendanceId: present.id }).where('id', '=', 'quiet').execute();
		await purgeExpired(db, '2020-03-01T10:00:00.000Z');
		const guests = await db.selectFrom('participant').select(['id', 'tokenHash', 'name']).orderBy('id').execute();
		expect(guests).toEqual([
			{ id: 'quiet', tokenHash: null, name: 'Gjest Utan Plass' },
			{ id: 'walkIn', tokenHash: null, name: 'Gjest Utan Plass' }
		]);
		const guestsDue = (await previewPurge(db, municipalityId, '2020-03-01T11:00:00.000Z')).find(({ kind }) => kind === 'guests');
		expect(guestsDue?.count).toBe(0);
	});

	test('about food and access goes at once when the day is called off', async () => {
		const db = await fresh();
		const { municipalityId, gatheringId } = await held(db);
		await db.updateTable('gathering').set({ state: 'cancelled' }).where('id', '=', gatheringId).execute();
		const due = await previewPurge(db, municipalityId, '2018-02-01T10:00:00.000Z');
		const needs = due.find(({ kind }) => kind === 'needs');
		expect(needs).toEqual({ kind: 'needs', days: 14, count: 1 });
	});
});

test('on the command line a dry run says what would be deleted and deletes nothing; without it, it is gone', async () => {
	const dataDir = mkdtempSync(join(tmpdir(), 'samling-purge-'));
	onTestFinished(() => rmSync(dataDir, { recursive: true, force: true }));
	const open = () => openSqlite(join(dataDir, 'samling.db'));
	const db = open();
	await migrate(db);
	await held(db);
	await db.destroy();
	const env = { PATH: process.env.PATH, DATA_DIR: dataDir };
	const purge = (...args: string[]) => promisify(execFile)(process.execPath, ['src/purge.ts', ...args], { cwd: root, env });
	const needs = async () => {
		const look = open();
		const rows = await look.selectFrom('invitation').select('needs').execute();
		await look.destroy();
		return rows.map((row) => row.needs);
	};
	const early = await purge('--dry-run', '--at', '2018-03-20');
	expect(early.stdout).toMatch(/Stord kommune, 2018-03-20: would be deleted\n[^\n]*\n +0 +food and access needs \(after 14 days\)/);
	const dry = await purge('--dry-run');
	expect(dry.stdout).toMatch(/ 1 +food and access needs/);
	expect(await needs()).toEqual(['Nøtter']);
	await expect(purge('--at', '2030-01-01')).rejects.toThrow('--at can only be used with --dry-run');
	expect((await purge()).stdout).toMatch(/deleted\n[^\n]*\n +1 +food/);
	expect(await needs()).toEqual([null]);
});

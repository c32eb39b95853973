import { expect, test, vi } from 'vitest';
import { createSessions } from '#lib/people/auth/sessions.server.ts';
import { onBothDatabases } from '../../support/database.ts';
import { aMunicipality } from '../../support/world.ts';

onBothDatabases('a session', (fresh) => {
	test('ends after twelve hours of rest, after thirty days on a machine of one’s own, and goes on while it is used', async () => {
		const db = await fresh();
		const { leader } = await aMunicipality(db);
		const sessions = createSessions(db, false);
		const start = Date.now();
		vi.useFakeTimers({ toFake: ['Date'], now: start });
		try {
			const at = async (hours: number, id: string) => {
				vi.setSystemTime(start + hours * 3_600_000);
				return (await sessions.validateSession(id)).user?.id ?? null;
			};
			const [shared, own, used] = await Promise.all([
				sessions.createSession(leader.id, {}),
				sessions.createSession(leader.id, { isOwnMachine: true }),
				sessions.createSession(leader.id, {})
			]);
			for (const hours of [5, 10, 20]) expect(await at(hours, used.id)).toBe(leader.id);
			expect([await at(20, shared.id), await at(20, own.id)]).toEqual([null, leader.id]);
			expect([await at(24 * 20, own.id), await at(24 * 49, own.id), await at(24 * 80, own.id)]).toEqual([leader.id, leader.id, null]);
		} finally {
			vi.useRealTimers();
		}
	});

	test('that was given while the clock was two years ahead is none when it is right again', async () => {
		const db = await fresh();
		const { leader } = await aMunicipality(db);
		const sessions = createSessions(db, false);
		const start = Date.now();
		vi.useFakeTimers({ toFake: ['Date'], now: start + 730 * 24 * 3_600_000 });
		try {
			const { id } = await sessions.createSession(leader.id, { isOwnMachine: true });
			expect((await sessions.validateSession(id)).user?.id).toBe(leader.id);
			vi.setSystemTime(start);
			expect((await sessions.validateSession(id)).user).toBe(null);
		} finally {
			vi.useRealTimers();
		}
	});

	test('has an id that the database does not hold', async () => {
		const db = await fresh();
		const { leader } = await aMunicipality(db);
		const session = await createSessions(db, false).createSession(leader.id, {});
		const stored = await db.selectFrom('session').selectAll().execute();
		expect(JSON.stringify(stored)).not.toContain(session.id);
	});
});

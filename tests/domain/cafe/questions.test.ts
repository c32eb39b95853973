import { describe, expect, test } from 'vitest';
import { draftOf, keptQuestions, questionsToKeep, resized, typedDraft } from '#lib/cafe/setup/configuration.ts';
import { configurationOf } from '#lib/cafe/setup/configure.server.ts';
import { aCafe, rearrange } from '../../support/cafe.ts';
import { freshSqlite } from '../../support/database.ts';
import { aMunicipality } from '../../support/world.ts';

describe('the questions that a café was planned with', () => {
	const suggested = ['Frå biblioteket?', 'Ein til?'];
	const planned = Array.from({ length: 8 }, (_, at) => `Spørsmål ${at + 1}?`);

	test('are the same when it has eight tables, then four, and eight again, stored in between and without a script too', async () => {
		const db = await freshSqlite();
		const world = await aMunicipality(db);
		const { gatheringId } = await aCafe(db, world, { tables: 8 });
		const cafe = () => db.selectFrom('cafe').selectAll().executeTakeFirstOrThrow();
		const asked = async () => (await configurationOf(db, await cafe())).tables.map(({ question }) => question);
		expect(await asked()).toEqual(planned);
		const to = async (count: number) => {
			const kept = (await cafe()).questions!;
			const stored = await configurationOf(db, await cafe());
			const draft = resized(draftOf(stored), count, [...keptQuestions(kept), ...suggested]);
			const typed = typedDraft(
				{ question: draftOf(stored).tables.map(({ question }) => question), count: String(count), kept, preset: 'udir' },
				suggested
			);
			expect(typed.tables.map(({ question }) => question)).toEqual(draft.tables.map(({ question }) => question));
			const tables = draft.tables.map(({ id, question }) => ({ id: id || null, question, hostId: null, places: null, location: null }));
			expect(await rearrange(db, world.facilitator, gatheringId, () => ({ tables }))).toMatchObject({ ok: true });
		};
		await to(4);
		expect(await asked()).toEqual(planned.slice(0, 4));
		await to(8);
		expect(await asked()).toEqual(planned);
		await to(9);
		expect(await asked()).toEqual([...planned, suggested[0]]);
	});

	test('are kept as they read now when one was mended at its table', () => {
		const table = (id: string, question: string) => ({ id, question, hostId: null, places: null, location: null });
		const before = [table('a', 'A?'), table('b', 'B?'), table('c', 'C?')];
		expect(questionsToKeep('A?\nB?\nC?', before, [table('a', 'A betre?'), table('b', 'B?')])).toBe('A betre?\nB?\nC?');
	});
});

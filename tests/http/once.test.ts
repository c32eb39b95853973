import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { newId } from '#lib/ids.ts';
import { routes } from '../support/access.ts';
import { startAskers, type Asked } from '../support/askers.ts';
import { formsOf } from './actions.forms.ts';
import { creatingForms } from './once.forms.ts';

const snake = (name: string) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

let { db, pathOf, municipalityId, visitors, stop } = {} as Asked;
let tables: string[] = [];
beforeAll(async () => {
	({ db, pathOf, municipalityId, visitors, stop } = await startAskers());
	tables = (await db.introspection.getTables())
		.map(({ name }) => name)
		.filter((name) => !/^(session|board_update|board_client)$/.test(name));
}, 60_000);
afterAll(() => stop());

/** How many rows lie in each table; a board that is renewed and who is signed in are the machine's own. */
async function counts(): Promise<Record<string, number>> {
	const { rows } = await sql<{ name: string; n: number }>`${sql.join(
		tables.map((name) => sql`select ${name} as name, count(*) as n from ${sql.table(name)}`),
		sql` union all `
	)}`.execute(db);
	return Object.fromEntries(rows.map(({ name, n }) => [name, n]));
}
const grown = (before: Record<string, number>, after: Record<string, number>) =>
	Object.fromEntries(Object.entries(after).flatMap(([name, n]) => (n === before[name] ? [] : [[name, n - before[name]!]])));

const addressOf = (route: string, name: string, at = pathOf(route)) =>
	name === 'default' ? at : `${at}${at.includes('?') ? '&' : '?'}/${name}`;

test('what makes something makes it once, however often and at the same moment it is sent, and is answered alike', async () => {
	for (const [action, { who, form, table, at }] of Object.entries(await creatingForms(db, municipalityId))) {
		const [route = '', name = ''] = action.split('?/');
		const send = () => visitors[who].send(addressOf(route, name, at), [...Object.entries(form), ['once', key]]);
		const key = newId();
		const before = await counts();
		const [first, ...others] = await Promise.all([send(), send(), send()]);
		const after = await counts();
		expect([action, grown(before, after)]).toEqual([action, expect.objectContaining({ [snake(table)]: 1, once: 1 })]);
		for (const other of [...others, await send()]) expect([action, other]).toEqual([action, first]);
		expect([action, grown(after, await counts())]).toEqual([action, {}]);
	}
});

test('every action that is done is done once, and a second press finds what the first has left', { timeout: 240_000 }, async () => {
	const forms = await formsOf(db, municipalityId, pathOf('/gatherings/[id]').split('/').at(-1)!);
	const wrong: string[] = [];
	let done = 0;
	for (const { route, actions } of routes().filter(({ route }) => !/^\/(sign-|language|demo|setup)/.test(route)))
		for (const name of actions.filter((name) => name !== 'leave')) {
			const form = forms[`${route}?/${name}`] ?? {};
			const fields: [string, string][] = [...(Array.isArray(form) ? form : Object.entries(form)), ['once', newId()]];
			for (const who of ['leader', 'host', 'guest'] as const) {
				const first = await visitors[who].send(addressOf(route, name), fields);
				if (!/"type":"(success|redirect)"/.test(first.text) || /sign-in|\/join/.test(first.text)) continue;
				done++;
				const before = await counts();
				const second = await visitors[who].send(addressOf(route, name), fields);
				const more = grown(before, await counts());
				if (Object.keys(more).length > 0 || second.text !== first.text)
					wrong.push(`${who} ${route}?/${name} ${JSON.stringify(more)} ${first.text} ${second.text}`);
			}
		}
	expect(done).toBeGreaterThan(30);
	expect(wrong).toEqual([]);
});

test('a form that is sent with other contents under the same key is told so, and a press after that is done', async () => {
	const { id: seriesId } = await db
		.selectFrom('series')
		.select('id')
		.where('municipalityId', '=', municipalityId)
		.executeTakeFirstOrThrow();
	const post = (title: string, once: string) =>
		visitors.leader.send('/topics?/propose', { title, kind: 'new', evenIfSimilar: 'yes', seriesId, once });
	const key = newId();
	expect((await post('Bustøtte', key)).text).toContain('success');
	const { text } = await post('Startlån', key);
	expect(text).toContain('"status":409');
	expect(text).toContain('kom fram, men ikkje det som står her no');
	expect((await post('Startlån', newId())).text).toContain('success');
});

test('the key stands in the page without scripts, and in each form another', async () => {
	const { text } = await visitors.leader.get(pathOf('/gatherings/[id]'));
	const keys = [...text.matchAll(/name="once" value="([0-9a-z]{20})"/g)].map(([, key]) => key);
	expect(keys.length).toBeGreaterThan(2);
	expect(new Set(keys).size).toBe(keys.length);
});

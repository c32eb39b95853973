import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { routes } from '../support/access.ts';
import { addresses, askers, startAskers, type Asked } from '../support/askers.ts';
import { idsOf, watchWrites } from '../support/neighbours.ts';
import type { Answer } from '../support/visitor.ts';
import { formsOf, type Form } from './actions.forms.ts';
import { expected } from './actions.table.ts';

const roles = askers;
let { db, pathOf, municipalityId, visitors, stop } = {} as Asked;
let written: () => Promise<string[]>;
/** What is filled in where an empty form would be the same for everybody: who may not is told so, and who may gets further. */
const fields: Record<string, Form> = {};
beforeAll(async () => {
	({ db, pathOf, municipalityId, visitors, stop } = await startAskers());
	// What the machine writes by itself, and that somebody was refused.
	written = await watchWrites(db, null, ['installation', 'session', 'audit']);
	Object.assign(fields, await formsOf(db, municipalityId, pathOf('/gatherings/[id]').split('/').at(-1)!));
}, 60_000);
afterAll(() => stop());

/** The address that a form of a page is sent to. */
const addressOf = ({ route, name }: { route: string; name: string }) => {
	const path = pathOf(route);
	return name === 'default' ? path : `${path}${path.includes('?') ? '&' : '?'}/${name}`;
};

const rows = expected
	.trim()
	.split('\n')
	.map((line) => line.trim().split(/\s+/));
const [head = [], ...body] = rows;

/** Every action of every page, as `/route?/name`. */
const actions = routes().flatMap(({ route, actions }) => actions.map((name) => ({ route, name })));

/** What came of a form, in a word: where it led, its status, or `no` when the domain says that they may not. */
function outcome({ status, text, location }: Answer): string {
	const led = (to: string | null | undefined) => (to?.startsWith('/sign-in') ? 'in' : to?.startsWith('/join') ? 'join' : '303');
	if (status === 303) return led(location);
	if (!text.startsWith('{')) return String(status);
	const answer = JSON.parse(text) as { type: string; status?: number; location?: string; data?: string };
	if (answer.type === 'error') return String(status);
	if (answer.type === 'failure') return /"notAllowed\w*"/.test(answer.data ?? '') ? 'no' : String(answer.status);
	return answer.type === 'redirect' ? led(answer.location) : '200';
}
const isRefused = (word: string) => ['in', 'join', 'no'].includes(word) || Number(word) >= 400;

/** Those who work in the municipality. */
const ours = new Set<string>(['staff', 'host', 'facil', 'admin', 'leader']);
/** For whoever has the link or the code, what is everybody's own, and what everybody who works here may do. */
const forEverybody =
	/\[token\]|^\/(door|join|seat|receipt|thread|verify|public-hearing|language|demo|setup|sign-in|sign-out|connect|calendar|me)\b|^\/topics\?\/(propose|support|withdraw|offer|withdrawOffer)$|\/keepIdea$|^\/rehearsal\?\/leave$|^\/tasks\?\/own$|\/programme\?\/(partner|speakerDetails)$/;

/** Everybody's own: who signs out is gone for the rest of the table. */
const last = ({ route }: { route: string }) => (route === '/sign-out' ? 1 : 0);

describe('Who may do what', () => {
	test('stands in the table for every action of every route, and for no other', () => {
		expect(head.slice(1)).toEqual(roles);
		expect(body.map(([action]) => action)).toEqual(
			actions.toSorted((a, b) => last(a) - last(b)).map(({ route, name }) => `${route}?/${name}`)
		);
	});

	test('is as the table says, and what is refused has changed nothing', { timeout: 240_000 }, async () => {
		const found: string[] = [];
		const changed: string[] = [];
		for (const { route, name } of actions.toSorted((a, b) => last(a) - last(b))) {
			const words: string[] = [];
			for (const role of roles) {
				await written();
				const [form, address] = [fields[`${route}?/${name}`], addressOf({ route, name })];
				const word = outcome(await (form ? visitors[role].send(address, form) : visitors[role].post(address)));
				words.push(word);
				const tables = await written();
				if (isRefused(word) && tables.length > 0) changed.push(`${role} ${route}?/${name} ${word}: ${tables.join(', ')}`);
			}
			found.push([`${route}?/${name}`, ...words].join(' '));
		}
		expect(changed).toEqual([]);
		expect(found).toEqual(body.map((row) => row.join(' ')));
		// The installation is set up.
		const forNobody = body.filter(([, ...words]) => words.every((word) => word === '404')).map(([action]) => action);
		expect(forNobody).toEqual(['/setup?/default']);
		// Every other row tells somebody who may not from somebody who may.
		const alike = body.filter(([, ...words]) => {
			const [word, ...others] = new Set(words.filter((_, at) => ours.has(roles[at]!)));
			// Only a guest's: nobody who works here may.
			return others.length === 0 && word !== '404';
		});
		expect(alike.map(([action]) => action!).filter((action) => !forEverybody.test(action))).toEqual([]);
	});

	test(
		'who leads another municipality changes nothing of ours by our ids, whatever form they send them in',
		{ timeout: 240_000 },
		async () => {
			const ids = await idsOf(db, municipalityId);
			const texts = {
				name: 'Noko',
				title: 'Noko',
				text: 'Noko',
				email: 'noko@bomlo.example',
				date: '01.03.2018',
				reason: 'other',
				note: 'Noko'
			};
			const more = {
				state: 'planned',
				verdict: 'masked',
				'roles[]': 'staff',
				outcome: 'no',
				status: 'done',
				direction: 'up',
				nameNn: 'Noko',
				nameNb: 'Noko'
			};
			await visitors.other.signIn(addresses.other);
			const theirs = await watchWrites(db, municipalityId, ['installation', 'session', 'audit', 'board', 'board_update', 'board_client']);
			const changed: string[] = [];
			// A personal link is whoever's that has it: what stands behind it is tried in its own tests.
			for (const action of actions.filter(({ route }) => !/\[token\]|\/door|\/sign-|\/language/.test(route))) {
				await theirs();
				const { status } = await visitors.other.post(addressOf(action), { ...texts, ...more, ...ids });
				const tables = await theirs();
				if (tables.length > 0 || status >= 500) changed.push(`${action.route}?/${action.name} ${status}: ${tables.join(', ')}`);
			}
			expect(changed).toEqual([]);
		}
	);
});

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { guestCookie, shownCookie } from '#lib/cafe/participants/phone.server.ts';
import { rehearsalCookie } from '#lib/cafe/rehearsal/cookies.server.ts';
import { keptFor } from '#lib/privacy/retention.server.ts';
import { keptText } from '#lib/privacy/text.ts';
import { routes } from '../support/access.ts';
import { askers, startAskers, type Asked } from '../support/askers.ts';
import { root } from '../support/sources.ts';
import { receiptCookie } from '../../src/routes/table/[id]/note.server.ts';
import { expected } from './access.table.ts';

const roles = askers.filter((asker) => asker !== 'guest');
let { pathOf, municipalityId, visitors, stop } = {} as Asked;
beforeAll(async () => {
	({ pathOf, municipalityId, visitors, stop } = await startAskers());
}, 60_000);
afterAll(() => stop());

/** The table as lists: a route, then what each role gets. */
const rows = expected
	.trim()
	.split('\n')
	.map((line) => line.trim().split(/\s+/));
const [head = [], ...body] = rows;

describe('Who may open what', () => {
	test('stands in the table for every route there is, and for no other', () => {
		expect(head.slice(1)).toEqual(roles);
		expect(body.map(([route]) => route).toSorted()).toEqual(
			routes()
				.map(({ route }) => route)
				.toSorted()
		);
	});

	test(
		'is as the table says, for everybody, and every page leads to the statements on accessibility and privacy',
		{ timeout: 120_000 },
		async () => {
			const found: string[] = [];
			const wanted: string[] = [];
			const leadingNowhere: string[] = [];
			for (const [route = '', ...statuses] of body) {
				// One after the other as one person, all persons at once: each has a browser of their own.
				const answers = await Promise.all(roles.map((role) => visitors[role].get(pathOf(route))));
				found.push([route, ...answers.map(({ status }) => status)].join(' '));
				wanted.push([route, ...statuses].join(' '));
				const leads = ({ text }: { text: string }) => /href="\/accessibility["?]/.test(text) && /href="\/privacy["?]/.test(text);
				const isFile = existsSync(`${root}src/routes${route}/+server.ts`);
				if (!isFile && answers.some((answer) => answer.text.includes('</html>') && !leads(answer))) leadingNowhere.push(route);
			}
			expect(found).toEqual(wanted);
			// The forum of 2016 has no hours that are known; what is measured is for who has a token (`startup.test.ts`); it is set up; and
			// there is no issuer (`e2e/sso.spec.ts`).
			expect(body.filter(([, ...statuses]) => statuses.every((status) => status === '404')).map(([route]) => route)).toEqual([
				'/invitation/[token]/calendar.ics',
				'/metrics',
				'/rehearsal/[token]',
				'/setup',
				'/sign-in/sso',
				'/sign-in/sso/callback',
				'/sign-in/sso/out',
				'/verify/log/proof'
			]);
			expect(leadingNowhere).toEqual([]);
		}
	);
});

describe('The statements on accessibility and privacy', () => {
	const said = {
		statementUrl: 'https://uustatus.no/nn/erklaringer/publisert/1',
		accessibilityEmail: 'tilgjenge@stord.example',
		privacyEmail: 'personvern@stord.example',
		officerName: 'Ombod Ombodsen',
		officerEmail: 'ombod@stord.example',
		processor: 'Kommunen sjølv',
		legalBasis: 'Artikkel 6 nr. 1 bokstav e'
	};

	test('are those of the municipality that a link comes from; without a link one chooses', async () => {
		expect((await visitors.nobody.get(pathOf('/invitation/[token]'))).text).toContain(`href="/privacy?of=${municipalityId}"`);
		const { text } = await visitors.nobody.get('/accessibility');
		expect(text).toContain(`href="/accessibility?of=${municipalityId}"`);
		expect(text).toContain('Karmøy kommune');
		expect((await visitors.nobody.get('/privacy?of=none')).status).toBe(404);
	});

	test('say what the municipality has not said yet, and lead the administrator to where it is said', async () => {
		const of = `?of=${municipalityId}`;
		for (const [page, lacking] of [
			['/accessibility', 2],
			['/privacy', 4]
		] as const) {
			const { text } = await visitors.nobody.get(page + of);
			expect(text.match(/har ikkje lagt inn/g)).toHaveLength(lacking);
			expect(text).not.toContain('/people/notice');
			expect((await visitors.admin.get(page)).text).toContain('/people/notice');
		}
		expect((await visitors.admin.post('/people/notice', { ...said, statementUrl: 'https://example.org/uustatus.no' })).status).toBe(400);
		expect((await visitors.admin.post('/people/notice', said)).status).toBe(200);
		const pages = (await visitors.nobody.get(`/accessibility${of}`)).text + (await visitors.nobody.get(`/privacy${of}`)).text;
		expect(Object.values(said).filter((one) => !pages.includes(one))).toEqual([]);
		expect(pages).not.toMatch(/har ikkje lagt inn|heilt i samsvar/);
		expect((await visitors.other.get('/privacy')).text).toContain('har ikkje lagt inn');
	});

	test('name what the rules really delete, and the cookies that are really set', async () => {
		const { text } = await visitors.nobody.get(`/privacy?of=${municipalityId}`);
		const days = keptFor.map((kept) => keptText[kept.kind].when(kept.days));
		expect(days.filter((when) => !text.includes(when))).toEqual([]);
		const set = readdirSync(`${root}src`, { recursive: true, encoding: 'utf8' })
			.filter((path) => path.endsWith('.ts'))
			.flatMap((path) => [...readFileSync(`${root}src/${path}`, 'utf8').matchAll(/cookies\.set\(\s*([^,]+),/g)].map(([, name]) => name));
		// A `name` is the session's, which is named by Lucia.
		const others = new Set(set.filter((name) => !name?.endsWith('name')));
		expect(others).toEqual(
			new Set([
				...['guestCookie(life.isSecure)', 'shownCookie(life.isSecure)', 'receiptCookie(at.cafe.id)', "'language'"],
				// In a rehearsal the same ones under names of its own.
				...['rehearsalCookie(who.isSecure)', 'name + apart']
			])
		);
		for (const name of ['samling', guestCookie(false), shownCookie(false), receiptCookie('…'), rehearsalCookie(false), 'language'])
			expect(text).toContain(`<code>${name}</code>`);
	});
});

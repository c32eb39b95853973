import { readFileSync, readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { faultsIn, faultsInMessages, unsaidIn, unsaidMessages } from '../.ci/messages.ts';
import { breachOf } from './support/law.ts';
import { rules } from './support/rules.ts';
import { importsOf, readSources, root } from './support/sources.ts';

const sources = readSources();

describe('The rules of the house', () => {
	for (const rule of rules) {
		test(rule.title, () => {
			expect(rule.breaches(sources)).toEqual([]);
		});
		test(`… and that rule catches a breach: ${rule.title}`, () => {
			expect(rule.breaches(rule.planted)).toHaveLength(1);
		});
	}
});

describe('Who may import what', () => {
	const verdict = (path: string, code: string) => importsOf([{ path, text: code }]).map((one) => breachOf(one))[0];
	const model = 'src/lib/cafe/model.ts';
	const allowed: [string, string][] = [
		['src/lib/cafe/commands.server.ts', "import { holds } from '#lib/people/model.ts'"],
		['src/lib/cafe/commands.server.ts', "import type { Db } from '#lib/db/open.server.ts'"],
		['src/lib/cafe/commands.server.ts', "import { createBoard } from '#lib/live/storage/boards.server.ts'"],
		['src/lib/gatherings/invitations.server.ts', "import { enqueue } from '#lib/mail/outbox.server.ts'"],
		['src/lib/gatherings/letters.server.ts', "import { letter } from '#lib/mail/letter.ts'"],
		['src/routes/plan/+page.server.ts', "import * as plan from '#lib/plan/queries.server.ts'"],
		['src/routes/outbox/+page.server.ts', "import { release } from '#lib/mail/outbox.server.ts'"],
		[model, "import { holds } from '../people/model.ts'"],
		[model, "import { addDays } from '#lib/dates.ts'"]
	];
	const refused: [string, string][] = [
		['src/lib/cafe/commands.server.ts', "import { migrate } from '#lib/db/open.server.ts'"],
		['src/lib/cafe/commands.server.ts', "import { shutdown } from '#lib/live/rooms.server.ts'"],
		['src/lib/topics/commands.server.ts', "import { openRoom } from '#lib/live/rooms.server.ts'"],
		['src/lib/gatherings/invitations.server.ts', "import { release } from '#lib/mail/outbox.server.ts'"],
		['src/lib/gatherings/invitations.server.ts', "import { transport } from '#lib/mail/transport.server.ts'"],
		['src/lib/gatherings/commands.server.ts', "import { readSettings } from '#settings'"],
		['src/routes/plan/+page.server.ts', "import { release } from '#lib/mail/outbox.server.ts'"],
		['src/routes/plan/+page.server.ts', "export { rooms } from '#lib/live/rooms.server.ts'"],
		['src/lib/live/rooms.server.ts', "import { admit } from '#lib/cafe/queries.server.ts'"],
		['src/lib/mail/outbox.server.ts', "import { findPerson } from '#lib/people/queries.server.ts'"],
		['src/lib/ui/Button.svelte', "<script>import { holds } from '#lib/people/model.ts';</script>"],
		['db/migrations/0001-people.ts', "import { addDays } from '#lib/dates.ts'"],
		[model, "import { seats } from '#lib/people/queries.server.ts'"],
		[model, "const later = await import('#lib/plan/model.ts')"]
	];
	test.each(allowed)('%s may: %s', (path, code) => expect(verdict(path, code)).toBeUndefined());
	test.each(refused)('%s may not: %s', (path, code) => expect(verdict(path, code)).toBeTypeOf('string'));
});

describe('The checkout', () => {
	const fixed = [
		'src',
		'static',
		'db',
		'tests',
		'.ci',
		'.deploy',
		'svelte.config.js',
		'vite.config.ts',
		'package.json',
		'package-lock.json'
	];
	const beside = ['tsconfig.json', 'eslint.config.js', 'README.md', 'LICENSE'];
	const made = ['node_modules', 'build', 'data', 'test-results', 'playwright-report'];

	test('holds only the fixed things at its top level; anything else is a decision in src/README.md', () => {
		const found = readdirSync(root, { withFileTypes: true }).filter((entry) => entry.isDirectory() || !entry.name.startsWith('.'));
		const foreign = found
			.map((entry) => entry.name)
			.filter((name) => ![...fixed, ...beside, ...made, '.git', '.svelte-kit'].includes(name));
		expect(foreign.filter((name) => !name.endsWith('.log'))).toEqual([]);
	});

	const floors: Record<string, string> = {
		'@sveltejs/kit': '2.70.2',
		svelte: '5.55.7',
		devalue: '5.8.1',
		ws: '8.21.0',
		nodemailer: '9.0.5',
		kysely: '0.28.17',
		vite: '8.0.16'
	};
	const lock: Record<string, { version?: string }> = JSON.parse(readFileSync(`${root}package-lock.json`, 'utf8')).packages;
	test.each(Object.entries(floors))('has every %s at %s or newer: older ones have known holes', (name, floor) => {
		const versions = Object.entries(lock)
			.filter(([path]) => path.endsWith(`node_modules/${name}`))
			.map(([, entry]) => entry.version ?? '0');
		expect(versions).not.toEqual([]);
		expect(versions.filter((version) => version.localeCompare(floor, 'en', { numeric: true }) < 0)).toEqual([]);
	});

	test('names every dependency by an exact version', () => {
		const { dependencies, devDependencies } = JSON.parse(readFileSync(`${root}package.json`, 'utf8'));
		expect(Object.entries({ ...dependencies, ...devDependencies }).filter(([, version]) => !/^\d/.test(String(version)))).toEqual([]);
	});
});

describe('The messages', () => {
	const files = (texts: Record<string, string>) => Object.entries(texts).map(([locale, text]) => ({ locale, file: 'plan', text }));
	const faults = (texts: Record<string, string>, code = '') =>
		faultsIn(
			files(texts),
			[{ path: 'src/x.ts', text: `import { m } from '#lib/i18n/paraglide/messages.js';\n${code}` }],
			['nn', 'en'],
			['plan']
		);
	const plural = (...variants: [string, string][]) =>
		JSON.stringify({
			plan_n: [{ declarations: ['input n', 'local nPlural = n: plural'], selectors: ['nPlural'], match: Object.fromEntries(variants) }]
		});

	test('are complete in nynorsk, bokmål and English', () => {
		expect(faultsInMessages()).toEqual([]);
	});

	test('promise of an unnamed note what holds among those at the table (`tests/anonymity`), of a unit that they will understand, and no more', () => {
		const promises =
			/ingen kan (sjå|se)\b|nobody can see|no one can see|heller ikk?j?e vi\b|including us|i databasen|in the database|\banonymt?\b/i;
		const texts = sources.filter(({ path }) => path.startsWith('src/lib/i18n/messages/')).flatMap(({ text }) => text.split('\n'));
		expect(texts.filter((line) => promises.test(line))).toEqual([]);
		expect('"x": "Ingen kan sjå kven som skreiv, heller ikkje vi."').toMatch(promises);
		const about = (hint: string) => texts.filter((line) => line.includes(`_shown_${hint}_hint"`));
		const among = /kven av dei ved bordet|hvem av dem ved bordet|who of those at the table/;
		const understood = /ved bordet .*forstå kven|ved bordet .*forstå hvem|at the table .*understand who/;
		expect([about('none').length, about('unit').length]).toEqual([6, 6]);
		expect(about('none').filter((line) => !among.test(line))).toEqual([]);
		expect(about('unit').filter((line) => !understood.test(line))).toEqual([]);
		const notices = texts.filter((line) => line.includes('"notice_unnamed"'));
		expect([notices.length, notices.filter((line) => !among.test(line))]).toEqual([3, []]);
	});

	test('are all said somewhere', () => {
		expect(unsaidMessages()).toEqual([]);
		const code = { path: 'src/x.ts', text: 'm.plan_a(); m.plan_b(); m[`plan_kind_${kind}`]()' };
		expect(unsaidIn(['plan_a', 'plan_b', 'plan_kind_goal', 'plan_left'], [code])).toEqual(['plan_left']);
	});

	const one = '{"plan_a": "Hei {name}"}';
	test.each<[string, Record<string, string>, string, RegExp]>([
		['a missing translation', { nn: one, en: '{}' }, '', /plan_a is missing in en/],
		['a missing file', { nn: one }, '', /en\/plan.json is missing/],
		['an empty text', { nn: one, en: '{"plan_a": " "}' }, '', /plan_a \(en\) is empty/],
		['a placeholder that was translated', { nn: one, en: '{"plan_a": "Hi {namn}"}' }, '', /placeholders \{name\} in nn but \{namn\} in en/],
		[
			'a variant too few',
			{ nn: plural(['nPlural=one', 'ei'], ['nPlural=other', 'fleire']), en: plural(['nPlural=other', 'many']) },
			'',
			/variants/
		],
		[
			'a plural without "other"',
			{ nn: plural(['nPlural=one', 'ei']), en: plural(['nPlural=one', 'one']) },
			'',
			/lacks the variant "other"/
		],
		['a key written twice', { nn: '{\n\t"plan_a": "x",\n\t"plan_a": "y"\n}', en: '{"plan_a": "x"}' }, '', /plan_a twice/],
		['a key of another noun', { nn: '{"goal": "x"}', en: '{"goal": "x"}' }, '', /goal in plan.json must begin with plan_/],
		['a key that code uses and nobody wrote', { nn: one, en: one }, 'm.plan_b()', /src\/x.ts uses m.plan_b/],
		['a file that is not JSON', { nn: one, en: '{' }, '', /en\/plan.json is not JSON/]
	])('with %s fail the build', (_what, texts, code, fault) => {
		expect(faults(texts, code).join('\n')).toMatch(fault);
	});

	test('that agree pass', () => {
		expect(faults({ nn: one, en: one }, 'm.plan_a()')).toEqual([]);
	});
});

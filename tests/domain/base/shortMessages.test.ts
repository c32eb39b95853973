import { mkdtempSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compile } from '@inlang/paraglide-js';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { shorten } from '../../../.ci/shortMessages.ts';
import { root } from '../../support/sources.ts';

/** A message of each form that ours have, and texts that look like code. */
const messages = {
	nn: {
		plain: 'Bord',
		of: 'Bord {number}',
		odd: 'Ein `lapp` /* og */ ${to} "til" \\',
		count: [
			{
				declarations: ['input count', 'local countPlural = count: plural'],
				selectors: ['countPlural'],
				match: { 'countPlural=one': '{count} prikk att', 'countPlural=other': '{count} prikkar att' }
			}
		],
		capital_Letter: 'Ja'
	},
	nb: {
		plain: 'Bord',
		of: 'Bord {number}',
		odd: 'En `lapp` /* og */ ${to} "til" \\',
		count: [
			{
				declarations: ['input count', 'local countPlural = count: plural'],
				selectors: ['countPlural'],
				match: { 'countPlural=one': '{count} prikk igjen', 'countPlural=other': '{count} prikker igjen' }
			}
		],
		capital_Letter: 'Jo'
	},
	en: {
		plain: 'Table',
		of: 'Table {number}',
		odd: 'A `note` /* and */ ${two} "more" \\',
		count: [
			{
				declarations: ['input count', 'local countPlural = count: plural'],
				selectors: ['countPlural'],
				match: { 'countPlural=one': '{count} dot left', 'countPlural=other': '{count} dots left' }
			}
		],
		capital_Letter: 'Yes'
	}
};

let folder: string;
beforeAll(async () => {
	folder = mkdtempSync(join(tmpdir(), 'samling-words-'));
	mkdirSync(join(folder, 'project.inlang'));
	for (const [locale, texts] of Object.entries(messages)) writeFileSync(join(folder, `${locale}.json`), JSON.stringify(texts));
	writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
	const settings = {
		baseLocale: 'nn',
		locales: ['nn', 'nb', 'en'],
		modules: [join(root, 'node_modules/@inlang/plugin-message-format/dist/index.js')],
		'plugin.inlang.messageFormat': { pathPattern: join(folder, '{locale}.json') }
	};
	writeFileSync(join(folder, 'project.inlang/settings.json'), JSON.stringify(settings));
	await compile({
		project: join(folder, 'project.inlang'),
		outdir: join(folder, 'i18n/paraglide'),
		strategy: ['baseLocale'],
		emitTsDeclarations: false,
		outputStructure: 'message-modules'
	});
	const here = join(folder, 'i18n/paraglide/messages');
	const shorter = join(folder, 'i18n/paraglide/shorter');
	mkdirSync(shorter);
	for (const name of readdirSync(here).filter((name) => /^(?!_index).*\.js$/.test(name)))
		writeFileSync(join(shorter, name), shorten(readFileSync(join(here, name), 'utf8'))!);
	writeFileSync(join(folder, 'i18n/inLanguage.ts'), readFileSync(join(root, 'src/lib/i18n/inLanguage.ts'), 'utf8'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

type Said = (inputs: Record<string, unknown>, options: { locale: string }) => string;

test('a message that a browser gets in short says the same as Paraglide has it say, in each language', async () => {
	const names = readdirSync(join(folder, 'i18n/paraglide/shorter'));
	expect(names).toHaveLength(Object.keys(messages.nn).length);
	for (const name of names) {
		const load = (place: string) => import(join(folder, 'i18n/paraglide', place, name)) as Promise<Record<string, Said>>;
		const [long, short] = [await load('messages'), await load('shorter')];
		for (const key of Object.keys(long)) {
			for (const locale of ['nn', 'nb', 'en'])
				for (const inputs of [
					{ number: 3, count: 1 },
					{ number: 3, count: 2 }
				])
					expect(short[key]!(inputs, { locale })).toBe(long[key]!(inputs, { locale }));
		}
		expect(readFileSync(join(folder, 'i18n/paraglide/shorter', name), 'utf8')).toContain('inLanguage(');
	}
});

test('what Paraglide would write in another form is not guessed at', () => {
	expect(shorten('export const plain = () => "Bord";')).toBeUndefined();
});

import { expect, test } from 'vitest';
import { canonicalJson } from '#lib/canonical.server.ts';
import { adoptedText } from '#lib/plan/document/adoption.server.ts';
import { reportStatus } from '#lib/plan/document/status.server.ts';
import { packageFile } from '#lib/plan/package/commands.server.ts';
import { verdictSentences } from '#lib/plan/package/text.ts';
import { verdictOn } from '#lib/plan/package/verify.server.ts';
import { versionOf } from '#lib/plan/queries.server.ts';
import { redactionOfPerson } from '#lib/pii/redaction.ts';
import { redactEverywhere } from '#lib/privacy/redaction.server.ts';
import { documentFor } from '#lib/plan/reports/versionDocuments.server.ts';
import { fileOf } from '#lib/documents/pdf/file.server.ts';
import { onBothDatabases } from '../../support/database.ts';
import { adoptedPlan } from '../../support/package.ts';
import { told } from '../../support/thread.ts';
import { now } from '../../support/world.ts';

const yearLater = '2019-03-01T09:00:00Z';

onBothDatabases('a file that somebody holds', (fresh) => {
	const packed = async () => {
		const db = await fresh();
		const world = await adoptedPlan(db);
		const file = async (name: string) => {
			const kept = await packageFile(db, world.leader, world.versionId, name, now);
			if (!kept?.ok) throw new Error(name);
			return kept.file.content;
		};
		return { db, file, ...world };
	};

	test('is known for what the council adopted, a year and a change of status later: PDF, Word, hashed text and package', async () => {
		const { db, file, leader, measure } = await packed();
		const names = ['nn/plan.pdf', 'nb/plan.docx', 'plan.json', 'package.zip', 'nn/remarks.pdf'];
		const files = await Promise.all(names.map(file));
		await reportStatus(db, leader, { elementId: measure, status: 'stopped', date: '2018-02-01' }, yearLater);
		for (const [at, bytes] of files.entries()) {
			const verdict = await verdictOn(db, bytes);
			expect(verdict).toMatchObject({ state: 'same', name: names[at], keptAt: now });
			expect(verdictSentences(verdict, 'nn')[0]).toBe(
				'Dette er det Kommunestyret vedtok 15. januar 2018: Bustadsosial handlingsplan, Stord kommune.'
			);
		}
	});

	test('is known by the checksum of the adoption also before its package was made', async () => {
		const db = await fresh();
		const { leader, versionId } = await adoptedPlan(db);
		const text = await adoptedText(db, (await versionOf(db, leader.municipalityId, versionId))!);
		expect(await verdictOn(db, Buffer.from(text))).toMatchObject({ state: 'same', name: 'plan.json', keptAt: null });
	});

	test('that was altered is not what was adopted: which parts differ is told, and what was only added after it', async () => {
		const { db, file } = await packed();
		const text = JSON.parse((await file('plan.json')).toString()) as { elements: { number: string; nn: string; kind: string }[] };
		const changed = text.elements.find(({ kind }) => kind === 'measure')!;
		changed.nn = 'Ikkje arrangere forum';
		expect(await verdictOn(db, Buffer.from(canonicalJson(text)))).toMatchObject({ state: 'changed', differs: [changed.number] });
		expect(await verdictOn(db, Buffer.from(JSON.stringify(JSON.parse((await file('plan.json')).toString()), null, 1)))).toMatchObject({
			state: 'changed',
			differs: []
		});
		const plan = await file('nn/plan.pdf');
		expect(await verdictOn(db, Buffer.concat([plan, Buffer.from('signert')]))).toMatchObject({
			state: 'added',
			name: 'nn/plan.pdf',
			bytes: 7
		});
		const other = Buffer.from(plan);
		other[Math.floor(plan.length / 2)]! ^= 1;
		expect(['unknown', 'altered']).toContain((await verdictOn(db, other)).state);
	});

	test('that is a PDF or Word file of the plan with other words in it is told for that, word by word; of other papers nothing is shown', async () => {
		const { db, file, leader, versionId } = await packed();
		const forged = async (kind: 'plan' | 'remarks', ending: 'pdf' | 'docx') => {
			const document = (await documentFor(db, leader, versionId, kind, 'nn'))!;
			const written = await fileOf(JSON.parse(JSON.stringify(document).replaceAll('bustadsosialt forum', 'hyttetur')), ending, now);
			if (!written.ok) throw new Error(written.why);
			return written.content;
		};
		await file('package.zip');
		for (const ending of ['pdf', 'docx'] as const) {
			expect(await verdictOn(db, await forged('plan', ending))).toMatchObject({
				state: 'altered',
				name: `nn/plan.${ending}`,
				altered: expect.arrayContaining([{ was: 'bustadsosialt forum', is: 'hyttetur' }]),
				more: 0
			});
			expect(await verdictOn(db, await forged('remarks', ending))).toEqual({ state: 'unknown' });
		}
	});

	test('that is no file of a plan is unknown, whatever it is', async () => {
		const { db } = await packed();
		const id = (await db.selectFrom('plan').select('id').executeTakeFirstOrThrow()).id;
		for (const odd of [
			'',
			'x',
			'{',
			'{}',
			'null',
			'[1]',
			'{"plan":null}',
			'{"plan":{"id":1},"version":{"number":"1"}}',
			'%PDF-',
			`{"plan":{"id":"${id}"},"version":{"number":9}}`
		])
			expect(await verdictOn(db, Buffer.from(odd)), odd).toEqual({ state: 'unknown' });
		const hostile = { plan: { id }, version: { number: 1 }, elements: [null, 1, { elementId: {}, number: 'x'.repeat(1000) }] };
		const verdict = await verdictOn(db, Buffer.from(JSON.stringify(hostile)));
		expect(verdict.state).toBe('changed');
		expect(JSON.stringify(verdict).length).toBeLessThan(4_000);
	});

	test('of a draft says nothing of the draft: neither its file nor its text is known', async () => {
		const db = await fresh();
		const { leader, versionId } = await told(db);
		const written = await fileOf((await documentFor(db, leader, versionId, 'plan', 'nn'))!, 'pdf', now);
		if (!written.ok) throw new Error(written.why);
		expect(await verdictOn(db, written.content)).toEqual({ state: 'unknown' });
		const draft = (await versionOf(db, leader.municipalityId, versionId))!;
		expect(await verdictOn(db, Buffer.from(await adoptedText(db, draft)))).toEqual({ state: 'unknown' });
	});

	test('from before somebody was erased is told for what it was, and the new one is known as well', async () => {
		const { db, file, leader } = await packed();
		const before = await file('nn/remarks.pdf');
		await redactEverywhere(db, leader, redactionOfPerson({ names: ['Kari Nordmann'], emails: [], labels: [] }), yearLater);
		const verdict = await verdictOn(db, before);
		expect(verdict).toMatchObject({ state: 'takenOut', name: 'nn/remarks.pdf' });
		expect(verdictSentences(verdict, 'nb')[0]).toContain('Siden er ord om personer tatt ut');
		expect(await verdictOn(db, await file('nn/remarks.pdf'))).toMatchObject({ state: 'same' });
	});
});

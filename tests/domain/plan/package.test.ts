import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Kysely } from 'kysely';
import { expect, onTestFinished, test } from 'vitest';
import type { Database } from '#db/schema.ts';
import { reportStatus } from '#lib/plan/document/status.server.ts';
import { append } from '#lib/merkle/log.server.ts';
import type { Head } from '#lib/merkle/proof.ts';
import { keepPackage, packageFile } from '#lib/plan/package/commands.server.ts';
import { packageMadeAt } from '#lib/plan/package/queries.server.ts';
import { logSince } from '#lib/plan/package/verify.server.ts';
import { redactionOfPerson } from '#lib/pii/redaction.ts';
import { redactEverywhere } from '#lib/privacy/redaction.server.ts';
import { onBothDatabases } from '../../support/database.ts';
import { pdfText, unzipped } from '../../support/office.ts';
import { adoptedPlan } from '../../support/package.ts';
import { told } from '../../support/thread.ts';
import { now } from '../../support/world.ts';

const later = '2026-03-01T09:00:00Z';

async function fileIn(db: Kysely<Database>, of: Parameters<typeof packageFile>[1], versionId: string, name: string, at = later) {
	const kept = await packageFile(db, of, versionId, name, at);
	if (!kept?.ok) throw new Error(name);
	return kept.file;
}

onBothDatabases('the package of an adopted version', (fresh) => {
	test('is made once: status, names and time that come after change no byte of it', async () => {
		const db = await fresh();
		const { leader, measure, versionId } = await adoptedPlan(db);
		expect(await keepPackage(db, leader, versionId, now)).toEqual({ ok: true, madeAt: now });
		const names = ['nn/plan.pdf', 'nb/plan.docx', 'nn/remarks.pdf', 'package.zip'];
		const first = await Promise.all(names.map(async (name) => (await fileIn(db, leader, versionId, name)).content));
		await reportStatus(db, leader, { elementId: measure, status: 'stopped', date: '2018-01-16' }, later);
		await db.updateTable('unit').set({ nameNn: 'Nytt namn', nameNb: 'Nytt navn' }).execute();
		await db.updateTable('municipality').set({ name: 'Ny kommune' }).execute();
		for (const [at, name] of names.entries()) {
			const { content, madeAt } = await fileIn(db, { ...leader, municipalityName: 'Ny kommune' }, versionId, name);
			expect(content.equals(first[at]!), name).toBe(true);
			expect(madeAt).toBe(now);
		}
		const text = await pdfText(first[0]!);
		expect(text).toContain('Kontrollsum');
		expect(text).not.toMatch(/Stoppa|Status/);
	});

	test('holds PDF and Word in both forms, the hashed text, what an archive registers, and sums; never internal remarks or addresses', async () => {
		const db = await fresh();
		const { leader, versionId, contentHash } = await adoptedPlan(db);
		const files = unzipped((await fileIn(db, leader, versionId, 'package.zip')).content);
		const documents = ['plan', 'remarks', 'changes'].flatMap((kind) => [`${kind}.pdf`, `${kind}.docx`]);
		expect([...files.keys()].toSorted()).toEqual(
			[
				...['nn', 'nb'].flatMap((form) => documents.map((name) => `${form}/${name}`)),
				'plan.json',
				'thread.json',
				'log.json',
				'arkivmelding.xml',
				'verify.mjs',
				'SHA256SUMS'
			].toSorted()
		);
		const sum = (name: string) => createHash('sha256').update(files.get(name)!).digest('hex');
		expect(sum('plan.json')).toBe(contentHash);
		const message = files.get('arkivmelding.xml')!.toString('utf8');
		for (const name of [...files.keys()].filter((one) => /^n[nb]\/|(plan|thread)\.json$/.test(one))) {
			expect(message).toContain(`<referanseDokumentfil>${name}</referanseDokumentfil><sjekksum>${sum(name)}</sjekksum>`);
			expect(files.get('SHA256SUMS')!.toString()).toContain(`${sum(name)}  ${name}\n`);
		}
		expect(message).toContain('<antallFiler>14</antallFiler>');
		expect(message).toContain('<saksaar>2018</saksaar><sakssekvensnummer>12</sakssekvensnummer>');
		const thread = files.get('thread.json')!.toString('utf8');
		expect(thread).toContain('Éin gong held.');
		expect(thread).not.toMatch(/berre for oss|eldre@stord\.example|"status":/);
		expect(JSON.parse(thread)).toMatchObject({ lineage: { things: expect.any(Array) }, inputs: { length: 3 } });
	});

	test('of a version that was adopted before packages were kept is made at the first asking, once, and says that it was later', async () => {
		const db = await fresh();
		const { leader, versionId } = await adoptedPlan(db);
		expect(await packageMadeAt(db, leader.municipalityId, versionId)).toBeUndefined();
		const both = await Promise.all([
			fileIn(db, leader, versionId, 'nn/plan.pdf'),
			fileIn(db, leader, versionId, 'nn/plan.pdf', '2026-04-01T09:00:00Z')
		]);
		expect(both[0].hash).toBe(both[1].hash);
		expect(['2026-03-01T09:00:00Z', '2026-04-01T09:00:00Z']).toContain(await packageMadeAt(db, leader.municipalityId, versionId));
		expect(await db.selectFrom('planFile').selectAll().where('name', '=', 'package.zip').execute()).toHaveLength(1);
	});

	test('is not had of a draft, of what is not there, or of another municipality’s version', async () => {
		const db = await fresh();
		const { leader, stranger, versionId } = await told(db);
		expect(await packageFile(db, leader, versionId, 'nn/plan.pdf', now)).toBeUndefined();
		const other = await adoptedPlan(await fresh()).catch(() => undefined);
		expect(await packageFile(db, stranger, other?.versionId ?? versionId, 'nn/plan.pdf', now)).toBeUndefined();
		expect(await db.selectFrom('planFile').selectAll().execute()).toEqual([]);
	});

	test('loses the words of who is erased and is made anew without them; what was adopted stays as it is', async () => {
		const db = await fresh();
		const { leader, versionId } = await adoptedPlan(db);
		const before = {
			plan: await fileIn(db, leader, versionId, 'nn/plan.pdf'),
			remarks: await fileIn(db, leader, versionId, 'nn/remarks.pdf')
		};
		const nobody = redactionOfPerson({ names: ['Ola Ukjend'], emails: [], labels: [] });
		await redactEverywhere(db, leader, nobody, later);
		expect((await fileIn(db, leader, versionId, 'nn/remarks.pdf')).hash).toBe(before.remarks.hash);
		await redactEverywhere(db, leader, redactionOfPerson({ names: ['Kari Nordmann'], emails: [], labels: [] }), later);
		const left = await db
			.selectFrom('planFile')
			.select(['name', 'hash', 'content', 'takenOutAt'])
			.where('hash', '=', before.remarks.hash)
			.execute();
		expect(left).toEqual([{ name: 'nn/remarks.pdf', hash: before.remarks.hash, content: null, takenOutAt: later }]);
		const after = await fileIn(db, leader, versionId, 'nn/remarks.pdf');
		expect(await pdfText(before.remarks.content)).toContain('Kari Nordmann');
		expect(await pdfText(after.content)).not.toContain('Kari Nordmann');
		expect((await fileIn(db, leader, versionId, 'nn/plan.pdf')).hash).toBe(before.plan.hash);
		expect(
			[...unzipped((await fileIn(db, leader, versionId, 'package.zip')).content).values()].some((part) => part.includes('Kari Nordmann'))
		).toBe(false);
	});
});

onBothDatabases('the script in the package', (fresh) => {
	test('says by plain Node, without a network, whether each file is as it was adopted', async () => {
		const db = await fresh();
		const { leader, versionId } = await adoptedPlan(db);
		const folder = mkdtempSync(join(tmpdir(), 'samling-package-'));
		onTestFinished(() => rmSync(folder, { recursive: true }));
		for (const [name, content] of unzipped((await fileIn(db, leader, versionId, 'package.zip')).content)) {
			mkdirSync(dirname(join(folder, name)), { recursive: true });
			writeFileSync(join(folder, name), content);
		}
		const run = (...args: string[]) =>
			spawnSync(process.execPath, [join(folder, 'verify.mjs'), ...args], { encoding: 'utf8', cwd: folder });
		expect(run()).toMatchObject({ status: 0, stdout: expect.stringContaining('UENDRA  nn/plan.pdf') });
		expect(run().stdout).toContain('UENDRA  log.json');
		await append(db, leader.municipalityId, { kind: 'summary', id: 'later', hash: '00', at: later });
		const log = JSON.parse(readFileSync(join(folder, 'log.json'), 'utf8')) as { head: Head };
		const { first, second, path } = (await logSince(db, log.head))!;
		const since = (proof: object) => {
			writeFileSync(join(folder, 'consistency.json'), JSON.stringify(proof));
			return run('consistency.json');
		};
		expect(since({ first, second, path })).toMatchObject({ status: 0, stdout: expect.stringContaining('UENDRA  consistency.json') });
		expect(since({ first, second: { ...second, root: first.root }, path }).stdout).toContain('IKKJE PROVA  consistency.json');
		writeFileSync(join(folder, 'log.json'), JSON.stringify({ ...log, head: { ...log.head, root: second.root } }));
		expect(run().stdout).toContain('IKKJE PROVA  log.json');
		writeFileSync(join(folder, 'plan.json'), '{}');
		rmSync(join(folder, 'nb/plan.docx'));
		const told = run();
		expect(told.status).toBe(1);
		expect(told.stdout).toContain('ENDRA  plan.json');
		expect(told.stdout).toContain('MANGLAR  nb/plan.docx');
		expect(told.stdout).toContain('UENDRA  nn/plan.pdf');
	});
});

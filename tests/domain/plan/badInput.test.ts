import { describe, expect, test } from 'vitest';
import { docx } from '#lib/documents/docx.server.ts';
import { fileOf } from '#lib/documents/pdf/file.server.ts';
import { parseForm } from '#lib/form.ts';
import { decide, decideMany } from '#lib/plan/inputs/decisions.server.ts';
import { documentFor } from '#lib/plan/reports/versionDocuments.server.ts';
import { editElement } from '#lib/plan/document/elements.server.ts';
import { newInput } from '#lib/plan/inputs/input.ts';
import { newRemark } from '#lib/plan/hearing/input.ts';
import { addInput, withdrawInput } from '#lib/plan/inputs/commands.server.ts';
import { documentOf } from '#lib/plan/document/queries.server.ts';
import { adopt, isIntact } from '#lib/plan/document/adoption.server.ts';
import { lastAdopted } from '#lib/plan/document/versions.server.ts';
import { onBothDatabases } from '../../support/database.ts';
import { paragraphs, pdfOf, pdfText, unzipped } from '../../support/office.ts';
import { aDraft, words } from '../../support/plan.ts';
import { aMunicipality, now } from '../../support/world.ts';

const adoption = { date: '2018-01-11', body: 'Stord kommunestyre', caseNumber: '18/12' };
const wild = '<script>alert("x")</script> & ]]> \u0000\u0008\u001f\u202e\u2066\ud800 {{7*7}} =1+1 "\'` \u2028 slutt';

/** As it may stand in a database: PostgreSQL holds no NUL, and neither holds half a character. */
const stored = wild.replace(/[\u0000\ud800]/g, '');

const form = (fields: Record<string, string>) => {
	const data = new FormData();
	for (const [name, value] of Object.entries(fields)) data.set(name, value);
	return data;
};

describe('what people paste', () => {
	test('a remark of 100,000 characters is refused beside its field with what was typed kept, not cut', () => {
		const text = 'ord '.repeat(25_000);
		for (const [schema, fields] of [
			[newRemark, { elementId: '', text }],
			[newInput, { text, origin: 'mail', originLabel: 'E-post' }]
		] as const) {
			const parsed = parseForm(schema, form(fields));
			expect(parsed).toMatchObject({ ok: false, errors: { text: expect.stringMatching(/4000|4 000/) } });
			if (!parsed.ok) expect(parsed.values.text).toHaveLength(100_000);
		}
	});

	test('control characters and what turns the direction of writing are left out of what is kept; markup stays as text', () => {
		const parsed = parseForm(newInput, form({ text: wild, origin: 'mail', originLabel: wild }));
		if (!parsed.ok) throw new Error(JSON.stringify(parsed.errors));
		for (const kept of [parsed.data.text, parsed.data.originLabel]) {
			expect(kept).not.toMatch(/[\u0000-\u0008\u001f\u202e\u2066]/);
			expect(kept).toContain('<script>alert("x")</script>');
		}
	});
});

onBothDatabases('a plan that is used wrongly', (fresh) => {
	const drafted = async () => {
		const db = await fresh();
		const world = await aMunicipality(db);
		return { db, ...world, ...(await aDraft(db, world)) };
	};
	const input = { text: stored, origin: 'mail' as const, originLabel: stored, elementId: null };
	const no = { outcome: 'no' as const, reason: stored, internalRemark: null, change: { kind: 'none' as const } };

	test('writes markup and control characters as visible words in Word and PDF', async () => {
		const { db, leader, goal, measure, versionId } = await drafted();
		const fields = { ...words(stored, goal), aimNn: stored, legalBasis: stored, notMeasurableNb: stored };
		await editElement(db, leader, { elementId: measure, edition: 1, ...fields }, now);
		const added = await addInput(db, leader, input, now);
		if (!added.ok) throw new Error(added.reason);
		await decide(db, leader, added.inputId, no, now);
		for (const kind of ['plan', 'remarks'] as const) {
			const document = (await documentFor(db, leader, versionId, kind, 'nn'))!;
			const word = await docx(document);
			expect(unzipped(word).get('word/document.xml')!.toString('utf8')).not.toContain('<script>');
			expect(paragraphs(word).some(({ text }) => text.includes('<script>alert("x")</script> & ]]>'))).toBe(true);
			expect((await pdfText(await pdfOf(document, now))).replace(/\s/g, '')).toContain('<script>alert("x")</script>&]]>');
		}
	});

	test('does not decide an input that is withdrawn, alone or among many', async () => {
		const { db, leader } = await drafted();
		const added = await addInput(db, leader, input, now);
		const other = await addInput(db, leader, input, now);
		if (!added.ok || !other.ok) throw new Error();
		await withdrawInput(db, leader, added.inputId, now);
		expect(await decide(db, leader, added.inputId, no, now)).toEqual({ ok: false, reason: 'closedInput' });
		const many = await decideMany(db, leader, [other.inputId, added.inputId], { outcome: 'no', reason: 'Nei', elementId: null }, now);
		expect(many).toEqual({ ok: false, reason: 'closedInput' });
		expect(await db.selectFrom('decision').selectAll().execute()).toEqual([]);
	});

	test('is adopted once, also when two press at the same time', async () => {
		const { db, leader, municipalityId } = await drafted();
		const both = await Promise.all([adopt(db, leader, adoption, now), adopt(db, leader, { ...adoption, caseNumber: '18/13' }, now)]);
		expect(both.map((one) => (one.ok ? 'adopted' : one.reason)).toSorted()).toEqual(['adopted', 'closedRevision']);
		expect(await adopt(db, leader, adoption, now)).toEqual({ ok: false, reason: 'closedRevision' });
		expect(await isIntact(db, (await lastAdopted(db, municipalityId))!)).toBe(true);
	});

	test('keeps what somebody was typing out of a version that was adopted meanwhile, and says so', async () => {
		const { db, leader, municipalityId, goal, measure, versionId } = await drafted();
		const [edited, adopted] = await Promise.all([
			editElement(db, leader, { elementId: measure, edition: 1, ...words('Nye ord', goal) }, now),
			adopt(db, leader, adoption, now)
		]);
		expect(adopted.ok).toBe(true);
		const [said] = (await documentOf(db, municipalityId, versionId)).filter((element) => element.elementId === measure);
		expect(said!.nn).toBe(edited.ok ? 'Nye ord' : 'Arrangere bustadsosialt forum');
		expect(await isIntact(db, (await lastAdopted(db, municipalityId))!)).toBe(true);
		expect(await editElement(db, leader, { elementId: measure, edition: 2, ...words('For seint', goal) }, now)).toEqual({
			ok: false,
			reason: 'closedRevision'
		});
	});

	test('shows the words of the written form it has, marked with its language, where the other is missing', async () => {
		const { db, leader, goal, measure, versionId } = await drafted();
		await editElement(
			db,
			leader,
			{ elementId: measure, edition: 1, ...words('Berre nynorsk', goal), nb: '', aimNn: 'Berre nynorsk her' },
			now
		);
		for (const locale of ['nb', 'en'] as const) {
			const document = (await documentFor(db, leader, versionId, 'plan', locale))!;
			expect(document.blocks).toContainEqual(
				expect.objectContaining({ heading: [expect.any(String), { text: 'Berre nynorsk', lang: 'nn' }] })
			);
			expect(JSON.stringify(document.blocks)).toContain('Berre nynorsk her');
		}
	});

	test('a document that cannot be written fails alone: the plan and the next document are as before', async () => {
		const { db, leader, versionId } = await drafted();
		const document = (await documentFor(db, leader, versionId, 'plan', 'nn'))!;
		const broken = { ...document, blocks: [{ table: { caption: 'x', head: ['a'], rows: [null as unknown as string[]] } }] };
		for (const ending of ['docx', 'pdf'] as const) {
			await expect(fileOf(broken, ending, now)).rejects.toThrow();
			expect(await fileOf(document, ending, now)).toMatchObject({ ok: true });
		}
		expect((await documentFor(db, leader, versionId, 'plan', 'nn'))!.blocks).toEqual(document.blocks);
	});
});

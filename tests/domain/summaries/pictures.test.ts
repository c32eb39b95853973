import { createHash } from 'node:crypto';
import { crc32, deflateSync } from 'node:zlib';
import { expect, test } from 'vitest';
import type { Kysely } from 'kysely';
import type { Database } from '#db/schema.ts';
import { drawnTable } from '#db/demo/picture.ts';
import { docx } from '#lib/documents/docx.server.ts';
import { publish, startDraft } from '#lib/summaries/publication/commands.server.ts';
import { summaryDifferences } from '#lib/summaries/publication/diff.ts';
import { decideDisclosure } from '#lib/privacy/masking.server.ts';
import { openDisclosures } from '#lib/summaries/publication/disclosures.server.ts';
import { draftWords } from '#lib/summaries/draft/queries.server.ts';
import { summaryDocument } from '#lib/summaries/publication/export.ts';
import { contentFrom } from '#lib/summaries/model.ts';
import { photoFrom } from '#lib/summaries/pictures/stripMetadata.server.ts';
import { photoLimits } from '#lib/summaries/pictures/limits.ts';
import { addPicture, describePicture, removePicture } from '#lib/summaries/pictures/commands.server.ts';
import { pictureAt, pictureBytes, picturesOf } from '#lib/summaries/pictures/queries.server.ts';
import { gatherPoints } from '#lib/summaries/points/commands.server.ts';
import { versions } from '#lib/summaries/queries.server.ts';
import { onBothDatabases } from '../../support/database.ts';
import { aHarvest } from '../../support/harvest.ts';
import { pdfOf, pdfParts, unzipped } from '../../support/office.ts';
import { cameraJpeg } from '../../support/photos.ts';
import { rooms, writeDraft } from '../../support/rooms.ts';
import { aMunicipality, now } from '../../support/world.ts';

const latin = (bytes: Uint8Array) => Buffer.from(bytes).toString('latin1');

test('a JPEG keeps what is seen and which way is up, and loses place, device, comments, thumbnail and what lies behind its end', () => {
	const read = photoFrom(cameraJpeg());
	if (!read.ok) throw new Error(read.reason);
	const { bytes, ...photo } = read.photo;
	// It lies on its side: six means that the right side is up.
	expect(photo).toEqual({ type: 'jpg', width: 4, height: 8 });
	for (const gone of ['GPS', 'Photoshop', 'comment', 'TMB', 'trailer']) expect(latin(bytes)).not.toContain(gone);
	for (const kept of ['JFIF', 'ICC_PROFILE', 'Exif\0\0MM\0*\0\0\0\b\0\u0001\u0001\u0012\0\u0003\0\0\0\u0001\0\u0006'])
		expect(latin(bytes)).toContain(kept);
	expect(photoFrom(bytes)).toEqual({ ok: true, photo: read.photo });
	const upright = photoFrom(cameraJpeg({ way: 1 }));
	expect(upright.ok && latin(upright.photo.bytes)).not.toContain('Exif');
});

test('a PNG keeps what draws it and loses text and private chunks', () => {
	const drawn = Buffer.from(drawnTable());
	const said = Buffer.from('\0\0\0\u0005tEXtPlace\0\0\0\0', 'latin1');
	const read = photoFrom(Buffer.concat([drawn.subarray(0, 33), said, drawn.subarray(33), said]));
	if (!read.ok) throw new Error(read.reason);
	expect(read.photo).toMatchObject({ type: 'png', width: 960, height: 600 });
	expect(Buffer.compare(read.photo.bytes, drawn)).toBe(0);
});

/** A PNG of `width` × `height` pixels (RGBA of 8 bits) whose data is `data`, deflated. */
function pngOf(width: number, height: number, data: Uint8Array, { bits = 8, interlaced = 0 } = {}): Buffer {
	const chunk = (name: string, body: Uint8Array) => {
		const named = Buffer.concat([Buffer.from(name, 'latin1'), body]);
		const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
		length.writeUInt32BE(body.length);
		sum.writeUInt32BE(crc32(named));
		return Buffer.concat([length, named, sum]);
	};
	const head = Buffer.alloc(13);
	head.writeUInt32BE(width, 0);
	head.writeUInt32BE(height, 4);
	head.set([bits, 6, 0, 0, interlaced], 8);
	const parts = [chunk('IHDR', head), chunk('IDAT', deflateSync(data, { level: 9 })), chunk('IEND', Buffer.alloc(0))];
	return Buffer.concat([Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]), ...parts]);
}

test('a PNG whose data is what its head says is kept, in rows or interlaced', () => {
	expect(photoFrom(pngOf(10, 10, Buffer.alloc(10 * 41)))).toMatchObject({ ok: true });
	// Seven passes: 2 × 2, 1 × 2, 3 × 1, 2 × 3, 5 × 2, 5 × 5 and 10 × 5 pixels, a byte before each row.
	expect(photoFrom(pngOf(10, 10, Buffer.alloc(4 * 100 + 2 + 2 + 1 + 3 + 2 + 5 + 5), { interlaced: 1 }))).toMatchObject({ ok: true });
});

test.each([
	['a PNG that unfolds to a hundred times what its head says', pngOf(100, 100, Buffer.alloc(4_000_000)), 'limitSize'],
	['a PNG that says it unfolds to more than may be', pngOf(4000, 4000, Buffer.alloc(0)), 'limitSize'],
	['a PNG of fewer pixels with more to each', pngOf(3000, 3000, Buffer.alloc(0), { bits: 16 }), 'limitSize'],
	['a PNG with less than its head says', pngOf(100, 100, Buffer.alloc(4000)), 'invalid'],
	['an SVG', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'), 'invalidFormat'],
	['a WebP', Buffer.from('RIFF\0\0\0\0WEBPVP8 '), 'invalidFormat'],
	['nothing', Buffer.alloc(0), 'invalidFormat'],
	['a JPEG that is cut off', cameraJpeg().subarray(0, 110), 'invalid'],
	['a JPEG whose segment says that it is longer than the file', Buffer.from([0xff, 0xd8, 0xff, 0xe1, 0xff, 0xff, 0]), 'invalid'],
	['a PNG without an end', drawnTable().subarray(0, 400), 'invalid'],
	['more than a megabyte', Buffer.alloc(photoLimits.bytes + 1, 0xff), 'limitSize'],
	['more pixels than a camera has', cameraJpeg({ width: 0xffff, height: 0xffff }), 'limitSize']
])('%s is refused', (_, bytes, reason) => {
	expect(photoFrom(bytes)).toEqual({ ok: false, reason });
});

onBothDatabases('pictures of a summary', (fresh) => {
	async function drafted(db: Kysely<Database>) {
		const world = await aMunicipality(db);
		const { gatheringId } = await aHarvest(db, world, [[{ text: 'Éin stad å ringje' }]]);
		const live = rooms(db);
		const { leader, municipalityId } = world;
		await gatherPoints(db, leader, gatheringId, now);
		await startDraft(db, leader, gatheringId, now);
		const newest = async () => (await versions(db, municipalityId, gatheringId))[0]!;
		const add = (words: Partial<{ file: Uint8Array; alt: string; caption: string }> = {}, actor = leader) =>
			addPicture(db, actor, gatheringId, { file: drawnTable(), alt: 'Eit rundt bord', caption: 'Bord 3', ...words }, now);
		const write = (texts: Record<string, string>) => writeDraft(db, live, { municipalityId, gatheringId }, texts);
		return { ...world, live, gatheringId, newest, add, write };
	}
	const idOf = (done: { ok: true; pictureId: string } | { ok: false; reason: string }) => {
		if (!done.ok) throw new Error(done.reason);
		return done.pictureId;
	};

	test('are frozen and hashed with it, stay in it when a correction takes them out, and are told among the differences', async () => {
		const db = await fresh();
		const { live, leader, municipalityId, gatheringId, newest, add, write } = await drafted(db);
		const pictureId = idOf(await add());
		expect(await describePicture(db, leader, gatheringId, pictureId, { alt: 'Eit bord med lappar', caption: '' })).toEqual({ ok: true });
		expect(await publish(db, live, leader, gatheringId, now)).toMatchObject({ ok: true });
		const first = await newest();
		const hash = createHash('sha256').update(drawnTable()).digest('hex');
		const frozen = { id: pictureId, type: 'png', width: 960, height: 600, hash, alt: 'Eit bord med lappar', caption: '' };
		expect(contentFrom(first.content!).pictures).toEqual([frozen]);
		for (const refused of [await add(), await removePicture(db, leader, gatheringId, pictureId)])
			expect(refused).toEqual({ ok: false, reason: 'closed' });

		await startDraft(db, leader, gatheringId, now);
		expect(await picturesOf(db, municipalityId, (await newest()).id)).toEqual([frozen]);
		expect(await removePicture(db, leader, gatheringId, pictureId)).toEqual({ ok: true });
		await write({ correction: 'Biletet er teke ut.' });
		expect(await publish(db, live, leader, gatheringId, now)).toMatchObject({ ok: true, version: 2 });
		expect(summaryDifferences(contentFrom(first.content!), contentFrom((await newest()).content!))).toMatchObject([
			{ of: 'picture', what: 'removed' }
		]);
		expect(await pictureAt(db, municipalityId, gatheringId, pictureId)).toBeDefined();
	});

	test('stand in Word and PDF with what they show', async () => {
		const db = await fresh();
		const { live, leader, municipalityId, gatheringId, newest, add } = await drafted(db);
		await add();
		await publish(db, live, leader, gatheringId, now);
		const { id, content, contentHash } = await newest();
		const bytes = await pictureBytes(db, municipalityId, id);
		const about = { locale: 'nn' as const, municipality: 'Stord kommune', date: null, version: 1, hash: contentHash!, since: [], bytes };
		const document = summaryDocument(contentFrom(content!), about);
		const files = unzipped(await docx(document));
		expect(files.get('word/document.xml')!.toString('utf8')).toContain('descr="Eit rundt bord"');
		expect([...files.keys()].some((name) => /^word\/media\/.*\.png$/.test(name))).toBe(true);
		expect(await pdfParts(await pdfOf(document, now))).toContainEqual(expect.objectContaining({ role: 'Figure', alt: 'Eit rundt bord' }));
	});

	test('are added by those who write the draft, twelve at most, and go for good when no version shows them', async () => {
		const db = await fresh();
		const { leader, staff, stranger, gatheringId, municipalityId, add } = await drafted(db);
		expect(await add({}, staff)).toEqual({ ok: false, reason: 'notAllowed' });
		expect(await add({}, stranger)).toEqual({ ok: false, reason: 'closed' });
		expect(await add({ file: Buffer.from('<svg/>') })).toEqual({ ok: false, reason: 'invalidFormat' });
		const pictureId = idOf(await add());
		for (let more = 1; more < photoLimits.pictures; more++) idOf(await add());
		expect(await add()).toEqual({ ok: false, reason: 'limitPictures' });
		expect(await pictureAt(db, stranger.municipalityId, gatheringId, pictureId)).toBeUndefined();
		expect(await removePicture(db, leader, gatheringId, pictureId)).toEqual({ ok: true });
		expect(await removePicture(db, leader, gatheringId, pictureId)).toEqual({ ok: false, reason: 'conflict' });
		expect(await pictureAt(db, municipalityId, gatheringId, pictureId)).toBeUndefined();
		expect(await db.selectFrom('picture').select('id').execute()).toHaveLength(photoLimits.pictures - 1);
	});

	test('whose words point at a person are asked about before publishing, and can be hidden', async () => {
		const db = await fresh();
		const { live, leader, municipalityId, gatheringId, newest, add } = await drafted(db);
		await add({ caption: 'Saka til 31129900183' });
		const words = await draftWords(live, await newest());
		const [found] = await openDisclosures(db, municipalityId, gatheringId, words);
		expect(found).toMatchObject({ kind: 'summary' });
		const verdict = { kind: 'summary' as const, id: found!.id, verdict: 'masked' as const };
		expect(await decideDisclosure(db, live, leader, gatheringId, verdict, now)).toEqual({ ok: true });
		expect((await picturesOf(db, municipalityId, (await newest()).id))[0]!.caption).not.toContain('31129900183');
		expect(await openDisclosures(db, municipalityId, gatheringId, words)).toEqual([]);
	});
});

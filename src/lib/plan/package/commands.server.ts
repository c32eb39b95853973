import { createHash } from 'node:crypto';
import { command } from '#lib/db/command.server.ts';
import type { Db } from '#lib/db/open.server.ts';
import type { Instant } from '#lib/dates.ts';
import { archive, type Packed } from '#lib/documents/archive.server.ts';
import { endings, fileOf } from '#lib/documents/pdf/file.server.ts';
import type { Written } from '#lib/documents/pdf/pdf.server.ts';
import { inLanguage, type Locale } from '#lib/i18n/language.ts';
import { textOf } from '#lib/i18n/named.ts';
import { newId } from '#lib/ids.ts';
import { languageOf } from '#lib/gatherings/queries.server.ts';
import { planOf } from '../queries.server.ts';
import { documentFor, documentKinds } from '../reports/versionDocuments.server.ts';
import { commonFiles } from './content.server.ts';
import { packageLocale, packageLocales, packed } from './files.ts';
import { keptFiles } from './queries.server.ts';

type Home = { municipalityId: string; municipalityName: string };
export type Kept = { name: string; hash: string; content: Buffer; madeAt: Instant };

const hashOf = (content: Buffer | string) => createHash('sha256').update(content).digest('hex');

/**
 * The file `name` of an adopted version, which is made with all the others of the version the first time that any of them is asked for,
 * and kept: the same bytes ever after. Undefined when there is no such version, or no such file in it. Refuses `missingCompiler` where
 * this machine can't write PDF: then nothing is kept, and the next machine that can makes all of it.
 */
export async function packageFile(
	db: Db,
	home: Home,
	versionId: string,
	name: string,
	now: Instant
): Promise<{ ok: true; file: Kept } | Extract<Written, { ok: false }> | undefined> {
	const found = await keptFiles(db, home.municipalityId, versionId, name);
	if (found[0]) return { ok: true, file: found[0] };
	const kept = await keepPackage(db, home, versionId, now);
	if (!kept?.ok) return kept;
	const [file] = await keptFiles(db, home.municipalityId, versionId, name);
	return file && { ok: true, file };
}

/** Makes and keeps what an adopted version lacks of its files. Undefined when there is no such version; refuses as `packageFile`. */
export async function keepPackage(
	db: Db,
	home: Home,
	versionId: string,
	now: Instant
): Promise<{ ok: true; madeAt: Instant } | Extract<Written, { ok: false }> | undefined> {
	const { municipalityId } = home;
	const found = await planOf(db, municipalityId);
	const version = found?.versions.find((candidate) => candidate.id === versionId && candidate.adoptedAt !== null);
	if (!version) return undefined;
	const before = new Map((await keptFiles(db, municipalityId, versionId)).map((file) => [file.name, file]));
	if (before.has(packed)) return { ok: true, madeAt: before.get(packed)!.madeAt };
	const files: (Packed & { title: string })[] = [];
	for (const locale of inOrder(await languageOf(db, municipalityId)))
		for (const kind of documentKinds)
			for (const ending of [...endings].toReversed()) {
				const name = `${locale}/${kind}.${ending}`;
				const document = (await documentFor(db, home, versionId, kind, locale))!;
				const written = before.has(name) ? { ok: true as const, content: before.get(name)!.content } : await fileOf(document, ending, now);
				if (!written.ok) return written;
				files.push({ name, content: written.content, title: textOf(document.title) });
			}
	const locale = await languageOf(db, municipalityId);
	const title = inLanguage(locale, { nn: version.nameNn, nb: version.nameNb });
	const all = [...files, ...(await commonFiles(db, home, version, { title, locale, files, now, kept: before }))];
	const zip = archive(all, now);
	return keep(db, { municipalityId, versionId }, [...all, { name: packed, content: zip }], now);
}

/** The municipality's own form first: its plan is the main document. */
function inOrder(locale: Locale): (typeof packageLocales)[number][] {
	const own = packageLocale(locale, locale);
	return packageLocales.toSorted((a, b) => Number(b === own) - Number(a === own));
}

/** Who came first has made them: nobody's bytes take the place of others. */
async function keep(db: Db, of: { municipalityId: string; versionId: string }, files: readonly Packed[], now: Instant) {
	return command(db, async (trx) => {
		const there = await keptFiles(trx, of.municipalityId, of.versionId);
		const whole = there.find(({ name }) => name === packed);
		if (whole) return { ok: true as const, madeAt: whole.madeAt };
		for (const { name, content } of files) {
			if (there.some((file) => file.name === name)) continue;
			const bytes = Buffer.from(content);
			await trx
				.insertInto('planFile')
				.values({ id: newId(), ...of, name, hash: hashOf(bytes), size: bytes.length, content: bytes, madeAt: now, takenOutAt: null })
				.execute();
		}
		return { ok: true as const, madeAt: now };
	});
}

import { createHash } from 'node:crypto';
import { canonicalJson } from '#lib/canonical.server.ts';
import type { Db } from '#lib/db/open.server.ts';
import type { Instant } from '#lib/dates.ts';
import type { Packed } from '#lib/documents/archive.server.ts';
import type { Locale } from '#lib/i18n/language.ts';
import { versionInLog } from '#lib/merkle/log.server.ts';
import { m } from '#lib/i18n/paraglide/messages.js';
import { adoptedText } from '../document/adoption.server.ts';
import { documentOf } from '../document/queries.server.ts';
import { hearingsOf } from '../hearing/queries.server.ts';
import { inputsOf } from '../inputs/queries.server.ts';
import { remarksIn } from '../inputs/remarks.server.ts';
import { metadataOf, type Version } from '../model.ts';
import { isAfterwards } from '../thread/model.ts';
import { threadOf } from '../thread/queries.server.ts';
import { arkivmelding } from './arkivmelding.ts';
import { adopted, lineage, logged } from './files.ts';
import { verifyScript } from './verifyScript.ts';

type Home = { municipalityId: string; municipalityName: string };

/**
 * What a package holds beside its documents: the adopted text, everything with its lineage, what an archive registers, and a script that
 * checks the whole. The adopted text is that which is `kept` already, if it is.
 */
export async function commonFiles(
	db: Db,
	home: Home,
	version: Version,
	about: {
		title: string;
		locale: Locale;
		files: readonly (Packed & { title: string })[];
		now: Instant;
		kept: ReadonlyMap<string, { content: Buffer }>;
	}
): Promise<Packed[]> {
	const { locale, title, now } = about;
	const texts = [
		{ name: adopted, content: about.kept.get(adopted)?.content ?? Buffer.from(await adoptedText(db, version)), title },
		{ name: lineage, content: Buffer.from(await everythingOf(db, home, version)), title: m.package_lineage({}, { locale }) }
	];
	const files = [...about.files, ...texts].map(({ name, content, title: named }) => {
		const bytes = Buffer.from(content);
		return { name, title: named, size: bytes.length, hash: createHash('sha256').update(bytes).digest('hex') };
	});
	const log =
		about.kept.get(logged)?.content ?? Buffer.from(canonicalJson((await versionInLog(db, home.municipalityId, version.id)) ?? null));
	const { id, caseNumber, adoptedDate } = version;
	const message = arkivmelding({ id, municipality: home.municipalityName, title, caseNumber, adoptedDate, at: now, files });
	const words = {
		same: m.package_same({}, { locale }),
		differs: m.package_differs({}, { locale }),
		lacks: m.package_lacks({}, { locale }),
		unproven: m.package_unproven({}, { locale })
	};
	return [
		...texts.map(({ name, content }) => ({ name, content })),
		{ name: logged, content: log },
		{ name: 'arkivmelding.xml', content: message },
		{ name: 'verify.mjs', content: verifyScript(version.contentHash!, words) }
	];
}

/** Of a version: its elements, what was said and decided, who was heard, and what came from what. No addresses, no internal remarks. */
async function everythingOf(db: Db, { municipalityId, municipalityName }: Home, version: Version): Promise<string> {
	const thread = await threadOf(db, municipalityId, { kind: 'version', id: version.id });
	const elements = await documentOf(db, municipalityId, version.id);
	// That it was entered by hand is said; by whom stands in the municipality's own log.
	const { enteredBy: _, enteredAt, ...adoptedVersion } = version;
	return canonicalJson({
		municipality: municipalityName,
		plan: { id: version.planId, ...metadataOf(version) },
		version: { ...adoptedVersion, ...(enteredAt !== null && { enteredAt }) },
		// How far a measure has come belongs to the follow-up, which goes on.
		elements: elements.map(({ status: _, ...element }) => element),
		inputs: (await inputsOf(db, municipalityId, version.id)).map(({ decidedByName: _, ...input }) => input),
		remarks: [...(await remarksIn(db, municipalityId, version.id)).values()],
		hearings: (await hearingsOf(db, municipalityId, version.id)).map((round) => ({
			...round,
			bodies: round.bodies.map(({ email: _, ...body }) => body)
		})),
		lineage: {
			things: thread?.nodes.flatMap((node) => (isAfterwards(node) ? [] : node.items)) ?? [],
			links: thread?.links.filter(({ to }) => !isAfterwards(to)) ?? []
		}
	});
}

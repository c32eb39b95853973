import { contentHash } from '#lib/canonical.server.ts';
import type { Instant } from '#lib/dates.ts';
import type { Db } from '#lib/db/open.server.ts';
import type { Redaction } from '#lib/pii/redaction.ts';
import { record } from './audit.server.ts';
import type { Actor } from './model.ts';
import type { Seal } from './seal.ts';

/** What is hashed when it is frozen or published, and what people's words can be taken out of afterwards. */
type Sealed = { kind: 'cafeTable' | 'summary' | 'report'; id: string };

/** That words were taken out of something hashed: what kind of redaction, when, by whom, and the hash of what is left. */
export function recordRedaction(
	trx: Db,
	actor: Pick<Actor, 'id' | 'municipalityId' | 'name'>,
	subject: Sealed,
	{ kind }: Pick<Redaction, 'kind'>,
	hash: string,
	now: Instant
): Promise<void> {
	return record(trx, actor, 'content.redact', { ...subject, detail: { kind, hash } }, now);
}

/** Compares `content` as it is now with the `hash` it got at `since`, and looks in the audit trail for what came between. */
export async function sealOf(
	db: Db,
	municipalityId: string,
	subject: Sealed,
	{ content, hash, since }: { content: string; hash: string; since: Instant }
): Promise<Seal> {
	const now = contentHash(content);
	if (now === hash) return { state: 'whole' };
	const entries = await db
		.selectFrom('audit')
		.select(['at', 'detail'])
		.where('municipalityId', '=', municipalityId)
		.where('verb', '=', 'content.redact')
		.where('subjectKind', '=', subject.kind)
		.where('subjectId', '=', subject.id)
		.where('at', '>=', since)
		.orderBy('seq')
		.execute();
	const said = entries.map(({ at, detail }) => ({ at, ...(JSON.parse(detail ?? '{}') as { kind: Redaction['kind']; hash: string }) }));
	const last = said.findLastIndex((each) => each.hash === now);
	if (last < 0) return { state: 'forged' };
	return { state: 'redacted', redactions: said.slice(0, last + 1).map(({ kind, at }) => ({ kind, at })) };
}

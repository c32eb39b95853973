import type { Db } from '#lib/db/open.server.ts';
import type { Actor } from '#lib/people/model.ts';
import { units } from '#lib/people/queries.server.ts';
import { elementsOf } from '#lib/plan/document/versions.server.ts';
import { inputsOf } from '#lib/plan/inputs/queries.server.ts';
import { remarksIn } from '#lib/plan/inputs/remarks.server.ts';
import { planOf } from '#lib/plan/queries.server.ts';
import { alikeWaiting, sameAs } from '../inputsPage.server.ts';

/**
 * Inputs that ask for the same, one group with all that each says: the one `wanted` is in, else the largest. Undefined while no revision
 * is open.
 */
export async function alikePage(db: Db, { municipalityId }: Actor, wanted: string | null) {
	const found = await planOf(db, municipalityId);
	if (!found?.open) return undefined;
	const versionId = found.open.id;
	const inputs = await inputsOf(db, municipalityId, versionId);
	const notes = await remarksIn(db, municipalityId, versionId);
	const groups = alikeWaiting(inputs, notes);
	const group = groups.find((one) => one.some(({ id }) => id === wanted)) ?? groups[0] ?? [];
	return {
		draft: found.open,
		groups: groups.map((one) => ({ id: one[0]!.id, text: one[0]!.text, count: one.length, isShown: one === group })),
		group: group.map((input) => ({ ...input, about: notes.get(input.id) ?? null, together: sameAs(inputs, input) })),
		elements: await elementsOf(db, versionId),
		units: (await units(db, municipalityId)).map(({ id, nameNn, nameNb }) => ({ id, nn: nameNn, nb: nameNb }))
	};
}

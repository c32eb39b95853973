import type { Instant } from '#lib/dates.ts';
import type { Db } from '#lib/db/open.server.ts';
import { newId } from '#lib/ids.ts';
import type { InputOrigin, Stance, Version } from '../model.ts';

export type QueuedInput = {
	text: string;
	origin: InputOrigin;
	originId: string | null;
	originLabel: string;
	elementId: string | null;
	/** Of notes that a table tied to the plan: what they say of it, and the number of the table. */
	table?: { stance: Stance; number: number };
};

/** Puts an undecided input last in the queue of the open revision; gives its id. Part of the caller's transaction. */
export async function enqueueInput(
	trx: Db,
	municipalityId: string,
	draft: Pick<Version, 'id' | 'planId'>,
	{ table, ...input }: QueuedInput,
	now: Instant
): Promise<string> {
	const id = newId();
	await trx
		.insertInto('planInput')
		.values({
			id,
			municipalityId,
			planId: draft.planId,
			versionId: draft.id,
			...input,
			stance: table?.stance ?? null,
			tableNumber: table?.number ?? null,
			createdAt: now,
			withdrawnAt: null,
			sameAsId: null
		})
		.execute();
	return id;
}

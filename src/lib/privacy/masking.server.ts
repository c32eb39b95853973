import { boardsOfTables } from '#lib/cafe/harvest/redaction.server.ts';
import type { Instant } from '#lib/dates.ts';
import { command } from '#lib/db/command.server.ts';
import type { Db } from '#lib/db/open.server.ts';
import type { LiveServer } from '#lib/live/contract.ts';
import { boardsToRedact } from '#lib/live/storage/redaction.server.ts';
import type { Actor } from '#lib/people/model.ts';
import { personalIn } from '#lib/pii/persons.ts';
import { redactionOfFinds } from '#lib/pii/redaction.ts';
import type { Answer } from '#lib/result.ts';
import { openDisclosure, recordVerdict, type DisclosureKind } from '#lib/summaries/publication/disclosures.server.ts';
import { roomsOf } from '#lib/summaries/publication/redaction.server.ts';
import { redacting } from './erasure.server.ts';
import { redactGathering } from './redaction.server.ts';

/**
 * Decides about a text that looks as if it points at one person: `masked` takes what was found there out of everything that was said at
 * the gathering and came of it, boards and what they were frozen as included, for good; `harmless` lets it stand as it is.
 * Refuses `notAllowed`, `closed` (open a correction first) and `conflict` (somebody has, or the text has changed).
 */
export async function decideDisclosure(
	db: Db,
	live: Pick<LiveServer, 'read' | 'freeze'>,
	actor: Actor,
	gatheringId: string,
	{ kind, id, verdict }: { kind: DisclosureKind; id: string; verdict: 'masked' | 'harmless' },
	now: Instant
) {
	const found = await openDisclosure(db, live, actor, gatheringId, { kind, id });
	if (!found.ok) return found;
	const { disclosure } = found;
	if (verdict === 'harmless') return command(db, (trx) => recordVerdict(trx, actor, gatheringId, disclosure, verdict, now));
	return mask(db, live, actor, { gatheringId, text: disclosure.text }, now, (trx) =>
		recordVerdict(trx, actor, gatheringId, disclosure, verdict, now)
	);
}

/** Takes what is found in `text` out of all of a gathering, in one command with `also`. */
export async function mask<A extends Answer>(
	db: Db,
	live: Pick<LiveServer, 'freeze'> | undefined,
	actor: Actor,
	{ gatheringId, text }: { gatheringId: string; text: string },
	now: Instant,
	also: (trx: Db) => Promise<A>
) {
	const { municipalityId } = actor;
	const redaction = redactionOfFinds(text, personalIn(text));
	const ids = [...(await boardsOfTables(db, municipalityId, gatheringId)), ...(await roomsOf(db, municipalityId, gatheringId))];
	const boards = await boardsToRedact(db, live, municipalityId, () => redaction, ids);
	return redacting(boards, () =>
		command<A>(db, async (trx) => {
			const answer = await also(trx);
			if (!answer.ok) return answer;
			await redactGathering(trx, actor, gatheringId, redaction, now);
			for (const board of boards) await board.store(trx);
			return answer;
		})
	);
}

import { redactTables } from '#lib/cafe/harvest/redaction.server.ts';
import { cycleWords } from '#lib/cycle/words.ts';
import type { Instant } from '#lib/dates.ts';
import type { Db } from '#lib/db/open.server.ts';
import { gatheringsWords } from '#lib/gatherings/words.ts';
import { mailWords } from '#lib/mail/words.ts';
import type { Actor } from '#lib/people/model.ts';
import { peopleWords } from '#lib/people/words.ts';
import { planWords } from '#lib/plan/words.ts';
import { redactWords } from '#lib/pii/redactedWords.server.ts';
import type { Redaction } from '#lib/pii/redaction.ts';
import { redactSummaries } from '#lib/summaries/publication/redaction.server.ts';
import { topicsWords } from '#lib/topics/words.ts';

type By = Pick<Actor, 'id' | 'municipalityId' | 'name'>;

/** Takes words out of everything that people have written in a municipality, but for boards. Part of a transaction. */
export async function redactEverywhere(trx: Db, actor: By, redaction: Redaction, now: Instant): Promise<void> {
	await redactTables(trx, actor, redaction, now);
	await redactSummaries(trx, actor, redaction, now);
	for (const words of [peopleWords, cycleWords, topicsWords, gatheringsWords, planWords, mailWords])
		await redactWords(trx, actor.municipalityId, words, redaction);
}

/** The same of what was said at a gathering, and of what came of it: points, summaries, what was asked of the plan, and their mails. */
export async function redactGathering(trx: Db, actor: By, gatheringId: string, redaction: Redaction, now: Instant): Promise<void> {
	await redactTables(trx, actor, redaction, now, gatheringId);
	await redactSummaries(trx, actor, redaction, now, gatheringId);
	const inputs = planWords.filter(({ table }) => table === 'planInput');
	await redactWords(trx, actor.municipalityId, inputs, redaction, { column: 'origin', values: ['harvest'] });
	await redactWords(trx, actor.municipalityId, mailWords, redaction, { column: 'kind', values: ['summary', 'becameOf', 'trial'] });
}

import { cafeWords } from '#lib/cafe/words.ts';
import { redactTables } from '#lib/cafe/harvest/redaction.server.ts';
import { cycleWords } from '#lib/cycle/words.ts';
import type { Instant } from '#lib/dates.ts';
import type { Db } from '#lib/db/open.server.ts';
import { gatheringsWords } from '#lib/gatherings/words.ts';
import { openBoardsWith } from '#lib/live/storage/redaction.server.ts';
import { mailWords } from '#lib/mail/words.ts';
import type { Actor } from '#lib/people/model.ts';
import { peopleWords } from '#lib/people/words.ts';
import { takeOutOfPackages } from '#lib/plan/package/erasure.server.ts';
import { takeOutOfReports } from '#lib/plan/reports/erasure.server.ts';
import { elementWords, planWords } from '#lib/plan/words.ts';
import { countWords, redactWords } from '#lib/pii/redactedWords.server.ts';
import { redactionOfPerson, type Redaction, type Words } from '#lib/pii/redaction.ts';
import { redactSummaries } from '#lib/summaries/publication/redaction.server.ts';
import { summariesWords } from '#lib/summaries/words.ts';
import { topicsWords } from '#lib/topics/words.ts';
import { namedPlaces, type LeftNamed, type NamedPlace } from './text.ts';

type By = Pick<Actor, 'id' | 'municipalityId' | 'name'>;

/** Takes words out of everything that people have written in a municipality, but for boards. Part of a transaction. */
export async function redactEverywhere(trx: Db, actor: By, redaction: Redaction, now: Instant): Promise<void> {
	await redactTables(trx, actor, redaction, now);
	await redactSummaries(trx, actor, redaction, now);
	for (const words of [peopleWords, cycleWords, topicsWords, gatheringsWords, planWords, mailWords])
		await redactWords(trx, actor.municipalityId, words, redaction);
	await takeOutOfPackages(trx, actor.municipalityId, redaction, now);
	await takeOutOfReports(trx, actor, redaction, now);
}

/** The same of what was said at a gathering, and of what came of it: points, summaries, what was asked of the plan, and their mails. */
export async function redactGathering(trx: Db, actor: By, gatheringId: string, redaction: Redaction, now: Instant): Promise<void> {
	await redactTables(trx, actor, redaction, now, gatheringId);
	await redactSummaries(trx, actor, redaction, now, gatheringId);
	const inputs = planWords.filter(({ table }) => table === 'planInput');
	await redactWords(trx, actor.municipalityId, inputs, redaction, { column: 'origin', values: ['harvest'] });
	await redactWords(trx, actor.municipalityId, mailWords, redaction, {
		column: 'kind',
		values: ['summary', 'becameOf', 'measureNews', 'trial']
	});
	await takeOutOfPackages(trx, actor.municipalityId, redaction, now);
	await takeOutOfReports(trx, actor, redaction, now);
}

/** What was adopted, or sent out to be heard, keeps its names (decision 052); so does whom it was sent to. */
const decidedWords: readonly Words[] = [
	...elementWords,
	{ table: 'planVersion', texts: ['nameNn', 'nameNb', 'adoptedBy'] },
	{ table: 'remark', texts: ['aboutNn', 'aboutNb'] },
	{ table: 'tableElement', texts: ['textNn', 'textNb'] },
	{ table: 'hearing', json: ['content'] },
	{ table: 'hearingBody', labels: ['name'] }
];

const wordsOf: Record<Exclude<NamedPlace, 'boards'>, readonly Words[]> = {
	cafe: [...cafeWords, { table: 'participant', labels: ['name'] }],
	gatherings: [...gatheringsWords, { table: 'attendance', labels: ['name'] }, { table: 'speakerRequest', labels: ['name'] }],
	topics: topicsWords,
	summaries: summariesWords,
	plan: planWords,
	decided: decidedWords,
	cycle: cycleWords,
	people: peopleWords,
	mail: mailWords
};

/**
 * Where names of somebody stand after they were erased: those that others have too, or of one word, which may be anybody's; and in
 * public decisions any of theirs. Part of the transaction that erases.
 */
export async function leftNamed(trx: Db, municipalityId: string, names: readonly string[]): Promise<LeftNamed> {
	const named = redactionOfPerson({ names, emails: [], labels: names });
	const left: LeftNamed = {};
	if (names.length === 0) return left;
	for (const place of namedPlaces) {
		const count =
			place === 'boards' ? await openBoardsWith(trx, municipalityId, named) : await countWords(trx, municipalityId, wordsOf[place], named);
		if (count > 0) left[place] = count;
	}
	return left;
}

import { expect, test } from 'vitest';
import { cafeWords } from '#lib/cafe/words.ts';
import { cycleWords } from '#lib/cycle/words.ts';
import { gatheringsWords } from '#lib/gatherings/words.ts';
import { mailWords } from '#lib/mail/words.ts';
import { peopleWords } from '#lib/people/words.ts';
import { elementWords, planWords } from '#lib/plan/words.ts';
import { summariesWords } from '#lib/summaries/words.ts';
import { topicsWords } from '#lib/topics/words.ts';
import { freshSqlite } from '../../support/database.ts';
import { columnsOf, forTheDay, hidden, open, soundsSecret } from '../../support/secrets.ts';

const words = [peopleWords, cycleWords, topicsWords, gatheringsWords, cafeWords, summariesWords, planWords, elementWords, mailWords]
	.flat()
	.flatMap(({ table, texts = [], labels = [], json = [], folded = {} }) =>
		[...texts, ...labels, ...json, ...Object.keys(folded)].map((column) => `${table}.${column}`)
	);

/** Who somebody is: each noun's `erasure.server.ts` takes it out of the rows of one person. */
const identity = [
	'person.name person.email person.title attendance.name participant.name waitingPhone.name audit.actorName speakerRequest.name speakerRequest.email',
	'identity.subject identityLink.subject issuerSession.sub mail.recipientName mail.recipientEmail hearingBody.name hearingBody.email publicRemark.email'
];
/** Redacted beside their hash, and boards by `boardsToRedact`. */
const hashed = ['cafeTable.frozenContent summary.content boardUpdate.bytes planFile.content report.content reportFile.content'];
/** Of the municipality, its units and the decided plan; not of a person, or public for good (decision 052). */
const ofNobody = [
	'municipality.name municipality.county unit.nameNn unit.nameNb level.nameNn level.nameNb series.nameNn series.nameNb series.legalBasis',
	'series.aboutNn series.aboutNb obligation.labelNn obligation.labelNb schoolBreak.nameNn schoolBreak.nameNb tableElement.number tableElement.textNn',
	'tableElement.textNb planVersion.nameNn planVersion.nameNb planVersion.caseNumber hearing.caseNumber elementText.number',
	'hearing.content remark.number remark.aboutNn remark.aboutNb picture.bytes'
];
/** Keys, numbers and times as text; of `audit.detail` the door keeps nothing else (`people/audit.server.ts`). */
const keys = [
	'roleGrant.role audit.verb audit.detail installation.value series.preferredWeeks series.startTime series.endTime cycleEntry.recurs',
	'datePoll.deadline datePollAnswer.answer gathering.recipe gathering.startTime gathering.endTime checklistItem.task programmeItem.standard',
	'programmeItem.track programmeItem.startTime speakerRequest.answer speakerRequest.toldTime speakerRequest.answerBy gathering.sentTime hostRequest.answer invitation.answer invitation.offerUntil cafe.preset cafe.phase',
	'harvestAnswer.agrees harvestAnswer.seen cafe.silentShows cafe.talkShows cafe.closedFrom cafe.pendingStep cafe.pendingChoices cafe.refusedStep cafeTable.damage note.stance disclosure.verdict summaryReader.audience picture.type',
	'identity.issuer identityLink.issuer issuerSession.iss issuerSession.sid',
	'mail.batch mailEdit.batch mail.calendarMethod planVersion.legalStatus indicator.level indicator.unit elementText.deadline planInput.origin',
	'planFile.name reportFile.name report.half reportWords.part reportLink.lastDay logLeaf.leaf boardLeaf.leaf boardLeaf.salt',
	'boardEntry.root formerPhone.reason planInput.stance decision.outcome hearing.deadline publicHearing.deadline remark.aboutDeadline remark.suggestedDeadline followUp.half followUp.due statusReport.status measureTold.status statusReport.source plenary.part'
];
const lines = (...lists: string[][]) => lists.flat().flatMap((line) => line.split(' '));
const byName = /\.(id|\w+Id|\w+At|at|date|month|\w+Date|kind|\w+Kind|state|\w+By|locale|validFrom|validTo)$/;

test('of every column it is said whether people write words in it, who somebody is, or neither: else an erasure would miss a new one', async () => {
	const known = [...words, ...lines(identity, hashed, ofNobody, keys), ...hidden, ...forTheDay, ...open];
	const columns = await columnsOf(await freshSqlite());
	expect(columns.filter((column) => !known.includes(column) && !byName.test(column))).toEqual([]);
	expect(known.filter((column) => !columns.includes(column))).toEqual([]);
	expect(known.filter((column, at) => known.indexOf(column) !== at && !open.includes(column))).toEqual([]);
});

test('of every column whose name sounds like a secret it is said whether it is one', async () => {
	const said = [...hidden, ...forTheDay, ...open];
	const columns = (await columnsOf(await freshSqlite())).filter((column) => soundsSecret.test(column.split('.')[1]!));
	expect(columns.length).toBeGreaterThan(20);
	expect(columns.filter((column) => !said.includes(column))).toEqual([]);
});

import { civilDate, type CivilDate, type Instant } from '#lib/dates.ts';
import type { Db } from '#lib/db/open.server.ts';
import type { Locale } from '#lib/i18n/language.ts';
import { hashOf } from '#lib/tokens.server.ts';
import type { Element } from '../document/model.ts';
import type { DecisionOutcome } from '../model.ts';
import { isPublicOpen } from './model.ts';

/** The language that a public hearing is announced in: the municipality's. */
export async function languageOfPublicHearing(db: Db, hearingId: string): Promise<Locale | undefined> {
	const found = await db
		.selectFrom('publicHearing')
		.innerJoin('municipality', 'municipality.id', 'publicHearing.municipalityId')
		.select('locale')
		.where('hearingId', '=', hearingId)
		.executeTakeFirst();
	return found?.locale;
}

/** The language of the letter to whoever sent a remark: the municipality's. */
export async function languageOfRemark(db: Db, token: string): Promise<Locale | undefined> {
	return (await remarkBy(db, token).executeTakeFirst())?.locale;
}

/**
 * A public hearing as anybody sees it: the draft as it is heard, and of the remarks those that somebody of the municipality has read and
 * shows, newest first, with for whom they speak, never a name. Decisions only once the plan is adopted. Undefined when there is none.
 */
export async function publicHearingBy(db: Db, hearingId: string, now: Instant) {
	const found = await db
		.selectFrom('publicHearing')
		.innerJoin('hearing', 'hearing.id', 'publicHearing.hearingId')
		.innerJoin('planVersion', 'planVersion.id', 'hearing.versionId')
		.innerJoin('municipality', 'municipality.id', 'publicHearing.municipalityId')
		.select(['hearing.id as hearingId', 'hearing.round', 'hearing.caseNumber', 'hearing.closedAt', 'hearing.content'])
		.select(['publicHearing.deadline', 'publicHearing.openedAt', 'publicHearing.municipalityId', 'hearing.versionId'])
		.select([
			'planVersion.adoptedAt',
			'planVersion.planId',
			'planVersion.number as versionNumber',
			'planVersion.nameNn',
			'planVersion.nameNb'
		])
		.select(['municipality.name as municipalityName', 'municipality.locale'])
		.where('publicHearing.hearingId', '=', hearingId)
		.executeTakeFirst();
	if (!found) return undefined;
	const { content, openedAt, ...round } = found;
	const rows = await db
		.selectFrom('publicRemark')
		.innerJoin('planInput', 'planInput.id', 'publicRemark.inputId')
		.leftJoin('decision', 'decision.inputId', 'planInput.id')
		.select(['planInput.id', 'planInput.text', 'planInput.elementId', 'planInput.createdAt', 'publicRemark.speaksFor'])
		.select(['decision.outcome', 'decision.reason'])
		.where('publicRemark.hearingId', '=', hearingId)
		.where('publicRemark.isShown', '=', 1)
		.where('planInput.withdrawnAt', 'is', null)
		.orderBy('planInput.createdAt', 'desc')
		.orderBy('planInput.id')
		.execute();
	return {
		...round,
		from: civilDate(openedAt),
		isOpen: isPublicOpen(found, now),
		elements: JSON.parse(content) as Element[],
		remarks: rows.map(({ outcome, reason, ...remark }) => ({ ...remark, decision: told(found.adoptedAt, outcome, reason) }))
	};
}

/** A decision can be changed until the plan is adopted: only then is it told. */
function told(adoptedAt: string | null, outcome: string | null, reason: string | null) {
	return adoptedAt !== null && outcome !== null ? { outcome: outcome as DecisionOutcome, reason: reason ?? '' } : null;
}

const remarkBy = (db: Db, token: string) =>
	db
		.selectFrom('remarkLink')
		.innerJoin('publicRemark', 'publicRemark.inputId', 'remarkLink.inputId')
		.innerJoin('planInput', 'planInput.id', 'remarkLink.inputId')
		.innerJoin('publicHearing', 'publicHearing.hearingId', 'publicRemark.hearingId')
		.innerJoin('planVersion', 'planVersion.id', 'planInput.versionId')
		.innerJoin('municipality', 'municipality.id', 'remarkLink.municipalityId')
		.leftJoin('remark', 'remark.inputId', 'planInput.id')
		.leftJoin('decision', 'decision.inputId', 'planInput.id')
		.select(['planInput.text', 'planInput.createdAt', 'planInput.withdrawnAt', 'publicRemark.hearingId', 'publicHearing.deadline'])
		.select(['publicRemark.name', 'publicRemark.speaksFor', 'publicRemark.email', 'publicRemark.reviewedAt', 'publicRemark.isShown'])
		.select(['publicRemark.heldReason', 'remark.number', 'remark.aboutNn', 'remark.aboutNb', 'decision.outcome', 'decision.reason'])
		.select(['planVersion.adoptedAt', 'planVersion.nameNn', 'planVersion.nameNb', 'municipality.name as municipalityName', 'locale'])
		.where('remarkLink.tokenHash', '=', hashOf(token));

/** A remark as its author sees it, with what became of it once the plan is adopted. Undefined for an unknown link. */
export async function ownRemark(db: Db, token: string) {
	const found = await remarkBy(db, token).executeTakeFirst();
	if (!found) return undefined;
	const { outcome, reason, adoptedAt, withdrawnAt, reviewedAt, isShown, locale: _, ...remark } = found;
	const reviewed = isShown === 1 ? ('shown' as const) : ('held' as const);
	return {
		...remark,
		state: withdrawnAt !== null ? ('withdrawn' as const) : reviewedAt === null ? ('waits' as const) : reviewed,
		decision: told(adoptedAt, outcome, reason),
		mayWithdraw: withdrawnAt === null && adoptedAt === null && outcome === null
	};
}

export type SentRemark = {
	id: string;
	text: string;
	elementId: string | null;
	name: string;
	speaksFor: string;
	createdAt: string;
	reviewedAt: string | null;
	isShown: boolean;
	heldReason: string;
	isWithdrawn: boolean;
};

/** A round with its public part; `open` is null when it has none. */
export async function publicRoundOf(db: Db, municipalityId: string, hearingId: string) {
	const round = await db
		.selectFrom('hearing')
		.innerJoin('planVersion', 'planVersion.id', 'hearing.versionId')
		.leftJoin('publicHearing', 'publicHearing.hearingId', 'hearing.id')
		.select(['versionId', 'adoptedAt', 'legalStatus', 'nameNn', 'nameNb'])
		.select(['hearing.id', 'hearing.round', 'hearing.deadline as bodiesUntil', 'hearing.closedAt'])
		.select(['publicHearing.deadline', 'publicHearing.openedAt'])
		.where('hearing.municipalityId', '=', municipalityId)
		.where('hearing.id', '=', hearingId)
		.executeTakeFirst();
	if (!round) return undefined;
	const { deadline, openedAt, ...rest } = round;
	return { ...rest, open: deadline !== null && openedAt !== null ? { deadline, from: civilDate(openedAt) as CivilDate } : null };
}

/** What was sent to a public hearing, unread first, then oldest first. */
export async function remarksSent(db: Db, municipalityId: string, hearingId: string): Promise<SentRemark[]> {
	const rows = await db
		.selectFrom('publicRemark')
		.innerJoin('planInput', 'planInput.id', 'publicRemark.inputId')
		.select(['planInput.id', 'planInput.text', 'planInput.elementId', 'planInput.createdAt', 'planInput.withdrawnAt'])
		.select(['publicRemark.name', 'speaksFor', 'reviewedAt', 'isShown', 'heldReason'])
		.where('publicRemark.municipalityId', '=', municipalityId)
		.where('publicRemark.hearingId', '=', hearingId)
		.orderBy('planInput.createdAt')
		.orderBy('planInput.id')
		.execute();
	const sent = rows.map(({ withdrawnAt, isShown, ...row }) => ({ ...row, isShown: isShown === 1, isWithdrawn: withdrawnAt !== null }));
	const rank = (row: SentRemark) => (row.isWithdrawn ? 2 : row.reviewedAt === null ? 0 : 1);
	return sent.toSorted((a, b) => rank(a) - rank(b));
}

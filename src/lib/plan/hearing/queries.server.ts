import { inNameOrder } from '#lib/text/names.ts';
import type { Db } from '#lib/db/open.server.ts';
import type { CivilDate, Instant } from '#lib/dates.ts';
import type { Element } from '../document/model.ts';
import { elementsOf } from '../document/versions.server.ts';
import { adoptedBefore } from '../queries.server.ts';
import type { BodyKind } from './model.ts';

export type HearingRow = {
	id: string;
	round: number;
	deadline: CivilDate;
	words: string;
	caseNumber: string | null;
	reminders: number;
	openedAt: Instant;
	closedAt: string | null;
	/** The last day on which everybody can answer; null when it is not open to all. */
	publicUntil: string | null;
	contentHash: string;
	bodies: {
		id: string;
		kind: BodyKind;
		name: string;
		email: string;
		answeredAt: string | null;
		noRemarksAt: string | null;
		remarks: number;
	}[];
};

/** The hearing rounds of a version, newest first, with what each body has answered: three queries. */
export async function hearingsOf(db: Db, municipalityId: string, versionId: string): Promise<HearingRow[]> {
	const rounds = await db
		.selectFrom('hearing')
		.leftJoin('publicHearing', 'publicHearing.hearingId', 'hearing.id')
		.select(['hearing.id', 'round', 'hearing.deadline', 'words', 'caseNumber', 'reminders', 'hearing.openedAt', 'closedAt', 'contentHash'])
		.select('publicHearing.deadline as publicUntil')
		.where('hearing.municipalityId', '=', municipalityId)
		.where('versionId', '=', versionId)
		.orderBy('round', 'desc')
		.execute();
	if (rounds.length === 0) return [];
	const bodies = await db
		.selectFrom('hearingBody')
		.selectAll()
		.where(
			'hearingId',
			'in',
			rounds.map((round) => round.id)
		)
		.execute();
	const counts = await db
		.selectFrom('remark')
		.innerJoin('planInput', 'planInput.id', 'remark.inputId')
		.select((select) => ['remark.bodyId', select.fn.countAll<number>().as('count')])
		.where('planInput.versionId', '=', versionId)
		.where('planInput.withdrawnAt', 'is', null)
		.where('remark.bodyId', 'is not', null)
		.groupBy('remark.bodyId')
		.execute();
	const remarksOf = new Map(counts.map((row) => [row.bodyId, Number(row.count)]));
	return rounds.map((round) => ({
		...round,
		bodies: inNameOrder(bodies, ({ name }) => name)
			.filter((body) => body.hearingId === round.id)
			.map(({ id, kind, name, email, answeredAt, noRemarksAt }) => ({
				id,
				kind,
				name,
				email,
				answeredAt,
				noRemarksAt,
				remarks: remarksOf.get(id) ?? 0
			}))
	}));
}

/**
 * What was there to read before a round: the plan that was in force when its revision began, and the draft as the round before had it; null
 * where there was none.
 */
export async function heardBefore(
	db: Db,
	municipalityId: string,
	{ versionId, round }: { versionId: string; round: number }
): Promise<{ inForce: Element[] | null; lastRound: Element[] | null }> {
	const version = await adoptedBefore(db, municipalityId, versionId);
	const last = await db
		.selectFrom('hearing')
		.select('content')
		.where('municipalityId', '=', municipalityId)
		.where('versionId', '=', versionId)
		.where('round', '=', round - 1)
		.executeTakeFirst();
	return {
		inForce: version ? await elementsOf(db, version.id) : null,
		lastRound: last ? (JSON.parse(last.content) as Element[]) : null
	};
}

import { command } from '#lib/db/command.server.ts';
import type { Db } from '#lib/db/open.server.ts';
import type { Instant } from '#lib/dates.ts';
import type { Locale } from '#lib/i18n/language.ts';
import { record } from '#lib/people/audit.server.ts';
import { refuse } from '#lib/result.ts';
import { hashOf } from '#lib/tokens.server.ts';
import type { DecisionOutcome } from '../model.ts';
import { inputWords } from '../text.ts';
import type { Element } from '../document/model.ts';
import { stands } from '../document/versions.server.ts';
import type { Wording } from '../inputs/amendment.ts';
import { attachRemark, otherThan, suggestedIn } from '../inputs/remarks.server.ts';
import { enqueueInput } from '../inputs/queue.server.ts';
import { isHeard, isSameBody, maxRemarks } from './model.ts';

/** The language that a hearing body was written to in: the municipality's. */
export async function languageOfHearing(db: Db, token: string): Promise<Locale | undefined> {
	return (await bodyBy(db, token).executeTakeFirst())?.locale;
}

const bodyBy = (db: Db, token: string) =>
	db
		.selectFrom('hearingLink')
		.innerJoin('hearingBody', 'hearingBody.id', 'hearingLink.bodyId')
		.innerJoin('hearing', 'hearing.id', 'hearingBody.hearingId')
		.innerJoin('planVersion', 'planVersion.id', 'hearing.versionId')
		.innerJoin('municipality', 'municipality.id', 'hearing.municipalityId')
		.select([
			'hearingBody.id as bodyId',
			'hearingBody.name',
			'hearingBody.email',
			'hearingBody.unitId',
			'hearingBody.kind',
			'hearingBody.answeredAt',
			'hearingBody.noRemarksAt',
			'hearing.id as hearingId',
			'hearing.round',
			'hearing.deadline',
			'hearing.words',
			'hearing.caseNumber',
			'hearing.closedAt',
			'hearing.content',
			'hearing.versionId',
			'planVersion.adoptedAt',
			'planVersion.planId',
			'planVersion.number as versionNumber',
			'planVersion.nameNn',
			'planVersion.nameNb',
			'municipality.id as municipalityId',
			'municipality.name as municipalityName',
			'municipality.locale'
		])
		.where('hearingLink.tokenHash', '=', hashOf(token));

/**
 * The draft as it was sent to a body, and its own remarks, withdrawn ones and those of earlier rounds too; their decisions only once the
 * plan is adopted. Undefined for an unknown link. Reading changes nothing.
 */
export async function hearingBy(db: Db, token: string, now: Instant) {
	const found = await bodyBy(db, token).executeTakeFirst();
	if (!found) return undefined;
	const { content, adoptedAt, ...body } = found;
	const remarks = await db
		.selectFrom('remark')
		.innerJoin('planInput', 'planInput.id', 'remark.inputId')
		.innerJoin('hearingBody', 'hearingBody.id', 'remark.bodyId')
		.innerJoin('hearing', 'hearing.id', 'hearingBody.hearingId')
		.leftJoin('decision', 'decision.inputId', 'planInput.id')
		.selectAll('remark')
		.select(['planInput.id', 'planInput.text', 'planInput.withdrawnAt', 'hearingBody.name', 'hearing.round'])
		.select(['decision.outcome', 'decision.reason'])
		.where('hearing.versionId', '=', body.versionId)
		.where('hearingBody.email', '=', body.email)
		.where('hearing.round', '<=', body.round)
		.orderBy('planInput.createdAt')
		.orderBy('planInput.id')
		.execute();
	const own = remarks.filter(
		(remark) => remark.bodyId === body.bodyId || (remark.round < body.round && isSameBody({ ...remark, email: body.email }, body))
	);
	return {
		...body,
		isOpen: isHeard(found, now),
		elements: JSON.parse(content) as Element[],
		remarks: own.map(({ id, text, withdrawnAt, elementId, number, round, outcome, reason, ...remark }) => ({
			id,
			text: inputWords({ text, stance: null }).text,
			elementId,
			number,
			round,
			isWithdrawn: withdrawnAt !== null,
			isMine: remark.bodyId === body.bodyId,
			suggested: suggestedIn(remark),
			/** As it was heard then: what an earlier round asked is no difference from the draft of this one. */
			about: { nn: remark.aboutNn ?? '', nb: remark.aboutNb ?? '' },
			// A decision can be changed until the plan is adopted: only then is it told.
			decision: adoptedAt !== null && outcome !== null ? { outcome: outcome as DecisionOutcome, reason: reason ?? '' } : null
		}))
	};
}

/**
 * A remark of a body, on one element of the draft or on all of it, perhaps with wording it suggests; it goes straight into the
 * queue of inputs. Wording that is as it was heard suggests nothing. Refuses `notFound`, `closed`, `missing`, `conflict` (taken out
 * of the draft) and `limit`.
 */
export async function addRemark(
	db: Db,
	token: string,
	made: { elementId: string | null; text: string; suggested: Wording | null },
	now: Instant
) {
	return command(db, async (trx) => {
		const body = await bodyBy(trx, token).executeTakeFirst();
		if (!body) return refuse('notFound');
		if (!isHeard(body, now)) return refuse('closed');
		const { municipalityId, versionId, planId } = body;
		if (made.elementId !== null && !(await stands(trx, versionId, made.elementId))) return refuse('conflict');
		const { count } = await trx
			.selectFrom('remark')
			.select((select) => select.fn.countAll<number>().as('count'))
			.where('bodyId', '=', body.bodyId)
			.executeTakeFirstOrThrow();
		if (Number(count) >= maxRemarks) return refuse('limit');
		// What was read is what was heard: the draft may have changed since.
		const heard = (JSON.parse(body.content) as Element[]).find((element) => element.elementId === made.elementId) ?? null;
		if (made.elementId !== null && heard === null) return refuse('conflict');
		const about = heard && { ...heard, unitId: heard.unitId ?? null, deadline: heard.deadline ?? null, costKr: heard.costKr ?? null };
		const suggested = about && made.suggested && otherThan(about, made.suggested);
		// Another unit, deadline or cost alone is kept as such, and put in words where it is read.
		const text = made.text || suggested?.nn || suggested?.nb || '';
		if (text === '' && !suggested) return refuse('missing');
		const inputId = await enqueueInput(
			trx,
			municipalityId,
			{ id: versionId, planId },
			{ text, origin: 'hearing', originId: null, originLabel: body.name, elementId: made.elementId },
			now
		);
		await attachRemark(trx, { inputId, bodyId: body.bodyId, elementId: made.elementId, about, suggested });
		await trx.updateTable('hearingBody').set({ noRemarksAt: null }).where('id', '=', body.bodyId).execute();
		await record(trx, system(body), 'remark.add', { kind: 'input', id: inputId, detail: { hearing: body.hearingId } }, now);
		return { ok: true as const, inputId };
	});
}

/** Takes a remark of one's own back while nothing is decided on it. Refuses `notFound`, `closed`, `closedDecision`. */
export async function withdrawRemark(db: Db, token: string, inputId: string, now: Instant) {
	return command(db, async (trx) => {
		const body = await bodyBy(trx, token).executeTakeFirst();
		if (!body) return refuse('notFound');
		if (!isHeard(body, now)) return refuse('closed');
		const remark = await trx
			.selectFrom('remark')
			.leftJoin('decision', 'decision.inputId', 'remark.inputId')
			.select(['remark.inputId', 'decision.outcome'])
			.where('remark.inputId', '=', inputId)
			.where('remark.bodyId', '=', body.bodyId)
			.executeTakeFirst();
		if (!remark) return refuse('notFound');
		if (remark.outcome !== null) return refuse('closedDecision');
		await trx.updateTable('planInput').set({ withdrawnAt: now }).where('id', '=', inputId).where('withdrawnAt', 'is', null).execute();
		await record(trx, system(body), 'remark.withdraw', { kind: 'input', id: inputId }, now);
		return { ok: true as const };
	});
}

/**
 * The body says that this is its answer: its remarks, or that it has none. It may still change it until the round ends. Refuses
 * `notFound`, `closed`, `missing` without remarks, and `conflictRemarks` when it says that it has none but has some.
 */
export async function finishAnswer(db: Db, token: string, answered: { noRemarks: boolean }, now: Instant) {
	return command(db, async (trx) => {
		const body = await bodyBy(trx, token).executeTakeFirst();
		if (!body) return refuse('notFound');
		if (!isHeard(body, now)) return refuse('closed');
		const standing = await trx
			.selectFrom('remark')
			.innerJoin('planInput', 'planInput.id', 'remark.inputId')
			.select('remark.inputId')
			.where('remark.bodyId', '=', body.bodyId)
			.where('planInput.withdrawnAt', 'is', null)
			.executeTakeFirst();
		if (answered.noRemarks && standing) return refuse('conflictRemarks');
		if (!answered.noRemarks && !standing) return refuse('missing');
		await trx
			.updateTable('hearingBody')
			.set({ answeredAt: now, noRemarksAt: answered.noRemarks ? now : null })
			.where('id', '=', body.bodyId)
			.execute();
		await record(
			trx,
			system(body),
			'hearing.answer',
			{ kind: 'hearing', id: body.hearingId, detail: { body: body.name, ...answered } },
			now
		);
		return { ok: true as const };
	});
}

const system = (body: { municipalityId: string; name: string }) => ({ id: null, municipalityId: body.municipalityId, name: body.name });

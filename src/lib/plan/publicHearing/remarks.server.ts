import { command } from '#lib/db/command.server.ts';
import type { Db } from '#lib/db/open.server.ts';
import type { Instant } from '#lib/dates.ts';
import { mailAddress } from '#lib/text/mailAddress.ts';
import { record } from '#lib/people/audit.server.ts';
import { newPersonalLink } from '#lib/personalLink.server.ts';
import { personalKinds } from '#lib/pii/persons.ts';
import { createRateLimit } from '#lib/rateLimit.server.ts';
import { refuse } from '#lib/result.ts';
import { hashOf } from '#lib/tokens.server.ts';
import type { Element } from '../document/model.ts';
import { stands } from '../document/versions.server.ts';
import { enqueueInput } from '../inputs/queue.server.ts';
import { attachRemark } from '../inputs/remarks.server.ts';
import { writeReceipt } from './letters.server.ts';
import { isPublicOpen, maxPublicRemarks, maxReceipts } from './model.ts';

/**
 * Remarks in an hour, from one address and in one hearing. Many may sit behind the address of a library, and a meeting of citizens sends
 * a hundred within the hour.
 */
export function createRemarkLimit() {
	const from = createRateLimit({ max: 30, seconds: 3600 });
	const all = createRateLimit({ max: 600, seconds: 3600 });
	return {
		/** Counts one remark; false when there were too many. */
		async allows(hearingId: string, address: string): Promise<boolean> {
			return (await from.allows(address)) && (await all.allows(hearingId));
		}
	};
}
export type RemarkLimit = ReturnType<typeof createRemarkLimit>;

export type NewPublicRemark = {
	elementId: string | null;
	text: string;
	name: string;
	speaksFor: string;
	email: string | null;
	anyway: boolean;
};

/**
 * A remark of anybody, on one element of the draft as it is heard or on all of it. It goes into the queue, and is on no public page before
 * somebody of the municipality has read it. Gives `href`, the author's own link to it; who gave an address gets it by mail too, unless
 * the address has had enough of them (`isMailed`). Refuses `notFound`, `closed`, `conflict` (not in what is heard, or taken out of the
 * draft since), `invalidPersonal` with the `kinds` (looks as if it points at somebody: ask first, then `anyway`), `invalidAddress` and
 * `limit`.
 */
export async function sendRemark(db: Db, hearingId: string, made: NewPublicRemark, origin: string, now: Instant) {
	const { elementId, text, name, speaksFor } = made;
	const email = made.email === null ? null : mailAddress(made.email);
	if (email === undefined) return refuse('invalidAddress');
	const kinds = personalKinds(text);
	if (!made.anyway && kinds.length > 0) return refuse('invalidPersonal', { kinds });
	return command(db, async (trx) => {
		const round = await roundBy(trx, hearingId).executeTakeFirst();
		if (!round) return refuse('notFound');
		if (!isPublicOpen(round, now)) return refuse('closed');
		const { municipalityId, versionId, planId } = round;
		if ((await counted(trx, hearingId, null)) >= maxPublicRemarks) return refuse('limit');
		const heard = (JSON.parse(round.content) as Element[]).find((element) => element.elementId === elementId) ?? null;
		if (elementId !== null && (heard === null || !(await stands(trx, versionId, elementId)))) return refuse('conflict');
		const isMailed = email !== null && (await counted(trx, hearingId, email)) < maxReceipts;
		const originLabel = [name, speaksFor].filter(Boolean).join(', ');
		const draft = { id: versionId, planId };
		const inputId = await enqueueInput(
			trx,
			municipalityId,
			draft,
			{ text, origin: 'hearing', originId: null, originLabel, elementId },
			now
		);
		const about = heard && { ...heard, unitId: heard.unitId ?? null, deadline: heard.deadline ?? null, costKr: heard.costKr ?? null };
		await attachRemark(trx, { inputId, bodyId: null, elementId, about, suggested: null });
		await trx
			.insertInto('publicRemark')
			.values({
				inputId,
				municipalityId,
				hearingId,
				name,
				speaksFor,
				email,
				reviewedAt: null,
				reviewedBy: null,
				isShown: 0,
				heldReason: ''
			})
			.execute();
		const { tokenHash, href } = newPersonalLink('remark', origin);
		await trx.insertInto('remarkLink').values({ tokenHash, municipalityId, inputId }).execute();
		if (isMailed) await writeReceipt(trx, { municipalityId, origin, now }, { inputId, email, name: name || speaksFor }, round);
		await record(trx, sender(municipalityId), 'remark.send', { kind: 'input', id: inputId, detail: { hearing: hearingId } }, now);
		return { ok: true as const, href, isMailed };
	});
}

/** Its author takes a remark back while nothing is decided on it; it stays as withdrawn. Refuses `notFound`, `closed`, `closedDecision`. */
export async function withdrawOwnRemark(db: Db, token: string, now: Instant) {
	return command(db, async (trx) => {
		const remark = await trx
			.selectFrom('remarkLink')
			.innerJoin('planInput', 'planInput.id', 'remarkLink.inputId')
			.innerJoin('planVersion', 'planVersion.id', 'planInput.versionId')
			.leftJoin('decision', 'decision.inputId', 'planInput.id')
			.select(['planInput.id', 'planInput.municipalityId', 'planVersion.adoptedAt', 'decision.outcome'])
			.where('tokenHash', '=', hashOf(token))
			.executeTakeFirst();
		if (!remark) return refuse('notFound');
		if (remark.adoptedAt !== null) return refuse('closed');
		if (remark.outcome !== null) return refuse('closedDecision');
		await trx.updateTable('planInput').set({ withdrawnAt: now }).where('id', '=', remark.id).where('withdrawnAt', 'is', null).execute();
		await record(trx, sender(remark.municipalityId), 'remark.withdraw', { kind: 'input', id: remark.id }, now);
		return { ok: true as const };
	});
}

const roundBy = (db: Db, hearingId: string) =>
	db
		.selectFrom('publicHearing')
		.innerJoin('hearing', 'hearing.id', 'publicHearing.hearingId')
		.innerJoin('planVersion', 'planVersion.id', 'hearing.versionId')
		.select(['publicHearing.municipalityId', 'publicHearing.deadline', 'hearing.closedAt', 'hearing.versionId', 'hearing.content'])
		.select(['planVersion.adoptedAt', 'planVersion.planId', 'planVersion.nameNn', 'planVersion.nameNb'])
		.where('publicHearing.hearingId', '=', hearingId);

async function counted(trx: Db, hearingId: string, email: string | null): Promise<number> {
	const all = trx
		.selectFrom('publicRemark')
		.select((select) => select.fn.countAll<number>().as('count'))
		.where('hearingId', '=', hearingId);
	const { count } = await (email === null ? all : all.where('email', '=', email)).executeTakeFirstOrThrow();
	return Number(count);
}

/** Nobody's account: the trail says that it came from outside, and not from whom. */
const sender = (municipalityId: string) => ({ id: null, municipalityId, name: 'Samling' });

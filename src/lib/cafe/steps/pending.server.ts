import { command } from '#lib/db/command.server.ts';
import type { Db } from '#lib/db/open.server.ts';
import { addMilliseconds, type Instant } from '#lib/dates.ts';
import type { LiveServer } from '#lib/live/contract.ts';
import type { Actor } from '#lib/people/model.ts';
import { actorOf } from '#lib/people/queries.server.ts';
import { refuse, type RefusalIn } from '#lib/result.ts';
import { freezeBoards, whyNoHarvest } from '../harvest/freeze.server.ts';
import { type Cafe } from '../model.ts';
import { noPending, pendingSeconds, type PendingStep } from '../pending.ts';
import { endRound, startRound, startVote, whyNoChangeover, whyNoRound, whyNoVote } from '../rounds/commands.server.ts';
import { requireCafe } from '../setup/create.server.ts';

/*
 * A step that the facilitator has pressed takes effect after `pendingSeconds`, and can be taken back until then (decision 083). It is
 * SQL, so a restart forgets none. It takes effect once: the command that enters the next phase clears it in the same transaction, and
 * whoever comes later finds none.
 */

type StepDeps = Pick<LiveServer, 'freeze'>;
/** A step with what was chosen: minutes of writing alone (default: as configured), tables whose boards can't be read. */
export type ChosenStep = { step: PendingStep; alone?: number | undefined; without?: readonly number[] };

/**
 * Presses a step, which waits from then on; gives when it takes effect. The step that waits already is left as it is. Refuses as the step
 * itself does, and `conflictPending` while another one waits.
 */
export async function pressStep(db: Db, actor: Actor, cafeId: string, { step, ...choices }: ChosenStep, now: Instant) {
	return command(db, async (trx) => {
		const found = await requireCafe(trx, actor, cafeId);
		if (!found.ok) return found;
		const { pendingStep, pendingAt } = found.cafe;
		if (pendingStep !== null && pendingAt !== null)
			return pendingStep === step ? { ok: true as const, at: pendingAt } : refuse('conflictPending');
		const refusal = whyNot[step](found.cafe);
		if (refusal) return refusal;
		const at = addMilliseconds(now, pendingSeconds * 1000);
		const pending = { pendingStep: step, pendingAt: at, pendingBy: actor.id, pendingChoices: JSON.stringify(choices) };
		await trx
			.updateTable('cafe')
			.set({ ...noPending, ...pending, pressedAt: now })
			.where('id', '=', cafeId)
			.execute();
		return { ok: true as const, at };
	});
}

const whyNot = { round: whyNoRound, changeover: whyNoChangeover, vote: whyNoVote, harvest: whyNoHarvest };

/** Takes the step that waits back. Refuses `notAllowed`, `notFound` and `pastStep`: it has taken effect, or somebody took it back. */
export async function undoStep(db: Db, actor: Actor, cafeId: string, now: Instant) {
	return command(db, async (trx) => {
		const found = await requireCafe(trx, actor, cafeId);
		if (!found.ok) return found;
		if (found.cafe.pendingStep === null) return refuse('pastStep');
		await trx
			.updateTable('cafe')
			.set({ ...noPending, pressedAt: now })
			.where('id', '=', cafeId)
			.execute();
		return { ok: true as const };
	});
}

/**
 * Takes the step that waits at once, by whoever says so. Refuses `pastStep` as `undoStep` does, and as the step itself does: then it
 * waits no longer.
 */
export async function takeStepNow(db: Db, live: StepDeps, actor: Actor, cafeId: string, now: Instant) {
	const found = await requireCafe(db, actor, cafeId);
	if (!found.ok) return found;
	const pending = waiting(found.cafe);
	// Sent again because its answer was lost, it is answered as it was then.
	if (pending === null) return command(db, async () => refuse('pastStep') as { ok: true } | ReturnType<typeof refuse<'pastStep'>>);
	const answer = await take(db, live, actor, pending, now);
	if (!answer.ok && !isElsewhere(answer)) await forget(db, pending, null);
	return answer;
}

/**
 * Takes the step that waits when its time has come (`took`), on behalf of who pressed it; refused, it waits no longer and the reason is
 * kept for the facilitator's page. `next` is when to ask again; null: nothing waits.
 */
export async function carryOut(db: Db, live: StepDeps, cafeId: string, now: Instant): Promise<{ took: boolean; next: Instant | null }> {
	const cafe = await db.selectFrom('cafe').selectAll().where('id', '=', cafeId).executeTakeFirst();
	const pending = cafe ? waiting(cafe) : null;
	if (pending === null) return { took: false, next: null };
	if (pending.at > now) return { took: false, next: pending.at };
	const actor = pending.by === null ? undefined : await actorOf(db, pending.by);
	const answer = actor ? await take(db, live, actor, pending, now) : refuse('notAllowed');
	if (answer.ok) return { took: true, next: null };
	if (!isElsewhere(answer)) await forget(db, pending, answer);
	return { took: !isElsewhere(answer), next: null };
}

/** The cafés with a step that waits: for whoever looks after them from the start of the process on. */
export async function cafesWithPendingStep(db: Db): Promise<string[]> {
	const rows = await db.selectFrom('cafe').select('id').where('pendingStep', 'is not', null).execute();
	return rows.map(({ id }) => id);
}

type Waiting = ChosenStep & { cafeId: string; at: Instant; by: string | null };

function waiting({ id, pendingStep, pendingAt, pendingBy, pendingChoices }: Cafe): Waiting | null {
	if (pendingStep === null || pendingAt === null) return null;
	return { ...(JSON.parse(pendingChoices ?? '{}') as object), cafeId: id, step: pendingStep, at: pendingAt, by: pendingBy };
}

/** Takes a step that still waits. Refuses as the step does, and `pastStep` when it waits no longer. */
async function take(db: Db, live: StepDeps, actor: Actor, pending: Waiting, now: Instant) {
	const { cafeId, step, at, alone, without } = pending;
	const isMeant = (cafe: Cafe) => cafe.pendingStep === step && cafe.pendingAt === at;
	// Freezing reads boards outside of its transaction, and asks again in it.
	if (step === 'harvest') return freezeBoards(db, live, actor, cafeId, now, without ?? [], isMeant);
	return command(db, async (trx) => {
		const found = await requireCafe(trx, actor, cafeId);
		if (!found.ok) return found;
		if (!isMeant(found.cafe)) return refuse('pastStep');
		if (step === 'round') return startRound(trx, actor, cafeId, now, alone);
		return step === 'changeover' ? endRound(trx, actor, cafeId, now) : startVote(trx, actor, cafeId, now);
	});
}

type Refusal = RefusalIn<Awaited<ReturnType<typeof take>>> | ReturnType<typeof refuse<'notAllowed'>>;

/** The step was taken back or taken by somebody else meanwhile: theirs counts. */
const isElsewhere = ({ reason }: { reason: string }) => reason === 'pastStep' || reason === 'conflictFreeze';

/** The step waits no longer; `why` is kept for the facilitator's page. */
async function forget(db: Db, { cafeId, step, at }: Waiting, why: Refusal | null): Promise<void> {
	await db
		.updateTable('cafe')
		.set({ ...noPending, refusedStep: why && JSON.stringify({ ...why, step }) })
		.where('id', '=', cafeId)
		.where('pendingStep', '=', step)
		.where('pendingAt', '=', at)
		.execute();
}

/** Why a step that had waited was not taken. */
export type RefusedStep = Refusal & { step: PendingStep };

/** The step that was refused when its time had come; null when none was since. */
export function refusedStepOf({ refusedStep }: Pick<Cafe, 'refusedStep'>): RefusedStep | null {
	return refusedStep === null ? null : (JSON.parse(refusedStep) as RefusedStep);
}

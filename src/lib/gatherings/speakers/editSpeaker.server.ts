import { command } from '#lib/db/command.server.ts';
import type { Instant } from '#lib/dates.ts';
import type { Db } from '#lib/db/open.server.ts';
import { mailAddress } from '#lib/text/mailAddress.ts';
import { record } from '#lib/people/audit.server.ts';
import type { Actor } from '#lib/people/model.ts';
import { leaveAddress } from '#lib/people/persons/leaveAddress.server.ts';
import { refuse } from '#lib/result.ts';
import { isOver, mayPlan, type MailSettings } from '../model.ts';
import { byId } from '../queries.server.ts';
import { programme } from '../programme/queries.server.ts';
import { askAgain } from './asking.server.ts';

/**
 * The name and address of somebody who was asked to speak, mended. By another address the old one is told and its links are dead; who had
 * been written to gets a new letter, in the outbox. Refuses `notAllowed`, `notFound`, `closed`, `invalidAddress`, `duplicate`.
 */
export async function editSpeaker(
	db: Db,
	actor: Actor,
	gatheringId: string,
	edited: { requestId: string; name: string; email: string },
	mail: MailSettings,
	now: Instant
) {
	if (!mayPlan(actor)) return refuse('notAllowed');
	const email = mailAddress(edited.email);
	if (email === undefined) return refuse('invalidAddress');
	const { municipalityId } = actor;
	return command(db, async (trx) => {
		const gathering = await byId(trx, municipalityId, gatheringId);
		const requests = await trx
			.selectFrom('speakerRequest')
			.selectAll()
			.where('municipalityId', '=', municipalityId)
			.where('gatheringId', '=', gatheringId)
			.execute();
		const request = requests.find(({ id }) => id === edited.requestId);
		if (!gathering || !request) return refuse('notFound');
		if (isOver(gathering)) return refuse('closed');
		const others = requests.filter(({ id, itemId, answer }) => id !== request.id && itemId === request.itemId && answer !== 'no');
		if (others.some((one) => one.email === email)) return refuse('duplicate');
		const after = { name: edited.name, email };
		await trx.updateTable('speakerRequest').set(after).where('id', '=', request.id).execute();
		const item = (await programme(trx, municipalityId, gatheringId)).find(({ id }) => id === request.itemId);
		if (email !== request.email) {
			const hadGone = await leaveAddress(trx, actor, { documentId: request.id }, request, { from: request.email, to: email }, now);
			if (hadGone && item) await askAgain(trx, actor, gathering, { ...request, ...after, item }, mail, now);
		}
		await record(trx, actor, 'speaker.edit', { kind: 'gathering', id: gatheringId, detail: { itemId: request.itemId } }, now);
		return { ok: true as const };
	});
}

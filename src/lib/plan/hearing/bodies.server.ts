import { command } from '#lib/db/command.server.ts';
import type { Db } from '#lib/db/open.server.ts';
import type { Instant } from '#lib/dates.ts';
import { withdraw } from '#lib/mail/outbox.server.ts';
import { mailAddress } from '#lib/text/mailAddress.ts';
import { record } from '#lib/people/audit.server.ts';
import type { Actor } from '#lib/people/model.ts';
import { leaveAddress } from '#lib/people/persons/leaveAddress.server.ts';
import { languageOf } from '#lib/people/queries.server.ts';
import { refuse } from '#lib/result.ts';
import { mayRevise } from '../model.ts';
import { nextLetter, openRound } from './commands.server.ts';
import { askBodies } from './letters.server.ts';
import { isSameBody } from './model.ts';

/**
 * The name and address of a body that is heard, mended. By another address the old one is told, and the body's links are dead; it gets a
 * letter there, in the outbox, as do those that shared the old address with it, whose letter had its link too. Refuses `notAllowed`,
 * `notFound`, `closed`, `invalidAddress`, and `duplicateBody` (with the `name`) when another has that name and address.
 */
export async function editBody(
	db: Db,
	actor: Actor,
	edited: { bodyId: string; name: string; email: string },
	origin: string,
	now: Instant
) {
	if (!mayRevise(actor)) return refuse('notAllowed');
	const { name } = edited;
	const email = mailAddress(edited.email);
	if (!email) return refuse('invalidAddress', { email: edited.email });
	const { municipalityId } = actor;
	return command(db, async (trx) => {
		const body = await trx
			.selectFrom('hearingBody')
			.selectAll()
			.where('municipalityId', '=', municipalityId)
			.where('id', '=', edited.bodyId)
			.executeTakeFirst();
		if (!body) return refuse('notFound');
		const { hearingId } = body;
		const open = await openRound(trx, municipalityId, hearingId, now, { past: true });
		if (!open.ok) return open;
		const others = await trx
			.selectFrom('hearingBody')
			.select(['id', 'name', 'email'])
			.where('hearingId', '=', hearingId)
			.where('id', '!=', body.id)
			.execute();
		if (others.some((other) => isSameBody(other, { name, email }))) return refuse('duplicateBody', { name });
		await trx.updateTable('hearingBody').set({ name, email }).where('id', '=', body.id).execute();
		if (email !== body.email) {
			const whose = { id: body.id, name: body.name, locale: await languageOf(trx, municipalityId) };
			const left = others.filter((other) => other.email === body.email);
			for (const kind of ['hearing', 'hearingReminder'] as const)
				await withdraw(trx, municipalityId, { kind, id: hearingId, email: body.email });
			await leaveAddress(trx, actor, { documentId: hearingId }, whose, { from: body.email, to: email }, now);
			await trx.deleteFrom('hearingLink').where('bodyId', '=', body.id).execute();
			const version = await nextLetter(trx, hearingId);
			await askBodies(trx, { municipalityId, origin, now }, open.round, { news: 'asked', version }, [
				{ id: body.id, name, email },
				...left
			]);
		}
		await record(trx, actor, 'hearing.editBody', { kind: 'hearing', id: hearingId }, now);
		return { ok: true as const };
	});
}

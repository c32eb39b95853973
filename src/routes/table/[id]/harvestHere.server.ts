import { agreementOn, answerPoints, isHostless, mayPick, seenAs } from '#lib/cafe/harvest/agreement.server.ts';
import { agreement } from '#lib/cafe/harvest/input.ts';
import { pointsOf } from '#lib/cafe/harvest/points.server.ts';
import { agreementText } from '#lib/cafe/harvest/text.ts';
import type { AtTable } from '#lib/cafe/participants/participants.server.ts';
import { m } from '#lib/i18n/paraglide/messages.js';
import { actionFor } from '../../action.server.ts';
import { participantAt, requesterOf, type TableEvent } from './access.server.ts';

/** What somebody at the table sees of its points while they are picked; null before, and for those who sit elsewhere. */
export async function harvestHere(event: TableEvent, at: AtTable) {
	const { db } = event.locals;
	if (at.cafe.phase !== 'harvest' || at.table.frozenAt === null || !at.sitsHere) return null;
	const who = requesterOf(event);
	const points = await pointsOf(db, at.table.id);
	const seen = seenAs(points);
	const picks = await mayPick(db, at, who);
	const isOpen = at.table.harvestedAt === null;
	const { mine } = await agreementOn(db, at, who, seen);
	return {
		points: points.map(({ id, text }) => ({ id, text })),
		seen,
		picks: picks && isOpen,
		mine,
		mayAnswer: isOpen && !picks && at.participant?.onPhone === true && points.length > 0,
		mayTake: isOpen && !picks && at.participant?.onPhone === true && (await isHostless(db, at))
	};
}

/** Says whether one agrees with the table's points. */
export const agreeAction = actionFor(participantAt)({
	id: 'agree',
	input: agreement,
	run: ({ actor: at, data, event, locals }) => answerPoints(locals.db, at, requesterOf(event), data, (trx) => pointsOf(trx, at.table.id)),
	text: agreementText,
	said: (_, { data }) => (data.agrees === 'yes' ? m.harvest_agree_mine_yes() : m.harvest_agree_mine_no())
});

import { isAwaited, mayReseat, nextStep, seatingRound, stepOf, unfreezableUntil, type Cafe } from '#lib/cafe/model.ts';
import { pendingOf } from '#lib/cafe/pending.ts';
import { waitingAt } from '#lib/cafe/joining/letIn.server.ts';
import { unusualNewcomers } from '#lib/cafe/joining/newcomers.server.ts';
import { sealsOfTables } from '#lib/cafe/harvest/seals.server.ts';
import { seatedGuests } from '#lib/cafe/joining/remove.server.ts';
import { waitingText } from '#lib/cafe/joining/text.ts';
import { cafeOf, type CafeRoom } from '#lib/cafe/queries.server.ts';
import { monitorOf } from '#lib/cafe/rounds/monitor.server.ts';
import { refusedStepOf } from '#lib/cafe/steps/pending.server.ts';
import { refusedStepText } from '#lib/cafe/steps/text.ts';
import { exchangesFor, seatingChart } from '#lib/cafe/seating/chart.server.ts';
import type { Instant } from '#lib/dates.ts';
import { shownCode } from '#lib/joincode.ts';
import { mayLead, type Actor } from '#lib/people/model.ts';
import { sealSentences } from '#lib/people/seal.ts';
import { plenaryPart } from '#lib/summaries/points/plenary.server.ts';
import { seatsAt, shownTable } from './hallTable.ts';

type Shown = { table: number | null; who: string | null };

/** What those who run the café see of it: null when there is none. `shown`: the open table, and whose seat is to be changed. */
export async function hallPage(locals: App.Locals, actor: Actor, gatheringId: string, shown: Shown) {
	const { db, live, now, locale, settings } = locals;
	const room = await cafeOf(db, actor.municipalityId, gatheringId);
	if (!room) return null;
	const { cafe, tables, present, here, unseated, joined } = room;
	const { people, walkIns } = await seatingChart(db, actor.municipalityId, gatheringId);
	const seals = await sealsOfTables(db, cafe.id);
	const round = seatingRound(cafe);
	const refused = refusedStepOf(cafe);
	const changing = shown.who && { attendanceId: shown.who, round };
	const waiting = await waitingAt(db, cafe);
	const openTable = tables.find(({ number }) => number === shown.table);
	const unharvested = tables.filter(isAwaited).length;
	return {
		cafe: shownOf(cafe),
		step: stepOf(cafe),
		pending: pendingOf(cafe),
		/** Why a step that had waited was not taken; null: none was since. */
		notTaken: refused && refusedStepText(refused),
		next: nextStep(cafe, { present, tables: tables.length, unharvested, isTold: await isTold(db, room) }),
		mayLead: mayLead(actor),
		...{ present, here, unseated, joined, unharvested },
		/** Tables with notes on them. */
		written: tables.filter(({ notes }) => notes > 0).length,
		reopenUntil: unfreezeDeadline(room, now),
		hall: (await monitorOf(live, gatheringId).poll(db, live, actor.municipalityId, gatheringId, now))!,
		mayMove: mayReseat(cafe),
		seatRound: round,
		at: shown.table,
		who: shown.who,
		exchanges: (changing && (await exchangesFor(db, actor.municipalityId, gatheringId, changing))) || null,
		join: joinOf(cafe, settings.origin),
		waiting: waiting.map(waitingText),
		newcomers: waiting.filter(({ why }) => why === 'newcomer').length,
		byHand: cafe.newcomersWaitAt !== null,
		unusual: await unusualNewcomers(db, cafe, present, now),
		/** Who may be taken out at the open table. */
		guests: openTable ? await seatedGuests(db, cafe, openTable.id) : [],
		tables: tables.map((table) => ({
			...shownTable(table, sealSentences(seals.get(table.id) ?? { state: 'whole' }, locale)),
			seats: seatsAt(table.number, round, people, locale),
			/** Who came in by the code and is on no list: '' for those without a name. */
			walkIns: walkIns.filter(({ route }) => route[round - 1] === table.number).map(({ id, name }) => ({ id, label: name }))
		}))
	};
}

/** Whether plenary is over, or has nothing to tell. */
async function isTold(db: App.Locals['db'], { cafe, tables }: CafeRoom): Promise<boolean> {
	if (tables.every(({ points }) => points === 0)) return true;
	return (await plenaryPart(db, cafe.municipalityId, cafe.gatheringId)) === 'over';
}

function shownOf({
	id,
	gatheringId,
	phase,
	round,
	rounds,
	endsAt,
	pausedAt,
	silentAt,
	message,
	roundMinutes,
	silentMinutes,
	votesPerSeat
}: Cafe) {
	return { id, gatheringId, phase, round, rounds, endsAt, pausedAt, silentAt, message, roundMinutes, silentMinutes, votesPerSeat };
}

/** Until when the boards can be unfrozen; null when they can't be. */
function unfreezeDeadline({ cafe, tables }: CafeRoom, now: Instant): Instant | null {
	const until = unfreezableUntil(cafe);
	return until !== null && until >= now && tables.every(({ points }) => points === 0) ? until : null;
}

function joinOf({ joinCode, joinToken, joinLockedAt }: Cafe, origin: string) {
	return { code: shownCode(joinCode), url: `${origin}/join/${joinToken}`, short: `${origin}/join`, locked: joinLockedAt !== null };
}

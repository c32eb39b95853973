import { error } from '@sveltejs/kit';
import { areFrozen, mayReseat, maySeat, seatingRound } from '#lib/cafe/model.ts';
import { cafeOf } from '#lib/cafe/queries.server.ts';
import { exchangesFor, seatingChart } from '#lib/cafe/seating/chart.server.ts';
import { byName } from '#lib/i18n/format.ts';
import { inLanguage } from '#lib/i18n/language.ts';
import type { Actor } from '#lib/people/model.ts';

/** The seating of a gathering's café in a round (the current one where `round` is none); 404 without a café. `who`: whose seat is to be changed. */
export async function seatingPage(
	{ db, locale }: App.Locals,
	actor: Actor,
	gatheringId: string,
	shown: { round: number; who: string | null }
) {
	const room = await cafeOf(db, actor.municipalityId, gatheringId);
	if (!room) error(404);
	const { cafe } = room;
	const { people, apart, quality } = await seatingChart(db, actor.municipalityId, gatheringId);
	const current = Math.min(seatingRound(cafe), cafe.rounds);
	const round = Number.isInteger(shown.round) && shown.round >= 1 && shown.round <= cafe.rounds ? shown.round : current;
	const changing = shown.who ? { attendanceId: shown.who, round: Math.max(round, current) } : null;
	const order = byName(locale);
	return {
		rounds: cafe.rounds,
		current,
		round,
		changing,
		exchanges: changing ? ((await exchangesFor(db, actor.municipalityId, gatheringId, changing)) ?? null) : null,
		apart,
		mayTakeOut: !areFrozen(cafe),
		maySeat: maySeat(cafe),
		mayReseat: mayReseat(cafe),
		seated: quality !== null,
		quality,
		present: room.present,
		unseated: room.unseated,
		tables: room.tables.map(({ id, number, question }) => ({ id, number, question })),
		people: people
			.map(({ attendanceId, name, unit, hosts, pinned, out, route }) => ({
				...{ id: attendanceId, name, hosts, pinned, out, route },
				unit: unit && { name: inLanguage(locale, { nn: unit.nameNn, nb: unit.nameNb }), colour: unit.colour }
			}))
			.sort((a, b) => order(a.name, b.name))
	};
}

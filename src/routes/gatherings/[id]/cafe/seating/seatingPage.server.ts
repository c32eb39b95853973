import { error } from '@sveltejs/kit';
import { areFrozen, mayReseat, maySeat, seatingRound } from '#lib/cafe/model.ts';
import { cafeOf } from '#lib/cafe/queries.server.ts';
import { exchangesFor, seatingChart } from '#lib/cafe/seating/chart.server.ts';
import type { GatheringDetail } from '#lib/gatherings/queries.server.ts';
import { nameOrder } from '#lib/text/names.ts';
import { inLanguage } from '#lib/i18n/language.ts';
import type { Actor } from '#lib/people/model.ts';

/**
 * The seating of a gathering's café in the `round` of the address (else the current one), and the changes of the seat of `who`.
 * 404 without a café.
 */
export async function seatingPage(
	{ db, locale }: App.Locals,
	actor: Actor,
	gathering: Pick<GatheringDetail, 'id' | 'theme'>,
	search: URLSearchParams
) {
	const room = await cafeOf(db, actor.municipalityId, gathering.id);
	if (!room) error(404);
	const { cafe } = room;
	const { people, walkIns, apart, quality } = await seatingChart(db, actor.municipalityId, gathering.id);
	const current = Math.min(seatingRound(cafe), cafe.rounds);
	const asked = Number(search.get('round'));
	const round = Number.isInteger(asked) && asked >= 1 && asked <= cafe.rounds ? asked : current;
	const who = search.get('who');
	const changing = who ? { attendanceId: who, round: Math.max(round, current) } : null;
	return {
		gathering: { id: gathering.id, theme: gathering.theme },
		rounds: cafe.rounds,
		current,
		round,
		changing,
		exchanges: changing ? ((await exchangesFor(db, actor.municipalityId, gathering.id, changing)) ?? null) : null,
		apart,
		walkIns: walkIns.toSorted((a, b) => nameOrder(a.name, b.name)),
		mayTakeOut: !areFrozen(cafe),
		maySeat: maySeat(cafe),
		mayReseat: mayReseat(cafe),
		seated: quality !== null,
		quality,
		present: room.present,
		unseated: room.unseated,
		tables: room.tables.map(({ id, number, question, location }) => ({ id, number, question, location })),
		people: people
			.map(({ attendanceId, name, unit, hosts, pinned, out, route }) => ({
				...{ id: attendanceId, name, hosts, pinned, out, route },
				unit: unit && { name: inLanguage(locale, { nn: unit.nameNn, nb: unit.nameNb }), colour: unit.colour }
			}))
			.sort((a, b) => nameOrder(a.name, b.name))
	};
}

import { error } from '@sveltejs/kit';
import { isOver } from '#lib/gatherings/model.ts';
import { materials } from '#lib/gatherings/programme/materials.server.ts';
import { speakerBy } from '#lib/gatherings/speakers/queries.server.ts';
import { itemTitle } from '#lib/gatherings/programme/titles.ts';

/** What somebody is asked to speak about, and when; 404 for an unknown link. Reading changes nothing: mail scanners follow every link. */
export async function speakerPage({ db, locale }: App.Locals, token: string) {
	const { request, gathering, item } = (await speakerBy(db, token)) ?? error(404);
	const { seriesNn, seriesNb, theme, date, month, year, room } = gathering;
	return {
		name: request.name,
		municipality: request.municipality,
		answer: request.answer,
		note: request.note,
		over: isOver(gathering),
		title: itemTitle(locale, item),
		part: { startTime: item.startTime, minutes: item.minutes },
		gathering: { seriesNn, seriesNb, theme, date, month, year, room, startTime: null, endTime: null, locale: gathering.locale },
		materials: (await materials(db, request.municipalityId, gathering.id)).filter((one) => one.itemId === item.id)
	};
}

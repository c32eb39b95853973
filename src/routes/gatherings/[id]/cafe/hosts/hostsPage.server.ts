import { remindable } from '#lib/cafe/hosts/commands.server.ts';
import { candidates, holdsTable, hostRequests, hostTables } from '#lib/cafe/hosts/queries.server.ts';
import { civilDate } from '#lib/dates.ts';
import { hasNews, whyNotAnswer } from '#lib/gatherings/model.ts';
import type { GatheringDetail } from '#lib/gatherings/queries.server.ts';
import type { Actor } from '#lib/people/model.ts';

/** The tables of a café with who is asked to host each, and who may be asked. */
export async function hostsPage({ db, now }: App.Locals, actor: Actor, gathering: GatheringDetail) {
	const scope = [db, actor.municipalityId, gathering.id] as const;
	const requests = await hostRequests(...scope);
	const mayAsk = gathering.date !== null && whyNotAnswer(gathering, civilDate(now)) === null;
	const tables = (await hostTables(...scope)).map(({ id, number, question, hostId, hostName }) => {
		const asked = requests.filter(({ cafeTableId }) => cafeTableId === id);
		return { id, number, question, hostName, asked, isFree: hostId === null && !asked.some(holdsTable) };
	});
	return {
		gathering: { id: gathering.id, theme: gathering.theme },
		mayAsk,
		hasNews: hasNews(gathering),
		tables,
		anywhere: requests.filter(({ cafeTableId }) => cafeTableId === null),
		candidates: mayAsk ? await candidates(...scope) : [],
		remindable: mayAsk ? (await remindable(...scope, now)).length : 0
	};
}

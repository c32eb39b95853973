import type { Board } from './document.ts';

/** What was said in one round: under the heading it was put under (null lies loose), in the order of the board. */
export type Said = { round: number; groups: { title: string | null; texts: string[] }[] };

/** What lies on a table, round by round, as a host tells it to those who come: no writers, nothing from the bin. */
export function saidAt({ notes, clusters }: Board): Said[] {
	const onTable = notes.filter(({ binnedAt, text }) => binnedAt === null && text.trim() !== '');
	const titles = new Map(clusters.map(({ id, title }) => [id, title.trim() || null]));
	return [...Map.groupBy(onTable, ({ round }) => round)]
		.sort(([a], [b]) => a - b)
		.map(([round, written]) => {
			const groups = Map.groupBy(written, ({ clusterId }) => (clusterId === null ? null : (titles.get(clusterId) ?? null)));
			const inOrder = [...groups].sort(([a], [b]) => Number(a === null) - Number(b === null));
			return { round, groups: inOrder.map(([title, own]) => ({ title, texts: own.map(({ text }) => text) })) };
		});
}

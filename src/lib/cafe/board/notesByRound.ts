import type { Board } from './document.ts';

/** The notes of one round, by the cluster they are in (null: none), in the order of the board. */
export type RoundNotes = { round: number; groups: { title: string | null; texts: string[] }[] };

/** The notes on a board round by round, as a host retells them to the next group: no writers, nothing from the bin. */
export function notesByRound({ notes, clusters }: Board): RoundNotes[] {
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

import { harvestSize } from '../model.ts';

type Note = { id: string; text: string; votes: number; writtenBy: string; clusterId: string | null };
type Cluster = { id: string; title: string };

/** A point that a board offers by itself: a cluster, or a note in none, in its own words. */
export type Draft = { of: `cluster:${string}` | `note:${string}`; words: string; notes: number; votes: number; units: number };

/**
 * What a table's board offers as points: those with most dots first, then those that most units wrote, then the largest; `harvestSize.max`
 * at most. `used` are ids that points are made of; `unitOf` tells the unit behind a signature, null for none.
 */
export function draftsOf(
	notes: readonly Note[],
	clusters: readonly Cluster[],
	{ used, unitOf }: { used: ReadonlySet<string>; unitOf: (signature: string) => string | null }
): Draft[] {
	const free = notes.filter(({ id }) => !used.has(id));
	const inCluster = clusters
		.filter(({ id }) => !used.has(id))
		.map((cluster) => ({ cluster, own: free.filter((note) => note.clusterId === cluster.id) }));
	const drafts = [
		...inCluster.filter(({ own }) => own.length > 0).map(({ cluster, own }) => draft(`cluster:${cluster.id}`, cluster.title, own)),
		...free.filter(({ clusterId }) => clusterId === null).map((note) => draft(`note:${note.id}`, note.text, [note]))
	];
	return drafts.toSorted((a, b) => b.votes - a.votes || b.units - a.units || b.notes - a.notes).slice(0, harvestSize.max);

	function draft(of: Draft['of'], words: string, own: readonly Note[]): Draft {
		const most = own.toSorted((a, b) => b.votes - a.votes)[0]!;
		return {
			of,
			words: words.trim() || most.text,
			notes: own.length,
			votes: own.reduce((sum, note) => sum + note.votes, 0),
			units: new Set(own.map((note) => unitOf(note.writtenBy)).filter((unit) => unit !== null)).size
		};
	}
}

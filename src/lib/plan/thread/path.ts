import { keyOf, type Link, type NodeKind, type ThreadItem } from './model.ts';

/** One station of the path through a thing, and what joined it there: merged wordings, other notes, other tables. */
export type Station = { main: ThreadItem; folded: ThreadItem[] };

type Thread = { start: ThreadItem; nodes: readonly { items: readonly ThreadItem[] }[]; links: readonly Link[] };

/** What comes after a measure is on the path whole, by its day. */
const afterElement: readonly NodeKind[] = ['version', 'status', 'indicator', 'reading'];

/**
 * The thread as one path in the order of time: from the best known source of `start` over what it became to what happened to that since.
 * Everything else on the thread is folded under the station that it went into, so that every item is somewhere, once.
 */
export function stationsOf({ start, nodes, links }: Thread): Station[] {
	const items = new Map(nodes.flatMap((node) => node.items.map((item) => [keyOf(item), item] as const)));
	items.set(keyOf(start), start);
	const web = webOf(items, links);
	const chain = [...web.way(keyOf(start), 'back').toReversed(), keyOf(start), ...web.way(keyOf(start), 'forward')];
	const path = withSummary(withAfterwards(chain, web, items), web, items);
	const merged = path.filter((key, at) => key !== keyOf(start) && isMergedInto(key, path[at + 1]));
	const stations = path
		.filter((key) => !merged.includes(key))
		.map((key): Station & { key: string } => ({ key, main: items.get(key)!, folded: [] }));
	for (const [key, item] of items) {
		if (stations.some((station) => station.key === key)) continue;
		placeOf(key, stations, web).folded.push(item);
	}
	return stations.map(({ main, folded }) => ({ main, folded }));
}

const kindOf = (key: string) => key.slice(0, key.indexOf(':')) as NodeKind;

/** A point of the forum that became part of the next one. */
function isMergedInto(key: string, next: string | undefined): boolean {
	return kindOf(key) === 'forumPoint' && next !== undefined && kindOf(next) === 'forumPoint';
}

type Direction = 'back' | 'forward';
type Web = { next: (key: string, direction: Direction) => string[]; way: (from: string, direction: Direction) => string[] };

function webOf(items: ReadonlyMap<string, ThreadItem>, links: readonly Link[]): Web {
	const neighbours = { back: new Map<string, string[]>(), forward: new Map<string, string[]>() };
	for (const link of links) {
		const [from, to] = [keyOf(link.from), keyOf(link.to)];
		if (!items.has(from) || !items.has(to)) continue;
		neighbours.forward.set(from, [...(neighbours.forward.get(from) ?? []), to]);
		neighbours.back.set(to, [...(neighbours.back.get(to) ?? []), from]);
	}
	const next = (key: string, direction: Direction) => neighbours[direction].get(key) ?? [];
	/** On the path there is no summary, which nothing comes of, and nothing after a measure: they have their places by the day. */
	const onWay = (key: string, direction: Direction) =>
		next(key, direction).filter((one) => kindOf(one) !== 'summary' && (direction === 'back' || !afterElement.includes(kindOf(one))));
	const lengths = new Map<string, number>();
	const length = (key: string, direction: Direction, above: readonly string[] = []): number => {
		const known = lengths.get(`${direction} ${key}`);
		if (known !== undefined) return known;
		const found =
			1 + Math.max(0, ...onWay(key, direction).map((one) => (above.includes(one) ? 0 : length(one, direction, [...above, key]))));
		lengths.set(`${direction} ${key}`, found);
		return found;
	};
	const way = (from: string, direction: Direction) => {
		const found: string[] = [];
		for (let at: string | undefined = from; at !== undefined;) {
			const open: string[] = onWay(at, direction).filter((one) => one !== from && !found.includes(one));
			at = open.toSorted((a, b) => length(b, direction) - length(a, direction) || weight(items.get(b)!) - weight(items.get(a)!))[0];
			if (at !== undefined) found.push(at);
		}
		return found;
	};
	return { next, way };
}

/** Of several ways of one length: what the forum put first, what most voted for. */
function weight(item: ThreadItem): number {
	return item.kind === 'forumPoint' ? Number(item.isFirst) : item.kind === 'note' ? item.votes : 0;
}

/** Versions, statuses and numbers of the measure on the path, by their day; versions from before it was asked for are not on it. */
function withAfterwards(chain: readonly string[], web: Web, items: ReadonlyMap<string, ThreadItem>): string[] {
	const place = chain.findLastIndex((key) => kindOf(key) === 'element');
	if (place === -1) return [...chain];
	const asked = Math.max(
		...chain.map((key) => {
			const item = items.get(key)!;
			return item.kind === 'input' ? item.revision : 0;
		})
	);
	const onPath = chain.filter((key) => afterElement.includes(kindOf(key)));
	const own = web.next(chain[place]!, 'forward').flatMap((key) => [key, ...(kindOf(key) === 'indicator' ? web.next(key, 'forward') : [])]);
	const after = [...new Set([...onPath, ...own])].filter((key) => {
		const item = items.get(key)!;
		return afterElement.includes(item.kind) && (item.kind !== 'version' || item.number >= asked || onPath.includes(key));
	});
	const rest = chain.slice(0, place + 1).filter((key) => !after.includes(key));
	return [...rest, ...after.toSorted((a, b) => inTime(items.get(a)!, items.get(b)!))];
}

function inTime(a: ThreadItem, b: ThreadItem): number {
	if (a.kind === 'version' && b.kind === 'version') return a.number - b.number;
	const [first, second] = [endOf(dayOf(a)), endOf(dayOf(b))];
	return first === second ? afterElement.indexOf(a.kind) - afterElement.indexOf(b.kind) : first < second ? -1 : 1;
}

/** When something was, as far as is known: a day, month or year. Null: nobody said. */
export function dayOf(item: ThreadItem): string | null {
	switch (item.kind) {
		case 'version':
			return item.adoptedDate;
		case 'finding':
			return `${item.year}`;
		case 'input':
		case 'decision':
		case 'status':
		case 'reading':
			return item.at;
		case 'summary':
			return item.publishedAt;
		case 'note':
		case 'cluster':
		case 'harvestPoint':
		case 'forumPoint':
			return item.month;
		case 'element':
		case 'indicator':
			return null;
	}
}

/** The last day of a date as known, so that what is known better sorts before it; what has none is from before anything is known. */
function endOf(date: string | null): string {
	return date === null ? '' : date.length === 4 ? `${date}-12-31` : date.length === 7 ? `${date}-31` : date.slice(0, 10);
}

/** The first summary that told of what is on the path: before the first later thing that is known to be younger. */
function withSummary(path: readonly string[], web: Web, items: ReadonlyMap<string, ThreadItem>): string[] {
	const from = path.findLastIndex((key) => web.next(key, 'forward').some((to) => kindOf(to) === 'summary'));
	const summary = path[from] && web.next(path[from], 'forward').find((to) => kindOf(to) === 'summary');
	if (!summary || path.includes(summary)) return [...path];
	const day = endOf(dayOf(items.get(summary)!));
	const later = path.findIndex((key, at) => at > from && endOf(dayOf(items.get(key)!)) > day);
	const known = path.findIndex((_, at) => at > from);
	const place = later === -1 ? path.length : known === -1 ? path.length : later;
	return path.toSpliced(place, 0, summary);
}

/** Where something belongs that is not on the path: what it went into, else where there is more of its kind, else what it came from. */
function placeOf<S extends { key: string }>(key: string, stations: readonly S[], web: Web): S {
	const station = (one: string) => stations.find((each) => each.key === one);
	const alike = stations.filter((each) => kindOf(each.key) === kindOf(key));
	const into = web.next(key, 'forward').flatMap((one) => station(one) ?? []);
	const near = into.find((one) => kindOf(one.key) === kindOf(key)) ?? alike.at(-1) ?? into[0];
	if (near) return near;
	for (const direction of ['forward', 'back'] as const) {
		const queue = [key];
		const seen = new Set(queue);
		for (let at = queue.shift(); at !== undefined; at = queue.shift())
			for (const one of web.next(at, direction)) {
				const found = station(one);
				if (found) return found;
				if (!seen.has(one)) queue.push(one);
				seen.add(one);
			}
	}
	return stations.at(-1)!;
}

import { draftFields, type Draft, type DraftTable } from './configuration.ts';

/**
 * A change by somebody else. `mine` is null where the reader had not changed it. Texts as in the fields; a table is named by its
 * question.
 */
export type Difference = { what: 'field'; field: (typeof draftFields)[number]; theirs: string; mine: string | null } | TableDifference;
type TableDifference =
	| { what: 'question'; theirs: string; mine: string | null }
	| { what: 'added' | 'removed' | 'kept'; question: string }
	| { what: 'places' | 'host' | 'location'; question: string; theirs: string; mine: string | null }
	| { what: 'order' };

/**
 * Three-way merge of a configuration: what the reader began from (`seen`), what they made of it (`mine`), and what somebody
 * else has stored in the meantime (`theirs`). What the reader changed stays as they have it, everything else becomes as it is
 * stored, and no text of either is lost: a table removed by one stays when the other has changed it.
 */
export function merged(seen: Draft, mine: Draft, theirs: Draft): { draft: Draft; differences: Difference[] } {
	const differences: Difference[] = [];
	const draft = { ...mine };
	for (const field of draftFields) {
		const touched = mine[field] !== seen[field];
		if (theirs[field] === seen[field] || theirs[field] === mine[field]) continue;
		if (!touched) draft[field] = theirs[field];
		differences.push({ what: 'field', field, theirs: theirs[field], mine: touched ? mine[field] : null });
	}
	const was = byId(seen);
	const stored = byId(theirs);
	const added = theirs.tables.filter(({ id }) => !was.has(id));
	const tables: DraftTable[] = [];
	for (const table of mine.tables) {
		const before = was.get(table.id);
		const now = stored.get(table.id);
		if (!before) {
			// Added by the reader; the other may have added a table for the same question.
			const same = added.findIndex(({ question }) => question === table.question);
			if (same < 0) tables.push({ ...table, id: '' });
			else tables.push({ ...table, id: added.splice(same, 1)[0]!.id });
		} else if (now) tables.push(mergedTable(before, table, now, differences));
		else if (isSame(before, table)) differences.push({ what: 'removed', question: table.question });
		else {
			tables.push({ ...table, id: '' });
			differences.push({ what: 'kept', question: table.question });
		}
	}
	for (const table of added) {
		tables.push(table);
		differences.push({ what: 'added', question: table.question });
	}
	// What the reader removed stays removed, unless the other has changed it since.
	for (const table of theirs.tables) {
		const before = was.get(table.id);
		if (!before || mine.tables.some(({ id }) => id === table.id) || isSame(before, table)) continue;
		tables.push(table);
		differences.push({ what: 'kept', question: table.question });
	}
	const shared = new Set(mine.tables.map(({ id }) => id).filter((id) => was.has(id) && stored.has(id)));
	const order = (list: readonly DraftTable[]) => list.map(({ id }) => id).filter((id) => shared.has(id));
	const isMoved = order(mine.tables).join() !== order(seen.tables).join();
	if (!isMoved && order(theirs.tables).join() !== order(seen.tables).join()) {
		const wanted = theirs.tables.map(({ id }) => id);
		tables.sort((one, other) => place(wanted, one) - place(wanted, other));
		differences.push({ what: 'order' });
	}
	return { draft: { ...draft, tables }, differences };
}

function mergedTable(before: DraftTable, mine: DraftTable, theirs: DraftTable, differences: Difference[]): DraftTable {
	const table = { ...mine };
	const clash = (field: 'question' | 'places' | 'hostId' | 'location') => {
		if (theirs[field] === before[field] || theirs[field] === mine[field]) return null;
		const touched = mine[field] !== before[field];
		if (!touched) table[field] = theirs[field];
		return { theirs: theirs[field], mine: touched ? mine[field] : null };
	};
	const asked = clash('question');
	if (asked) differences.push({ what: 'question', ...asked });
	const { question } = table;
	const places = clash('places');
	if (places) differences.push({ what: 'places', question, ...places });
	const host = clash('hostId');
	if (host) differences.push({ what: 'host', question, ...host });
	const location = clash('location');
	if (location) differences.push({ what: 'location', question, ...location });
	return table;
}

const byId = ({ tables }: Draft) => new Map(tables.filter(({ id }) => id !== '').map((table) => [table.id, table]));
const isSame = (one: DraftTable, other: DraftTable) =>
	one.question === other.question && one.hostId === other.hostId && one.places === other.places && one.location === other.location;
/** Tables that do not exist yet come last. */
const place = (order: readonly string[], { id }: DraftTable) => (order.includes(id) ? order.indexOf(id) : order.length);

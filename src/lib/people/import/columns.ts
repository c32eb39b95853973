import { mailAddress } from '#lib/text/mailAddress.ts';
import { nameKey } from '#lib/text/names.ts';
import type { Row } from './csv.ts';

/** What a column of a list can hold. `login` stands in for an address that is not there; `enabled` and `blocked` say who has left. */
export const columns = ['name', 'first', 'last', 'email', 'login', 'unit', 'level', 'title', 'locale', 'enabled', 'blocked'] as const;
export type Column = (typeof columns)[number];
/** What each column of a list holds, from the left; '' where it is not used. */
export type Columns = readonly (Column | '')[];

/** What people call the columns: in the product's languages, in HR systems, in Microsoft 365 and Entra. */
const headers: Record<Column, readonly string[]> = {
	name: ['namn', 'navn', 'name', 'fullt namn', 'fullt navn', 'full name', 'display name', 'displayname', 'visningsnavn', 'visingsnamn'],
	first: ['fornamn', 'fornavn', 'first name', 'firstname', 'given name', 'givenname'],
	last: ['etternamn', 'etternavn', 'last name', 'lastname', 'surname', 'family name'],
	email: ['e-post', 'epost', 'e-postadresse', 'epostadresse', 'e-mail', 'email', 'mail', 'email address', 'primary smtp address'],
	login: ['userprincipalname', 'user principal name', 'upn', 'brukarnamn', 'brukernavn', 'username', 'user name'],
	unit: ['eining', 'enhet', 'avdeling', 'unit', 'department', 'tenestestad', 'tjenestested'],
	level: ['nivå', 'level', 'stillingsnivå'],
	title: ['stilling', 'tittel', 'stillingstittel', 'title', 'job title', 'jobtitle'],
	locale: ['språk', 'målform', 'language'],
	enabled: ['accountenabled', 'account enabled', 'konto aktivert', 'aktiv'],
	blocked: ['block credential', 'blockcredential', 'sign-in blocked', 'pålogging blokkert', 'sperra', 'sperret']
};

/** Rows that may stand above the headers: a title, a date, who made the list. */
const mostTitles = 15;

/** What each cell of a row of headers says that its column holds; of two that say the same, the first. */
function columnsOf(cells: readonly string[]): (Column | '')[] {
	const keys = cells.map((cell) => nameKey(cell).replace(/\s*[:*]$/, ''));
	const found: (Column | '')[] = cells.map(() => '');
	for (const column of columns) {
		const index = keys.findIndex((key) => headers[column].includes(key));
		if (index >= 0) found[index] = column;
	}
	return found;
}

const isEnough = (found: Columns) =>
	(found.includes('email') || found.includes('login')) && ['name', 'first', 'last'].some((column) => found.includes(column as Column));

/** Where nobody knows the headers: the first of the rows that have the most cells, below the titles. */
export function likeliestHead(rows: readonly Row[]): number {
	const widths = rows.slice(0, mostTitles).map(({ cells }) => cells.filter((cell) => cell !== '').length);
	return widths.indexOf(Math.max(...widths));
}

/**
 * Where the headers of a list are and what its columns hold: as the first row among the first ones that names persons and addresses has
 * it, or as somebody has `chosen`. Undefined when no row does. `body` is what stands below; without headers that is every row.
 */
export function headOf(rows: readonly Row[], chosen: Columns): { head: string[]; found: Columns; body: readonly Row[] } | undefined {
	const at = rows.slice(0, mostTitles).findIndex(({ cells }) => isEnough(columnsOf(cells)));
	if (chosen.length === 0) {
		if (at < 0) return undefined;
		const { cells } = rows[at]!;
		return { head: cells, found: columnsOf(cells), body: rows.slice(at + 1) };
	}
	if (!isEnough(chosen)) return undefined;
	const top = at >= 0 ? at : likeliestHead(rows);
	const first = rows[top]!;
	const isBody = at < 0 && first.cells.some((cell) => mailAddress(cell) !== undefined);
	return { head: first.cells, found: chosen, body: rows.slice(isBody ? top : top + 1) };
}

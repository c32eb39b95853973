import { nameKey } from '#lib/text/names.ts';
import { factorIn } from './facts.ts';

/** What a column of a table of measures holds. */
export type Column = 'number' | 'goal' | 'subGoal' | 'measure' | 'unit' | 'deadline' | 'cost' | 'legalBasis' | 'status' | 'aim';

/** What people call the columns of a table of measures, in both written forms. */
const headers: readonly [Column, RegExp][] = [
	['number', /^(?:nr|nummer|tiltaksnr|tiltaksnummer|tiltak nr|#|pkt|punkt)$/],
	['subGoal', /^(?:delmål|undermål)$/],
	['goal', /^(?:mål|hovudmål|hovedmål|målsetjing|målsetting|satsingsområde|innsatsområde)$/],
	[
		'measure',
		/^(?:tiltak|tiltaka|aktivitet|aktivitetar|aktiviteter|kva|hva|kva skal gjerast|hva skal gjøres|beskriving|beskrivelse|tiltak\/aktivitet|tiltak \/ aktivitet)$/
	],
	[
		'unit',
		/^(?:ansvar|ansvarleg|ansvarlig|ansvarleg eining|ansvarlig enhet|eining|enhet|kven|hvem|ansvarlege|ansvarlige|utførar|utfører)$/
	],
	['deadline', /^(?:frist|tidsfrist|tid|når|tidspunkt|tidsrom|tidsramme|tidsplan|gjennomføring|ferdig|start\/slutt)$/],
	[
		'cost',
		/^(?:kostnad|kostnader|kostnadar|økonomi|økonomiske konsekvensar|økonomiske konsekvenser|budsjett|finansiering|ressursar|ressurser|kroner|kr|pris|estimert kostnad)$/
	],
	['legalBasis', /^(?:heimel|hjemmel|lovheimel|lovhjemmel|lov|rettsgrunnlag|lovgrunnlag|forankring)$/],
	['status', /^(?:status|framdrift|fremdrift)$/],
	['aim', /^(?:ønskt resultat|ønsket resultat|resultatmål|effektmål|resultat|effekt)$/]
];

/** What the headers of a table say: of each column what it holds ('' where nobody knows), and what its costs are counted in. */
export type Head = { columns: readonly (Column | '')[]; names: readonly string[]; factor: number };

/** The headers of a table, when a row is them: it names a measure and one thing more. */
export function headOf(cells: readonly string[]): Head | undefined {
	const keys = cells.map((cell) =>
		nameKey(cell.replace(/\([^)]*\)/g, ''))
			.replace(/\s*[:*.]+$/, '')
			.trim()
	);
	const columns: (Column | '')[] = [];
	for (const key of keys) {
		const column = headers.find(([, pattern]) => pattern.test(key))?.[0] ?? '';
		columns.push(column !== '' && columns.includes(column) ? '' : column);
	}
	if (!columns.includes('measure') || columns.filter(Boolean).length < 2) return undefined;
	return { columns, names: cells, factor: factorIn(cells[columns.indexOf('cost')] ?? '') };
}

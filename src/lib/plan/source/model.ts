import { elementKinds } from '../document/model.ts';
import type { ElementKind } from '../model.ts';

/** More than any plan is: a larger file has pictures that can be left out, or is no plan. */
export const maxFileBytes = 12_000_000;

/** What a line of a source becomes; `out`: nothing, as somebody said or as is told in `why`. */
export const lineKinds = [...elementKinds, 'out'] as const;
export type LineKind = ElementKind | 'out';

/** What is written of a measure beside its words, as it is written; '' where nothing is. */
export const written = ['unit', 'deadline', 'cost', 'legalBasis', 'status', 'aim'] as const;
export type Written = Record<(typeof written)[number], string>;

/** Why a line is left out, or is not surely what it was taken for. */
export type Doubt = 'title' | 'contents' | 'note' | 'picture' | 'page' | 'header' | 'sum' | 'columns' | 'unsaid';

/** A line of a plan that is taken in: what it says, and which pieces of the source it was made of. */
export type Line = Written & {
	id: number;
	/** Indexes of the blocks it was made of. */
	from: number[];
	kind: LineKind;
	/** As it is printed; '' where the source prints none. */
	number: string;
	text: string;
	/** What one unit of 1 in a column of costs is, in kroner. */
	factor: number;
	doubt: Doubt | null;
	/** Chosen by hand; null: as what is written says. */
	unitId: string | null;
	/** The element of the plan that it is, as somebody said; '' when they said that it is none, null while nobody has said. */
	elementId: string | null;
};

export const nothingWritten: Written = { unit: '', deadline: '', cost: '', legalBasis: '', status: '', aim: '' };

import type { Reading } from '../indicators/model.ts';
import type { DecisionOutcome, MeasureStatus } from '../model.ts';
import type { Stage } from '../thread/model.ts';

/** The most readings that are shown beside a question, and the most earlier gatherings that are told of. */
export const shownReadings = 6;
export const shownGatherings = 3;

/** A measure as it was adopted last, and how it goes with it by the latest report; null: nobody has said. */
export type FactMeasure = { id: string; number: string; nn: string; nb: string; status: MeasureStatus | null };

/** A point of an earlier gathering in the words of its published summary, and how far it has come. */
export type EarlierPoint = {
	id: string;
	text: string;
	stage: Exclude<Stage, 'onTable' | 'inPoint'>;
	/** Its newest decision that stands: the version it was made for is adopted. */
	decision: FactDecision | null;
	measures: FactMeasure[];
};

export type FactDecision = { inputId: string; outcome: DecisionOutcome; reason: string; at: string };

/**
 * What stands beside a table's question, for everybody at the table, also without an account: only what has been published or adopted, and
 * numbers as anybody may see them.
 */
export type Facts = {
	indicator: {
		id: string;
		nn: string;
		nb: string;
		level: 'individual' | 'system' | 'activity';
		unit: string;
		source: string;
		readings: Reading[];
	} | null;
	finding: { id: string; text: string; title: string; year: number } | null;
	/** The newest decision about any of it, with what it was about: a measure, or the words of the point or the finding. */
	decision: (FactDecision & { about: FactMeasure | string }) | null;
	/** What came of this question before, newest gathering first. */
	earlier: { gatheringId: string; theme: string; month: string | null; points: EarlierPoint[] }[];
};

import type { MeasureStatus } from './plan.ts';

/** What is told of a measure after it was adopted. */
export interface MeasureNewsTables {
	/** A person who asked to be told how it goes with a measure. */
	measureFollower: {
		municipalityId: string;
		elementId: string;
		personId: string;
		askedAt: string;
	};
	/** What a person was told last of a measure, so that nobody is told the same twice. */
	measureTold: {
		municipalityId: string;
		elementId: string;
		personId: string;
		/** Null: it had none yet. */
		status: MeasureStatus | null;
		/** Of the indicator that the measure names; no reference, since a reading can be taken away. */
		readingId: string | null;
		toldAt: string;
	};
}

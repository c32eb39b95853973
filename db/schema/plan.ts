import type { Generated } from 'kysely';

/** What a plan is made of: goals with their measures, and the text beside them. */
export type ElementKind = 'goal' | 'subGoal' | 'measure' | 'chapter' | 'paragraph' | 'appendix';
export type MeasureStatus = 'notStarted' | 'ongoing' | 'done' | 'stopped';
export type InputOrigin = 'harvest' | 'preAnalysis' | 'hearing' | 'mail' | 'paper';
export type DecisionOutcome = 'in' | 'partly' | 'later' | 'no';

/** Decided: the action plan, its versions, and what was asked of it. */
export interface PlanTables {
	plan: {
		id: string;
		municipalityId: string;
		createdAt: string;
	};
	/** One row without `adoptedAt` a plan at most: the open revision. An adopted version never changes. */
	planVersion: {
		id: string;
		municipalityId: string;
		planId: string;
		number: number;
		nameNn: string;
		nameNb: string;
		/** Years, both inclusive. */
		periodFrom: number;
		periodTo: number;
		legalStatus: 'kommunedelplan' | 'temaplan' | null;
		createdAt: string;
		adoptedAt: string | null;
		/** When the body decided: a civil date, or the year or month where that is all that is known; null when not even that. */
		adoptedDate: string | null;
		/** The body that decided, such as the municipal council; null when not known. */
		adoptedBy: string | null;
		caseNumber: string | null;
		contentHash: string | null;
		/** When it was entered by hand, being adopted elsewhere before, and by whom; null when it was adopted here. */
		enteredAt: Generated<string | null>;
		enteredBy: Generated<string | null>;
	};
	/** A goal, measure, chapter … through all versions: the id is stable, the words are the version's. */
	planElement: {
		id: string;
		municipalityId: string;
		planId: string;
		kind: ElementKind;
		createdAt: string;
	};
	/** An element as one version has it. */
	elementText: {
		versionId: string;
		elementId: string;
		municipalityId: string;
		parentId: string | null;
		position: number;
		/** Such as 3.1; of what stands in a version once among goals and measures, and once among chapters. */
		number: string;
		/** One of the two may be '': it then exists in the other written form only. */
		nn: string;
		nb: string;
		unitId: string | null;
		roleNn: string | null;
		roleNb: string | null;
		deadline: string | null;
		/** The forum series that keeps this measure. */
		seriesId: string | null;
		/** What shall be different for whom. */
		aimNn: string | null;
		aimNb: string | null;
		/** Whole kroner in the plan's period; 0 when it is done within what there is. */
		costKr: number | null;
		legalBasis: string | null;
		/** How the difference is seen; or else why it can't be measured. */
		indicatorId: string | null;
		notMeasurableNn: string | null;
		notMeasurableNb: string | null;
		/** Optimistic locking: up by one at every edit of the draft. */
		edition: number;
		removedAt: string | null;
	};
	preAnalysis: {
		id: string;
		municipalityId: string;
		title: string;
		year: number;
	};
	finding: {
		id: string;
		municipalityId: string;
		preAnalysisId: string;
		position: number;
		text: string;
	};
	/**
	 * How it goes with a measure: what is adopted stays, how it goes is reported. The newest by date, then by when it was written,
	 * counts.
	 */
	statusReport: {
		id: string;
		municipalityId: string;
		elementId: string;
		status: MeasureStatus;
		/** The day it was so. */
		date: string;
		reportedBy: string | null;
		createdAt: string;
		note: string | null;
		/** Said by who leads the plan, by who answers for the measure through a personal link, or by the year's ledger of gatherings. */
		source: 'page' | 'link' | 'ledger';
		/** The half-yearly round it answers. */
		followUpId: string | null;
		/** Of a measure that a series keeps: how many gatherings its year had held by then. */
		held: number | null;
	};
	/** A half-yearly round of asking how it goes; '2017-2' is the second half of 2017. `askedBy` null: it asked itself. */
	followUp: {
		id: string;
		municipalityId: string;
		half: string;
		/** The last day to answer. */
		due: string;
		reminders: number;
		askedAt: string;
		askedBy: string | null;
	};
	/** Who was asked about which measure. */
	followUpMeasure: {
		followUpId: string;
		elementId: string;
		personId: string;
		municipalityId: string;
	};
	/** A personal link; a reminder has one of its own. `tokenHash` is SHA-256. */
	followUpLink: {
		tokenHash: string;
		municipalityId: string;
		followUpId: string;
		personId: string;
	};
	/** Something asked of the open revision. */
	planInput: {
		id: string;
		municipalityId: string;
		planId: string;
		versionId: string;
		text: string;
		origin: InputOrigin;
		/** The forum point, finding … it came from; null when from outside. */
		originId: string | null;
		originLabel: string;
		/** Of notes that a table tied to the plan: what they say of it, and which table; the words for both are the reader's. */
		stance: 'keep' | 'change' | 'missing' | null;
		tableNumber: number | null;
		elementId: string | null;
		createdAt: string;
		withdrawnAt: string | null;
		/** The input that says the same and that it is decided together with. */
		sameAsId: string | null;
	};
	decision: {
		inputId: string;
		municipalityId: string;
		outcome: DecisionOutcome;
		/** Public: whoever wrote the note can read it. '' when it was taken in and nothing needed saying. */
		reason: string;
		/** For those who lead the revision only: no page for others, and no public page, ever selects it. */
		internalRemark: string | null;
		decidedBy: string;
		decidedAt: string;
	};
	/** A file of an adopted version, made once. */
	planFile: {
		id: string;
		municipalityId: string;
		versionId: string;
		/** As in the archive package: `nn/plan.pdf`, `plan.json` …; `package.zip` is all of them. */
		name: string;
		/** SHA-256 of the bytes, and how many they are. */
		hash: string;
		size: number;
		/** Null when something about a person was taken out since; then a new file has the name. */
		content: Uint8Array | null;
		madeAt: string;
		takenOutAt: string | null;
	};
	/** A round in which bodies may answer to the draft as it was when the round opened; one open a revision at most. */
	hearing: {
		id: string;
		municipalityId: string;
		versionId: string;
		/** 1-based within the revision. */
		round: number;
		/** The last day to answer, a civil date. */
		deadline: string;
		/** The elements as they were heard, canonical JSON, and its SHA-256. */
		content: string;
		contentHash: string;
		/** What the municipality writes to the bodies, and asks them, of its own; '' for nothing. */
		words: string;
		/** The case that the round belongs to. */
		caseNumber: string | null;
		/** How many times bodies have been written to, reminders apart: asked, added later, told of another deadline. */
		letters: number;
		/** How many times reminders have been written. */
		reminders: number;
		openedAt: string;
		openedBy: string;
		closedAt: string | null;
	};
	hearingBody: {
		id: string;
		municipalityId: string;
		hearingId: string;
		kind: 'unit' | 'council' | 'external';
		name: string;
		email: string;
		/** The unit of the municipality that it is. */
		unitId: string | null;
		/** Said to be done, with remarks or with none (`noRemarksAt`). */
		answeredAt: string | null;
		noRemarksAt: string | null;
	};
	/** A personal link of a body; a reminder has one of its own. `tokenHash` is SHA-256. */
	hearingLink: {
		tokenHash: string;
		municipalityId: string;
		bodyId: string;
	};
	/** What an input was about, word for word as it stood when it was made, and the wording it suggests instead. */
	remark: {
		inputId: string;
		municipalityId: string;
		/** Null when it was not made in a hearing here. */
		bodyId: string | null;
		/** Null when it is about the plan as a whole. */
		elementId: string | null;
		number: string | null;
		edition: number | null;
		aboutNn: string | null;
		aboutNb: string | null;
		aboutUnitId: string | null;
		aboutDeadline: string | null;
		aboutCostKr: number | null;
		suggestedNn: string | null;
		suggestedNb: string | null;
		/** Null where it is to stay. */
		suggestedUnitId: string | null;
		suggestedDeadline: string | null;
		suggestedCostKr: number | null;
	};
	indicator: {
		id: string;
		municipalityId: string;
		/** Always null: which indicator a measure has is its version's (`elementText.indicatorId`). */
		elementId: string | null;
		nameNn: string;
		nameNb: string;
		level: 'individual' | 'system' | 'activity';
		unit: string;
		source: string;
		/** What the number is worth: how it is counted, what it leaves out. */
		qualityNote: string | null;
		/** The reading it began from. */
		baselineId: string | null;
		/** What it is to reach by the end of a year; both null where nothing is decided. */
		targetValue: Generated<number | null>;
		targetYear: Generated<number | null>;
	};
	/** `at` is a year, month or day as the source gives it; null when it gives none. `createdAt` null: from before that was kept. */
	reading: {
		id: string;
		municipalityId: string;
		indicatorId: string;
		at: string | null;
		value: number;
		/** As the source writes it ("ca. 45"). */
		shown: string;
		/** Where it is public already; null when nowhere, and then small numbers of people are held back. */
		publishedIn: string | null;
		createdAt: Generated<string | null>;
	};
}

/** What somebody decided of the plan's pages, and a plan that is on its way in. */
export interface PlanPageTables {
	/** What somebody chose for the politicians' page instead of what the rule takes; one row a municipality. */
	storyChoice: {
		id: string;
		municipalityId: string;
		/** The forum's point that is quoted, and the indicator that is drawn; null: by the rule. */
		pointId: string | null;
		indicatorId: string | null;
		/** Own sentences; '' for those the system writes. */
		words: string;
		/** Up by one at every change. */
		edition: number;
		changedBy: string;
		changedAt: string;
	};
	/** Whether the page of the adopted plan is open to everybody; one row a municipality that ever opened it. */
	planPage: {
		municipalityId: string;
		/** Null: it is closed again. */
		openedAt: string | null;
		changedBy: string;
		changedAt: string;
	};
	/** A plan of before that is being read from a file or pasted text; gone when it is in the plan, and some time after it was left. */
	planImport: {
		id: string;
		municipalityId: string;
		/** The file's, '' of pasted text. */
		fileName: string;
		/** The pieces of the source, what each line becomes, and what the whole is to be: JSON (`src/lib/plan/import/model.ts`). */
		blocks: string;
		lines: string;
		purpose: string;
		/** Up by one at every change. */
		edition: number;
		/** How many times somebody corrected what was read. */
		corrections: number;
		startedBy: string;
		startedAt: string;
		changedAt: string;
	};
}

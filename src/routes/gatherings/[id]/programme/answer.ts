import type { ActionData } from './$types';

/** What the page was answered: which form, and what was refused, typed wrong or done by others meanwhile. */
export type Answer = {
	id: string;
	refusal: string | undefined;
	values?: Record<string, unknown> | undefined;
	errors?: Record<string, string> | undefined;
	/** Others were first: who, what they did, and the revision to go on from. */
	by: string[];
	changes: string[] | undefined;
	revision: number | undefined;
	/** Which version has been published. */
	version: number | undefined;
	/** How many letters were written. */
	count: number | undefined;
};

/** The page's `form` in the words of its parts; after a conflict it belongs to the form where what was typed is kept. */
export function answerOf(form: ActionData): Answer | null {
	if (!form?.id) return null;
	const { id, refusal, values, errors, version, count } = form;
	const conflict = form.refused?.reason === 'conflict' ? form.refused : undefined;
	return {
		id: conflict?.place ?? id,
		refusal,
		values: conflict?.merged ? { ...values, ...conflict.merged } : values,
		errors,
		by: conflict?.by ?? [],
		changes: conflict?.changes,
		revision: conflict?.revision,
		version,
		count
	};
}

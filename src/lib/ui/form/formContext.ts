import { getContext, hasContext, setContext } from 'svelte';

/** What a Form tells the fields and buttons inside it. */
export type FormState = {
	/** Put before the ids of fields, so that two forms on a page can both have a `title`. */
	readonly prefix: string;
	readonly values: Record<string, unknown>;
	readonly errors: Record<string, string>;
	readonly pending: boolean;
};

const key = Symbol('form');
const alone: FormState = { prefix: 'f', values: {}, errors: {}, pending: false };

/** Makes `state` known to what is inside a Form. */
export function provideForm(state: FormState): void {
	setContext(key, state);
}

/** An action's answer as a page gets it (`routes/action.server.ts`); pages with several forms get that of the one that was sent. */
type Answered = {
	id?: string | undefined;
	values?: Record<string, unknown>;
	errors?: Record<string, string> | undefined;
	refusal?: string | undefined;
};

/**
 * What the form that is called `name` is given of the page's `form`: `<Form {...formProps(form, 'open')} action="?/open">`.
 * Nothing when another form of the page was answered.
 */
export function formProps(form: object | null | undefined, name?: string) {
	const answered = form as Answered | null | undefined;
	const own = answered && (name === undefined || answered.id === name) ? answered : null;
	return { name, form: own, refusal: own?.refusal ?? null };
}

/** The Form around a field, or an empty one for fields in a plain `<form>`. */
export function useForm(): FormState {
	return hasContext(key) ? getContext<FormState>(key) : alone;
}

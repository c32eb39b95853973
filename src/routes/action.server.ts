import { error, fail, type RequestEvent } from '@sveltejs/kit';
import type { GenericSchema, InferOutput } from 'valibot';
import { parseForm, valuesOf, type FormValues } from '#lib/form.ts';
import { requireActor } from '#lib/people/auth/guard.server.ts';
import type { Actor } from '#lib/people/model.ts';
import type { Answer, RefusalIn, SentencesFor } from '#lib/result.ts';

type Params = Partial<Record<string, string>>;

/** What the work of an action is given: the checked form, who asks, and the request's own things. */
export type Asked<P extends Params, D, Who> = {
	actor: Who;
	data: D;
	values: FormValues;
	event: RequestEvent<P>;
	params: P;
	locals: App.Locals;
};

/** What a page's `form` is after a refusal; `formProps` (ui) hands it to the form with that `id`. */
export type Failure<A extends Answer> = {
	id: string | undefined;
	values: FormValues;
	errors: Record<string, string> | undefined;
	/** The command's refusal with its facts, and its sentence. Undefined when the form was wrong. */
	refused: RefusalIn<A> | undefined;
	refusal: string | undefined;
};

type Form<S extends GenericSchema, A extends Answer, P extends Params, Who, Done> = {
	/** Which form of the page is answered; of a form that is there once a row, made of what was sent. */
	id?: string | ((values: FormValues) => string);
	input?: S;
	/** Who may; somebody signed in by default. */
	may?: (actor: Actor) => boolean;
	run: (asked: Asked<P, InferOutput<S>, Who>) => Promise<A>;
	/** What the page is given after success; may redirect. */
	done?: (accepted: Extract<NoInfer<A>, { ok: true }>, asked: Asked<P, InferOutput<S>, Who>) => Done | Promise<Done>;
	/** The field that a reason is about: its sentence stands there. */
	at?: { [R in RefusalIn<NoInfer<A>>['reason']]?: string };
	/** A sentence for each reason. */
	text: SentencesFor<NoInfer<A>>;
	/** Of `values`, what the page is given back after a refusal. Default: all. */
	keep?: (values: FormValues) => FormValues;
};

/**
 * A form action for somebody signed in: parse → may → command → sentence. Signed out leads to the sign-in page; without
 * the right, and where the command says `notFound`, the page is a 404. A wrong form is 400 with a sentence beside each field
 * and what was typed still there; a refusal is 409 (429 for `limit`) with its sentence.
 */
export function action<
	A extends Answer,
	S extends GenericSchema,
	P extends Params,
	Done extends object | void = { id: string | undefined; done: true }
>(form: Form<S, A, P, Actor, Done>) {
	return answer<S, A, P, Actor, Done>(form, (event) => requireActor(event.locals, event.url, form.may));
}

/** The same for whoever has the address of the page, such as a personal link: `actor` is null for most. */
export function openAction<
	A extends Answer,
	S extends GenericSchema,
	P extends Params,
	Done extends object | void = { id: string | undefined; done: true }
>(form: Form<S, A, P, Actor | null, Done>) {
	return answer<S, A, P, Actor | null, Done>(form, (event) => event.locals.actor);
}

function answer<S extends GenericSchema, A extends Answer, P extends Params, Who, Done extends object | void>(
	form: Form<S, A, P, Who, Done>,
	who: (event: RequestEvent<P>) => Who
) {
	return async (event: RequestEvent<P>) => {
		const actor = who(event);
		const sent = await event.request.formData();
		const typed = valuesOf(sent);
		const id = typeof form.id === 'function' ? form.id(typed) : form.id;
		const values = form.keep ? form.keep(typed) : typed;
		const failure: Failure<A> = { id, values, errors: undefined, refused: undefined, refusal: undefined };
		const parsed = form.input ? parseForm(form.input, sent) : { ok: true as const, data: undefined };
		if (!parsed.ok) return fail(400, { ...failure, errors: parsed.errors });
		const asked = { actor, data: parsed.data as InferOutput<S>, values: typed, event, params: event.params, locals: event.locals };
		const result = await form.run(asked);
		if (result.ok) {
			const accepted = result as Extract<A, { ok: true }>;
			return form.done ? await form.done(accepted, asked) : ({ id, done: true } as Done);
		}
		const refused = result as RefusalIn<A>;
		if (refused.reason === 'notFound') error(404);
		const refusal = sentence(form.text, refused);
		const field = (form.at as Record<string, string> | undefined)?.[refused.reason];
		return fail(refused.reason === 'limit' ? 429 : field ? 400 : 409, {
			...failure,
			refused,
			...(field ? { errors: { [field]: refusal } } : { refusal })
		});
	};
}

function sentence<A extends Answer>(text: SentencesFor<A>, refused: RefusalIn<A>): string {
	const say = (text as unknown as Record<string, (refusal: RefusalIn<A>) => string>)[refused.reason];
	if (!say) throw new Error(`No sentence for the refusal ${refused.reason}`);
	return say(refused);
}

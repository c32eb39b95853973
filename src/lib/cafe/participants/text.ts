import { m } from '#lib/i18n/paraglide/messages.js';

/** Why somebody does not come in. Apart from what facilitators are told (`words.ts`): a phone fetches this before it can write. */
export const doorRefusals = {
	notOnTheList: m.cafe_refused_not_on_the_list,
	unknownUnit: m.cafe_refused_unknown_unit,
	nothingToShow: m.cafe_refused_nothing_to_show,
	alreadyJoined: m.cafe_refused_already_joined,
	wrongCode: m.cafe_refused_wrong_code,
	tooManyTries: m.cafe_refused_too_many_tries
};

/** The sentence for a refusal at the door, in the reader's language; null when nothing was refused. */
export function doorRefusalText(form: object | null | undefined): string | null {
	const reason = form && 'reason' in form ? (form.reason as keyof typeof doorRefusals) : null;
	return reason && reason in doorRefusals ? doorRefusals[reason]() : null;
}

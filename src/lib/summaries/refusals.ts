import { m } from '#lib/i18n/paraglide/messages.js';

const sentences = {
	notAllowed: m.summaries_refused_not_allowed,
	notFound: m.summaries_refused_not_found,
	published: m.summaries_refused_published,
	tooFew: m.summaries_refused_too_few,
	unknownPoint: m.summaries_refused_unknown_point,
	unknownUnit: m.summaries_refused_unknown_unit,
	nothingHarvested: m.summaries_refused_nothing_harvested,
	draftOpen: m.summaries_refused_draft_open,
	noDraft: m.summaries_refused_no_draft,
	notPublished: m.summaries_refused_not_published,
	nobody: m.summaries_refused_nobody,
	changedMeanwhile: m.summaries_refused_changed_meanwhile,
	confidential: m.summaries_refused_confidential,
	nothingToDecide: m.summaries_refused_nothing_to_decide,
	alreadyDone: m.actions_refused_already_done,
	notDone: m.actions_refused_not_done,
	noTitle: m.draft_refused_no_title,
	noIntro: m.draft_refused_no_intro,
	noCorrection: m.draft_refused_no_correction,
	publishing: m.draft_refused_publishing,
	notSaved: m.draft_refused_not_saved,
	noPicture: m.picture_refused_no_picture,
	tooManyPictures: m.picture_refused_too_many_pictures,
	pictureTooBig: m.picture_refused_picture_too_big,
	notAPicture: m.picture_refused_not_aPicture,
	brokenPicture: m.picture_refused_broken_picture,
	unknownPicture: m.picture_refused_unknown_picture
};

export type Refusal = keyof typeof sentences;

/** The sentence for a refusal of this noun, in the reader's language; null when nothing was refused. */
export function refusalText(form: object | null | undefined): string | null {
	const reason = form && 'reason' in form ? (form.reason as Refusal) : null;
	return reason && reason in sentences ? sentences[reason]() : null;
}

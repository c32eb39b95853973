import { m } from '#lib/i18n/paraglide/messages.js';

const sentences = {
	notAllowed: m.summaries_refused_notAllowed,
	notFound: m.summaries_refused_notFound,
	published: m.summaries_refused_published,
	tooFew: m.summaries_refused_tooFew,
	unknownPoint: m.summaries_refused_unknownPoint,
	unknownUnit: m.summaries_refused_unknownUnit,
	nothingHarvested: m.summaries_refused_nothingHarvested,
	draftOpen: m.summaries_refused_draftOpen,
	noDraft: m.summaries_refused_noDraft,
	notPublished: m.summaries_refused_notPublished,
	nobody: m.summaries_refused_nobody,
	changedMeanwhile: m.summaries_refused_changedMeanwhile,
	confidential: m.summaries_refused_confidential,
	nothingToDecide: m.summaries_refused_nothingToDecide,
	alreadyDone: m.actions_refused_alreadyDone,
	notDone: m.actions_refused_notDone,
	noTitle: m.draft_refused_noTitle,
	noIntro: m.draft_refused_noIntro,
	noCorrection: m.draft_refused_noCorrection,
	publishing: m.draft_refused_publishing,
	notSaved: m.draft_refused_notSaved,
	noPicture: m.picture_refused_noPicture,
	tooManyPictures: m.picture_refused_tooManyPictures,
	pictureTooBig: m.picture_refused_pictureTooBig,
	notAPicture: m.picture_refused_notAPicture,
	brokenPicture: m.picture_refused_brokenPicture,
	unknownPicture: m.picture_refused_unknownPicture
};

export type Refusal = keyof typeof sentences;

/** The sentence for a refusal of this noun, in the reader's language; null when nothing was refused. */
export function refusalText(form: object | null | undefined): string | null {
	const reason = form && 'reason' in form ? (form.reason as Refusal) : null;
	return reason && reason in sentences ? sentences[reason]() : null;
}

import { m } from '#lib/i18n/paraglide/messages.js';

/** What a refusal means to the one who tried, by its reason. */
const sentences: Record<string, () => string> = {
	notAllowed: m.gatherings_refused_not_allowed,
	notFound: m.gatherings_refused_not_found,
	unknownRecipe: m.gatherings_recipe_missing,
	unknownSeries: m.gatherings_refused_series,
	noTheme: m.gatherings_theme_missing,
	noTitle: m.gatherings_task_missing,
	noName: m.gatherings_name_missing,
	dateInPast: m.gatherings_refused_past,
	dateTaken: m.gatherings_refused_taken,
	unknownTopic: m.gatherings_refused_topic,
	topicTaken: m.gatherings_refused_topic_taken,
	tooManyTopics: m.gatherings_refused_topics,
	unknownPartner: m.gatherings_refused_partner,
	unknownGathering: m.programme_refused_again,
	unknownIdea: m.programme_refused_idea,
	unknownUnit: m.gatherings_refused_unit,
	outsideDay: m.gatherings_refused_outside,
	overlapping: m.gatherings_refused_overlapping,
	over: m.gatherings_refused_over,
	unknownItem: m.gatherings_refused_item,
	hasSinceLast: m.programme_refused_has_since,
	badAddress: m.programme_email_wrong,
	alreadyAsked: m.programme_refused_asked,
	nobodyWaiting: m.programme_refused_nobody_waiting,
	noChange: m.programme_refused_no_change,
	hasBegun: m.gatherings_refused_begun,
	untoldNews: m.gatherings_refused_news,
	noNews: m.gatherings_refused_no_news,
	noDate: m.gatherings_refused_no_date,
	noProgramme: m.gatherings_refused_no_programme,
	nobody: m.gatherings_refused_nobody,
	unknownPerson: m.gatherings_refused_person,
	cancelled: m.gatherings_refused_cancelled,
	tooEarly: m.gatherings_refused_early,
	alreadyHeld: m.gatherings_refused_held,
	notOpen: m.gatherings_refused_not_open,
	seated: m.gatherings_refused_seated,
	tooLate: m.gatherings_refused_late,
	alreadyLaid: m.gatherings_refused_laid,
	deadlinePast: m.invitations_refused_deadline_past,
	deadlineAfterDay: m.invitations_refused_deadline_after,
	fewerThanComing: m.invitations_refused_fewer,
	pastDeadline: m.invitations_refused_past_deadline,
	notYours: m.invitations_refused_not_yours,
	notComing: m.invitations_refused_not_coming,
	notColleague: m.invitations_refused_not_colleague,
	noPlace: m.invitations_refused_no_place,
	everybodyAnswered: m.invitations_refused_answered,
	tooMany: m.invitations_refused_too_many,
	notHeld: m.evaluation_refused_not_held,
	evaluated: m.evaluation_refused_asked,
	wrongCode: m.attendance_refused_code,
	tooManyTries: m.attendance_refused_tries
};

/** The sentence for an answer with a `reason`; null when it is none of ours, or there is nothing to say. */
export function refusalText(form: unknown): string | null {
	const reason = form && typeof form === 'object' && 'reason' in form ? form.reason : undefined;
	return typeof reason === 'string' ? (sentences[reason]?.() ?? null) : null;
}

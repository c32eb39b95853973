import { m } from '#lib/i18n/paraglide/messages.js';
import type { BodyKind } from './hearing.server.ts';
import { refusals, type Word } from './sentences.ts';

export const bodyKindLabels: Record<BodyKind, Word> = {
	unit: m.hearing_kind_unit,
	council: m.hearing_kind_council,
	external: m.hearing_kind_external
};

/** Why a hearing says no, in the reader's language. */
export const hearingRefusals: Record<string, () => string> = {
	...refusals,
	closed: m.hearing_refused_closed,
	deadlinePast: m.hearing_refused_deadline,
	noBodies: m.hearing_refused_no_bodies,
	hearingOpen: m.hearing_refused_open,
	nobody: m.hearing_refused_nobody,
	hasRemarks: m.hearing_refused_has_remarks,
	noText: m.hearing_refused_no_text,
	tooMany: m.hearing_refused_too_many,
	alreadyDecided: m.plan_refused_already_decided
};

import { m } from '#lib/i18n/paraglide/messages.js';
import type { Attempted } from '#lib/people/auth/attempts.server.ts';
import type { AuditKind, AuditVerb } from '#lib/people/audit.ts';
import { roles, type Role } from '#lib/people/model.ts';
import { roleNames } from '#lib/people/persons/text.ts';
import { exportReasons } from './exportText.ts';
import { leftSentences, type LeftNamed } from './text.ts';

export const auditKindNames: Record<AuditKind, () => string> = {
	access: m.audit_kind_access,
	people: m.audit_kind_people,
	exports: m.audit_kind_exports,
	privacy: m.audit_kind_privacy,
	year: m.audit_kind_year,
	topics: m.audit_kind_topics,
	gatherings: m.audit_kind_gatherings,
	cafe: m.audit_kind_cafe,
	summaries: m.audit_kind_summaries,
	plan: m.audit_kind_plan,
	mail: m.audit_kind_mail,
	installation: m.audit_kind_installation
};

/** What somebody did, as a sentence without them. */
export const auditSentences: Record<AuditVerb, () => string> = {
	'session.start': m.audit_session_start,
	'session.end': m.audit_session_end,
	'session.refuse': m.audit_session_refuse,
	'access.refuse': m.audit_access_refuse,
	'access.attempt': m.audit_access_attempt,
	'secondFactor.begin': m.audit_second_factor_begin,
	'secondFactor.turnOn': m.audit_second_factor_turn_on,
	'secondFactor.turnOff': m.audit_second_factor_turn_off,
	'secondFactor.renewCodes': m.audit_second_factor_renew_codes,
	'secondFactor.useCode': m.audit_second_factor_use_code,
	'secondFactor.remove': m.audit_second_factor_remove,
	'password.ask': m.audit_password_ask,
	'password.invite': m.audit_password_invite,
	'password.link': m.audit_password_link,
	'identity.ask': m.audit_identity_ask,
	'identity.connect': m.audit_identity_connect,
	'password.set': m.audit_password_set,
	'password.change': m.audit_password_change,
	'password.refuse': m.audit_password_refuse,
	'person.add': m.audit_person_add,
	'person.import': m.audit_person_import,
	'person.edit': m.audit_person_edit,
	'person.changeRoles': m.audit_person_change_roles,
	'person.disable': m.audit_person_disable,
	'person.enable': m.audit_person_enable,
	'person.erase': m.audit_person_erase,
	'unit.add': m.audit_unit_add,
	'unit.edit': m.audit_unit_edit,
	'unit.end': m.audit_unit_end,
	'unit.merge': m.audit_unit_merge,
	'unit.moveStaff': m.audit_unit_move_staff,
	'unit.fillRole': m.audit_unit_fill_role,
	'unit.vacateRole': m.audit_unit_vacate_role,
	'unit.reportHeadcount': m.audit_unit_report_headcount,
	'level.add': m.audit_level_add,
	'level.edit': m.audit_level_edit,
	'level.move': m.audit_level_move,
	'level.remove': m.audit_level_remove,
	'municipality.edit': m.audit_municipality_edit,
	'person.export': m.audit_person_export,
	'person.exportAll': m.audit_person_export_all,
	'version.exportArchive': m.audit_version_export_archive,
	'audit.export': m.audit_audit_export,
	'disclosure.mask': m.audit_disclosure_mask,
	'disclosure.dismiss': m.audit_disclosure_dismiss,
	'retention.purge': m.audit_retention_purge,
	'series.add': m.audit_series_add,
	'series.change': m.audit_series_change,
	'series.handOver': m.audit_series_hand_over,
	'series.writeLessons': m.audit_series_write_lessons,
	'obligation.tie': m.audit_obligation_tie,
	'entry.add': m.audit_entry_add,
	'entry.change': m.audit_entry_change,
	'entry.cancel': m.audit_entry_cancel,
	'poll.open': m.audit_poll_open,
	'poll.remind': m.audit_poll_remind,
	'poll.close': m.audit_poll_close,
	'schoolBreak.add': m.audit_school_break_add,
	'schoolBreak.change': m.audit_school_break_change,
	'schoolBreak.remove': m.audit_school_break_remove,
	'topic.answer': m.audit_topic_answer,
	'topic.merge': m.audit_topic_merge,
	'topic.setHalfLife': m.audit_topic_set_half_life,
	'topic.tie': m.audit_topic_tie,
	'gathering.plan': m.audit_gathering_plan,
	'gathering.change': m.audit_gathering_change,
	'gathering.cancel': m.audit_gathering_cancel,
	'gathering.sendUpdates': m.audit_gathering_send_updates,
	'gathering.open': m.audit_gathering_open,
	'gathering.hold': m.audit_gathering_hold,
	'gathering.setCost': m.audit_gathering_set_cost,
	'task.add': m.audit_task_add,
	'programme.change': m.audit_programme_change,
	'programme.publish': m.audit_programme_publish,
	'material.add': m.audit_material_add,
	'speaker.ask': m.audit_speaker_ask,
	'speaker.edit': m.audit_speaker_edit,
	'host.ask': m.audit_host_ask,
	'host.letOff': m.audit_host_let_off,
	'host.remind': m.audit_host_remind,
	'attendance.edit': m.audit_attendance_edit,
	'gathering.enterPast': m.audit_gathering_enter_past,
	'hearing.editBody': m.audit_hearing_edit_body,
	'hearing.addBody': m.audit_hearing_add_body,
	'hearing.move': m.audit_hearing_move,
	'invitation.send': m.audit_invitation_send,
	'invitation.remind': m.audit_invitation_remind,
	'invitation.setTerms': m.audit_invitation_set_terms,
	'invitation.offer': m.audit_invitation_offer,
	'checkInCode.create': m.audit_check_in_code_create,
	'evaluation.ask': m.audit_evaluation_ask,
	'calendarFeed.open': m.audit_calendar_feed_open,
	'calendarFeed.revoke': m.audit_calendar_feed_revoke,
	'cafe.rotateCode': m.audit_cafe_rotate_code,
	'cafe.lock': m.audit_cafe_lock,
	'cafe.unlock': m.audit_cafe_unlock,
	'cafe.letInByHand': m.audit_cafe_let_in_by_hand,
	'cafe.letWalkIn': m.audit_cafe_let_walk_in,
	'personalCode.create': m.audit_personal_code_create,
	'participant.takeOver': m.audit_participant_take_over,
	'participant.letIn': m.audit_participant_let_in,
	'participant.turnAway': m.audit_participant_turn_away,
	'participant.remove': m.audit_participant_remove,
	'cafe.freeze': m.audit_cafe_freeze,
	'cafe.unfreeze': m.audit_cafe_unfreeze,
	'cafe.end': m.audit_cafe_end,
	'summary.publish': m.audit_summary_publish,
	'summary.mail': m.audit_summary_mail,
	'action.finish': m.audit_action_finish,
	'action.reopen': m.audit_action_reopen,
	'plan.create': m.audit_plan_create,
	'plan.updateMetadata': m.audit_plan_update_metadata,
	'plan.renumber': m.audit_plan_renumber,
	'revision.open': m.audit_revision_open,
	'version.adopt': m.audit_version_adopt,
	'version.mailOutcomes': m.audit_version_mail_outcomes,
	'element.add': m.audit_element_add,
	'element.edit': m.audit_element_edit,
	'element.move': m.audit_element_move,
	'element.remove': m.audit_element_remove,
	'element.restore': m.audit_element_restore,
	'element.reportStatus': m.audit_element_report_status,
	'input.add': m.audit_input_add,
	'input.assign': m.audit_input_assign,
	'input.decide': m.audit_input_decide,
	'input.link': m.audit_input_link,
	'input.unlink': m.audit_input_unlink,
	'input.takeHarvest': m.audit_input_take_harvest,
	'input.takeFindings': m.audit_input_take_findings,
	'input.withdraw': m.audit_input_withdraw,
	'preAnalysis.add': m.audit_pre_analysis_add,
	'preAnalysis.edit': m.audit_pre_analysis_edit,
	'finding.answer': m.audit_finding_answer,
	'finding.edit': m.audit_finding_edit,
	'finding.remove': m.audit_finding_remove,
	'hearing.open': m.audit_hearing_open,
	'hearing.remind': m.audit_hearing_remind,
	'hearing.close': m.audit_hearing_close,
	'hearing.answer': m.audit_hearing_answer,
	'remark.add': m.audit_remark_add,
	'remark.withdraw': m.audit_remark_withdraw,
	'followUp.ask': m.audit_follow_up_ask,
	'followUp.remind': m.audit_follow_up_remind,
	'followUp.answer': m.audit_follow_up_answer,
	'indicator.add': m.audit_indicator_add,
	'indicator.edit': m.audit_indicator_edit,
	'reading.add': m.audit_reading_add,
	'reading.remove': m.audit_reading_remove,
	'mail.release': m.audit_mail_release,
	'mail.undoRelease': m.audit_mail_undo_release,
	'mail.cancel': m.audit_mail_cancel,
	'mail.retry': m.audit_mail_retry,
	'mail.bounce': m.audit_mail_bounce,
	'mail.pause': m.audit_mail_pause,
	'mail.resume': m.audit_mail_resume,
	'mail.trial': m.audit_mail_trial,
	'mail.tryServer': m.audit_mail_try_server,
	'mail.unsubscribe': m.audit_mail_unsubscribe,
	'mail.ownYes': m.audit_mail_own_yes,
	'mail.ownNo': m.audit_mail_own_no,
	'mail.subscribe': m.audit_mail_subscribe,
	'content.redact': m.audit_content_redact,
	'cafe.readAgain': m.audit_cafe_read_again,
	'cafe.mend': m.audit_cafe_mend,
	'cafe.dissolveTable': m.audit_cafe_dissolve_table,
	'summary.mend': m.audit_summary_mend,
	'municipality.setUp': m.audit_municipality_set_up,
	'notice.edit': m.audit_notice_edit,
	'backup.restore': m.audit_backup_restore
};

const roleList = (held: unknown): string =>
	roles
		.filter((role) => Array.isArray(held) && held.includes(role))
		.map((role: Role) => roleNames[role]())
		.join(', ') || m.audit_no_roles();

/** The parts of Samling by the first word of their address; of others nobody is told. */
const refusedPlaces: Record<string, () => string> = {
	people: m.people_title,
	export: m.audit_kind_exports,
	units: m.people_units_title,
	cycle: m.audit_kind_year,
	topics: m.audit_kind_topics,
	gatherings: m.audit_kind_gatherings,
	table: m.audit_kind_cafe,
	plan: m.audit_kind_plan,
	outbox: m.audit_kind_mail
};

const attempted: Record<Attempted, (count: { count: number }) => string> = {
	page: m.audit_attempted_pages,
	board: m.audit_attempted_boards
};

/** What else a reader is told of an entry: its facts that mean something to them, a sentence each. */
export function auditDetail(verb: AuditVerb, detail: Record<string, unknown>, note: string | null): string[] {
	if (verb === 'person.add') return [m.audit_roles_now({ roles: roleList(detail.roles) })];
	if (verb === 'person.changeRoles') return [m.audit_roles_changed({ given: roleList(detail.given), taken: roleList(detail.taken) })];
	if (verb === 'person.erase') return leftSentences((detail.left ?? {}) as LeftNamed);
	if (verb === 'access.attempt') return [attempted[detail.what as Attempted]?.({ count: Number(detail.count) }) ?? ''];
	if (verb === 'access.refuse') return refusedPlaces[detail.place as string] ? [refusedPlaces[detail.place as string]!()] : [];
	const reason = exportReasons[detail.reason as keyof typeof exportReasons]?.();
	if (reason) return [m.audit_reason({ reason: note ? m.audit_reason_note({ reason, note }) : reason })];
	if (typeof detail.version === 'number') return [m.audit_version({ number: detail.version })];
	if (verb === 'version.adopt' || verb === 'revision.open') return [m.audit_version({ number: Number(detail.number) })];
	if (typeof detail.hostOfTable === 'number') return [m.audit_by_host({ number: detail.hostOfTable })];
	return note ? [note] : [];
}

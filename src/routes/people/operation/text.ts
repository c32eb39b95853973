import { m } from '#lib/i18n/paraglide/messages.js';
import type { Fault } from './faults.server.ts';

const texts: Record<Exclude<Fault['what'], 'board'>, { what: () => string; todo: () => string }> = {
	disk: { what: m.operation_disk, todo: m.operation_disk_do },
	log: { what: m.operation_log, todo: m.operation_log_do },
	backup: { what: m.operation_backup, todo: m.operation_backup_do },
	clock: { what: m.operation_clock, todo: m.operation_clock_do },
	mail: { what: m.operation_mail, todo: m.operation_mail_do },
	audit: { what: m.operation_audit, todo: m.operation_audit_do }
};

/** What is wrong, and what is to be done about it. */
export function faultText(fault: Fault): { what: string; todo: string } {
	if (fault.what === 'board') return { what: m.operation_boards(fault), todo: m.operation_boards_do() };
	const { what, todo } = texts[fault.what];
	return { what: what(), todo: todo() };
}

import { m } from '#lib/i18n/paraglide/messages.js';

/** The steps of setting a café up, in their order, as they stand in the address (`?step=hosts`). */
export const steps = ['what', 'tables', 'hosts', 'seating', 'ready'] as const;
export type Step = (typeof steps)[number];

export const stepLabels: Record<Step, () => string> = {
	what: m.setup_way_title,
	tables: m.setup_tables_title,
	hosts: m.setup_hosts_title,
	seating: m.setup_seating_title,
	ready: m.setup_ready_title
};

export function isStep(asked: unknown): asked is Step {
	return (steps as readonly unknown[]).includes(asked);
}

/** The step in which a field of the form stands, by the name its error goes by. */
export function stepOf(field: string): Step {
	if (field.endsWith('.hostId')) return 'hosts';
	if (field.endsWith('.places')) return 'seating';
	return field.startsWith('tables') ? 'tables' : 'what';
}

export const presetLabels: Record<string, () => string> = {
	udir: m.setup_preset_udir,
	doga: m.setup_preset_doga,
	worldCafe: m.setup_preset_world,
	own: m.setup_preset_own
};

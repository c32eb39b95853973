/** Somebody on the list at the door: the invited, others who are known, and those who just came. */
export type Person = {
	key: string;
	personId: string | null;
	attendanceId: string | null;
	name: string;
	unitId: string | null;
	answer: string | null;
	invited: boolean;
	walkIn: boolean;
};

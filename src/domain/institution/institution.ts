export const institutionRoles = ['staff', 'co_facilitator', 'manager'] as const;
/** What a person is at their institution, apart from any room. */
export type InstitutionRole = (typeof institutionRoles)[number];

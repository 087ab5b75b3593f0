/** A cookie for one plan's page: the id of the person for whom this browser keeps the plan. The page then needs only its first cards. */
export const planKept = 'plan-kept';

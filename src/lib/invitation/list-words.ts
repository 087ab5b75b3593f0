import type { JudgedRow, ListProblem } from '#domain/invitation/people-list.ts';
import { roleWords } from '$lib/auth/role-words.ts';
import { m } from '$lib/paraglide/messages.js';

/** What a row's problem is, and what to write instead. */
export function problemWords(
  problem: ListProblem,
  row: JudgedRow,
  more: { of?: number; institutions: readonly string[] },
): string {
  const institutions = more.institutions.join(', ');
  const words: Record<ListProblem, () => string> = {
    name_missing: m.invitation_list_name_missing,
    name_odd: () => m.invitation_list_name_odd({ typed: row.typed.name }),
    name_long: m.error_too_long,
    email_odd: () => m.invitation_list_email_odd({ typed: row.typed.email }),
    telephone_odd: () => m.invitation_list_telephone_odd({ typed: row.typed.telephone }),
    telephone_spoilt: () => m.invitation_list_telephone_spoilt({ typed: row.typed.telephone }),
    institution_missing: () => m.invitation_list_institution_missing({ institutions }),
    institution_unknown: () =>
      m.invitation_list_institution_unknown({ typed: row.typed.institution, institutions }),
    role_unknown: () => m.invitation_list_role_unknown({ typed: row.typed.role }),
    role_not_yours: m.error_invite_own_role,
    differs: () => m.invitation_list_differs({ row: more.of ?? 0 }),
  };
  return words[problem]();
}

/** What becomes of a row that needs no mending. */
export function fateWords(row: JudgedRow): string {
  switch (row.fate) {
    case 'mail':
      return m.invitation_list_mail();
    case 'slip':
      return m.invitation_list_slip();
    case 'here':
      return m.invitation_list_here({ role: roleWords[row.role]() });
    case 'waiting':
      return m.invitation_list_waiting();
    case 'twice':
      return m.invitation_list_twice({ row: row.of });
    case 'wrong':
      return m.invitation_list_wrong();
  }
}

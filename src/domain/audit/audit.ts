/**
 * What the audit remembers. Each kind has its words in `rights.json` as `rights_audit_<kind>`, in both languages
 * (audit.test.ts). `data` names whom it concerns: `subjectId` (a person), `institutionId`, `role`, `was`.
 */
export const auditKinds = [
  // Signing in
  'signed_in',
  'sign_in_ended',
  'other_sign_ins_ended',
  'sign_in_refused',
  'password_changed',
  'pin_changed',
  'pin_reset',
  'address_changed',
  'passkey_added',
  'passkey_removed',
  'second_factor_on',
  'second_factor_off',
  'export_opened',
  'account_deleted',
  // Coming in
  'invitation_made',
  'invitation_revoked',
  'invitation_used',
  // Guests of a session
  'guest_link_made',
  'guest_link_revoked',
  'guest_let_in',
  'guest_turned_away',
  // Places in rooms
  'room_member_joined',
  'room_member_changed',
  'room_member_removed',
  'room_member_replaced',
  'room_member_left',
  'room_institution_joined',
  'room_institution_left',
  'room_institution_returned',
  // Places at institutions and in networks
  'institution_added',
  'institutions_imported',
  'institutions_exported',
  'institutions_merged',
  'institutions_kept_apart',
  'twinning_made',
  'twinning_changed',
  'twinning_ended',
  'institution_member_changed',
  'institution_member_removed',
  'institution_left',
  'network_member_joined',
  'network_member_removed',
  // With what new plans begin
  'plan_template_changed',
  'plan_template_reset',
  // What institutions agree on
  'plan_signed',
  'plan_signature_withdrawn',
  // Taken out of the product
  'institution_exported',
  'audit_exported',
  'plan_link_made',
  'plan_link_revoked',
  'calendar_feed_made',
  'calendar_feed_ended',
] as const;
export type AuditKind = (typeof auditKinds)[number];

/** A happening as the audit shows it. */
export interface AuditItem {
  id: string;
  kind: AuditKind;
  at: Date;
  /** Who did it; null when nobody was signed in. */
  by: string | null;
  byId: string | null;
  /** Whom it concerns, when that is somebody else. */
  subject: string | null;
  subjectId: string | null;
  institution: string | null;
  room: string | null;
  role: string | null;
  was: string | null;
  address: string;
  device: string;
}

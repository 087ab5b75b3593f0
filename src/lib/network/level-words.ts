import type { Level } from '#domain/network/network.ts';
import { m } from '$lib/paraglide/messages.js';

/** The word for what kind of institution it is. */
export const levelWords: Record<Level, () => string> = {
  referral: m.network_level_referral,
  district: m.network_level_district,
  health_centre: m.network_level_health_centre,
  district_office: m.network_level_district_office,
  municipality: m.network_level_municipality,
  backbone: m.network_level_backbone,
};

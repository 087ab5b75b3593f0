/** What kind of institution it is; `backbone` brings the others together. */
export const levels = [
  'referral',
  'district',
  'health_centre',
  'district_office',
  'municipality',
  'backbone',
] as const;
export type Level = (typeof levels)[number];

/** The six steps of the improvement cycle as a new network begins with them; their names are data. */
export const firstSteps = [
  { nameEn: 'Partnership development', nameFr: 'Construction du partenariat' },
  { nameEn: 'Needs assessment', nameFr: 'Évaluation des besoins' },
  { nameEn: 'Gap analysis', nameFr: 'Analyse des écarts' },
  { nameEn: 'Action planning', nameFr: 'Planification de l’action' },
  { nameEn: 'Action', nameFr: 'Action' },
  { nameEn: 'Evaluation and review', nameFr: 'Évaluation et bilan' },
] as const;

/** The topics a new network begins with; it adds its own. */
export const firstTopics = [
  { nameEn: 'Pharmacy supply chain', nameFr: 'Approvisionnement de la pharmacie' },
  { nameEn: 'Accreditation', nameFr: 'Accréditation' },
  { nameEn: 'Insurance enrolment (CBHI)', nameFr: 'Adhésion à la mutuelle de santé' },
  { nameEn: 'Birth asphyxia', nameFr: 'Asphyxie à la naissance' },
  { nameEn: 'Antenatal care', nameFr: 'Soins prénatals' },
  { nameEn: 'Malnutrition', nameFr: 'Malnutrition' },
  { nameEn: 'Client experience', nameFr: 'Expérience des usagers' },
  { nameEn: 'Patient flow', nameFr: 'Parcours du patient' },
  { nameEn: 'Data quality', nameFr: 'Qualité des données' },
] as const;

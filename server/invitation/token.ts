import { createHash, randomBytes } from 'node:crypto';

/** A link's secret: 256 random bits. Only its hash is stored, so that reading the database opens no door. */
export const newToken = (): string => randomBytes(32).toString('base64url');
export const hashToken = (token: string): string => createHash('sha256').update(token).digest('hex');

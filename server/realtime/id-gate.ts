import type { Connection } from './connection.ts';
import type { IdOwners } from './id-owners.ts';
import type { KnownIds } from './known-ids.ts';
import type { DecodedUpdate } from './validate.ts';

/** What is typed is of one author; an edit of more is what a page found on its device, not all of it its person's. */
const maxClaims = 4;

/** Holds a connection until it is known whose the client ids are that it uses: only at the first use of each does anything wait. */
export class IdGate {
  readonly #documentId: string;
  readonly #ids: KnownIds;
  readonly #ask: IdOwners['ask'];

  constructor(documentId: string, ids: KnownIds, ask: IdOwners['ask']) {
    this.#documentId = documentId;
    this.#ids = ids;
    this.#ask = ask;
  }

  update(connection: Connection, decoded: DecodedUpdate, step2: boolean, goOn: () => void): void {
    const { personId, canEdit } = connection.rights;
    const strangers = canEdit && (step2 || connection.early === 0) ? this.#ids.strangers(decoded) : [];
    // What a returning person brings along may be somebody else's; what is typed is one's own.
    const typed = !step2 && strangers.length <= maxClaims;
    this.#pass(connection, strangers, typed ? personId : null, goOn);
  }

  presence(connection: Connection, clientIds: readonly number[], goOn: () => void): void {
    const { personId } = connection.rights;
    const unknown = this.#ids.unknown(clientIds);
    // Also for who may only read, or an editor could write under the id that all see. Under ids with words somebody was before:
    // they become one's own only by writing.
    this.#pass(connection, unknown, this.#ids.unwritten(unknown) ? personId : null, goOn);
  }

  #pass(connection: Connection, clientIds: number[], claimFor: string | null, goOn: () => void): void {
    if (clientIds.length === 0) return goOn();
    const asked = this.#ask({ documentId: this.#documentId, clientIds, claimFor });
    connection.waitFor(
      asked.then((owners) => this.#ids.learnOwners(owners)),
      goOn,
    );
  }
}

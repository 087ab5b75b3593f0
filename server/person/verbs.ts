import * as schemas from '#domain/person/schemas.ts';
import * as v from 'valibot';
import { createChallenges } from '../auth/passkey-challenge.ts';
import type { RateLimits } from '../auth/rate-limits.ts';
import { createSecondFactor } from '../auth/second-factor.ts';
import type { Binding } from '../bind.ts';
import { tokenOfId } from '../auth/account-token.ts';
import { account } from './account.ts';
import { createAddressChange } from './address-change.ts';
import * as commands from './commands.ts';
import { chooseTelephone, credentialVerbs } from './credentials.ts';
import { deleteAccount } from './delete.ts';
import { exportMine } from './export.ts';
import * as passkeys from './passkeys.ts';
import { createProof, proofNeed } from './proof.ts';
import * as queries from './queries.ts';
import { resetPin } from './reset-pin.ts';
import { createSecondFactorVerbs } from './second-factor.ts';
import { removeSecondFactorFor } from './second-factor-of-others.ts';

interface Parts {
  secret: string;
  origin: string;
  tries: RateLimits;
}

/** What people do with their own account, and co-facilitators and administrators with others'. */
export function personVerbs(binding: Binding, parts: Parts) {
  const { read, write, db, clock } = binding;
  const { secret, origin, tries } = parts;
  const { proven } = createProof(binding, tries);
  const address = createAddressChange({ db, clock, tries, tokenOf: (id) => tokenOfId(secret, id) });
  const passkeyParts = { origin, challenges: createChallenges(secret) };
  const second = createSecondFactorVerbs(createSecondFactor(secret), tries);
  return {
    home: read(queries.home),
    signIns: read(queries.signIns),
    account: read(account),
    /** What the pages whose verbs are `proven` ask for. */
    proofNeed: read(proofNeed),
    rename: write(schemas.rename, commands.rename),
    readIn: write(schemas.chooseLang, commands.readIn),
    liveIn: write(schemas.chooseZone, commands.liveIn),
    chooseTelephone: write(schemas.chooseTelephone, chooseTelephone),
    endSignIn: write(schemas.endSignIn, commands.endSignInOn),
    endOtherSignIns: write(schemas.nothing, commands.endOtherSignIns),
    ...credentialVerbs(binding, tries),
    askForAddress: proven(schemas.changeAddress, address.ask),
    withdrawAddress: write(schemas.nothing, address.withdraw),
    /** Who holds the link of a mail need not be signed in. */
    lookAtAddressChange: address.look,
    answerAddressChange: address.answer,
    passkeys: read(passkeys.passkeys),
    passkeyOptions: read(passkeys.passkeyOptions(passkeyParts)),
    addPasskey: proven(schemas.addPasskey, passkeys.addPasskey(passkeyParts)),
    renamePasskey: write(
      v.object({ ...schemas.namePasskey.entries, ...schemas.passkeyId.entries }),
      passkeys.renamePasskey,
    ),
    removePasskey: write(schemas.passkeyId, passkeys.removePasskey),
    secondFactorSetup: read(second.setup),
    beginSecondFactor: write(schemas.nothing, second.begin),
    confirmSecondFactor: proven(schemas.changeSecondStep, second.confirm),
    newRecoveryCodes: proven(schemas.changeSecondStep, second.newRecoveryCodes),
    turnSecondFactorOff: proven(schemas.changeSecondStep, second.turnOff),
    removeSecondFactor: write(schemas.removeSecondFactor, removeSecondFactorFor),
    exportMine: proven(schemas.exportMine, exportMine),
    deleteAccount: proven(schemas.deleteAccount, deleteAccount),
    resetPin: resetPin(binding, tries),
  };
}

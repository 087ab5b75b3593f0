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
import { chooseTelephone, createCredentials } from './credentials.ts';
import { createDeletion } from './delete.ts';
import { exportMine } from './export.ts';
import { addPasskey, createPasskeyVerbs } from './passkeys.ts';
import * as queries from './queries.ts';
import { createResetPin } from './reset-pin.ts';
import { createSecondFactorVerbs } from './second-factor.ts';

/** What people do with their own account, and co-facilitators and administrators with others'. */
export function personVerbs(
  { read, write, db, clock }: Binding,
  { secret, origin, tries }: { secret: string; origin: string; tries: RateLimits },
) {
  const credentials = createCredentials(tries);
  const address = createAddressChange({ db, clock, tries, tokenOf: (id) => tokenOfId(secret, id) });
  const passkeys = createPasskeyVerbs({ origin, challenges: createChallenges(secret) });
  const second = createSecondFactorVerbs(createSecondFactor(secret), tries);
  return {
    home: read(queries.home),
    signIns: read(queries.signIns),
    account: read(account),
    rename: write(schemas.rename, commands.rename),
    readIn: write(schemas.chooseLang, commands.readIn),
    liveIn: write(schemas.chooseZone, commands.liveIn),
    chooseTelephone: write(schemas.chooseTelephone, chooseTelephone),
    endSignIn: write(schemas.endSignIn, commands.endSignInOn),
    endOtherSignIns: write(schemas.nothing, commands.endOtherSignIns),
    changePin: write(schemas.changePin, credentials.changePin),
    changePassword: write(schemas.changePassword, credentials.changePassword),
    askForAddress: write(schemas.changeAddress, address.ask),
    withdrawAddress: write(schemas.nothing, address.withdraw),
    /** Who holds the link of a mail need not be signed in. */
    lookAtAddressChange: address.look,
    answerAddressChange: address.answer,
    passkeys: read(passkeys.list),
    passkeyOptions: read(passkeys.options),
    addPasskey: write(addPasskey, passkeys.add),
    renamePasskey: write(
      v.object({ ...schemas.namePasskey.entries, ...schemas.passkeyId.entries }),
      passkeys.rename,
    ),
    removePasskey: write(schemas.passkeyId, passkeys.remove),
    secondFactorSetup: read(second.setup),
    beginSecondFactor: write(schemas.nothing, second.begin),
    confirmSecondFactor: write(schemas.secondStep, second.confirm),
    newRecoveryCodes: write(schemas.secondStep, second.newRecoveryCodes),
    turnSecondFactorOff: write(schemas.secondStep, second.turnOff),
    removeSecondFactor: write(schemas.removeSecondFactor, second.removeFor),
    exportMine: write(schemas.nothing, exportMine),
    deleteAccount: write(schemas.deleteAccount, createDeletion(tries)),
    resetPin: write(schemas.resetPin, createResetPin(tries)),
  };
}

/** Passkeys: the browser's WebAuthn calls between the server's options and its check. */
import { post } from "./client";
import type { Session } from "./types";

interface Challenge<T> {
  challengeId: string;
  options: T;
}
type WithJson = PublicKeyCredential & { toJSON(): unknown };

export const passkeysWork = (): boolean =>
  typeof PublicKeyCredential !== "undefined" && "parseRequestOptionsFromJSON" in PublicKeyCredential;

export async function signInWithPasskey(): Promise<Session> {
  const challenge = await post<Challenge<PublicKeyCredentialRequestOptionsJSON>>("passkey-options", {
    purpose: "sign-in",
  });
  const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(challenge.options);
  const credential = (await navigator.credentials.get({ publicKey })) as WithJson;
  return post<Session>("passkey-sessions", { challengeId: challenge.challengeId, credential: credential.toJSON() });
}

export async function addPasskey(name: string): Promise<void> {
  const challenge = await post<Challenge<PublicKeyCredentialCreationOptionsJSON>>("passkey-options", {
    purpose: "register",
  });
  const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(challenge.options);
  const credential = (await navigator.credentials.create({ publicKey })) as WithJson;
  await post("passkeys", { challengeId: challenge.challengeId, credential: credential.toJSON(), name });
}

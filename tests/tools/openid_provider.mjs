// A real provider of identities (npm `oidc-provider`) on this machine, with its pages to sign in and to consent. Whoever names an
// address is taken to be that person; its subject is `subject of ADDRESS`.
//
//     node openid_provider.mjs HOST PORT CLIENT SECRET REDIRECT ALGORITHM
//
// Prints `ready` when it listens, and ends with its standard input.
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import { generateKeyPairSync } from "node:crypto";

const [host, port, client, secret, redirect, algorithm] = process.argv.slice(2);
const require = createRequire(process.env.CONVOKE_TEST_TOOLS + "/");
const { default: Provider } = await import(pathToFileURL(require.resolve("oidc-provider")));

const key = (kind, options, more) => ({ ...generateKeyPairSync(kind, options).privateKey.export({ format: "jwk" }), ...more });
const provider = new Provider(`http://${host}:${port}`, {
  clients: [
    {
      client_id: client,
      client_secret: secret,
      redirect_uris: [redirect],
      response_types: ["code"],
      grant_types: ["authorization_code"],
      id_token_signed_response_alg: algorithm,
    },
  ],
  jwks: {
    keys: [
      key("rsa", { modulusLength: 2048 }, { use: "sig", alg: "RS256", kid: "rsa" }),
      key("ec", { namedCurve: "P-256" }, { use: "sig", alg: "ES256", kid: "ec" }),
    ],
  },
  cookies: { keys: ["only for tests"] },
  claims: { openid: ["sub"], email: ["email", "email_verified"], profile: ["name"] },
  pkce: { required: () => true },
  findAccount: (_, id) => ({
    accountId: id,
    claims: () => ({ sub: id, email: id.slice("subject of ".length), email_verified: !id.includes("unverified"), name: "Ana Lima" }),
  }),
  features: { devInteractions: { enabled: true } },
});
provider.on("server_error", (_, error) => console.error(error));
provider.listen(Number(port), "127.0.0.1", () => console.log("ready"));
process.stdin.on("end", () => process.exit(0)).resume();

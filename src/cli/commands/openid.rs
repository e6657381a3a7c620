//! Which provider of identities people sign in with.

use crate::identity::{Provider, Secret, Settings};
use anyhow::{Context, Result, bail};
use clap::Args;
use std::path::PathBuf;
use std::sync::Arc;

/// The variable that holds the secret, where no file does.
const SECRET: &str = "CONVOKE_OPENID_SECRET";

/// The provider. The secret is no argument: every process of the machine sees those.
#[derive(Args, Debug)]
pub(in crate::cli) struct OpenidArguments {
    /// Let people sign in with this provider of identities too (OpenID Connect), such as `https://login.example.org`.
    #[arg(long, env = "CONVOKE_OPENID_ISSUER", value_name = "URL", requires = "openid_client")]
    openid_issuer: Option<String>,
    /// What the provider calls this service. Its secret stands in the variable CONVOKE_OPENID_SECRET, or in a file.
    #[arg(long, env = "CONVOKE_OPENID_CLIENT", value_name = "ID", requires = "openid_issuer")]
    openid_client: Option<String>,
    /// A file whose first line is the secret of the client.
    #[arg(long, env = "CONVOKE_OPENID_SECRET_FILE", value_name = "FILE", requires = "openid_issuer")]
    openid_secret_file: Option<PathBuf>,
    /// What people call the provider; its host by default.
    #[arg(long, env = "CONVOKE_OPENID_NAME", value_name = "NAME", requires = "openid_issuer")]
    openid_name: Option<String>,
    /// Whoever has no account, and an address that the provider confirms, gets an account that sees everything.
    #[arg(long, requires = "openid_issuer")]
    openid_viewers: bool,
    /// A host of the provider that may be on a private network; on this machine it may be asked without encryption.
    #[arg(long, value_name = "HOST", requires = "openid_issuer")]
    openid_private: Vec<String>,
}

impl OpenidArguments {
    /// The provider, if there is one. Nobody is asked yet.
    pub(in crate::cli) fn provider(&self) -> Result<Option<Arc<Provider>>> {
        let (Some(issuer), Some(client)) = (&self.openid_issuer, &self.openid_client) else { return Ok(None) };
        let host = || url::Url::parse(issuer).ok().and_then(|url| url.host_str().map(str::to_owned));
        let settings = Settings {
            issuer: issuer.clone(),
            client: client.clone(),
            secret: self.secret()?.map(Secret::new),
            name: self.openid_name.clone().or_else(host).unwrap_or_default(),
            viewers: self.openid_viewers,
        };
        let provider = Provider::new(settings, self.openid_private.clone());
        Ok(Some(Arc::new(provider.with_context(|| format!("--openid-issuer {issuer}"))?)))
    }

    /// The first line of the file, else the variable; none for a public client.
    fn secret(&self) -> Result<Option<String>> {
        let Some(file) = &self.openid_secret_file else { return Ok(std::env::var(SECRET).ok()) };
        let text = std::fs::read_to_string(file).with_context(|| format!("reading {}", file.display()))?;
        let line = text.lines().next().unwrap_or_default();
        if line.is_empty() {
            bail!("{}: the first line is the secret of the client, and it is empty", file.display());
        }
        Ok(Some(line.to_owned()))
    }
}

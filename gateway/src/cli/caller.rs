//! As for whom a command goes by the policies.

use std::path::PathBuf;

use anyhow::Result;
use clap::Args;
use router_core::policy::Policy;

use super::files;

#[derive(Debug, Args)]
pub(super) struct CallerArgs {
    /// The configuration whose policies count; without it, the embedded ones.
    #[arg(long)]
    config: Option<PathBuf>,
    /// Redact as for this tenant.
    #[arg(long, requires = "config")]
    tenant: Option<String>,
    /// Redact as for this key, by its id; name its tenant too.
    #[arg(long, requires = "tenant")]
    key: Option<String>,
}

impl CallerArgs {
    /// The policies in force.
    ///
    /// # Errors
    /// Every problem of the files, rendered.
    pub(super) fn policy(&self) -> Result<Policy> {
        let config = self.config.as_deref().map(files::config).transpose()?;
        Ok(files::snapshot(config.as_ref())?.policy)
    }

    /// The tenant and the key; empty where none is named.
    pub(super) fn ids(&self) -> [&str; 2] {
        [&self.tenant, &self.key].map(|id| id.as_deref().unwrap_or_default())
    }
}

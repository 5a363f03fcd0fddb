//! What a decision is made from, beside the policy: the request, its circumstances, the health of providers.

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
    time::Duration,
};

use super::{Conversation, Rejection};
use crate::{
    measure::{Facts, Tier},
    policy::{Moment, Plan},
    prices::ModelRef,
};

/// What a request asks for, and for whom.
#[derive(Debug, Clone, Copy)]
pub struct Ask<'a> {
    /// The `model` of the request.
    pub model: &'a str,
    /// What was measured.
    pub facts: &'a Facts,
    /// The tenant's plan.
    pub plan: &'a Plan,
    /// Names of the data types that redaction found.
    pub findings: &'a [&'a str],
    /// Whether it holds data that must not leave the perimeter.
    pub stays_inside: bool,
    /// What is not in the request itself.
    pub circumstances: Circumstances<'a>,
}

/// Who asks, when, in which conversation. What [`crate::policy::Policy::uses`] does not name may be left empty.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Circumstances<'a> {
    /// The tenant's id.
    pub tenant: &'a str,
    /// The virtual key's id.
    pub key: &'a str,
    /// The hour where the tenants live.
    pub moment: Option<Moment>,
    /// Per cent of the tightest budget that are left; `None` without a budget.
    pub budget_left: Option<u8>,
    /// Names of the tools that the request offers, those that the policy speaks of at least.
    pub tools: &'a [String],
    /// The conversation that the request belongs to.
    pub conversation: Conversation,
    /// The tier that a second opinion names where the judge abstains.
    pub opinion: Option<Tier>,
}

/// Which providers can be called now, and how fast they are.
#[derive(Debug, Clone, Default)]
pub struct Health {
    /// Providers that the configuration knows; others are skipped.
    pub configured: HashSet<Arc<str>>,
    /// Those of them inside the perimeter.
    pub inside: HashSet<Arc<str>>,
    /// Providers that an operator keeps out.
    pub blocked: HashSet<Arc<str>>,
    /// Providers that fail as a whole.
    pub providers_down: HashSet<Arc<str>>,
    /// Models that fail.
    pub models_down: HashSet<ModelRef>,
    /// How long models take to answer, where that was measured lately.
    pub latency: HashMap<ModelRef, Duration>,
}

// === impl Health ===

impl Health {
    /// Every one of `providers` is configured and well.
    #[must_use]
    pub fn all_well<'n>(providers: impl IntoIterator<Item = &'n str>) -> Self {
        Self { configured: providers.into_iter().map(Arc::from).collect(), ..Self::default() }
    }

    /// Whether a provider is blocked or fails, as a whole or with one of its models.
    #[must_use]
    pub fn is_down(&self, provider: &str) -> bool {
        self.blocked.contains(provider)
            || self.providers_down.contains(provider)
            || self.models_down.iter().any(|model| *model.provider == *provider)
    }

    /// The providers that are blocked or fail, by name.
    #[must_use]
    pub fn down(&self) -> Vec<&str> {
        let of_models = self.models_down.iter().map(|model| &*model.provider);
        let whole = self.blocked.iter().chain(&self.providers_down).map(AsRef::as_ref);
        let mut names: Vec<&str> = whole.chain(of_models).collect();
        names.sort_unstable();
        names.dedup();
        names
    }

    pub(super) fn check(&self, model: &ModelRef) -> Result<(), Rejection> {
        if !self.configured.contains(&model.provider) {
            return Err(Rejection::NotConfigured);
        }
        if self.blocked.contains(&model.provider) {
            return Err(Rejection::Blocked);
        }
        if self.providers_down.contains(&model.provider) || self.models_down.contains(model) {
            return Err(Rejection::Unavailable);
        }
        Ok(())
    }
}

//! Every metric of the gateway, once. Labels come from closed sets: policies, configuration, our own enums. Never content,
//! never a key, never a model string of a client.

use std::time::Duration;

use jiff::Timestamp;
use prometheus::{
    Encoder as _, Histogram, HistogramOpts, HistogramVec, IntCounter, IntCounterVec, IntGauge, IntGaugeVec, Opts,
    Registry, TextEncoder,
};
use router_core::decide::Decision;
use router_core::restore::Tally;

use crate::health::HealthBoard;
use crate::ledger::shared::SharedStats;

/// The gateway's metrics and their registry.
#[derive(Debug)]
pub(crate) struct Metrics {
    registry: Registry,
    /// Requests by `outcome` (ok, or the error code) and `tier` ("" before routing).
    pub(crate) requests: IntCounterVec,
    /// Seconds from the first byte of a request to the end of its answer, by `stream`.
    pub(crate) latency: HistogramVec,
    /// Seconds until the first content of a stream left.
    pub(crate) first_token: Histogram,
    /// Upstream attempts by `provider`, `model`, `outcome`.
    pub(crate) attempts: IntCounterVec,
    /// Values masked, by `type`.
    pub(crate) redactions: IntCounterVec,
    /// Pictures, sound and files that nothing can redact, in requests that were let through, by `kind`.
    pub(crate) unredacted_media: IntCounterVec,
    /// Personal data that models brought into answers by themselves, by `type`.
    pub(crate) answer_findings: IntCounterVec,
    /// Values put back into answers, by `type`.
    pub(crate) restored: IntCounterVec,
    /// Placeholders in answers that their request did not have.
    pub(crate) placeholders_unknown: IntCounter,
    /// Tokens by `tier` and `class`.
    pub(crate) tokens: IntCounterVec,
    /// Cost in µ₸ by `tenant` and `tier`.
    pub(crate) cost: IntCounterVec,
    /// Requests being served.
    pub(crate) in_flight: IntGauge,
    /// Ledger operations waiting for the writer.
    pub(crate) ledger_queue: IntGauge,
    /// Microseconds of the last ledger commit, fsync included.
    pub(crate) ledger_commit: IntGauge,
    /// Operations in the ledger's last commit.
    pub(crate) ledger_batch: IntGauge,
    /// How the database of all nodes is, if there is one.
    shared: IntGaugeVec,
    /// Version of the policy and price files in use.
    pub(crate) config_version: IntGauge,
    /// Reloads by `result` (ok, refused).
    pub(crate) reloads: IntCounterVec,
    /// Circuits opened: a model is skipped for a while, by `provider`, `model`.
    pub(crate) circuits_opened: IntCounterVec,
    /// Providers (`model` empty) and models held out for what only a person can mend, by `provider`, `model`, `why`.
    pub(crate) misconfigured: IntCounterVec,
    /// The state of every circuit there is, by `provider`, `model` (empty: the whole provider): 0 closed, 1 open, 2 half-open.
    pub(crate) circuit_state: IntGaugeVec,
    /// 1 for each provider that an operator blocks, by `provider`.
    pub(crate) blocked: IntGaugeVec,
    /// Tokens of providers that were fetched or not, by `provider` and `result` (ok, failed).
    pub(crate) token_renewals: IntCounterVec,
    /// Until when they live, by `provider`.
    pub(crate) token_until: IntGaugeVec,
    /// Repetitions and hedges that the retry budget did not grant.
    pub(crate) retries_denied: IntCounter,
    /// Second providers asked beside a slow one, by `won` (true, false).
    pub(crate) hedges: IntCounterVec,
    /// Second opinions by `result` (a tier; none: something else; late, failed) and `from` (model, cache).
    pub(crate) opinions: IntCounterVec,
    /// Answers that failed a `check`, by `result`: escalated (a higher tier answered), kept (it could not, so they stand).
    pub(crate) cascades: IntCounterVec,
    /// Broken streams that another provider went on with.
    pub(crate) continued: IntCounter,
    /// Answers settled from a count because the provider's usage was missing or absurd, by `provider`.
    /// Members of requests that a provider has no words for, by `provider` and `member`.
    pub(crate) dropped: IntCounterVec,
    pub(crate) usage_counted: IntCounterVec,
    /// Requests that the policy in shadow was asked about too, by the tiers `from` (in force) and `to` (in shadow);
    /// `none` where nobody could serve.
    pub(crate) shadow: IntCounterVec,
    /// What they would cost by the estimates of `policy` (in-force, shadow), in µ₸, where both would serve.
    pub(crate) shadow_estimate: IntCounterVec,
    /// Ratings of answers, by `rating` (up, neutral, down).
    pub(crate) feedback: IntCounterVec,
    /// Fetches of exchange rates by `result` (ok, nothing, failed).
    pub(crate) fx_updates: IntCounterVec,
    /// Days since the first day of the rate in force, by `currency`.
    pub(crate) rate_age: IntGaugeVec,
    /// By how many thousandths the dollar has left a plan's base rate beyond what the plan allows, by `plan`; else 0.
    pub(crate) plan_drift: IntGaugeVec,
    /// Budgets whose soft limit was crossed, by `tenant` and `level`.
    pub(crate) soft_limits: IntCounterVec,
    /// Webhooks by `kind` and `result` (ok, refused, failed, dropped).
    pub(crate) webhooks: IntCounterVec,
    /// Requests that ended in a panic.
    pub(crate) panics: IntCounter,
}

impl Metrics {
    /// All metrics, registered.
    ///
    /// # Errors
    /// Never in practice: two metrics of one name.
    pub(crate) fn new() -> Result<Self, prometheus::Error> {
        let registry = Registry::new();
        let counters = |name: &str, help: &str, labels: &[&str]| {
            let metric = IntCounterVec::new(Opts::new(name, help), labels)?;
            registry.register(Box::new(metric.clone()))?;
            Ok::<_, prometheus::Error>(metric)
        };
        let gauge = |name: &str, help: &str| {
            let metric = IntGauge::new(name, help)?;
            registry.register(Box::new(metric.clone()))?;
            Ok::<_, prometheus::Error>(metric)
        };
        let gauges = |name: &str, help: &str, labels: &[&str]| {
            let metric = IntGaugeVec::new(Opts::new(name, help), labels)?;
            registry.register(Box::new(metric.clone()))?;
            Ok::<_, prometheus::Error>(metric)
        };
        let seconds =
            vec![0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0, 300.0];
        let latency = HistogramVec::new(
            HistogramOpts::new("qaqpa_request_seconds", "time to the end of the answer").buckets(seconds.clone()),
            &["stream"],
        )?;
        registry.register(Box::new(latency.clone()))?;
        let first_token = Histogram::with_opts(
            HistogramOpts::new("qaqpa_first_token_seconds", "time to the first content of a stream").buckets(seconds),
        )?;
        registry.register(Box::new(first_token.clone()))?;
        let counter = |name: &str, help: &str| {
            let metric = IntCounter::new(name, help)?;
            registry.register(Box::new(metric.clone()))?;
            Ok::<_, prometheus::Error>(metric)
        };
        Ok(Self {
            requests: counters("qaqpa_requests_total", "requests by outcome and tier", &["outcome", "tier"])?,
            attempts: counters(
                "qaqpa_upstream_attempts_total",
                "upstream attempts",
                &["provider", "model", "outcome"],
            )?,
            redactions: counters("qaqpa_redactions_total", "values masked by type", &["type"])?,
            unredacted_media: counters("qaqpa_unredacted_media_total", "content that cannot be redacted", &["kind"])?,
            answer_findings: counters(
                "qaqpa_answer_findings_total",
                "personal data that models brought into answers",
                &["type"],
            )?,
            tokens: counters("qaqpa_tokens_total", "tokens by tier and class", &["tier", "class"])?,
            cost: counters("qaqpa_cost_microtenge_total", "cost in millionths of a tenge", &["tenant", "tier"])?,
            in_flight: gauge("qaqpa_requests_in_flight", "requests being served")?,
            ledger_queue: gauge("qaqpa_ledger_queue", "ledger operations waiting")?,
            ledger_commit: gauge("qaqpa_ledger_commit_microseconds", "duration of the last ledger commit")?,
            ledger_batch: gauge("qaqpa_ledger_batch", "operations in the last ledger commit")?,
            shared: gauges(
                "qaqpa_shared_ledger",
                "the database that several nodes share, seen from this one",
                &["what"],
            )?,
            config_version: gauge("qaqpa_config_version", "version of the policy and price files in use")?,
            reloads: counters("qaqpa_reloads_total", "reloads of policy and price files", &["result"])?,
            circuits_opened: counters(
                "qaqpa_circuits_opened_total",
                "models skipped as unhealthy",
                &["provider", "model"],
            )?,
            misconfigured: counters(
                "qaqpa_misconfigured_total",
                "providers and models held out until their configuration is mended",
                &["provider", "model", "why"],
            )?,
            circuit_state: gauges(
                "qaqpa_circuit_state",
                "circuits: 0 closed, 1 open, 2 half-open",
                &["provider", "model"],
            )?,
            blocked: gauges("qaqpa_provider_blocked", "providers that an operator blocks", &["provider"])?,
            token_renewals: counters(
                "qaqpa_token_renewals_total",
                "tokens of providers that were fetched, or could not be",
                &["provider", "result"],
            )?,
            token_until: gauges(
                "qaqpa_token_expires_timestamp_seconds",
                "until when the token of a provider lives, in seconds since 1970",
                &["provider"],
            )?,
            retries_denied: counter("qaqpa_retries_denied_total", "repetitions that the retry budget did not grant")?,
            hedges: counters("qaqpa_hedges_total", "second providers asked beside a slow one", &["won"])?,
            opinions: counters(
                "qaqpa_opinions_total",
                "second opinions on where requests belong",
                &["result", "from"],
            )?,
            cascades: counters(
                "qaqpa_cascades_total",
                "answers that failed a check, and whether a higher tier answered instead",
                &["check", "result"],
            )?,
            continued: counter("qaqpa_continued_total", "broken streams that another provider went on with")?,
            dropped: counters(
                "qaqpa_dropped_members_total",
                "members of requests that a provider has no words for and did not get",
                &["provider", "member"],
            )?,
            usage_counted: counters(
                "qaqpa_usage_counted_total",
                "answers settled from a count of our own",
                &["provider"],
            )?,
            restored: counters("qaqpa_restored_total", "values put back into answers by type", &["type"])?,
            placeholders_unknown: counter(
                "qaqpa_placeholders_unknown_total",
                "placeholders in answers that their request did not have",
            )?,
            shadow: counters("qaqpa_shadow_decisions_total", "decisions beside the one in force", &["from", "to"])?,
            shadow_estimate: counters(
                "qaqpa_shadow_estimate_microtenge_total",
                "estimates of both policies, in millionths of a tenge",
                &["policy"],
            )?,
            feedback: counters("qaqpa_feedback_total", "ratings of answers", &["rating"])?,
            fx_updates: counters("qaqpa_fx_updates_total", "fetches of exchange rates", &["result"])?,
            rate_age: gauges("qaqpa_fx_rate_age_days", "days since the rate in force was set", &["currency"])?,
            plan_drift: gauges(
                "qaqpa_plan_rate_drift_permille",
                "how far the dollar has left the base rate of a plan; 0 within its threshold",
                &["plan"],
            )?,
            soft_limits: counters(
                "qaqpa_soft_limits_total",
                "budgets whose soft limit was crossed",
                &["tenant", "level"],
            )?,
            webhooks: counters("qaqpa_webhooks_total", "events posted", &["kind", "result"])?,
            panics: counter("qaqpa_panics_total", "requests that ended in a panic")?,
            registry,
            latency,
            first_token,
        })
    }

    /// Notes the end of a request.
    pub(crate) fn note_request(&self, outcome: &str, tier: &str, stream: bool, took: Duration) {
        self.requests.with_label_values(&[outcome, tier]).inc();
        self.latency.with_label_values(&[if stream { "true" } else { "false" }]).observe(took.as_secs_f64());
    }

    /// Notes what the policy in force and the one in shadow decided; `None` where nobody could serve.
    pub(crate) fn note_shadow(&self, in_force: Option<&Decision>, shadow: Option<&Decision>) {
        let tier = |decision: Option<&Decision>| decision.map_or("none", |decision| decision.tier.name());
        self.shadow.with_label_values(&[tier(in_force), tier(shadow)]).inc();
        let estimate = |decision: Option<&Decision>| u64::try_from(decision?.candidates.first()?.estimate.tenge.0).ok();
        if let (Some(real), Some(other)) = (estimate(in_force), estimate(shadow)) {
            self.shadow_estimate.with_label_values(&["in-force"]).inc_by(real);
            self.shadow_estimate.with_label_values(&["shadow"]).inc_by(other);
        }
    }

    /// Notes what restoring an answer did.
    pub(crate) fn note_restored(&self, tally: &Tally) {
        for (data_type, count) in tally.restored() {
            self.restored.with_label_values(&[data_type.label()]).inc_by(count);
        }
        self.placeholders_unknown.inc_by(tally.unknown());
    }

    /// Notes that a provider's token was fetched, with the end of its life, or that none could be had.
    pub(crate) fn note_token(&self, provider: &str, until: Option<Timestamp>) {
        let result = if until.is_some() { "ok" } else { "failed" };
        self.token_renewals.with_label_values(&[provider, result]).inc();
        if let Some(until) = until {
            self.token_until.with_label_values(&[provider]).set(until.as_second());
        }
    }

    /// Notes how providers are at this moment.
    pub(crate) fn note_health(&self, health: &HealthBoard) {
        self.circuit_state.reset();
        for (provider, model, state) in health.circuits() {
            self.circuit_state.with_label_values(&[&provider, &model]).set(state);
        }
        self.blocked.reset();
        for provider in health.blocked() {
            self.blocked.with_label_values(&[&provider]).set(1);
        }
    }

    /// Notes how the database of all nodes is.
    pub(crate) fn note_shared(&self, shared: &SharedStats) {
        for (what, value) in [
            ("connected", i64::from(shared.is_connected())),
            ("unshipped_entries", shared.unshipped()),
            ("lag_microseconds", shared.lag_micros()),
            ("reconciled_entries", shared.reconciled()),
        ] {
            self.shared.with_label_values(&[what]).set(value);
        }
    }

    /// The exposition text.
    pub(crate) fn render(&self) -> Vec<u8> {
        let mut text = Vec::new();
        // Writing to memory fails for a metric without a name only; the others are already written.
        let _ = TextEncoder::new().encode(&self.registry.gather(), &mut text);
        text
    }
}

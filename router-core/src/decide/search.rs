//! Looking at models one by one: who can serve the request, at which cost, and in which order a pool is tried.

use std::{sync::Arc, time::Duration};

use super::{Ask, Candidate, Health, Rejection, Via};
use crate::{
    policy::{Bounds, Policy, Pool, Select, Slot, missing_ability},
    prices::ModelRef,
    settle,
    tokens::{TokenCount, Usage},
};

/// The candidates so far, and who was skipped.
pub(super) struct Search<'s> {
    pub(super) ask: &'s Ask<'s>,
    pub(super) policy: &'s Policy,
    pub(super) health: &'s Health,
    pub(super) bounds: Bounds,
    /// Of the tier: it says how long completions are.
    pub(super) pool: &'s Pool,
    pub(super) candidates: Vec<Candidate>,
    pub(super) rejected: Vec<(ModelRef, Rejection)>,
}

// === impl Search ===

impl Search<'_> {
    pub(super) fn consider_all(&mut self, slots: &[Slot], via: Via) {
        for slot in slots {
            self.consider(slot, via);
        }
    }

    /// Considers a pool in the order that the policy wants.
    pub(super) fn consider_pool(&mut self, pool: &Pool, via: Via) {
        let first = self.candidates.len();
        match &pool.select {
            Select::Ordered | Select::Cheapest | Select::Fastest => self.consider_all(&pool.slots, via),
            Select::Weighted(weights) => {
                let conversation = self.ask.circumstances.conversation;
                let rank = |(slot, weight): (&Slot, &u32)| {
                    let model = &slot.route.row.model;
                    conversation.rank(&model.provider, &model.model, *weight)
                };
                let ranks = pool.slots.iter().zip(weights).map(rank);
                let mut ranked: Vec<(f64, &Slot)> = ranks.zip(&pool.slots).collect();
                ranked.sort_by(|(one, _), (other, _)| one.total_cmp(other));
                for (_, slot) in ranked {
                    self.consider(slot, via);
                }
            }
        }
        let Some(added) = self.candidates.get_mut(first..) else { return };
        match pool.select {
            Select::Ordered | Select::Weighted(_) => {}
            Select::Cheapest => added.sort_by_key(|candidate| candidate.estimate.tenge),
            Select::Fastest => {
                let latency = &self.health.latency;
                added.sort_by_key(|candidate| latency.get(&candidate.row.model).copied().unwrap_or(Duration::ZERO));
            }
        }
    }

    /// Takes a model in or writes down why not; a model that was looked at before stays where it is.
    pub(super) fn consider(&mut self, slot: &Slot, via: Via) {
        let model = &slot.route.row.model;
        let seen = self.candidates.iter().any(|other| other.row.model == *model)
            || self.rejected.iter().any(|(other, _)| other == model);
        if seen {
            return;
        }
        match self.candidate(slot, via) {
            Ok(candidate) => self.candidates.push(candidate),
            Err(rejection) => self.rejected.push((model.clone(), rejection)),
        }
    }

    fn candidate(&self, slot: &Slot, via: Via) -> Result<Candidate, Rejection> {
        let (row, rate) = (&slot.route.row, &slot.route.rate);
        let facts = self.ask.facts;
        self.health.check(&row.model)?;
        if self.ask.stays_inside && !self.health.inside.contains(&row.model.provider) {
            return Err(Rejection::Outside);
        }
        if let Some(floor) = self.bounds.min_tier
            && self.policy.best_tier(&row.model).is_none_or(|tier| tier < floor)
        {
            return Err(Rejection::BelowFloor(floor));
        }
        if let Some(ability) = missing_ability(facts.needs, row.abilities) {
            return Err(Rejection::Lacks(ability));
        }
        let output_limit = facts.max_output.unwrap_or(self.pool.default_output).min(row.max_output);
        let needed = facts.prompt_estimate.plus(output_limit);
        if needed > row.context_window {
            return Err(Rejection::TooSmall { needed, window: row.context_window });
        }
        let expected = self.pool.expected_output.min(output_limit);
        let usage = Usage {
            input: facts.prompt_estimate,
            output: TokenCount(expected.0.saturating_mul(facts.choices)),
            ..Usage::default()
        };
        let estimate = settle::estimate(&usage, row, rate);
        let bound = settle::upper_bound(facts.prompt_bound, output_limit, facts.choices, facts.needs, row, rate);
        let (Ok(estimate), Ok(bound)) = (estimate, bound) else { return Err(Rejection::CostOverflow) };
        if let Some(ceiling) = self.bounds.ceiling.filter(|ceiling| bound.tenge > *ceiling) {
            return Err(Rejection::TooDear { bound: bound.tenge, ceiling });
        }
        let (row, rate) = (Arc::clone(row), Arc::clone(rate));
        Ok(Candidate { named: slot.named.clone(), row, rate, via, output_limit, estimate, bound })
    }
}

//! What a redaction file promises that only hosts inside the perimeter can keep.

use std::ops::Range;

use super::Redaction;
use crate::{
    diagnostic::Diagnostic,
    files::Value,
    measure::Needs,
    policy::{Policy, Slot, missing_ability},
    redact::MediaKind,
};

/// Something that needs a model inside the perimeter, and where it is stated.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Promise {
    what: What,
    file: String,
    place: Range<usize>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum What {
    /// Requests with this stay inside.
    StaysInside { name: String, media: Option<MediaKind> },
    /// Models inside get the original text.
    Original,
}

impl Promise {
    pub(super) fn stays_inside(name: &str, media: Option<MediaKind>, place: &Value<'_>) -> Self {
        Self::new(What::StaysInside { name: name.to_owned(), media }, place)
    }

    pub(super) fn original(place: &Value<'_>) -> Self {
        Self::new(What::Original, place)
    }

    fn new(what: What, place: &Value<'_>) -> Self {
        Self { what, file: place.file().to_owned(), place: place.span() }
    }

    /// What is wrong where only these models are inside. `cut_off` are the plans whose tenants reach none of them.
    fn problem(&self, inside: &[&Slot], cut_off: &str) -> Option<Diagnostic> {
        const EXPECTED: &str =
            "a model of a provider with `perimeter = \"local\"` in a tier that the plan has, or in `failover`";
        let error = |found| Some(Diagnostic::error(&self.file, self.place.clone(), found, EXPECTED));
        let warning = |found| Some(Diagnostic::warning(&self.file, self.place.clone(), found, EXPECTED));
        match &self.what {
            What::Original if inside.is_empty() => {
                warning("`unredacted_to_local`, but no model of any tier is inside the perimeter".to_owned())
            }
            What::Original => None,
            What::StaysInside { name, .. } if inside.is_empty() => error(format!(
                "{name} stays inside the perimeter, and no model of any tier is there: every request with it would be refused"
            )),
            What::StaysInside { name, media: Some(kind) } if !inside.iter().any(|slot| takes(slot, *kind)) => {
                error(format!("{name} stays inside the perimeter, and no model there takes it"))
            }
            What::StaysInside { name, .. } if !cut_off.is_empty() => warning(format!(
                "{name} stays inside the perimeter, which plan {cut_off} does not reach: its requests with it are refused"
            )),
            What::StaysInside { .. } => None,
        }
    }
}

impl Redaction {
    fn promises(&self) -> &[Promise] {
        &self.promises
    }
}

impl Policy {
    /// What the redaction file promises and the hosts cannot keep, also of the conversations that a canary decides;
    /// `is_inside` knows the configured ones inside the perimeter by name.
    #[must_use]
    pub fn broken_promises(&self, is_inside: impl Fn(&str) -> bool) -> Vec<Diagnostic> {
        let mut broken = self.own_broken_promises(&is_inside);
        let of_canary = self.canary.iter().flat_map(|canary| canary.policy.own_broken_promises(&is_inside));
        let more: Vec<Diagnostic> = of_canary.filter(|problem| !broken.contains(problem)).collect();
        broken.extend(more);
        broken
    }

    fn own_broken_promises(&self, is_inside: impl Fn(&str) -> bool) -> Vec<Diagnostic> {
        let is_inside = |slot: &&Slot| is_inside(&slot.route.row.model.provider);
        let pools = self.pools.iter().flat_map(|(_, pool)| &pool.slots);
        let inside: Vec<&Slot> = pools.chain(&self.failover).filter(is_inside).collect();
        let reaches = |plan: &super::super::Plan| {
            let pools = self.pools.iter().filter(|(tier, _)| plan.allows(*tier));
            pools.flat_map(|(_, pool)| &pool.slots).chain(&self.failover).any(|slot| is_inside(&slot))
        };
        let cut_off: Vec<&str> = self.plans().into_iter().filter(|plan| !reaches(plan)).map(|plan| &*plan.id).collect();
        let cut_off = cut_off.join(", ");
        self.redaction.promises().iter().filter_map(|promise| promise.problem(&inside, &cut_off)).collect()
    }
}

/// Whether a model takes a kind of content; files are sent to any.
fn takes(slot: &Slot, kind: MediaKind) -> bool {
    let needed = match kind {
        MediaKind::Image => Needs { vision: true, ..Needs::default() },
        MediaKind::Audio => Needs { audio: true, ..Needs::default() },
        MediaKind::File => Needs::default(),
    };
    missing_ability(needed, slot.route.row.abilities).is_none()
}

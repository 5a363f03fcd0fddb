//! The ledger against a model that keeps a list and adds it up anew for each question.

use std::collections::BTreeMap;

use proptest::prelude::*;
use router_core::money::MicroTenge;
use uuid::Uuid;

use super::{Bench, beside, budget, now, released, settled, wait};
use crate::ledger::{
    Booking, BookingError, Limits, NewKey, Project, Query, Receipt, Reserve, Settlement, Tenant, TopUp, almaty_day,
};

#[derive(Debug, Clone)]
pub(super) enum Step {
    /// By one of the keys.
    Reserve(usize, i64),
    /// With so much for the call that served, and so much beside.
    Settle(usize, i64, i64),
    Release(usize),
    Again(usize),
    TopUp(i64),
    TopUpAgain(usize),
    Crash,
}

/// A request: who asked, whether the wallet pays, its bound while it is open, then what it was charged.
#[derive(Debug, Clone, Copy)]
struct Asked {
    key: usize,
    of_wallet: bool,
    amount: i64,
}

#[derive(Default)]
struct Model {
    open: Vec<(Uuid, Asked)>,
    ended: BTreeMap<Uuid, Asked>,
    paid: Vec<i64>,
}

/// What a level limits to how much: the tenant, its project, and two of its keys.
const LEVELS: [(&[usize], i64); 4] = [(&[0, 1, 2], 1_000), (&[0, 1], 600), (&[0], 500), (&[2], 400)];

impl Model {
    fn used(&self, counts: impl Fn(&Asked) -> bool) -> i64 {
        let open = self.open.iter().map(|(_, asked)| asked);
        open.chain(self.ended.values()).filter(|asked| counts(asked)).map(|asked| asked.amount).sum()
    }

    fn left_in_wallet(&self) -> i64 {
        (self.paid.iter().sum::<i64>() - self.used(|asked| asked.of_wallet)).max(0)
    }

    fn reserve(&mut self, id: Uuid, key: usize, bound: i64) -> bool {
        let of_wallet = !self.paid.is_empty();
        let fits = LEVELS
            .iter()
            .filter(|(keys, _)| keys.contains(&key))
            .all(|(keys, limit)| self.used(|asked| keys.contains(&asked.key)) + bound <= *limit);
        let fits = bound == 0 || fits && (!of_wallet || bound <= self.left_in_wallet());
        if fits {
            self.open.push((id, Asked { key, of_wallet, amount: bound }));
        }
        fits
    }

    fn end(&mut self, at: usize, amount: impl Fn(i64) -> i64) -> Option<Uuid> {
        let (id, asked) = (at < self.open.len()).then(|| self.open.remove(at))?;
        self.ended.insert(id, Asked { amount: amount(asked.amount), ..asked });
        Some(id)
    }
}

/// Three keys: two in a project, the third in none; limits as [`LEVELS`] has them.
fn bench() -> (Bench, [std::sync::Arc<str>; 3]) {
    let day = |amount| Limits { budget_day: Some(MicroTenge(amount)), ..Limits::default() };
    let bench = Bench::with(Tenant { limits: budget(Some(1_000)), ..Tenant::new("acme", "Acme", "pro") }, |_| {});
    let project = Project { limits: day(600), ..Project::new("acme", "bot", "Bot") };
    wait(bench.ledger.create_project(project, now())).unwrap();
    let keys = [(Some("bot"), budget(Some(500))), (Some("bot"), Limits::default()), (None, day(400))];
    let keys = keys.map(|(project, limits)| {
        let key = NewKey { project: project.map(Into::into), limits, ..NewKey::new("acme", "app") };
        wait(bench.ledger.create_key(key, now())).unwrap().1.id.clone()
    });
    (bench, keys)
}

fn pay(bench: &Bench, reference: usize, amount: i64) -> Result<usize, BookingError> {
    let (reference, amount) = (format!("payment {reference}"), MicroTenge(amount));
    wait(bench.ledger.book(Booking::TopUp(TopUp { tenant: "acme".into(), reference, amount, at: now() })))
}

pub(super) fn steps() -> impl Strategy<Value = Vec<Step>> {
    let step = prop_oneof![
        8 => (0_usize..3, 0_i64..300).prop_map(|(key, bound)| Step::Reserve(key, bound)),
        4 => (0_usize..6, 0_i64..300, prop_oneof![Just(0_i64), 1..200_i64])
            .prop_map(|(at, amount, beside)| Step::Settle(at, amount, beside)),
        2 => (0_usize..6).prop_map(Step::Release),
        1 => (0_usize..20).prop_map(Step::Again),
        1 => prop_oneof![3 => 1_i64..800, 1 => -300_i64..0].prop_map(Step::TopUp),
        1 => (0_usize..4).prop_map(Step::TopUpAgain),
        1 => Just(Step::Crash),
    ];
    prop::collection::vec(step, 1..40)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn any_history_agrees_with_the_model(steps in steps()) {
        let (mut bench, keys) = bench();
        let mut model = Model::default();
        for step in steps {
            match step {
                Step::Reserve(key, bound) => {
                    let request = Reserve { key_id: keys[key].clone(), ..bench.request(bound) };
                    let fits = model.reserve(request.request_id, key, bound);
                    prop_assert_eq!(bench.try_reserve(request).is_ok(), fits);
                }
                Step::Settle(at, amount, more) => {
                    let Some(id) = model.end(at, |_| amount + more) else { continue };
                    let attempts = if more > 0 { vec![beside(more)] } else { Vec::new() };
                    let receipt = wait(bench.ledger.settle(Settlement { attempts, ..settled(id, amount) })).unwrap();
                    prop_assert_eq!(receipt, Receipt { amount: MicroTenge(amount + more), repeated: false });
                }
                Step::Release(at) => {
                    let Some(id) = model.end(at, |_| 0) else { continue };
                    prop_assert!(!wait(bench.ledger.settle(released(id))).unwrap().repeated);
                }
                Step::Again(at) => {
                    let Some((id, asked)) = model.ended.iter().nth(at) else { continue };
                    let receipt = Receipt { amount: MicroTenge(asked.amount), repeated: true };
                    prop_assert_eq!(bench.settle(*id, 77), receipt);
                }
                Step::TopUp(amount) => {
                    let left = model.left_in_wallet();
                    let booked = pay(&bench, model.paid.len(), amount);
                    if left + amount < 0 {
                        prop_assert_eq!(booked, Err(BookingError::Spent { remaining: MicroTenge(left) }));
                    } else {
                        prop_assert_eq!(booked, Ok(1));
                        model.paid.push(amount);
                    }
                }
                Step::TopUpAgain(at) => {
                    let Some(amount) = model.paid.get(at) else { continue };
                    prop_assert_eq!(pay(&bench, at, *amount), Ok(0));
                    let other = matches!(pay(&bench, at, amount + 1), Err(BookingError::ReferenceUsed { .. } | BookingError::BadAmount));
                    prop_assert!(other);
                }
                Step::Crash => {
                    let open = model.open.len();
                    prop_assert_eq!(bench.crash().recovered, open);
                    while model.end(0, |bound| bound / 10).is_some() {}
                }
            }
            let check = wait(bench.ledger.check()).unwrap();
            prop_assert!(check.is_balanced(), "{:?}", check);
            prop_assert_eq!(check.reserved.0, model.open.iter().map(|(_, asked)| asked.amount).sum::<i64>());
        }
        let day = almaty_day(now());
        let reader = bench.reader();
        let report = reader.report(&Query { tenant: None, from: day, to: day, by: Vec::new() }).unwrap();
        prop_assert_eq!(report.total.cost.0, model.ended.values().map(|asked| asked.amount).sum::<i64>());
        let audit = reader.audit().unwrap();
        prop_assert!(audit.is_balanced(), "{:?}", audit);
        let wallet = reader.wallets(Some("acme")).unwrap().pop();
        prop_assert_eq!(wallet.map(|wallet| wallet.remaining.0), (!model.paid.is_empty()).then(|| model.left_in_wallet()));
    }
}

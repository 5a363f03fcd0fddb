//! How what the database can grant of budgets is shared out among those who wait for it.

use std::{
    collections::BTreeMap,
    time::{Duration, Instant},
};

use super::slices::{Account, Held};
use crate::ledger::{
    books::Scope,
    slices::{Shortage, Want},
};

/// How long others are waited for.
const ANSWERS: Duration = Duration::from_millis(1_500);
/// The least that is borrowed at a time where there is enough, in µ₸: 100 ₸.
const LEAST: i64 = 100_000_000;
/// The part of what remains that is borrowed at a time.
const PART: i64 = 100;
/// A question to the other nodes.
#[derive(Debug, Clone, Copy)]
pub(super) struct Ask {
    pub(super) round: i64,
    pub(super) since: Instant,
}

/// A budget while it is shared out among those who wait.
pub(super) struct Purse {
    held: Held,
    used: Held,
    /// What nobody holds.
    free: Held,
    pub(super) others: Held,
    /// Whether a slice may be larger than what is needed now.
    may_take_more: bool,
    /// Whether anything may be granted: every live node has said what it has used.
    pub(super) is_known: bool,
    /// Whether there is nobody left to be asked.
    pub(super) is_settled: bool,
    taken: Held,
    pub(super) is_short: bool,
}

/// Decides who can go: those who find what they need, in their order, and those for whom nothing can be done any more.
pub(super) fn share<'s>(waiting: impl Iterator<Item = &'s Shortage>, purses: &mut BTreeMap<Scope, Purse>) -> Vec<bool> {
    let one = |shortage: &Shortage| {
        let lacks = |want: &&Want| !purses.get(&want.scope).is_some_and(|purse| purse.has(want, shortage.bound));
        let lacking: Vec<Scope> = shortage.wants.iter().filter(lacks).map(|want| want.scope.clone()).collect();
        if lacking.is_empty() {
            for want in &shortage.wants {
                if let Some(purse) = purses.get_mut(&want.scope) {
                    purse.take(want, shortage.bound);
                }
            }
            return true;
        }
        let mut is_over = false;
        for scope in lacking {
            if let Some(purse) = purses.get_mut(&scope) {
                purse.is_short = true;
                is_over |= purse.is_settled;
            }
        }
        is_over
    };
    waiting.map(one).collect()
}

// === impl Account ===

impl Account {
    /// Whether every other live node has answered a round, or has not in time.
    fn has_answered(&self, round: i64, ask: Option<&Ask>) -> bool {
        let is_late = ask.is_some_and(|ask| ask.since.elapsed() > ANSWERS);
        self.answered.is_none_or(|answered| answered >= round) || is_late
    }

    /// Whether there is nobody left to be asked.
    pub(super) fn is_settled(&self, ask: Option<&Ask>) -> bool {
        self.answered.is_none() || ask.is_some_and(|ask| self.has_answered(ask.round, Some(ask)))
    }
}

// === impl Purse ===

impl Purse {
    pub(super) fn open(want: &Want, account: Account, ask: Option<&Ask>) -> Self {
        let used = Held { money: want.used, messages: want.sent };
        let held = Held { money: account.own.money.max(used.money), messages: account.own.messages.max(used.messages) };
        let left = |limit: i64, held: i64, others: i64| limit.saturating_sub(held).saturating_sub(others).max(0);
        let free = Held {
            money: left(want.limit.unwrap_or_default(), held.money, account.others.money),
            messages: left(
                want.messages.map_or(0, |limit| i64::try_from(limit).unwrap_or(i64::MAX)),
                held.messages,
                account.others.messages,
            ),
        };
        Self {
            held,
            used,
            free,
            others: account.others,
            may_take_more: !account.is_contested,
            is_known: account.has_answered(1, ask),
            is_settled: account.is_settled(ask),
            taken: Held::default(),
            is_short: false,
        }
    }

    /// Whether a reservation finds what it wants.
    fn has(&self, want: &Want, bound: i64) -> bool {
        let room = |held: i64, used: i64, free: i64, taken: i64| {
            held.saturating_sub(used).saturating_add(free).saturating_sub(taken)
        };
        let money = room(self.held.money, self.used.money, self.free.money, self.taken.money);
        let messages = room(self.held.messages, self.used.messages, self.free.messages, self.taken.messages);
        self.is_known && (want.limit.is_none() || bound <= money) && (want.messages.is_none() || messages >= 1)
    }

    fn take(&mut self, want: &Want, bound: i64) {
        if want.limit.is_some() {
            self.taken.money = self.taken.money.saturating_add(bound);
        }
        self.taken.messages = self.taken.messages.saturating_add(i64::from(want.messages.is_some()));
    }

    /// What this node holds once those who can go have gone.
    pub(super) fn held_after(&self) -> Held {
        let grow = |held: i64, used: i64, free: i64, taken: i64, least: i64| {
            let needed = taken.saturating_sub(held.saturating_sub(used));
            let wished = if self.may_take_more { needed.max(free / PART).max(least) } else { needed };
            if needed > 0 { held.saturating_add(wished.min(free)) } else { held }
        };
        Held {
            money: grow(self.held.money, self.used.money, self.free.money, self.taken.money, LEAST),
            messages: grow(self.held.messages, self.used.messages, self.free.messages, self.taken.messages, 1),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::{collections::BTreeMap, time::Instant};

    use proptest::prelude::*;

    use super::{Ask, Held, Purse, share};
    use crate::ledger::{
        BudgetLevel,
        books::Scope,
        shared::slices::Account,
        slices::{Shortage, Want},
    };

    /// A node, as it is in the database and in its journal.
    #[derive(Debug, Clone, Copy, Default)]
    struct Node {
        held: Held,
        used: Held,
    }

    fn account(nodes: &[Node], me: usize, is_contested: bool, answered: i64) -> Account {
        let mut account = Account { round: 1, is_contested, answered: Some(answered), ..Account::default() };
        for (at, node) in nodes.iter().enumerate() {
            let sum = if at == me { &mut account.own } else { &mut account.others };
            sum.money += node.held.money;
            sum.messages += node.held.messages;
        }
        account
    }

    /// Asks for a reservation at node `me` as the treasurer does: by what is free, and then by what all can spare. Whether
    /// it may be made.
    fn ask(nodes: &mut [Node], me: usize, bound: i64, limit: i64, messages: i64, is_contested: bool) -> bool {
        let scope = Scope { level: BudgetLevel::TenantMonth, id: "shop".into(), period: 202_611 };
        for round in [0, 1] {
            let Node { used, .. } = nodes[me];
            let plan = u64::try_from(messages).ok();
            let want = Want {
                scope: scope.clone(),
                used: used.money,
                sent: used.messages,
                limit: Some(limit),
                messages: plan,
            };
            let ask = (round == 1).then(|| Ask { round: 2, since: Instant::now() });
            let answered = account(nodes, me, is_contested, 1 + round);
            let mut purses = BTreeMap::from([(scope.clone(), Purse::open(&want, answered, ask.as_ref()))]);
            let shortage = Shortage { bound, wants: vec![want] };
            let go = share(std::iter::once(&shortage), &mut purses);
            let purse = &purses[&scope];
            nodes[me].held = purse.held_after();
            if go == [true] {
                return !purse.is_short;
            }
            assert_eq!(round, 0, "when all have answered there is an answer");
            for (at, node) in nodes.iter_mut().enumerate() {
                node.held = if at == me { node.held } else { node.used };
            }
        }
        unreachable!("the second round answers")
    }

    proptest! {
        #[test]
        fn nobody_overshoots_and_nobody_is_refused_what_there_is(
            limit in 0_i64..2_000_000_000,
            messages in 0_i64..40,
            requests in prop::collection::vec((0_usize..3, 1_i64..200_000_000, any::<bool>(), any::<bool>()), 1..200),
        ) {
            let mut nodes = [Node::default(); 3];
            for (me, bound, ends, is_contested) in requests {
                let Node { held, used } = nodes[me];
                let fits = used.money + bound <= held.money && used.messages < held.messages;
                let all = |nodes: &[Node], what: fn(&Node) -> i64| nodes.iter().map(what).sum::<i64>();
                let there_is = all(&nodes, |node| node.used.money) + bound <= limit
                    && all(&nodes, |node| node.used.messages) < messages;
                let admitted = fits || ask(&mut nodes, me, bound, limit, messages, is_contested);
                prop_assert_eq!(admitted, there_is);
                if admitted {
                    nodes[me].used.money += bound;
                    nodes[me].used.messages += 1;
                }
                if ends {
                    // A request that cost less than was reserved for it.
                    nodes[me].used.money -= (bound / 2).min(nodes[me].used.money);
                }
                prop_assert!(all(&nodes, |node| node.held.money) <= limit);
                prop_assert!(all(&nodes, |node| node.held.messages) <= messages);
                prop_assert!(nodes.iter().all(|node| node.used.money <= node.held.money));
            }
        }
    }
}

//! Reports from kept sums, held against reports from the entries themselves.

use std::{path::Path, sync::Arc};

use jiff::{Timestamp, ToSpan as _, civil::Date};
use proptest::prelude::*;
use router_core::{
    decide::Record,
    measure::Intent,
    money::{Currency, MicroTenge, Money},
    tokens::{TokenCount, Usage},
};
use rusqlite::Connection;
use rust_decimal::Decimal;
use uuid::Uuid;

use super::{
    Bench, charge, make_older, now, open, released, route, settled,
    verify::{named, verify},
    wait,
};
use crate::ledger::{
    AttemptCost, AttemptOutcome, AttemptRow, Charge, Correction, Dimension, Flagship, MessagePlan, NewKey, Outcome,
    Overage, Project, Query, Reader, Report, Reserve, Route, Settlement, Tenant, Terminal, almaty_day,
    store::open_read_only,
    verify::{Findings, compare_sums},
};

#[derive(Debug, Clone)]
enum Step {
    /// By a key, some days later, with an intent, and a fee or not.
    Reserve(usize, i64, Option<u8>, bool),
    /// For so many tokens at one of the prices, with calls beside at others.
    Settle(usize, (u64, usize), Vec<(u64, usize)>),
    Release(usize),
    /// So many days later.
    Correct(usize, i64, i64),
    /// Puts into the file what was added up in memory.
    Restart,
    /// Loses it.
    Crash,
}

/// A tenant, and the id of a key of it.
type Caller = (Arc<str>, Arc<str>);

const INTENTS: [Intent; 3] = [Intent::Faq, Intent::Writing, Intent::Math];
const CURRENCIES: [Currency; 3] = [Currency::Usd, Currency::Kzt, Currency::Rub];

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let call = || (0_u64..300_000, 0_usize..9);
    let intent = prop::option::of(0_u8..3);
    let step = prop_oneof![
        8 => (0_usize..4, 0_i64..40, intent, any::<bool>()).prop_map(|(key, day, intent, fee)| Step::Reserve(key, day, intent, fee)),
        6 => (0_usize..4, call(), prop::collection::vec(call(), 0..3)).prop_map(|(at, call, more)| Step::Settle(at, call, more)),
        1 => (0_usize..4).prop_map(Step::Release),
        2 => (0_usize..9, -400_i64..400, 0_i64..40).prop_map(|(at, amount, day)| Step::Correct(at, amount, day)),
        1 => Just(Step::Restart),
        1 => Just(Step::Crash),
    ];
    prop::collection::vec(step, 1..40)
}

fn days_later(days: i64) -> Timestamp {
    now() + (24 * days).hours()
}

/// A route and what tokens cost there. Some prices are in one group, some have no flagship.
fn priced((tokens, number): (u64, usize)) -> (Route, Charge) {
    let model = ["small", "middle", "large"][number % 3];
    let tier = (number != 4).then_some(route().tier).flatten();
    let usage = Usage {
        input: TokenCount(tokens),
        cached_input: TokenCount(tokens / 3),
        cache_write: TokenCount(tokens / 5),
        output: TokenCount(tokens / 7),
        reasoning: TokenCount(tokens / 11),
    };
    let micro = i64::try_from(tokens).unwrap();
    let native = Money::new(Decimal::new(micro * 7, 4 + number as u32), CURRENCIES[number / 3]);
    let flagship = (number != 5).then(|| Flagship { amount: MicroTenge(3 * micro), price_id: "price-9".into() });
    let price_id = format!("price-{number}-{}", tokens % 2).into();
    (Route { tier, model: model.into(), ..route() }, Charge { usage, native, flagship, price_id, ..charge(micro) })
}

/// What a decision by this intent leaves: see `router_core::decide::record`.
fn recorded(intent: u8) -> Vec<u8> {
    let all = [[1], [12], [15]];
    [b"\x01\0\0\0\x3f".as_slice(), &all[usize::from(intent)], b"\x02\x01\0\xac\x02\x0c\x01\x03pro"].concat()
}

/// Two tenants, one of them with a key of a project.
fn bench() -> (Bench, Vec<Caller>) {
    let bench = Bench::new(None);
    wait(bench.ledger.create_project(Project::new("acme", "bot", "Bot"), now())).unwrap();
    wait(bench.ledger.create_tenant(Tenant::new("other", "Other", "pro"), now())).unwrap();
    let mut keys = vec![("acme".into(), bench.key.clone())];
    for (tenant, project) in [("acme", Some("bot")), ("acme", None), ("other", None)] {
        let new = NewKey { project: project.map(Into::into), ..NewKey::new(tenant, "app") };
        keys.push((tenant.into(), wait(bench.ledger.create_key(new, now())).unwrap().1.id.clone()));
    }
    (bench, keys)
}

impl Bench {
    fn restart(&mut self) {
        self.ledger.close();
        self.ledger = open(&self.folder.path().join("ledger.db")).unwrap().0;
    }
}

fn play(bench: &mut Bench, keys: &[Caller], steps: Vec<Step>) {
    let (mut reserved, mut ended) = (Vec::new(), Vec::new());
    for step in steps {
        match step {
            Step::Reserve(key, day, intent, has_fee) => {
                let (tenant, key_id) = keys[key].clone();
                let messages = has_fee.then_some(MessagePlan { limit: 0, over: Overage::Fee(MicroTenge(15)) });
                let decision = intent.map(recorded);
                let at = days_later(day);
                let request = Reserve { tenant, key_id, at, messages, decision, ..bench.request(1_000) };
                reserved.push(bench.try_reserve(request).unwrap());
            }
            Step::Settle(at, call, more) if at < reserved.len() => {
                let request_id = reserved.remove(at);
                let (route, charge) = priced(call);
                let beside = |call| {
                    let (route, charge) = priced(call);
                    AttemptRow { route, outcome: AttemptOutcome::Outrun, cost: AttemptCost::Beside(Box::new(charge)) }
                };
                let attempts = more.into_iter().map(beside).collect();
                let terminal = Terminal::Settled { route, charge, outcome: Outcome::Ok };
                let settlement = Settlement { attempts, terminal, ..settled(request_id, 0) };
                wait(bench.ledger.settle(settlement)).unwrap();
                ended.push(request_id);
            }
            Step::Release(at) if at < reserved.len() => {
                wait(bench.ledger.settle(released(reserved.remove(at)))).unwrap();
            }
            Step::Correct(at, amount, day) if at < ended.len() => {
                let because = format!("{amount} on {day}");
                let correction =
                    Correction { request_id: ended[at], at: days_later(day), amount: MicroTenge(amount), because };
                // More may be asked back than was charged.
                let _ = wait(bench.ledger.correct(correction));
            }
            Step::Restart | Step::Crash => {
                if matches!(step, Step::Crash) {
                    bench.crash();
                } else {
                    bench.restart();
                }
                ended.append(&mut reserved);
            }
            _ => {}
        }
    }
}

/// A price of tier L2 on most days.
fn on_l2(day: Date, usage: &Usage) -> Option<MicroTenge> {
    let price = |tokens: TokenCount, nano: u64| tokens.0 * nano;
    let nano = price(usage.input, 7) + price(usage.cached_input, 3) + price(usage.output, 1_999);
    (day.day() % 5 != 0).then(|| MicroTenge(i64::try_from(nano.div_ceil(1_000)).unwrap()))
}

fn savings(path: &Path, query: &Query) -> Report {
    Reader::open(path).unwrap().savings(query, &mut on_l2).unwrap()
}

/// The same from a copy of the file that has no sums.
fn from_entries(path: &Path, query: &Query) -> Report {
    let copy = tempfile::tempdir().unwrap();
    let copy = copy.path().join("copy.db");
    Connection::open(path).unwrap().execute("VACUUM INTO ?1", [copy.to_str().unwrap()]).unwrap();
    Connection::open(&copy).unwrap().execute_batch(NO_SUMS).unwrap();
    savings(&copy, query)
}

const NO_SUMS: &str = "DELETE FROM entry_sum; UPDATE meta SET value = 0 WHERE name = 'summed_seq'";

fn wrong_sums(path: &Path) -> Vec<String> {
    let mut findings = Findings::default();
    let last = number(path, "SELECT coalesce(max(seq), 0) FROM entry");
    compare_sums(&open_read_only(path).unwrap(), None, last, &mut findings).unwrap();
    findings.named.iter().map(ToString::to_string).collect()
}

fn number(path: &Path, query: &str) -> i64 {
    Connection::open(path).unwrap().query_row(query, [], |row| row.get(0)).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn sums_say_what_the_entries_say(
        steps in steps(),
        by in prop::sample::subsequence(Dimension::ALL.to_vec(), 0..=Dimension::ALL.len()),
        tenant in prop::option::of(prop::sample::select(vec!["acme", "other", "nobody"])),
        days in (0_i64..40, 0_i64..40),
    ) {
        let (mut bench, keys) = bench();
        play(&mut bench, &keys, steps);
        let path = bench.ledger.path().to_owned();
        let [from, to] = [days.0.min(days.1), days.0.max(days.1)].map(|day| almaty_day(days_later(day)));
        let query = Query { tenant: tenant.map(str::to_owned), from, to, by };
        prop_assert_eq!(savings(&path, &query), from_entries(&path, &query));
        prop_assert_eq!(wrong_sums(&path), Vec::<String>::new());
        bench.restart();
        prop_assert_eq!(number(&path, "SELECT count(*) FROM unsummed_entry"), 0);
        prop_assert_eq!(savings(&path, &query), from_entries(&path, &query));
        prop_assert_eq!(wrong_sums(&path), Vec::<String>::new());
    }
}

fn all(by: &[Dimension]) -> Query {
    Query { tenant: None, from: "2026-11-01".parse().unwrap(), to: "2026-12-31".parse().unwrap(), by: by.to_vec() }
}

#[test]
fn many_groups_are_put_into_the_file_while_it_is_written() {
    let bench = Bench::new(None);
    for number in 0..1_100 {
        let id = bench.reserve(10).unwrap();
        let route = Route { rule: format!("rule {number}").into(), ..route() };
        let terminal = Terminal::Settled { route, charge: charge(5), outcome: Outcome::Ok };
        wait(bench.ledger.settle(Settlement { terminal, ..settled(id, 5) })).unwrap();
    }
    let path = bench.ledger.path();
    assert_eq!(number(path, "SELECT value FROM meta WHERE name = 'summed_seq'"), 2 * 1_024);
    assert_eq!(number(path, "SELECT count(*) FROM entry_sum"), 1_024);
    let report = savings(path, &all(&[Dimension::Rule]));
    assert_eq!((report.rows.len(), report.total.requests, report.total.cost), (1_100, 1_100, MicroTenge(5_500)));
}

#[test]
fn an_older_file_is_added_up_when_it_is_opened() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("ledger.db");
    let id = Uuid::from_u128(1).simple();
    let rows = format!(
        "INSERT INTO tenant (id, name, plan, disabled, created) VALUES ('acme', 'Acme', 'open', 0, 0);
         INSERT INTO entry (request_id, step, kind, ts, day, node, tenant, key_id, amount_ukzt, floor_ukzt, tier, rule,
             policy, provider, model, input_tokens, usage_source, currency, native_amount, decision)
         VALUES (x'{id}', 0, 'reserve', 0, 20261120, 'n', 'acme', 'k', 50, 5, 'L0', 'routine', 'p1', 'sandbox', 'small', 3,
                 'estimated', 'USD', '0.5', x'{record}'),
             (x'{id}', -1, 'settle', 0, 20261120, 'n', 'acme', 'k', 7, NULL, NULL, NULL, NULL, 'sandbox', 'small', 3,
                 'provider', 'USD', '0.50', NULL),
             (x'{id}', 1, 'attempt', 0, 20261120, 'n', 'acme', 'k', 2, NULL, NULL, NULL, NULL, 'sandbox', 'large', 3,
                 'provider', NULL, 'no amount', NULL);",
        record = recorded(0).iter().map(|byte| format!("{byte:02x}")).collect::<String>(),
    );
    make_older(&path, 4, &rows);
    open(&path).unwrap().0.close();
    let text = "SELECT group_concat(day || tenant || key_id || tier || rule || intent || currency || native_amount || requests)
                FROM entry_sum";
    let stored: String = Connection::open(&path).unwrap().query_row(text, [], |row| row.get(0)).unwrap();
    // What holds no amount is in no sum, and the start does not fail of it.
    assert_eq!(stored, "20261120acmeknonenonefaqUSD0.51");
    assert_eq!(number(&path, "SELECT count(*) FROM unsummed_entry"), 0);
    assert_eq!(savings(&path, &all(&[Dimension::Intent])).rows[0].keys, ["faq"]);
}

#[test]
fn a_sum_that_the_entries_do_not_make_is_found() {
    let sums =
        |found: &str| -> Vec<String> { found.lines().filter(|line| line.contains("sum")).map(str::to_owned).collect() };
    for (change, expected) in [
        ("UPDATE entry_sum SET cost_ukzt = cost_ukzt + 1", "cost_ukzt 6, the entries make 5"),
        ("UPDATE entry_sum SET native_amount = '0.1'", "native_amount 0.1, the entries make 0.000000005"),
        ("UPDATE entry_sum SET currency = 'XYZ'", "hold an impossible amount"),
        ("UPDATE entry_sum SET day = 20261121", "requests 1, the entries make 0"),
        ("DELETE FROM entry_sum", "requests 0, the entries make 1"),
        ("UPDATE meta SET value = 0 WHERE name = 'summed_seq'", "requests 1, the entries make 0"),
        ("UPDATE meta SET value = 9 WHERE name = 'summed_seq'", "entries up to 9, the last one is 2"),
    ] {
        let bench = Bench::new(None);
        let id = bench.reserve(10).unwrap();
        bench.settle(id, 5);
        bench.ledger.close();
        let path = bench.ledger.path();
        assert_eq!(sums(&named(&verify(path, 1, None))), Vec::<String>::new());
        Connection::open(path).unwrap().execute_batch(change).unwrap();
        let found = sums(&named(&verify(path, 1, None)));
        assert!(found.iter().any(|line| line.contains(expected)), "{change}: {found:?}");
    }
    // Without them and the mark, the next start makes them anew.
    let bench = Bench::new(None);
    let id = bench.reserve(10).unwrap();
    bench.settle(id, 5);
    bench.ledger.close();
    let path = bench.ledger.path();
    let before = savings(path, &all(&Dimension::ALL));
    Connection::open(path).unwrap().execute_batch(NO_SUMS).unwrap();
    open(path).unwrap().0.close();
    assert_eq!(number(path, "SELECT count(*) FROM entry_sum"), 1);
    assert_eq!(savings(path, &all(&Dimension::ALL)), before);
}

#[test]
fn records_begin_with_what_sums_read_of_them() {
    for (code, intent) in (0..).zip(INTENTS) {
        let record = Record::decode(&recorded(code)).unwrap();
        assert_eq!(record.facts.intent, intent);
        assert_eq!(router_core::decide::recorded_intent(&recorded(code)), Some(intent));
    }
}

//! The pure heart of Qaqpa. No I/O, no async, no clock, no globals, no panic on any input.
//!
//! | module | what it holds |
//! |---|---|
//! | [`json`] | a lossless document: parsed once, changed by splices |
//! | [`chat`] | the request of a chat completion over such a document |
//! | [`measure`] | the facts of a request that routing decides on |
//! | [`money`] | amounts, currencies, and the one rounding |
//! | [`tokens`] | token counts and usage in disjoint classes |
//! | [`redact`] | personal data out of a request, into a vault |
//! | [`restore`] | personal data back into an answer |
//! | [`policy`] | tiers, rules, plans, redaction: the policy files in force at a date |
//! | [`decide`] | the routing decision, pure |
//! | [`prices`] | dated price lists of providers |
//! | [`rates`] | tenge per unit of foreign currencies |
//! | [`settle`] | tokens × price × rate = the cost of a request |
//! | [`verify`] | cheap checks of answers |
//! | [`files`] | the reader of the product's TOML files, which lists every problem |
//! | [`diagnostic`] | what is wrong with a file, and where |
//! | [`packed`] | numbers and texts in few bytes, for records |
//!
//! From a request to a decision with its cost in tenge:
//!
//! ```
//! use jiff::civil::date;
//! use router_core::{
//!     chat::Chat,
//!     decide::{Ask, Circumstances, Health, decide},
//!     diagnostic::SourceFile,
//!     json::{Document, Edits, Limits},
//!     measure::{Assessor, Tier},
//!     policy::Policy,
//!     prices::PriceBook,
//!     redact::Detectors,
//! };
//!
//! // Files come from wherever the caller keeps them: the core does not read any.
//! macro_rules! shipped {
//!     ($path:literal) => {
//!         SourceFile { name: $path.into(), text: include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../", $path)).into() }
//!     };
//! }
//! let lists = [
//!     shipped!("price-tables/openai.toml"),
//!     shipped!("price-tables/google.toml"),
//!     shipped!("price-tables/anthropic.toml"),
//!     shipped!("price-tables/deepseek.toml"),
//!     shipped!("price-tables/yandex.toml"),
//!     shipped!("price-tables/local.toml"),
//!     shipped!("price-tables/exchange-rates.toml"),
//! ];
//! let files = [shipped!("policies/routing.toml"), shipped!("policies/plans.toml"), shipped!("policies/redaction.toml")];
//! let today = date(2026, 11, 21);
//! let prices = PriceBook::load(&lists, today).0.expect("the shipped price lists are sound");
//! let policy = Policy::load(&files, &prices, today).0.expect("the shipped policy is sound");
//!
//! let body = r#"{"model":"auto","messages":[{"role":"user","content":"Сколько стоит доставка в Астану? Мой номер +7 701 234 56 78"}]}"#;
//! let chat = Chat::new(Document::parse(body.as_bytes(), Limits::default())?)?;
//! let redacted = Detectors::new().redact(chat, &policy.redaction.base().policy)?;
//! let leaves = String::from_utf8(redacted.render(&Edits::new()))?;
//! assert!(leaves.contains("Мой номер [PHONE_1]") && !leaves.contains("701"));
//!
//! let facts = Assessor::new()?.measure(redacted.chat());
//! let plan = policy.plan("pro").expect("a shipped plan");
//! let health = Health::all_well(["google", "openai", "local"]);
//!
//! let circumstances = Circumstances::default();
//! let ask = Ask { model: "auto", facts: &facts, plan, findings: &[], stays_inside: false, circumstances };
//! let decision = decide(&ask, &policy, &health).expect("a decision");
//! let first = &decision.candidates[0];
//! assert_eq!((decision.tier, decision.rule()), (Tier::L0, "routine"));
//! assert_eq!(first.row.model.to_string(), "google/gemini-2.5-flash-lite");
//! let tenge = first.estimate.tenge.tenge();
//! assert!(tenge > "0.05".parse()? && tenge < "0.06".parse()?, "{tenge} ₸");
//! assert!(first.bound.tenge > first.estimate.tenge);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
#![warn(missing_docs)]

pub mod chat;
pub mod decide;
pub mod diagnostic;
pub mod files;
pub mod json;
pub mod measure;
pub mod money;
pub mod packed;
pub mod policy;
pub mod prices;
pub mod rates;
pub mod redact;
pub mod restore;
pub mod settle;
pub mod tokens;
pub mod verify;

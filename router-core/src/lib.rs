//! The pure heart of Qaqpa. No I/O, no async, no clock, no globals, no panic on any input.
//!
//! | module | what it holds |
//! |---|---|
//! | [`json`] | a lossless document: parsed once, changed by splices |
//! | [`chat`] | the request of a chat completion over such a document |
//! | [`measure`] | the facts of a request that routing decides on |
//! | [`money`] | amounts, currencies, and the one rounding |
//! | [`tokens`] | token counts and usage in disjoint classes |
//! | [`diagnostic`] | what is wrong with a file, and where |
#![warn(missing_docs)]

pub mod chat;
pub mod diagnostic;
pub mod json;
pub mod measure;
pub mod money;
pub mod tokens;

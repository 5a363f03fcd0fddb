//! The pure heart of Qaqpa. No I/O, no async, no clock, no globals, no panic on any input.
//!
//! | module | what it holds |
//! |---|---|
//! | [`json`] | a lossless document: parsed once, changed by splices |
//! | [`diagnostic`] | what is wrong with a file, and where |
//! | [`money`] | amounts, currencies, and the one rounding |
//! | [`tokens`] | token counts and usage in disjoint classes |
#![warn(missing_docs)]

pub mod diagnostic;
pub mod json;
pub mod money;
pub mod tokens;

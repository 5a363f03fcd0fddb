//! Paths to handlers: the data listener and the admin listener. Neither serves a path of the other.

pub(crate) mod admin;
pub(crate) mod data;
mod models;

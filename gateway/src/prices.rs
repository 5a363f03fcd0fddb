//! Price lists: the folder they stand in, and the lists of others that they are compared with.

pub(crate) mod folder;
pub(crate) mod import;
mod lists;

pub(crate) use lists::{Listed, Lists, read_genai_prices, read_litellm};

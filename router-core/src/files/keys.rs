//! What a table may hold, as data: readers refuse other keys by it, and the JSON Schema for editors is made of it.

/// A key of a table.
#[derive(Debug, Clone, Copy)]
pub struct Key {
    /// The key.
    pub name: &'static str,
    /// What may stand there.
    pub shape: Shape,
    /// Whether it must be there.
    pub required: bool,
    /// What it means, for people.
    pub about: &'static str,
}

/// What may stand beside a key.
#[derive(Debug, Clone, Copy)]
pub enum Shape {
    /// A string.
    Text,
    /// A decimal in quotes, 0 or more.
    Amount,
    /// A day in quotes.
    Day,
    /// A whole number, of at least and at most so much.
    Count(u64, u64),
    /// `same as` and one of these keys.
    SameAs(&'static [&'static str]),
    /// `true` or `false`.
    Flag,
    /// One of these names.
    Name(fn() -> Vec<&'static str>),
    /// A list.
    List(&'static Self),
    /// One value, or a list of alternatives.
    OneOrMany(&'static Self),
    /// Any of these.
    Either(&'static [Self]),
    /// A table.
    Table(&'static [Key]),
    /// A table whose keys are data.
    Map(&'static Self),
    /// A table with the keys of the first that all have the second's shape, and no others unless the third says so.
    Named(fn() -> Vec<&'static str>, &'static Self, Beside),
}

/// Whether keys beside the named ones are allowed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Beside {
    /// No other key.
    Nothing,
    /// Names that the same file makes.
    OwnNames,
}

// === impl Key ===

impl Key {
    /// A key that must be there.
    #[must_use]
    pub const fn required(name: &'static str, shape: Shape, about: &'static str) -> Self {
        Self { name, shape, required: true, about }
    }

    /// A key that may be there.
    #[must_use]
    pub const fn optional(name: &'static str, shape: Shape, about: &'static str) -> Self {
        Self { name, shape, required: false, about }
    }
}

impl AsRef<str> for Key {
    fn as_ref(&self) -> &str {
        self.name
    }
}

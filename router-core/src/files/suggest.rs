//! "Did you mean": the nearest of the names that would have been right.

/// The candidate nearest to `name`, if it is near enough to be a slip of the keyboard.
#[must_use]
pub fn nearest<'c>(name: &str, candidates: impl IntoIterator<Item = &'c str>) -> Option<&'c str> {
    let limit = (name.chars().count() / 3).max(1) + 1;
    let ranked = candidates.into_iter().map(|candidate| (distance(name, candidate), candidate));
    ranked.filter(|(distance, _)| *distance < limit.max(3)).min().map(|(_, candidate)| candidate)
}

/// What to write instead of `name`: the nearest of `names`, if any, and all of them.
pub(super) fn expectation(name: &str, names: &[&str], label: &str) -> String {
    let all = names.join(", ");
    match nearest(name, names.iter().copied()) {
        Some(near) => format!("`{near}` ({label}: {all})"),
        None => format!("{label}: {all}"),
    }
}

/// Insertions, deletions and replacements between two names (Levenshtein).
fn distance(left: &str, right: &str) -> usize {
    let mut row: Vec<usize> = (0..=right.chars().count()).collect();
    for (line, from) in left.chars().enumerate() {
        let mut next = Vec::with_capacity(row.len());
        next.push(line + 1);
        for ((&diagonal, &above), to) in row.iter().zip(row.iter().skip(1)).zip(right.chars()) {
            let before = next.last().copied().unwrap_or_default();
            next.push((diagonal + usize::from(from != to)).min(above + 1).min(before + 1));
        }
        row = next;
    }
    row.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn slips_are_found_and_strangers_are_not() {
        let names = ["input", "output", "cached_input", "valid_from"];
        for (slip, expected) in [
            ("inptu", Some("input")),
            ("Output", Some("output")),
            ("cachedinput", Some("cached_input")),
            ("valid_form", Some("valid_from")),
            ("colour", None),
            ("", None),
        ] {
            assert_eq!(nearest(slip, names), expected, "{slip}");
        }
    }
}

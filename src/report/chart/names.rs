//! Names as a picture has room for them.

use std::collections::BTreeMap;

/// The names with at most so many letters; those that would be the same are shortened in the middle, where that tells
/// them apart.
pub(super) fn shortened(names: &[String], letters: usize) -> Vec<String> {
    let short: Vec<String> = names.iter().map(|name| crate::text::shorten(name, letters)).collect();
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for name in &short {
        *counts.entry(name.as_str()).or_default() += 1;
    }
    let is_shared = |short: &str| counts.get(short).is_some_and(|&count| count > 1);
    let of = |(name, short): (&String, &String)| {
        if is_shared(short) { without_middle(name, letters) } else { short.clone() }
    };
    names.iter().zip(&short).map(of).collect()
}

/// The beginning and the end of a name.
fn without_middle(name: &str, letters: usize) -> String {
    let all: Vec<char> = name.chars().collect();
    if all.len() <= letters {
        return crate::text::shorten(name, letters);
    }
    let end = letters / 2;
    let begin = letters.saturating_sub(end + 1);
    let part =
        |letters: &[char]| crate::text::shorten(&letters.iter().collect::<String>(), letters.len());
    format!("{}…{}", part(&all[..begin]), part(&all[all.len() - end..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_end_differently_stay_apart() {
        let names = ["ease", "knn:k=50,similarity=cosine", "knn:k=50,similarity=dice"];
        let short = shortened(&names.map(str::to_owned), 13);
        assert_eq!(short, ["ease", "knn:k=…cosine", "knn:k=…y=dice"]);
    }
}

//! Words of 64 bits without a sign, whose sums and products wrap around.
//!
//! Spark holds them as `BIGINT` and needs `spark.sql.ansi.enabled = false`, without which a product that wraps is an error;
//! `DuckDB` as `UBIGINT`, and computes with 128 bits.

use super::dialect::SqlDialect;

/// The lower half of a word.
const LOW: u64 = 0xFFFF_FFFF;

impl SqlDialect {
    /// A word as a literal.
    #[must_use]
    pub fn word(self, word: u64) -> String {
        match self {
            Self::Spark => format!("({}L)", word.cast_signed()),
            Self::Duckdb => format!("CAST({word} AS UBIGINT)"),
        }
    }

    /// A whole number of 64 bits with a sign as the word of the same bits.
    #[must_use]
    pub fn word_of(self, number: &str) -> String {
        match self {
            Self::Spark => format!("CAST({number} AS BIGINT)"),
            Self::Duckdb => low(&format!("CAST({number} AS HUGEINT)"), "HUGEINT"),
        }
    }

    /// The word that at most 16 hexadecimal digits say.
    #[must_use]
    pub fn word_of_hex(self, digits: &str) -> String {
        match self {
            Self::Spark => format!("CAST(conv({digits}, 16, -10) AS BIGINT)"),
            Self::Duckdb => format!("CAST(concat('0x', {digits}) AS UBIGINT)"),
        }
    }

    /// The bits in which two words differ.
    #[must_use]
    pub fn word_xor(self, left: &str, right: &str) -> String {
        match self {
            Self::Spark => format!("({left} ^ {right})"),
            Self::Duckdb => format!("xor({left}, {right})"),
        }
    }

    /// The sum of two words.
    #[must_use]
    pub fn word_sum(self, left: &str, right: &str) -> String {
        match self {
            Self::Spark => format!("({left} + {right})"),
            Self::Duckdb => low(&format!("({} + {})", wide(left), wide(right)), "UHUGEINT"),
        }
    }

    /// The lower word of the product of two words.
    #[must_use]
    pub fn word_product(self, left: &str, right: &str) -> String {
        match self {
            Self::Spark => format!("({left} * {right})"),
            Self::Duckdb => low(&format!("({} * {})", wide(left), wide(right)), "UHUGEINT"),
        }
    }

    /// A word moved down by so many bits.
    #[must_use]
    pub fn word_down(self, word: &str, bits: u32) -> String {
        match self {
            Self::Spark => format!("shiftrightunsigned({word}, {bits})"),
            Self::Duckdb => format!("({word} >> {bits})"),
        }
    }

    /// A word turned up by so many bits.
    #[must_use]
    pub fn word_turned(self, word: &str, bits: u32) -> String {
        let down = self.word_down(word, 64 - bits);
        match self {
            Self::Spark => format!("(shiftleft({word}, {bits}) | {down})"),
            Self::Duckdb => {
                format!("({} | {down})", low(&format!("({} << {bits})", wide(word)), "UHUGEINT"))
            }
        }
    }

    /// A word with its upper bits laid over the lower ones.
    #[must_use]
    pub fn word_laid_over(self, word: &str, bits: u32) -> String {
        self.word_xor(word, &self.word_down(word, bits))
    }

    /// The two words of the product of two words, one laid over the other.
    #[must_use]
    pub fn word_folded(self, left: &str, right: &str) -> String {
        let folded = match self {
            Self::Duckdb => {
                let product = "(CAST(f AS UHUGEINT) * CAST(g AS UHUGEINT))";
                let lower = low(product, "UHUGEINT");
                format!("xor({lower}, CAST(({product} >> 64) AS UBIGINT))")
            }
            Self::Spark => {
                let lower = |word: &str| format!("({word} & {LOW}L)");
                let upper = |word: &str| format!("shiftrightunsigned({word}, 32)");
                let (f, g) = ([lower("f"), upper("f")], [lower("g"), upper("g")]);
                let middle =
                    format!("({} * {} + {})", f[1], g[0], upper(&format!("({} * {})", f[0], g[0])));
                let high = format!(
                    "({} * {} + {} + {})",
                    f[1],
                    g[1],
                    upper("m"),
                    upper(&format!("({} * {} + {})", f[0], g[1], lower("m")))
                );
                self.bound("m", &middle, &format!("((f * g) ^ {high})"))
            }
        };
        self.bound("f", left, &self.bound("g", right, &folded))
    }

    /// An expression in which a name stands for a value that is found once.
    #[must_use]
    pub fn bound(self, name: &str, value: &str, expression: &str) -> String {
        match self {
            Self::Spark => format!("transform(array({value}), {name} -> {expression})[0]"),
            Self::Duckdb => format!("list_transform([{value}], lambda {name}: {expression})[1]"),
        }
    }

    /// The expressions by which words are sorted, rising.
    #[must_use]
    pub fn word_order(self, word: &str) -> String {
        match self {
            // A word whose highest bit is set is a negative number, and those rise as words do.
            Self::Spark => format!("{word} < 0, {word}"),
            Self::Duckdb => word.to_owned(),
        }
    }
}

/// A word of `DuckDB` with room for what goes beyond it.
fn wide(word: &str) -> String {
    format!("CAST({word} AS UHUGEINT)")
}

/// The lower word of a number of `DuckDB`.
fn low(number: &str, data_type: &str) -> String {
    format!("CAST(({number} & CAST({} AS {data_type})) AS UBIGINT)", u64::MAX)
}

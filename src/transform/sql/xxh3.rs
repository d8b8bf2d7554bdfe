//! xxh3-64, by which users are dealt and rows of one second are ordered, in SQL.
//!
//! Yann Collet, "XXH3", xxHash 0.8, `doc/xxhash_spec.md`: one formula for each range of lengths.

use super::dialect::SqlDialect;
use super::text::choice;

/// Texts of more bytes have no SQL.
pub const HASHED_BYTES_MAX: usize = 128;

const PRIME_1: u64 = 0x9E37_79B1_85EB_CA87;
const PRIME_2: u64 = 0xC2B2_AE3D_27D4_EB4F;
const PRIME_3: u64 = 0x1656_67B1_9E37_79F9;
const MIX_1: u64 = 0x1656_6791_9E37_79F9;
const MIX_2: u64 = 0x9FB2_1C65_1E98_DF25;

/// The first bytes of the default secret, as words of eight.
const SECRET: [u64; 16] = [
    0xBE4B_A423_396C_FEB8,
    0x1CAD_21F7_2C81_017C,
    0xDB97_9083_E96D_D4DE,
    0x1F67_B3B7_A4A4_4072,
    0x78E5_C0CC_4EE6_79CB,
    0x2172_FFCC_7DD0_5A82,
    0x8E24_43F7_7446_08B8,
    0x4C26_3A81_E690_35E0,
    0xCB00_C391_BB52_283C,
    0xA32E_531B_8B65_D088,
    0x4EF9_0DA2_9748_6471,
    0xD8AC_DEA9_46EF_1938,
    0x3F34_9CE3_3F76_FAA8,
    0x1D4F_0BC7_C7BB_DCF9,
    0x3159_B4CD_4BE0_518A,
    0x6473_78D9_C97E_9FC8,
];

/// The hash of a text and a seed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SqlHash {
    /// The dialect.
    pub dialect: SqlDialect,
    /// The seed.
    pub seed: u64,
}

impl SqlHash {
    /// The hash of a text of 1 to [`HASHED_BYTES_MAX`] bytes. A longer one ends the query.
    #[must_use]
    pub fn of_text(self, text: &str) -> String {
        let dialect = self.dialect;
        let bytes = dialect.bytes(text);
        let by = match dialect {
            SqlDialect::Spark => "$2$1",
            SqlDialect::Duckdb => r"\2\1",
        };
        // The last byte stands first, so that eight digits or sixteen are a number as they stand.
        let turned = dialect.replaced(&format!("reverse(hex({text}))"), "(.)(.)", by);
        let message = format!(
            "concat('ids of more than {HASHED_BYTES_MAX} bytes are not hashed here: ', {text})"
        );
        let refused = match dialect {
            SqlDialect::Spark => format!("CAST(raise_error({message}) AS BIGINT)"),
            SqlDialect::Duckdb => format!("CAST(error({message}) AS UBIGINT)"),
        };
        let cases = [
            ("n <= 3".to_owned(), self.of_3()),
            ("n <= 8".to_owned(), self.of_8()),
            ("n <= 16".to_owned(), self.of_16(text)),
            (format!("n <= {HASHED_BYTES_MAX}"), self.of_more()),
        ];
        dialect.bound("n", &bytes, &dialect.bound("r", &turned, &choice("", &cases, &refused)))
    }

    /// The hash of three words, without a seed.
    #[must_use]
    pub fn of_words(dialect: SqlDialect, [first, second, third]: [&str; 3]) -> String {
        let keyed = |word: &str, at: usize| dialect.word_xor(word, &dialect.word(SECRET[at]));
        let mixes = [
            dialect.word_folded(&keyed(first, 0), &keyed(second, 1)),
            dialect.word_folded(&keyed(second, 2), &keyed(third, 3)),
        ];
        let start = dialect.word(24_u64.wrapping_mul(PRIME_1));
        avalanche(dialect, &mixes.iter().fold(start, |sum, mix| dialect.word_sum(&sum, mix)))
    }

    /// The hash of 1 to 3 bytes: the first, the middle and the last one, and their number.
    fn of_3(self) -> String {
        let digits = "concat(substr(r, 2 * n - CASE WHEN n = 1 THEN 1 ELSE 3 END, 2), \
                      substr(r, 2 * n - 1, 2), '0', n, substr(r, 1, 2))";
        let (low, high) = (SECRET[0] & 0xFFFF_FFFF, SECRET[0] >> 32);
        let flip = (low ^ high).wrapping_add(self.seed);
        let keyed = self.keyed(digits, flip);
        let dialect = self.dialect;
        let laid = |name: &str, bits: u32, prime: u64| {
            dialect.word_product(&dialect.word_laid_over(name, bits), &dialect.word(prime))
        };
        let last = dialect.word_laid_over("c", 32);
        let second = dialect.bound("c", &laid("b", 29, PRIME_3), &last);
        dialect.bound("a", &keyed, &dialect.bound("b", &laid("a", 33, PRIME_2), &second))
    }

    /// The hash of 4 to 8 bytes: the first four and the last four.
    fn of_8(self) -> String {
        let dialect = self.dialect;
        let low = u32::try_from(self.seed & 0xFFFF_FFFF).unwrap_or_default();
        let seed = self.seed ^ (u64::from(low.swap_bytes()) << 32);
        let flip = (SECRET[1] ^ SECRET[2]).wrapping_sub(seed);
        let keyed = self.keyed("concat(substr(r, 2 * n - 7, 8), substr(r, 1, 8))", flip);
        let turned = dialect.word_xor(
            &dialect.word_xor("a", &dialect.word_turned("a", 49)),
            &dialect.word_turned("a", 24),
        );
        let mix = dialect.word(MIX_2);
        let first = dialect.word_product(&turned, &mix);
        let longer = dialect.word_sum(&dialect.word_down("b", 35), &dialect.word_of("n"));
        let second = dialect.word_product(&dialect.word_xor("b", &longer), &mix);
        let last = dialect.bound("c", &second, &dialect.word_laid_over("c", 28));
        dialect.bound("a", &keyed, &dialect.bound("b", &first, &last))
    }

    /// The hash of 9 to 16 bytes: the first eight and the last eight.
    fn of_16(self, text: &str) -> String {
        let dialect = self.dialect;
        let flip_low = (SECRET[3] ^ SECRET[4]).wrapping_add(self.seed);
        let flip_high = (SECRET[5] ^ SECRET[6]).wrapping_sub(self.seed);
        let low = self.keyed("substr(r, 2 * n - 15, 16)", flip_low);
        let high = self.keyed("substr(r, 1, 16)", flip_high);
        let swapped = self.keyed(&format!("substr(hex({text}), 1, 16)"), flip_low.swap_bytes());
        let parts = ["b".to_owned(), dialect.word_folded("a", "b")];
        let start = dialect.word_sum(&dialect.word_of("n"), &swapped);
        let sum = parts.iter().fold(start, |sum, part| dialect.word_sum(&sum, part));
        let whole = dialect.bound("b", &high, &avalanche(dialect, &sum));
        dialect.bound("a", &low, &whole)
    }

    /// The hash of 17 to 128 bytes: pairs of words from both ends.
    fn of_more(self) -> String {
        let dialect = self.dialect;
        let mut sum = dialect.word_product(&dialect.word_of("n"), &dialect.word(PRIME_1));
        for (pair, least) in [(0, 16), (1, 32), (2, 64), (3, 96)] {
            let from_start = 16 * pair;
            let from_end = 16 * (pair + 1);
            let ends = [
                [format!("2 * (n - {})", from_start + 8), format!("2 * (n - {})", from_start + 16)],
                [format!("{}", 2 * (from_end - 8)), format!("{}", 2 * (from_end - 16))],
            ];
            let mixes = ends.iter().zip([4 * pair, 4 * pair + 2]).map(|([first, second], at)| {
                let word =
                    |place: &str, flip| self.keyed(&format!("substr(r, {place} + 1, 16)"), flip);
                let left = word(first, SECRET[at].wrapping_add(self.seed));
                let right = word(second, SECRET[at + 1].wrapping_sub(self.seed));
                dialect.word_folded(&left, &right)
            });
            let both = mixes.reduce(|left, right| dialect.word_sum(&left, &right));
            let part = both.unwrap_or_default();
            let zero = dialect.word(0);
            let where_long = if least == 16 {
                part
            } else {
                format!("CASE WHEN n > {least} THEN {part} ELSE {zero} END")
            };
            sum = dialect.word_sum(&sum, &where_long);
        }
        avalanche(dialect, &sum)
    }

    /// The word of digits, with the bits of the key turned.
    fn keyed(self, digits: &str, flip: u64) -> String {
        let dialect = self.dialect;
        dialect.word_xor(&dialect.word_of_hex(digits), &dialect.word(flip))
    }
}

/// The end of the hash of more than 8 bytes, which spreads the bits of a sum.
fn avalanche(dialect: SqlDialect, sum: &str) -> String {
    let mixed = dialect.word_product(&dialect.word_laid_over("a", 37), &dialect.word(MIX_1));
    let last = dialect.bound("b", &mixed, &dialect.word_laid_over("b", 32));
    dialect.bound("a", sum, &last)
}

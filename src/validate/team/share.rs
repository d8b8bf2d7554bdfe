//! A share of rows, held exactly.

/// A share: `digits` hundredths, over 10 to the power of `scale`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Share {
    digits: u64,
    scale: u32,
}

/// The most digits behind the point.
const SCALE_MAX: usize = 9;

impl Share {
    /// Reads a share such as `0.1%`, from 0 to 100 per cent.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let number = text.trim().strip_suffix('%')?.trim_end();
        let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
        let is_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        let has_shape = (1..=3).contains(&whole.len())
            && fraction.len() <= SCALE_MAX
            && is_digits(whole)
            && is_digits(fraction)
            && !number.ends_with('.');
        let digits: u64 = has_shape.then(|| format!("{whole}{fraction}").parse().ok())??;
        let scale = u32::try_from(fraction.len()).ok()?;
        (digits <= 100 * 10_u64.pow(scale)).then_some(Self { digits, scale })
    }

    /// Tells whether `count` of `rows` is at most this share of them.
    pub(super) fn has(self, count: u64, rows: u64) -> bool {
        let whole = 100 * 10_u128.pow(self.scale);
        u128::from(count) * whole <= u128::from(self.digits) * u128::from(rows)
    }

    /// The share in per cent, without zeros that say nothing.
    pub(super) fn text(self) -> String {
        let unit = 10_u64.pow(self.scale);
        let whole = (self.digits / unit).to_string();
        let fraction = self.digits % unit;
        if fraction == 0 {
            return format!("{whole} %");
        }
        let places = usize::try_from(self.scale).unwrap_or(0);
        let fraction = format!("{fraction:0places$}");
        format!("{whole}.{} %", fraction.trim_end_matches('0'))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn bounds_are_exact_at_the_edge() {
        let tenth = Share::parse("0.1%").expect("a share");
        assert!(tenth.has(158, 158_371) && !tenth.has(159, 158_371));
        assert!(tenth.has(1, 1_000) && !tenth.has(1, 999) && tenth.has(0, 0) && !tenth.has(1, 0));
        // 7 of 10^16 rows is a share that no binary fraction holds.
        let tiny = Share::parse("0.000000001 %").expect("a share");
        assert!(tiny.has(100_000, 10_000_000_000_000_000));
        assert!(!tiny.has(100_001, 10_000_000_000_000_000));
        let all = Share::parse("100%").expect("a share");
        assert!(all.has(u64::MAX, u64::MAX) && !all.has(u64::MAX, u64::MAX - 1));
        assert!(Share::parse("0%").expect("none").has(0, 5));
    }

    #[test]
    fn what_is_no_share_is_refused() {
        for text in
            ["", "%", "1", "-1%", "100.1%", "1e1%", "1.%", ".5%", "0.0000000001%", "1%%", "1000%"]
        {
            assert_eq!(Share::parse(text), None, "{text}");
        }
        assert_eq!(Share::parse("0.50%").map(Share::text).as_deref(), Some("0.5 %"));
        assert_eq!(Share::parse("12 %").map(Share::text).as_deref(), Some("12 %"));
        assert_eq!(Share::parse("1.05%").map(Share::text).as_deref(), Some("1.05 %"));
    }

    proptest! {
        #[test]
        fn the_edge_lies_where_whole_numbers_put_it(per_mille in 0u64..=1000, rows: u32) {
            let share = Share::parse(&format!("{}.{}%", per_mille / 10, per_mille % 10)).expect("a share");
            let most = per_mille * u64::from(rows) / 1000;
            prop_assert!(share.has(most, rows.into()) && !share.has(most + 1, rows.into()));
        }
    }
}

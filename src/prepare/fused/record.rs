//! A rating in 16 bytes, whose order as a number is the order of rows.

/// Timestamp, user, item and the code of the rating, from the highest bits down.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Record(pub(super) u128);

pub(super) const RECORD_BYTES: usize = 16;
/// Bits below those in which ratings of one item by one user at one moment agree.
pub(super) const MOMENT_BELOW: u32 = 32;

/// The fields of a rating line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Parsed {
    pub(super) user: u32,
    pub(super) item: u32,
    pub(super) code: u8,
    pub(super) timestamp_s: u32,
}

impl Record {
    pub(super) fn new(parsed: Parsed) -> Self {
        let Parsed { user, item, code, timestamp_s } = parsed;
        let high = (u64::from(timestamp_s) << 32) | u64::from(user);
        let low = (u64::from(item) << 32) | u64::from(code);
        Self((u128::from(high) << 64) | u128::from(low))
    }

    /// The rating again.
    #[expect(clippy::cast_possible_truncation, reason = "each part is cut out by its width")]
    pub(super) const fn parsed(self) -> Parsed {
        Parsed {
            timestamp_s: (self.0 >> 96) as u32,
            user: (self.0 >> 64) as u32,
            item: (self.0 >> 32) as u32,
            code: self.0 as u8,
        }
    }

    /// All bits but the code: equal for ratings of one item by one user at one moment.
    pub(super) const fn moment(self) -> u128 {
        self.0 >> MOMENT_BELOW
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_record_holds_its_parts_and_sorts_by_them(
            left: (u32, u32, u32, u8),
            right: (u32, u32, u32, u8),
        ) {
            let record = |(timestamp_s, user, item, code): (u32, u32, u32, u8)| {
                Record::new(Parsed { user, item, code, timestamp_s })
            };
            prop_assert_eq!(record(left).cmp(&record(right)), left.cmp(&right));
            let Parsed { user, item, code, timestamp_s } = record(left).parsed();
            prop_assert_eq!((timestamp_s, user, item, code), left);
        }
    }
}

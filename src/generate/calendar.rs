//! The span of the release and its years, in seconds of the Unix epoch (UTC).

/// The first second of the span: 1996-03-29 00:00:00.
pub(super) const SPAN_START: i64 = 828_057_600;
/// The last second of the span: 2018-09-24 14:27:30.
pub(super) const SPAN_END: i64 = 1_537_799_250;
/// The year of the first second.
pub(super) const FIRST_YEAR: u16 = 1996;
/// The years the span touches.
pub(super) const YEARS: usize = 23;

/// The Unix second at which each year begins; one more for the end of the last.
const YEAR_STARTS: [i64; YEARS + 1] = year_starts();

const fn year_starts() -> [i64; YEARS + 1] {
    let mut starts = [820_454_400; YEARS + 1];
    let mut position = 1;
    while position <= YEARS {
        // 1996 is position 0, so every fourth position is the year after a leap year's start.
        let days = if (position - 1).is_multiple_of(4) { 366 } else { 365 };
        starts[position] = starts[position - 1] + days * 86_400;
        position += 1;
    }
    starts
}

/// The years since 1996 at a moment of the span: 0 to 22.
pub(super) fn years_in(time: i64) -> usize {
    YEAR_STARTS.partition_point(|&start| start <= time).saturating_sub(1).min(YEARS - 1)
}

/// The first second of the span in a year counted from 1996.
pub(super) fn start_of(years_in: usize) -> i64 {
    YEAR_STARTS[years_in.min(YEARS)].clamp(SPAN_START, SPAN_END)
}

/// The calendar year that lies so many years after 1996.
pub(super) fn calendar_year(years_in: usize) -> u16 {
    FIRST_YEAR + u16::try_from(years_in).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn years_begin_where_they_should() {
        assert_eq!(years_in(SPAN_START), 0);
        assert_eq!(years_in(SPAN_END), 22);
        assert_eq!(start_of(1), 852_076_800);
        assert_eq!(years_in(946_684_799), 3);
        assert_eq!(years_in(946_684_800), 4);
        assert_eq!(start_of(22), 1_514_764_800);
        assert_eq!(start_of(23), SPAN_END);
    }
}

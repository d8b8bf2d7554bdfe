//! The best two models, user by user: how many users have which difference.

use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, VPos};

use super::pen::{
    Area, BAR, Drawn, Pen, Plane, SERVICE, SOFT, Screen, below_heading, heading_height, style_mesh,
};
use crate::experiment::BestTwo;
use crate::metric::short_name;
use crate::number::{from_count, round_to_count, thousands};

fn heading(two: &BestTwo) -> String {
    format!(
        "Users by how much better one model is, by {}; {} without a difference are not drawn",
        short_name(&two.metric),
        thousands(two.equal as u64)
    )
}

pub(super) fn height(two: &BestTwo, screen: Screen) -> u32 {
    heading_height(&heading(two), screen) + screen.either(300, 280)
}

pub(super) fn draw<DB: DrawingBackend>(area: &Area<DB>, two: &BestTwo, pen: Pen) -> Drawn<DB> {
    let area = below_heading(area, &heading(two), pen)?;
    let (words, plot) = area.split_vertically(pen.size(44));
    draw_words(&words, two, pen)?;
    let largest = two.largest.max(1e-6);
    let most = two.first_bins.iter().chain(&two.second_bins).copied().max().unwrap_or(1).max(1);
    let mut chart = ChartBuilder::on(&plot)
        .margin(pen.size(8))
        .margin_right(pen.size(20))
        .x_label_area_size(pen.size(46))
        .y_label_area_size(pen.either(62, 50))
        .build_cartesian_2d(-largest..largest, 0.0..from_count(most) * 1.1)?;
    let mut mesh = chart.configure_mesh();
    style_mesh(&mut mesh, pen);
    mesh.disable_x_mesh()
        .x_labels(5)
        .y_labels(5)
        .x_desc("difference of the user's figure")
        .y_desc("users")
        .x_label_formatter(&|value| format!("{:.2}", value.abs()))
        .y_label_formatter(&|value| whole(*value))
        .draw()?;
    draw_bins(&mut chart, two, pen)
}

/// Draws who wins for how many, each on its side.
fn draw_words<DB: DrawingBackend>(area: &Area<DB>, two: &BestTwo, pen: Pen) -> Drawn<DB> {
    let (width, _) = area.dim_in_pixel();
    let right = i32::try_from(width).unwrap_or(i32::MAX) - pen.at(20);
    let letters = pen.screen.either(30, 16) as usize;
    let sides = [
        (&two.second, two.second_better, SERVICE, HPos::Left, pen.at(pen.screen.either(70, 4))),
        (&two.first, two.first_better, BAR, HPos::Right, right),
    ];
    for (name, users, color, side, at) in sides {
        let strong = if color == BAR { super::pen::LINE } else { color };
        let style = pen.anchored((14, strong), (side, VPos::Top));
        area.draw_text(&crate::text::shorten(name, letters), &style, (at, pen.at(2)))?;
        let said = format!("better for {}", thousands(users as u64));
        area.draw_text(&said, &style, (at, pen.at(22)))?;
    }
    Ok(())
}

fn draw_bins<DB: DrawingBackend>(chart: &mut Plane<'_, DB>, two: &BestTwo, pen: Pen) -> Drawn<DB> {
    let width = two.largest.max(1e-6) / from_count(two.first_bins.len().max(1));
    let sides =
        [(&two.first, &two.first_bins, 1.0, BAR), (&two.second, &two.second_bins, -1.0, SERVICE)];
    for (name, bins, sign, color) in sides {
        for (at, &users) in bins.iter().enumerate() {
            let (from, to) = (from_count(at) * width, from_count(at + 1) * width);
            let gap = width * 0.06;
            let corners = [(sign * (from + gap), 0.0), (sign * (to - gap), from_count(users))];
            if users > 0 {
                chart.draw_series([Rectangle::new(corners, color.filled())])?;
            }
            let (top, foot) = (chart.backend_coord(&corners[1]), chart.backend_coord(&corners[0]));
            let said =
                format!("{name} better by {from:.3} to {to:.3}: {} users", thousands(users as u64));
            pen.tips.add((top.0, top.1.min(foot.1 - pen.at(8))), foot, said);
        }
    }
    let middle = [(0.0, 0.0), (0.0, f64::MAX)];
    let top = chart.y_range().end;
    let middle = [middle[0], (0.0, top)];
    chart.draw_series([PathElement::new(middle, pen.stroke(SOFT, 1))])?;
    Ok(())
}

/// A label of whole users; nothing between.
fn whole(value: f64) -> String {
    let rounded = round_to_count(value.max(0.0));
    if (value - from_count(rounded)).abs() < 1e-6 {
        thousands(rounded as u64)
    } else {
        String::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::chart::drawing::Drawing;
    use crate::report::chart::drawn::{attributes, drawn, expect_in_proportion};

    #[test]
    fn bins_are_as_high_as_they_have_users_each_on_its_side() {
        let two = BestTwo {
            metric: "normalized_discounted_cumulative_gain_at_25".into(),
            first: "one".into(),
            second: "two".into(),
            first_better: 45,
            second_better: 22,
            equal: 9,
            largest: 0.5,
            first_bins: vec![30, 10, 0, 5],
            second_bins: vec![20, 0, 2, 0],
        };
        for screen in [Screen::Wide, Screen::Narrow] {
            let svg = drawn(&Drawing::Spread(&two), screen);
            let of = |color| attributes(&svg, "rect", "height", color);
            let (first, second) = (of("#5688C7"), of("#B24A00"));
            expect_in_proportion(&[first, second].concat(), &[30.0, 10.0, 5.0, 20.0, 2.0]);
            let leftmost =
                |color| attributes(&svg, "rect", "x", color).into_iter().fold(f64::MAX, f64::min);
            assert!(leftmost("#B24A00") < leftmost("#5688C7"), "the second stands left");
            assert!(svg.contains("better for 45") && svg.contains("better for 22"));
        }
    }
}

//! The calibration plot, drawn with a few lines of SVG.

use std::fmt::Write as _;

/// Pixels of the square that both axes share, and the margin around it.
const SIDE: f64 = 360.0;
const MARGIN: f64 = 48.0;
/// What both axes end at: nothing is said beyond it.
const TOP: f64 = 0.5;

/// Said against come true, a circle for each bin, its area by the bin's weight.
pub(crate) fn calibration(bins: &[(f64, f64, f64)], error: f64) -> String {
    let x = |value: f64| MARGIN + value.min(TOP) / TOP * SIDE;
    let y = |value: f64| MARGIN + SIDE - value.min(TOP) / TOP * SIDE;
    let total: f64 = bins.iter().map(|(.., weight)| weight).sum();
    let whole = SIDE + 2.0 * MARGIN;
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {whole} {whole}\" font-family=\"sans-serif\" font-size=\"12\">\n\
         <rect width=\"{whole}\" height=\"{whole}\" fill=\"white\"/>\n\
         <path d=\"M{0} {1}V{2}H{3}M{0} {2}L{3} {1}\" fill=\"none\" stroke=\"#888\"/>\n\
         <text x=\"{0}\" y=\"24\">cheap tier fails: said against came true; calibration error {error:.3}</text>\n",
        x(0.0),
        y(TOP),
        y(0.0),
        x(TOP),
    );
    for tick in 0..=5 {
        let value = f64::from(tick) / 10.0;
        let line = format!(
            "<text x=\"{:.0}\" y=\"{:.0}\">{value:.1}</text><text x=\"{:.0}\" y=\"{:.0}\">{value:.1}</text>\n",
            x(value) - 8.0,
            y(0.0) + 18.0,
            x(0.0) - 26.0,
            y(value) + 4.0,
        );
        svg.push_str(&line);
    }
    for (said, came, weight) in bins {
        let radius = 3.0 + 20.0 * (weight / total).sqrt();
        // Writing into a string cannot fail.
        let _ = writeln!(
            svg,
            "<circle cx=\"{:.1}\" cy=\"{:.1}\" r=\"{radius:.1}\" fill=\"#2a6\" fill-opacity=\".6\"/>",
            x(*said),
            y(*came)
        );
    }
    svg.push_str("</svg>\n");
    svg
}

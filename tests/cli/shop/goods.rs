//! The products of the shop.

use super::draw::Draw;

/// A product.
pub(super) struct Product {
    /// Number with zeros in front.
    pub(super) sku: String,
    pub(super) name: String,
    /// Number of the department.
    pub(super) department: usize,
    /// `Department|Kind`, as the service takes categories.
    pub(super) categories: String,
    pub(super) cents: usize,
    /// First day of sale, as days after [`super::events::FIRST_DAY_S`]; some are not known.
    pub(super) since_day: Option<usize>,
    /// How likely it is looked at.
    pub(super) weight: usize,
}

pub(super) const DEPARTMENTS: [(&str, [&str; 4]); 6] = [
    ("Kitchen", ["Kettle", "Pan", "Whisk", "Teapot"]),
    ("Garden", ["Trowel", "Hose", "Planter", "Rake"]),
    ("Desk", ["Lamp", "Notebook", "Pen", "Tray"]),
    ("Bath", ["Towel", "Soap", "Brush", "Mat"]),
    ("Outdoors", ["Tent", "Flask", "Lantern", "Rope"]),
    ("Toys", ["Kite", "Puzzle", "Top", "Bear"]),
];
const MAKERS: [&str; 4] = ["Alder", "Birch", "Cedar", "Dune"];

/// 96 products, a kind of each maker.
pub(super) fn products(draw: &mut Draw) -> Vec<Product> {
    let mut products = Vec::new();
    for (department, (title, kinds)) in DEPARTMENTS.iter().enumerate() {
        for kind in kinds {
            for maker in MAKERS {
                let number = products.len();
                // Some names hold a comma, some quotes.
                let name = match number % 12 {
                    5 => format!("{kind}, {maker}"),
                    7 => format!("{kind} \"{maker}\""),
                    _ => format!("{maker} {}", kind.to_lowercase()),
                };
                products.push(Product {
                    sku: format!("{:05}", 17 + 37 * number),
                    name,
                    department,
                    categories: format!("{title}|{kind}"),
                    cents: 295 + 50 * draw.below(120),
                    since_day: (!draw.happens(6)).then(|| draw.below(60)),
                    weight: 4 + 400 / (1 + draw.below(60)),
                });
            }
        }
    }
    products
}

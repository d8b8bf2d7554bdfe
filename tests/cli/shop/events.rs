//! The visitors of the shop and their events: views, carts, purchases.

use super::draw::Draw;
use super::goods::{DEPARTMENTS, Product, products};

/// 2025-04-01T00:00:00Z.
pub(super) const FIRST_DAY_S: i64 = 1_743_465_600;
const DAYS: usize = 90;
const DAY_S: i64 = 86_400;

/// The whole shop.
pub(super) struct Shop {
    pub(super) products: Vec<Product>,
    pub(super) visitors: Vec<Visitor>,
    /// Events in the order of time.
    pub(super) events: Vec<Event>,
}

/// A browser, known as a customer from some session on or never.
pub(super) struct Visitor {
    pub(super) id: String,
    /// Number with zeros in front; none of a visitor who never logs in.
    pub(super) customer: Option<String>,
    pub(super) age: Option<usize>,
    pub(super) is_member: bool,
    pub(super) town: &'static str,
    /// How likely each department is looked at.
    tastes: Vec<usize>,
}

pub(super) struct Event {
    pub(super) visitor: usize,
    /// Whether the visitor was logged in, so that the customer is known.
    pub(super) is_known: bool,
    pub(super) product: usize,
    pub(super) action: &'static str,
    pub(super) at_s: i64,
}

const TOWNS: [&str; 4] = ["Aldmoor", "Brackwell", "Carrow", "Dunmere"];

pub(super) fn shop() -> Shop {
    let mut draw = Draw::new(2_026);
    let products = products(&mut draw);
    let visitors: Vec<Visitor> = (0..160).map(|number| visitor(number, &mut draw)).collect();
    let mut events = Vec::new();
    for (number, visitor) in visitors.iter().enumerate() {
        visits(number, visitor, &products, &mut draw, &mut events);
    }
    events.sort_by_key(|event| (event.at_s, event.visitor));
    Shop { products, visitors, events }
}

fn visitor(number: usize, draw: &mut Draw) -> Visitor {
    let mut tastes = vec![1; DEPARTMENTS.len()];
    tastes[draw.below(DEPARTMENTS.len())] += 9;
    tastes[draw.below(DEPARTMENTS.len())] += 4;
    Visitor {
        id: format!("v{:03x}", 256 + 11 * number),
        customer: (number % 5 != 3).then(|| format!("{:04}", 3 + 7 * number)),
        age: (!draw.happens(15)).then(|| 18 + draw.below(60)),
        is_member: draw.happens(30),
        town: TOWNS[draw.below(TOWNS.len())],
        tastes,
    }
}

fn whole(number: usize) -> i64 {
    i64::try_from(number).expect("a small number")
}

/// All sessions of a visitor. In each a few products are looked at; one in three goes into the cart
/// within seconds, and half of those are bought within seconds more.
fn visits(
    number: usize,
    visitor: &Visitor,
    products: &[Product],
    draw: &mut Draw,
    events: &mut Vec<Event>,
) {
    let n_sessions = 1 + draw.below(4) + draw.below(5);
    let mut days: Vec<usize> = (0..n_sessions).map(|_| draw.below(DAYS)).collect();
    days.sort_unstable();
    for (session, day) in days.into_iter().enumerate() {
        let is_known = visitor.customer.is_some() && session > 0;
        let department = draw.weighted(&visitor.tastes);
        let mut at_s = FIRST_DAY_S + whole(day) * DAY_S + whole(25_200 + draw.below(50_000));
        for _ in 0..=draw.below(6) {
            let weights: Vec<usize> = products
                .iter()
                .map(|one| if one.department == department { one.weight * 6 } else { one.weight })
                .collect();
            let product = draw.weighted(&weights);
            let mut push = |action, at_s| {
                events.push(Event { visitor: number, is_known, product, action, at_s });
            };
            push("view", at_s);
            at_s += whole(4 + draw.below(40));
            if draw.happens(33) {
                push("cart", at_s);
                at_s += whole(3 + draw.below(20));
                if draw.happens(50) {
                    push("buy", at_s);
                    at_s += whole(5 + draw.below(60));
                }
            }
        }
    }
}
